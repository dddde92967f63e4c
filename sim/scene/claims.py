"""What the record adds to a day: which claims contradict each other, and who counted whom."""

from __future__ import annotations

import re

from sim.days import DAY
from sim.episode.episode import Episode
from sim.estimate import Estimate
from sim.result.replay import Replay
from sim.scene.marks import Count

FRESH = 3
"""Days for which a figure stays beside the modelled one."""


def disputed(episode: Episode) -> frozenset[str]:
    """Claims that another claim of the record contradicts."""
    return frozenset(claim for group in episode.disagreements for claim in group)


def rivals(episode: Episode, claim: str) -> frozenset[str]:
    """The other claims of the disagreements that ``claim`` stands in."""
    groups = [group for group in episode.disagreements if claim in group]
    return frozenset(other for group in groups for other in group if other != claim)


def contested_places(replay: Replay, day: int) -> frozenset[str]:
    """Districts of which contested claims speak on a day (from 0), or that changed by such a claim."""
    episode, contested = replay.episode, disputed(replay.episode)
    todays = [i for i in episode.incidents if on_day(i.minute, day) and i.kind == "control"]
    told = {incident.place for incident in todays if incident.claim in contested}
    changed = {
        change.district
        for change in replay.control_changes
        if on_day(change.minute, day) and contested & claims_of(change.basis)
    }
    return frozenset((told | changed) & set(episode.territory.districts))


def claims_used(replay: Replay, day: int) -> frozenset[str]:
    """Claims on which the changes and convoys of a day (from 0) rest."""
    bases = [change.basis for change in replay.control_changes if on_day(change.minute, day)]
    bases += [convoy.basis for convoy in replay.convoys if on_day(convoy.due, day)]
    return frozenset(claim for basis in bases for claim in claims_of(basis))


def claims_of(basis: str) -> set[str]:
    """``claim:004-p24-08;assumption:…`` names the claim 004-p24-08."""
    return {part.removeprefix("claim:") for part in basis.split(";") if part.startswith("claim:")}


def on_day(minute: int | None, day: int) -> bool:
    return minute is not None and minute // DAY == day


def counts(episode: Episode, day: int) -> tuple[Count, ...]:
    """Each speaker's latest figure of everybody evacuated, newest first, up to the end of a day (from 0).

    Figures older than three days are left out: by then they say nothing about the day.
    """
    latest: dict[str, tuple[int, Count]] = {}
    opens = 0 if episode.evacuation is None else episode.evacuation.opens
    for figure in episode.figures:
        whole = figure.measure == "evacuated" and figure.group is None and figure.unit == "people"
        told = (day + 1 - FRESH) * DAY < figure.minute <= (day + 1) * DAY and not figure.claimed.is_empty
        if whole and told and figure.since <= opens:
            count = Count(
                span(figure.claimed), speaker_name(figure.attributed_to), locator(figure.claim), figure.day
            )
            latest[figure.attributed_to] = (figure.minute, count)
    return tuple(count for _, count in sorted(latest.values(), key=lambda pair: -pair[0]))


def span(value: Estimate) -> str:
    """The number said, ``8,500``; else ``2,000–3,000``, ``at least 25,000`` or ``at most 8,500``."""
    if value.best is not None:
        return f"{value.best:,.0f}"
    if value.low is not None and value.high is not None:
        return f"{value.low:,.0f}–{value.high:,.0f}"
    return f"at least {value.low:,.0f}" if value.low is not None else f"at most {value.high or 0:,.0f}"


def locator(claim: str) -> str:
    """``004-p24-01`` as ``004 ¶24``; anything else as it is."""
    found = re.fullmatch(r"([0-9]{3})-p0*([0-9]+)-[0-9]+", claim)
    return f"{found[1]} ¶{found[2]}" if found else claim


def speaker_name(said_by: str) -> str:
    """A speaker as printed beside a locator, which names the document already."""
    return re.sub(r" \(own voice of [0-9]{3}\)$", "", said_by)


def documents(episode: Episode) -> tuple[str, ...]:
    """The documents that the incidents and the driving claims stand in, in order."""
    claims = {incident.claim for incident in episode.incidents} | set(episode.driving)
    return tuple(sorted({claim[:3] for claim in claims if re.match(r"[0-9]{3}-p", claim)}))
