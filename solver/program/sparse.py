"""Sparse matrices as arrays of entries, and their product. Pure numpy: importing scipy takes longer than its use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from solver.program.compiled import Array
    from solver.program.face import Mask

Places = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]
"""Numbers of rows, of columns or of entries."""


class Entries(NamedTuple):
    """The entries of a sparse matrix; those of the same place add up.

    Attributes:
        row: Row of each, shape (entries,).
        column: Column of each, shape (entries,).
        value: The entries, shape (entries,).
    """

    row: Places
    column: Places
    value: Array

    def where(self, kept: Mask) -> Entries:
        """Return some of the entries, ``kept`` of shape (entries,)."""
        return Entries(self.row[kept], self.column[kept], self.value[kept])

    def transposed(self) -> Entries:
        """Return the transposed matrix."""
        return Entries(self.column, self.row, self.value)

    def columns(self, count: int) -> Columns:
        """Return the matrix, of so many columns, column after column."""
        order = np.argsort(self.column, kind="stable")
        start = np.concatenate([[0], np.cumsum(np.bincount(self.column, minlength=count))])
        return Columns(start, self.row[order], self.value[order])


class Columns(NamedTuple):
    """A sparse matrix column after column.

    Attributes:
        start: Where each column begins among the entries, shape (columns + 1,).
        row: Row of each entry, shape (entries,).
        value: The entries, shape (entries,).
    """

    start: Places
    row: Places
    value: Array

    def times(self, right: Entries) -> Entries:
        """Multiply by a matrix; the product has one entry a place, column after column and row after row."""
        counts = np.diff(self.start)[right.row]
        of = np.repeat(np.arange(len(counts)), counts)
        entry = np.arange(len(of)) + (self.start[right.row] - np.cumsum(counts) + counts)[of]
        return summed(Entries(self.row[entry], right.column[of], self.value[entry] * right.value[of]))


def summed(entries: Entries) -> Entries:
    """Return one entry for each place, column after column and row after row."""
    if not len(entries.row):
        return entries
    rows = int(entries.row.max()) + 1
    place = entries.column.astype(np.int64) * rows + entries.row
    order = np.argsort(place, kind="stable")
    place = place[order]
    first = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]]))
    return Entries(place[first] % rows, place[first] // rows, np.add.reduceat(entries.value[order], first))


def stacked(*parts: Entries) -> Entries:
    """Return the sum of matrices."""
    return Entries(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def units(rows: Places) -> Entries:
    """Return a column for each of some rows, 1 in that row."""
    return Entries(rows, np.arange(len(rows)), np.ones(len(rows)))


def connected(matrix: Entries, columns: int) -> Places:
    """Return the first column of the part of each, shape (columns,); columns that share a row are in the same part."""
    _, row = np.unique(matrix.row, return_inverse=True)
    part = np.arange(columns)
    while True:
        least = np.full(row.max(initial=-1) + 1, columns)
        np.minimum.at(least, row, part[matrix.column])
        joined = part.copy()
        np.minimum.at(joined, matrix.column, least[row])
        if np.array_equal(joined, part):
            return part
        part = joined
