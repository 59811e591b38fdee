"""``python -m solver`` is the command ``kommunbudget``."""

from solver.cli import main

main()
