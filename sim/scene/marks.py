"""What can be seen: frozen marks in map units (km east and north of the map's middle)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Point = tuple[float, float]
Ring = tuple[Point, ...]

State = Literal["held", "shared", "empty"]
Outline = Literal["start", "documented", "assumed"]


@dataclass(frozen=True)
class Stripe:
    """The part of a shared district that stands for one party's share; its place means nothing."""

    party: int
    ring: Ring


@dataclass(frozen=True)
class DistrictMark:
    """A district at the end of a day.

    ``shares`` by the order of parties.  ``outline`` says what the last change rests on: nothing
    has changed since the start, a claim, or an assumption.  ``changed`` is true when control
    changed that day; ``reports_differ`` when claims of that day's changes contradict each other.
    """

    id: str
    label: str
    ring: Ring
    centre: Point
    shares: tuple[float, float, float]
    state: State
    stripes: tuple[Stripe, ...]
    outline: Outline
    changed: bool
    reports_differ: bool


@dataclass(frozen=True)
class FrontMark:
    """A line between two holders of whom one is the opposition.

    ``sure`` is false where one of the two districts is shared: the line then runs somewhere inside.
    ``beyond`` is the neighbouring district, or None at the enclave's outer edge.
    """

    district: str
    beyond: str | None
    points: Ring
    sure: bool


@dataclass(frozen=True)
class PeopleMark:
    """Modelled people of one district; each dot stands for ``unit`` people, its place means nothing."""

    district: str
    ground: Literal["held", "captured"]
    unit: int
    dots: tuple[Point, ...]


@dataclass(frozen=True)
class ConvoyMark:
    """A convoy that left that day, set out along the route so that all can be seen."""

    convoy: str
    at: Point
    people: int
    turned_back: bool
    modelled: bool


@dataclass(frozen=True)
class LabelMark:
    """A name at a fixed place; ``kind`` is district, landmark, party-ground or direction."""

    text: str
    at: Point
    kind: str


@dataclass(frozen=True)
class Caption:
    """What somebody says of that day: at most two lines of 42 characters, the speaker, the locator.

    ``disputed`` is true when another claim of the record contradicts it.
    """

    lines: tuple[str, ...]
    speaker: str
    locator: str
    kind: str
    claim: str
    disputed: bool

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True)
class Count:
    """A documented figure beside a modelled one: ``claimed`` as text, because it may be a range."""

    claimed: str
    speaker: str
    locator: str
    date: str


@dataclass(frozen=True)
class Totals:
    """End of the day: km² by the order of parties, and modelled people.

    ``bands`` by the order of the chart's bands; ``evacuated`` is (civilians, fighters, wounded) so far.
    ``counts`` is each speaker's latest documented figure of everybody evacuated, up to this day.
    Deaths are not taken off.
    """

    km2: tuple[float, float, float]
    enclave_km2: float
    bands: tuple[int, ...]
    evacuated: tuple[int, int, int]
    counts: tuple[Count, ...]
    convoys_today: int
    convoys_turned_back: int


@dataclass(frozen=True)
class Scene:
    """All that is to be seen at the end of one local day; ``day`` counts from one."""

    day: int
    days: int
    date: date
    key_day: bool
    districts: tuple[DistrictMark, ...]
    fronts: tuple[FrontMark, ...]
    people: tuple[PeopleMark, ...]
    convoys: tuple[ConvoyMark, ...]
    captions: tuple[Caption, ...]
    totals: Totals
