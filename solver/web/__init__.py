"""Budgetverkstaden: one offline page in which a councillor moves weights and limits, and the program answers."""
