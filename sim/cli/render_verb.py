"""``sim render SCENARIO --for PRESET``."""

from __future__ import annotations

import argparse
import re
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.bands_option import add_bands, spread_asked
from sim.cli.options import add_out, add_output, add_scenario, done, folder_for, load_asked, print_json, tell
from sim.drawings.presets import PRESETS, Asked, preset_named
from sim.errors import SimError

if TYPE_CHECKING:
    from sim.result.replay import Replay
    from sim.scenario.load import Scenario


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument(
        "--for", dest="preset", metavar="PRESET", required=True, help=f"one of {', '.join(PRESETS)}"
    )
    parser.add_argument("--compare", metavar="A,B", type=pair, help="two accounts side by side")
    parser.add_argument("--from", dest="first", metavar="DATE", type=day, help="first day shown")
    parser.add_argument("--until", dest="last", metavar="DATE", type=day, help="last day shown")
    parser.add_argument("--speed", metavar="X", type=speed, help="times the usual speed")
    parser.add_argument("--size", metavar="WxH", type=size, help="pixels")
    parser.add_argument("--fps", metavar="N", type=whole, help="frames a second")
    parser.add_argument("--lang", metavar="en|ar", default="en", help="language of everything but the claims")
    parser.add_argument("--captions", choices=("on", "off"), help="what is said of each day (default on)")
    parser.add_argument("--transparent", action="store_true", help="no paper and no ground, for animators")
    add_bands(parser)
    parser.add_argument("--max-mb", metavar="N", type=megabytes, help="lower the quality to fit, or refuse")
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Draw the replay for one use."""
    preset_named(given.preset)
    if given.compare is not None and given.account is not None:
        raise SimError("--compare names both accounts", hint="leave --account out")
    from sim.drawings.render import render

    tell(given, f"{given.scenario}: reading")
    replay, second, others = _played(given, load_asked(given))
    draw = partial(render, spread=spread_asked(given, replay), tell=partial(tell, given))
    folder, wanted = folder_for(given, replay), asked(given, replay)
    paths = draw(replay, given.preset, folder, asked=wanted, others=others, second=second)
    done()
    _show(given, paths)
    return 0


def _show(given: argparse.Namespace, paths: list[Path]) -> None:
    """Name the files that were written."""
    if given.json:
        print_json({"preset": given.preset, "files": [str(path) for path in paths]})
    elif not given.quiet:
        many = given.preset == "frames"
        print(f"{len(paths)} files in {paths[0].parent}/" if many else "\n".join(map(str, paths)))


def asked(given: argparse.Namespace, replay: Replay) -> Asked:
    """The options of this command, dates as days of the replay."""
    return Asked(
        first=None if given.first is None else _number(replay, given.first),
        last=None if given.last is None else _number(replay, given.last),
        speed=given.speed,
        size=given.size,
        fps=given.fps,
        lang=given.lang,
        captions=None if given.captions is None else given.captions == "on",
        transparent=given.transparent,
        max_mb=given.max_mb,
        compare=given.compare is not None,
    )


def _played(
    given: argparse.Namespace, scenario: Scenario
) -> tuple[Replay, Replay | None, tuple[Replay, ...]]:
    """The replay asked for, the one beside it if there is one, and those of all other accounts."""
    from sim.engine.play import play
    from sim.scenario.resolve import resolve

    first, second = given.compare or (given.account or scenario.head.account, None)
    named = [first, *([] if second is None else [second])]
    rest = [] if second is not None else [a for a in scenario.head.accounts if a != first]
    replays = []
    for number, account in enumerate([*named, *rest], start=1):
        tell(given, f"{given.scenario}: playing account {account}, {number} of {len(named) + len(rest)}")
        replays.append(play(resolve(scenario, account=account), rng_seed=given.rng_seed))
    return replays[0], replays[1] if second is not None else None, tuple(replays[len(named) :])


def _number(replay: Replay, day: date) -> int:
    calendar = replay.calendar
    if not calendar.first <= day <= calendar.last:
        raise SimError(
            f"{day} is not a day of {replay.episode.scenario}",
            hint=f"it runs from {calendar.first} to {calendar.last}",
        )
    return (day - calendar.first).days + 1


def day(text: str) -> date:
    """An ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a date; write it as 2016-12-04") from None


def pair(text: str) -> tuple[str, str]:
    """Two different accounts, parted by a comma."""
    names = [name.strip() for name in text.split(",")]
    if len(names) != 2 or not all(names) or names[0] == names[1]:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not two accounts; write it as monitor,government")
    return names[0], names[1]


def size(text: str) -> tuple[int, int]:
    """Width and height in pixels."""
    found = re.fullmatch(r"([0-9]{2,5})[x×]([0-9]{2,5})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a size; write it as 1280x720")
    return int(found[1]), int(found[2])


def whole(text: str) -> int:
    """A whole number of at most three digits."""
    if re.fullmatch(r"[0-9]{1,3}", text) is None:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a whole number")
    return int(text)


def speed(text: str) -> float:
    """A plain decimal number."""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) is None:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a number; 1 is the usual speed")
    return float(text)


def megabytes(text: str) -> float:
    """A plain decimal number above 0, in millions of bytes."""
    if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text) is None or not float(text):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a number of megabytes above 0")
    return float(text)
