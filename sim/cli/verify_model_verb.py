"""``sim verify-model [CASE ...]``."""

from __future__ import annotations

import argparse
from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.cli.options import add_output, done, print_json, print_table, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.verification.case import Outcome, Reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "cases", metavar="CASE", nargs="*", help="only these, with every reading (default: all)"
    )
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Play the cases and compare; 1 when one does not hold."""
    from sim.verification.case import run as run_case
    from sim.verification.registry import pick_cases

    cases, outcomes = pick_cases(given.cases), []
    for number, case in enumerate(cases, 1):
        tell(given, f"{case.id}: case {number} of {len(cases)}")
        outcomes.append(run_case(case))
    done()
    if given.json:
        print_json(as_data(outcomes))
    else:
        print_outcomes(outcomes, is_brief=given.quiet, is_full=bool(given.cases))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def print_outcomes(outcomes: Sequence[Outcome], *, is_brief: bool, is_full: bool) -> None:
    """A line for each case, every reading of those that fail or of all, and the count."""
    shown = [outcome for outcome in outcomes if not (is_brief and outcome.passed)]
    if shown:
        head = ("case", "title", "expected", "found", "tolerance", "verdict")
        print_table([head, *map(_line, shown)], right=(2, 3))
    for outcome in shown:
        if is_full or not outcome.passed:
            _print_readings(outcome)
    if not is_brief:
        held = sum(outcome.passed for outcome in outcomes)
        readings = sum(len(outcome.readings) for outcome in outcomes)
        print(f"\n{held} of {len(outcomes)} cases hold, {readings} readings")


def _line(outcome: Outcome) -> tuple[str, ...]:
    held = sum(reading.holds for reading in outcome.readings)
    verdict = f"{'holds' if outcome.passed else 'FAILS'}, {held} of {len(outcome.readings)}"
    case = outcome.case
    return (case.id, case.title, outcome.expected, outcome.found, outcome.tolerance, verdict)


def _print_readings(outcome: Outcome) -> None:
    from sim.verification.case import number

    print(f"\n{outcome.case.id}: {outcome.case.built}\n  expected: {outcome.case.formula}")
    rows = [("  reading", "expected", "found", "tolerance", "")]
    for reading in outcome.readings:
        numbers = number(reading.expected), number(reading.found), reading.tolerance
        rows.append((f"  {reading.what}", *numbers, "" if reading.holds else "FAILS"))
    print_table(rows, right=(1, 2))
    if outcome.fault:
        print(f"  broke off: {outcome.fault}")


def as_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The outcomes as JSON; an end that is open, or what is no number, is null."""
    return {
        "passed": sum(outcome.passed for outcome in outcomes),
        "failed": sum(not outcome.passed for outcome in outcomes),
        "cases": [
            {
                "id": outcome.case.id,
                "title": outcome.case.title,
                "kin": outcome.case.kin,
                "expectation": outcome.case.formula,
                "criterion": outcome.case.criterion,
                "passed": outcome.passed,
                "fault": outcome.fault or None,
                "readings": [_reading(reading) for reading in outcome.readings],
            }
            for outcome in outcomes
        ],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    numbers = {name: getattr(reading, name) for name in ("expected", "found", "low", "high")}
    return {
        "what": reading.what,
        **{name: value if isfinite(value) else None for name, value in numbers.items()},
        "holds": reading.holds,
    }
