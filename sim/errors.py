"""Errors a user can act on: what was expected, what came, what to do."""

from dataclasses import dataclass

LONGEST = 1000
"""Characters of each part of a message; a stranger's file may hold more."""


class SimError(Exception):
    """A user's error: one line saying what is wrong, one line saying what to do."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def printable(text: str, most: int = LONGEST) -> str:
    """A stranger's words, fit to print: not too long, on one line, nothing that steers a terminal."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong at one place of one file; key, problem and remedy are made fit to print."""

    file: str
    line: int
    key: str
    problem: str
    remedy: str

    def __post_init__(self) -> None:
        for part in ("key", "problem", "remedy"):
            object.__setattr__(self, part, printable(getattr(self, part)))

    def __str__(self) -> str:
        return f"{printable(self.file)}:{self.line}: {self.key}: {self.problem}; {self.remedy}"


class FaultsFound(SimError):
    """Everything wrong in a set of files, found in one pass."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        count = len(self.faults)
        super().__init__(
            f"{count} fault{'s' if count != 1 else ''} in the files read",
            hint="; ".join(sorted({fault.remedy for fault in self.faults})[:3]),
        )

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
