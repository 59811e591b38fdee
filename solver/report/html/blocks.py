"""What a report is made of: plain data that templates lay out, all text already in words.

``Blocks`` is the page of a terminal report that keeps what it is given as blocks, so that every report of the
terminal is a page of HTML too, with the same words and the same rounded numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from solver.report.terminal import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from solver.report.html.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph.

    Attributes:
        text: What it says.
        role: ``lead``, ``note`` or ``stamp``; plain if empty.
    """

    kind: ClassVar[str] = "text"
    text: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list.

    Attributes:
        items: Its items.
    """

    kind: ClassVar[str] = "listing"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """A list of links inside the page.

    Attributes:
        items: (id, text) of each.
    """

    kind: ClassVar[str] = "links"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What is typed at a prompt, word for word.

    Attributes:
        text: The command.
    """

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose first column names its rows.

    Attributes:
        caption: What it shows, with unit and comparison base.
        head: Headings of the columns.
        rows: Cells, the name first.
        sums: How many of the last rows are sums.
        words: Columns of words; the others are numbers.
        heard: Whether the heading above says the caption, so that it need not be seen.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: int = 0
    words: tuple[int, ...] = (0,)
    heard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture, what it shows in words, and what it is drawn from.

    Attributes:
        source: The picture as a data address.
        alt: What it shows.
        wide: Its width in pixels of the screen.
        tall: Its height.
        table: Its data; None where the page has them in tables of its own.
        where: Where the data are, in words.
    """

    kind: ClassVar[str] = "figure"
    source: str
    alt: str
    wide: int
    tall: int
    table: Table | None
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; what follows it is a section of its own."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """A table of sources, whose links can be followed.

    Attributes:
        caption: What it is of.
        head: Heading of each column.
        rows: Name, value, level and source of each; the source in pieces of (text, link), the link empty for plain
            text.
    """

    kind: ClassVar[str] = "sources"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]


Block: TypeAlias = Text | Listing | Links | Code | Table | Figure | Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report that can be linked to.

    Attributes:
        id: Its anchor.
        title: Its heading.
        blocks: What stands in it.
        inside: Sections in it.
        page: Whether it begins a page in print.
    """

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    inside: tuple[Section, ...] = ()
    page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Words of the page itself.

    Attributes:
        contents: Name of the list of sections.
        run: What a run is called.
        leaf: What a page in print is called.
    """

    contents: str
    run: str
    leaf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report.

    Attributes:
        language: ``sv`` or ``en``.
        title: Its name.
        stamp: What kind of document it is: working material, or background in a registered case.
        lead: What stands under the title.
        run: Id of the run: hexadecimal digits.
        program: The program and its version.
        labels: Words of the page itself.
        sections: Its sections.
        first: Its first page, in the place of title and lead; none if absent.
    """

    language: str
    title: str
    stamp: str
    lead: tuple[str, ...]
    run: str
    program: str
    labels: Labels
    sections: tuple[Section, ...]
    first: Sheet | None = None


# ------------------------------------------------------------------------------------- reports of the terminal


class Line(str):
    """A line of a page that stands for a block.

    Attributes:
        block: The block.
    """

    __slots__ = ("block",)
    block: Block | Heading

    @classmethod
    def of(cls, block: Block | Heading) -> Line:
        """A line that stands for a block."""
        line = cls(block.kind)
        line.block = block
        return line


class Blocks(Page):
    """A page that keeps blocks rather than lines: nothing is wrapped, filled or cut."""

    def heading(self, text: str) -> list[str]:
        """A heading."""
        return ["", Line.of(Heading(text=text))]

    def text(self, text: str, indent: str = "", hanging: str | None = None) -> list[str]:  # noqa: ARG002 - of lines
        """A paragraph."""
        return [Line.of(Text(text=text))]

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        sums: int = 0,
        left: Sequence[int] = (0,),
    ) -> list[str]:
        """A table; its caption is the heading that it stands under."""
        made = Table(
            caption="",
            head=tuple(" ".join(cell.split()) for cell in head),
            rows=tuple(tuple(row) for row in rows),
            sums=sums,
            words=tuple(left),
        )
        return [Line.of(made)]


BLOCKS = Blocks(width=0, color=False, every_year=True)
"""The page that keeps blocks."""


def laid(lines: Iterable[str], id_: str, title: str, *, page: bool = False) -> Section:
    """A section of what a terminal report wrote on ``BLOCKS``: its headings begin sections of their own.

    Args:
        lines: What the report wrote.
        id_: Anchor of the section.
        title: Its heading.
        page: Whether it begins a page in print.
    """
    parts: list[tuple[str, list[Block]]] = [(title, [])]
    for line in lines:
        block = line.block if isinstance(line, Line) else Code(text=line.strip())
        here = parts[-1][1]
        if isinstance(block, Heading):
            parts.append((block.text, []))
        elif isinstance(block, Code) and here and isinstance(here[-1], Code):
            here[-1] = Code(text=f"{here[-1].text}\n{block.text}".rstrip())  # a command of several lines
        elif line.strip():
            here.append(block)
    inside = tuple(
        Section(id=f"{id_}-{n}", title=name, blocks=_captioned(name, blocks))
        for n, (name, blocks) in enumerate(parts[1:], start=1)
    )
    return Section(id=id_, title=title, blocks=_captioned(*parts[0]), inside=inside, page=page)


def edited(section: Section, edit: Callable[[str], str]) -> Section:
    """A section with every text of it edited."""

    def told(block: Block) -> Block:
        if isinstance(block, Text | Code):
            return replace(block, text=edit(block.text))
        if isinstance(block, Table):
            rows = tuple(tuple(map(edit, row)) for row in block.rows)
            return replace(block, caption=edit(block.caption), rows=rows)
        return block

    return replace(
        section,
        title=edit(section.title),
        blocks=tuple(map(told, section.blocks)),
        inside=tuple(edited(inner, edit) for inner in section.inside),
    )


def _captioned(name: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, tables named by the heading they stand under, and by their first column from the second on."""
    found: list[Block] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Table) and not block.caption:
            tables += 1
            first = tables == 1
            caption = name if first else f"{name}: {block.head[0]}"
            found.append(replace(block, caption=caption, heard=first))
        else:
            found.append(block)
    return tuple(found)
