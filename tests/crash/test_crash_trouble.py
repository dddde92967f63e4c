"""Ctrl-C, orders to end, full disks, two runs at once: one clear message, and nothing half done."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.cli.progress import Line
from tests.crash.conftest import Undisturbed
from tests.crash.forge import COMMANDS, TOGETHER, Ended, Forge, hashes, shown, words
from tests.crash.test_crash_kill import again, look
from tests.stories import VALLEY

Makes = Callable[[str], Undisturbed]

QUICK = ("replay", "play", "lesson")
SOME = [pytest.param(name, marks=() if name in QUICK else pytest.mark.soak) for name in COMMANDS]
"""Every command; those that draw are tried in a long run only."""

STOPS = {
    "ctrl-c": ([signal.SIGINT], 130),
    "ctrl-c-twice": ([signal.SIGINT, signal.SIGINT], 130),
    "term": ([signal.SIGTERM], 143),
    "term-twice": ([signal.SIGTERM, signal.SIGTERM], 143),
}
SAID = {130: "interrupted: nothing half-written is left\n", 143: ""}


def begun(made: Undisturbed, folder: Path) -> Path:
    """A copy of what a command made first."""
    shutil.copytree(made.folder, folder / "out")
    return folder / "out"


def stop(forge: Forge, made: Undisturbed, name: str, how: str, step: int, folder: Path) -> None:
    """Stop a command before a step on the disk, and look at what it says and leaves."""
    sent, status = STOPS[how]
    out = begun(made, folder)
    ended = forge.run(words(name, out, new=True), folder, step=step, sent=sent)
    assert (ended.status, ended.err) == (status, SAID[status]), (how, step)
    found = hashes(out)
    assert shown(found) == found or len(sent) > 1, "no leftovers after one signal"
    assert name not in TOGETHER or shown(found) in (made.old, made.new)
    look(out, name, made, fresh=False)
    again(forge, out, name, made)
    shutil.rmtree(out)


@pytest.mark.parametrize("how", STOPS)
@pytest.mark.parametrize("name", QUICK)
def test_stopped_at_a_step_on_the_disk(
    name: str, how: str, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    made = undisturbed(name)
    stop(forge, made, name, how, made.steps * (2 + list(STOPS).index(how)) // 6, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("how", STOPS)
@pytest.mark.parametrize("name", COMMANDS)
def test_stopped_at_any_step_on_the_disk(
    name: str, how: str, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    made = undisturbed(name)
    for step in range(1, made.steps, 7 if name in TOGETHER else 29):
        stop(forge, made, name, how, step, tmp_path)


@pytest.mark.parametrize("how", [pytest.param("ctrl-c"), pytest.param("term", marks=pytest.mark.soak)])
def test_stopped_while_a_film_is_drawn(how: str, forge: Forge, undisturbed: Makes, tmp_path: Path) -> None:
    made = undisturbed("film")
    (number,), status = STOPS[how]
    out = begun(made, tmp_path)
    ended = forge.run(words("film", out, new=True), tmp_path, signals=[(made.seconds / 2, number)])
    assert ended.status in (status, 0)
    assert not ended.outlived
    look(out, "film", made, fresh=False)


@pytest.mark.parametrize("at", [0.2, 0.45, 0.7, 0.8, 0.9, 0.97])
def test_two_runs_at_once_leave_the_files_of_one(
    at: float, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    """One stands still in the middle of its writing while the other comes and goes, or waits."""
    made = undisturbed("replay")
    out = begun(made, tmp_path)
    ended = forge.run(
        words("replay", out, new=True), tmp_path, step=round(made.steps * at), sent=[signal.SIGSTOP],
        beside=words("replay", out, new=False),
    )  # fmt: skip
    assert (ended.status, ended.beside, ended.err) == (0, 0, "")
    assert hashes(out) in (made.new, made.old)


def test_a_part_of_a_lesson_made_beside_another_says_so(
    forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    made = undisturbed("lesson")
    out = begun(made, tmp_path)
    other = [*words("lesson", out, new=True), "--only", "glossary"]
    step, sent = made.steps // 2, [signal.SIGSTOP]
    ended = forge.run(words("lesson", out, new=True), tmp_path, step=step, sent=sent, beside=other)
    assert (ended.status, ended.beside) == (2, 0)
    assert ended.in_two_lines
    assert "another lesson came into" in ended.err
    assert shown(hashes(out)) == hashes(out)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that is a file system of its own."""
    folder, mount = tmp_path / "disk", shutil.which("mount")
    folder.mkdir()
    command = [str(mount), "-t", "tmpfs", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def refused(forge: Forge, made: Undisturbed, name: str, out: Path, why: str, **how: object) -> Ended:
    """A command ends with two lines and status 2, and nothing is changed."""
    ended = forge.run(words(name, out, new=True), out.parent, **how)
    assert (ended.status, ended.in_two_lines) == (2, True), ended.err
    assert why in ended.err
    assert ".partial" not in ended.err, "a file is called by its own name"
    assert hashes(out) == made.old
    return ended


@pytest.mark.parametrize("name", SOME)
def test_a_full_disk(name: str, forge: Forge, undisturbed: Makes, disk: Path) -> None:
    made = undisturbed(name)
    out = begun(made, disk)
    taken = int(
        subprocess.run(["du", "-sk", out], capture_output=True, text=True, check=True).stdout.split()[0]
    )
    remount(disk, f"size={taken + 12}k")
    if name in TOGETHER:
        refused(forge, made, name, out, "No space left on device")
    else:
        ended = forge.run(words(name, out, new=True), disk)
        assert (ended.status, ended.in_two_lines) == (2, True), ended.err
        assert shown(hashes(out)) == hashes(out)
    remount(disk, "size=64m")
    again(forge, out, name, made)


@pytest.mark.parametrize("name", ["replay", "gif", "lesson"])
def test_a_disk_that_may_only_be_read(name: str, forge: Forge, undisturbed: Makes, disk: Path) -> None:
    made = undisturbed(name)
    out = begun(made, disk)
    remount(disk, "ro")
    assert "--out" in refused(forge, made, name, out, "Read-only file system").err


@pytest.mark.parametrize("name", SOME)
def test_a_file_that_may_not_grow(name: str, forge: Forge, undisturbed: Makes, tmp_path: Path) -> None:
    made = undisturbed(name)
    refused(forge, made, name, begun(made, tmp_path), "File too large", file_bytes=2000)


@pytest.mark.parametrize("below", ["", "below"])
@pytest.mark.parametrize("name", ["replay", "frames", "play", "lesson"])
def test_a_file_where_the_folder_should_be(name: str, below: str, forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    ended = forge.run(words(name, tmp_path / "out" / below, new=True), tmp_path)
    assert (ended.status, ended.in_two_lines) == (2, True), ended.err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", QUICK)
def test_a_reader_that_is_gone_loses_no_file(
    name: str, forge: Forge, undisturbed: Makes, tmp_path: Path
) -> None:
    made = undisturbed(name)
    spoken = [word for word in words(name, tmp_path / "out", new=True) if word != "--quiet"]
    ended = forge.run(spoken, tmp_path, unread=True)
    assert (ended.status, ended.err) == (0, "")
    assert hashes(tmp_path / "out") == made.new


def test_verify_names_the_files_of_another_run(forge: Forge, undisturbed: Makes, tmp_path: Path) -> None:
    """Killed between two renames; the summary comes last, so that what it says is of the older run."""
    made = undisturbed("replay")
    mixed = 0
    for step in range(made.steps // 2, made.steps, 5):
        out = begun(made, tmp_path)
        forge.run(words("replay", out, new=True), tmp_path, step=step)
        found = shown(hashes(out))
        again_said = ["replay", str(VALLEY), "--verify", str(out / "summary.json"), "--json"]
        ended = forge.run(again_said, tmp_path)
        rows = json.loads(ended.out)["compared"]
        said = {row["name"] for row in rows if row["part"] == "file" and row["verdict"] != "same"}
        of_one = found in (made.old, made.new)
        assert (ended.status, bool(said)) == ((0, False) if of_one else (1, True)), step
        assert of_one or said == {name for name in found if found[name] != made.old[name]}
        mixed += not of_one
        shutil.rmtree(out)
    assert mixed


def test_a_terminal_that_is_gone_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def isatty(self) -> bool:
            return True

        def fileno(self) -> int:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))

        def write(self, _: str) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(sys, "stderr", Gone())
    monkeypatch.setenv("TERM", "xterm")
    line = Line()
    line.tell("film: 1 of 2")
    line.clear()
    assert not line.is_drawn
