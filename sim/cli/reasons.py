"""What a value rests on, as plain data: for `sim why`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from sim.checks.compare import check_figure
from sim.days import DAY
from sim.episode.episode import Settled
from sim.episode.figure import Figure, Voice
from sim.episode.places import GROUPS, PARTIES
from sim.errors import SimError
from sim.result.replay import Replay
from sim.result.trace import ControlChanged

Answer = dict[str, Any]


def about_place(replay: Replay, place: str, day: int) -> Answer:
    """What stands behind a place at the end of a day, and who says what about it.

    For a district: who holds it, step by step.  For a place that people reach: who is there.  For
    any other place that a claim speaks of: the claims.
    """
    known = _known_places(replay)
    if place not in known:
        near = get_close_matches(place, known, n=1)
        raise SimError(
            f"no place '{place}'",
            hint=f"did you mean '{near[0]}'?" if near else "see control.csv for the ids",
        )
    until = replay.calendar.dates()[day].isoformat()
    state, steps = _district(replay, place, day)
    used = {claim["claim"] for step in steps for claim in step["claims"]}
    return {
        "title": f"{place} at the end of {until}, account {replay.episode.account}",
        "state": state,
        "steps": steps,
        "others_title": "Other claims about it, up to that day:",
        "others": [_voice(v, side="claimed") for v in _about(replay, place, until) if v.claim not in used],
    }


def _known_places(replay: Replay) -> list[str]:
    """Every place that people stand in or that a dated claim speaks of."""
    return list(dict.fromkeys([*replay.places, *(incident.place for incident in replay.episode.incidents)]))


def _district(replay: Replay, place: str, day: int) -> tuple[list[str], list[Answer]]:
    """State and steps of a district; of a place that is none, who is there, and no steps."""
    districts = replay.episode.territory.districts
    if place in districts:
        index = districts.index(place)
        changes = [c for c in replay.control_changes if c.district == place and c.minute < (day + 1) * DAY]
        return _state(replay, index, day), [_step(replay, c) for c in changes] or [_start(replay, index)]
    if place in replay.places:
        return [f"people: {_people(replay, replay.places.index(place), day)} (modelled)"], []
    return ["no district of its own and nobody is counted here: claims only"], []


def _people(replay: Replay, index: int, day: int) -> str:
    return ", ".join(f"{int(replay.people[day, g, index]):,} {name}" for g, name in enumerate(GROUPS))


def _state(replay: Replay, index: int, day: int) -> list[str]:
    """Shares, people (modelled), and what the area rests on."""
    shares = ", ".join(
        f"{p} {s:.0%}" for p, s in zip(PARTIES, replay.control[day, index], strict=True) if s > 0
    )
    place = replay.episode.places[index]
    return [
        f"control: {shares} (documented unless a step below says assumption)",
        f"people: {_people(replay, index, day)} (modelled)",
        f"area: {place.km2} km² ({place.area_basis}), place: {place.basis}",
    ]


def _step(replay: Replay, change: ControlChanged) -> Answer:
    """One change: when, to what, by which claims or assumption."""
    shares = ", ".join(f"{p} {s:.0%}" for p, s in zip(PARTIES, change.shares, strict=True) if s > 0)
    title = f"{replay.calendar.stamp(change.minute)}  step {change.step}: {shares}"
    settled = next((q for q in replay.episode.settled if q.path == f"control.{change.step}"), None)
    return {"title": title, "rule": _rule(replay, settled, change), "claims": _sides(replay, settled)}


def _rule(replay: Replay, settled: Settled | None, change: ControlChanged) -> str:
    path = f"control.{change.step}"
    reasons = [
        f"{p.value}: {p.reason}"
        for p in replay.episode.provenance
        if p.path == path or p.path.startswith(f"{path}.")
    ]
    if settled is None:
        return f"assumption ({change.basis}): {'; '.join(reasons)}"
    if not settled.passed_over:
        return f"the only claim on this; {'; '.join(reasons)}"
    return f"{settled.rule}; {'; '.join(reasons)}"


def _start(replay: Replay, index: int) -> Answer:
    basis = replay.episode.start_basis[index]
    reason = next((p.reason for p in replay.episode.provenance if f"assumption:{p.path}" == basis), "")
    return {"title": "since the first midnight", "rule": f"{basis}: {reason}", "claims": []}


def about_figure(replay: Replay, key: str) -> Answer:
    """A sourced figure: who says it, what the replay makes of it, and who says otherwise."""
    figure = _find(replay, key)
    check = check_figure(replay, figure)
    question = next((q for q in replay.episode.settled if figure.claim in (q.followed, *q.passed_over)), None)
    own = replay.episode.voices[figure.claim]
    sides = _sides(replay, question) if question else [_voice(own, side="claimed")]
    groups = [g for g in replay.episode.disagreements if figure.claim in g]
    against = [_voice(replay.episode.voices[c]) for g in groups for c in g if c != figure.claim]
    rule = question.rule if question else "uncontested"
    return {
        "title": f"{figure.id} on {figure.day}, account {replay.episode.account}",
        "state": [
            f"claimed: {figure.claimed} {figure.unit} by {figure.attributed_to} (documented)",
            f"replayed: {check.replayed:g} {figure.unit}",
            f"role: {figure.role}; verdict: {check.verdict}{'; ' + check.reason if check.reason else ''}",
        ],
        "steps": [
            {"title": f"question {question.path if question else figure.id}", "rule": rule, "claims": sides}
        ],
        "others_title": "Claims that cannot all be true with it:",
        "others": against,
    }


def _find(replay: Replay, key: str) -> Figure:
    by_id = {f.id: f for f in replay.episode.figures} | {f.claim: f for f in replay.episode.figures}
    if key in by_id:
        return by_id[key]
    reason = next((u.reason for u in replay.episode.unanswered if u.claim == key), None)
    if reason is not None:
        raise SimError(f"no replay can answer {key}: {reason}", hint="unchecked.csv lists all of these")
    near = get_close_matches(key, by_id, n=1)
    raise SimError(
        f"no figure '{key}'", hint=f"did you mean '{near[0]}'?" if near else "see checks.csv for the ids"
    )


def _sides(replay: Replay, question: Settled | None) -> list[Answer]:
    if question is None:
        return []
    voices = replay.episode.voices
    return [
        _voice(voices[question.followed], side="followed"),
        *(_voice(voices[c]) for c in question.passed_over),
    ]


def _about(replay: Replay, place: str, until: str) -> list[Voice]:
    """Dated claims about a place up to a day, in order."""
    claims = [i.claim for i in replay.episode.incidents if i.place == place and i.when[:10] <= until]
    return [replay.episode.voices[claim] for claim in claims]


def _voice(voice: Voice, *, side: str = "against") -> Answer:
    value = "" if voice.value.is_empty else f" [{voice.value} {voice.unit}, '{voice.wording}']"
    return {
        "claim": voice.claim,
        "side": side,
        "said_by": voice.said_by,
        "locator": voice.locator,
        "when": voice.when,
        "text": voice.text,
        "value": value,
    }
