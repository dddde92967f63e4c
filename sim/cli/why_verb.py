"""``sim why SCENARIO PLACE DATE`` and ``sim why SCENARIO figure ID``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from sim.cli.options import add_output, add_scenario, done, parse_day, play_asked, print_json
from sim.errors import SimError

if TYPE_CHECKING:
    from sim.result.replay import Replay


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument(
        "place",
        metavar="PLACE",
        help="a district or another place that claims speak of, or the word 'figure'",
    )
    parser.add_argument("key", metavar="DATE|ID", help="a day of the scenario, or a figure's or claim's id")
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Print what a value rests on: claims for and against, which was followed, by what rule."""
    from sim.cli.reasons import about_figure, about_place

    replay = play_asked(given)
    done()
    if given.place == "figure":
        answer = about_figure(replay, given.key)
    else:
        answer = about_place(replay, given.place, _day(replay, given.key))
    if given.json:
        print_json(answer)
    else:
        print_answer(answer)
    return 0


def _day(replay: Replay, text: str) -> int:
    """Index of a day of the scenario."""
    days = [date.isoformat() for date in replay.calendar.dates()]
    day = parse_day(text)
    if day not in days:
        raise SimError(f"{day} lies outside the scenario", hint=f"choose a day from {days[0]} to {days[-1]}")
    return days.index(day)


def print_answer(answer: dict[str, Any]) -> None:
    """The answer as text: state, each step, and the claims for and against."""
    print(answer["title"])
    for line in answer["state"]:
        print(f"  {line}")
    for step in answer["steps"]:
        print(f"\n{step['title']}")
        print(f"  rule: {step['rule']}")
        for claim in step["claims"]:
            print(f"  {claim['side']:<8}  {_who(claim)}, {claim['when']}:")
            print(f"            {claim['text']}{claim['value']}")
    if answer["others"]:
        print(f"\n{answer['others_title']}")
        for claim in answer["others"]:
            print(f"  {claim['when']:<20} {_who(claim)}: {claim['text']}{claim['value']}")


def _who(claim: dict[str, Any]) -> str:
    return f"{claim['said_by']}, {claim['locator']} ({claim['claim']})"
