"""Read the lesson beside a scenario; every fault of it at once."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from sim.lessons.lesson_file import LessonFile
from sim.yamlfile import load_model

NAME = "lesson.yaml"


def load_lesson(folder: Path) -> LessonFile:
    """The lesson of a scenario's folder; an empty one where there is none.

    Raises `FaultsFound` with all faults of the file.
    """
    path = folder / NAME
    return load_model(path, LessonFile) if os.path.lexists(path) else LessonFile()


@cache
def usual() -> LessonFile:
    """The lesson that fits any scenario."""
    return load_model(Path(__file__).with_name("default.yaml"), LessonFile)
