"""What needs two places of a file at once: each check a function of ``Facts``."""
