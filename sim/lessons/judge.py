"""Does a lesson's file fit its scenario: are its claims there, do its tokens mean something?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.episode.episode import Episode
from sim.episode.figure import Voice
from sim.errors import Fault, FaultsFound
from sim.lessons.facts import CLAIM, TOKEN, WORDS
from sim.lessons.lesson_file import LessonFile
from sim.lessons.load import NAME, load_lesson, usual
from sim.yamlfile import lines_of

Keys = tuple[str | int, ...]

NUMBERED = ("", "range", "replayed")
"""What may be asked of a claim only if it has a number."""


def read_lesson(folder: Path, episode: Episode) -> LessonFile:
    """The lesson beside a scenario.  Raises `FaultsFound` where it does not fit what it stands beside."""
    lesson, days = load_lesson(folder), [day.isoformat() for day in episode.calendar.dates()]
    faults = judge(lesson, folder / NAME, episode.voices, days)
    if faults:
        raise FaultsFound(faults)
    return lesson


def judge(lesson: LessonFile, path: Path, voices: Mapping[str, Voice], days: Collection[str]) -> list[Fault]:
    """Every claim that the record lacks, every token without a meaning, every day beyond the replay's."""
    found = [(keys, problem) for keys, text in _texts(lesson, ()) for problem in _problems(text, voices)]
    numbers = {**usual().numbers, **lesson.numbers}
    found += [
        (("periods", p, "stages", s, "minutes"), f"no number '{stage.minutes}' under 'numbers'")
        for p, period in enumerate(lesson.periods)
        for s, stage in enumerate(period.stages)
        if stage.minutes not in numbers
    ]
    outside = [(n, day) for n, day in enumerate(lesson.map_days) if day not in days]
    found += [(("map_days", n), f"'{day}' is no day of the replay") for n, day in outside]
    lines = lines_of(path, [keys for keys, _ in found]) if found else []
    remedy = "sim/lessons/facts.py tells what tokens there are; sim why names claims"
    return [
        Fault(str(path), line, ".".join(map(str, keys)), problem, remedy)
        for (keys, problem), line in zip(found, lines, strict=True)
    ]


def _texts(value: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Every text of a model with the keys that lead to it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, BaseModel):
        for name, part in value:
            yield from _texts(part, (*keys, name))
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _texts(part, (*keys, number))


def _problems(text: str, voices: Mapping[str, Voice]) -> Iterator[str]:
    if CLAIM.fullmatch(text) and text not in voices:
        yield f"no claim '{text}' in the record"
    for token in TOKEN.findall(text):
        first, *rest = token.split() or [""]
        if CLAIM.fullmatch(first):
            yield from _of_claim(first, rest, voices)
        elif first not in WORDS:
            yield f"nothing is known by the token <{token[:60]}>"


def _of_claim(claim: str, rest: list[str], voices: Mapping[str, Voice]) -> Iterator[str]:
    asked = rest[0] if rest else ""
    if claim not in voices:
        yield f"no claim '{claim}' in the record"
    elif asked in NUMBERED and voices[claim].value.is_empty:
        yield f"claim '{claim}' has no number"
    elif not re.fullmatch("(range|text|speaker|day|date|where)?|replayed", asked):
        yield f"nothing is known of a claim by the word '{asked[:40]}'"
