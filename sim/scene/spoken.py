"""Which claims speak of the control of which districts, day by day."""

from __future__ import annotations

from dataclasses import dataclass

from sim.days import DAY
from sim.episode.episode import Episode
from sim.scene.claims import claims_of, contradict, disputed


@dataclass(frozen=True)
class Spoken:
    """``told`` and ``contested`` (day from 0, district): the claims, in order.

    A claim speaks of a district when it is an incident of kind control there, when a step of the
    episode rests on it, or when it is a figure of control that names it: regions count for each of
    their districts, and a claim that one party holds the whole enclave for all.  Claims without a
    day of their own, and those of long spans, are left out.
    """

    told: dict[tuple[int, str], tuple[str, ...]]
    contested: dict[tuple[int, str], tuple[str, ...]]


def spoken_of(episode: Episode) -> Spoken:
    """Go through incidents, steps and figures once."""
    found: dict[tuple[int, str], dict[str, None]] = {}
    districts, days = frozenset(episode.territory.districts), _days(episode)
    places = _places(episode)
    for claim, day in days.items():
        for place in places.get(claim, ()):
            if place in districts:
                found.setdefault((day, place), {})[claim] = None
    told = {key: tuple(claims) for key, claims in found.items()}
    return Spoken(told, _contested(episode, told))


def _days(episode: Episode) -> dict[str, int]:
    """The day of each claim about control."""
    return {
        i.claim: i.minute // DAY
        for i in episode.incidents
        if i.kind in ("control", "territory") and i.minute is not None and not i.precision.startswith("until")
    }


def _places(episode: Episode) -> dict[str, dict[str, None]]:
    places: dict[str, dict[str, None]] = {}
    for incident in episode.incidents:
        places.setdefault(incident.claim, {})[incident.place] = None
    for figure in episode.figures:
        if figure.measure == "control":
            places.setdefault(figure.claim, {}).update(dict.fromkeys(figure.places))
        if figure.measure == "enclave-share" and (figure.claimed.low or 0) >= 1:
            places.setdefault(figure.claim, {}).update(dict.fromkeys(episode.territory.districts))
    for step in episode.steps:
        for claim in sorted(claims_of(step.basis)):
            places.setdefault(claim, {})[episode.territory.districts[step.district]] = None
    return places


def _contested(
    episode: Episode, told: dict[tuple[int, str], tuple[str, ...]]
) -> dict[tuple[int, str], tuple[str, ...]]:
    """Claims of one day about one district that contradict each other."""
    suspects, found = disputed(episode), {}
    for key, claims in told.items():
        both = tuple(c for c in claims if c in suspects and any(contradict(episode, c, o) for o in claims))
        if both:
            found[key] = both
    return found
