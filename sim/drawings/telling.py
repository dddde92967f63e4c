"""What changes on a day, in sentences: who gained what, who left, and by whose word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.days import DAY
from sim.drawings.shading_words import day_bands
from sim.episode.places import PARTIES
from sim.result.replay import Replay
from sim.scene.bands import BANDS
from sim.scene.marks import Caption, DistrictMark, Scene, Word
from sim.scene.phrases import Phrases
from sim.scene.story import Story

GAIN = 0.005
"""Smallest gain of a share of a district that is told."""

WHOLE = 0.995
"""From this share on a district is held as a whole."""

MOST_NAMED = 6
"""Districts that are named in one sentence of a description; more are counted."""

HASH = 12
"""Letters of a hash that are shown where there is little room."""

PACE = {"en": 3.0, "ar": 2.2}
"""Words that a voice speaks in a second when it describes a film; each digit counts as one."""


_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DIRECTIONS = re.compile(
    r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def plain(text: str) -> str:
    """A stranger's words on one line, without control characters and without marks of direction."""
    return " ".join(_DIRECTIONS.sub("", _BREAKS.sub(" ", text)).split())


def said(caption: Caption, say: Phrases) -> str:
    """A caption in one line: its text, the speaker, the locator, and whether reports differ."""
    key = "words.said-contested" if caption.disputed else "words.said"
    who, where = plain(caption.speaker), plain(caption.locator)
    return say(key, text=plain(caption.text), speaker=who, locator=where)


def speaker(caption: Caption, say: Phrases) -> str:
    """Who says it and where it stands."""
    key = "words.speaker-contested" if caption.disputed else "words.speaker"
    return say(key, speaker=plain(caption.speaker), locator=plain(caption.locator))


def day_line(scene: Scene, say: Phrases) -> str:
    """``Thursday 15 December 2016, day 31 of 38.``"""
    return say(
        "words.day",
        weekday=say.weekday(scene.date),
        date=say.long_date(scene.date),
        day=say.number(scene.day),
        days=say.number(scene.days),
    )


def described(story: Story, day: int, say: Phrases, seconds: float) -> str:
    """What a day (from one) changes, in sentences that can be spoken in ``seconds``.

    The date is always said, then what there is time for: ground that changed hands, convoys, people.
    Districts are counted where there is no time to name them.  All of it stands in `told`.
    """
    scene = story.scene(day * DAY)
    date = say("words.date", date=say.short_date(scene.date))
    named, counted = gains(story, day, say, MOST_NAMED), gains(story, day, say, 0)
    turned = named if spoken([date, *named], say) <= seconds else counted
    last = [inside(scene, say)] if turned else [inside(scene, say), say("words.unchanged")]
    kept = [date]
    for sentence in [*turned, *moved(story, day, say), *last]:
        if spoken([*kept, sentence], say) <= seconds:
            kept.append(sentence)
    return " ".join(kept)


def told(story: Story, day: int, say: Phrases) -> list[str]:
    """All that a day (from one) changes, sentence by sentence, with the numbers at its end."""
    scene = story.scene(day * DAY)
    return [
        *(gains(story, day, say, len(scene.districts)) or [say("words.unchanged")]),
        *moved(story, day, say),
        *differing(scene, say),
        ground(scene, say),
        people(scene, say),
        *day_bands(story, day, say),
    ]


def made_from(replay: Replay, say: Phrases, *, letters: int = HASH) -> str:
    """What a reader needs to make the same picture again: names, random seed, hashes of data and replay."""
    episode = replay.episode
    return say(
        "words.made-from",
        scenario=episode.scenario,
        account=episode.account,
        seed=say.figures(str(replay.rng_seed)),
        inputs=episode.inputs_hash[:letters],
        trace=replay.digest[:letters],
    )


def spoken(sentences: Sequence[str], say: Phrases) -> float:
    """Seconds that sentences take to speak."""
    words = [word for sentence in sentences for word in sentence.split()]
    return sum(max(1, sum(map(str.isdigit, word))) for word in words) / PACE[say.lang]


def gains(story: Story, day: int, say: Phrases, named: int) -> list[str]:
    """Who took which districts and who gained ground in which; more than ``named`` of them are counted."""
    before, after = story.scene((day - 1) * DAY) if day > 1 else None, story.scene(day * DAY)
    first = story.scene(0) if before is None else before
    sentences = []
    for party in range(len(PARTIES)):
        pairs = zip(first.districts, after.districts, strict=True)
        up = [new for old, new in pairs if new.shares[party] - old.shares[party] > GAIN]
        whole = [mark for mark in up if mark.shares[party] >= WHOLE]
        part = [mark for mark in up if mark.shares[party] < WHOLE]
        for key, marks in (("words.took", whole), ("words.gained", part)):
            if marks:
                sentences.append(_gain(key, party, marks, say, named))
    return sentences


def _gain(key: str, party: int, marks: list[DistrictMark], say: Phrases, named: int) -> str:
    if len(marks) > named:
        return say.count(f"{key}-many", len(marks), party=say.party(party))
    return say(key, party=say.party(party), places=say.listed([_place(mark, say) for mark in marks]))


def _place(mark: DistrictMark, say: Phrases) -> str:
    name = district(mark, say)
    return say("words.assumed", place=name) if mark.outline == "assumed" else name


def district(mark: DistrictMark, say: Phrases) -> str:
    """A district's name in the language, else as the record writes it."""
    return plain(mark.arabic) if say.rtl and mark.arabic else plain(mark.name)


def moved(story: Story, day: int, say: Phrases) -> list[str]:
    """Convoys, evacuated and crossings of a day (from one)."""
    scene, replay = story.scene(day * DAY), story.replay
    sentences = _convoys(story, day, scene, say)
    crossed = sum(replay.fled_at(day * DAY - 1).values()) - sum(replay.fled_at((day - 1) * DAY - 1).values())
    if crossed > 0:
        sentences.append(say("words.crossed", n=say.about(crossed)))
    return sentences


def inside(scene: Scene, say: Phrases) -> str:
    """How many people are left in ground that the opposition holds."""
    count = scene.totals.bands[BANDS.index("held")]
    return say("words.inside" if count else "words.inside-nobody", n=say.about(count))


def _convoys(story: Story, day: int, scene: Scene, say: Phrases) -> list[str]:
    left = [c for c in story.replay.convoys if c.departed is not None and c.departed // DAY == day - 1]
    modelled = bool(left) and all(convoy.basis.startswith("model:") for convoy in left)
    sentences = []
    if left:
        key = "words.convoys-modelled" if modelled else "words.convoys"
        sentences.append(say.count(key, len(left)))
    if scene.totals.convoys_turned_back:
        sentences.append(say.count("words.turned-back", scene.totals.convoys_turned_back))
    if sum(scene.totals.evacuated):
        sentences.append(say("words.evacuated", n=say.about(sum(scene.totals.evacuated))))
    return sentences


def differing(scene: Scene, say: Phrases) -> list[str]:
    """Where accounts differ on who held a district, and where claims contradict each other."""
    kinds: tuple[tuple[str, Word], ...] = (("words.differ", "reports differ"), ("words.disputed", "disputed"))
    sentences = []
    for key, word in kinds:
        marks = [district(mark, say) for mark in scene.districts if mark.word == word]
        if marks:
            sentences.append(say(key, places=say.listed(marks)))
    return sentences


def ground(scene: Scene, say: Phrases) -> str:
    """km² by party."""
    held = [
        say("words.ground-part", party=say.party(party), km2=say.number(abs(km2), 1))
        for party, km2 in enumerate(scene.totals.km2)
    ]
    return say("words.ground", parts=say.listed(held))


def people(scene: Scene, say: Phrases) -> str:
    """Modelled people by group of places."""
    groups = zip(BANDS, scene.totals.bands, strict=True)
    parts = [say("words.people-part", n=say.about(n), name=say(f"people.{band}")) for band, n in groups]
    return say("words.people", parts=say("list.comma").join(parts))
