"""``figures.yaml``: which sourced figures a replay is held against, and which it cannot answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from sim.base import Model, Slug, Words
from sim.record.claim import ClaimId, Party
from sim.scenario.basis import Moment


class Measured(StrEnum):
    """What is read off a replay; the unit stands behind."""

    CONTROL = "control"  # share of a district or group held by a party
    ENCLAVE_SHARE = "enclave-share"  # share of the whole enclave's area held by a party
    AREA = "area"  # km² held by a party
    DISTRICTS_HELD = "districts-held"  # districts of which a party holds at least half
    DISTRICTS_GAINED = "districts-gained"  # districts of which it came to hold at least half since `since`
    GAP = "gap"  # metres from a place to the nearest district of which a party holds at least half
    PRESENT = "present"  # people in opposition-held ground
    CROSSED = "crossed"  # people who set out across the lines since `since`
    DISPLACED = "displaced"  # people who left their district, across the lines or deeper in, by day
    EVACUATED = "evacuated"  # people who left with convoys and were not brought back
    ABOARD = "aboard"  # people aboard one convoy
    CONVOYS = "convoys"  # convoys that left and were not turned back
    SURRENDERED = "surrendered"  # fighters who surrendered since `since`


NEEDED: dict[Measured, tuple[str, ...]] = {
    Measured.CONTROL: ("places", "party"),
    Measured.ENCLAVE_SHARE: ("party",),
    Measured.AREA: ("party",),
    Measured.DISTRICTS_HELD: ("party",),
    Measured.DISTRICTS_GAINED: ("party", "since"),
    Measured.GAP: ("party", "places"),
    Measured.ABOARD: ("convoy",),
}
"""Keys without which a measure means nothing."""

ALLOWED: dict[Measured, tuple[str, ...]] = {
    Measured.DISTRICTS_HELD: ("places",),
    Measured.DISTRICTS_GAINED: ("places",),
    Measured.PRESENT: ("group",),
    Measured.CROSSED: ("since", "destination"),
    Measured.DISPLACED: ("since",),
    Measured.EVACUATED: ("since", "group"),
    Measured.ABOARD: ("group",),
    Measured.SURRENDERED: ("since",),
}
"""Keys that narrow a measure down; what it would not look at may not be given."""

UNITS: dict[Measured, str] = {
    Measured.CONTROL: "share",
    Measured.ENCLAVE_SHARE: "share",
    Measured.AREA: "km2",
    Measured.DISTRICTS_HELD: "districts",
    Measured.DISTRICTS_GAINED: "districts",
    Measured.GAP: "m",
    Measured.CONVOYS: "convoys",
}
"""Units of what is not counted in people."""


class Explanation(Model):
    """Why the replay parts from a figure: a mechanism, and the side on which it must then fall."""

    mechanism: Words
    replay_is: Annotated[str, StringConstraints(pattern="^(higher|lower)$")]


class FigureEntry(Model):
    """One claim with a number, and how the same thing is read off a replay.

    ``restates`` lists claims of which it is the sum or another wording: where one of them drives,
    it drives too.
    """

    claim: ClaimId
    measure: Measured
    at: Moment | None = None
    since: Moment | None = None
    places: tuple[Slug, ...] = ()
    group: Slug | None = None
    party: Party | None = None
    destination: Slug | None = None
    convoy: Slug | None = None
    explained: Explanation | None = None
    restates: tuple[ClaimId, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = NEEDED.get(self.measure, ())
        for key in needed:
            if not getattr(self, key):
                raise ValueError(f"measure '{self.measure.value}' needs '{key}'")
        for key in ("since", "places", "group", "party", "destination", "convoy"):
            if getattr(self, key) and key not in (*needed, *ALLOWED.get(self.measure, ())):
                raise ValueError(f"measure '{self.measure.value}' takes no '{key}'")
        if any(moment is not None and moment.range is not None for moment in (self.at, self.since)):
            raise ValueError("a figure is read at one moment: 'range' goes with moments that drive a replay")
        return self


class Unchecked(Model):
    """Claims with a number that no replay of this scenario can answer, and why."""

    claims: tuple[ClaimId, ...]
    reason: Words


class FigureFile(Model):
    """``figures.yaml``.  Shares of districts are taken from the record itself and not listed here."""

    figures: tuple[FigureEntry, ...]
    unchecked: tuple[Unchecked, ...]
