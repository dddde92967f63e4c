"""Killed at any moment, a command leaves whole files, and the next run what an undisturbed one leaves."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.store import room_in
from tests.crash.conftest import Undisturbed
from tests.crash.forge import COMMANDS, TOGETHER, Forge, hashes, shown, words

Makes = Callable[[str], Undisturbed]

PLAIN, SOAK = 12, 200
"""Moments of a plain run, and of a long one."""

STRIDE = 6
"""In a plain run a command is killed before every sixth of its steps on the disk."""


def look(out: Path, name: str, made: Undisturbed, *, fresh: bool) -> None:
    """Every file is a whole one of either run; those that belong together are of one run."""
    found = shown(hashes(out))
    for file, digest in found.items():
        assert digest in {made.new[file], made.new[file] if fresh else made.old[file]}, file
    assert fresh or set(found) == set(made.old), "nothing that was there is lost"
    if name in TOGETHER and out.exists():
        with room_in(out / "lesson" if name == "lesson" else out):
            pass
        assert hashes(out) in (made.new, {} if fresh else made.old)


def again(forge: Forge, out: Path, name: str, made: Undisturbed) -> None:
    """The same command once more leaves what an undisturbed one leaves, and nothing else."""
    ended = forge.run(words(name, out, new=True), out.parent)
    assert (ended.status, ended.err) == (0, "")
    assert hashes(out) == made.new


def kill_at_a_moment(forge: Forge, undisturbed: Makes, number: int, folder: Path) -> None:
    chance = random.Random(number)
    name, fresh = list(COMMANDS)[number % len(COMMANDS)], chance.random() < 0.3
    made = undisturbed(name)
    if not fresh:
        shutil.copytree(made.folder, folder / "out")
    after = chance.uniform(0, made.seconds)
    ended = forge.run(words(name, folder / "out", new=True), folder, signals=[(after, signal.SIGKILL)])
    assert ended.status in (-signal.SIGKILL, 0)
    assert not ended.outlived, "its drawing processes end with it"
    look(folder / "out", name, made, fresh=fresh)
    again(forge, folder / "out", name, made)


@pytest.mark.parametrize("number", range(PLAIN))
def test_killed_at_a_random_moment(number: int, forge: Forge, undisturbed: Makes, tmp_path: Path) -> None:
    kill_at_a_moment(forge, undisturbed, number, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(PLAIN, SOAK))
def test_killed_at_more_moments(number: int, forge: Forge, undisturbed: Makes, tmp_path: Path) -> None:
    kill_at_a_moment(forge, undisturbed, number, tmp_path)


def kill_before_steps(forge: Forge, made: Undisturbed, name: str, steps: range, folder: Path) -> set[str]:
    """Kill a command before each of some steps on the disk; what its folder was then brought to."""
    came_to = set()
    for step in steps:
        out = folder / f"{step}"
        shutil.copytree(made.folder, out)
        ended = forge.run(words(name, out, new=True), folder, step=step)
        assert ended.status == -signal.SIGKILL
        look(out, name, made, fresh=False)
        if name in TOGETHER:
            came_to.add("new" if hashes(out) == made.new else "old")
        again(forge, out, name, made)
        shutil.rmtree(out)
    return came_to


@pytest.mark.parametrize("name", ["replay", "play"])
def test_killed_before_a_step_on_the_disk(
    name: str, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    made = undisturbed(name)
    steps = range(1, made.steps + 1, STRIDE if name == "replay" else STRIDE // 2)
    assert kill_before_steps(forge, made, name, steps, tmp_path) == {"old", "new"}


@pytest.mark.soak
@pytest.mark.parametrize("name", list(COMMANDS))
def test_killed_before_every_step_on_the_disk(
    name: str, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    """Before every step of what is quick, before some of what draws."""
    made = undisturbed(name)
    steps = range(1, made.steps + 1, 1 if name in TOGETHER else STRIDE + 1)
    came_to = kill_before_steps(forge, made, name, steps, tmp_path)
    assert came_to == ({"old", "new"} if name in TOGETHER else set())
