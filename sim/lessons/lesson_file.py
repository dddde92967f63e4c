"""What ``lesson.yaml`` beside a scenario may say: a teacher's question, cards, quiz, and words, all optional.

No digit may stand in its texts: numbers come in by tokens such as ``<004-p47-08>``, see `sim.lessons.facts`.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sim.base import Model, Slug, Words
from sim.record.claim import ClaimId

_TOKEN = re.compile(r"<[^<>]*>")


def _no_digit(text: str) -> str:
    if re.search(r"[0-9]", _TOKEN.sub("", text)):
        raise ValueError("has a number of its own: let a token such as <004-p47-08> bring it in")
    return text


Told = Annotated[Words, AfterValidator(_no_digit)]
"""One line of text whose numbers come in by tokens."""

Heading = Annotated[Told, StringConstraints(max_length=90)]

Several = Annotated[tuple[Told, ...], Field(max_length=24)]

FileName = Literal[
    "plan", "handout", "slides", "cards", "organiser", "map-sheet", "cut-and-order", "key", "quiz",
    "page", "film", "notebook", "glossary",
]  # fmt: skip


class Levels(Model):
    """The same said for two ages of readers."""

    high: Told
    middle: Told


class Number(Model):
    """A number that teaching needs and history does not: minutes, copies, words."""

    value: Annotated[int, Field(ge=0, le=1000)]
    because: Words


class Stage(Model):
    """A stretch of a period; ``minutes`` names one of the numbers of teaching."""

    minutes: Slug
    title: Heading
    teacher: Several
    students: Several
    uses: tuple[FileName, ...] = ()


class Prompt(Model):
    """A question to the class, and what a good answer has."""

    ask: Told
    expect: Several
    claims: tuple[ClaimId, ...] = ()


class Period(Model):
    """One lesson of the plan."""

    title: Heading
    question: Told
    aims: Several
    standards: Several
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=12)]
    prompts: tuple[Prompt, ...]
    closing: Told


class Avoided(Model):
    """What a teacher had better not do, and why."""

    what: Told
    why: Told


class Saying(Model):
    """One thing that a card's speaker says, with the claims it rests on."""

    text: Levels
    claims: Annotated[tuple[ClaimId, ...], Field(min_length=1)]


class Card(Model):
    """A source card: who speaks, how they know, what they stand to gain, what they say."""

    title: Heading
    who: Levels
    knows: Levels
    stake: Levels
    says: Annotated[tuple[Saying, ...], Field(min_length=1, max_length=6)]
    ask: Told


class Pair(Model):
    """Two claims, and whether both can be true."""

    first: ClaimId
    second: ClaimId
    both: Literal["yes", "no", "depends"]
    why: Told


class Happening(Model):
    """A strip to cut out and put in order; the order is that of its claims' days."""

    text: Told
    claim: ClaimId


class Answer(Model):
    """One choice of a quiz item, and why it is or is not the best one."""

    text: Told
    right: bool = False
    why: Told


class Item(Model):
    """A quiz item with one best answer."""

    id: Slug
    period: Literal[1, 2]
    stem: Told
    answers: Annotated[tuple[Answer, ...], Field(min_length=3, max_length=5)]
    claims: Annotated[tuple[ClaimId, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        if sum(answer.right for answer in self.answers) != 1:
            raise ValueError("an item needs exactly one answer that is 'right'")
        return self


class Word(Model):
    """A word of this subject: what it means here; for a contested one, who says it and why we say another."""

    word: Heading
    meaning: Told
    said_by: Told | None = None
    ours: Told | None = None
    claims: tuple[ClaimId, ...] = ()


class Task(Model):
    """Something to do with map sheet or notebook, and what a good answer has."""

    ask: Told
    expect: Told


class LessonFile(Model):
    """``lesson.yaml``; whatever is missing is made from the scenario's contested questions, or left out."""

    numbers: dict[Slug, Number] = Field(default_factory=dict)
    second_question: Told | None = None
    content_note: Several = ()
    before: Several = ()
    periods: tuple[Period, ...] = ()
    differentiation: Several = ()
    other_task: Several = ()
    other_task_answers: Several = ()
    avoid: tuple[Avoided, ...] = ()
    cards: Annotated[tuple[Card, ...], Field(max_length=8)] = ()
    pairs: tuple[Pair, ...] = ()
    order: Annotated[tuple[Happening, ...], Field(max_length=16)] = ()
    map_days: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")], ...], Field(max_length=6)
    ] = ()
    map_tasks: tuple[Task, ...] = ()
    quiz: Annotated[tuple[Item, ...], Field(max_length=24)] = ()
    words: tuple[Word, ...] = ()
    notebook_tasks: tuple[Task, ...] = ()
