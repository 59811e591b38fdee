"""Imports as Python makes them, without what another library hooks onto them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_hooks(library: str) -> Iterator[None]:
    """Leave a library's import hooks out for a while; afterwards they are what they were.

    Args:
        library: The name of the package whose hooks they are.
    """
    before = sys.meta_path[:]
    sys.meta_path[:] = [hook for hook in before if not type(hook).__module__.startswith(f"{library}.")]
    try:
        yield
    finally:
        sys.meta_path[:] = before
