"""Settle one contested value at a time by an account, and keep where each value came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sim.episode.episode import Provenance, Settled
from sim.estimate import Estimate
from sim.record.account import Choice, choose
from sim.record.claim import Claim, Kind
from sim.scenario.basis import Moment, Quantity
from sim.scenario.load import Scenario
from sim.scenario.unsettled import Unsettled

READ, WHEN = ".read_as", ".when"
"""Behind a path: the number read into the claim that is followed there; behind a claim's id: its moment."""


@dataclass(frozen=True)
class Timed:
    """A moment as it was settled: its ``minute``, of which ``after`` were added to what it rests on.

    It rests on ``claim``, or on what ``moment`` assumes.
    """

    minute: int
    after: int
    moment: Moment | None
    claim: Claim | None


@dataclass
class Settler:
    """Answers a scenario's questions as one account would, writing down each answer.

    ``drawn`` puts other numbers in the place of assumed ones, by path, of what is read into claims, by
    path and `READ`, of what claims give, by claim id, and of minutes: by claim id and `WHEN`, or by path
    (of a moment that hangs on a step, minutes to be added).  ``numbers`` and ``moments`` keep what was
    asked for, by path.
    """

    scenario: Scenario
    account: str
    drawn: Mapping[str, float] = field(default_factory=dict)
    numbers: dict[str, Quantity] = field(default_factory=dict)
    moments: dict[str, Timed] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    provenance: list[Provenance] = field(default_factory=list)
    driving: set[str] = field(default_factory=set)
    asked: list[tuple[Kind, tuple[str, ...]]] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)

    def follow(self, path: str, kind: Kind, claims: Sequence[str]) -> Claim:
        """The claim that the account follows on a question."""
        choice = self._choose(kind, claims)
        over = tuple(claim.id for claim in choice.passed_over)
        self.settled.append(
            Settled(path, choice.claim.id, over, choice.rule, choice.fell_back and bool(over))
        )
        self.driving.add(choice.claim.id)
        self.asked.append((kind, tuple(claims)))
        return self._as_drawn(choice.claim)

    def number(self, path: str, kind: Kind, quantity: Quantity) -> float:
        """The value of a quantity, with its provenance kept under ``path``."""
        self.numbers[path] = quantity
        if quantity.assume is not None:
            assumed = self.drawn.get(path, quantity.assume)
            self.assumed(path, assumed, quantity.because or "", quantity.fitted_to)
            return assumed
        claim = self.follow(path, kind, quantity.claims or ())
        self.driving.update(quantity.fitted_to)
        value = self.read(path, claim, quantity.read_as)
        read = f"; read as {value:g}: {quantity.because}" if value is not None else ""
        if value is None:
            value = self._central(path, claim)
        if not quantity.least <= value <= quantity.most:
            bounds = f"between {quantity.least:g} and {quantity.most:g}"
            raise Unsettled(
                f"{path} follows {claim.id}, which gives {value:g}: not {bounds}",
                path,
                hint="follow another claim, or convert this one with read_as and a reason",
            )
        self.claimed(path, value, claim, read)
        return value

    def read(self, path: str, claim: Claim, read_as: Mapping[str, float] | None) -> float | None:
        """What is read into a claim at ``path``; None where it is taken as it stands."""
        value = (read_as or {}).get(claim.id)
        return None if value is None else self.drawn.get(path + READ, value)

    def whole(self, path: str, kind: Kind, quantity: Quantity) -> int:
        """A quantity as a whole number, rounded half to even."""
        return round(self.number(path, kind, quantity))

    def minute(self, path: str, kind: Kind, moment: Moment) -> int:
        """A moment as minutes since the first midnight."""
        claim: Claim | None = None
        after = moment.after
        if moment.assume is not None:
            minute = int(self.drawn.get(path, self.stamp(moment.assume)))
            shown = self.scenario.head.calendar.stamp(minute + moment.after)
            self.assumed(path, shown, moment.because or "", moment.fitted_to)
        elif moment.step is not None:
            minute, after = self._step(path, moment.step), after + int(self.drawn.get(path, 0))
            self.assumed(
                path, f"with step {moment.step} {moment.after:+d} min", moment.because or "", moment.fitted_to
            )
        else:
            claim = self.follow(path, kind, moment.claims or ())
            minute = self.claim_minute(path, claim)
            shown = self.scenario.head.calendar.stamp(minute + moment.after)
            shifted = f"; {moment.after:+d} min: {moment.because}" if moment.after else ""
            if path in self.scenario.edited:
                self.assumed(path, shown, f"{moment.because} ({claim.id}, {moment.after:+d} min)")
            else:
                self.claimed(path, shown, claim, self._part(claim) + shifted)
        self.moments[path] = Timed(minute + after, after, moment, claim)
        return self._in_days(path, minute + after)

    def _in_days(self, path: str, minute: int) -> int:
        """The minute; what a what-if moved must stay within the scenario's days."""
        head = self.scenario.head
        if path in self.scenario.edited and not 0 <= minute <= head.calendar.minutes:
            problem = f"{path} lies at {head.calendar.stamp(minute)}, outside {head.first} to {head.last}"
            raise Unsettled(problem, path, hint="shift it by fewer hours")
        return minute

    def claim_minute(self, path: str, claim: Claim) -> int:
        """When a claim's thing happens, by its part of day; ``path`` names what asks for it."""
        if claim.when.day is None:
            hint = "give the moment as an assumption with its reason"
            raise Unsettled(f"claim {claim.id} has no day", path, hint=hint)
        drawn = self.drawn.get(claim.id + WHEN)
        if drawn is not None:
            return int(drawn)
        return self.scenario.head.calendar.minute(
            claim.when.day, self.scenario.record.wording.clock(claim.when.part)
        )

    def stamp(self, text: str) -> int:
        """Minutes since the first midnight of ``2016-12-15 20:00``."""
        day, clock = text.split(" ")
        hours, minutes = clock.split(":")
        return self.scenario.head.calendar.minute(date.fromisoformat(day), int(hours) * 60 + int(minutes))

    def claimed(self, path: str, value: object, claim: Claim, read: str = "") -> None:
        """Keep that a value came from a claim."""
        speaker = self.scenario.record.speakers[claim.said_by].name
        self.provenance.append(
            Provenance(path, _shown(value), f"claim:{claim.id}", f"{speaker}, {claim.locator}{read}")
        )

    def assumed(self, path: str, value: object, because: str, fitted_to: Sequence[str] = ()) -> None:
        """Keep that a value is an assumption, and what it was fitted to."""
        self.driving.update(fitted_to)
        fitted = f" (fitted to {', '.join(fitted_to)})" if fitted_to else ""
        self.provenance.append(Provenance(path, _shown(value), f"assumption:{path}", because + fitted))

    def followers(self) -> dict[str, tuple[str, ...]]:
        """For each claim of a contested question, the accounts that follow it there."""
        found: dict[str, set[str]] = {}
        for account in self.scenario.head.accounts:
            other = Settler(self.scenario, account)
            for kind, claims in self.asked:
                found.setdefault(other._choose(kind, claims).claim.id, set()).add(account)
        return {claim: tuple(sorted(accounts)) for claim, accounts in found.items()}

    def _choose(self, kind: Kind, claims: Sequence[str]) -> Choice:
        record = self.scenario.record
        return choose(record.accounts, self.account, kind, [record.claim(c) for c in claims], record.speakers)

    def _as_drawn(self, claim: Claim) -> Claim:
        """The claim; where a number was drawn for it, with that as its best guess."""
        drawn = self.drawn.get(claim.id)
        if drawn is None:
            return claim
        said = Estimate(low=claim.value.low, best=drawn, high=claim.value.high)
        return claim.model_copy(update={"value": said})

    def _central(self, path: str, claim: Claim) -> float:
        if claim.value.is_empty:
            hint = "say with read_as what it is read as, and why"
            raise Unsettled(f"claim {claim.id} carries no number to use", path, hint=hint)
        return claim.value.central()

    def _part(self, claim: Claim) -> str:
        part = claim.when.part or "day"
        table = self.scenario.record.wording.parts_of_day
        return f"; '{part}': {table[part].because}" if part in table else ""

    def _step(self, path: str, step: str) -> int:
        if step not in self.steps:
            problem = f"{path} waits for step '{step}', which comes later in the file"
            raise Unsettled(problem, path, hint="move it behind that step")
        return self.steps[step]


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
