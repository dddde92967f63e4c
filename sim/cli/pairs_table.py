"""What ``sim ensemble --what-if`` prints: the question, its warning, and the differences."""

from __future__ import annotations

from typing import Any

from sim.cli.options import print_table

UNTOLD = "no difference that these runs can tell"
PLACES = {"enclave": "inside, end of", "evacuated": "evacuated by end of"}
ANY_DAY = "any day"
SMALL = 10
"""Numbers below this are printed with a decimal."""


def print_pairs(said: dict[str, Any]) -> None:
    """Each what-if with its question and warning, then what differs, and where the files are."""
    for line in question_lines(said["questions"]):
        print(line)
    print(
        f"\n{said['title']}: {said['runs']:,} pairs of replays, account {said['account']}; every figure "
        "is modelled\n"
    )
    found, largest = said["modelled"]["differences"], said["modelled"]["largest_by_day"]
    found |= {f"{PLACES[name]} {one['date'] or ANY_DAY}": one for name, one in largest.items()}
    head = ("what-if less documented", "mean", "95 % interval", "9 of 10 pairs", "unit")
    print_table([head, *(_row(name, one) for name, one in found.items())], right=(1, 2, 3))
    varied = said["varied"]
    drawn = f"{varied['claims']} numbers of claims, {varied['assumptions']} assumptions"
    print(f"\n{said['note']}")
    print(f"Drawn alike for both: {drawn}, {'chance' if varied['chance'] else 'not chance'}.")
    print(f"Files: {said['folder']}/")


def question_lines(questions: list[dict[str, Any]]) -> list[str]:
    """Each question with its warning; a counterfactual says that it is one."""
    lines = []
    for one in questions:
        standing = "Counterfactual what-if" if one["counterfactual"] else "What-if"
        lines += [f"{standing} {one['id']}: {one['question']}", f"Warning: {one['warning']}"]
    return lines


def _row(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    if not one["told_apart"]:
        return (name, "", "", "", UNTOLD)
    low, high = (_number(end) for end in one["interval_95"])
    five, ninety_five = (_number(end) for end in one["members_5_to_95"])
    mean = _number(one["mean_difference"])
    return (name, mean, f"{low} to {high}", f"{five} to {ninety_five}", one["unit"])


def _number(value: float) -> str:
    return f"{value:+,.0f}" if abs(value) >= SMALL else f"{value:+.1f}"
