"""State a variant of a scenario on the model of the scenario: only what differs is stated.

A variant has the same needs and other rules, or fewer effects. Its rows are the same functions of its own figures. A
row whose formula gives the same number under both, at one point in general position, is the same row: both are affine,
and two affine functions that differ agree only on a hyperplane. Those are taken over; the others are stated.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.constraints import rows as all_rows
from models.formulation import formulate_rest, quantities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.constraint import Name, Rows
    from models.figures import Figures
    from models.formulation import Formulation, Key, Limits
    from models.indexation import Indexation

LEVELS, ATTAINED = ("funding", "weakest"), "attained"
"""Rows that tie segments to spend, and those that tie attainment to segments; they are no family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A variant, stated on another model.

    Attributes:
        rest: What the other model does not have.
        kept: Names of the other's rows that are the variant's too.
        kinds: Names of families of rows, and of variables, that are the variant's too, with all their bounds.
        limits: Bounds of its other variables, by name and index.
        unused: Ids of funding levels that none of its effects depends on: neither segments nor rows of them matter.
    """

    rest: Formulation
    kept: frozenset[Name]
    kinds: frozenset[str]
    limits: dict[Name, Limits]
    unused: frozenset[str]


class Restating:
    """States variants of a scenario.

    Attributes:
        whole: The model of the scenario.
    """

    def __init__(self, whole: Formulation) -> None:
        """Compute the rows of the scenario at the point.

        Args:
            whole: The model of the scenario.
        """
        self.whole = whole
        self._values: dict[tuple[str, Key], float] = {}
        self._random = random.Random(0)  # noqa: S311 - a point in general position, no secret
        self._excess = self._at_point(whole.q.figures, whole.q.indexation, whole.families)

    def serves(self, figures: Figures) -> bool:
        """Return whether a variant's funding levels are the scenario's, and its effects are among the scenario's."""
        of = self.whole.q.figures
        known = {r.path: r for r in of.responses}
        return (
            not self.whole.aims
            and (of.need, of.open_years) == (figures.need, figures.open_years)
            and all(known.get(r.path) == r for r in figures.responses)
        )

    def formulate(self, figures: Figures, baseline: Indexation) -> Variant:
        """State a variant that the scenario serves for.

        Args:
            figures: Figures of the variant.
            baseline: Its indexation baseline.
        """
        families = {family.name: family for family in all_rows(figures, baseline)}
        excess = self._at_point(figures, baseline, families)
        kept = frozenset(name for name, at in excess.items() if self._excess.get(name) == at)
        rows = {
            name: (family, [at for at in family.index if (name, at) not in kept])
            for name, family in families.items()
        }
        outcomes = not _same_outcomes(self.whole.q.figures, figures)
        rest, limits = formulate_rest(self.whole, figures, baseline, rows, outcomes=outcomes)
        kinds = {*LEVELS, "fill"} if outcomes else {*LEVELS, "fill", ATTAINED, "attainment"}
        used = {r.path if r.complement else r.members[0] for r in figures.responses}
        unused = frozenset(self.whole.segments.sources) - used
        return Variant(rest=rest, kept=kept, kinds=frozenset(kinds), limits=limits, unused=unused)

    def _at_point(
        self, figures: Figures, baseline: Indexation, families: dict[str, Rows]
    ) -> dict[Name, float]:
        """Return the excess of each row at the point [its unit]."""
        q = quantities(self._new, figures, baseline, families)
        keys = [(g, y) for g in figures.goals for y in figures.outcome_years]
        q.attainment = self._new("attainment", keys)
        return {
            (name, at): float(family.excess(q, *at))
            for name, family in families.items()
            for at in family.index
        }

    def _new(self, name: str, keys: Iterable[Key], _: Any = None) -> dict[Key, float]:
        """Return the numbers of variables at the point; those of a new one are drawn."""
        found = {}
        for key in keys:
            at = name, key
            if at not in self._values:
                self._values[at] = self._random.uniform(1.0, 2.0)
            found[key] = self._values[at]
        return found


def _same_outcomes(of: Figures, figures: Figures) -> bool:
    """Return whether goals attain the same at the same funding levels."""
    return (of.responses, of.reference, of.settled_spend) == (
        figures.responses,
        figures.reference,
        figures.settled_spend,
    )
