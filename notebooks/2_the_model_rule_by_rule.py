# %% [markdown]
# # The model, rule by rule
#
# *På svenska: en påhittad kommun med två nämnder, så liten att varje svar kan räknas för hand. Varje regel visas med sin formel, handräkningen, och vad svaret vore utan regeln.*
#
# Exempelköping is made up. It has a school committee and a care committee, two goals, 1 000 MSEK, and 3 per cent price increase a year. Every cell below solves it under one rule more and **asserts** the number
# that the arithmetic gives, so this page cannot be wrong without failing. Amounts are MSEK.

# %%
from math import isclose

import pandas as pd

from solver import NoPlanError, solve

pd.options.display.float_format = "{:.3f}".format


def effect(curve, **more):
    return {
        "curve": curve,
        "evidence": "assumption",
        "author": "Exempel",
        "date": "2024-09-01",
        "source": "assumption",
        **more,
    }


def exempelkoping(**changes):
    """The municipality; a section that is given replaces keys of the same section."""
    town = {
        "format": 1,
        "title": "Exempelköping (påhittad)",
        "language": "en",
        "currency": "MSEK",
        "base_year": 2024,
        "years": [2025, 2026],
        "frame": {"total": {2025: 1019.7, 2026: 1050.291}},
        "indexation": {"index": "3 %"},
        "carry_over": {"rule": "none"},
        "committees": {"school": {"name": "School", "base": 600}, "care": {"name": "Care", "base": 400}},
        "weights": {"owner": "Example: nobody in politics"},
        "goals": {
            "knowledge": {"name": "More pupils pass", "weight": 1, "reference": 60},
            "safety": {"name": "Safer old age", "weight": 1, "reference": 50},
        },
        "effects": {
            "school": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
            "care": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
        },
    }
    for key, section in changes.items():
        old = town.get(key)
        town[key] = {**old, **section} if isinstance(old, dict) and isinstance(section, dict) else section
    return {
        key: {k: v for k, v in section.items() if v is not None} if isinstance(section, dict) else section
        for key, section in town.items()
    }


def frames(result, year=2025):
    return {c: round(amount, 3) for (c, y), amount in result.frames.items() if y == year}


def expect(result, year=2025, **hand):
    """Show the frames, and insist that they are what was computed by hand."""
    for committee, amount in hand.items():
        assert isclose(result.frames[committee, year], amount, abs_tol=1e-6), (
            committee,
            result.frames[committee, year],
        )
    return {**frames(result, year), "V": round(result.value, 4)}


# %% [markdown]
# ## Need, level, points
#
# $$need_{at} = base_a \cdot volume_{at} \cdot price_{at} \cdot \prod_{\tau \le t}(1-efficiency_{a\tau}), \qquad level_{at} = spend_{at}/need_{at}$$
#
# Nothing is said of volume here, so need is $600 \cdot 1.03 = 618$ and $400 \cdot 1.03 = 412$ in 2025, together 1 030, and 1 060.9 in 2026. The total is 1 019.7: **10.3 short**.
#
# A krona to the school, below today's level, gives $0.9$ points per per cent, and a per cent is 6.18 MSEK: $0.1456$ points of knowledge per MSEK. To care: $0.8/4.12 = 0.1942$ points of safety. Weights are equal, so **care keeps its
# need and the school takes the whole cut**: $1\,019.7 - 412 = 607.7$, level $607.7/618 = 0.98333$, and knowledge loses $90 \cdot 0.01667 = 1.5$ points.
#
# $$V = \sum_t d_t \sum_g w_g\, attainment_{gt} = \tfrac12(60-1.5) + \tfrac12\cdot 50 = 54.25$$

# %%
free = solve(exempelkoping())
assert isclose(free.value, (60 - 1.5 + 50) / 2)
expect(free, school=607.7, care=412)

# %% [markdown]
# **Indexation** (*generell uppräkning*) rolls both frames forward by 3 per cent and cuts both evenly by $\kappa = 1\,019.7/1\,030 = 0.99$: 611.82 and 407.88. It loses $0.9$ and $0.8$ points: $V = (59.1 + 49.2)/2 = 54.15$.

# %%
indexation = free.plans["indexation"]
assert isclose(indexation.value, (60 - 0.9 + 50 - 0.8) / 2)
free.tables["frames"].query("quantity == 'frame'").pivot_table(
    index="committee", columns=["year", "plan"], values="value"
)

# %% [markdown]
# With volume, price of its own and a believed efficiency gain, need is $600\cdot(1+0.8\cdot(2520/2400-1))\cdot1.04\cdot0.99 = 642.4704$:

# %%
school = {
    "committee": "school",
    "base": 600,
    "driver": "pupils",
    "variable_share": "80 %",
    "price": "4 %",
    "efficiency": "1 %",
}
grown = solve(
    exempelkoping(
        activities={"school": school},
        drivers={"pupils": {2024: 2400, 2025: 2520, 2026: 2520}},
        effects={"school": {"knowledge": effect({"80 %": -18, "100 %": 0, "110 %": 3})}},
    )
)
assert isclose(grown.figures.need["school", 2025], 642.4704)
grown.tables["spend"].query("plan == 'proposal' and year == 2025")[["activity", "quantity", "value", "unit"]]

# %% [markdown]
# ## Frame balance (*kommunens ram*)
#
# $$\sum_c frame_{ct} + reserve_t = total_t, \qquad reserve_t \ge reserve\_min_t \cdot total_t$$
#
# One per cent at the council's disposal is 10.197. It comes from where a krona does least: the school, $607.7 - 10.197 = 597.503$. Without the rule: 607.7.

# %%
expect(solve(exempelkoping(frame={"reserve_min": "1 %"})), school=597.503, care=412)

# %% [markdown]
# The total may follow from the revenue instead: $total_t = revenue_t(1-result\_target_t) - central_t$. With 1 150, two per cent and 107.3: $1\,127 - 107.3 = 1\,019.7$, the same answer.

# %%
derived = {
    "total": None,
    "revenue": {2025: 1150, 2026: 1185},
    "result_target": "2 %",
    "central": {2025: 107.3, 2026: 111.009},
}
expect(solve(exempelkoping(frame=derived)), school=607.7, care=412)

# %% [markdown]
# ## Result reserve (*resultatreserv*)
#
# $$R_t = R_{t-1} + deposit_t - withdrawal_t, \qquad withdrawal_t \le max\_withdrawal_t, \qquad withdrawal_t = 0 \text{ outside the years of } use\_in$$
#
# Totals of 1 060 and 1 030.9 against need of 1 030 and 1 060.9: 30 too much the first year, 30 too little the second. Let curves be flat above today's level, so that more than need is worth nothing. The council has named 2026 as a year of deficit in which the reserve may be used. Then all 30 are put by and taken out.
# If at most 12 may be withdrawn, 12 are.

# %%
flat = {
    "school": {"knowledge": effect({"80 %": -18, "100 %": 0})},
    "care": {"safety": effect({"80 %": -16, "100 %": 0})},
}
poor = {"total": None, "revenue": {2025: 1100, 2026: 1070.9}, "result_target": "0 %", "central": 40}
saved = solve(
    exempelkoping(frame={**poor, "result_reserve": {"opening": 0, "use_in": [2026]}}, effects=flat)
).proposal.q
capped = solve(
    exempelkoping(
        frame={**poor, "result_reserve": {"opening": 0, "use_in": [2026], "max_withdrawal": 12}}, effects=flat
    )
).proposal.q
assert isclose(saved.deposit[2025], 30)
assert isclose(saved.withdrawal[2026], 30)
assert isclose(capped.withdrawal[2026], 12)
{"withdrawn": round(saved.withdrawal[2026], 3), "with a limit of 12": round(capped.withdrawal[2026], 3)}

# %% [markdown]
# ## The committee's account (*nämndens konto*)
#
# $$\sum_a share_{ac}\,spend_{at} = frame_{ct} - restore_{ct} - saved_{ct} + used_{ct} - returned_{ct}, \qquad (1-keep)\,saved_{ct} \le keep\cdot returned_{ct}$$
# $$balance_{ct} = balance_{c,t-1} + restore_{ct} + saved_{ct} - used_{ct}, \qquad balance_{ct} \le cap, \qquad \sum_c used_{ct} \le room\_share\cdot total_t$$
#
# **A saved krona is kept in part.** Total 1 060 then 1 040, keep 75 per cent, curves flat above need: of the 30 that are not spent at most 22.5 are saved and the rest is returned, and $1\,060.9 - 1\,040 = 20.9$ are drawn. Under `none`, 20.9 are missing the second year:
# all of it falls on the school, $90\cdot 20.9/636.54 = 2.955$ points, and V is lower by $\tfrac12\cdot\tfrac12\cdot2.955 = 0.739$.

# %%
uneven = {"total": {2025: 1060, 2026: 1040}}
carry = solve(exempelkoping(frame=uneven, effects=flat, carry_over={"rule": "carry", "keep_surplus": "75 %"}))
none = solve(exempelkoping(frame=uneven, effects=flat))
q = carry.proposal.q
total = lambda series, year: sum(series[c, year] for c in ("school", "care"))
assert isclose(total(q.saved, 2025) + total(q.returned, 2025), 30, abs_tol=1e-6)
assert total(q.saved, 2025) < 22.5 + 1e-6
assert isclose(total(q.used, 2026), 20.9, abs_tol=1e-6)
assert isclose(carry.value - none.value, 90 * 20.9 / 636.54 / 4, abs_tol=1e-6)
{"with carry-over": round(carry.value, 3), "none": round(none.value, 3)}

# %% [markdown]
# **An opening deficit** of 6 is restored in three equal steps, under either rule: 2 a year leave what the school may spend. **A cap** of 4 cuts an opening surplus of 10 to 4, and **a room** of 0.2 per cent of the total lets
# $0.002\cdot1\,019.7=2.0394$ of it be drawn the first year.

# %%
owing = solve(exempelkoping(committees={"school": {"name": "School", "base": 600, "opening_balance": -6}}))
assert isclose(owing.proposal.q.spend["school", 2025], owing.frames["school", 2025] - 2)
rich = solve(
    exempelkoping(
        committees={"school": {"name": "School", "base": 600, "opening_balance": 10}},
        carry_over={"rule": "carry", "cap_amount": 4, "room_share": "0.2 %"},
    )
).proposal.q
assert isclose(rich.balance["school", 2024], 4)
assert isclose(total(rich.used, 2025), 2.0394, abs_tol=1e-6)
{"opening after the cap": rich.balance["school", 2024], "drawn 2025": round(total(rich.used, 2025), 4)}

# %% [markdown]
# ## Balanced budget (*balanskravet*)
#
# $$revenue_t - central_t - \sum_a spend_{at} + withdrawal_t \ge 0$$
#
# The test is on what is *spent*: drawing on balances lowers the municipality's result. Revenue 1 100 and central items 85 leave 1 015, although the frames may take 1 019.7. The rest is saved or kept in reserve; without the rule it would be spent.

# %%
both = {"revenue": 1100, "central": {2025: 85, 2026: 0}}
balanced = solve(exempelkoping(frame=both, carry_over={"rule": "carry"}))
spent = sum(amount for (_, year), amount in balanced.proposal.q.spend.items() if year == 2025)
assert isclose(spent, 1015, abs_tol=1e-6)
assert isclose(sum(free.proposal.q.spend[a, 2025] for a in ("school", "care")), 1019.7)
round(spent, 3)

# %% [markdown]
# ## Cost control (*kostnadskontroll*)
#
# $$floor_a\,need_{at} \le spend_{at} \le ceiling_a\,need_{at}, \qquad spend_{at}\le unit\_cost\_max_{at}\,driver_{at}, \qquad \sum_c frame_{ct}\le(1+growth\_max_t)\sum_c frame_{c,t-1}$$
#
# | rule | by hand | without |
# |---|---|---|
# | school's floor 99 % | $0.99\cdot618=611.82$ | 607.7 |
# | care's ceiling 98.5 % | $0.985\cdot412=405.82$ | 412 |
# | at most 0.25 for each of 2 420 pupils | $0.25\cdot2\,420=605$; care gets the rest, 414.7 | 607.7 |
# | growth 1 % | frames $1.01\cdot1\,000=1\,010$, reserve 9.7 | reserve 0 |


# %%
def activities(**of_school):
    care = of_school.pop("care", {})
    return {
        "school": {"committee": "school", "base": 600, **of_school},
        "care": {"committee": "care", "base": 400, **care},
    }


floor = solve(exempelkoping(activities=activities(floor="99 %", floor_basis="Exempel")))
ceiling = solve(exempelkoping(activities=activities(care={"ceiling": "98.5 %"})))
unit = solve(
    exempelkoping(
        activities=activities(driver="pupils", variable_share="0 %", unit_cost_max=0.25),
        drivers={"pupils": {2024: 2400, 2025: 2420, 2026: 2600}},
    )
)
growth = solve(exempelkoping(frame={"growth_max": "1 %"}))
assert isclose(growth.proposal.q.reserve[2025], 9.7)
pd.DataFrame(
    {
        "floor": expect(floor, school=611.82, care=407.88),
        "ceiling": expect(ceiling, school=613.88, care=405.82),
        "unit cost": expect(unit, school=605, care=414.7),
        "growth": expect(growth, school=598, care=412),
    }
).T

# %% [markdown]
# ## Stability (*stabilitet*)
#
# $$(1-\delta^-_c)\,indexed_{ct}\le frame_{ct}\le(1+\delta^+_c)\,indexed_{ct}, \qquad \sum_c(increase_{ct}+decrease_{ct})\le turnover_t\cdot total_t$$
#
# Against last year's frame, indexed. **At most 1.2 per cent down**: $618\cdot0.988=610.584$, so care must give 2.884. **At most 1 per cent up**, with 1 050 to share: $412\cdot1.01=416.12$ and $618\cdot1.01 = 624.18$, the remaining 9.7 is reserve.
# **Turnover**: the cut alone moves 10.3; one per cent of 1 019.7 is 10.197, which is less, so *no plan keeps it*. 1.5 per cent, 15.2955, is enough.

# %%
down = solve(exempelkoping(stability={"max_decrease": "1.2 %"}))
up = solve(exempelkoping(frame={"total": {2025: 1050, 2026: 1081.5}}, stability={"max_increase": "1 %"}))
assert isclose(up.proposal.q.reserve[2025], 9.7)
turnover = solve(exempelkoping(stability={"turnover": "1.5 %"}))
pd.DataFrame(
    {
        "max_decrease": expect(down, school=610.584, care=409.116),
        "max_increase": expect(up, school=624.18, care=416.12),
        "turnover 1.5 %": expect(turnover, school=607.7, care=412),
    }
).T

# %% [markdown]
# When the limits leave no plan the program says which clash, with amounts, and never returns a plan that breaks one:

# %%
try:
    solve(exempelkoping(stability={"turnover": "1 %"}))
except NoPlanError as clash:
    print(clash)
    print("cheapest way out:", clash.relief.changes)
else:
    raise AssertionError("there is no such plan")

# %% [markdown]
# **A price on moving** is in the objective: $V = \dots - change\_price\cdot\sum(increase+decrease)/total$. At 500 points per share moved nothing but the cut itself moves, and it costs $500\cdot10.3/1\,019.7 = 5.05$ points.

# %%
dear = solve(exempelkoping(stability={"change_price": 500}))
q = dear.proposal.q
moved = sum(q.increase.values()) + sum(q.decrease.values())
outcome = sum(dear.figures.discount[y] * points / 2 for (g, y), points in q.attainment.items())
assert isclose(moved, 10.3, abs_tol=1e-6)
assert isclose(dear.value, outcome - 500 * 10.3 / 1019.7, abs_tol=1e-6)
round(dear.value, 4)

# %% [markdown]
# ## Goal floors (*miniminivå*) and decisions (*beslut, yrkanden*)
#
# $$attainment_{gt}\ge minimum_{gt}; \qquad x = amount,\quad x\ge amount,\quad x\le amount$$
#
# Knowledge at least 59.1 points: 0.9 lost, one per cent of 618, so 611.82. It is bought at any price: care is worth more and gets 407.88. A decision is such a row with an author, on a frame, on an activity or on a goal.

# %%
knowledge = {"name": "More pupils pass", "weight": 1, "reference": 60, "minimum": 59.1}
minimum = solve(exempelkoping(goals={"knowledge": knowledge}))
lock = solve(
    exempelkoping(decisions={"lock": {"frame": "care", "equals": 405, "years": [2025], "by": "Council"}})
)
least = solve(
    exempelkoping(
        decisions={"demand": {"spend": "school", "at_least": 612, "years": [2025], "by": "Motion 1"}}
    )
)
pd.DataFrame(
    {
        "goal floor": expect(minimum, school=611.82, care=407.88),
        "frame locked": expect(lock, school=614.7, care=405),
        "spend at least": expect(least, school=612, care=407.7),
    }
).T

# %% [markdown]
# The council's lock costs $0.1942\cdot7$ points of safety and gives $0.1456\cdot7$ of knowledge, at half weight and in one of two years: $(0.1942-0.1456)\cdot7/4 = 0.085$.

# %%
price = free.value - lock.value
assert isclose(price, (0.8 / 4.12 - 0.9 / 6.18) * 7 / 4, abs_tol=1e-6)
round(price, 4)

# %% [markdown]
# ## What is not measured is not moved
#
# $$spend_{at} = \sum_c \frac{share_{ac}\,base_a}{B_c}\sum_{b\in F_a(c)}share_{bc}\,spend_{bt}, \qquad frame_{ct}=baseline_{ct}(total_t)$$
#
# Offices are 1/60 of the school's budget and no effect measures them: they stay 1/60. An audit committee that nothing measures follows indexation, $0.99\cdot3\cdot1.03 = 3.0591$. Without this rule both would be emptied first: what is not counted would be free to take.

# %%
unmeasured = solve(
    exempelkoping(
        committees={"school": {"name": "School"}, "audit": {"name": "Audit", "base": 3}},
        activities={
            "lessons": {"committee": "school", "base": 590},
            "offices": {"committee": "school", "base": 10},
        },
        effects={"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
        frame={"total": {2025: 1019.7 * 1.003, 2026: 1050.291 * 1.003}},
    )
)
assert isclose(unmeasured.proposal.q.spend["offices", 2025], unmeasured.frames["school", 2025] / 60)
expect(unmeasured, audit=0.99 * 3 * 1.03)

# %% [markdown]
# ## Complements: worth what the weakest member allows
#
# $$contribution = \min_{m}\,\varphi(level_m)$$
#
# If safety needs both committees, cutting one alone costs as much as cutting both: each level is 0.99, and the answer is the same as indexation.

# %%
together = solve(
    exempelkoping(
        effects={"school": {"knowledge": effect({"90 %": -0.1, "100 %": 0})}, "care": None},
        complements={
            "both": {"goal": "safety", "members": ["school", "care"], **effect({"90 %": -20, "100 %": 0})}
        },
    )
)
expect(together, school=611.82, care=407.88)

# %% [markdown]
# ## Lags
#
# The same school curve, but the whole effect comes a year later: outcomes are followed one year past the plan, and the money of 2025 is seen in 2026.

# %%
late = solve(
    exempelkoping(
        effects={"school": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3}, lag=["0 %", "100 %"])}},
    )
)
q = late.proposal.q
assert isclose(q.attainment["knowledge", 2025], 60)
assert isclose(
    q.attainment["knowledge", 2026], 60 - 90 * (1 - late.proposal.level["school", 2025]), abs_tol=1e-6
)
late.tables["attainment"].query("plan == 'proposal'").pivot_table(
    index="goal", columns="year", values="value"
)

# %% [markdown]
# ## Weights and the form of the objective
#
# **Equal weights are not neutral**: a point costs less money in the smaller committee. Under `krona_neutral` they start from $\arg\min_{w\ge0}\lVert Sw-base\rVert$. The mean slopes at today's level are 60 and 60 points per unit of level, so $w = 600/60 : 400/60 = 0.6 : 0.4$.
# Then a krona is worth $0.6\cdot0.1456=0.0874$ and $0.4\cdot0.1942=0.0777$: now care takes the cut. **Maximin** lifts the lowest goal. From 607.7 and 412, with 58.5 and 50 points, every MSEK moved to care takes $0.9/6.18=0.1456$ from
# knowledge and gives $0.4/4.12=0.0971$ to safety: they meet after $8.5/(0.1456+0.0971)=35.02$, at 53.4 points.

# %%
neutral = solve(exempelkoping(weights={"rule": "krona_neutral"}))
assert isclose(neutral.figures.weight["knowledge", 2025], 0.6)
maximin = solve(exempelkoping(objective={"form": "maximin"}))
pd.DataFrame(
    {
        "equal": expect(free, school=607.7, care=412),
        "krona-neutral": expect(neutral, school=618, care=401.7),
        "maximin": expect(
            maximin,
            school=607.7 - 8.5 / (0.9 / 6.18 + 0.4 / 4.12),
            care=412 + 8.5 / (0.9 / 6.18 + 0.4 / 4.12),
        ),
    }
).T

# %% [markdown]
# ## Marginals
#
# One MSEK more in 2025 goes to the school: $0.1456$ points of knowledge, half weight, half of two years: $0.9/6.18/4=0.0364$. One MSEK less is taken there too. That holds until the school has its need, 10.3 more, and down to the
# first breakpoint of its curve, $607.7 - 556.2 = 51.5$ less.

# %%
table = free.tables["marginals"]
frame = table[(table.row == "total") & (table.year == 2025)].iloc[0]
assert isclose(frame.value, 0.9 / 6.18 / 4, abs_tol=1e-6)
assert isclose(frame.up, 10.3, abs_tol=1e-6)
assert isclose(frame.down, -51.5, abs_tol=1e-6)
frame[["row", "year", "value", "unit", "down", "up"]].to_frame().T
