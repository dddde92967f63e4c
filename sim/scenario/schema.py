"""What a scenario's YAML files may say; still contested, nothing chosen yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sim.base import LIMITS, Model, Name, Slug, Words, all_differ, at_most
from sim.days import Calendar
from sim.record.claim import ClaimId, Party
from sim.scenario.basis import (
    Amount,
    AssumedShares,
    Bays,
    Claims,
    Density,
    Loading,
    Moment,
    Portion,
    Power,
    Range,
    refuse_unread,
)

Places = Annotated[tuple[Slug, ...], Field(min_length=1), at_most("districts"), all_differ("place")]

EARLIEST, LATEST = 1800, 2200
"""Years between which a scenario lies, so that no moment reckoned from it leaves the calendar."""


class Head(Model):
    """``scenario.yaml``: what is replayed, when, and whose account is the default."""

    title: Name
    subtitle: Words
    question: Annotated[Words, StringConstraints(max_length=200)]
    content_note: Words
    first: date
    last: date
    utc_offset_hours: Annotated[int, Field(ge=-12, le=14)]
    account: Slug
    accounts: Annotated[tuple[Slug, ...], Field(min_length=1), at_most("accounts"), all_differ("account")]
    enclave_name: Name

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        days, most = (self.last - self.first).days + 1, LIMITS["days"]
        if not 1 <= days <= most:
            raise ValueError(f"a scenario spans 1 to {most} days, not {days:,}")
        if not EARLIEST <= self.first.year <= self.last.year <= LATEST:
            raise ValueError(f"a scenario lies in the years {EARLIEST} to {LATEST}, not {self.first.year}")
        if self.account not in self.accounts:
            raise ValueError("the default account must be one of 'accounts'")
        return self

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.first, self.last)


class Start(Model):
    """Shares of one or more districts on the first midnight."""

    places: Places
    shares: AssumedShares


class Step(Model):
    """One documented change of control, or one that is assumed because no claim names it.

    With ``claims`` the account chooses one and its party, share and moment are taken;
    ``party``, ``share`` and ``at`` replace what the claim does not give for these places;
    ``read_range`` says how far off what ``read_as`` reads into a claim may be;
    ``places_assumed`` says that the claim does not name them.  A gain never
    lowers what the party holds already, unless ``exactly`` is set; what the opposition is said to
    keep is always taken as it stands.
    """

    id: Slug
    places: Places
    claims: Claims | None = None
    read_as: dict[ClaimId, Annotated[float, Field(ge=0, le=1)]] | None = None
    read_range: dict[ClaimId, Range] | None = None
    party: Party | None = None
    share: Portion | None = None
    at: Moment | None = None
    exactly: bool = False
    places_assumed: bool = False
    because: Words | None = None

    @model_validator(mode="after")
    def _decided(self) -> Self:
        if self.claims is None and (self.party is None or self.share is None or self.at is None):
            raise ValueError("a step without claims needs 'party', 'share' and 'at'")
        if (self.claims is None or self.read_as or self.places_assumed) and not self.because:
            raise ValueError("what is assumed or read into a claim needs 'because'")
        if set(self.read_as or {}) - set(self.claims or ()):
            raise ValueError("'read_as' names a claim that is not in 'claims'")
        refuse_unread(self.read_as, self.read_range, 0, 1)
        return self


def _ids_differ(items: Sequence[Step | Closure | Corridor | Intensity | DocumentedConvoy]) -> None:
    ids = [item.id for item in items]
    if len(set(ids)) != len(ids):
        raise ValueError(f"'{next(i for i in ids if ids.count(i) > 1)}' stands twice")


class Control(Model):
    """``control.yaml``: who held what at the start, and each change."""

    start: Annotated[tuple[Start, ...], at_most("districts")]
    steps: Annotated[tuple[Step, ...], at_most("steps")]

    @model_validator(mode="after")
    def _each_step_once(self) -> Self:
        _ids_differ(self.steps)
        return self


class Weight(Model):
    """How densely a district was lived in, against the enclave's mean of 1."""

    places: Places
    weight: Density


class Population(Model):
    """Who was there at the start, and how they were spread.

    ``spread`` is the power of a district's area by which people are spread: 1 in proportion to
    area, 0 equally many in each district; ``density`` then weighs single districts.
    """

    everyone: Amount
    fighters: Amount
    wounded_share: Portion
    density: Annotated[tuple[Weight, ...], at_most("weights of districts")]
    spread: Power


class Reception(Model):
    """A place people go to, and the minutes it takes to reach it."""

    place: Slug
    minutes: Amount


class Closure(Model):
    """A time in which nobody sets out that way."""

    id: Slug
    starts: Moment
    ends: Moment
    because: Words


class Corridor(Model):
    """A way out across the lines for people in flight.

    Capacity and closures are for those who set out; people overtaken by the front are across
    already and need none.
    """

    id: Slug
    destination: Slug
    minutes: Amount
    people_per_hour: Amount
    next_to: Party
    closures: Annotated[tuple[Closure, ...], at_most("closures")] = ()

    @model_validator(mode="after")
    def _across_the_lines(self) -> Self:
        if self.next_to is Party.OPPOSITION:
            raise ValueError("'next_to' names the other side of the lines: government or sdf")
        _ids_differ(self.closures)
        return self


class Intensity(Model):
    """How heavy the bombardment was, from a moment on, against the heaviest time at 1."""

    id: Slug
    starts: Moment
    level: Portion


class Flight(Model):
    """Assumptions by which people leave, stay, or retreat; rates are per person and day."""

    stay_when_captured: Portion
    cross_when_captured: Portion
    fighters_surrender_when_captured: Portion
    cross_near_front: Portion
    retreat_near_front: Portion
    retreat_under_bombardment: Portion
    retreat_minutes: Amount
    custody: Slug
    surrender_minutes: Amount
    corridors: Annotated[tuple[Corridor, ...], at_most("corridors")]
    bombardment: Annotated[tuple[Intensity, ...], at_most("turns of the bombardment")]
    return_to: Slug
    return_from: Slug
    return_starts: Moment
    return_rate: Portion

    @model_validator(mode="after")
    def _one_way_each(self) -> Self:
        _ids_differ(self.corridors)
        _ids_differ(self.bombardment)
        if (self.stay_when_captured.assume or 0) + (self.cross_when_captured.assume or 0) > 1:
            raise ValueError("those who stay and those who cross when captured are more than all")
        return self


class Fleet(Model):
    """Vehicles of the evacuation and how long each part of a round trip takes, in minutes."""

    buses: Amount
    seats: Amount
    buses_per_convoy: Amount
    ambulances: Amount
    ambulances_per_convoy: Amount
    wounded_per_ambulance: Amount
    loading_bays: Bays
    loading: Loading
    checkpoint: Amount
    road: Amount
    unloading: Amount
    returning: Amount
    load_per_convoy: Amount


class DocumentedConvoy(Model):
    """A convoy that a document names; what is not given is left to the fleet."""

    id: Slug
    due: Moment | None = None
    arrives: Moment | None = None
    people: Amount | None = None
    wounded: Amount | None = None
    turned_back: Moment | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.due is None) == (self.arrives is None):
            raise ValueError("a convoy gives either 'due' (departure) or 'arrives'")
        return self


class Evacuation(Model):
    """The arranged evacuation: when the road was open, with what, and the convoys named."""

    opens: Moment
    closures: Annotated[tuple[Closure, ...], at_most("closures")]
    ends: Moment
    fleet: Fleet
    convoys: Annotated[tuple[DocumentedConvoy, ...], at_most("convoys")]
    fighters_from_convoy: Amount
    destinations: dict[Annotated[str, StringConstraints(pattern="^(civilians|fighters|wounded)$")], Slug]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.destinations) != 3:
            raise ValueError("'destinations' names a place for civilians, fighters and wounded each")
        for items in (self.convoys, self.closures):
            _ids_differ(items)
        return self


class People(Model):
    """``people.yaml``."""

    population: Population
    flight: Flight
    evacuation: Evacuation | None = None
