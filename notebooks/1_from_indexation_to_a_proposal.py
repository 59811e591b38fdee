# %% [markdown]
# # From indexation to a proposal: Sjöbo 2025
#
# Cells are marked with `# %%`; open this file in an editor or Jupyter that knows them, or run it as it is.

# %%
from solver import solve

result = solve("../scenarios/sjobo-2025.yaml")
print(f"V {result.value:.3f} points, indexation {result.plans['indexation'].value:.3f}")

# %% [markdown]
# What each committee gets in 2025, by indexation and proposed.

# %%
frames = result.tables["frames"]
wide = frames[(frames.year == 2025) & (frames.quantity == "frame")].pivot_table(
    index="committee", columns="plan", values="value"
)
wide["difference"] = wide["proposal"] - wide["indexation"]
print(wide[["indexation", "proposal", "difference", "antagen"]].round(1))

# %% [markdown]
# The gain is the council's part (between committees) and the committees' own (within).

# %%
whole, council, committees = result.gain()
print(f"gain {whole:.3f} = council {council:.3f} + committees {committees:.3f}")

# %% [markdown]
# How much of the reallocation rests on which evidence, and what the limits are worth.

# %%
print(result.evidence())
print(result.tables["marginals"][["row", "year", "value", "tightened", "down", "up"]].head())
