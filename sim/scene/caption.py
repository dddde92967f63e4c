"""What is told of a day: the incidents that weigh most, with who says so and where it stands."""

from __future__ import annotations

from sim.episode.episode import Episode, Incident
from sim.result.replay import Replay
from sim.scene.claims import claims_used, contradict, disputed, locator, on_day, rivals, speaker_name
from sim.scene.marks import Caption
from sim.scene.wrapping import fitted

MOST = 2
"""Captions a day."""

READING, LEAST = 15.0, 3.0
"""Characters read in a second; seconds that a caption stands at least."""

WEIGHTS = {
    "casualty": 60,
    "control": 50,
    "convoy": 50,
    "ceasefire": 46,
    "displacement": 46,
    "population": 40,
    "surrender": 30,
    "territory": 30,
    "bombardment": 34,
}
"""How much a kind of incident weighs: people first."""

MANY = 50
"""People killed or hurt; a claim of so many comes first even where its text takes both captions."""

OTHER, UNCOUNTED = 30, 36
"""Any other kind; what is said of dead and hurt without counting them."""

USED, FITS, TOO_LONG, WIDE_SPAN, WHOLE, KM2, CONTESTED, PAIR = 14, 6, -14, -60, 5, 4, 4, 8
"""The replay's own changes rest on it; its text fits one caption, or not; it speaks of many days; of the
whole enclave; so much for each km² of the district it speaks of; somebody contradicts it; on the same day."""


def captions(replay: Replay, day: int) -> tuple[Caption, ...]:
    """The most telling incidents of a day (from 0), at most two captions, nothing left out of their text.

    A day on which somebody counts dead or hurt has one of these first; after it, what the other
    side says against it, else what weighs most of another kind.  On other days the second is a
    claim that contradicts the first where there is one, else one of another kind, if possible one
    that nobody contradicts.  A text too long for one caption takes both; one too long for two is
    left to the tables (see `untold`).  Ties go to the earlier moment, then to the claim's id.
    """
    episode, contested = replay.episode, disputed(replay.episode)
    ranked = _ranked(replay, day)
    if not ranked:
        return ()
    people = [incident for incident in ranked if comes_first(episode, incident)]
    first = [*people, *ranked][0]
    parts = _captions(first, contested)
    if len(parts) == MOST:
        return parts
    rest = [i for i in ranked if i.claim != first.claim and len(fitted(i.text)) == 1]
    contrary = against(episode, first, rest)
    other = [incident for incident in rest if incident.kind != first.kind]
    if people:
        second = [i for i in contrary if _side(episode, i) != _side(episode, first)] or other
    else:
        second = contrary or sorted(other, key=lambda incident: incident.claim in contested)
    return (*parts, *(caption for i in second[: MOST - 1] for caption in _captions(i, contested)))


def untold(replay: Replay, day: int) -> tuple[Caption, ...]:
    """The claims of a day (from 0) where none of them fits two captions, each whole on one line."""
    todays = [incident for incident in replay.episode.incidents if on_day(incident.minute, day)]
    if any(fitted(incident.text) for incident in todays):
        return ()
    contested = disputed(replay.episode)
    return tuple(_caption(incident, (incident.text,), contested) for incident in todays)


def _ranked(replay: Replay, day: int) -> list[Incident]:
    """The incidents of a day that fit, the weightiest first."""
    episode, used = replay.episode, claims_used(replay, day)
    todays = [i for i in episode.incidents if on_day(i.minute, day) and fitted(i.text)]
    scores = {i.claim: weight(episode, i, used) + dispute(episode, i, todays) for i in todays}
    return sorted(todays, key=lambda i: (-scores[i.claim], i.minute, i.claim))


def comes_first(episode: Episode, incident: Incident) -> bool:
    """Does it count people killed or hurt, in one caption, or so many that it may take both?"""
    if not counts_people(episode, incident):
        return False
    value = episode.voices[incident.claim].value
    return len(fitted(incident.text)) == 1 or (value.low or value.best or 0) >= MANY


def counts_people(episode: Episode, incident: Incident) -> bool:
    """Does it give a number of people killed or hurt, and not over many days?"""
    voice = episode.voices.get(incident.claim)
    told = incident.kind == "casualty" and not incident.precision.startswith("until")
    return told and voice is not None and voice.unit == "people"


def against(episode: Episode, incident: Incident, others: list[Incident]) -> list[Incident]:
    """Those of ``others`` in which another speaker contradicts ``incident`` on the same kind of question.

    Speakers of another side come first.
    """
    alike = [o for o in others if o.kind == incident.kind and contradict(episode, incident.claim, o.claim)]
    found = [other for other in alike if other.said_by != incident.said_by]
    return sorted(found, key=lambda other: _side(episode, other) == _side(episode, incident))


def _side(episode: Episode, incident: Incident) -> str:
    voice = episode.voices.get(incident.claim)
    return incident.said_by if voice is None else voice.family


def dispute(episode: Episode, incident: Incident, todays: list[Incident]) -> float:
    """What being contradicted adds to an incident's weight, more where both are told on one day."""
    score = CONTESTED if rivals(episode, incident.claim) else 0
    return float(score + (PAIR if against(episode, incident, todays) else 0))


def weight(episode: Episode, incident: Incident, used: frozenset[str]) -> float:
    """Kind first; then what rests on it, whether it fits, how much ground it speaks of."""
    uncounted = incident.kind == "casualty" and not counts_people(episode, incident)
    score = float(UNCOUNTED if uncounted else WEIGHTS.get(incident.kind, OTHER))
    score += USED if incident.claim in used else 0
    score += FITS if len(fitted(incident.text)) == 1 else TOO_LONG
    score += WIDE_SPAN if incident.precision.startswith("until") else 0
    if incident.place in episode.territory.districts:
        index = episode.territory.index(incident.place)
        return score + min(12.0, KM2 * float(episode.territory.areas[index]))
    return score + WHOLE


def _captions(incident: Incident, contested: frozenset[str]) -> tuple[Caption, ...]:
    return tuple(_caption(incident, lines, contested) for lines in fitted(incident.text))


def _caption(incident: Incident, lines: tuple[str, ...], contested: frozenset[str]) -> Caption:
    return Caption(
        lines=lines,
        speaker=speaker_name(incident.said_by),
        locator=locator(incident.claim),
        kind=incident.kind,
        claim=incident.claim,
        disputed=incident.claim in contested,
        seconds=max(LEAST, sum(map(len, lines)) / READING),
    )
