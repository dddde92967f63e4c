"""`sim ensemble` as it is used, killed, gone on with and misused."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ensembles import valley

from sim.cli.main import main

RUNS = "240"


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valley(tmp_path_factory.mktemp("ranged"))


def started(scenario: Path, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sim", "ensemble", str(scenario), "--out", str(folder), "--quiet"]
    return subprocess.Popen([*command, "--runs", RUNS, *options])


def finished(process: subprocess.Popen[bytes]) -> None:
    assert process.wait(timeout=100) == 0


def until(true: Callable[[], Any]) -> Any:
    """What ``true`` gives as soon as it is true."""
    for _ in range(3000):
        if found := true():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came true")


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(child) for child in task.read_text(encoding="ascii").split()]


def has_begun(folder: Path) -> bool:
    """Some rows are there."""
    rows = folder / "unfinished.rows"
    return rows.exists() and rows.stat().st_size > 0


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def whole(ranged: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    finished(started(ranged, folder, "--workers", "1"))
    return contents(folder)


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")


@needs_proc
def test_a_killed_worker_loses_nothing(ranged: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    process = started(ranged, tmp_path, "--workers", "2")
    killed = set()
    for _ in range(2):
        until(lambda: has_begun(tmp_path))
        worker = until(lambda: [pid for pid in workers(process) if pid not in killed])[0]
        os.kill(worker, signal.SIGKILL)
        killed.add(worker)
        time.sleep(0.3)
    finished(process)
    assert contents(tmp_path) == whole


@needs_proc
def test_a_killed_client_is_gone_on_with_and_leaves_no_process(
    ranged: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    process = started(ranged, tmp_path, "--workers", "2")
    until(lambda: has_begun(tmp_path))
    left = workers(process)
    assert left
    process.kill()
    process.wait()
    assert set(contents(tmp_path)) == {"unfinished.rows", "unfinished.json"}
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
    finished(started(ranged, tmp_path, "--workers", "2", "--resume"))
    assert contents(tmp_path) == whole


def test_processes_that_die_again_and_again_are_told_of(
    ranged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.ensemble.crew._begin", _die)
    options = ["--out", str(tmp_path), "--runs", "20", "--workers", "2"]
    assert main(["ensemble", str(ranged), *options]) == 2
    assert "again and again" in capsys.readouterr().err


def _die(*_: Any) -> None:
    os._exit(9)


def test_what_is_printed_says_what_is_modelled_and_what_was_drawn(
    ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ensemble", str(ranged), "--runs", "8", "--out", str(tmp_path), "--workers", "1"]) == 0
    told = capsys.readouterr().out
    for part in ("8 replays", "every figure is modelled", "90 %", "held-out", "few", "Drawn:", "plan.csv"):
        assert part in told
    assert str(tmp_path) in told


def test_json_is_the_summary(ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--runs", "4", "--out", str(tmp_path), "--workers", "1", "--json", "--vary", "chance"]
    assert main(["ensemble", str(ranged), *options, "--sampler", "sobol"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said.pop("folder") == str(tmp_path)
    assert said == json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert (said["vary"], said["sampler"]) == (["chance"], "sobol")


@pytest.mark.parametrize("what_if", [[], ["--what-if", "twice-the-buses"]], ids=["alone", "pairs"])
def test_the_manifest_of_a_command_lists_all_that_lies_there(
    what_if: list[str], ranged: Path, tmp_path: Path
) -> None:
    assert main(["ensemble", str(ranged), "--runs", "3", "--out", str(tmp_path), "--quiet", *what_if]) == 0
    outputs = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["manifest"]["outputs"]
    lying = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "summary.json"}
    assert outputs == {name: hashlib.sha256(held).hexdigest() for name, held in lying.items()}
    assert {Path(name).suffix for name in outputs} == {".csv", ".parquet", ".png", ".svg"}


def test_all_accounts_have_a_folder_each(
    ranged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--account", "all", "--runs", "3", "--workers", "1", "--quiet"]
    assert main(["ensemble", str(ranged), *options]) == 0
    assert main(["ensemble", str(ranged), *options, "--vary", "claims", "--rng-seed", "4"]) == 0
    made = {str(path.parent.relative_to(tmp_path)) for path in tmp_path.rglob("summary.json")}
    accounts = ("north", "reference")
    named = ("ensemble", "ensemble-claims-seed-4")
    assert made >= {f"outputs/valley/{account}/{name}" for account in accounts for name in named}


BAD = [
    ["--runs", "1"], ["--runs", "0"], ["--runs", "-3"], ["--runs", "1000001"], ["--runs", "many"],
    ["--workers", "0"], ["--workers", "two"], ["--precision", "0"], ["--precision", "1"],
    ["--precision", "nan"], ["--precision", "fine"], ["--vary", "places"], ["--sampler", "dice"],
    ["--account", "nobody"], ["--what-if", "nothing"], ["--rng-seed", "-1"], ["--rums", "3"],
]  # fmt: skip


@pytest.mark.parametrize("options", BAD, ids="=".join)
def test_bad_options_are_refused_in_two_lines(
    options: list[str], ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ensemble", str(ranged), "--out", str(tmp_path / "out"), *options]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["error", "hint"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("library", ["scipy", "pyarrow"])
def test_a_missing_library_is_named_with_what_brings_it(
    library: str,
    ranged: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    assert main(["ensemble", str(ranged), "--runs", "3", "--out", str(tmp_path / "out")]) == 2
    assert "hint: pip install 'sim[ensemble]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(
    ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("here first", encoding="utf-8")
    assert main(["ensemble", str(ranged), "--runs", "3", "--out", str(tmp_path / "out")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert (tmp_path / "out").read_text(encoding="utf-8") == "here first"
