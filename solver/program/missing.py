"""The error for a solver that the system cannot load."""

from __future__ import annotations


class SolverNotLoadedError(ImportError):
    """HiGHS is not installed, or cannot be loaded into this process.

    A process holds one HiGHS. A library that brings one of another version, as OR-tools does, takes its place when it
    is imported first, and then lacks what highspy looks for; imported last it may fail itself.
    """

    def __init__(self, error: ImportError, *, ortools: bool) -> None:
        """Say why and what to do, in both languages.

        Args:
            error: The error of the import.
            ortools: Whether OR-tools is loaded.
        """
        if isinstance(error, ModuleNotFoundError):
            text = (
                "lösaren HiGHS saknas; installera den med pip install highspy / "
                "the solver HiGHS is missing; install it with pip install highspy"
            )
        elif ortools or "symbol" in str(error):
            who = ("OR-tools", "OR-tools") if ortools else ("ett annat bibliotek", "another library")
            text = (
                f"lösaren HiGHS går inte att ladda: {who[0]} har redan laddat en annan HiGHS i samma process; kör "
                f"dem i var sin process / the solver HiGHS cannot be loaded: {who[1]} has already loaded another HiGHS "
                f"in this process; run them in processes of their own ({error})"
            )
        else:
            text = f"lösaren HiGHS går inte att ladda ({error}) / the solver HiGHS cannot be loaded ({error})"
        super().__init__(text)
