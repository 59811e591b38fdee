"""Levers, scalar changes of a scenario: compile them once, then solve at any values or trace them exactly."""
