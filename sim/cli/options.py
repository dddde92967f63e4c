"""Options that several verbs share, and what they ask for."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.progress import LINE
from sim.errors import SimError

if TYPE_CHECKING:
    from sim.result.replay import Replay
    from sim.scenario.load import Scenario


WORKERS = 64
"""Processes that may be asked for."""

PARTS = 4
"""Parts of a replay that the bar tells of: reading, playing, checking, writing."""


def add_scenario(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """The scenario, and what it is played with."""
    parser.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs=None if needed else "?",
        help="a name under scenarios/, or a folder",
    )
    parser.add_argument(
        "--account", metavar="ID", help="whose account to follow (default: the scenario's own)"
    )
    add_play(parser)


def add_play(parser: argparse.ArgumentParser) -> None:
    """What-ifs and the seed."""
    parser.add_argument(
        "--what-if", metavar="ID", action="append", default=[], help="ask a question; repeatable"
    )
    parser.add_argument(
        "--rng-seed", metavar="N", type=seed, default=0, help="number that starts randomness (default 0)"
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """How much is printed, and how."""
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout, nothing else there")
    parser.add_argument("--quiet", action="store_true", help="print nothing that is not asked for")


def add_out(parser: argparse.ArgumentParser) -> None:
    """Where files go."""
    parser.add_argument(
        "--out", metavar="DIR", type=folder, help="folder to write to (default outputs/<scenario>/<account>…)"
    )


def seed(text: str) -> int:
    """A whole number from 0 to 2**63 - 1."""
    digits = text.lstrip("0") or text[:1]
    if not (text.isascii() and text.isdigit() and len(digits) < 20 and int(digits) < 2**63):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a whole number from 0 to 2^63 - 1")
    return int(digits)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """An option's reader that refuses all but whole numbers from ``least`` to ``most``."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a whole number from {least} to {most:,}")
        return int(text)

    return read


def folder(text: str) -> Path:
    """A folder's name; an empty one, as of a shell variable that is not set, is refused."""
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty name is not a folder; write . for this one")
    return Path(text)


def load_asked(given: argparse.Namespace) -> Scenario:
    """The scenario that the options name, what-ifs applied."""
    from sim.scenario.load import load_scenario
    from sim.scenario.overlay import apply_what_ifs

    return apply_what_ifs(load_scenario(given.scenario), given.what_if)


def play_asked(given: argparse.Namespace) -> Replay:
    """The replay that the options name."""
    return play_both(given)[0]


def play_both(given: argparse.Namespace, *, beside: bool = False) -> tuple[Replay, Replay | None]:
    """The replay that the options name and, if asked, that of the scenario's own account beside it.

    The second is None where it would be the first.
    """
    from sim.engine.play import play
    from sim.scenario.resolve import resolve

    tell(given, f"{given.scenario}: reading, part 1 of {PARTS}")
    scenario = load_asked(given)
    tell(given, f"{given.scenario}: playing, part 2 of {PARTS}")
    replay = play(resolve(scenario, account=given.account), rng_seed=given.rng_seed)
    if not beside or replay.episode.account == scenario.head.account:
        return replay, None
    return replay, play(resolve(scenario), rng_seed=given.rng_seed)


def folder_for(given: argparse.Namespace, replay: Replay) -> Path:
    """Where the files of a replay go: --out, or a folder that names what was played."""
    if given.out is not None:
        return Path(given.out)
    episode = replay.episode
    seeded = [f"seed-{replay.rng_seed}"] if replay.rng_seed else []
    return Path("outputs") / episode.scenario / "+".join([episode.account, *episode.what_ifs, *seeded])


def tell(given: argparse.Namespace, text: str) -> None:
    """Progress, on a terminal only; ``12 of 38`` at the end of a text is drawn as a bar."""
    if not given.quiet:
        LINE.tell(text)


def done() -> None:
    """Take the progress line away."""
    LINE.clear()


def print_json(data: Any) -> None:
    """One JSON document; in ASCII where stdout cannot write UTF-8."""
    is_plain = sys.stdout is None or not sys.stdout.encoding.lower().startswith("utf")
    print(json.dumps(data, indent=2, ensure_ascii=is_plain, allow_nan=False))


def print_table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Rows in columns; the columns in ``right`` are set flush right, the last is left as it is."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [
            c.rjust(w) if i in right else c.ljust(w)
            for i, (c, w) in enumerate(zip(row, widths, strict=False))
        ]
        print("  ".join([*cells, row[-1]]).rstrip())


def parse_day(text: str) -> str:
    """An ISO date.  Raises `SimError` otherwise."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise SimError(f"'{text}' is not a date", hint="write it as 2016-12-04") from None
