"""The tables of a replay as plain rows; every row carries its basis."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from typing import Any

import numpy as np

from sim.checks.report import Report
from sim.episode.places import GROUPS, OPPOSITION, PARTIES
from sim.result.replay import Replay

Row = dict[str, Any]


def control_rows(replay: Replay) -> Iterator[Row]:
    """Shares at the end of each day; those of a district sum to 1."""
    districts = replay.episode.territory.districts
    for day, (date, bases) in enumerate(zip(replay.calendar.dates(), daily_basis(replay), strict=True)):
        for index, district in enumerate(districts):
            for party, share in zip(PARTIES, rounded_shares(replay.control[day, index]), strict=True):
                yield {
                    "date": date.isoformat(),
                    "district": district,
                    "party": party,
                    "share": share,
                    "basis": bases[index],
                }


def daily_basis(replay: Replay) -> Iterator[list[str]]:
    """For each day, the basis of each district's shares at its end: the last step that changed it."""
    territory = replay.episode.territory
    bases = list(replay.episode.start_basis)
    changes = iter(replay.control_changes)
    change = next(changes, None)
    for day in range(replay.calendar.days):
        while change is not None and change.minute < (day + 1) * 24 * 60:
            bases[territory.index(change.district)] = change.basis
            change = next(changes, None)
        yield list(bases)


def rounded_shares(shares: np.ndarray) -> list[float]:
    """Shares to four places that still sum to exactly 1; the largest takes what rounding leaves."""
    parts = [round(float(share) * 10_000) for share in shares]
    parts[int(np.argmax(shares))] += 10_000 - sum(parts)
    return [part / 10_000 for part in parts]


def people_rows(replay: Replay) -> Iterator[Row]:
    """Whole people at the end of each day; places with nobody of a group all day are left out."""
    for day, date in enumerate(replay.calendar.dates()):
        for place, name in enumerate(replay.places):
            for group, label in enumerate(GROUPS):
                people = int(replay.people[day, group, place])
                if people:
                    yield {
                        "date": date.isoformat(),
                        "place": name,
                        "group": label,
                        "people": people,
                        "basis": "model:people",
                    }


def movement_rows(replay: Replay) -> Iterator[Row]:
    """Journeys; flights and retreats by day, convoys one by one and group by group."""
    calendar = replay.calendar
    for move in replay.movements:
        arrived = "" if move.arrived is None else calendar.day_of(move.arrived).isoformat()
        yield {
            "departed": calendar.day_of(move.departed).isoformat(),
            "arrived": arrived,
            "origin": move.origin,
            "destination": move.destination,
            "group": move.group,
            "people": move.people,
            "kind": move.kind,
            "convoy": "",
            "basis": move.basis,
        }
    yield from _convoy_movements(replay)


def _convoy_movements(replay: Replay) -> Iterator[Row]:
    plan = replay.episode.evacuation
    for convoy in replay.convoys:
        if plan is None or convoy.departed is None:
            continue
        back = convoy.outcome == "turned back"
        for group, people in enumerate(convoy.people):
            if people:
                yield {
                    "departed": _stamp(replay, convoy.departed),
                    "arrived": _stamp(replay, convoy.arrived),
                    "origin": "enclave",
                    "destination": "enclave" if back else plan.destinations[group],
                    "group": GROUPS[group],
                    "people": people,
                    "kind": "convoy",
                    "convoy": convoy.convoy,
                    "basis": f"{convoy.basis};model:convoys",
                }


def convoy_rows(replay: Replay) -> Iterator[Row]:
    """One row for each convoy, those that did not leave too."""
    for convoy in replay.convoys:
        yield {
            "convoy": convoy.convoy,
            "due": _stamp(replay, convoy.due),
            "departed": _stamp(replay, convoy.departed),
            "arrived": _stamp(replay, convoy.arrived),
            "people": sum(convoy.people),
            "outcome": convoy.outcome,
            "basis": convoy.basis,
        }


def _stamp(replay: Replay, minute: int | None) -> str:
    return "" if minute is None else replay.calendar.stamp(minute)


def territory_rows(replay: Replay) -> Iterator[Row]:
    """Area held by party, parted into what rests on claims alone and what on an assumption."""
    areas, whole = replay.episode.territory.areas, replay.episode.territory.km2
    for day, (date, bases) in enumerate(zip(replay.calendar.dates(), daily_basis(replay), strict=True)):
        on_claims = np.array(["assumption:" not in basis for basis in bases])
        for party, name in enumerate(PARTIES):
            km2 = replay.control[day, :, party] * areas
            total, claimed = float(km2.sum()), float(km2[on_claims].sum())
            yield {
                "date": date.isoformat(),
                "party": name,
                "km2": round(total, 3),
                "share_of_initial_enclave": round(total / whole, 4),
                "km2_on_claims": round(claimed, 3),
                "km2_on_assumptions": round(round(total, 3) - round(claimed, 3), 3),
            }


def incident_rows(replay: Replay) -> Iterator[Row]:
    """What the documents tell of, each with its claim and the accounts that follow it."""
    for incident in replay.episode.incidents:
        yield {
            "when": incident.when,
            "precision": incident.precision,
            "kind": incident.kind,
            "place": incident.place,
            "text": incident.text,
            "claims": incident.claim,
            "said_by": incident.said_by,
            "accounts": ";".join(incident.accounts),
        }


def check_rows(report: Report) -> Iterator[Row]:
    """Every figure with its verdict; an empty bound is unbounded."""
    for check in report.checks:
        figure = check.figure
        yield {
            "figure": figure.id,
            "claim": figure.claim,
            "date": figure.day,
            "measure": figure.measure,
            "unit": figure.unit,
            "claimed_low": _number(figure.claimed.low),
            "claimed_high": _number(figure.claimed.high),
            "attributed_to": figure.attributed_to,
            "replayed": _number(check.replayed),
            "role": figure.role,
            "verdict": check.verdict,
            "reason": check.reason,
        }


def unchecked_rows(report: Report) -> Iterator[Row]:
    """Figures that no replay can answer."""
    for row in report.unanswered:
        yield {"figure": row.claim, "claim": row.claim, "reason": row.reason}


def disagreement_rows(replay: Replay, report: Report) -> Iterator[Row]:
    """Claims that cannot all be true, side by side; one question after the other."""
    for group in report.disagreements:
        for voice in group:
            yield {
                "question": group[0].claim,
                "claim": voice.claim,
                "attributed_to": voice.said_by,
                "locator": voice.locator,
                "when": voice.when,
                "text": voice.text,
                "claimed_low": _number(voice.value.low),
                "claimed_high": _number(voice.value.high),
                "unit": voice.unit,
                "followed": "yes" if voice.claim in replay.episode.driving else "no",
            }


def provenance_rows(replay: Replay) -> Iterator[Row]:
    """Where each value of the episode came from."""
    for row in replay.episode.provenance:
        yield {"path": row.path, "value": row.value, "basis": row.basis, "claim_or_reason": row.reason}


def _number(value: float | None) -> str:
    """As short as it can be said; a table schema writes infinity (nothing held to measure from) as INF."""
    if value is None:
        return ""
    if isinf(value):
        return "INF" if value > 0 else "-INF"
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")


def share_held(replay: Replay, day: int) -> float:
    """Share of the whole enclave that the opposition holds at the end of a day."""
    return float(replay.km2()[day, OPPOSITION]) / replay.episode.territory.km2
