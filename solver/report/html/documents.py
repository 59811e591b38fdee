"""A document of sections: its title, stamp, run id and the words of the page itself."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from solver.report.html.blocks import Document, Labels
from solver.report.words import RUN_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.report.html.blocks import Section
    from solver.report.html.sheet import Sheet
    from solver.report.words import Words


def document(  # noqa: PLR0913 - the parts of a document, by name
    w: Words,
    title: str,
    lead: Sequence[str],
    sections: Sequence[Section],
    *,
    stamp: str | None = None,
    run: str | None = None,
    first: Sheet | None = None,
) -> Document:
    """A document, stamped.

    Args:
        w: How it is written.
        title: Its title.
        lead: What stands under it; the empty are left out.
        sections: Its sections.
        stamp: What kind of document it is; the scenario's own if absent.
        run: Digest of what was run; the scenario's if absent.
        first: The first page, in the place of title and lead.
    """
    return Document(
        language=w.scenario.language,
        title=title,
        stamp=w.standing() if stamp is None else stamp,
        lead=tuple(filter(None, lead)),
        run=(w.digest if run is None else run)[:RUN_ID],
        program=f"kommunbudget {version('kommunbudget')}",
        labels=Labels(
            contents=w.say("Innehåll", "Contents"),
            run=w.term("run"),
            leaf=w.say("Sida", "Page"),
        ),
        sections=tuple(sections),
        first=first,
    )
