"""``sim sensitivity SCENARIO``."""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.options import (
    WORKERS,
    add_out,
    add_output,
    add_scenario,
    done,
    load_asked,
    print_json,
    print_table,
    tell,
    whole_number,
)

if TYPE_CHECKING:
    from sim.scenario.load import Scenario
    from sim.sensitivity.run import Asked, Screening

SHOWN = 5
"""Numbers of each figure that are printed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument(
        "--method",
        choices=("morris", "sobol"),
        default="morris",
        help="a screening with few replays, or parts of the variance with many (default morris)",
    )
    parser.add_argument(
        "--runs",
        metavar="N",
        type=whole_number(2, 100_000),
        help="paths of the screening (default 10), or base points of sobol, a power of two (default 64)",
    )
    parser.add_argument(
        "--figure",
        metavar="NAME",
        action="append",
        default=[],
        help="a headline, or inside- with a date (default: the headlines of everybody); repeatable",
    )
    parser.add_argument(
        "--workers", metavar="K", type=whole_number(1, WORKERS), help="processes (default: one a core)"
    )
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Weigh the numbers of one account, write the files, print what matters most."""
    from sim.sensitivity.files import save_screening
    from sim.sensitivity.run import screen

    tell(given, f"{given.scenario}: reading")
    scenario = load_asked(given)
    folder = _folder(given, scenario)
    made = screen(scenario, folder, _asked(given), _Told(given))
    tell(given, f"{given.scenario}: writing")
    said = save_screening(made, folder) | {"folder": str(folder)}
    done()
    if given.json:
        print_json(said)
    elif not given.quiet:
        print_screening(made, said)
    return 0


class _Told:
    """Hears how many replays of a kind are done."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given

    def __call__(self, what: str, done: int, members: int) -> None:
        tell(self.given, f"{self.given.scenario}, {what}: replay {done} of {members}")


def _asked(given: argparse.Namespace) -> Asked:
    from sim.sensitivity.run import Asked

    return Asked(
        method=given.method,
        runs=given.runs,
        account=given.account,
        figures=tuple(given.figure),
        rng_seed=given.rng_seed,
        workers=given.workers or os.cpu_count() or 1,
    )


def _folder(given: argparse.Namespace, scenario: Scenario) -> Path:
    """--out, or a folder that names method and seed."""
    if given.out is not None:
        return Path(given.out)
    account = "+".join([given.account or scenario.head.account, *scenario.what_ifs])
    seeded = [f"seed-{given.rng_seed}"] if given.rng_seed else []
    return Path("outputs") / scenario.id / account / "-".join(["sensitivity", given.method, *seeded])


def print_screening(made: Screening, said: dict[str, Any]) -> None:
    """For each figure what matters most, and whether it can be told from the next and from chance."""
    for question in made.job.base.questions:
        print(question.warned)
    print(f"{said['title']}: {said['method_name']}, {said['replays']:,} replays, account {said['account']};")
    print("every figure is modelled. Behind each number: its effect with all numbers moving at once, and")
    print("what the figure comes to at the ends of its range with all others as in the single replay.")
    for figure in made.figures:
        print()
        _print_figure(made, figure, said["figures"][figure])
    print(f"\n{said['note']}\nFiles: {said['folder']}/")


def _print_figure(made: Screening, figure: str, said: dict[str, Any]) -> None:
    from sim.sensitivity.design import MORRIS
    from sim.sensitivity.told import size_of

    single = said["single_replay"]
    print(f"{said['words']}: {single['mean']:,.0f} {said['unit']} in the single replay", end="")
    print(f", {single['low']:,.0f} to {single['high']:,.0f} by chance")
    head = "moves it by" if made.asked.method == MORRIS else "part of the variance"
    rows: list[tuple[str, ...]] = [("number", head, "drawn", "low end gives", "high end gives", "")]
    for number in made.leading(figure)[:SHOWN]:
        rows.append(_row(made, figure, number))
    rows.append(("chance", size_of(made, made.indices[figure][-1][0]), "", "", "", ""))
    print_table(rows, right=(3, 4))
    print(f"{said['says']} {_above(made, said['above_chance'])}")


def _row(made: Screening, figure: str, number: int) -> tuple[str, ...]:
    from sim.ensemble.words import number_unit, number_words, valued
    from sim.sensitivity.told import size_of

    drawn, scenario = made.job.drawn[number], made.job.scenario
    said, ends = partial(valued, unit=number_unit(scenario, drawn)), made.ends[number, figure]
    return (
        f"  {number_words(scenario, drawn)}",
        size_of(made, made.indices[figure][number][0]),
        f"{drawn.told(drawn.low, said)} to {drawn.told(drawn.high, said)}",
        f"{ends.low:,.0f}",
        f"{ends.high:,.0f}",
        drawn.said_by,
    )


def _above(made: Screening, above: int) -> str:
    return f"{above} of {len(made.job.drawn)} numbers stand clear of chance."
