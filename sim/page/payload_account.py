"""One account's replay in numbers: ground, people, convoys, what it follows, how it was checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.episode.figure import Figure
from sim.episode.movement import Evacuation
from sim.episode.places import PARTIES
from sim.page.coding import deltas
from sim.page.payload_dots import dots_stream
from sim.page.payload_ground import WHOLE, Shares
from sim.page.payload_record import Claims
from sim.page.tables import Table, columns
from sim.result.replay import Replay
from sim.result.trace import ConvoyRan
from sim.scene.caption import captions
from sim.scene.convoys import Convoys
from sim.scene.crowd import Crowd
from sim.scene.flows import Ints
from sim.scene.ground import Ground
from sim.scene.spoken import spoken_of
from sim.scene.turns import key_days

Rows = list[dict[str, Any]]
Scores = list[list[Any]]

CONVOY = ("id", "due", "departed", "arrived", "people", "outcome", "basis", "route", "there", "modelled")
CHECK = ("replayed", "role", "verdict", "reason")
SETTLED = ("path", "followed", "over", "rule", "fell")
TERRITORY = (("km2", 1000), ("share_of_initial_enclave", WHOLE), ("km2_on_claims", 1000))
"""Columns of the territory table, and by what they are made whole numbers."""


@dataclass
class Shared:
    """What all accounts of a page name by number."""

    claims: Claims
    ground: Ground
    figures: tuple[Figure, ...]
    bases: Table[str] = field(default_factory=Table)
    steps: Table[str] = field(default_factory=Table)
    reasons: Table[str] = field(default_factory=Table)
    verdicts: Table[str] = field(default_factory=Table)
    provenance: Table[tuple[str, str, str, str]] = field(default_factory=Table)
    states: set[tuple[int, Shares]] = field(default_factory=set)


def account_head(replay: Replay, shared: Shared, checks: Rows, scores: Scores) -> dict[str, Any]:
    """The part of an account that is written out."""
    episode = replay.episode
    return {
        "id": episode.account,
        "name": episode.account_name,
        "digest": replay.digest,
        "inputs": episode.inputs_hash,
        "keyDays": sorted(key_days(replay)),
        "endOfControl": replay.end_of_control(),
        "captions": [_captions(replay, day, shared.claims) for day in range(replay.calendar.days)],
        "convoys": columns(CONVOY, _convoys(replay, shared)),
        "road": None if episode.evacuation is None else _road(episode.evacuation, shared),
        "kinds": list(Crowd(replay).flows[0].kinds),
        "checks": columns(CHECK, [_check(row, shared) for row in checks]),
        "settled": columns(SETTLED, _settled(replay, shared.claims)),
        "moments": _moments(replay, shared.figures),
        "fledTo": list(replay.hours.destinations),
        "scores": scores,
    }


def account_streams(replay: Replay, shared: Shared, crowd: Crowd, territory: Rows) -> dict[str, list[int]]:
    """The part of an account that travels as numbers."""
    captured = replay.people[:, :, : len(shared.ground.cells)] - replay.inside
    return {
        "start": _start(replay, shared),
        "control": _control(replay, shared),
        "people": _by_day(replay.people),
        "captured": _by_day(captured),
        "territory": _territory(territory),
        "fled": _fled(replay),
        "dots": dots_stream(crowd),
        "told": _told(replay, shared.claims),
        "driving": deltas(sorted(shared.claims(claim) for claim in replay.episode.driving)),
        "prov": deltas(
            shared.provenance((row.path, row.value, row.basis, row.reason))
            for row in replay.episode.provenance
        ),
    }


def whole_shares(shares: Any) -> Shares:
    """Shares in ten-thousandths that still sum to all; the largest takes what rounding leaves."""
    parts = [round(float(share) * WHOLE) for share in shares]
    parts[int(np.argmax(shares))] += WHOLE - sum(parts)
    return parts[0], parts[1], parts[2]


def _start(replay: Replay, shared: Shared) -> list[int]:
    found: list[int] = []
    for district, basis in enumerate(replay.episode.start_basis):
        shares = whole_shares(replay.episode.start[district])
        shared.states.add((district, shares))
        found += [*shares, shared.bases(basis)]
    return found


def _control(replay: Replay, shared: Shared) -> list[int]:
    found, before = [], 0
    for change in replay.control_changes:
        district, shares = replay.episode.territory.index(change.district), whole_shares(change.shares)
        shared.states.add((district, shares))
        named = PARTIES.index(change.party), shared.bases(change.basis), shared.steps(change.step)
        found += [change.minute - before, district, *shares, *named]
        before = change.minute
    return found


def _by_day(people: Ints) -> list[int]:
    """(day, group, place) as steps from day to day: for each group and day, all places."""
    steps: list[int] = np.diff(people, axis=0, prepend=0).transpose(1, 0, 2).ravel().tolist()
    return steps


def _territory(rows: Rows) -> list[int]:
    """Steps from day to day of the table's numbers, made whole."""
    numbers = np.array([[round(row[name] * by) for name, by in TERRITORY] for row in rows], dtype=np.int64)
    days = numbers.reshape(-1, len(PARTIES) * len(TERRITORY))
    steps: list[int] = np.diff(days, axis=0, prepend=0).ravel().tolist()
    return steps


def _fled(replay: Replay) -> list[int]:
    """Steps from day to day of the people gone across the lines, by destination."""
    ends = [replay.fled_at((day + 1) * 24 * 60) for day in range(replay.calendar.days)]
    counts = np.array([[row[name] for name in replay.hours.destinations] for row in ends], dtype=np.int64)
    steps: list[int] = np.diff(counts.reshape(len(ends), -1), axis=0, prepend=0).ravel().tolist()
    return steps


def _told(replay: Replay, claims: Claims) -> list[int]:
    spoken, found, before = spoken_of(replay.episode), [], 0
    index = replay.episode.territory.index
    entries = sorted((day, index(place), (day, place)) for day, place in spoken.told)
    for day, district, key in entries:
        said = [claims(claim) for claim in spoken.told[key]]
        found += [day - before, district, int(key in spoken.contested), len(said), *said]
        before = day
    return found


def _captions(replay: Replay, day: int, claims: Claims) -> list[list[int]]:
    """Claim, where in its text the caption starts, and the length of each line."""
    found = []
    for caption in captions(replay, day):
        number = claims(caption.claim)
        text = claims.voices[number].text
        start = text[: text.index(caption.text)]
        found.append([number, units(start), *(units(line) for line in caption.lines)])
    return found


def units(text: str) -> int:
    """How long a text is for the page, which counts in units of sixteen bits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _convoys(replay: Replay, shared: Shared) -> list[tuple[Any, ...]]:
    plan = replay.episode.evacuation
    if plan is None:
        return []
    moving = Convoys(replay, shared.ground)
    return [_convoy(ran, plan, moving, replay.calendar.minutes, shared) for ran in replay.convoys]


def _convoy(ran: ConvoyRan, plan: Evacuation, moving: Convoys, end: int, shared: Shared) -> tuple[Any, ...]:
    there = _given_up(ran, plan, moving, end) if ran.departed is None else ran.arrived
    if there is None and ran.departed is not None:
        there = max(end, ran.departed + plan.fleet.checkpoint + plan.fleet.road)
    modelled = int(ran.basis.startswith("model:"))
    return (
        ran.convoy, ran.due, ran.departed, ran.arrived, list(ran.people), ran.outcome,
        shared.bases(ran.basis), _route(ran, plan), there, modelled,
    )  # fmt: skip


def _route(ran: ConvoyRan, plan: Evacuation) -> int:
    """Among the distinct destinations of the plan, that of most people aboard."""
    most = max(range(len(ran.people)), key=lambda group: (ran.people[group], -group))
    return list(dict.fromkeys(plan.destinations)).index(plan.destinations[most])


def _given_up(ran: ConvoyRan, plan: Evacuation, moving: Convoys, end: int) -> int:
    """The minute until which a convoy that never left is seen waiting."""
    turns = sorted({*(closure.end for closure in plan.closures), plan.ends, end})
    seen = [turn for turn in turns if any(mark.convoy == ran.convoy for mark in moving.at(turn - 1))]
    return max(seen, default=ran.due)


def _road(plan: Evacuation, shared: Shared) -> dict[str, Any]:
    closures = [[c.id, c.start, c.end, shared.bases(c.basis)] for c in plan.closures]
    return {
        "opens": plan.opens,
        "ends": plan.ends,
        "basis": shared.bases(plan.basis),
        "closures": closures,
        "destinations": list(plan.destinations),
    }


def _check(row: dict[str, Any], shared: Shared) -> tuple[Any, ...]:
    drives = int(row["role"] == "drives")
    return row["replayed"], drives, shared.verdicts(row["verdict"]), shared.reasons(row["reason"])


def _moments(replay: Replay, common: tuple[Figure, ...]) -> list[list[int]]:
    """Figures read off at other minutes than in the first account: number, minute, and since when."""
    pairs = enumerate(zip(replay.episode.figures, common, strict=True))
    return [
        [number, figure.minute, figure.since]
        for number, (figure, other) in pairs
        if (figure.minute, figure.since) != (other.minute, other.since)
    ]


def _settled(replay: Replay, claims: Claims) -> list[tuple[Any, ...]]:
    return [
        (s.path, claims(s.followed), [claims(claim) for claim in s.passed_over], s.rule, int(s.fell_back))
        for s in replay.episode.settled
    ]
