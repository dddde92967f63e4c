"""``--bands``: the saved ensemble that belongs to a replay."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import folder

if TYPE_CHECKING:
    from sim.result.replay import Replay
    from sim.result.spread import Spread

USUAL = Path()
"""Stands for the folder into which `sim ensemble` writes when nothing else is asked."""


def add_bands(parser: argparse.ArgumentParser) -> None:
    """Where most of many replays lie."""
    parser.add_argument(
        "--bands",
        metavar="FOLDER",
        nargs="?",
        const=USUAL,
        type=folder,
        help="shade the charts where most replays of an ensemble lie (default: that of sim ensemble)",
    )


def spread_asked(given: argparse.Namespace, replay: Replay) -> Spread | None:
    """The ensemble asked for, if any.  Raises `SimError` when it is not one of this very replay."""
    if given.bands is None:
        return None
    from sim.ensemble.saved import read_spread

    episode = replay.episode
    usual = Path("outputs") / episode.scenario / episode.account / "ensemble"
    return read_spread(usual if given.bands is USUAL else given.bands, episode)
