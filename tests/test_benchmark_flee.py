"""The comparison with Flee where Flee is missing, and its limits, which can be missed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from sim.episode.episode import Episode
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def flee(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return import_module("against_flee")


@pytest.fixture(scope="module")
def episode() -> Episode:
    return resolve(load_scenario("aleppo-2016"))


def test_without_flee_nothing_is_held_and_the_recorded_rate_is_called_recorded(
    flee: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(flee, "find_spec", lambda name: None)
    monkeypatch.setattr("sys.argv", ["against_flee.py"])
    assert flee.main() == 0
    told = capsys.readouterr().out
    assert "skipped: Flee is not installed here" in told
    assert "recorded on another machine, not measured here" in told
    assert "at least" not in told


@pytest.mark.parametrize("one_in", [1, 20, 1000])
def test_every_so_manieth_person_plays(flee: ModuleType, episode: Episode, one_in: int) -> None:
    everybody = int(episode.population.inside.sum())
    fewer = flee.thinned(episode, one_in).population.inside
    assert fewer.sum() == -(-everybody // one_in)
    assert (fewer <= episode.population.inside).all()
    assert flee.thinned(episode, 1).population.inside.tolist() == episode.population.inside.tolist()


@pytest.mark.parametrize(("seconds", "held"), [(999.0, False), (1001.0, True)])
def test_the_limit_can_be_missed(flee: ModuleType, seconds: float, held: bool) -> None:
    ours = [flee.Rounds(name, step, people=10, seconds=[1.0]) for name, step in flee.STEPS.items()]
    rival = flee.Rounds("taken", None, limit=flee.AT_LEAST, people=10, seconds=[seconds])
    idle = flee.Rounds("at rest", None, people=10, seconds=[1.0])
    assert flee.report(ours, [rival, idle], days=38) is held


@pytest.mark.parametrize(("seconds", "alike"), [(1.0, True), (1.3, False), (0.7, False)])
def test_sizes_that_differ_do_not_stand_for_everybody(flee: ModuleType, seconds: float, alike: bool) -> None:
    ours = [flee.Rounds("hour by hour", 60, people=10, seconds=[1.0])]
    sizes = [flee.Rounds("taken", None, limit=flee.AT_LEAST, people=10, seconds=[s]) for s in (1.0, seconds)]
    assert flee.report_sizes(ours, sizes, days=38) is alike
