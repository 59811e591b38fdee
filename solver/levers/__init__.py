"""Scalar changes of a scenario: compile them once, then solve at any values or follow them exactly."""
