"""What is kept of a sweep on the way: one parquet file per chunk, whole or not there. The one door to pyarrow.

A part is written under a temporary name, synced and renamed, so that a run that is killed leaves whole parts only and
two runs of the same sweep replace each other's parts by the same bytes. The folder is named by a hash of the question
and its points: another question never finds these parts. Before a part is trusted it is checked: that it can be
read, that it is this chunk of this sweep, and that its numbers are those that were written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.sweeping.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.sweeping.order import Array

FORMAT = 1
FORGOTTEN = 3600.0
"""A temporary file is a dead run's when it has lain this long [s]; writing one takes milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one sweep.

    Attributes:
        folder: Where they lie.
        key: Hash of the question, its points and how they are cut.
        columns: Names of what each point answers.
    """

    folder: Path
    key: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path, question: str, columns: Sequence[str], points: Array, chunk: int) -> Parts:
        """The parts of a sweep under a folder, which is made.

        Args:
            folder: Where sweeps lie, each in its own folder.
            question: Hash of what is asked.
            columns: Names of what each point answers.
            points: In the order of solving, shape (points, levers).
            chunk: Points of a part.

        Raises:
            MissingExtraError: pyarrow is not installed.
            OSError: The folder cannot be made.
        """
        _pyarrow()
        told = repr((FORMAT, question, tuple(columns), points.shape, chunk)).encode()
        key = hashlib.sha256(told + points.tobytes()).hexdigest()
        own = folder / key[:32]
        own.mkdir(parents=True, exist_ok=True)
        for left in own.glob(".part-*.tmp"):
            with contextlib.suppress(FileNotFoundError):  # another run is faster
                if time.time() - left.stat().st_mtime > FORGOTTEN:
                    left.unlink()
        return cls(folder=own, key=key, columns=tuple(columns))

    def path(self, n: int) -> Path:
        """Where a part lies."""
        return self.folder / f"part-{n:06d}.parquet"

    def read(self, n: int, points: Array) -> Array | None:
        """The answers of a chunk; None where it has none, or none that can be trusted.

        Args:
            n: The chunk.
            points: Its points, shape (points, levers).

        Raises:
            OSError: The file is there but may not be read.
        """
        pa, pq = _pyarrow()
        try:
            content = self.path(n).read_bytes()
        except FileNotFoundError:
            return None
        try:
            table = pq.read_table(pa.BufferReader(content))
            told = table.schema.metadata or {}
            numbers = np.column_stack([column.to_numpy() for column in table.columns])
        except (pa.ArrowException, OSError, ValueError):
            return None
        if (
            numbers.dtype != np.float64
            or table.column_names != self._names(points)
            or told != self._told(n, numbers)
        ):
            return None
        levers = points.shape[1]
        return numbers[:, levers:] if np.array_equal(numbers[:, :levers], points) else None

    def write(self, n: int, points: Array, answers: Array) -> None:
        """Keep the answers of a chunk.

        Raises:
            OSError: They cannot be written; nothing half-written is left.
        """
        pa, pq = _pyarrow()
        numbers = np.column_stack([points, answers])
        columns = [pa.array(np.ascontiguousarray(column)) for column in numbers.T]
        table = pa.Table.from_arrays(columns, names=self._names(points), metadata=self._told(n, numbers))
        buffer = pa.BufferOutputStream()
        pq.write_table(table, buffer, compression="zstd")
        _replace(self.path(n), buffer.getvalue().to_pybytes())

    def _names(self, points: Array) -> list[str]:
        return [*(f"lever_{j}" for j in range(points.shape[1])), *self.columns]

    def _told(self, n: int, numbers: Array) -> dict[bytes, bytes]:
        digest = hashlib.sha256(np.ascontiguousarray(numbers).tobytes()).hexdigest()
        return {b"sweep": self.key.encode(), b"chunk": str(n).encode(), b"sha256": digest.encode()}


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - only sweeps that keep their parts need it
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtraError("sweep") from missing
    return pa, pq
