"""Replays of all accounts of a scenario as one head and streams of numbers, as the page unpacks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sim
from sim.episode.places import GROUPS, PARTIES
from sim.episode.question import titled
from sim.errors import SimError
from sim.page.payload_account import Rows, Scores, Shared, account_head, account_streams
from sim.page.payload_ground import ground_head, ground_streams, seat_stream, stripe_stream
from sim.page.payload_record import Claims, charts_head, places_head, record_head
from sim.page.payload_spread import spread_head, spread_stream
from sim.page.tables import columns, plain
from sim.page.words import Texts
from sim.result.replay import Replay
from sim.result.spread import Spread
from sim.scene import palette
from sim.scene.crowd import Crowd
from sim.scene.differences import Differences
from sim.scene.ground import Ground, lay_out

AGAINST_OWN = ("people", "captured", "territory")
"""Streams of which all accounts but the scenario's own tell what they have more or less than that one."""

Streams = dict[str, list[int]]


@dataclass(frozen=True)
class Brought:
    """Plain rows from rooms that the page may not enter.

    ``tables`` are those of the data package, one set for each replay and in their order, by file
    stem; ``scores`` those of the checks, likewise; ``columns`` say of each column its type and
    meaning; ``documents`` are the texts that claims were read from; ``spread`` is where most of many
    replays of one account lie, for pages that show it.
    """

    tables: tuple[dict[str, Rows], ...]
    scores: tuple[Scores, ...] = ()
    columns: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    documents: Rows = field(default_factory=list)
    spread: Spread | None = None


@dataclass(frozen=True)
class Shown:
    """What a page begins with: number of the account, language; ``own`` is the scenario's own account."""

    account: int = 0
    own: int = 0
    lang: str = "en"


def payload(
    replays: Sequence[Replay], brought: Brought, shown: Shown, texts: Texts
) -> tuple[dict[str, Any], Streams]:
    """Head and streams; their names, order and units are a contract with the page's modules.

    ``texts`` are the page's own, by language and key.  Raises `SimError` for replays that do not
    belong together.
    """
    _belong_together(replays, brought)
    first = replays[0]
    ground, crowds = lay_out(first.episode), [Crowd(replay) for replay in replays]
    shared = Shared(Claims(first.episode), ground, first.episode.figures)
    scores = brought.scores or ([],) * len(replays)
    rows = zip(replays, brought.tables, scores, strict=True)
    accounts = [account_head(replay, shared, tables["checks"], score) for replay, tables, score in rows]
    streams = _streams(replays, brought, shown, shared, crowds)
    head = {
        **_title(first, shown),
        **places_head(first),
        "districts": _districts(first, ground),
        "map": ground_head(first, ground),
        **record_head(replays, shared.claims),
        **charts_head(first),
        "differ": differ(replays),
        "accounts": accounts,
        **_tables(shared, brought),
        "colours": colours(),
        **({} if brought.spread is None else {"spread": spread_head(list(replays), brought.spread)}),
    }
    return {**plain(head), "strings": texts}, streams


def _tables(shared: Shared, brought: Brought) -> dict[str, Any]:
    """What accounts name by number, and what was brought from other rooms; once all accounts are through."""
    return {
        "bases": shared.bases.values,
        "steps": shared.steps.values,
        "reasons": shared.reasons.values,
        "verdicts": shared.verdicts.values,
        "provenance": columns(("path", "value", "basis", "reason"), shared.provenance.values),
        "documents": brought.documents,
        "columns": {stem: _columns(stem, brought) for stem in brought.columns},
    }


def _streams(
    replays: Sequence[Replay], brought: Brought, shown: Shown, shared: Shared, crowds: list[Crowd]
) -> Streams:
    """Those of the ground, then those of each account, named ``people.0`` and so on."""
    parts = [
        account_streams(replay, shared, crowd, tables["territory"])
        for replay, crowd, tables in zip(replays, crowds, brought.tables, strict=True)
    ]
    own = parts[shown.own]
    found = ground_streams(shared.ground)
    found["seats"] = seat_stream(crowds)
    found["stripes"] = stripe_stream(shared.states, shared.ground)
    for name in own:
        for number, part in enumerate(parts):
            less = name in AGAINST_OWN and number != shown.own
            values = [a - b for a, b in zip(part[name], own[name], strict=True)] if less else part[name]
            found[f"{name}.{number}"] = values
    if brought.spread is not None:
        found["spread"] = spread_stream(replays[0], brought.spread)
    return found


def differ(replays: Sequence[Replay]) -> list[list[Any]]:
    """From which minute on the accounts differ on the holders of which districts; each time all of these."""
    differences = Differences(tuple(replays))
    districts = replays[0].episode.territory.districts
    found: list[list[Any]] = []
    for minute in [0, *sorted(set(differences.turns) - {0})]:
        now = [i for i, name in enumerate(districts) if differences.of(name, minute) is not None]
        if now != (found[-1][1] if found else []):
            found.append([minute, now])
    return found


def colours() -> dict[str, Any]:
    """Of parties and bands in their order, and of the ground."""
    return {
        "party": [palette.PARTY_COLOURS[name] for name in PARTIES],
        "partyTexture": [palette.PARTY_TEXTURE_COLOURS[name] for name in PARTIES],
        "quiet": [palette.QUIET_COLOURS[name] for name in PARTIES],
        "quietTexture": [palette.QUIET_TEXTURE_COLOURS[name] for name in PARTIES],
        "band": list(palette.BAND_COLOURS.values()),
        "bandTexture": list(palette.BAND_TEXTURE_COLOURS.values()),
        "people": [palette.PEOPLE_HELD, palette.PEOPLE_CAPTURED, palette.PEOPLE_TRAVELLING],
        "land": palette.LAND, "city": palette.CITY, "water": palette.WATER, "road": palette.ROAD,
        "ink": palette.INK, "faint": palette.FAINT_INK, "rule": palette.RULE, "casing": palette.CASING,
        "route": palette.ROUTE,
    }  # fmt: skip


def _title(replay: Replay, shown: Shown) -> dict[str, Any]:
    episode = replay.episode
    return {
        "v": 1,
        "scenario": episode.scenario, "title": titled(episode.title, episode.questions),
        "subtitle": episode.subtitle, "question": episode.question,
        "note": " ".join((*(asked.warned for asked in episode.questions), episode.content_note)),
        "enclave": episode.enclave_name,
        "mapNote": episode.sheet.note, "credits": list(episode.credits),
        "first": episode.calendar.first.isoformat(), "days": episode.calendar.days,
        "seed": replay.rng_seed, "whatIfs": list(episode.what_ifs),
        "program": {"name": "sim", "version": sim.__version__},
        "own": shown.own, "shown": shown.account, "lang": shown.lang,
        "parties": list(PARTIES), "groups": list(GROUPS), "km2": episode.territory.km2,
    }  # fmt: skip


def _districts(replay: Replay, ground: Ground) -> dict[str, Any]:
    labels = {name.id: name.at for name in ground.names if name.kind == "district"}
    territory = replay.episode.territory
    at = [round(1000 * part) for name in territory.districts for part in labels[name]]
    km2 = [round(float(area), 4) for area in territory.areas]
    return {"count": len(territory.districts), "km2": km2, "label": at}


def _columns(stem: str, brought: Brought) -> list[list[str]]:
    return [[name, kind, text] for name, (kind, text) in brought.columns[stem].items()]


def _belong_together(replays: Sequence[Replay], brought: Brought) -> None:
    """One scenario, one set of what-ifs, each account once, and tables for each."""
    kinds = {
        (r.episode.scenario, r.episode.inputs_hash, r.episode.what_ifs, r.rng_seed, r.places) for r in replays
    }
    accounts = {replay.episode.account for replay in replays}
    if len(kinds) != 1 or len(accounts) != len(replays) or len(brought.tables) != len(replays):
        raise SimError(
            "these replays do not make one page",
            hint="give replays of one scenario with one seed and the same what-ifs, each account once",
        )
