"""The same scenario gives the same bytes, whoever runs it and wherever; another seed moves people only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

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
