"""What an ensemble varies: every number of an account's episode, with its range or why it has none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from sim.ensemble.moments import in_order, moments_of
from sim.ensemble.number import ASSUMPTIONS, CHANCE, CLAIMS, KINDS, TRIANGULAR, UNIFORM, Number
from sim.scenario.basis import Quantity
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve_steps, resolve_territory
from sim.scenario.resolve_people import resolve_people
from sim.scenario.schema import Step
from sim.scenario.settle import READ, Settler

__all__ = [
    "ASSUMPTIONS",
    "CHANCE",
    "CLAIMS",
    "KINDS",
    "TRIANGULAR",
    "UNIFORM",
    "Number",
    "drawn_of",
    "make_plan",
]


def make_plan(scenario: Scenario, account: str, vary: Collection[str]) -> tuple[Number, ...]:
    """Every number that the episode of ``account`` uses, once: quantities, then moments, as they are settled.

    Of the kinds that ``vary`` does not name, nothing is drawn.
    """
    settler = Settler(scenario, account)
    territory = resolve_territory(scenario)
    steps = resolve_steps(scenario, territory, settler)
    _, _, evacuation = resolve_people(scenario, territory, settler)
    found: dict[str, Number] = {}
    for read in (_of_steps, _of_quantities, moments_of):
        for number in read(scenario, settler):
            found[number.name] = _together(found.get(number.name), number)
    plan = [number if number.kind in vary else _left(number) for number in found.values()]
    return in_order(plan, scenario, settler, steps, evacuation)


def drawn_of(plan: Collection[Number]) -> tuple[Number, ...]:
    """Those of a plan that are drawn."""
    return tuple(number for number in plan if number.shape)


def _together(first: Number | None, number: Number) -> Number:
    """One number for a claim that is used in several places; drawn if one of them leaves it open."""
    if first is None:
        return number
    drawn = first if first.shape else number
    return replace(drawn, used_at=tuple(dict.fromkeys((*first.used_at, *number.used_at))))


def _left(number: Number) -> Number:
    return replace(number, shape="", reason=f"not asked for; {number.reason}") if number.shape else number


def _of_steps(scenario: Scenario, settler: Settler) -> Iterator[Number]:
    """Shares that a followed claim gives for a step of control."""
    followed = {question.path: question.followed for question in settler.settled}
    for step in scenario.control.steps:
        if step.claims is not None:
            path = f"control.{step.id}"
            yield _of_followed(scenario, path, followed[path], step)


def _of_quantities(scenario: Scenario, settler: Settler) -> Iterator[Number]:
    followed = {question.path: question.followed for question in settler.settled}
    for path, quantity in settler.numbers.items():
        if quantity.assume is not None:
            yield _of_assumption(path, quantity, quantity.assume)
        else:
            yield _of_followed(scenario, path, followed[path], quantity)


def _of_assumption(path: str, quantity: Quantity, value: float) -> Number:
    given = quantity.range
    if given is None:
        low = high = value
        shape, reason = "", f"no range is given; {quantity.because}"
    else:
        low, high, reason = given.low, given.high, given.because
        shape = given.shape if low < high else ""
    return Number(path, ASSUMPTIONS, (path,), low, value, high, shape, "", reason)


def _of_followed(scenario: Scenario, path: str, name: str, asked: Step | Quantity) -> Number:
    """What a followed claim gives, or what is read into it, which has a range where one is given."""
    read, given = (asked.read_as or {}).get(name), (asked.read_range or {}).get(name)
    if read is None:
        return _of_claim(scenario, path, name)
    claim = scenario.record.claim(name)
    speaker = f"{scenario.record.speakers[claim.said_by].name}, {claim.locator}"
    if given is None:
        reason = f"read as {read:g}, no range is given; {asked.because}"
        return Number(name, CLAIMS, (path,), read, read, read, "", speaker, reason, claim=name)
    shape = given.shape if given.low < given.high else ""
    reason = f"read as {read:g}: {given.because}"
    return Number(
        path + READ, CLAIMS, (path,), given.low, read, given.high, shape, speaker, reason, claim=name
    )


def _of_claim(scenario: Scenario, path: str, name: str) -> Number:
    """A claim's own range, by its wording."""
    claim = scenario.record.claim(name)
    said, value = claim.value, claim.value.central()
    low, high, shape = value, value, ""
    if said.low is None or said.high is None:
        reason = f"'{claim.wording}' leaves one end open"
    elif said.low == said.high:
        reason = f"'{claim.wording}' leaves no range"
    else:
        low, high = said.low, said.high
        shape = UNIFORM if said.best is None else TRIANGULAR
        reason = f"'{claim.wording}': {scenario.record.wording.phrases[claim.wording].because}"
    speaker = f"{scenario.record.speakers[claim.said_by].name}, {claim.locator}"
    return Number(name, CLAIMS, (path,), low, value, high, shape, speaker, reason, claim=name)
