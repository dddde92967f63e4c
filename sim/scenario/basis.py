"""A value of a scenario: from claims, or assumed with a reason.  Nothing else parses."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sim.base import Model, Slug, Words
from sim.record.claim import ClaimId


def _on_the_calendar(stamp: str) -> str:
    date.fromisoformat(stamp[:10])
    return stamp


Stamp = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]$"),
    AfterValidator(_on_the_calendar),
]
"""A local moment, ``2016-12-15 14:30``."""


class Quantity(Model):
    """A number: ``{claims: [...]}`` (an account chooses) or ``{assume: ..., because: ...}``.

    ``read_as`` turns a claim without a usable number into one, or converts it, and then needs
    ``because``.  ``fitted_to`` lists claims that were looked at when an assumption was chosen;
    they count as driving.  ``least`` and ``most`` bound the number, both included.
    """

    least: ClassVar[float] = -1e12
    most: ClassVar[float] = 1e12

    claims: Annotated[tuple[ClaimId, ...], Field(min_length=1)] | None = None
    read_as: dict[ClaimId, float] | None = None
    assume: float | None = None
    because: Words | None = None
    fitted_to: tuple[ClaimId, ...] = ()

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


class Portion(Quantity):
    """A share, or a rate per person and day: from 0 to 1."""

    least: ClassVar[float] = 0.0
    most: ClassVar[float] = 1.0


class Amount(Quantity):
    """A number of people, vehicles or minutes, or a weight: nothing below 0."""

    least: ClassVar[float] = 0.0
    most: ClassVar[float] = 1e8


class Moment(Model):
    """A point in time: of the followed claim, assumed, or together with a control step.

    ``after`` adds minutes and needs ``because``.  ``fitted_to`` lists claims that were looked at
    when the moment was assumed; they count as driving.
    """

    claims: Annotated[tuple[ClaimId, ...], Field(min_length=1)] | None = None
    assume: Stamp | None = None
    step: Slug | None = None
    after: int = 0
    because: Words | None = None
    fitted_to: tuple[ClaimId, ...] = ()

    @model_validator(mode="after")
    def _one_basis(self) -> Self:
        if sum(given is not None for given in (self.claims, self.assume, self.step)) != 1:
            raise ValueError("give exactly one of 'claims', 'assume' and 'step'")
        if (self.claims is None or self.after) and not self.because:
            raise ValueError("a moment that is not a claim's own needs 'because'")
        return self


Share = Annotated[float, Field(ge=0, le=1)]


class AssumedShares(Model):
    """Shares of a district by party at the start, assumed with a reason."""

    assume: dict[Annotated[str, StringConstraints(pattern="^(government|opposition|sdf)$")], Share]
    because: Words
    fitted_to: tuple[ClaimId, ...] = ()

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        if abs(sum(self.assume.values()) - 1) > 1e-9:
            raise ValueError("shares of a district must sum to 1")
        return self
