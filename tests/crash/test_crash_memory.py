"""Too little memory, and Ctrl-C at moments that Python does not like: still one message."""

from __future__ import annotations

import signal
import sys
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli.main import main
from tests.crash.conftest import Undisturbed
from tests.crash.forge import Forge, hashes, words
from tests.crash.test_crash_trouble import SOME, begun

Makes = Callable[[str], Undisturbed]


@pytest.mark.parametrize("megabytes", [1, 3])
@pytest.mark.parametrize("name", SOME)
def test_too_little_memory(
    name: str, megabytes: int, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    made = undisturbed(name)
    out = begun(made, tmp_path)
    ended = forge.run(words(name, out, new=True), tmp_path, memory=megabytes << 20)
    assert (ended.status, ended.err) == (0, "") or (ended.status, ended.in_two_lines) == (2, True), ended.err
    assert hashes(out) == (made.old if ended.status else made.new)


@pytest.mark.parametrize("gap", [0.0, 0.002, 0.01, 0.03])
def test_ctrl_c_twice_while_a_film_is_drawn(
    gap: float, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    made = undisturbed("film")
    half = made.seconds / 3
    signals = [(half, signal.SIGINT), (half + gap, signal.SIGINT)]
    ended = forge.run(words("film", begun(made, tmp_path), new=True), tmp_path, signals=signals)
    assert (ended.status, ended.err) == (130, "interrupted: nothing half-written is left\n")
    assert not ended.outlived


def test_ctrl_c_that_python_lets_go_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the last moments of an object is not passed on, a Ctrl-C then neither."""
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    assert main(["list", "--quiet"]) == 0
    things = [Thing()]
    ref = weakref.ref(things[0], lambda _: signal.raise_signal(signal.SIGINT))
    things.clear()
    assert ref() is None
    with pytest.raises(KeyboardInterrupt):
        time.sleep(5)


class Thing:
    """Something that a weak reference can look at."""
