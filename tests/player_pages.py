"""Pages for tests: the flagship's, the valley's, and one full of strings that mean harm."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from sim.cli.play_verb import brought
from sim.engine.play import play
from sim.episode.places import Place
from sim.page.build import page
from sim.page.payload import Brought, Shown
from sim.result.replay import Replay
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.resolve import resolve

VALLEY = Path(__file__).parent / "data" / "valley" / "scenarios" / "valley"

HARMFUL = (
    "</script><script>globalThis.harmed = 1</script>",
    "<img src=x onerror=globalThis.harmed=1>",
    "javascript:globalThis.harmed=1",
    "<!--<script>",
    "\u202emirrored\u202c \u2066isolated\u2069",
    "one\u2028two\u2029three\x00four\x07",
    "{{payload}}{{script}}`${globalThis.harmed=1}`",
    "\"'><svg onload=globalThis.harmed=1>",
    "&lt;b&gt; &amp; &#x202e;",
    "lone \ud800 half",
)
"""What a stranger might write where a text is expected."""

ENDLESS = "A" * 1_000_000
"""A name of a million letters without a place to break it."""


def all_accounts(scenario: Scenario) -> list[Replay]:
    return [play(resolve(scenario, account=account)) for account in scenario.head.accounts]


def valley_replays() -> tuple[Scenario, list[Replay]]:
    scenario = load_scenario(VALLEY)
    return scenario, all_accounts(scenario)


def hostile(number: int) -> str:
    return f"{HARMFUL[number % len(HARMFUL)]} {number}"


def hostile_replay(source: Replay) -> Replay:
    """A replay whose every text that a scenario or a record writes means harm; its numbers are as before."""
    episode = source.episode
    voices = {
        claim: replace(
            voice, text=hostile(at), said_by=hostile(at + 1), note=hostile(at + 2), scope=hostile(at + 3),
            wording=hostile(at + 4), when=hostile(at + 5), family=hostile(at + 6),
        )
        for at, (claim, voice) in enumerate(episode.voices.items())
    }  # fmt: skip
    first = next(iter(voices))
    voices[first] = replace(voices[first], said_by=ENDLESS, text=voices[first].text)
    texts = {claim: voice.text for claim, voice in voices.items()}
    rows = episode.provenance
    episode = replace(
        episode,
        title=HARMFUL[0], subtitle=HARMFUL[1], question=HARMFUL[2], content_note=HARMFUL[3] + HARMFUL[0],
        enclave_name=HARMFUL[4], account_name=f"{HARMFUL[7]} {episode.account}", credits=HARMFUL,
        places=tuple(_hostile_place(at, place) for at, place in enumerate(episode.places)),
        landmarks=tuple(_hostile_place(at, place) for at, place in enumerate(episode.landmarks)),
        voices=voices,
        incidents=tuple(replace(i, text=texts[i.claim], said_by=ENDLESS) for i in episode.incidents),
        provenance=tuple(replace(p, value=hostile(n), reason=hostile(n + 1)) for n, p in enumerate(rows)),
        settled=tuple(replace(s, rule=hostile(n)) for n, s in enumerate(episode.settled)),
    )  # fmt: skip
    return replace(source, episode=episode)


def _hostile_place(at: int, place: Place) -> Place:
    name = ENDLESS if at == 0 else hostile(at)
    return replace(place, name=name, arabic=hostile(at + 1))


def hostile_html(lang: str = "en") -> str:
    """The valley's page made from replays that mean harm."""
    scenario, replays = valley_replays()
    harmful = [hostile_replay(replay) for replay in replays]
    rows = brought(scenario, replays)
    documents = [{key: hostile(at) for at, key in enumerate(row)} for row in rows.documents]
    for tables in rows.tables:
        for at, row in enumerate(tables["checks"]):
            row["reason"] = hostile(at)
    return page(harmful, Brought(rows.tables, rows.scores, rows.columns, documents), Shown(lang=lang))


def page_of(scenario: Scenario, replays: list[Replay], shown: Shown | None = None) -> str:
    return page(replays, brought(scenario, replays), shown or Shown())


def given(**options: object) -> Namespace:
    """Options as the command has them."""
    return Namespace(**{"account": None, "what_if": [], "rng_seed": 0, "out": None, "quiet": True, **options})
