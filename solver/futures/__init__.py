"""The worlds of a scenario as blocks of a two-stage program, and the answer of each."""
