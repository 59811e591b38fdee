"""Forms of the objective, one file each."""
