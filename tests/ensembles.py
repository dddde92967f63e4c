"""The invented valley with ranges written into its file, for tests of ensembles."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from sim.errors import SimError

PROJECT = Path(__file__).parent / "data" / "valley"

RANGES = {
    '{assume: 0.5, because: "half stay, the others part evenly"}': "low: 0.3, high: 0.6",
    '{assume: 0.25, because: "half of those who do not stay"}': "low: 0.1, high: 0.3",
    '{assume: 0.02, because: "a few in a hundred a day"}': "low: 0.01, high: 0.04, shape: uniform",
    '{assume: 60, because: "lists and boarding"}': "low: 30, high: 90",
    '{assume: 1.0, because: "people are spread by area"}': "low: 1.0, high: 1.0",
}
"""Assumptions of the valley, and the ranges that tests give them; the last leaves nothing open."""


def valley(folder: Path, ranges: dict[str, str] = RANGES) -> Path:
    """A copy of the valley's scenario in ``folder``, with ranges."""
    shutil.copytree(PROJECT, folder / "valley")
    people = folder / "valley" / "scenarios" / "valley" / "people.yaml"
    text = people.read_text(encoding="utf-8")
    for held, given in ranges.items():
        assert text.count(held) == 1, held
        text = text.replace(held, f'{held[:-1]}, range: {{{given}, because: "a guess"}}}}')
    people.write_text(text, encoding="utf-8")
    return people.parent


class Deadly:
    """Kills the process that plays it."""

    def row(self, member: int, values: Sequence[float]) -> bytes:
        os._exit(9)


class Faulty:
    """Fails, in a way of its own for each member."""

    def row(self, member: int, values: Sequence[float]) -> bytes:
        if member:
            raise SimError("0.9 stay and 0.6 cross", hint="lower one")
        raise ZeroDivisionError("by nothing")
