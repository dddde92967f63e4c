"""The slides of a lesson: two periods, each slide with notes for whoever speaks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from sim.lessons.archive import save_bytes, settled
from sim.lessons.bundle import Bundle
from sim.lessons.facts import Facts
from sim.lessons.kit import Kit
from sim.lessons.lesson_file import LessonFile
from sim.lessons.media import Media
from sim.lessons.slide_counts import each_bar, figures, with_replay
from sim.lessons.slide_deck import LANGUAGE, Deck, Page
from sim.lessons.slide_first import film, leaving, one_day, pairs, speakers
from sim.lessons.slide_second import signs_alone, sources, two_accounts, two_days, words
from sim.lessons.slide_start import content_note, opening, section


def save_slides(path: Path, bundle: Bundle, course: LessonFile, facts: Facts, media: Media) -> Path:
    """Write the deck; what there is nothing to show for is left out, and its first notes say why.

    Raises `SimError` where python-pptx is not installed.
    """
    deck = deck_of(Kit(bundle, course, facts), media)
    found = BytesIO()
    deck.file.save(found)
    return save_bytes(path, settled(found.getvalue()))


def deck_of(kit: Kit, media: Media) -> Deck:
    """All slides in their order."""
    deck = Deck(kit, media)
    _properties(deck)
    first = opening(deck)
    content_note(deck)
    section(deck, 0)
    for show in (one_day, film, speakers, figures, each_bar, pairs, with_replay):
        show(deck)
    leaving(deck, 0, "period one")
    section(deck, 1)
    for show in (signs_alone, two_accounts, two_days, words):
        show(deck)
    leaving(deck, 1, "period two")
    sources(deck)
    _say_left_out(deck, first)
    return deck


def _properties(deck: Deck) -> None:
    """What a screen reader and a file list read first."""
    told, kit = deck.file.core_properties, deck.kit
    told.title, told.subject = f"{kit.title}: slides", kit.question
    told.author = told.last_modified_by = "The sim contributors"
    told.language, told.keywords = LANGUAGE, f"replay, data {kit.bundle.seal}"
    told.comments = f"Licence {kit.licence}"


def _say_left_out(deck: Deck, first: Page) -> None:
    if deck.left_out:
        lines = [f"Not in this deck: {name} ({why})." for name, why in deck.left_out]
        first.notes([*first.note_lines, *lines])
