"""``sim validate PATH``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.options import add_output, print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", metavar="PATH", help="a scenario (name or folder) or a record's folder (seeds)"
    )
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Report every fault with file, line and key; 2 when there is one."""
    from sim.errors import FaultsFound

    try:
        what = _validate(given.path)
    except FaultsFound as error:
        if given.json:
            print_json({"faults": [vars(fault) for fault in error.faults]})
        else:
            print("\n".join(str(fault) for fault in error.faults))
        return error.exit_code
    if given.json:
        print_json({"faults": []})
    elif not given.quiet:
        print(what)
    return 0


def _validate(path: str) -> str:
    """Load everything there and settle it for every account; what was found to be sound."""
    from sim.lessons.judge import read_lesson
    from sim.record.load import load_record
    from sim.scenario.load import load_scenario
    from sim.scenario.overlay import apply_what_if, list_what_ifs, load_what_if
    from sim.scenario.resolve import resolve

    if (Path(path) / "accounts.yaml").is_file():
        record = load_record(Path(path))
        return f"{path}: {len(record.documents)} documents, {len(record.claims)} claims, no faults"
    scenario = load_scenario(path)
    episodes = [resolve(scenario, account=account) for account in scenario.head.accounts]
    read_lesson(scenario.folder, episodes[0])
    for name in list_what_ifs(scenario):
        resolve(apply_what_if(scenario, name, load_what_if(scenario, name)))
    accounts, steps = len(scenario.head.accounts), len(scenario.control.steps)
    return f"{scenario.id}: {accounts} accounts, {steps} steps, no faults"
