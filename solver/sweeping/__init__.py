"""Sweeps: the order of their points, their workers, and their files."""
