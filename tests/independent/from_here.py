"""The third statement of a scenario with settled years, by the words of the follow-up page.

The years that are settled are numbers: their variables have one value and their rows are not there. What follows from
them is a longer base: the frame that the next year is indexed from, the opening balance and what is left to restore,
the result reserve, and what their spending still gives. Need, curves, references and the baseline keep their base year.
"""

from __future__ import annotations

from tests.independent.from_document import Budget, Scenario


class Settled(Scenario):
    """A scenario whose first years are settled; years are 1, 2, ... as in the statement that it extends."""

    def __init__(self, doc):
        self.past = doc["settled"]
        super().__init__(doc)

    @property
    def done(self):
        return [t for t in self.plan if self.year(t) in self.past["basis"]]

    def was(self, part, key, t, otherwise=0.0):
        """An amount of a settled year, or of a year after it."""
        return float(self.past.get(part, {}).get(key, {}).get(self.year(t), otherwise))

    def _frame_money(self):
        super()._frame_money()
        for t in self.plan:
            aside = float(self.past.get("deficit", {}).get(self.year(t), 0.0))
            kept = self.reserve_least[t] / self.given_total[t]
            self.given_total[t] -= aside
            self.reserve_least[t] = kept * self.given_total[t]

    def _indexation(self):
        last = self.done[-1]
        for c in self.committees:
            once, kept = self.was("temporary", c, last), self.was("permanent", c, last)
            self.added_frame[c, last] += once + kept
            self.moved_frame[c, last + 1] -= once
        super()._indexation()

    def restore(self, c, t):
        return super().restore(c, t) if t in self.done else self.was("restore", c, t)

    def left_to_restore(self, c, t):
        later = self.past.get("restore", {}).get(c, {}).items()
        return sum(float(amount) for y, amount in later if y > self.year(t))


class FromHere(Budget):
    """The programme of the years after the settled ones."""

    def __init__(self, s):
        self.open = [t for t in s.plan if t not in s.done]
        super().__init__(s)
        for key, amount in self._numbers():
            j = self.names[key]
            self.low[j] = self.high[j] = amount

    def _numbers(self):
        s = self.s
        for t in s.done:
            for c in s.committees:
                frame = s.was("frames", c, t)
                change = frame - s.next_frame(c, t, s.was("frames", c, t - 1) if t > 1 else s.base_frame[c])
                yield ("frame", c, t), frame
                yield ("increase", c, t), max(change, 0.0)
                yield ("decrease", c, t), max(-change, 0.0)
                if ("balance", c, t) in self.names:
                    yield ("balance", c, t), s.was("balances", c, t)
            for a in s.acts:
                yield ("spend", a, t), s.was("spend", a, t)
            if ("result_reserve", t) in self.names:
                yield ("result_reserve", t), float(s.past["result_reserve"][s.year(t)])

    def _municipality(self, t):
        if t in self.open:
            super()._municipality(t)

    def _stability(self, c, t):
        if t in self.open:
            super()._stability(c, t)

    def _activity(self, a, t):
        if t in self.open:
            super()._activity(a, t)

    def _not_measured(self, c, t):
        if t in self.open:
            super()._not_measured(c, t)
        else:
            self.held[c, t] = self.s.was("frames", c, t)

    def _account(self, c, t):
        rows = len(self.rows)
        super()._account(c, t)
        if t not in self.open:
            del self.rows[rows:]
        elif ("balance", c, t) in self.names:
            self.low[self.names["balance", c, t]] = -self.s.left_to_restore(c, t)

    def _result_reserve(self):
        rows = len(self.rows)
        super()._result_reserve()
        if len(self.rows) > rows:
            del self.rows[rows : rows + len(self.s.done)]

    def _attainment(self, g, t):
        rows = len(self.rows)
        super()._attainment(g, t)
        if t not in self.open and t <= self.s.T:
            del self.rows[rows + 1 :]  # what it reaches stands; what it should have reached does not bind


def solve(document):
    """State and solve a scenario with settled years.

    Returns:
        V of the best plan and its frames by committee and year 1, 2, ...; None where there is no plan.
    """
    s = Settled(document)
    best = FromHere(s).solve(s.unit)
    if best is None:
        return None, {}
    return best[0], {key[1:]: amount for key, amount in best[1].items() if key[0] == "frame"}
