# %% [markdown]
# # The opposition's budgets in Höör, and what budgets weigh
#
# *På svenska: oppositionens budgetar i Höör 2025–2027 utvärderas med samma funktioner och samma regler som räkneförslaget, mot styrets budget samma år. Sedan frågas vilka vikter var och en motsvarar. Det är planen läst genom
# scenariots antaganden, och ingen uppgift om vad någon har velat.*
#
# The governing parties' frames are printed, and the opposition's are printed as differences to them, with their own tax rates and so their own totals. How complete each is stands in the scenario: V's budget is amendments in 2025 and unknown in
# 2027, where it follows the governing one.

# %%
import pandas as pd

from solver import evaluate, plots, read, revealed_weights, solve

pd.options.display.float_format = "{:.3f}".format
pd.options.display.width = 120
scenario = read("../scenarios/hoor-2025.yaml")
PARTIES = {"styret": "M, C, L, KD", "s": "S", "mp": "MP", "v": "V"}
studies = {id_: evaluate(scenario, id_) for id_ in PARTIES}

# %% [markdown]
# ## The sums of money
#
# What each adds to the governing budget of the same year (comparison base: *styrets budget samma år*), all committees together, and what its own total adds.


# %%
def against_governing(id_, quantity):
    own, base = (getattr(studies[x].plan.q, quantity) for x in (id_, "styret"))
    return {
        year: sum(own[key] - base[key] for key in own if (key[1] if isinstance(key, tuple) else key) == year)
        for year in scenario.years
    }


money = pd.concat(
    {
        name: pd.DataFrame({PARTIES[id_]: against_governing(id_, quantity) for id_ in ("s", "mp", "v")}).T
        for name, quantity in (("frames", "frame"), ("total", "given_total"))
    },
    axis=1,
)
assert (money.frames - money.total).abs().max().max() < 0.11  # the printed totals are rounded to 0.1
money

# %% [markdown]
# ## Evaluated like any plan
#
# An evaluation shows itself; the whole of it is `study.table`.

# %%
studies["s"]


# %% [markdown]
# It gives no V. Höör's sources have no population by age, so the cost of unchanged service follows prices alone, and what a budget has for more old people or more children would look like a priority, or like waste. **No budget of Höör's is therefore judged here**, and none is
# ranked. What can be told does not hang on how many there are to serve: the money, the limits, and how far a budget is from keeping them.


# %%
def row(study):
    assert not study.judged
    return {
        **{f"more handed out {year}": round(amount, 6) + 0.0 for year, amount in study.more.items()},
        "limits broken": len(study.broken),
        "moved to repair, MSEK": study.repair.moved,
        "own total": study.plan.own_total,
    }


table = pd.DataFrame({PARTIES[id_]: row(study) for id_, study in studies.items()}).T
for study in studies.values():  # indexation that hands out the same money
    handed = {
        y: sum(study.same_indexation.q.frame[c, y] for c in scenario.committees) for y in scenario.years
    }
    own = {y: sum(study.plan.q.frame[c, y] for c in scenario.committees) for y in scenario.years}
    assert all(abs(handed[y] - own[y]) < 1e-6 for y in scenario.years)
table

# %% [markdown]
# ## The limits they break
#
# A proposal of the program keeps every limit of the scenario; others were made under other rules, so a breach is information, not a fault. Most are of one kind:


# %%
def breaches(study):
    return pd.DataFrame(
        [
            {"rule": b.rows.name, "where": " ".join(map(str, b.index)), "amount": b.amount}
            for b in study.broken
        ]
    )


print(breaches(studies["s"]).to_string(index=False))
kinds = (
    pd.DataFrame({PARTIES[id_]: breaches(study).rule.value_counts() for id_, study in studies.items()})
    .fillna(0)
    .astype(int)
)
kinds

# %% [markdown]
# The least change that repairs S's budget, committee by committee (MSEK against its own frames):

# %%
study = studies["s"]
moved = {
    key: study.repair.plan.q.frame[key] - study.plan.q.frame[key]
    for key in study.plan.q.frame
    if key[1] in scenario.years
}
repair = pd.Series(moved).unstack().rename(index={id_: c.name for id_, c in scenario.committees.items()})
assert abs(repair.abs().sum().sum() - study.repair.moved) < 1e-5
repair[(repair.abs() > 1e-6).any(axis=1)]

# %% [markdown]
# ## A proposal of one's own
#
# Whoever wants to try an idea writes it as an entry of `plans`, or as a CSV or Excel sheet. This one is made up for the notebook: two million from the executive board to schools, every year, against the governing budget.

# %%
idea = {
    "name": "Ett tänkt yrkande (påhittat)",
    "by": "notebook",
    "completeness": "amendments",
    "based_on": "styret",
    "differences": {
        "kommunstyrelse": {2025: -2, 2026: -2, 2027: -2},
        "barn_utbildning": {2025: 2, 2026: 2, 2027: 2},
    },
}
tried = evaluate(scenario, idea)
print(f"limits broken: {len(tried.broken)}, the governing {len(studies['styret'].broken)}")
tried

# %% [markdown]
# ## Which weights does a budget answer to?
#
# The other way round: under which weights on the goals would this budget come nearest to being the best? One linear program by duality (docs/method/revealed-weights.md). What remains under the weights that explain it best is *regret* that no weights explain. This is no verdict either: money for more people looks like a larger weight.

# %%
weighed = {id_: revealed_weights(scenario, id_) for id_ in PARTIES}
for study in weighed.values():
    assert -1e-9 <= study.regret <= study.stated_regret + 1e-9
pd.DataFrame(
    {
        PARTIES[id_]: {
            "regret": w.regret,
            "under stated weights": w.stated_regret,
            "weight that must move": w.gap,
            "more than one set": w.loose,
        }
        for id_, w in weighed.items()
    }
).T

# %%
weighed["styret"]

# %%
goals = {id_: goal.name for id_, goal in scenario.goals.items()}
shares = pd.DataFrame({"stated": {goals[g]: 100 * w.stated for g, w in weighed["styret"].goals.items()}})
for id_, w in weighed.items():
    shares[PARTIES[id_]] = {goals[g]: 100 * weight.revealed for g, weight in w.goals.items()}
assert (shares.sum() - 100).abs().max() < 1e-6
shares.map("{:.1f}".format)

# %%
plots(weighed["styret"])["weights-goals"]

# %% [markdown]
# A check: state the revealed weights in the scenario and ask again. The regret under the stated weights must now be the least there is.

# %%
weights = [f"goals.{g}.weight={max(w.revealed, 1e-6):.12f}" for g, w in weighed["styret"].goals.items()]
changed = read("../scenarios/hoor-2025.yaml", changes=["weights.rule=stated", *weights])
again = revealed_weights(changed, "styret")
print(
    f"regret {again.stated_regret:.4f} with the revealed weights, {weighed['styret'].stated_regret:.4f} with the stated"
)
assert abs(again.stated_regret - weighed["styret"].regret) < 1e-5
grades = [effect.evidence for effects in scenario.effects.values() for effect in effects.values()]
assert (len(grades), grades.count("assumption")) == (8, 5)

# %% [markdown]
# ## How not to read it
#
# - **Small regrets, large gaps.** The stated weights leave every budget within 0.02 points of the best with the same money, and yet more than half the weight must move to explain what is left. When many plans are nearly as good, weights are a magnifying glass for noise: a goal at 0 per cent
#   does not mean that somebody gives nothing for it, only that the *last* krona went elsewhere under the curves as assumed.
# - **Nobody is counted.** Without population by age, more children or more old people in a budget's calculation show as weight on their goals.
# - **The curves decide.** Five of the eight are assumptions. Other curves, other weights, from the same budget.
# - **Not all is known.** Three years of frames on eleven committees say nothing of what was done inside them, and V's third year is not V's.
# - The weights of the scenario are krona-neutral and nobody's. To compare with what a party *wants*, the party must state it (`weights.owner`).
