"""Standard output and error: text that the terminal cannot show is written in what it can, and nothing fails for it.

Output goes to terminals and files of any encoding, to pipes that somebody closes (``| head``) and to full disks. The
answer is in the files by then; what becomes of its print must not look like a fault of the program.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import unicodedata
from typing import IO, Any, TextIO

import click

PLAIN_ERRORS, PLAIN_ASCII = "kommunbudget.plain", "kommunbudget_ascii"
COUNTERPARTS = {
    "\u202f": " ",
    "\u00a0": " ",
    "\u2009": " ",
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2011": "-",
    "\u2500": "-",
    "\u2502": "|",
    "\u2026": "...",
    "\u201d": '"',
    "\u201c": '"',
    "\u2019": "'",
    "\u2018": "'",
    "\u00b7": "*",
    "\u22c5": "*",
    "\u00d7": "x",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u2248": "~",
    "\u2192": "->",
    "\u2190": "<-",
    "\u2022": "*",
    "\u25cf": "*",
    "\u25cb": "o",
    "\u207b": "-",
    "\u00b1": "+/-",
    "\u00a7": "par.",
    "\u221e": "inf",
    "\u03a3": "sum",
    "\u2211": "sum",
}
"""Plain text for what an encoding may lack."""
CLOSED = (errno.EPIPE, errno.EINVAL)
"""How a system tells that nobody reads a pipe any more; Windows says that the argument is invalid."""


def plainly(error: UnicodeError) -> tuple[str, int]:
    """Return plain counterparts of characters that an encoding lacks, and where to go on; ``?`` where there is none.

    Raises:
        UnicodeError: It is no error of encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_plain(character, error.encoding) for character in lacking), error.end


def _plain(character: str, encoding: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    for text in (COUNTERPARTS.get(character, ""), bare):
        if text and text != character and _fits(text, encoding):
            return text
    return "" if unicodedata.combining(character) else "?"


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _ascii(name: str) -> codecs.CodecInfo | None:
    """ASCII by a name of ours: click writes UTF-8 where a stream calls itself ASCII."""
    if name != PLAIN_ASCII:
        return None
    known = codecs.lookup("ascii")
    return codecs.CodecInfo(
        name=PLAIN_ASCII,
        encode=known.encode,
        decode=known.decode,
        incrementalencoder=known.incrementalencoder,
        incrementaldecoder=known.incrementaldecoder,
        streamreader=known.streamreader,
        streamwriter=known.streamwriter,
    )


class OutputLostError(click.ClickException):
    """What was to be printed could not be written."""

    def __init__(self, reason: str) -> None:
        """Say why, in both languages."""
        super().__init__(
            f"utskriften gick inte att skriva ({reason}) / output could not be written ({reason})"
        )

    def show(self, file: IO[Any] | None = None) -> None:
        """Tell it on standard error; what is left of the output is not tried again."""
        _silence(sys.stdout)
        super().show(file)


class _Stream(io.TextIOWrapper):
    """A stream that writes plain text where it must, and goes quiet where nobody reads it."""

    def write(self, text: str, /) -> int:
        """Write a text; see ``_lost``."""
        try:
            return super().write(text)
        except OSError as error:
            self._lost(error)
            return len(text)

    def flush(self) -> None:
        """Pass on what is written; see ``_lost``."""
        try:
            super().flush()
        except OSError as error:
            self._lost(error)

    def _lost(self, error: OSError) -> None:
        """Write to nowhere from now on, where nobody reads the stream or nothing can be told of it.

        Raises:
            OutputLostError: Standard output has a reader, and cannot be written: its disk is full.
        """
        if error.errno not in CLOSED and self is sys.stdout:
            raise OutputLostError(error.strerror or str(error)) from error
        _silence(self)


def _silence(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def settle() -> None:
    """Make standard output and error write plainly what their encoding lacks, and end quietly where they are closed."""
    codecs.register_error(PLAIN_ERRORS, plainly)
    codecs.register(_ascii)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started the program
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open as long as we run
        elif type(stream) is io.TextIOWrapper:
            known = codecs.lookup(stream.encoding).name
            settled = _Stream(
                stream.buffer,
                encoding=PLAIN_ASCII if known == "ascii" else stream.encoding,
                errors=PLAIN_ERRORS,
                line_buffering=stream.line_buffering,
                write_through=stream.write_through,
            )
            setattr(sys, name, settled)
