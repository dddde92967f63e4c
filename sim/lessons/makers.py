"""Who makes which file of a pack."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from sim.exports.package import save_package
from sim.lessons import pictures
from sim.lessons.archive import save_bytes
from sim.lessons.cards import cards, organiser
from sim.lessons.doc import Doc
from sim.lessons.film import FILM, save_film_for, save_gif_for, save_page_for
from sim.lessons.glossary import glossary
from sim.lessons.key import key
from sim.lessons.kit import Kit
from sim.lessons.markup import html_of, markdown_of
from sim.lessons.media import Media
from sim.lessons.notebook import notebook_json
from sim.lessons.pdf import save_pdf
from sim.lessons.plan import plan
from sim.lessons.qti import qti_zip
from sim.lessons.quiz import quiz
from sim.lessons.readme import linked, readme
from sim.lessons.scorm import scorm_zip
from sim.lessons.sheets import cut_and_order, handout, map_sheet, other_task
from sim.lessons.slides import save_slides
from sim.lessons.word import save_word
from sim.store import save_text

Maker = Callable[[Kit, Media, Path], None]
"""Writes its files into a folder."""

PICTURED = frozenset({"slides", "handout", "map-sheet"})
FILMED = frozenset({"slides", "film"})


def lacking(name: str, kit: Kit) -> str | None:
    """Why a file cannot be made for this scenario; None if it can."""
    course = kit.course
    if name == "quiz" and not course.quiz:
        return "the record has too few speakers to choose from"
    if name in ("cards", "organiser") and not course.cards:
        return "no claim of the record has a number"
    if name == "cut-and-order" and len(course.order) < 2:
        return "the record tells of fewer than two days"
    return None


def media_for(kit: Kit, wanted: Sequence[str], folder: Path, tell: Callable[[str], None] | None) -> Media:
    """The pictures that the wanted files show."""
    film = save_film_for(kit.bundle, folder, tell) if FILMED & set(wanted) else None
    if not PICTURED & set(wanted):
        return Media(film=film)
    if tell is not None:
        tell("lesson: pictures")
    return replace(pictures.media_of(kit.bundle, kit.course, kit.facts, folder), film=film)


def _papers(make: Callable[[Kit], Doc], *, word: bool, kit: Kit, media: Media, folder: Path) -> None:
    doc = make(kit)
    save_pdf(folder / f"{doc.name}.pdf", doc)
    if word:
        save_word(folder / f"{doc.name}.docx", doc)


def _on(make: Callable[[Kit], Doc], *, word: bool = True) -> Maker:
    """A paper as PDF, and in ``word`` too where a teacher may want to change it."""
    return lambda kit, media, folder: _papers(make, word=word, kit=kit, media=media, folder=folder)


def _sheet(make: Callable[[Kit, Media], Doc]) -> Maker:
    """A paper with pictures, as PDF."""

    def save(kit: Kit, media: Media, folder: Path) -> None:
        doc = make(kit, media)
        save_pdf(folder / f"{doc.name}.pdf", doc)

    return save


def _quiz(kit: Kit, media: Media, folder: Path) -> None:
    doc = quiz(kit)
    save_word(folder / "quiz.docx", doc)
    save_text(folder / "quiz.md", markdown_of(doc))
    save_bytes(folder / "quiz-qti.zip", qti_zip(kit.title, kit.course.quiz, kit.bundle.seal))


def _slides(kit: Kit, media: Media, folder: Path) -> None:
    save_slides(folder / "slides.pptx", kit.bundle, kit.course, kit.facts, media)


def _page(kit: Kit, media: Media, folder: Path) -> None:
    page = save_page_for(kit.bundle, folder)
    save_bytes(folder / "scorm.zip", scorm_zip(page.read_bytes(), kit.title, lang=kit.bundle.lang))


def _film(kit: Kit, media: Media, folder: Path) -> None:
    """The film, made already, and the short one."""
    for name in FILM.values():
        shutil.copyfile(cast(Path, media.film).with_name(name), folder / name)
    save_gif_for(kit.bundle, folder)


def _notebook(kit: Kit, media: Media, folder: Path) -> None:
    files = [path.name for path in save_package(kit.bundle.replay, folder / "data")]
    text = notebook_json(kit.title, kit.course.notebook_tasks, files, kit.bundle.seal)
    save_text(folder / "notebook.ipynb", text)


MAKERS: dict[str, Maker] = {
    "plan": _on(plan),
    "slides": _slides,
    "handout": _sheet(handout),
    "cards": _on(cards),
    "organiser": _on(organiser),
    "map-sheet": _sheet(map_sheet),
    "cut-and-order": _on(cut_and_order, word=False),
    "other-task": _on(other_task, word=False),
    "key": _on(key, word=False),
    "quiz": _quiz,
    "page": _page,
    "film": _film,
    "notebook": _notebook,
    "glossary": _on(glossary),
}


def save_readme(kit: Kit, made: Sequence[str], left: Mapping[str, str], folder: Path, beside: Path) -> None:
    """``README.html``, with links to what lies in ``folder`` or ``beside``."""
    page = html_of(readme(kit, made, left))
    save_text(folder / "README.html", linked(page, [folder, beside]))
