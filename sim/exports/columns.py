"""What each column of the data package means, and the description that travels with it."""

from __future__ import annotations

import hashlib
from typing import Any

from sim.episode.question import titled
from sim.result.replay import Replay

BASIS = "claim:<id>, assumption:<path>, dataset:<id> or model:<process>; several joined by ';'"
COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "control": {
        "date": ("date", "local day; the state is that of its end, 24:00"),
        "district": ("string", "district of the territory's partition"),
        "party": ("string", "government, opposition or sdf"),
        "share": ("number", "share of the district's part inside the enclave; a district's shares sum to 1"),
        "basis": ("string", BASIS),
    },
    "people": {
        "date": ("date", "local day; where people stand at its end"),
        "place": ("string", "district, place outside, or in-transit for people on the road at midnight"),
        "group": ("string", "civilians, fighters or wounded; a wounded person is counted once, here"),
        "people": ("integer", "whole people; deaths are incidents, not taken off; no row means nobody"),
        "basis": ("string", BASIS),
    },
    "movements": {
        "departed": ("string", "day for flight, retreat, return, surrender; day and time for convoys"),
        "arrived": ("string", "as departed, of the last to arrive; empty: still on the road at the end"),
        "origin": ("string", "place; 'enclave' for convoys"),
        "destination": ("string", "place; 'enclave' for a convoy that was turned back"),
        "group": ("string", "civilians, fighters or wounded"),
        "people": ("integer", "whole people"),
        "kind": ("string", "flight (across the lines), retreat (deeper in), surrender, return or convoy"),
        "convoy": ("string", "id of the convoy, else empty"),
        "basis": ("string", BASIS),
    },
    "convoys": {
        "convoy": ("string", "id; modelled-NN for those that no document names"),
        "due": ("string", "day and time at which it was to leave"),
        "departed": ("string", "day and time; empty: did not leave"),
        "arrived": ("string", "day and time there, or back; empty: did not leave or still on the road"),
        "people": ("integer", "people aboard at departure"),
        "outcome": ("string", "arrived, turned back, on the road, or did not leave and why"),
        "basis": ("string", BASIS),
    },
    "territory": {
        "date": ("date", "local day; the state is that of its end"),
        "party": ("string", "government, opposition or sdf"),
        "km2": ("number", "area held, from the area facts"),
        "share_of_initial_enclave": ("number", "share of the enclave of the first day"),
        "km2_on_claims": ("number", "the part whose last change rests on a claim alone"),
        "km2_on_assumptions": ("number", "the rest, the first day's shares among it"),
    },
    "incidents": {
        "when": ("string", "day and time; the time by the table of parts of the day"),
        "precision": ("string", "part of day as told, and whether stated or inferred"),
        "kind": ("string", "what sort of thing: control, convoy, ceasefire, casualty and so on"),
        "place": ("string", "district, landmark or region"),
        "text": ("string", "what is claimed, in our words"),
        "claims": ("string", "claim id"),
        "said_by": ("string", "who says so"),
        "accounts": ("string", "accounts that follow it; all of them where nobody contests it"),
    },
    "checks": {
        "figure": ("string", "measure:claim"),
        "claim": ("string", "claim id"),
        "date": ("date", "day of the figure"),
        "measure": ("string", "what is read off the replay"),
        "unit": ("string", "unit of the figure"),
        "claimed_low": ("number", "lower end of the claimed range; empty: unbounded"),
        "claimed_high": ("number", "upper end of the claimed range; empty: unbounded"),
        "attributed_to": ("string", "who says so"),
        "replayed": ("number", "the same thing in the replay"),
        "role": ("string", "drives (it made the replay) or held-out; derived by the program"),
        "verdict": ("string", "agrees, differs, explained (differs; reason says why) or not-scored (drives)"),
        "reason": ("string", "why, where there is something to say"),
    },
    "unchecked": {
        "figure": ("string", "claim id"),
        "claim": ("string", "claim id"),
        "reason": ("string", "why no replay of this scenario can answer it"),
    },
    "disagreements": {
        "question": ("string", "the first claim, in reading order, of those that cannot all be true"),
        "claim": ("string", "claim id"),
        "attributed_to": ("string", "who says so"),
        "locator": ("string", "document and paragraph"),
        "when": ("string", "day and part of day as told, or undated"),
        "text": ("string", "what is claimed, in our words"),
        "claimed_low": ("number", "lower end of the claimed range; empty: unbounded or no number"),
        "claimed_high": ("number", "upper end of the claimed range; empty: unbounded or no number"),
        "unit": ("string", "unit of the range; event where there is no number"),
        "followed": ("string", "yes where this account follows the claim, else no"),
    },
    "provenance": {
        "path": ("string", "where the value stands in the scenario"),
        "value": ("string", "the value used"),
        "basis": ("string", BASIS),
        "claim_or_reason": ("string", "speaker and paragraph, or the reason of the assumption"),
    },
}  # fmt: skip
"""Type and meaning of every column, by table."""


def describe_package(replay: Replay, texts: dict[str, str]) -> dict[str, Any]:
    """A Frictionless data package descriptor for the CSV files in ``texts``."""
    episode = replay.episode
    said = f"{episode.subtitle} An empty bound is unbounded. {episode.sheet.note}"
    return {
        "profile": "tabular-data-package",
        "name": f"{episode.scenario}-{episode.account}",
        "title": titled(episode.title, episode.questions),
        "description": " ".join((*(asked.warned for asked in episode.questions), said)),
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
        "resources": [_resource(name, text) for name, text in texts.items()],
    }


def _resource(name: str, text: str) -> dict[str, Any]:
    raw = text.encode()
    stem = name.removesuffix(".csv")
    fields = [{"name": c, "type": t, "description": d} for c, (t, d) in COLUMNS[stem].items()]
    return {
        "name": stem, "path": name, "profile": "tabular-data-resource", "encoding": "utf-8", "format": "csv",
        "bytes": len(raw), "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }  # fmt: skip
