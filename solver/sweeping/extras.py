"""The error for an optional library that is not installed."""

from __future__ import annotations


class MissingExtraError(RuntimeError):
    """A library of an optional extra is not installed."""

    def __init__(self, extra: str) -> None:
        """Name the command that installs the extra.

        Args:
            extra: Name of the extra in ``project.optional-dependencies``.
        """
        install = f"pip install 'kommunbudget[{extra}]'"
        super().__init__(
            f"detta kräver mer än grundinstallationen: {install} / this needs an extra: {install}"
        )
