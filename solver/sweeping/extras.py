"""Libraries that only some questions need: what is said where one of them is not installed."""

from __future__ import annotations


class MissingExtraError(RuntimeError):
    """A library of an extra is not installed."""

    def __init__(self, extra: str) -> None:
        """Say what to install.

        Args:
            extra: A name in ``project.optional-dependencies``.
        """
        install = f"pip install 'kommunbudget[{extra}]'"
        super().__init__(
            f"detta kräver mer än grundinstallationen: {install} / this needs an extra: {install}"
        )
