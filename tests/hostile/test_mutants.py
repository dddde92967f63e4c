"""Whatever is changed in the valley's files, it is refused with file, line and key, or replayed soundly."""

from __future__ import annotations

import warnings
from pathlib import Path
from random import Random

import numpy as np
import pytest
from doors import SCENARIO, SECONDS, copied_valley, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutants import TEXTS, Mutant, mutant

from sim.engine.play import play
from sim.episode.episode import Episode
from sim.errors import SimError
from sim.exports.package import package_texts, tables_of
from sim.result.replay import Replay
from sim.scenario.load import load_scenario
from sim.scenario.overlay import apply_what_ifs, list_what_ifs
from sim.scenario.resolve import resolve

NOTHING_TO_CHECK = "no figure is held out"

FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_valley(tmp_path_factory.mktemp("mutants"))


def judge(project: Path, spoilt: Mutant) -> bool:
    """Was the mutant accepted?  Fails where it is neither refused as it should be nor replayed soundly."""
    spoilt.write(project)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            said = validate(project)
            assert said.seconds < SECONDS
            if said.status == 0:
                replay_all(project / SCENARIO)
            else:
                assert (said.status, said.is_located) == (2, True), said.text
            return said.status == 0
    finally:
        for file in spoilt.files:
            (project / file).write_text(TEXTS[file], encoding="utf-8")


def replay_all(folder: Path) -> None:
    """By every account and with every what-if."""
    scenario = load_scenario(folder)
    for account in scenario.head.accounts:
        check_sound(resolve(scenario, account=account))
    for name in list_what_ifs(scenario):
        check_sound(resolve(apply_what_ifs(scenario, [name])))


def check_sound(episode: Episode) -> None:
    """People are conserved, shares sum to one, rows have a basis, and it comes out the same again."""
    replay = play(episode, rng_seed=7)
    assert play(episode, rng_seed=7).digest == replay.digest
    assert (replay.people >= 0).all()
    assert (replay.people.sum(axis=2) == episode.population.inside.sum(axis=1)).all()
    assert ((replay.control >= 0) & (replay.control <= 1)).all()
    np.testing.assert_allclose(replay.control.sum(axis=2), 1, atol=1e-9)
    check_tables(replay)


def check_tables(replay: Replay) -> None:
    if not any(figure.role == "held-out" for figure in replay.episode.figures):
        with pytest.raises(SimError, match=NOTHING_TO_CHECK):
            tables_of(replay)
        return
    tables = tables_of(replay)
    assert all(row["basis"] for rows in tables.values() for row in rows if "basis" in row)
    assert package_texts(replay) == package_texts(replay)


@settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=FIXTURE)
@given(seed=st.integers(0, 2**64 - 1))
def test_a_mutant_is_refused_or_replayed(project: Path, seed: int) -> None:
    judge(project, mutant(Random(seed)))


def test_mutants_are_of_both_kinds(project: Path) -> None:
    accepted = sum(judge(project, mutant(Random(seed))) for seed in range(25))
    assert 3 < accepted < 22


@pytest.mark.soak
@settings(max_examples=10_000, derandomize=True, deadline=None, suppress_health_check=FIXTURE)
@given(seed=st.integers(0, 2**64 - 1))
def test_ten_thousand_mutants_are_refused_or_replayed(project: Path, seed: int) -> None:
    judge(project, mutant(Random(seed)))
