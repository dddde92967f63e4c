"""The unit of the record: one thing that one speaker says, and where it stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sim.base import Model, Slug, Words, at_most
from sim.estimate import Estimate

ClaimId = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}-p[0-9]{2,3}-[0-9]{2}$")]


Said = Annotated[float, Field(ge=-1e12, le=1e12)]

Linked = Annotated[tuple[ClaimId, ...], at_most("claims to one question")]
"""Other claims that this one is set against."""


class Kind(StrEnum):
    """What sort of thing a claim is about; an account trusts speakers per kind."""

    CONTROL = "control"
    TERRITORY = "territory"
    POPULATION = "population"
    DISPLACEMENT = "displacement"
    CONVOY = "convoy"
    CEASEFIRE = "ceasefire"
    SURRENDER = "surrender"
    CASUALTY = "casualty"
    BOMBARDMENT = "bombardment"
    OTHER = "other"


class Measure(StrEnum):
    """The quantity a claim gives, or ``event`` when it only says that something happened."""

    CONTROL_SHARE = "control-share"
    ENCLAVE_SHARE = "enclave-share"
    AREA = "area"
    DISTRICTS = "districts"
    GAP = "gap"
    PRESENT = "people-present"
    FLED = "people-fled"
    EVACUATED = "people-evacuated"
    ABOARD = "convoy-people"
    CONVOYS = "convoys"
    BUSES = "buses"
    PLANNED = "people-planned"
    SURRENDERED = "surrendered"
    DEFECTED = "defected"
    KILLED = "killed"
    INJURED = "injured"
    DETAINED = "detained"
    AMOUNT = "amount"
    EVENT = "event"


class Party(StrEnum):
    """Who holds ground."""

    GOVERNMENT = "government"
    OPPOSITION = "opposition"
    SDF = "sdf"


class Status(StrEnum):
    """How the claim stands in its document."""

    REPORTED = "reported"
    PLAN = "plan"
    FORECAST = "forecast"
    OPINION = "opinion"
    BACKGROUND = "background"
    DENIAL = "denial"


class When(Model):
    """The day or period a claim speaks of, its part of day, and how that is known.

    ``basis`` is ``stated`` or ``inferred`` (then ``because`` says from what) or ``none``.
    """

    day: date | None = None
    until: date | None = None
    part: Annotated[str, StringConstraints(max_length=64)] | None = None
    basis: Annotated[str, StringConstraints(pattern="^(stated|inferred|none)$")]
    because: Words | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.basis != "stated" and self.because is None:
            raise ValueError("a date that is not stated needs 'because'")
        if (self.basis == "none") != (self.day is None):
            raise ValueError("basis 'none' goes with no day, and only with no day")
        if self.until is not None and (self.day is None or self.until < self.day):
            raise ValueError("'until' needs a 'day' that is not later")
        return self


class Scope(Model):
    """Who is counted, since when, and where; figures contradict only where scopes meet."""

    who: Words
    since: Words
    where: Words


class Claim(Model):
    """What one speaker says, in our words, with its place in the document.

    ``said`` is the bare number of the text, ``wording`` the phrase it came with, and ``value``
    what the wording table makes of the two.  ``disputes`` lists claims that cannot be true with
    this one; ``apart`` lists claims that look contrary but differ in scope.
    """

    id: ClaimId
    kind: Kind
    measure: Measure
    place: Slug
    group: Slug | None = None
    party: Party | None = None
    text: Words
    when: When
    said: Said | tuple[Said, Said] | None = None
    wording: Slug
    value: Estimate
    unit: Slug
    scope: Scope | None = None
    said_by: Slug
    paragraph: Annotated[int, Field(ge=1)]
    tokens: Annotated[tuple[Words, ...], Field(min_length=1, max_length=8)]
    status: Status
    disputes: Linked = ()
    apart: Linked = ()
    note: Words | None = None

    @property
    def document(self) -> str:
        """The document it is printed in."""
        return self.id[:3]

    @property
    def order(self) -> tuple[str, int, int]:
        """Reading order: document, paragraph, number."""
        return self.document, self.paragraph, int(self.id[-2:])

    @property
    def locator(self) -> str:
        """``004 ¶24``: document and paragraph."""
        return f"{self.document} ¶{self.paragraph}"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if int(self.id.split("-p")[1].split("-")[0]) != self.paragraph:
            raise ValueError("the id names another paragraph than 'paragraph'")
        if (self.unit == "event") != self.value.is_empty:
            raise ValueError("unit 'event' goes with an empty value, and only with one")
        if (self.measure is Measure.EVENT) != (self.unit == "event"):
            raise ValueError("measure 'event' goes with unit 'event', and only with it")
        if not self.value.is_empty and self.measure is not Measure.CONTROL_SHARE and self.scope is None:
            raise ValueError("a number needs a scope: who, since, where")
        return self


class ClaimFile(Model):
    """``seeds/claims/<document>.yaml``."""

    document: Annotated[str, StringConstraints(pattern="^[0-9]{3}$")]
    claims: Annotated[tuple[Claim, ...], at_most("claims")]
