"""The slides before a period begins: title, content note, section."""

from __future__ import annotations

from sim.lessons.lesson_file import Period
from sim.lessons.slide_deck import Deck, Page
from sim.lessons.slide_layouts import BODY, SOURCE
from sim.lessons.slide_notes import Notes, first_with, time_of

PERIODS = ("Period one", "Period two", "Period three", "Period four")


def opening(deck: Deck) -> Page:
    """What this is about; what is left out stands in its notes, when all is made."""
    episode = deck.kit.bundle.episode
    notes = Notes(
        "While the class comes in.",
        ["Today we read a replay: the days of a crisis, put together from documents, with who says what."],
        avoid=["Do not retell it as a story. Speak of people before numbers."],
        know=[
            "Every number on these slides is somebody's, with the speaker's name, or it is called modelled.",
            "The letters after “data” in the footer are the same on the sheets and on the answer key. If "
            "they differ, the files do not belong together.",
            "The typeface is IBM Plex Sans. It cannot travel inside this file: where it is not installed, "
            "the program takes another, and the slides leave room for that.",
            "Tables and charts can be edited. The film has its captions in the picture; a caption file lies "
            "beside it in the folder.",
        ],
    )
    page = deck.slide("Opening", episode.title, notes)
    page.text(BODY, [episode.subtitle])
    page.text(
        SOURCE,
        ["Put together from documents, day by day. Each number has a speaker, or is called modelled."],
    )
    return page


def content_note(deck: Deck) -> None:
    """What the material shows, and that anyone may step out."""
    course = deck.kit.course
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 0, "slides")),
        course.content_note,
        ["Is there anything you would like to know before we begin?"],
        ["Silence is an answer too. Go on when it is quiet."],
        [f"{avoided.what} {avoided.why}" for avoided in course.avoid],
        course.before,
    )
    page = deck.slide("Title and text", "Before we begin", notes)
    lines = [
        deck.kit.bundle.episode.content_note,
        "You may step out, or choose the other task, at any time. You need not say why.",
        "Nobody here is asked to speak for others.",
    ]
    page.text(BODY, lines)


def section(deck: Deck, number: int) -> None:
    """A period's title and question; its whole course stands in the notes."""
    if number >= len(deck.kit.course.periods):
        deck.leave_out(PERIODS[number], "the lesson has no such period")
        return
    period = deck.kit.course.periods[number]
    notes = Notes(
        f"{_minutes(deck, period)} minutes for the whole period.",
        ["Read the question aloud, twice. Ask the class to write it down."],
        [period.question],
        ["First guesses only. They come back at the end."],
        ["Do not answer it now, and do not take a vote."],
        [*(f"Aim: {aim}" for aim in period.aims), *_stages(deck, period)],
    )
    page = deck.slide("Section", f"{PERIODS[number]}: {period.title}", notes)
    page.text(BODY, [period.question])


def _minutes(deck: Deck, period: Period) -> str:
    """All stages of a period together."""
    numbers = deck.kit.course.numbers
    whole = sum(numbers[stage.minutes].value for stage in period.stages)
    return deck.kit.facts.keep(f"minutes of {period.title}", str(whole), "teaching: its stages together")


def _stages(deck: Deck, period: Period) -> list[str]:
    return [
        f"{deck.kit.minutes(stage.minutes)} minutes, {stage.title}: {' '.join(stage.teacher)}"
        for stage in period.stages
    ]
