r"""National grants: the division of a national grant frame that gives municipalities the greatest value.

.. math::
   \max \sum_m \omega_m V_m(x_m) \quad \text{with} \quad \sum_m g_{mt} \le G_t, \qquad
   total_{mt} = own_{mt} + g_{mt}, \qquad least \cdot e_{mt} \le g_{mt} \le most \cdot e_{mt}

In words: every municipality plans under its own limits with its own money and its grant; the grants share a
frame, no municipality gets far less or more than an equal amount per inhabitant (e), and V of each counts by its
inhabitants. See ``docs/method/national.md``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from math import inf, isnan
from typing import TYPE_CHECKING, Any

from models.national import Country, read_country
from models.units import PER_MSEK
from solver.country import blocks, dantzig_wolfe
from solver.country.dantzig_wolfe import divide
from solver.country.together import divide_together
from solver.output.places import input_folders
from solver.output.provenance import FORMAT, foundations
from solver.output.rows import residual_written, written
from solver.program.methods import AUTO, CHOICES, Method, method_for
from solver.program.warm import SolverFaultError
from solver.studies.study import Study
from solver.sweeping.executors import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from solver.country.dantzig_wolfe import Progress
    from solver.country.division import Division
    from solver.output.rows import Row
    from solver.studies.study import Tables

DECOMPOSED = "dantzig-wolfe"
TOGETHER_BELOW = 100_000
"""Columns of all municipalities below which one program is as fast; measured, see ``benchmarks/README.md``."""
GRANTS = ("municipality", "year", "quantity", "value", "unit")
CHUNK = 4
"""Municipalities that a process reads or states at a time."""


@dataclass(frozen=True, kw_only=True, repr=False)
class NationalGrants(Study):
    """A division of national grants, with its proof.

    Attributes:
        country: The country.
        division: The grants, V of each, prices and bound.
        method: The method that found it, and the reason for the choice.
    """

    study = "national"

    country: Country
    division: Division
    method: Method

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Folders of the municipalities' files."""
        return tuple(input_folders(*self.country.municipalities.values()))

    @property
    def value(self) -> float:
        """The country's V: that of its municipalities, weighted by inhabitants [points]."""
        return self.division.value

    @property
    def bound(self) -> float:
        """The proved upper bound of any division's value [points]."""
        return self.division.bound

    @property
    def gap(self) -> float:
        """Bound less value [points]."""
        return self.division.gap

    @property
    def even_value(self) -> float | None:
        """The country's V with an equal grant per inhabitant [points]; None where that leaves somebody no plan."""
        before = self.division.before
        shares = self.country.share.values()
        found = sum(w * float(v) for w, v in zip(shares, before, strict=True))
        return None if isnan(found) else found

    @cached_property
    def grants(self) -> dict[tuple[str, int], float]:
        """The grant of each municipality and year [MSEK]."""
        ids, years = self.country.municipalities, self.country.national.years
        return {
            (id_, y): float(amount)
            for id_, its in zip(ids, self.division.grants, strict=True)
            for y, amount in zip(years, its, strict=True)
        }

    def rows(self) -> list[Row]:
        """Return the division as tidy rows; money in the currency of ``national.yaml``."""
        return [row for m, id_ in enumerate(self.country.municipalities) for row in self._of(m, id_)]

    def _of(self, m: int, id_: str) -> Iterator[Row]:
        national, found = self.country.national, self.division
        currency, scale = national.currency, PER_MSEK[national.currency]
        for t, year in enumerate(national.years):
            where = {"municipality": id_, "year": year}
            money = {"grant": found.grants[m, t], "even_grant": self.country.even(id_, year)}
            for quantity, amount in money.items():
                yield {**where, "quantity": quantity, "value": written(amount * scale), "unit": currency}
            worth = written(found.worth[m, t] / scale)
            yield {**where, "quantity": "marginal", "value": worth, "unit": f"points per {currency}"}
        whole = {"municipality": id_, "year": "", "unit": "points"}
        yield {**whole, "quantity": "value", "value": written(found.values[m])}
        if not isnan(found.before[m]):
            yield {**whole, "quantity": "even_value", "value": written(found.before[m])}

    def summary(self) -> dict[str, Any]:
        """Return the content of ``result.json``."""
        national, found = self.country.national, self.division
        scale = PER_MSEK[national.currency]
        return {
            "format": FORMAT,
            "study": "national",
            "title": national.title,
            "digest": self.country.digest,
            "currency": national.currency,
            "years": list(national.years),
            "weights_owner": national.owner,
            "municipalities": len(self.country.municipalities),
            "status": found.ended,
            "value": written(found.value),
            "even_value": None if self.even_value is None else written(self.even_value),
            "grants": {
                str(y): {
                    "frame": written(national.grants[y] * scale),
                    "given": written(found.grants[:, t].sum() * scale),
                    "marginal": written(found.prices[t] / scale),
                }
                for t, y in enumerate(national.years)
            },
            "certificate": {
                "bound": written(found.bound),
                "gap": residual_written(found.gap),
                "residual": residual_written(found.residual),
                "dual": residual_written(found.unproved),
            },
            "provenance": self.provenance,
        }

    @property
    def provenance(self) -> dict[str, Any]:
        """Versions, tolerances, inputs and method that the division rests on."""
        return {
            **foundations(),
            "inputs": dict(sorted(self.country.files.items())),
            "method": self.method.record(self.country.national.language),
            "iterations": self.division.iterations,
        }

    @property
    def subject(self) -> str:
        """The title of the country."""
        return self.country.national.title

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"grants": (GRANTS, self.rows)}


def national(  # noqa: PLR0913 - what, how, where, and how long
    source: Country | str | Path,
    *,
    method: str = AUTO,
    workers: int = 1,
    gap: float = dantzig_wolfe.GAP,
    seconds: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> NationalGrants:
    """Divide national grants over municipalities so that the country's V is the greatest.

    Args:
        source: A country, or the folder of its ``national.yaml``.
        method: ``dantzig-wolfe``, or one of ``methods.CHOICES`` for one program of all; ``auto`` goes by size.
        workers: The number of municipalities at a time; the answer does not depend on it.
        gap: The gap at which Dantzig–Wolfe ends [points].
        seconds: Time for the search [s]: Dantzig–Wolfe stops with its bound so far; no limit if absent.
        progress: Called after every round of Dantzig–Wolfe.

    Raises:
        ValueError: There is no such method, no worker, or no such gap or time.
        ScenarioError: A file is wrong.
        ShortOfGrantsError: No division leaves every municipality a plan.
        OutOfTimeError: One program was not solved in time.
        UncertifiedError: The answer did not pass its own check.
    """
    if method not in (*CHOICES, DECOMPOSED):
        raise ValueError(f"the methods are {', '.join((*CHOICES, DECOMPOSED))}, not {method!r}")
    if workers < 1:
        raise ValueError(f"there is at least one worker, not {workers}")
    if not 0 <= gap < inf or not (seconds is None or 0 <= seconds < inf):
        raise ValueError(f"gap and seconds are finite numbers from 0, not {gap} and {seconds}")
    with spread_over(workers) as spread:
        country = source if isinstance(source, Country) else read_country(source, spread=spread)
        stated = blocks.compile_blocks(country, spread)
    frame, start = blocks.frame(country), blocks.even(country)
    chosen = chosen_for(sum(len(b.program.columns) for b in stated), method)
    if chosen.name != DECOMPOSED:
        together = divide_together(stated, frame, method=chosen, start=start, seconds=seconds)
        if together is not None:
            return NationalGrants(country=country, division=together, method=chosen)
    with ThreadPoolExecutor(workers) as executor:  # HiGHS lets other threads run while it solves
        division = divide(
            stated, frame, executor=executor, start=start, gap=gap, seconds=seconds, progress=progress
        )
    if chosen.name != DECOMPOSED:  # the diagnosis should have raised
        raise SolverFaultError("one program found no plan where Dantzig–Wolfe found one")
    return NationalGrants(country=country, division=division, method=chosen)


def chosen_for(columns: int, asked: str = AUTO) -> Method:
    """Return the method for a country of so many columns, and the reason for it.

    Args:
        columns: The columns of all municipalities together.
        asked: ``dantzig-wolfe`` or one of ``methods.CHOICES``.
    """
    if asked == DECOMPOSED:
        sv, en = f"{asked}: begärd", f"{asked}: asked for"
        return Method(name=asked, requested=asked, sv=sv, en=en)
    if asked == AUTO and columns >= TOGETHER_BELOW:
        many = f"{columns} ≥ {TOGETHER_BELOW}"
        return Method(
            name=DECOMPOSED,
            requested=asked,
            sv=f"auto: {DECOMPOSED}, {many} kolumner",
            en=f"auto: {DECOMPOSED}, {many} columns",
        )
    return method_for(columns, asked)


@contextmanager
def spread_over(workers: int) -> Iterator[Callable[..., Any]]:
    """Give a ``map`` over so many processes; the plain one where one is enough."""
    if workers == 1:
        yield map
        return
    with processes(workers) as pool:
        yield partial(pool.map, chunksize=CHUNK)
