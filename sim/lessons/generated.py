"""What a lesson lacks, made from the scenario's own claims; judged by nobody, so it only asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from sim.episode.figure import Voice
from sim.lessons.bundle import Bundle
from sim.lessons.lesson_file import Answer, Card, Happening, Item, LessonFile, Levels, Pair, Saying
from sim.lessons.load import usual
from sim.scene.claims import contradict, speaker_name
from sim.scene.spoken import spoken_of

CARDS, SAYINGS, PAIRS, STRIPS, ITEMS, CHOICES = 6, 4, 8, 10, 12, 4
"""At most so many of each."""


def completed(lesson: LessonFile, bundle: Bundle) -> LessonFile:
    """``lesson``, still with its tokens, and whatever it leaves empty."""
    made: dict[str, Any] = {
        "cards": lambda: _cards(bundle),
        "pairs": lambda: _pairs(bundle),
        "order": lambda: _order(bundle),
        "quiz": lambda: _quiz(bundle),
    }
    found: dict[str, Any] = {"numbers": {**usual().numbers, **lesson.numbers}}
    for name in LessonFile.model_fields:
        if not getattr(lesson, name):
            found[name] = made[name]() if name in made else getattr(usual(), name)
    if not lesson.content_note:
        found["content_note"] = (bundle.episode.content_note, *usual().content_note)
    return lesson.model_copy(update=found)


def _numbered(bundle: Bundle) -> list[Voice]:
    """Claims with a number, those that others contradict first, then in their order."""
    contested = {claim for group in bundle.episode.disagreements for claim in group}
    voices = [voice for voice in bundle.episode.voices.values() if not voice.value.is_empty]
    return sorted(voices, key=lambda voice: (voice.claim not in contested, voice.claim))


def _by_speaker(voices: Iterable[Voice]) -> dict[str, list[Voice]]:
    found: dict[str, list[Voice]] = {}
    for voice in voices:
        found.setdefault(speaker_name(voice.said_by), []).append(voice)
    return found


def _cards(bundle: Bundle) -> tuple[Card, ...]:
    """The speakers with most figures, the most contested first."""
    said = _by_speaker(_numbered(bundle))
    most = sorted(said, key=lambda name: (-len(said[name]), name))[:CARDS]
    return tuple(_card(said[name][:SAYINGS]) for name in most)


def _card(voices: Sequence[Voice]) -> Card:
    first = voices[0].claim
    who = f"<{first} speaker>, as quoted in: <document {first[:3]}>."
    return Card.model_construct(
        title=f"<{first} speaker>",
        who=_both(who),
        knows=_both(
            "The record does not say how. Ask: were they there, were they told, or did they compile?"
        ),
        stake=_both("Ask: who hears this figure, and what would a higher or a lower one do for the speaker?"),
        says=tuple(
            Saying.model_construct(text=_both(f"<{voice.claim} text>."), claims=(voice.claim,))
            for voice in voices
        ),
        ask="Which of these figures could another speaker have counted too?",
    )


def _both(text: str) -> Levels:
    return Levels.model_construct(high=text, middle=text)


def _pairs(bundle: Bundle) -> tuple[Pair, ...]:
    """Two speakers on one contested thing; whether both can be true follows from their ranges alone."""
    found = []
    for group in bundle.episode.disagreements:
        for first, second in combinations(group, 2):
            one, other = bundle.voice(first), bundle.voice(second)
            if one.value.is_empty or other.value.is_empty or one.unit != other.unit:
                continue
            if one.said_by != other.said_by:
                found.append(_pair(bundle, first, second))
    return tuple(found[:PAIRS])


def _pair(bundle: Bundle, first: str, second: str) -> Pair:
    if contradict(bundle.episode, first, second):
        why = "As they stand their numbers exclude each other, unless they mean another time or other people."
        return Pair(first=first, second=second, both="depends", why=why)
    why = "Their ranges have room for one number that fits both."
    return Pair(first=first, second=second, both="yes", why=why)


def _order(bundle: Bundle) -> tuple[Happening, ...]:
    """One dated claim of control for each of some days spread over the replay, or of anything else."""
    told = spoken_of(bundle.episode).told
    first: dict[int, str] = {}
    for (day, _), claims in sorted(told.items()):
        first.setdefault(day, claims[0])
    days = sorted(first)
    chosen = [days[round(n * (len(days) - 1) / max(1, STRIPS - 1))] for n in range(STRIPS)] if days else []
    return tuple(
        Happening.model_construct(text=f"<{first[day]} text>", claim=first[day])
        for day in dict.fromkeys(chosen)
    )


def _quiz(bundle: Bundle) -> tuple[Item, ...]:
    """Who says this?  None where the record has too few speakers to choose from."""
    said = _by_speaker(_numbered(bundle))
    names = sorted(said)
    if len(names) < CHOICES - 1:
        return ()
    rounds = max(map(len, said.values()))
    voices = [said[name][turn] for turn in range(rounds) for name in names if turn < len(said[name])]
    known = {name: said[name][0].claim for name in names}
    return tuple(_item(number, voice, known) for number, voice in enumerate(voices[:ITEMS]))


def _item(number: int, voice: Voice, known: Mapping[str, str]) -> Item:
    """The right speaker among others, each time at another place; ``known`` has a claim of each."""
    right = speaker_name(voice.said_by)
    others = [name for name in known if name != right]
    chosen = [others[(number + step) % len(others)] for step in range(min(CHOICES - 1, len(others)))]
    chosen.insert(number % (len(chosen) + 1), right)
    answers = [_answer(known[name], voice, right=name == right) for name in chosen]
    return Item.model_construct(
        id=f"who-says-{voice.claim}",
        period=1,
        stem=f"Who says this? “<{voice.claim} text>.”",
        answers=tuple(answers),
        claims=(voice.claim,),
    )


def _answer(claim: str, voice: Voice, *, right: bool) -> Answer:
    """The speaker of ``claim`` as a choice for ``voice``."""
    why = (
        f"The claim stands at <{voice.claim} where> with this speaker."
        if right
        else f"This speaker is in the record too, but the words at <{voice.claim} where> are another's."
    )
    return Answer.model_construct(text=f"<{claim} speaker>", right=right, why=why)
