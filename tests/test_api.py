"""The documented Python face: names, defaults, errors, and that import costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import FaultsFound, SimError


@pytest.fixture(scope="module")
def scenario() -> object:
    return sim.load("aleppo-2016")


def test_every_name_it_promises_is_there() -> None:
    for name in sim.__all__:
        assert callable(getattr(sim, name))
        assert (getattr(sim, name).__doc__ or "").strip()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        _ = sim.simulate


def test_import_reads_no_heavy_library() -> None:
    heavy = ("numpy", "simpy", "pydantic", "matplotlib", "av")
    code = f"import sim, sim.cli.main, sys; print([name for name in {heavy} if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_a_scenario_once_loaded_can_be_replayed_again_and_again(scenario: object) -> None:
    first, again = sim.replay(scenario), sim.replay(scenario)
    assert first.digest == again.digest
    assert np.array_equal(first.people, again.people)
    assert sim.replay(scenario, account="monitor").episode.account == "monitor"


def test_a_replay_is_frozen(scenario: object) -> None:
    replay = sim.replay(scenario)
    for array in (replay.control, replay.people, replay.inside):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(AttributeError):
        replay.rng_seed = 3


def test_check_tables_and_save_go_together(scenario: object, tmp_path: Path) -> None:
    replay = sim.replay(scenario)
    report = sim.check(replay)
    tables = sim.tables(replay)
    assert len(tables["checks"]) == len(report.checks)
    assert sorted(p.name for p in sim.save(replay, tmp_path / "a" / "b")) == sorted(
        [*(f"{stem}.csv" for stem in tables), "summary.json", "datapackage.json"]
    )


def test_what_ifs_are_applied_in_order() -> None:
    assert sim.load("aleppo-2016", what_ifs=["half-the-buses", "more-stay"]).what_ifs == (
        "half-the-buses",
        "more-stay",
    )
    assert sim.replay("aleppo-2016", what_ifs=["more-stay"]).digest != sim.replay("aleppo-2016").digest


def test_what_ifs_are_not_dropped_for_a_loaded_scenario(scenario: object) -> None:
    asked = sim.replay(scenario, what_ifs=["more-stay"])
    assert asked.episode.what_ifs == ("more-stay",)


def test_errors_are_of_one_family(tmp_path: Path) -> None:
    assert issubclass(FaultsFound, SimError)
    for wrong in (lambda: sim.load("nowhere"), lambda: sim.load("aleppo-2016", what_ifs=["no"])):
        with pytest.raises(SimError) as caught:
            wrong()
        assert caught.value.hint
    with pytest.raises(SimError, match="no account"):
        sim.replay("aleppo-2016", account="press")
    (tmp_path / "file").touch()
    with pytest.raises(SimError, match="not a folder"):
        sim.save(sim.replay("aleppo-2016"), tmp_path / "file")
