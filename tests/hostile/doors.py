"""Copies of the invented valley and of the real scenario that may be spoilt, and what the program says."""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from sim.cli.main import main
from sim.scenario import geometry

VALLEY = Path(__file__).parents[1] / "data" / "valley"
SCENARIO = "scenarios/valley"
PROJECT = Path(__file__).parents[2]
ALEPPO = "scenarios/aleppo-2016"
SECONDS = 10.0
"""How long anything that a stranger wrote may keep us, on a slow machine."""

LOCATED = re.compile(r"^/.+?:[1-9][0-9]*: .+?: .+; .+$")
"""File, line, key, problem and remedy."""


@dataclass(frozen=True)
class Answer:
    """Exit status, everything printed, and the seconds it took."""

    status: int
    text: str
    seconds: float

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def is_located(self) -> bool:
        """Every line names file, line and key."""
        return bool(self.lines) and all(LOCATED.match(line) for line in self.lines)


def copied_valley(folder: Path) -> Path:
    """A project with the valley's scenario and record, free to be spoilt."""
    return Path(shutil.copytree(VALLEY, folder / "project"))


def copied_aleppo(folder: Path) -> Path:
    """A project with the real scenario and record, free to be spoilt."""
    for part in ("seeds", ALEPPO):
        shutil.copytree(PROJECT / part, folder / "project" / part)
    return folder / "project"


def run(*arguments: str, door: Callable[[Sequence[str]], int] = main) -> Answer:
    """`sim`, or another ``door``, in this process."""
    said, begun = io.StringIO(), time.process_time()
    with redirect_stdout(said), redirect_stderr(said):
        status = door(arguments)
    return Answer(status, said.getvalue(), time.process_time() - begun)


def validate(project: Path, scenario: str = SCENARIO) -> Answer:
    return run("validate", str(project / scenario))


def build_map(project: Path) -> Answer:
    return run(str(project / SCENARIO), door=geometry.main)
