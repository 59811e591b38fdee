"""The headings of columns that stand in several tables: one English word for one Swedish."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.report.words import Words

TERMS = {
    "activity": ("Verksamhet", "Activity"),
    "alone": ("Ensamt", "Alone"),
    "answer": ("Svar", "Answer"),
    "assumption": ("Antagande", "Assumption"),
    "committee": ("Nämnd", "Committee"),
    "from": ("Från", "From"),
    "goal": ("Mål", "Goal"),
    "greatest": ("Störst", "Greatest"),
    "highest": ("Högst", "Highest"),
    "least": ("Minst", "Least"),
    "lowest": ("Lägst", "Lowest"),
    "plan": ("Plan", "Plan"),
    "proposal": ("Förslag", "Proposal"),
    "stated": ("Angiven", "Stated"),
    "to": ("Till", "To"),
    "today": ("I dag", "Today"),
    "v_against_today": ("V mot\ni dag", "V against\ntoday"),
    "with_others": ("Med samspel", "With others"),
}


def terms(w: Words, *names: str) -> list[str]:
    """Return headings in the language of a report.

    Args:
        w: The language.
        *names: Keys of ``TERMS``.

    Raises:
        KeyError: There is no such heading.
    """
    return [w.say(*TERMS[name]) for name in names]
