"""The linear program and its solver: arrays, one warm HiGHS instance, and proofs of optimality."""
