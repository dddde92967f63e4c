"""``sim calibrate SCENARIO --fit NAME``."""

from __future__ import annotations

import argparse
import os
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
    from sim.calibration.run import Asked, Calibration
    from sim.scenario.load import Scenario


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument(
        "--fit",
        metavar="NAMES",
        action="append",
        required=True,
        type=_names,
        help="assumptions with a range, parted by commas, as plan.csv of an ensemble names them; repeatable",
    )
    parser.add_argument(
        "--figure",
        metavar="ID",
        action="append",
        default=[],
        help="fit to this figure that drives (default: all that may be fitted to); repeatable",
    )
    parser.add_argument(
        "--speaker",
        metavar="ID",
        action="append",
        default=[],
        help="fit to figures of this speaker only; repeatable",
    )
    parser.add_argument(
        "--runs", metavar="N", type=whole_number(100, 100_000), default=1000, help="replays (default 1000)"
    )
    parser.add_argument(
        "--workers", metavar="K", type=whole_number(1, WORKERS), help="processes (default: one a core)"
    )
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Fit, write the files, print what was learned; the scenario stays as it is."""
    from sim.calibration.files import save_calibration
    from sim.calibration.run import calibrate

    tell(given, f"{given.scenario}: reading")
    scenario = load_asked(given)
    folder = _folder(given, scenario)
    made = calibrate(scenario, folder, _asked(given), _Told(given))
    tell(given, f"{given.scenario}: writing")
    said = save_calibration(made, folder) | {"folder": str(folder)}
    done()
    if given.json:
        print_json(said)
    elif not given.quiet:
        print_calibration(made, said)
    return 0


class _Told:
    """Hears how many replays are done."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given

    def __call__(self, done: int, members: int) -> None:
        tell(self.given, f"{self.given.scenario}: replay {done} of {members}")


def _asked(given: argparse.Namespace) -> Asked:
    from sim.calibration.run import Asked

    return Asked(
        fit=tuple(dict.fromkeys(name for names in given.fit for name in names)),
        runs=given.runs,
        account=given.account,
        figures=tuple(given.figure),
        speakers=tuple(given.speaker),
        rng_seed=given.rng_seed,
        workers=given.workers or os.cpu_count() or 1,
    )


def _folder(given: argparse.Namespace, scenario: Scenario) -> Path:
    """--out, or a folder that names account and seed."""
    if given.out is not None:
        return Path(given.out)
    account = "+".join([given.account or scenario.head.account, *scenario.what_ifs])
    seeded = [f"seed-{given.rng_seed}"] if given.rng_seed else []
    return Path("outputs") / scenario.id / account / "-".join(["calibration", *seeded])


def print_calibration(made: Calibration, said: dict[str, Any]) -> None:
    """What may be fitted to, what each fit says of each number, and what came of it, in sentences."""
    figures = said["figures"]
    for question in made.job.base.questions:
        print(question.warned)
    print(
        f"{said['title']}: {said['replays']:,} replays, account {said['account']}; every figure is modelled"
    )
    print(
        f"Fitted to {len(figures['fitted_to'])} of {figures['may_be_fitted_to']} figures that may be; "
        f"{figures['drive_and_may_not']} more drive and are put in, or repeat what is "
        f"(targets.csv says why); {figures['held_out']} are held out.\n"
    )
    _print_targets(made)
    print()
    _print_posterior(made)
    print()
    _print_speakers(made)
    for line in (*said["says"], *_proposed(said), said["note"], f"Files: {said['folder']}/"):
        print(line)


def _print_targets(made: Calibration) -> None:
    from sim.ensemble.sure import quantiles

    rows = [("figure fitted to", "claimed", "90 % of the replays", "who says it")]
    for use in made.targets:
        figure = use.figure
        column = made.drawn.found[:, [made.drawn.figures.index(figure)]]
        low, *_, high = quantiles(column)[:, 0]
        rows.append((figure.id, str(figure.claimed), f"{low:,.4g} to {high:,.4g}", figure.attributed_to))
    print_table(rows)


def _print_posterior(made: Calibration) -> None:
    from sim.calibration.told import span
    from sim.ensemble.words import number_words

    rows: list[tuple[str, ...]] = [("fit", "number", "drawn, 90 %", "kept, 90 %", "width", "learned")]
    for fit in made.fits:
        for one in fit.learned:
            words = number_words(made.job.scenario, one.number)
            spans = (span(made, one, posterior=after) for after in (False, True))
            rows.append((fit.name, words, *spans, f"{one.width:.0%}", "yes" if one.something else "nothing"))
    print_table(rows, right=(4,))


def _print_speakers(made: Calibration) -> None:
    """Fits to one speaker on the figures of another who could have been fitted to; speakers.csv has all."""
    speakers = made.job.scenario.record.speakers
    able = {use.speaker for use in made.targets}
    rows: list[tuple[str, ...]] = [("fitted to", "scored on", "figures", "met before", "after")]
    for row in made.crossed:
        if row.scored in able:
            met = ("not fitted: its own figures contradict each other", "")
            if row.change is not None:
                met = (str(row.change.before.met.met), str(row.change.after.met.met))
            rows.append((speakers[row.fitted].name, speakers[row.scored].name, str(row.figures), *met))
    if len(rows) > 1:
        print_table(rows, right=(2, 3))
        print()


def _proposed(said: dict[str, Any]) -> list[str]:
    """Ranges in the words of people.yaml."""
    lines = ["Proposed, for a person to judge; nothing was written:"] if said["proposed"] else []
    for one in said["proposed"]:
        lines.append(
            f"  {one['number']}: assume {one['assume']:g}, range {one['low']:g} to {one['high']:g}, "
            f"fitted_to [{', '.join(one['fitted_to'])}], because: {one['because']}"
        )
    return lines


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' has an empty name")
    return names
