"""Checks that need several parts of a file; each is a function of ``Facts``."""
