"""Plots, one file a plot: a function for the tidy rows, one that draws them, and one that tells them in words.

The file of a study's plot also has a function ``pictures``, which the study's record names.
"""
