"""Replay documented crises from sourced claims: load, replay, check.

>>> import sim
>>> replay = sim.replay("aleppo-2016", account="monitor")
>>> replay.km2()[-1]      # (party) km² at the end of the last day
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import bundle, check, ensemble, lesson, load, player, render, replay, save, tables
    from sim.engine.play import play
    from sim.scenario.resolve import resolve

__version__ = "0.1.0"
__all__ = [
    "bundle", "check", "ensemble", "lesson", "load", "play", "player", "render", "replay", "resolve", "save",
    "tables",
]  # fmt: skip

_HOMES = {"play": "sim.engine.play", "resolve": "sim.scenario.resolve"}


def __getattr__(name: str) -> Any:
    """Import the rooms when they are first used, so that ``import sim`` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    if name == "ensemble":
        return import_module("sim.ensemble")  # a room that can be called
    return getattr(import_module(_HOMES.get(name, "sim.api")), name)
