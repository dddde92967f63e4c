"""What the record says, the same for all accounts: claims, incidents, figures, disagreements, places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.episode.episode import Episode, Incident
from sim.episode.figure import Figure, Voice
from sim.episode.places import IN_TRANSIT, Place
from sim.page.tables import Table, columns
from sim.result.replay import Replay
from sim.scene.bands import BANDS, band_of
from sim.scene.charts import evacuated_chart, evacuated_figures, share_figures, speakers_of

CLAIM = ("id", "by", "at", "text", "when", "low", "best", "high", "unit", "wording", "scope", "note")
INCIDENT = ("claim", "minute", "when", "precision", "kind", "place", "accounts")
FIGURE = (
    "id", "claim", "minute", "since", "day", "measure", "unit", "low", "best", "high", "by", "places",
    "group", "party", "destination", "convoy",
)  # fmt: skip


class Claims:
    """The claims of an episode, by number."""

    def __init__(self, episode: Episode) -> None:
        self.voices = list(episode.voices.values())
        self.numbers = {voice.claim: number for number, voice in enumerate(self.voices)}

    def __call__(self, claim: str) -> int:
        """The number of a claim; -1 for what is no claim of the record."""
        return self.numbers.get(claim, -1)


def record_head(replays: Sequence[Replay], claims: Claims) -> dict[str, Any]:
    """Claims with their speakers, incidents, figures and groups of claims that cannot all be true."""
    episode = replays[0].episode
    speakers: Table[tuple[str, str]] = Table()
    names = [replay.episode.account for replay in replays]
    return {
        "claims": columns(CLAIM, [_claim(voice, speakers) for voice in claims.voices]),
        "speakers": columns(("name", "family"), speakers.values),
        "disagreements": [[claims(claim) for claim in group] for group in episode.disagreements],
        "incidents": columns(INCIDENT, [_incident(i, claims, names) for i in episode.incidents]),
        "figures": columns(FIGURE, [_figure(figure, claims) for figure in episode.figures]),
        "unchecked": [[claims(row.claim), row.reason] for row in episode.unanswered],
    }


def places_head(replay: Replay) -> dict[str, Any]:
    """Places of the people table in its order, and all others that have a name."""
    episode = replay.episode
    known = {place.id: place for place in (*episode.places, *episode.landmarks)}
    count = len(episode.territory.districts)
    rows = [_place(known.pop(name, None), name) for name in replay.places]
    bands = [-1] * count + [BANDS.index(band_of(episode, name)) for name in replay.places[count:]]
    names = ("id", "name", "arabic", "kind")
    return {
        "places": {**columns(names, rows), "band": bands},
        "otherPlaces": columns(names, [_place(place, place.id) for place in known.values()]),
        "bands": list(BANDS),
    }


def charts_head(replay: Replay) -> dict[str, Any]:
    """Which figures stand in the two charts, and the letters of their speakers."""
    numbers = {figure.id: number for number, figure in enumerate(replay.episode.figures)}
    evacuated = [numbers[figure.id] for figure in evacuated_figures(replay)]
    shares = [numbers[figure.id] for figure in share_figures(replay)]
    letters = speakers_of(replay)
    return {
        "letters": [list(pair) for pair in letters],
        "starts": evacuated_chart(replay, {name: letter for letter, name in letters}).starts,
        "charts": {"evacuated": evacuated, "share": shares},
    }


def _claim(voice: Voice, speakers: Table[tuple[str, str]]) -> tuple[Any, ...]:
    value = voice.value
    return (
        voice.claim, speakers((voice.said_by, voice.family)), voice.locator, voice.text, voice.when,
        shortest(value.low), shortest(value.best), shortest(value.high), voice.unit, voice.wording,
        voice.scope, voice.note,
    )  # fmt: skip


def _incident(incident: Incident, claims: Claims, accounts: list[str]) -> tuple[Any, ...]:
    follows = sum(1 << at for at, name in enumerate(accounts) if name in incident.accounts)
    return (
        claims(incident.claim), incident.minute, incident.when, incident.precision, incident.kind,
        incident.place, follows,
    )  # fmt: skip


def _figure(figure: Figure, claims: Claims) -> tuple[Any, ...]:
    claimed = figure.claimed
    return (
        figure.id, claims(figure.claim), figure.minute, figure.since, figure.day, figure.measure, figure.unit,
        shortest(claimed.low), shortest(claimed.best), shortest(claimed.high), figure.attributed_to,
        list(figure.places), figure.group, figure.party, figure.destination, figure.convoy,
    )  # fmt: skip


def _place(place: Place | None, name: str) -> tuple[str, str, str, str]:
    if place is None:
        return name, name, "", "transit" if name == IN_TRANSIT else "outside"
    return place.id, place.name, place.arabic, place.kind


def shortest(value: float | None) -> float | int | None:
    """Whole numbers without a point."""
    return int(value) if value is not None and value == int(value) else value
