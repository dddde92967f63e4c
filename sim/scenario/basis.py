"""A value of a scenario: from claims, or assumed with a reason.  Nothing else parses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sim.base import LIMITS, Model, Slug, Words, all_differ, at_most
from sim.record.claim import ClaimId


def _on_the_calendar(stamp: str) -> str:
    date.fromisoformat(stamp[:10])
    return stamp


STAMPED = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]$"

Stamp = Annotated[str, StringConstraints(pattern=STAMPED), AfterValidator(_on_the_calendar)]
"""A local moment, ``2016-12-15 14:30``."""


Claims = Annotated[
    tuple[ClaimId, ...], Field(min_length=1), at_most("claims to one question"), all_differ("claim")
]
"""Claims that answer one question."""

Looked = Annotated[tuple[ClaimId, ...], at_most("claims to one question")]
"""Claims that were looked at when an assumption was chosen."""


Shape = Annotated[str, StringConstraints(pattern="^(triangular|uniform)$")]
"""The law by which an ensemble draws from a range."""


class Range(Model):
    """How far off an assumed number, or one that is read into a claim, may be, both ends included, and why.

    ``shape``: ``triangular`` with the number as its peak, or ``uniform`` where no value is likelier
    than another.
    """

    low: float
    high: float
    because: Words
    shape: Shape = "triangular"


def refuse_outside(given: Range, value: float, what: str, least: float, most: float) -> None:
    """Raise `ValueError` for a range that leaves out its own number, or goes beyond what there can be."""
    low, high = given.low, given.high
    if not low <= value <= high:
        raise ValueError(f"the range {low:g} to {high:g} leaves out the {what} {value:g}")
    if not least <= low <= high <= most:
        raise ValueError(f"the range {low:g} to {high:g} leaves {least:g} to {most:g}")


def refuse_unread(
    read_as: Mapping[ClaimId, float] | None,
    ranges: Mapping[ClaimId, Range] | None,
    least: float,
    most: float,
) -> None:
    """Raise `ValueError` for a range of what is read into no claim, or that does not fit what is read."""
    for claim, given in (ranges or {}).items():
        if claim not in (read_as or {}):
            raise ValueError(f"'read_range' names {claim}, which is not in 'read_as'")
        refuse_outside(given, (read_as or {})[claim], f"{claim} read as", least, most)


class Quantity(Model):
    """A number: ``{claims: [...]}`` (an account chooses) or ``{assume: ..., because: ...}``.

    ``read_as`` turns a claim without a usable number into one, or converts it, and then needs
    ``because``; ``read_range`` says how far off what is read into a claim may be.  ``fitted_to`` lists
    claims that were looked at when an assumption was chosen; they count as driving, and so do those
    looked at for its ``range``, within which an ensemble draws.  ``least`` and ``most`` bound the
    number, both included.
    """

    least: ClassVar[float] = -1e12
    most: ClassVar[float] = 1e12

    claims: Claims | None = None
    read_as: dict[ClaimId, float] | None = None
    read_range: dict[ClaimId, Range] | None = None
    assume: float | None = None
    because: Words | None = None
    fitted_to: Looked = ()
    range: Range | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> Self:
        if (self.claims is None) == (self.assume is None):
            raise ValueError("give either 'claims' or 'assume' with 'because'")
        if (self.assume is not None or self.read_as) and not self.because:
            raise ValueError("what is assumed or read into a claim needs 'because'")
        if set(self.read_as or {}) - set(self.claims or ()):
            raise ValueError("'read_as' names a claim that is not in 'claims'")
        for value in (self.assume, *(self.read_as or {}).values()):
            if value is not None and not self.least <= value <= self.most:
                raise ValueError(f"{value:g} is not between {self.least:g} and {self.most:g}")
        return self

    @model_validator(mode="after")
    def _range_around_it(self) -> Self:
        if self.range is not None and self.assume is None:
            raise ValueError("'range' goes with 'assume'; a claim has the range of its wording")
        if self.range is not None and self.assume is not None:
            refuse_outside(self.range, self.assume, "assumed", self.least, self.most)
        refuse_unread(self.read_as, self.read_range, self.least, self.most)
        return self


class Portion(Quantity):
    """A share, or a rate per person and day: from 0 to 1."""

    least: ClassVar[float] = 0.0
    most: ClassVar[float] = 1.0


class Amount(Quantity):
    """A number of people, vehicles or minutes, or a weight: nothing below 0."""

    least: ClassVar[float] = 0.0
    most: ClassVar[float] = float(LIMITS["people"])


class Power(Amount):
    """A power of a district's area."""

    most: ClassVar[float] = 5.0


class Density(Amount):
    """How many times as dense as the mean."""

    most: ClassVar[float] = 100.0


class Bays(Amount):
    """How many convoys may load at a time."""

    most: ClassVar[float] = float(LIMITS["loading bays"])


class Loading(Amount):
    """Minutes that loading a convoy takes: never so few that convoys without end leave in a day."""

    least: ClassVar[float] = 5.0


def _within_a_year(minutes: int) -> int:
    most = LIMITS["minutes after a moment"]
    if abs(minutes) > most:
        raise ValueError(f"{minutes:,} minutes, more than the limit of {most:,} from a moment")
    return minutes


class TimeRange(Model):
    """Between which moments an assumed one may lie, both ends included, and why.

    The ends are written as the moment is: ``2016-12-15 19:00`` where a stamp is assumed, whole
    minutes after the step where it hangs on a step.  Ensembles draw whole minutes.
    """

    earliest: int | str
    latest: int | str
    because: Words
    shape: Shape = "uniform"

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if isinstance(self.earliest, int) != isinstance(self.latest, int):
            raise ValueError("write 'earliest' and 'latest' alike: two stamps, or two numbers of minutes")
        for end in (self.earliest, self.latest):
            if isinstance(end, int):
                _within_a_year(end)
            elif not re.fullmatch(STAMPED, end):
                raise ValueError(f"'{end}' is no moment such as 2016-12-15 19:00")
            else:
                _on_the_calendar(end)
        return self

    def holds(self, moment: int | str) -> bool:
        """Does the moment, written as the ends are, lie between them?"""
        return _key(self.earliest) <= _key(moment) <= _key(self.latest)


def _key(moment: int | str) -> tuple[int, str]:
    return (moment, "") if isinstance(moment, int) else (0, moment)


class Moment(Model):
    """A point in time: of the followed claim, assumed, or together with a control step.

    ``after`` adds minutes and needs ``because``.  ``fitted_to`` lists claims that were looked at
    when the moment was assumed; they count as driving.  A claim's moment is left open by the part
    of day that it gives; an assumed one by ``range``.
    """

    claims: Claims | None = None
    assume: Stamp | None = None
    step: Slug | None = None
    after: Annotated[int, AfterValidator(_within_a_year)] = 0
    because: Words | None = None
    fitted_to: Looked = ()
    range: TimeRange | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> Self:
        if sum(given is not None for given in (self.claims, self.assume, self.step)) != 1:
            raise ValueError("give exactly one of 'claims', 'assume' and 'step'")
        if (self.claims is None or self.after) and not self.because:
            raise ValueError("a moment that is not a claim's own needs 'because'")
        return self

    @model_validator(mode="after")
    def _range_around_it(self) -> Self:
        if self.range is None:
            return self
        if self.claims is not None:
            raise ValueError(
                "a claim's moment has the range of its part of day; 'range' goes with the others"
            )
        held: int | str = self.after if self.assume is None else self.assume
        if isinstance(held, int) != isinstance(self.range.earliest, int):
            kind = "minutes after the step" if isinstance(held, int) else "moments, as 'assume' is"
            raise ValueError(f"write 'earliest' and 'latest' as {kind}")
        if not self.range.holds(held):
            ends = f"{self.range.earliest} to {self.range.latest}"
            raise ValueError(f"the range {ends} leaves out the assumed {held}")
        return self


Share = Annotated[float, Field(ge=0, le=1)]


class AssumedShares(Model):
    """Shares of a district by party at the start, assumed with a reason."""

    assume: dict[Annotated[str, StringConstraints(pattern="^(government|opposition|sdf)$")], Share]
    because: Words
    fitted_to: Looked = ()

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        if abs(sum(self.assume.values()) - 1) > 1e-9:
            raise ValueError("shares of a district must sum to 1")
        return self
