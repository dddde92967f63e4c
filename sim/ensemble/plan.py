"""What an ensemble varies: every number of an account's episode, with its range or why it has none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sim.scenario.basis import Quantity
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve_steps, resolve_territory
from sim.scenario.resolve_people import resolve_people
from sim.scenario.settle import Settler

CLAIMS, ASSUMPTIONS, CHANCE = "claims", "assumptions", "chance"
KINDS = (CLAIMS, ASSUMPTIONS, CHANCE)
"""What can be varied."""

TRIANGULAR, UNIFORM = "triangular", "uniform"


@dataclass(frozen=True)
class Number:
    """One number of an episode, and the law it is drawn from; no ``shape`` where it stays as it is.

    ``name`` is a path of the scenario, or the id of a claim, which is drawn once wherever it is used.
    ``value`` is what a single replay uses: the peak of a triangular law.
    """

    name: str
    kind: str
    used_at: tuple[str, ...]
    low: float
    value: float
    high: float
    shape: str
    said_by: str
    reason: str


def make_plan(scenario: Scenario, account: str, vary: Collection[str]) -> tuple[Number, ...]:
    """Every number that the episode of ``account`` uses, once, in the order in which it is settled.

    Of the kinds that ``vary`` does not name, nothing is drawn.
    """
    settler = Settler(scenario, account)
    territory = resolve_territory(scenario)
    resolve_steps(scenario, territory, settler)
    resolve_people(scenario, territory, settler)
    found: dict[str, Number] = {}
    for number in (*_of_steps(scenario, settler), *_of_quantities(scenario, settler)):
        found[number.name] = _together(found.get(number.name), number)
    return tuple(number if number.kind in vary else _left(number) for number in found.values())


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
            read = (step.read_as or {}).get(followed[path])
            yield _of_claim(scenario, path, followed[path], read, step.because or "")


def _of_quantities(scenario: Scenario, settler: Settler) -> Iterator[Number]:
    followed = {question.path: question.followed for question in settler.settled}
    for path, quantity in settler.numbers.items():
        if quantity.assume is not None:
            yield _of_assumption(path, quantity, quantity.assume)
        else:
            read = (quantity.read_as or {}).get(followed[path])
            yield _of_claim(scenario, path, followed[path], read, quantity.because or "")


def _of_assumption(path: str, quantity: Quantity, value: float) -> Number:
    given = quantity.range
    if given is None:
        low = high = value
        shape, reason = "", f"no range is given; {quantity.because}"
    else:
        low, high, reason = given.low, given.high, given.because
        shape = given.shape if low < high else ""
    return Number(path, ASSUMPTIONS, (path,), low, value, high, shape, "", reason)


def _of_claim(scenario: Scenario, path: str, name: str, read: float | None, because: str) -> Number:
    """A claim's own range, by its wording; a number that was read into it has none."""
    claim = scenario.record.claim(name)
    said = claim.value
    value = claim.value.central() if read is None else read
    low, high, shape = value, value, ""
    if read is not None:
        reason = f"read as {read:g}, no range is given; {because}"
    elif said.low is None or said.high is None:
        reason = f"'{claim.wording}' leaves one end open"
    elif said.low == said.high:
        reason = f"'{claim.wording}' leaves no range"
    else:
        low, high = said.low, said.high
        shape = UNIFORM if said.best is None else TRIANGULAR
        reason = f"'{claim.wording}': {scenario.record.wording.phrases[claim.wording].because}"
    speaker = f"{scenario.record.speakers[claim.said_by].name}, {claim.locator}"
    return Number(name, CLAIMS, (path,), low, value, high, shape, speaker, reason)
