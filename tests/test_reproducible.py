"""The same scenario gives the same bytes, whoever runs it and wherever; another seed moves people only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.engine.streams import Streams
from tests.crash.forge import Forge, hashes
from tests.stories import VALLEY

ROOT = Path(__file__).parents[1]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def run(
    cwd: Path, out: Path, *words: str, scenario: str = "aleppo-2016", **settings: str
) -> dict[str, bytes]:
    cwd.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sim", "replay", scenario, "--quiet", "--out", str(out), *words]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    env |= {"PYTHONPATH": str(ROOT), **settings}
    subprocess.run(command, cwd=cwd, env=env, check=True, capture_output=True, timeout=120)
    return files(out)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("first")
    return run(
        folder / "here", folder / "out", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8", OMP_NUM_THREADS="1"
    )


def test_another_process_gives_the_same_bytes(first: dict[str, bytes], tmp_path: Path) -> None:
    """Another hash seed, time zone, language, folder and number of threads."""
    settings = {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "OMP_NUM_THREADS": "4"}
    assert run(tmp_path / "there", tmp_path / "ö ut", **settings) == first


def test_a_copy_whose_files_were_made_in_another_order_gives_the_same_bytes(
    first: dict[str, bytes], tmp_path: Path
) -> None:
    """Folders list their files in the order of creation on some file systems."""
    names = [
        p.relative_to(ROOT)
        for part in ("seeds", "scenarios")
        for p in (ROOT / part).rglob("*")
        if p.is_file()
    ]
    for name in sorted(names, reverse=True):
        (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / "copy" / name)
        os.utime(tmp_path / "copy" / name, (0, 0))
    scenario = str(tmp_path / "copy" / "scenarios" / "aleppo-2016")
    assert run(tmp_path, tmp_path / "out", scenario=scenario, PYTHONHASHSEED="3") == first


def test_the_same_again_in_one_process_and_after_other_replays(
    first: dict[str, bytes], tmp_path: Path
) -> None:
    sim.replay("aleppo-2016", account="opposition", rng_seed=9)
    sim.save(sim.replay("aleppo-2016"), tmp_path)
    assert files(tmp_path) == first


def test_another_seed_moves_people_and_not_the_control(first: dict[str, bytes], tmp_path: Path) -> None:
    sim.save(sim.replay("aleppo-2016", rng_seed=1), tmp_path)
    other = files(tmp_path)
    assert {name for name in first if first[name] == other[name]} >= {
        "control.csv", "territory.csv", "incidents.csv", "provenance.csv", "unchecked.csv",
    }  # fmt: skip
    assert all(first[name] != other[name] for name in ("people.csv", "movements.csv", "summary.json"))


def test_another_seed_has_another_digest_and_the_same_seed_has_not() -> None:
    scenario = sim.load("aleppo-2016")
    digests = [sim.replay(scenario, rng_seed=seed).digest for seed in (0, 1, 2, 2**63 - 1, 1)]
    assert digests[1] == digests[4]
    assert len(set(digests)) == 4


def test_no_file_tells_when_or_where_it_was_made(first: dict[str, bytes]) -> None:
    for name, raw in first.items():
        assert str(ROOT).encode() not in raw, name
        assert b"/tmp/" not in raw, name
        assert not any(f"{year}-".encode() in raw for year in range(2020, 2040)), name


LESSON = "plan,cards,organiser,map-sheet,cut-and-order,quiz,glossary,key"
SCENARIO = "project/scenarios/valley"
COMMANDS = [
    "list", "list --json",
    "replay SCENARIO --out out", "replay SCENARIO --account north --rng-seed 3 --json --out out",
    "check SCENARIO --all --disagreements", "check SCENARIO --json",
    "render SCENARIO --for poster --out out",
    "render SCENARIO --for gif-lms --until 2001-03-06 --out out",
    "render SCENARIO --for web --from 2001-03-06 --until 2001-03-07 --out out",
    "play SCENARIO --out out", "play SCENARIO --lang ar --json --out out",
    f"lesson SCENARIO --only {LESSON} --out out", "lesson SCENARIO --only notebook --json --out out",
    "why SCENARIO west-gate 2001-03-07", "why SCENARIO figure 000-p03-01 --json",
    "diff SCENARIO --account reference --account north",
    "diff SCENARIO --account reference --account north --json",
    "validate SCENARIO", "validate SCENARIO --json",
    "verify SCENARIO --documents project/documents", "schema", "schema control", "--help",
]  # fmt: skip
"""Every verb, with everything that it writes."""

SHEETS = "render SCENARIO --for sheet --json --out out"
"""Eight pages, drawn slowly."""


class Place:
    """A working folder with a copy of the valley, and a server with its own cores and settings."""

    def __init__(self, folder: Path, *, backwards: bool, cores: int, **settings: str) -> None:
        self.folder = folder
        project = VALLEY.parents[1]
        for path in sorted((p for p in project.rglob("*") if p.is_file()), reverse=backwards):
            copy = folder / "project" / path.relative_to(project)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        (folder.parent / "forge").mkdir()
        self.forge = Forge(folder.parent / "forge", cores, **settings)

    def made(self, line: str) -> tuple[int, str, str, dict[str, str]]:
        """What a command says and writes: status, stdout, stderr, hashes of all files."""
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        ended = self.forge.run(line.replace("SCENARIO", SCENARIO).split(), self.folder)
        return ended.status, ended.out, ended.err, hashes(self.folder / "out")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """Two that differ in all that must not matter.

    Hash seed, language, time zone, threads, cores, folder, order of files, the date that other programs
    take for their own, and a file of settings for Matplotlib where it looks for one.
    """
    one, other = tmp_path_factory.mktemp("one") / "here", tmp_path_factory.mktemp("other") / "dört köşe"
    same = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "OMP_NUM_THREADS": "1"}
    else_ = {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "4"}
    first = Place(one, backwards=False, cores=1, **same)
    rc = other.parent / "matplotlibrc"
    rc.write_text(
        "font.size: 40\nlines.linewidth: 9\nsavefig.dpi: 33\npdf.compression: 0\n", encoding="utf-8"
    )
    second = Place(other, backwards=True, cores=3, **else_, SOURCE_DATE_EPOCH="86400", MATPLOTLIBRC=str(rc))
    yield first, second
    first.forge.close()
    second.forge.close()


@pytest.mark.parametrize("line", [*COMMANDS, pytest.param(SHEETS, marks=pytest.mark.soak)])
def test_every_command_says_and_writes_the_same(line: str, places: tuple[Place, Place]) -> None:
    one, other = (place.made(line) for place in places)
    assert one == other
    status, out, err, written = one
    assert (status in (0, 1), err) == (True, "")
    assert bool(written) == ("--out" in line)
    assert not any(str(place.folder) in out for place in places)


def test_the_first_draws_of_named_streams_are_those_of_every_version_so_far() -> None:
    """A canary: where these differ, NumPy's streams have changed, and every digest of a trace with them."""
    streams = Streams(2016)
    raw = streams.at("flight").bit_generator.random_raw(2)
    assert raw.tolist() == [18137913433161406856, 11394672299912949128]
    rng = streams.at("capture", "some-step", "3")
    assert rng.binomial([1000, 50, 7], [0.3, 0.5, 0.01]).tolist() == [320, 29, 0]
    assert rng.multinomial(1000, [0.2, 0.3, 0.5]).tolist() == [207, 279, 514]
    assert rng.multivariate_hypergeometric([400, 30, 5], 60, method="marginals").tolist() == [56, 4, 0]
