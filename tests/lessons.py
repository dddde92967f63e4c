"""Bundles that several tests of lessons look at: the flagship's, and the invented valley's."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import sim
from sim.lessons.bundle import Bundle
from sim.lessons.lesson_file import LessonFile
from sim.lessons.load import load_lesson
from sim.scenario.load import load_scenario
from tests.stories import ACCOUNTS, told_by


@cache
def bundle_of(folder: Path) -> Bundle:
    """All accounts, the scenario's own first, and the lesson beside the scenario."""
    replays = tuple(told_by(folder, account) for account in ACCOUNTS[folder])
    documents = load_scenario(folder).record.documents.values()
    rows = [document.model_dump(mode="json") for document in documents]
    return Bundle(replays, tuple(map(sim.tables, replays)), rows, load_lesson(folder), "reference")


def with_lesson(bundle: Bundle, lesson: LessonFile) -> Bundle:
    return replace(bundle, lesson=lesson)
