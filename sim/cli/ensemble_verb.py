"""``sim ensemble SCENARIO``."""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.options import (
    WORKERS,
    add_out,
    add_output,
    add_scenario,
    done,
    print_json,
    print_table,
    tell,
    whole_number,
)

if TYPE_CHECKING:
    from sim.ensemble.run import Asked
    from sim.scenario.load import Scenario

ALL = "all"

LOADED = ("scipy.special", "pyarrow.parquet", "sim.drawings.spread_page")
LOADED_FOR_PAIRS = (*LOADED[:2], "sim.cli.pairs_picture")
"""What writing and drawing take long to load."""

SELDOM = (50_000, 20, 20)
"""New objects, and rounds of looking through these, after which garbage is looked for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument(
        "--runs", metavar="N", type=whole_number(2, 1_000_000), default=1000, help="members (default 1000)"
    )
    parser.add_argument(
        "--vary",
        choices=("claims", "assumptions", "chance", ALL),
        action="append",
        help="what is drawn: claims by wording, assumptions by range, chance (default all); repeatable",
    )
    parser.add_argument("--sampler", choices=("lhs", "sobol"), default="lhs", help="how points are spread")
    parser.add_argument(
        "--precision",
        metavar="P",
        type=_precision,
        help="stop when every headline's mean is good to this share of it, such as 0.01; with a what-if, "
        "when every mean difference is good to this share of the documented mean",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", metavar="K", type=whole_number(1, WORKERS), help="processes (default: one a core)"
    )
    where.add_argument("--dask", metavar="ADDRESS", help="play on a Dask cluster: its scheduler's address")
    parser.add_argument("--resume", action="store_true", help="go on with what was interrupted or killed")
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Play the members of one account or of all, write the files, print how sure the figures are.

    With what-ifs each member is a pair, played with and without them, and the differences are told.
    """
    with _collecting_seldom():
        said = _made(given)
    if given.json:
        print_json(said if given.account == ALL else said[0])
    elif not given.quiet:
        _print(said, paired=bool(given.what_if))
    return 0


def _made(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Each account's ensemble or pairs, played and written; what their summaries say."""
    from sim.scenario.load import load_scenario
    from sim.scenario.overlay import apply_what_ifs

    tell(given, f"{given.scenario}: reading")
    history = load_scenario(given.scenario)
    edited = apply_what_ifs(history, given.what_if)
    make = partial(_make_pairs, given, history) if given.what_if else partial(_make, given)
    return [make(edited, account) for account in _accounts(given, history)]


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """What is read and loaded here is kept: to look through it for garbage takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _make(given: argparse.Namespace, scenario: Scenario, account: str) -> dict[str, Any]:
    """Play and write one account's ensemble; what its summary says, and where it lies."""
    from sim.cli.bands_page import save_bands_page
    from sim.ensemble.files import save_ensemble, with_pictures
    from sim.ensemble.run import play_ensemble

    folder, asked = _folder(given, scenario, account), replace(_asked(given), account=account)
    made = play_ensemble(scenario, folder, asked, _Told(given, account, LOADED))
    tell(given, f"{given.scenario}, {account}: writing")
    said = save_ensemble(made, folder)
    tell(given, f"{given.scenario}, {account}: drawing the bands")
    drawn = save_bands_page(folder, made.job.first, said, workers=asked.workers)
    said = with_pictures(said, folder, drawn)
    done()
    return {**said, "folder": str(folder)}


def _make_pairs(
    given: argparse.Namespace, history: Scenario, edited: Scenario, account: str
) -> dict[str, Any]:
    """Play and write one account's pairs; what their summary says, and where it lies."""
    from sim.ensemble.files import with_pictures
    from sim.ensemble.pairs_files import save_pairs
    from sim.ensemble.pairs_run import play_pairs

    folder, asked = _folder(given, edited, account), replace(_asked(given), account=account)
    made = play_pairs(history, edited, folder, asked, _Told(given, account, LOADED_FOR_PAIRS))
    from sim.cli.pairs_picture import save_picture

    tell(given, f"{given.scenario}, {account}: writing")
    said = with_pictures(save_pairs(made, folder), folder, save_picture(made, folder))
    done()
    return {**said, "folder": str(folder)}


class _Told:
    """Hears how far an account's members are; loads what comes after them while others still play."""

    def __init__(self, given: argparse.Namespace, account: str, modules: Sequence[str]) -> None:
        self.given, self.account, self.modules = given, account, modules

    def __call__(self, done: int, runs: int) -> None:
        tell(self.given, f"{self.given.scenario}, {self.account}: member {done} of {runs}")
        for module in self.modules:
            import_module(module)


def _asked(given: argparse.Namespace) -> Asked:
    from sim.ensemble.plan import KINDS
    from sim.ensemble.run import Asked

    named = given.vary or [ALL]
    return Asked(
        runs=given.runs,
        rng_seed=given.rng_seed,
        vary=KINDS if ALL in named else tuple(kind for kind in KINDS if kind in named),
        sampler=given.sampler,
        precision=given.precision,
        workers=given.workers or (os.cpu_count() or 1 if given.dask is None else 1),
        resume=given.resume,
        dask=given.dask,
    )


def _accounts(given: argparse.Namespace, scenario: Scenario) -> tuple[str, ...]:
    return scenario.head.accounts if given.account == ALL else (given.account or scenario.head.account,)


def _folder(given: argparse.Namespace, scenario: Scenario, account: str) -> Path:
    """--out, with a folder for each account where all are asked for; else one that names what was drawn."""
    if given.out is not None:
        return Path(given.out) / account if given.account == ALL else Path(given.out)
    named = given.vary or [ALL]
    what = "differences" if scenario.what_ifs else "ensemble"
    parts = [what] if ALL in named else [what, *sorted(set(named))]
    parts += ["sobol"] if given.sampler == "sobol" else []
    parts += [f"seed-{given.rng_seed}"] if given.rng_seed else []
    return Path("outputs") / scenario.id / "+".join([account, *scenario.what_ifs]) / "-".join(parts)


def _print(said: list[dict[str, Any]], *, paired: bool) -> None:
    """Each account's summary, with an empty line between two."""
    from sim.cli.pairs_table import print_pairs

    for number, summary in enumerate(said):
        print("\n" * bool(number), end="")
        (print_pairs if paired else print_summary)(summary)


def print_summary(said: dict[str, Any]) -> None:
    """Headline figures with their bands, the coverage, what was drawn, and where the files are."""
    print(f"{said['title']}: {said['runs']:,} replays, account {said['account']}; every figure is modelled\n")
    rows = [("figure", "median", "90 % of the replays", "mean ±", "unit")]
    for name, figure in said["modelled"].items():
        low, high = (_number(end) for end in figure["band_90"])
        rows.append(
            (
                name,
                _number(figure["median"]),
                f"{low} to {high}",
                _number(figure["mean_within_at_95"]),
                figure["unit"],
            )
        )
    print_table(rows, right=(1, 2, 3))
    print()
    for line in (*coverage_lines(said["coverage"]), *_varied_lines(said)):
        print(line)


def coverage_lines(found: dict[str, Any]) -> list[str]:
    """How many of the figures held out lie in the bands, and what that is worth."""
    lines = []
    for band in ("50", "90"):
        lies = found[f"band_{band}"]["number_in_band"]
        meets = found[f"band_{band}"]["range_meets_band"]
        lines.append(
            f"In the {band} % band lie {lies['in']} of {lies['figures']} held-out numbers "
            f"({lies['low']:.0%} to {lies['high']:.0%}); "
            f"{meets['in']} of {meets['figures']} claimed ranges meet it."
        )
    return [*lines, found["note"]]


def _varied_lines(said: dict[str, Any]) -> list[str]:
    varied = said["varied"]
    drawn = [
        f"{varied['claims']} numbers of claims within their wording",
        f"{varied['assumptions']} assumptions within their ranges",
        "chance" if varied["chance"] else "not chance",
    ]
    return [
        f"Drawn: {', '.join(drawn)}; {varied['left_as_they_are']} numbers left as they are "
        "(plan.csv says why).",
        f"Files: {said['folder']}/",
    ]


def _number(value: float | None) -> str:
    return "unbounded" if value is None else f"{value:,.0f}"


def _precision(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a share between 0 and 1, such as 0.01")
    return share
