"""A lesson with every number filled in, and what its file lacks made from the scenario."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from sim.lessons.bundle import Bundle
from sim.lessons.facts import Facts
from sim.lessons.generated import completed
from sim.lessons.lesson_file import LessonFile

M = TypeVar("M", bound=BaseModel)


def course_of(bundle: Bundle, facts: Facts) -> LessonFile:
    """The whole course of a bundle."""
    return filled(completed(bundle.lesson, bundle), facts)


def filled(lesson: LessonFile, facts: Facts) -> LessonFile:
    """The same lesson with its tokens replaced; its texts now have numbers, and their facts are kept."""
    return _told(lesson, facts)


def _told(model: M, facts: Facts) -> M:
    return model.model_copy(update={name: _value(value, facts) for name, value in model})


def _value(value: Any, facts: Facts) -> Any:
    if isinstance(value, str):
        return facts.tell(value)
    if isinstance(value, BaseModel):
        return _told(value, facts)
    if isinstance(value, tuple):
        return tuple(_value(item, facts) for item in value)
    return value
