"""Figures of the shipped reports recomputed by hand, without the program's code."""
