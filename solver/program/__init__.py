"""The linear program and its solver: arrays, one warm HiGHS instance, proofs of what it answers."""
