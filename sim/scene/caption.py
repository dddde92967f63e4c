"""What is told of a day: the incidents that weigh most, with who says so and where it stands."""

from __future__ import annotations

import textwrap

from sim.episode.episode import Episode, Incident
from sim.result.replay import Replay
from sim.scene.claims import claims_used, disputed, locator, on_day, rivals, speaker_name
from sim.scene.marks import Caption

WIDTH = 42
LINES = 2

MOST = 2
"""Captions a day."""

WEIGHTS = {
    "control": 50,
    "convoy": 50,
    "ceasefire": 46,
    "displacement": 42,
    "casualty": 48,
    "population": 36,
    "surrender": 30,
    "territory": 30,
    "bombardment": 28,
}
"""How much a kind of incident weighs: what moves ground or people first."""

OTHER = 30
USED, FITS, TOO_LONG, WIDE_SPAN, WHOLE, KM2, CONTESTED, PAIR = 14, 6, -14, -60, 5, 4, 4, 8
"""The replay's own changes rest on it; its text fits, or not; it speaks of many days; of the whole
enclave; so much for each km² of the district it speaks of; somebody contradicts it; on the same day."""


def captions(replay: Replay, day: int) -> tuple[Caption, ...]:
    """The most telling incidents of a day (from 0), at most two.

    The second is a claim that contradicts the first where there is one that day, else one of
    another kind that nobody contradicts.  Ties go to the earlier moment, then to the claim's id.
    """
    todays = [incident for incident in replay.episode.incidents if on_day(incident.minute, day)]
    if not todays:
        return ()
    episode, used, contested = replay.episode, claims_used(replay, day), disputed(replay.episode)
    scores = {i.claim: weight(episode, i, used) + dispute(episode, i, todays) for i in todays}
    ranked = sorted(todays, key=lambda i: (-scores[i.claim], i.minute, i.claim))
    first, rest = ranked[0], ranked[1:]
    apart = [i for i in rest if i.kind != first.kind and i.claim not in contested]
    second = against(episode, first, rest) or apart
    return tuple(_caption(incident, contested) for incident in (first, *second[: MOST - 1]))


def against(episode: Episode, incident: Incident, others: list[Incident]) -> list[Incident]:
    """Those of ``others`` in which another speaker contradicts ``incident`` on the same kind of question."""
    contrary = rivals(episode, incident.claim)
    alike = [other for other in others if other.kind == incident.kind and other.claim in contrary]
    return [other for other in alike if other.said_by != incident.said_by]


def dispute(episode: Episode, incident: Incident, todays: list[Incident]) -> float:
    """What being contradicted adds to an incident's weight, more where both are told on one day."""
    score = CONTESTED if rivals(episode, incident.claim) else 0
    return float(score + (PAIR if against(episode, incident, todays) else 0))


def weight(episode: Episode, incident: Incident, used: frozenset[str]) -> float:
    """Kind first; then what rests on it, whether it fits, how much ground it speaks of."""
    score = float(WEIGHTS.get(incident.kind, OTHER))
    score += USED if incident.claim in used else 0
    score += FITS if len(wrapped(incident.text)) <= LINES else TOO_LONG
    score += WIDE_SPAN if incident.precision.startswith("until") else 0
    if incident.place in episode.territory.districts:
        index = episode.territory.index(incident.place)
        return score + min(12.0, KM2 * float(episode.territory.areas[index]))
    return score + WHOLE


def _caption(incident: Incident, contested: frozenset[str]) -> Caption:
    return Caption(
        lines=cut(wrapped(incident.text)),
        speaker=speaker_name(incident.said_by),
        locator=locator(incident.claim),
        kind=incident.kind,
        claim=incident.claim,
        disputed=incident.claim in contested,
    )


def wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=True)


def cut(lines: list[str]) -> tuple[str, ...]:
    """At most two lines; what is left out shows as an ellipsis."""
    if len(lines) <= LINES:
        return tuple(lines)
    last = lines[LINES - 1]
    while len(last) > WIDTH - 2:
        last = last[: last.rfind(" ")] if " " in last else last[: WIDTH - 2]
    return (*lines[: LINES - 1], f"{last.rstrip(',;:')} …")
