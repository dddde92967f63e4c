"""Stories that several tests look at: the flagship with all its accounts, and the invented valley."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.engine.play import play
from sim.result.replay import Replay
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve
from sim.scene.story import Story

FLAGSHIP = Path(__file__).parents[1] / "scenarios" / "aleppo-2016"
VALLEY = Path(__file__).parent / "data" / "valley" / "scenarios" / "valley"
ACCOUNTS = {
    FLAGSHIP: ("reference", "government", "monitor", "humanitarian", "opposition"),
    VALLEY: ("reference", "north"),
}
BOTH = (FLAGSHIP, VALLEY)


@cache
def told_by(folder: Path, account: str) -> Replay:
    return play(resolve(load_scenario(folder), account=account), rng_seed=7)


@cache
def story_of(folder: Path) -> Story:
    """The first account's story, beside all the others."""
    first, *others = (told_by(folder, account) for account in ACCOUNTS[folder])
    return Story(first, others=tuple(others))
