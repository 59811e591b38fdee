"""Call a function for many arguments on threads."""

from __future__ import annotations

from concurrent.futures import wait
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor


def in_order(executor: Executor, function: Callable[..., Any], *arguments: Sequence[Any]) -> list[Any]:
    """Call a function as ``map`` does, in order; after an exception, Ctrl-C among them, running calls are awaited.

    Args:
        executor: Where the calls run.
        function: The function.
        arguments: A sequence for each of its arguments, all equally long.
    """
    futures = [executor.submit(function, *args) for args in zip(*arguments, strict=True)]
    try:
        return [future.result() for future in futures]
    except BaseException:
        for future in futures:
            future.cancel()
        wait(futures)
        raise
