"""The program as a process: pipes, signals, terminals, encodings, full disks."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.cli.progress import Line, bar

SIM = [sys.executable, "-m", "sim"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, pipes and terminals of POSIX")


def sim(*words: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, **settings}
    return subprocess.run([*SIM, *words], cwd=cwd, capture_output=True, timeout=60, env=env, check=False)


def shell(line: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which ``sim`` is this project's."""
    words = ["bash", "-c", f'sim() {{ "{sys.executable}" -m sim "$@"; }}\n{line}']
    return subprocess.run(
        words,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **settings},
    )


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def on_a_terminal(*words: str, cwd: Path, **settings: str) -> tuple[int, str]:
    """Status, and what stderr got as a terminal; stdout is a pipe."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", **settings}
    child = subprocess.Popen([*SIM, *words], cwd=cwd, stdout=subprocess.DEVNULL, stderr=theirs, env=env)
    os.close(theirs)
    heard = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        heard += piece
    os.close(ours)
    return child.wait(60), heard.decode()


def test_python_m_sim_and_the_command_are_one(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("sim")
    if not command.exists():
        pytest.skip("the package is not installed in this environment")
    one = subprocess.run([command, "list"], cwd=tmp_path, capture_output=True, check=True)
    assert one.stdout == sim("list", cwd=tmp_path).stdout


def test_a_closed_pipe_is_no_error_and_the_package_is_there(tmp_path: Path) -> None:
    done = shell("sim replay aleppo-2016 | head -1; echo ${PIPESTATUS[0]}", tmp_path)
    title, status = done.stdout.splitlines()
    assert (title.split(" - ")[0].strip(), status) == ("East Aleppo, November to December 2016", "0")
    assert done.stderr == ""
    assert len(files(tmp_path)) == 12


@pytest.mark.parametrize("line", ["sim list", "sim --help", "sim schema"])
def test_a_reader_that_is_gone_is_no_error(line: str, tmp_path: Path) -> None:
    done = shell(f"{line} | true; echo ${{PIPESTATUS[0]}}", tmp_path)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_closed_streams(tmp_path: Path) -> None:
    done = shell(
        "sim list >&-; echo $?; sim replay aleppo-2016 --quiet 2>&-; echo $?; sim lst 2>&-; echo $?", tmp_path
    )
    assert (done.stdout, done.stderr) == ("0\n0\n2\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("line", ["sim list", "sim schema --json"])
def test_a_full_device_is_told_of_in_two_lines(line: str, tmp_path: Path) -> None:
    done = shell(f"{line} >/dev/full; echo $?", tmp_path)
    assert done.stdout == "2\n"
    assert [x.split(":")[0] for x in done.stderr.splitlines()] == ["error", "hint"]
    assert "No space left" in done.stderr


@pytest.mark.parametrize("coding", ["ascii", "latin-1"])
def test_a_terminal_without_the_characters(coding: str, tmp_path: Path) -> None:
    done = sim("replay", "aleppo-2016", cwd=tmp_path, PYTHONIOENCODING=coding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"km" in done.stdout


def test_json_for_a_terminal_without_the_characters(tmp_path: Path) -> None:
    """Figures of the record have a paragraph sign; in ASCII it is escaped, and the data are the same."""
    words = ["why", "aleppo-2016", "figure", "004-p09-08", "--json"]
    plain = sim(*words, cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert plain.stdout.isascii()
    assert "¶" in json.dumps(json.loads(plain.stdout), ensure_ascii=False)


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    done = shell(r"sim replay $'\xff\xfe'; echo $?", tmp_path)
    assert done.stdout == "2\n"
    assert r"\udcff\udcfe" in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_stderr_is_empty_where_it_is_no_terminal(tmp_path: Path) -> None:
    assert sim("replay", "aleppo-2016", cwd=tmp_path).stderr == b""


def test_a_terminal_sees_a_bar_that_is_taken_away(tmp_path: Path) -> None:
    status, heard = on_a_terminal("replay", "aleppo-2016", cwd=tmp_path)
    assert status == 0
    shown = heard.split("\r\x1b[K")
    full = [line.count("#") for line in shown if line.startswith("[")]
    assert len(full) >= 3
    assert full == sorted(full)
    assert full[-1] == 24
    assert "\n" not in heard, "it is drawn in place"
    assert shown[-1] == "", "and nothing of it stays"


@pytest.mark.parametrize(
    ("more", "settings"), [(["--quiet"], {}), ([], {"TERM": "dumb"})], ids=["quiet", "dumb"]
)
def test_a_terminal_that_wants_no_bar(more: list[str], settings: dict[str, str], tmp_path: Path) -> None:
    assert on_a_terminal("check", "aleppo-2016", *more, cwd=tmp_path, **settings) == (1, "")


def test_no_colour_with_or_without_no_color(tmp_path: Path) -> None:
    for settings in ({}, {"NO_COLOR": "1"}):
        _, heard = on_a_terminal("check", "aleppo-2016", cwd=tmp_path, **settings)
        assert not re.search("\x1b\\[[0-9;]*m", heard)


def test_an_error_does_not_stand_behind_the_bar(tmp_path: Path) -> None:
    status, heard = on_a_terminal("replay", "aleppo-2016", "--account", "press", cwd=tmp_path)
    assert status == 2
    assert "\r\x1b[Kerror: the scenario has no account" in heard


def test_the_bar_says_how_much_is_done() -> None:
    assert bar("day 0 of 38").count("#") == 0
    assert bar("day 19 of 38").count("#") == 12
    assert bar("day 38 of 38").count("#") == 24
    assert len({len(bar(f"day {day} of 38")) for day in range(39)}) == 1
    assert bar("day 1 of 0") == bar("writing") == ""


def test_nothing_is_drawn_or_cleared_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    line = Line()
    line.tell("day 1 of 2")
    line.clear()
    assert capsys.readouterr().err == ""


def customized(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> Path:
    """A folder in which every Python runs ``code`` first."""
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", f"{folder / 'site'}{os.pathsep}{Path(__file__).parents[1]}")
    (folder / "here").mkdir()
    return folder / "here"


@pytest.fixture
def slowly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which Python sleeps before each fsync and says that it has come so far."""
    code = (
        "import os, time\nreal = os.fsync\n"
        "def fsync(n):\n    open('reached', 'w').close()\n    time.sleep(0.2)\n    real(n)\n"
        "os.fsync = fsync\n"
    )
    return customized(tmp_path, monkeypatch, code)


@pytest.fixture
def endlessly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the program says that it has begun, and its first file never reaches the disk.

    So a signal falls neither into the start of Python nor into its end, where nobody can answer it.
    """
    code = (
        "import os, sys, time\nreal = os.fsync\n"
        "def hear(event, args):\n"
        "    if event == 'import' and args[0] == 'sim.cli.options':\n"
        "        open('reached', 'w').close()\n"
        "def fsync(n):\n    os.fsync = real\n    time.sleep(30)\n"
        "sys.addaudithook(hear)\nos.fsync = fsync\n"
    )
    return customized(tmp_path, monkeypatch, code)


def signalled(number: int, after: float, cwd: Path) -> tuple[int, str]:
    """Send a signal some seconds after the program has said how far it has come."""
    words = [*SIM, "replay", "aleppo-2016", "--rng-seed", "1", "--out", "out"]
    child = subprocess.Popen(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (cwd / "reached").exists() and time.monotonic() < deadline and child.poll() is None:
        time.sleep(0.02)
    time.sleep(after)
    child.send_signal(number)
    _, err = child.communicate(timeout=60)
    return child.returncode, err.decode()


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "TERM"]
)
def test_a_stop_while_writing_leaves_the_older_package_as_it_was(
    number: int, status: int, slowly: Path
) -> None:
    assert main(["replay", "aleppo-2016", "--quiet", "--out", str(slowly / "out")]) == 0
    before = files(slowly / "out")
    code, err = signalled(number, 0.3, slowly)
    assert code == status
    assert "Traceback" not in err
    assert files(slowly / "out") == before


def test_ctrl_c_while_writing_into_a_new_folder_leaves_no_file(slowly: Path) -> None:
    code, err = signalled(signal.SIGINT, 0.3, slowly)
    assert (code, err.splitlines()) == (130, ["interrupted: nothing half-written is left"])
    assert not files(slowly / "out")


@pytest.mark.parametrize("heard", [True, False])
def test_ctrl_c_that_a_compiled_module_tells_as_a_failed_import(
    heard: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def importing(_: list[str]) -> int:
        if heard:
            with contextlib.suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        raise ImportError("could not import module 'datetime'")

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("sim.cli.main.run", importing)
    try:
        if heard:
            assert main([]) == 130
            assert capsys.readouterr().err == "interrupted: nothing half-written is left\n"
        else:
            with pytest.raises(ImportError):
                main([])
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("after", [0.0, 0.1, 0.25, 0.5, 1.0])
def test_ctrl_c_while_reading_or_playing(after: float, endlessly: Path) -> None:
    """Whenever it comes after the start: 130, one line and no file."""
    code, err = signalled(signal.SIGINT, after, endlessly)
    assert (code, err.splitlines()) == (130, ["interrupted: nothing half-written is left"])
    assert not files(endlessly / "out")


@pytest.mark.parametrize("what", ["fsync", "replace"])
def test_a_full_disk_leaves_the_older_package_as_it_was(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["replay", "aleppo-2016", "--quiet", "--out", str(out)]) == 0
    before = files(out)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, what, full)
    assert main(["replay", "aleppo-2016", "--rng-seed", "1", "--quiet", "--out", str(out)]) == 2
    _, err = capsys.readouterr()
    assert "No space left" in err
    assert "--out" in err
    assert files(out) == before


def test_a_disk_that_fills_up_at_the_last_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert main(["replay", "aleppo-2016", "--quiet", "--out", str(out)]) == 0
    before, left, real = files(out), [10], os.fsync

    def fsync(number: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)
    assert main(["replay", "aleppo-2016", "--rng-seed", "1", "--quiet", "--out", str(out)]) == 2
    assert files(out) == before, "a package of two replays is worse than none"


def test_a_folder_in_the_place_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "incidents.csv").mkdir()
    assert main(["replay", "aleppo-2016", "--quiet", "--out", str(tmp_path)]) == 2
    assert "incidents.csv" in capsys.readouterr().err
    assert not files(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    words = [str(mount), "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if mount is None or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small file system")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    done = sim("replay", "aleppo-2016", "--out", str(small_disk / "out"), cwd=small_disk.parent)
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not files(small_disk)


def test_a_package_can_be_read_by_others(tmp_path: Path) -> None:
    """Files get the rights that the umask leaves, not those of a temporary file."""
    done = shell("umask 022; sim replay aleppo-2016 --quiet --out out; stat -c %a out/* | sort -u", tmp_path)
    assert done.stdout == "644\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_child_that_is_only_just_forked_unwinds_nothing_of_its_parent(number: signal.Signals) -> None:
    assert main(["list", "--quiet"]) == 0
    child = os.fork()
    if child == 0:
        try:
            signal.raise_signal(number)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 128 + number
