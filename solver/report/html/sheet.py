"""What the first page is made of: plain data that templates lay out, all text already in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it says; a vertical bar may begin a new line in a heading.
        scope: ``col``, ``colgroup``, ``row`` or ``rowgroup`` for a heading; empty for a value.
        look: Classes of the cell.
        wide: Columns that it spans.
        tall: Rows that it spans.
        dot: ``full`` where the value is a certain change, ``open`` where it is within the margin of error.
    """

    text: str
    scope: str = ""
    look: str = ""
    wide: int = 1
    tall: int = 1
    dot: str = ""


Cells: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table with headings over several columns.

    Attributes:
        caption: Its heading.
        under: What stands under the heading.
        head: Rows of headings.
        groups: Bodies, each of rows.
        foot: Rows of sums.
    """

    kind: ClassVar[str] = "grid"
    caption: str
    under: str = ""
    head: tuple[Cells, ...]
    groups: tuple[tuple[Cells, ...], ...]
    foot: tuple[Cells, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A value in a panel.

    Attributes:
        x: Where across [pixels].
        y: Where down [pixels].
        certain: Whether it is a certain change.
    """

    x: float
    y: float
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The chart of one committee.

    Attributes:
        name: The committee.
        last: The last year and its difference.
        certain: Whether that difference is certain.
        told: Everything that is drawn, as text.
        band: Corners of the room, as ``x,y x,y``; empty where it is not known.
        line: Corners of the proposal.
        dots: The proposal's years.
    """

    name: str
    last: str
    certain: bool
    told: str
    band: str
    line: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """The picture: small charts with one scale.

    Attributes:
        caption: Its finding.
        under: How it is read.
        axis: Ticks of the common scale: what they say and where down [pixels].
        zero: Where nothing is [pixels].
        years: What stands at the ends of the axis of years.
        ticks: Where the years stand [pixels].
        items: The charts.
    """

    kind: ClassVar[str] = "panels"
    caption: str
    under: str
    axis: tuple[tuple[str, float], ...]
    zero: float
    years: tuple[str, str]
    ticks: tuple[float, ...]
    items: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Sentences with a label each.

    Attributes:
        items: (label, text) of each.
    """

    kind: ClassVar[str] = "told"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A heading with sentences under it.

    Attributes:
        title: The heading.
        texts: Its sentences; each is an item of a list where ``listed``.
        listed: Whether they are a list.
    """

    kind: ClassVar[str] = "passage"
    title: str
    texts: tuple[str, ...]
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """A note in small letters.

    Attributes:
        text: What it says.
    """

    kind: ClassVar[str] = "small"
    text: str


Piece: TypeAlias = Grid | Panels | Told | Passage | Small


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A strip of the page.

    Attributes:
        columns: Its columns, each of pieces.
        shape: ``one``, ``first`` or ``last``: which column is the wide one.
    """

    columns: tuple[tuple[Piece, ...], ...]
    shape: str = "one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The first page.

    Attributes:
        kind_of: What kind of document it is.
        about: What it is about.
        heading: The finding.
        sure: What a filled dot and an open one say to those who hear them.
        lead: Sentences before the first table: (label, text), the label empty where there is none.
        bands: Its strips.
    """

    kind_of: str
    about: str
    heading: str
    sure: tuple[str, str]
    lead: tuple[tuple[str, str], ...]
    bands: tuple[Band, ...]
