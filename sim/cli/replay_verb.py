"""``sim replay SCENARIO``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sim.cli.options import add_out, add_output, add_scenario, done, folder_for, play_asked, print_json, tell

if TYPE_CHECKING:
    from sim.result.replay import Replay


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Replay, print a line a day, write the data package."""
    from sim.checks.report import check_replay
    from sim.exports.package import save_package
    from sim.exports.summary import summarise

    replay = play_asked(given)
    tell(given, "writing the data package …")
    folder = folder_for(given, replay)
    save_package(replay, folder)
    done(given)
    if given.json:
        print_json({**summarise(replay, check_replay(replay)), "folder": str(folder)})
    elif not given.quiet:
        print_days(replay)
        print(f"\nData package: {folder}/")
    return 0


def print_days(replay: Replay) -> None:
    """The day-by-day table, what it means, and how the account came to it."""
    from sim.cli.day_table import account_lines, day_lines

    for line in (*day_lines(replay), "", *account_lines(replay)):
        print(line)
