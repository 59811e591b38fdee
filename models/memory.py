"""Memory of large problems: a pause of Python's garbage collector, and what is freed given back."""

from __future__ import annotations

import ctypes
import gc
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the search for circles of objects, which would go through all that has been made again and again.

    Pauses may be nested, and may overlap in threads.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()


def give_back(*, circles: bool = False) -> None:
    """Give freed memory back to the system.

    glibc keeps what numpy and HiGHS have freed: after the solve of 20 x 40 x 10 a hundred of 270 MB. Other C libraries
    have no such call, and nothing is done there.

    Args:
        circles: Whether to search first for circles of objects that nothing else refers to; it takes 0.03 s or more.
    """
    if circles:
        gc.collect()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
