"""Files of a sweep in progress: one parquet file per chunk, complete or absent.

This is the only module that imports pyarrow. A part is written under a temporary name, synced and renamed, so
that a run that is killed leaves complete parts only, and two runs of the same sweep replace each other's
parts by the same bytes. The folder is named by a hash of the task and its points, so that another task never
reads these parts. A part is used only if it can be read, belongs to this chunk of this sweep, and has the
numbers that were written.
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
"""Version of the parts; parts of another version are not read."""
STALE_SECONDS = 3600.0
"""Age at which a temporary file counts as abandoned [s]; writing one takes milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one sweep.

    Attributes:
        folder: Their folder.
        key: Hash of the task, its points and the size of chunks.
        columns: Names of the columns of the answers.
    """

    folder: Path
    key: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path, task: str, columns: Sequence[str], points: Array, chunk: int) -> Parts:
        """Create the folder of a sweep's parts, and remove stale temporary files from it.

        Args:
            folder: The folder of all sweeps.
            task: Hash of the task.
            columns: Names of the columns of the answers.
            points: The points in the order of solving, shape (points, levers).
            chunk: Number of points of a part.

        Raises:
            MissingExtraError: pyarrow is not installed.
            OSError: The folder cannot be created.
        """
        _pyarrow()
        identity = repr((FORMAT, task, tuple(columns), points.shape, chunk)).encode()
        key = hashlib.sha256(identity + points.tobytes()).hexdigest()
        own = folder / key[:32]
        own.mkdir(parents=True, exist_ok=True)
        for left in own.glob(".part-*.tmp"):
            with contextlib.suppress(FileNotFoundError):  # another run has removed it
                if time.time() - left.stat().st_mtime > STALE_SECONDS:
                    left.unlink()
        return cls(folder=own, key=key, columns=tuple(columns))

    def path(self, n: int) -> Path:
        """Return the path of a part."""
        return self.folder / f"part-{n:06d}.parquet"

    def read(self, n: int, points: Array) -> Array | None:
        """Read the answers of a chunk.

        Args:
            n: Number of the chunk.
            points: Its points, shape (points, levers).

        Returns:
            Answers, shape (points, columns); None where there is no part, or it is damaged or of another
            sweep.

        Raises:
            OSError: The file exists but may not be read.
        """
        pa, pq = _pyarrow()
        try:
            content = self.path(n).read_bytes()
        except FileNotFoundError:
            return None
        try:
            table = pq.read_table(pa.BufferReader(content))
            metadata = table.schema.metadata or {}
            numbers = np.column_stack([column.to_numpy() for column in table.columns])
        except (pa.ArrowException, OSError, ValueError):
            return None
        if (
            numbers.dtype != np.float64
            or table.column_names != self._names(points)
            or metadata != self._metadata(n, numbers)
        ):
            return None
        levers = points.shape[1]
        return numbers[:, levers:] if np.array_equal(numbers[:, :levers], points) else None

    def write(self, n: int, points: Array, answers: Array) -> None:
        """Write the answers of a chunk.

        Args:
            n: Number of the chunk.
            points: Its points, shape (points, levers).
            answers: Its answers, shape (points, columns).

        Raises:
            OSError: The file cannot be written; no incomplete file is left.
        """
        pa, pq = _pyarrow()
        numbers = np.column_stack([points, answers])
        columns = [pa.array(np.ascontiguousarray(column)) for column in numbers.T]
        table = pa.Table.from_arrays(columns, names=self._names(points), metadata=self._metadata(n, numbers))
        buffer = pa.BufferOutputStream()
        pq.write_table(table, buffer, compression="zstd")
        _replace(self.path(n), buffer.getvalue().to_pybytes())

    def _names(self, points: Array) -> list[str]:
        return [*(f"lever_{j}" for j in range(points.shape[1])), *self.columns]

    def _metadata(self, n: int, numbers: Array) -> dict[bytes, bytes]:
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
        import pyarrow as pa  # noqa: PLC0415 - needed for sweeps with a folder only
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtraError("sweep") from missing
    return pa, pq
