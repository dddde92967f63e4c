"""One server for all tests of this folder, and what each command makes when nothing disturbs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.crash.forge import Forge, hashes, words


@dataclass(frozen=True)
class Undisturbed:
    """A folder with what a command made first, what it makes then, and how long and how much that is."""

    folder: Path
    old: dict[str, str]
    new: dict[str, str]
    seconds: float
    steps: int


@pytest.fixture(scope="session")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    server = Forge(tmp_path_factory.mktemp("forge"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def undisturbed(forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Undisturbed]:
    """By name of the command."""

    @cache
    def make(name: str) -> Undisturbed:
        folder = tmp_path_factory.mktemp(name)
        assert forge.run(words(name, folder / "old", new=False), folder).status == 0
        shutil.copytree(folder / "old", folder / "new")
        ended = forge.run(words(name, folder / "new", new=True), folder, step=-1)
        assert (ended.status, ended.err) == (0, "")
        old, new = hashes(folder / "old"), hashes(folder / "new")
        assert set(old) == set(new)
        assert old != new
        return Undisturbed(folder / "old", old, new, ended.seconds, ended.steps)

    return make
