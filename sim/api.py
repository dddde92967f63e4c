"""The documented Python face of the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.checks.report import Report, check_replay
from sim.engine.play import play
from sim.exports.package import save_package, tables_of
from sim.result.replay import Replay
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs
from sim.scenario.resolve import resolve


def load(scenario: str | Path, *, what_ifs: Sequence[str] = ()) -> Scenario:
    """A scenario by name or folder, with what-ifs applied in order.

    Raises `sim.errors.FaultsFound` with every fault of every file, or `SimError`.
    """
    return apply_what_ifs(load_scenario(scenario), what_ifs)


def replay(
    scenario: str | Path | Scenario,
    *,
    account: str | None = None,
    rng_seed: int = 0,
    what_ifs: Sequence[str] = (),
) -> Replay:
    """Play a scenario as one account tells it.  People in whole numbers; minutes since the first midnight."""
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    return play(resolve(apply_what_ifs(loaded, what_ifs), account=account), rng_seed=rng_seed)


def check(result: Replay) -> Report:
    """Hold a replay against the sourced figures.  Raises `SimError` when there is nothing to check."""
    return check_replay(result)


def tables(result: Replay) -> dict[str, list[dict[str, Any]]]:
    """The data package's tables as plain rows, by file stem (``control``, ``people`` …)."""
    return tables_of(result)


def save(result: Replay, folder: Path) -> list[Path]:
    """Write the data package of a replay into ``folder``; returns the files written."""
    return save_package(result, folder)
