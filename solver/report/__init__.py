"""Reports: what people read, all words and rounding in ``words``."""
