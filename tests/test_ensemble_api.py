"""`sim.ensemble` from Python: the files of the command, and what was played in the hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ensembles import valley

import sim
from sim.cli.main import main
from sim.ensemble.pairs_run import Pairs
from sim.ensemble.run import Ensemble
from sim.errors import SimError


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valley(tmp_path_factory.mktemp("ranged"))


PICTURES = {".png", ".svg"}
"""What the command alone draws."""


def contents(folder: Path) -> dict[str, bytes]:
    """All but the pictures, in the manifest too."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix not in PICTURES}
    said = json.loads(found["summary.json"])
    outputs = said["manifest"]["outputs"].items()
    said["manifest"]["outputs"] = {name: sha for name, sha in outputs if Path(name).suffix not in PICTURES}
    return found | {"summary.json": json.dumps(said).encode()}


def test_it_writes_what_the_command_writes_and_gives_it(ranged: Path, tmp_path: Path) -> None:
    options = ["--runs", "12", "--account", "north", "--vary", "claims", "--vary", "chance", "--quiet"]
    assert main(["ensemble", str(ranged), *options, "--out", str(tmp_path / "verb"), "--workers", "1"]) == 0
    told: list[tuple[int, int]] = []
    made = sim.ensemble(
        ranged,
        tmp_path / "face",
        runs=12,
        account="north",
        vary=("claims", "chance"),
        tell=lambda done, runs: told.append((done, runs)),
    )
    assert contents(tmp_path / "verb") == contents(tmp_path / "face")
    assert isinstance(made, Ensemble)
    assert (made.members, made.job.base.account) == (12, "north")
    assert made.headlines.shape[0] == len(made.digests) == 12
    assert np.median(made.headlines[:, 0]) == pytest.approx(made.means[0].mean, rel=0.5)
    assert len(made.in_range) == made.figure_bands.shape[1] == len(made.job.base.figures)
    assert told[-1] == (12, 12)


def test_a_loaded_scenario_will_do_and_pairs_come_of_what_ifs(ranged: Path, tmp_path: Path) -> None:
    loaded = sim.load(ranged)
    name = sorted(path.stem for path in (ranged / "what-ifs").glob("*.yaml"))[0]
    made = sim.ensemble(loaded, tmp_path / "one", what_ifs=[name], runs=4)
    again = sim.ensemble(sim.load(ranged, what_ifs=[name]), tmp_path / "two", runs=4)
    assert isinstance(made, Pairs)
    assert isinstance(again, Pairs)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_what_cannot_be_is_refused(ranged: Path, tmp_path: Path) -> None:
    with pytest.raises(SimError, match="1 members"):
        sim.ensemble(ranged, tmp_path / "out", runs=1)
    with pytest.raises(SimError, match="no account 'nobody'"):
        sim.ensemble(ranged, tmp_path / "out", runs=4, account="nobody")
    with pytest.raises(TypeError, match="rums"):
        sim.ensemble(ranged, tmp_path / "out", rums=4)
    assert not (tmp_path / "out").exists()


ENTRIES = ["import sim", "import sim, sim.ensemble.run", "from sim import ensemble; import sim"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_it_can_be_called_however_the_room_was_entered(entry: str) -> None:
    code = f"{entry}\ntry: sim.ensemble('nowhere-at-all', None)\nexcept Exception as e: print(e)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "nowhere-at-all" in done.stdout
