"""``sim diff SCENARIO --account A --account B``."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.options import add_output, add_play, load_asked, print_json, print_table
from sim.errors import SimError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a name under scenarios/, or a folder")
    parser.add_argument(
        "--account", metavar="ID", action="append", default=[], help="two accounts (one: against the default)"
    )
    add_play(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Print the district-days, figures and questions on which two accounts part."""
    from sim.checks.parting import part
    from sim.engine.play import play
    from sim.scenario.resolve import resolve

    scenario = load_asked(given)
    names = _two(given.account, scenario.head.account)
    first, second = (play(resolve(scenario, account=name), rng_seed=given.rng_seed) for name in names)
    found = part(first, second)
    if given.json:
        print_json(found)
    else:
        print_parting(found)
    return 0


def _two(named: list[str], default: str) -> list[str]:
    """The two accounts asked for; one alone is held against the default."""
    names = [default, *named] if len(named) == 1 else named
    if len(names) != 2 or names[0] == names[1]:
        raise SimError(
            "diff compares two different accounts",
            hint="give --account twice, e.g. --account monitor --account government",
        )
    return names


def print_parting(found: dict[str, Any]) -> None:
    """Counts, then district spans, figures and questions."""
    a, b = found["accounts"]
    counts = f"{len(found['figures'])} figures, {len(found['questions'])} questions"
    print(f"{a} and {b} part on {found['district_days']} district-days, {counts}")
    if found["districts"]:
        print()
        print_table(
            [
                ("district", "days", "from", "to", f"opposition share {a} / {b} (largest gap)"),
                *found["districts"],
            ],
            right=(1,),
        )
    if found["figures"]:
        print()
        print_table([("figure", a, b, "claimed"), *found["figures"]], right=(1, 2))
    if found["questions"]:
        print()
        print_table([("question", f"{a} follows", f"{b} follows"), *found["questions"]])
