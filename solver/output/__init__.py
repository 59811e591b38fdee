"""Files that a run or a study leaves: their rows, their provenance, their folder."""
