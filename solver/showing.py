"""How an answer shows itself: in a line as Python prints it, and as HTML in a notebook.

The HTML is the report's, which stands above every answer. ``solver/__init__.py`` sets ``html`` to it, and that is the
only arrow that points upwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

html: Callable[[object], str] | None = None
"""Turns an answer into HTML; set by ``solver/__init__.py``."""


def brief(answer: object, of: str) -> str:
    """Return an answer in one line: all that it holds would be a page of numbers."""
    return f"<{type(answer).__name__}: {of}>"


def rich(answer: object) -> str:
    """Return an answer as HTML.

    Raises:
        RuntimeError: Nothing has set how; ``solver`` was not imported as a package.
    """
    if html is None:
        raise RuntimeError("solver.showing.html is not set")
    return html(answer)
