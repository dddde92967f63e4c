"""What the record adds to a day: which claims contradict each other, what rests on them, who said them."""

from __future__ import annotations

import re

from sim.days import DAY
from sim.episode.episode import Episode
from sim.estimate import Estimate
from sim.result.replay import Replay


def disputed(episode: Episode) -> frozenset[str]:
    """Claims that another claim of the record contradicts."""
    return frozenset(claim for group in episode.disagreements for claim in group)


def rivals(episode: Episode, claim: str) -> frozenset[str]:
    """The other claims of the disagreements that ``claim`` stands in."""
    groups = [group for group in episode.disagreements if claim in group]
    return frozenset(other for group in groups for other in group if other != claim)


def contradict(episode: Episode, first: str, second: str) -> bool:
    """Do two claims contradict each other: of one disagreement, and with numbers that cannot both be true?

    A disagreement joins claims of several moments; of those that give the same number, or shares of
    ground that leave room for each other, none contradicts the other.  Claims without numbers are
    taken to contradict.
    """
    if second not in rivals(episode, first):
        return False
    given = {f.claim: f for f in episode.figures if f.claim in (first, second) and not f.claimed.is_empty}
    if len(given) < 2 or given[first].unit != given[second].unit:
        return True
    a, b = given[first], given[second]
    if a.party == b.party:
        return not a.claimed.meets(b.claimed)
    return a.unit != "share" or (a.claimed.low or 0.0) + (b.claimed.low or 0.0) > 1


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
