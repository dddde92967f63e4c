"""What can be seen: frozen marks in map units (km east and north of the map's middle)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Point = tuple[float, float]
Ring = tuple[Point, ...]

Holding = Literal["held", "shared", "empty"]
Outline = Literal["start", "documented", "assumed"]
Word = Literal["told", "no source", "disputed", "reports differ"]
"""What the record says of a district that day, the strongest first from the right."""

Travel = Literal["flight", "retreat", "return", "surrender"]
ConvoyStatus = Literal["waiting", "on the road", "turned back", "arrived"]
RoadStatus = Literal["not yet open", "open", "suspended", "over"]


NameKind = Literal["district", "party-ground", "old-town", "landmark", "river", "direction"]


@dataclass(frozen=True)
class NameMark:
    """A name that may be written on the map; where it goes is found from the text's measured size.

    ``text`` is the name without what stands in brackets, ``arabic`` empty where the scenario has
    none.  ``at`` is the place it belongs to; ``ring`` the ground (or, of a river, the line) that it
    names, empty for a point.  The heaviest is placed first.
    """

    id: str
    text: str
    arabic: str
    kind: NameKind
    at: Point
    ring: Ring
    weight: float


@dataclass(frozen=True)
class Stripe:
    """The part of a shared district that stands for one party's share; its place means nothing."""

    party: int
    ring: Ring


@dataclass(frozen=True)
class Difference:
    """Accounts that do not agree on who holds a district: (account's name, holder) each.

    ``holder`` is an index of parties, None where nobody holds it.  ``speakers`` are those behind
    the last change of each account that differs; empty where only assumptions differ.
    """

    holders: tuple[tuple[str, int | None], ...]
    speakers: tuple[str, ...]


@dataclass(frozen=True)
class DistrictMark:
    """A district at a moment.

    ``shares`` by the order of parties.  ``outline`` says what the last change rests on: nothing
    has changed since the start, a claim, or an assumption.  ``changed`` is true when control
    changed that day, up to the moment.  ``word`` is what the record says of it that day:
    ``sources`` claims speak of its control; none; they contradict each other; or accounts differ
    on who holds it (``difference`` then says which).
    """

    id: str
    name: str
    arabic: str
    ring: Ring
    centre: Point
    shares: tuple[float, float, float]
    holding: Holding
    stripes: tuple[Stripe, ...]
    outline: Outline
    changed: bool
    word: Word
    sources: int
    difference: Difference | None


@dataclass(frozen=True)
class FrontMark:
    """A line between two holders of whom one is the opposition.

    ``sure`` is false where a side is shared, or where its state rests on an assumption.
    ``beyond`` is the neighbouring district, or None at the enclave's outer edge.
    """

    district: str
    beyond: str | None
    points: Ring
    sure: bool


@dataclass(frozen=True)
class PeopleMark:
    """Modelled people standing in one district; each dot is ``unit`` people, its place means nothing."""

    district: str
    ground: Literal["held", "captured"]
    unit: int
    dots: tuple[Point, ...]


@dataclass(frozen=True)
class TravellerMark:
    """One dot of modelled people on its way; way and pace are schematic."""

    kind: Travel
    origin: str
    destination: str
    at: Point


@dataclass(frozen=True)
class ConvoyMark:
    """A convoy at a moment: ``at`` is its head, ``trail`` where it was in the last 24 hours, oldest first."""

    convoy: str
    at: Point
    trail: Ring
    people: int
    status: ConvoyStatus
    modelled: bool


@dataclass(frozen=True)
class Motion:
    """What moves, at one minute of the replay."""

    minute: int
    people: tuple[PeopleMark, ...]
    travellers: tuple[TravellerMark, ...]
    convoys: tuple[ConvoyMark, ...]
    road: RoadStatus


@dataclass(frozen=True)
class Caption:
    """What somebody says of that day: at most two lines of 42 characters, the speaker, the locator.

    ``seconds`` is the time needed to read it.  ``disputed`` is true when another claim of the
    record contradicts it.
    """

    lines: tuple[str, ...]
    speaker: str
    locator: str
    kind: str
    claim: str
    disputed: bool
    seconds: float

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True)
class FigureMark:
    """One speaker's figure in a chart: its moment, its range, and who says so.

    ``low`` and ``high`` are None where the wording leaves that side open, ``best`` None where only
    bounds are given.  ``letter`` is the speaker's letter in all charts.  ``drives`` is true when
    the replay rests on it: then agreement means nothing.
    """

    claim: str
    letter: str
    speaker: str
    locator: str
    minute: int
    low: float | None
    best: float | None
    high: float | None
    drives: bool
    says: str


@dataclass(frozen=True)
class Totals:
    """At the moment: km² by the order of parties, and modelled people.

    ``bands`` by the order of the chart's bands, at the end of the day; ``evacuated`` is
    (civilians, fighters, wounded) so far.  Deaths are not taken off.
    """

    km2: tuple[float, float, float]
    enclave_km2: float
    bands: tuple[int, ...]
    evacuated: tuple[int, int, int]
    convoys_today: int
    convoys_turned_back: int


@dataclass(frozen=True)
class Scene:
    """All that is to be seen at a moment but for what moves; ``day`` from one, ``minute`` from the start.

    ``untold`` are the day's claims where every one is too long for a caption, each on one line.
    """

    minute: int
    day: int
    days: int
    date: date
    key_day: bool
    districts: tuple[DistrictMark, ...]
    fronts: tuple[FrontMark, ...]
    captions: tuple[Caption, ...]
    untold: tuple[Caption, ...]
    totals: Totals


@dataclass(frozen=True)
class Beat:
    """A stretch of film: for ``run`` seconds the clock goes from ``start`` to ``end``, for ``rest`` it waits.

    ``day`` counts from one; it is None for a card, whose clock stands all the time.
    """

    kind: Literal["title", "day", "end"]
    name: str
    day: int | None
    start: int
    end: int
    run: float
    rest: float

    @property
    def seconds(self) -> float:
        return self.run + self.rest
