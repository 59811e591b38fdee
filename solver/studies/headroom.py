r"""Headroom (*effektiviseringsutrymme*): how far below its own cost comparable municipalities have had as much.

.. math::
   \theta_o = \min \theta : \; \sum_j \lambda_j x_{ij} \le \theta x_{io}, \;
   \sum_j \lambda_j y_{rj} \ge y_{ro}, \; \lambda \ge 0

In words: data envelopment analysis (Charnes, Cooper and Rhodes 1978). A weighted mixture of municipalities has at
least as much of every output for a part θ of every input; under variable returns the weights sum to 1 (Banker, Charnes
and Cooper 1984). 1 − θ is how much less it could be *at most* if nothing but the inputs and outputs stated differed.
It is told as "up to", with its range over years, over both returns and over leaving out each municipality that sets the
mark. It is never a requirement. See ``docs/method/headroom.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.panel import COST, measure
from models.problems import LANGUAGES, entry_of, one_of
from solver.output.rows import written
from solver.program.certificate import UncertifiedError
from solver.program.compiled import LinearProgram
from solver.program.warm import WarmSolver
from solver.studies.panel_study import PanelStudy, panel_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from models.panel import Measure, Panel
    from models.problems import Language
    from solver.output.rows import Row
    from solver.program.compiled import Array
    from solver.program.warm import Optimum
    from solver.studies.study import Tables

RETURNS = ("constant", "variable")
MOST_DEVIATION = 100.0
"""Greater deviations of a net cost are none [%]."""
PEERS_PER_MEASURE = 3
"""Fewer peers than this many for each input and output are too few to tell anything."""
Places = np.ndarray[Any, np.dtype[np.intp]]
COUNTS = 1e-9
"""A peer counts where its weight is above this."""
PROVED = 1e-7
"""How far θ may be from its dual bound, and the dual from feasible [share]."""
COLUMNS = ("municipality", "year", "returns", "quantity", "peer", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """θ of a municipality among its peers.

    Attributes:
        theta: The part of its inputs with which the mixture has as much [share].
        weights: Weight of each municipality in the mixture, those that count.
    """

    theta: float
    weights: dict[str, float]

    @property
    def headroom(self) -> float:
        """1 − θ [share]."""
        return max(1 - self.theta, 0.0)


@dataclass(frozen=True, kw_only=True, repr=False)
class Headroom(PanelStudy):
    """How far a municipality's inputs are from those of the mixture of peers with as much output.

    Attributes:
        municipality: Its code.
        measures: Inputs and outputs.
        year: The year that is told; others are in the range.
        scores: θ by year and returns.
        without: θ of the year by returns and the frontier peer that is left out.
        peers: The peers compared with, by year.
        missing: Peers without every value in the year.
        uniform: A uniform percentage of savings (*osthyvel*) to tell beside; None where there is none [share].
    """

    study = "headroom"

    municipality: str
    measures: tuple[tuple[Measure, ...], tuple[Measure, ...]]
    year: int
    scores: dict[tuple[int, str], Score]
    without: dict[tuple[str, str], float]
    peers: dict[int, tuple[str, ...]]
    missing: tuple[str, ...]
    uniform: float | None = None

    @property
    def folder(self) -> str:
        """Its folder under ``studies/``: one a municipality."""
        return f"headroom-{self.municipality}"

    @property
    def subject(self) -> str:
        """The municipality's name."""
        return self.panel.names[self.municipality]

    @property
    def inputs_measured(self) -> tuple[Measure, ...]:
        """The inputs."""
        return self.measures[0]

    @property
    def need_is_in(self) -> bool:
        """Whether every input is a cost over a reference cost, so that need is in it."""
        return all(m.over_reference or len(m.kpis) > 1 for m in self.inputs_measured)

    def of(self, returns: str, year: int | None = None) -> Score:
        """Return the score of a year, the one that is told if absent.

        Raises:
            UnknownNameError: There are no such returns to scale, or no score of the year.
        """
        return entry_of((self.year if year is None else year, returns), self.scores, "years", "returns")

    def over_years(self, returns: str) -> tuple[float, float]:
        """Return the least and greatest headroom over the years [share].

        Raises:
            UnknownNameError: There are no such returns to scale.
        """
        one_of(returns, RETURNS, "returns")
        found = [score.headroom for (_, kind), score in self.scores.items() if kind == returns]
        return min(found), max(found)

    def over_peers(self, returns: str) -> tuple[float, float]:
        """Return the least and greatest headroom where one peer on the frontier is left out, or none [share]."""
        left = [1 - theta for (kind, _), theta in self.without.items() if kind == returns]
        found = [self.of(returns).headroom, *(max(v, 0.0) for v in left)]
        return min(found), max(found)

    @cached_property
    def range(self) -> tuple[float, float]:
        """The least and greatest headroom over years, left-out peers and both returns [share]."""
        ends = [end for kind in RETURNS for end in (*self.over_years(kind), *self.over_peers(kind))]
        return min(ends), max(ends)

    @property
    def suggested_limit(self) -> float | None:
        """A ``max_decrease`` that every way of computing supports [share]; None where that is 0.

        It is the lower end of ``range``, rounded down to tenths of a per cent; it allows a decrease and requires none.
        """
        least = math.floor(1000 * self.range[0] + PROVED) / 1000
        return least if least > 0 else None

    def rows(self) -> list[Row]:
        """Return θ, headroom and weights as tidy rows."""
        found: list[Row] = []
        for (year, kind), score in self.scores.items():
            where = {"municipality": self.municipality, "year": year, "returns": kind, "peer": ""}
            found += [
                {**where, "quantity": "theta", "value": written(score.theta), "unit": "share"},
                {**where, "quantity": "headroom_up_to", "value": written(score.headroom), "unit": "share"},
            ]
            found += [
                {**where, "quantity": "weight", "peer": peer, "value": written(weight), "unit": "weight"}
                for peer, weight in score.weights.items()
            ]
        for (kind, peer), theta in self.without.items():
            where = {"municipality": self.municipality, "year": self.year, "returns": kind, "peer": peer}
            found.append(
                {**where, "quantity": "theta_without", "value": written(theta), "unit": "share"},
            )
        return found

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"headroom": (COLUMNS, self.rows)}

    def asked(self) -> dict[str, Any]:
        """Return what was asked."""
        inputs, outputs = self.measures
        return {
            "municipality": self.municipality,
            "name": self.subject,
            "year": self.year,
            "inputs": [m.text for m in inputs],
            "outputs": [m.text for m in outputs],
            "peers": {str(year): list(codes) for year, codes in self.peers.items()},
            "uniform": self.uniform,
        }

    def content(self) -> dict[str, Any]:
        """Return the content of ``result.json``."""
        least, most = self.range
        return {
            "up_to": {kind: written(self.of(kind).headroom) for kind in RETURNS},
            "range": {"least": written(least), "most": written(most)},
            "suggested_max_decrease": self.suggested_limit,
            "requirement": False,
        }


def headroom(  # noqa: PLR0913 - what is compared, with whom, and when
    panel: Panel | str | Path,
    municipality: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    *,
    peers: Sequence[str] | None = None,
    year: int | None = None,
    uniform: float | None = None,
    language: Language = "sv",
) -> Headroom:
    """Compute how far a municipality's inputs are above those of comparable ones with as much output.

    Args:
        panel: A panel, or the path of its file.
        municipality: Code or name.
        inputs: Measures of what is used: ``1+N20900%`` is cost over reference cost, so that need is in it.
        outputs: Measures of what is had, more being better: ``1/N15033`` where less is better.
        peers: Codes or names of those to compare with; all of the panel if absent.
        year: The year to tell; the last with enough values if absent.
        uniform: A uniform percentage of savings to tell beside [share].
        language: Language of report and errors.

    Raises:
        ScenarioError: The panel is wrong, lacks what is asked for, or has too few peers.
        UncertifiedError: A θ did not pass its own check.
    """
    panel = panel_of(panel, one_of(language, LANGUAGES, "languages"))
    own = panel.municipality(municipality, language)
    measures = (
        tuple(measure(panel, text, language) for text in inputs),
        tuple(measure(panel, text, language) for text in outputs),
    )
    among = set(panel.municipalities if peers is None else (panel.municipality(p, language) for p in peers))
    asked = _Asked(panel, own, measures, frozenset(among - {own}), language)
    asked.check_measures()
    told = asked.year(year)
    scores: dict[tuple[int, str], Score] = {}
    without: dict[tuple[str, str], float] = {}
    compared = {y: asked.peers(y) for y in panel.years if asked.enough(y)}
    for y in compared:
        envelope = Envelope(*asked.data(y))
        for kind in RETURNS:
            scores[y, kind] = envelope.score(kind)
            if y == told:
                without |= {
                    (kind, peer): envelope.score(kind, leave_out=peer).theta
                    for peer in scores[y, kind].weights
                    if peer != own
                }
    return Headroom(
        panel=panel,
        language=language,
        municipality=own,
        measures=measures,
        year=told,
        scores=scores,
        without=without,
        peers=compared,
        missing=tuple(sorted(asked.among - set(compared[told]))),
        uniform=uniform,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question to a panel: who is compared with whom, by what."""

    panel: Panel
    own: str
    measures: tuple[tuple[Measure, ...], tuple[Measure, ...]]
    among: frozenset[str]
    language: Language

    @property
    def all(self) -> tuple[Measure, ...]:
        return (*self.measures[0], *self.measures[1])

    @property
    def least(self) -> int:
        """The least number of peers."""
        return PEERS_PER_MEASURE * len(self.all)

    def check_measures(self) -> None:
        """Refuse a question without inputs or outputs, and a measure that stands twice."""
        if not self.measures[0] or not self.measures[1]:
            raise self.panel.refused(
                "ange minst ett mått på vad som används (inputs) och ett på vad som fås (outputs)",
                "state at least one measure of what is used (inputs) and one of what is had (outputs)",
                self.language,
            )
        self._check_sides()
        self._check_sizes()
        texts = [measure.text for measure in self.all]
        twice = next((text for text in texts if texts.count(text) > 1), None)
        if twice is not None:
            raise self.panel.refused(
                f"måttet {twice} står två gånger; ange det en gång, som insats eller som resultat",
                f"the measure {twice} stands twice; state it once, as what is used or as what is had",
                self.language,
            )

    def _check_sides(self) -> None:
        """Refuse a cost among what is had, as the indicator's title says, so that the two are not exchanged."""
        for asked in self.measures[1]:
            for kpi in asked.kpis:
                title = self.panel.titles.get(kpi, "")
                if COST.search(title):
                    raise self.panel.refused(
                        f"{kpi} ({title}) är en kostnad och står bland --outputs; skriv den under --inputs",
                        f"{kpi} ({title}) is a cost among --outputs; write it under --inputs",
                        self.language,
                    )

    def _check_sizes(self) -> None:
        """Refuse an amount that is used below 0 or in two units, and a deviation in per cent that is none."""
        for asked in self.measures[0]:
            if len(asked.kpis) == 1 and not asked.over_reference:
                self.panel.amount(asked.kpis[0], self.language)
        for asked in self.all:
            found = (v for (_, _, kpi), v in self.panel.values.items() if kpi == asked.kpis[0])
            if asked.over_reference and any(abs(value) > MOST_DEVIATION for value in found):
                raise self.panel.refused(
                    f"{asked.kpis[0]} har värden över {MOST_DEVIATION:g} procent, och är ingen avvikelse i procent; "
                    f"ange {asked.kpis[0]} som det är",
                    f"{asked.kpis[0]} has values above {MOST_DEVIATION:g} per cent, and is no deviation in per cent; "
                    f"state {asked.kpis[0]} as it is",
                    self.language,
                )

    def whole(self, municipality: str, year: int) -> bool:
        """Whether a municipality has every measure of a year, of a size that a ratio can be made of."""
        inputs = [m.at(self.panel, municipality, year) for m in self.measures[0]]
        outputs = [m.at(self.panel, municipality, year) for m in self.measures[1]]
        return all(v is not None and v > 0 for v in inputs) and all(v is not None and v >= 0 for v in outputs)

    def peers(self, year: int) -> tuple[str, ...]:
        """Return the peers of a year that have every measure."""
        return tuple(sorted(code for code in self.among if self.whole(code, year)))

    def enough(self, year: int) -> bool:
        """Whether the municipality and enough peers have every measure of a year, and it has any output."""
        own = [m.at(self.panel, self.own, year) for m in self.measures[1]]
        return self.whole(self.own, year) and any(own) and len(self.peers(year)) >= self.least

    def year(self, year: int | None) -> int:
        """Return the year that is told: the one asked for, or the last that can be."""
        years = [y for y in self.panel.years if self.enough(y)]
        if year is None and years:
            return years[-1]
        if year in years:
            return year
        told = year if year is not None else self.panel.years[-1]
        found = len(self.peers(told))
        name, measures = self.panel.names[self.own], ", ".join(m.text for m in self.all)
        if not self.whole(self.own, told):
            raise self.panel.refused(
                f"{name} saknar något av {measures} för {told}, eller har ett värde som inte kan jämföras (insatser "
                "ska vara över 0, resultat minst 0); välj ett annat år med --year",
                f"{name} lacks one of {measures} for {told}, or has a value that cannot be compared (inputs are above "
                "0, outputs at least 0); choose another year with --year",
                self.language,
            )
        raise self.panel.refused(
            f"{found} jämförbara kommuner med alla värden {told} är för få: {len(self.all)} mått kräver minst "
            f"{self.least} ({PEERS_PER_MEASURE} per mått); ta med fler kommuner eller färre mått",
            f"{found} comparable municipalities with all values in {told} are too few: {len(self.all)} measures need "
            f"at least {self.least} ({PEERS_PER_MEASURE} for each); take in more municipalities or fewer measures",
            self.language,
        )

    def data(self, year: int) -> tuple[tuple[str, ...], Array, Array]:
        """Return municipalities, the one asked about first, with inputs and outputs, shape (measures, each)."""
        codes = (self.own, *self.peers(year))
        inputs, outputs = (
            np.array([[m.at(self.panel, code, year) for code in codes] for m in kind], float)
            for kind in self.measures
        )
        return codes, inputs, outputs


class Envelope:
    """The envelope of municipalities' inputs and outputs; θ of the first of them, on one warm solver.

    Args:
        codes: The municipalities; the first is the one asked about.
        inputs: Inputs above 0, shape (inputs, municipalities).
        outputs: Outputs of at least 0, shape (outputs, municipalities).
    """

    def __init__(self, codes: Iterable[str], inputs: Array, outputs: Array) -> None:
        """State the program: a weight for each municipality, and θ, which is to be small."""
        self.codes = tuple(codes)
        self.x, self.y = scaled(inputs), scaled(outputs)
        (m, n), s = self.x.shape, len(self.y)
        rows = np.vstack(
            [
                np.hstack([self.x, -self.x[:, :1]]),
                np.hstack([-self.y, np.zeros((s, 1))]),
                [[*np.ones(n), 0.0]],
            ]
        )
        self._convex = np.array([m + s], np.int32)
        self.program = LinearProgram(
            cost=np.array([*np.zeros(n), -1.0]),
            offset=0.0,
            lower=np.zeros(n + 1),
            upper=np.full(n + 1, np.inf),
            row_lower=np.full(m + s + 1, -np.inf),
            row_upper=np.array([*np.zeros(m), *(-self.y[:, 0]), np.inf]),
            start=np.arange(0, (m + s + 1) * (n + 1) + 1, n + 1, dtype=np.int32),
            index=np.tile(np.arange(n + 1, dtype=np.int32), m + s + 1),
            data=rows.ravel(),
            columns=(*(("weight", (code,)) for code in self.codes), ("theta", ())),
            rows=(
                *(("input", (str(i),)) for i in range(m)),
                *(("output", (str(r),)) for r in range(s)),
                ("convex", ()),
            ),
        )
        self._solver = WarmSolver(self.program)

    def score(self, returns: str, *, leave_out: str | None = None) -> Score:
        """Return θ of the first municipality.

        Args:
            returns: ``constant`` or ``variable``.
            leave_out: A municipality that the mixture may not hold.

        Raises:
            UncertifiedError: The answer is farther than ``PROVED`` from its own dual bound.
        """
        variable = returns == "variable"
        self._solver.limit(
            self._convex,
            np.array([1.0 if variable else -np.inf]),
            np.array([1.0 if variable else np.inf]),
        )
        n = len(self.codes)
        upper = np.array([0.0 if code == leave_out else np.inf for code in self.codes])
        self._solver.bound(np.arange(n, dtype=np.int32), np.zeros(n), upper)
        found = self._solver.optimise()
        if found is None:
            raise UncertifiedError("a municipality is not in the mixture of itself")
        self._check(found, np.flatnonzero(upper > 0), variable=variable)
        weights = {
            code: float(v) for code, v in zip(self.codes, found.x[:n].tolist(), strict=True) if v > COUNTS
        }
        return Score(theta=float(found.x[n]), weights=weights)

    def _check(self, found: Optimum, allowed: Places, *, variable: bool) -> None:
        """Check θ by weak duality on our own arrays: no prices on inputs and outputs prove a smaller one.

        With p ≥ 0 on inputs, p·x_o = 1, u ≥ 0 on outputs and w on the sum of weights (0 under constant returns) such
        that u·y_j + w <= p·x_j for every j, any mixture has θ >= u·y_o + w.
        """
        m, s = len(self.x), len(self.y)
        p = np.maximum(found.marginal[:m], 0.0)
        u = np.maximum(found.marginal[m : m + s], 0.0)
        w = -float(found.marginal[m + s]) if variable else 0.0
        theta, weights = float(found.x[-1]), found.x[:-1]
        bound = float(u @ self.y[:, 0]) + w
        off = (
            abs(float(p @ self.x[:, 0]) - 1.0),
            float(np.max((u @ self.y + w - p @ self.x)[allowed], initial=0.0)),
            abs(theta - bound),
            float(np.max(self.x @ weights - theta * self.x[:, 0], initial=0.0)),
            float(np.max(self.y[:, 0] - self.y @ weights, initial=0.0)),
            abs(float(weights.sum()) - 1.0) if variable else 0.0,
        )
        if max(off) > PROVED:
            raise UncertifiedError(f"theta {theta:.9g}: off its proof by {max(off):.1e}")


def scaled(values: Array) -> Array:
    """Return each measure as parts of its greatest value; θ is the same in any unit."""
    greatest = values.max(axis=1, keepdims=True)
    return np.asarray(np.divide(values, greatest, out=np.zeros_like(values), where=greatest > 0))
