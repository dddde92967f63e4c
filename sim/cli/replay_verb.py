"""``sim replay SCENARIO``."""

from __future__ import annotations

import argparse
import json
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from sim.cli.options import (
    PARTS,
    add_out,
    add_output,
    add_scenario,
    done,
    folder_for,
    play_both,
    print_json,
    tell,
)
from sim.errors import SimError

if TYPE_CHECKING:
    from sim.checks.parting import Parting
    from sim.checks.report import Report
    from sim.result.replay import Replay


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser, needed=False)
    parser.add_argument("--verify", metavar="MANIFEST", help="make a package again from its summary.json")
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Replay, print a line a day, write the data package; or make one again and compare."""
    if given.verify is not None:
        from sim.cli.made_again import verify

        return verify(given)
    if given.scenario is None:
        raise SimError("a replay needs a SCENARIO", hint="sim list names them; see `sim replay --help`")
    return replay_asked(given)


def replay_asked(given: argparse.Namespace) -> int:
    """Play, check, write."""
    from sim.exports.package import SUMMARY, package_texts
    from sim.store import save_texts

    replay, beside = play_both(given, beside=True)
    tell(given, f"{given.scenario}: checking, part 3 of {PARTS}")
    report, parting = judge(replay, beside)
    tell(given, f"{given.scenario}: writing, part 4 of {PARTS}")
    folder = folder_for(given, replay)
    texts = package_texts(replay, report=report, parting=parting)
    save_texts(folder, texts)
    done()
    if given.json:
        print_json({**json.loads(texts[SUMMARY]), "folder": str(folder)})
    elif not given.quiet:
        print_days(replay, parting)
        print(f"\nData package: {folder}/")
    return 0


def judge(replay: Replay, beside: Replay | None) -> tuple[Report, Parting | None]:
    """The replay against the figures, and against the scenario's own account."""
    from sim.checks.parting import count_parting
    from sim.checks.report import check_replay

    return check_replay(replay), None if beside is None else count_parting(replay, beside)


def print_days(replay: Replay, parting: Parting | None) -> None:
    """The day-by-day table, what it means, and how the account came to it."""
    from sim.cli.day_table import account_lines, day_lines

    width = get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else None
    for line in day_lines(replay, width):
        print(line)
    print()
    for line in account_lines(replay, parting):
        print(line)
