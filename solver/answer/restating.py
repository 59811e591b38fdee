"""State variants of a stated scenario, of which only what differs is stated and compiled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.indexation import indexation
from models.restating import Restating
from solver.answer.stating import StatedScenario, checked, stated_by
from solver.program.compiled import INFINITE, Entries, LinearProgram, Walk, variables

if TYPE_CHECKING:
    from models.figures import Figures
    from models.indexation import Indexation
    from models.restating import Variant


class Variants:
    """States variants of a scenario: other rules, or fewer effects."""

    def __init__(self, stated: StatedScenario) -> None:
        """Prepare what all variants share.

        Args:
            stated: The scenario.
        """
        self._program = stated.program
        self._restating = Restating(stated.formulation)
        self._column = {name: j for j, name in enumerate(stated.program.columns)}
        self._column_of = {id(v): j for j, (_, v) in enumerate(variables(stated.formulation.model))}

    def state(self, figures: Figures, baseline: Indexation | None = None) -> StatedScenario:
        """State and compile a variant.

        Its program may have more columns than it needs: those of the scenario that it has not are fixed at 0.

        Args:
            figures: Figures of the variant.
            baseline: Its indexation baseline; computed if absent.

        Raises:
            ScenarioError: The variant has numbers with which no answer would be reliable.
        """
        baseline = indexation(figures) if baseline is None else baseline
        if not self._restating.serves(figures):
            return stated_by(figures, baseline)
        variant = self._restating.formulate(figures, baseline)
        return checked(
            StatedScenario(
                scenario=figures.scenario,
                figures=figures,
                baseline=baseline,
                formulation=variant.rest,
                program=self._compiled(variant),
            )
        )

    def _compiled(self, variant: Variant) -> LinearProgram:
        """Return the program of a variant: the rows that are kept, then its own."""
        whole, walk, place = self._program, Walk(), dict(self._column)
        walk.columns = dict(self._column_of)
        for name, variable in variables(variant.rest.model):
            walk.columns[id(variable)] = place.setdefault(name, len(place))
        unused = np.array([kind == "fill" and at[0] in variant.unused for kind, at in whole.columns])
        kept = np.array([kind in variant.kinds for kind, _ in whole.columns]) & ~unused
        new = np.zeros(len(place) - len(kept))
        lower = np.append(np.where(kept, whole.lower, 0.0), new)
        upper = np.append(np.where(kept, whole.upper, 0.0), new)
        for name, (low, high) in variant.limits.items():
            j = place[name]
            lower[j], upper[j] = -INFINITE if low is None else low, INFINITE if high is None else high
        own = Entries(
            cost={}, offset=0.0, lower=lower.tolist(), upper=upper.tolist(), row_lower=[], row_upper=[],
            start=[0], index=[], data=[], columns=list(place), rows=[],
        )  # fmt: skip
        offset = walk.read(variant.rest.model, own)
        program = replace(own, offset=offset).program()
        rows = np.array([name in variant.kept or name[0] in variant.kinds for name in whole.rows])
        row_of = np.repeat(np.arange(len(rows)), np.diff(whole.start))
        rows[row_of[unused[whole.index]]] = False
        entries, counts = rows[row_of], np.diff(whole.start)[rows]
        return replace(
            program,
            row_lower=np.concatenate([whole.row_lower[rows], program.row_lower]),
            row_upper=np.concatenate([whole.row_upper[rows], program.row_upper]),
            start=np.concatenate([[0], np.cumsum(counts), counts.sum() + program.start[1:]]).astype(np.int32),
            index=np.concatenate([whole.index[entries], program.index]),
            data=np.concatenate([whole.data[entries], program.data]),
            rows=(*(whole.rows[i] for i in np.flatnonzero(rows)), *program.rows),
        )
