"""`sim ensemble --dask` on a real scheduler and workers of this machine: killed, gone on with, misused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ensembles import Deadly, Faulty, valley

from sim.cli.main import main
from sim.ensemble import cluster, crew
from sim.ensemble.cluster import Cluster, connected
from sim.ensemble.crew import Refused
from sim.ensemble.files import save_ensemble
from sim.ensemble.rows import Rows
from sim.ensemble.run import Asked, play_ensemble
from sim.ensemble.task import installed, packed, play
from sim.errors import SimError
from sim.scenario.load import Scenario, load_scenario

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

RUNS = 160
TESTS = str(Path(__file__).parent)
OF_THIS_MACHINE = ["--host", "127.0.0.1", "--no-dashboard"]
GIVES_UP_AT_ONCE = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
"""The scheduler gives a piece up at the first death under it, so that we have to give it out again."""


class Yard:
    """A scheduler and its workers, each a process without a nurse."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.started = folder, []
        file = folder / "scheduler.json"
        self.scheduler = self._start(
            "dask_scheduler", "--port", "0", "--scheduler-file", str(file), **GIVES_UP_AT_ONCE
        )
        until(file.exists)
        self.address: str = until(lambda: json.loads(file.read_text(encoding="utf-8") or "{}").get("address"))

    def add(self, path: str = TESTS) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join(filter(None, [path, os.environ.get("PYTHONPATH")]))
        return self._start("dask_worker", self.address, "--nthreads", "1", "--no-nanny", PYTHONPATH=paths)

    def _start(self, name: str, *options: str, **extra: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{name}", *options, *OF_THIS_MACHINE]
        with (self.folder / f"{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, env={**os.environ, **extra}
            )
        self.started.append(process)
        return process

    def wait_for(self, workers: int) -> None:
        with distributed.Client(self.address, timeout=60, set_as_default=False) as client:
            until(lambda: len(client.nthreads()) == workers)

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()


def until(true: Callable[[], Any]) -> Any:
    """What ``true`` gives as soon as it is true."""
    for _ in range(6000):
        if found := true():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came true")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    made = Yard(tmp_path_factory.mktemp("yard"))
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def manned(yard: Yard) -> Yard:
    yard.add()
    yard.add()
    yard.wait_for(2)
    return yard


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valley(tmp_path_factory.mktemp("ranged"))


@pytest.fixture(scope="module")
def scenario(ranged: Path) -> Scenario:
    return load_scenario(ranged)


@pytest.fixture(scope="module")
def asked(yard: Yard) -> Asked:
    return Asked(runs=RUNS, dask=yard.address)


@pytest.fixture(scope="module")
def whole(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the local run."""
    folder = tmp_path_factory.mktemp("whole")
    save_ensemble(play_ensemble(scenario, folder, Asked(runs=RUNS)), folder)
    return contents(folder)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "SECONDS", 0.05)


def test_a_scheduler_without_workers_is_told_of(
    yard: Yard, scenario: Scenario, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "MANNED", 0.3)
    with pytest.raises(SimError, match="has no worker") as refused:
        play_ensemble(scenario, tmp_path / "out", asked)
    assert yard.address in refused.value.hint
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("small_pieces")
def test_a_killed_worker_and_a_new_one_lose_nothing(
    manned: Yard, scenario: Scenario, asked: Asked, whole: dict[str, bytes], tmp_path: Path
) -> None:
    told: list[int] = []

    def kill_and_add(done: int, runs: int) -> None:
        assert runs == RUNS
        told.append(done)
        if len(told) == 1:
            manned.started[1].kill()
            manned.add()

    save_ensemble(play_ensemble(scenario, tmp_path, asked, kill_and_add), tmp_path)
    assert contents(tmp_path) == whole
    assert len(told) > 5
    assert told == sorted(told)
    assert told[-1] == RUNS
    manned.wait_for(2)


def started(scenario: Path, folder: Path, address: str, *options: str) -> subprocess.Popen[bytes]:
    """The command, with small pieces."""
    main_of = "import sys, sim.ensemble.crew as c; c.SECONDS = 0.05; from sim.cli.main import main; "
    command = [sys.executable, "-c", main_of + "sys.exit(main(sys.argv[1:]))", "ensemble", str(scenario)]
    asked = ["--runs", str(RUNS), "--dask", address, "--out", str(folder), "--quiet"]
    return subprocess.Popen([*command, *asked, *options], stderr=subprocess.PIPE)


def until_more(client: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the file of rows has grown; the client is still at work then."""
    rows = folder / "unfinished.rows"
    before = rows.stat().st_size if rows.exists() else 0
    until(lambda: client.poll() is not None or (rows.exists() and rows.stat().st_size > before))
    assert client.poll() is None, client.communicate()[1].decode()


def test_interrupted_and_killed_clients_are_gone_on_with(
    manned: Yard, ranged: Path, scenario: Scenario, asked: Asked, whole: dict[str, bytes], tmp_path: Path
) -> None:
    client = started(ranged, tmp_path, manned.address)
    until_more(client, tmp_path)
    client.send_signal(signal.SIGINT)
    said = client.communicate(timeout=60)[1].decode()
    assert (client.returncode, said) == (130, "interrupted: nothing half-written is left\n")
    assert set(contents(tmp_path)) == {"unfinished.rows", "unfinished.json"}

    client = started(ranged, tmp_path, manned.address, "--resume")
    until_more(client, tmp_path)
    client.kill()
    client.communicate()
    assert set(contents(tmp_path)) == {"unfinished.rows", "unfinished.json"}

    save_ensemble(play_ensemble(scenario, tmp_path, replace(asked, resume=True)), tmp_path)
    assert contents(tmp_path) == whole


def test_a_worker_with_another_version_is_refused(
    manned: Yard, scenario: Scenario, asked: Asked, tmp_path: Path
) -> None:
    (tmp_path / "sim").mkdir()
    text = f"__version__ = '0.0.1'\n__path__.append({str(Path(crew.__file__).parents[1])!r})\n"
    (tmp_path / "sim" / "__init__.py").write_text(text, encoding="utf-8")
    older = manned.add(str(tmp_path))
    manned.wait_for(3)
    with pytest.raises(SimError, match=r"^worker tcp://\S+ has sim 0\.0\.1, here it is") as refused:
        play_ensemble(scenario, tmp_path / "out", asked)
    assert "same Python, sim and libraries" in refused.value.hint
    older.kill()
    manned.wait_for(2)


def test_a_worker_that_comes_later_is_asked_too() -> None:
    answer = play(packed(Deadly()), installed() | {"numpy": "1.0"}, [0], np.zeros((1, 0)))
    assert isinstance(answer, Refused)
    assert answer.message == f"a worker has numpy {np.__version__}, here it is 1.0"


@pytest.mark.parametrize(
    ("member", "said"), [(0, "ZeroDivisionError: by nothing"), (1, r"^0\.9 stay and 0\.6 cross$")]
)
def test_a_member_that_fails_is_told_of(member: int, said: str, manned: Yard, tmp_path: Path) -> None:
    rows = Rows(tmp_path / "rows", np.dtype("u1"), keep=False)
    with connected(manned.address) as client, pytest.raises(SimError, match=said):
        list(Cluster(Faulty(), np.zeros((2, 0)), rows, 1, client).play([member]))


def test_workers_that_die_again_and_again_are_told_of(
    manned: Yard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "IN_VAIN", 1)
    rows = Rows(tmp_path / "rows", np.dtype("u1"), keep=False)
    with connected(manned.address) as client, pytest.raises(SimError, match="again and again"):
        list(Cluster(Deadly(), np.zeros((2, 0)), rows, 1, client).play([0]))
    manned.wait_for(1)


@pytest.mark.usefixtures("small_pieces")
def test_a_scheduler_that_dies_is_told_of_and_the_rest_is_played_here(
    manned: Yard, scenario: Scenario, asked: Asked, whole: dict[str, bytes], tmp_path: Path
) -> None:
    with pytest.raises(SimError, match="let go of the work") as lost:
        play_ensemble(scenario, tmp_path, asked, lambda *_: manned.scheduler.kill())
    assert "--resume" in lost.value.hint
    here = replace(asked, dask=None, workers=2, resume=True)
    save_ensemble(play_ensemble(scenario, tmp_path, here), tmp_path)
    assert contents(tmp_path) == whole


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "http://127.0.0.1:9", ""])
def test_an_address_where_nobody_answers_is_refused_soon(
    address: str, ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = time.perf_counter()
    assert main(["ensemble", str(ranged), "--dask", address, "--out", str(tmp_path / "out")]) == 2
    assert time.perf_counter() - before < 2 * cluster.REACHED + 10
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["error", "hint"]
    assert f"no Dask scheduler answers at '{address}'" in lines[0]
    assert not (tmp_path / "out").exists()


def test_a_cluster_and_workers_of_ones_own_exclude_each_other(
    ranged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ensemble", str(ranged), "--dask", "tcp://127.0.0.1:9", "--workers", "1"]) == 2
    assert "not allowed with" in capsys.readouterr().err
    with pytest.raises(SimError, match="workers of its own"):
        Asked(workers=2, dask="tcp://127.0.0.1:9")


def test_without_the_extra_it_is_named(
    ranged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "distributed"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    options = ["--dask", "tcp://127.0.0.1:9", "--out", str(tmp_path / "out")]
    assert main(["ensemble", str(ranged), *options]) == 2
    assert "hint: pip install 'sim[cluster]'" in capsys.readouterr().err
