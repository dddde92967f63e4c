"""Slides put on real layouts: text, pictures, film, tables and charts into their placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from sim.lessons.kit import Kit
from sim.lessons.media import Media, Still
from sim.lessons.needs import needed
from sim.lessons.slide_layouts import FOOT, MAIN, NUMBER
from sim.lessons.slide_notes import Notes
from sim.lessons.slide_theme import empty_deck

LANGUAGE = "en-GB"

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


class Deck:
    """A presentation that grows slide by slide.

    ``left_out`` is what there is nothing to show for: (slide's name, why).
    """

    def __init__(self, kit: Kit, media: Media) -> None:
        self.kit, self.media = kit, media
        self.file: Any = empty_deck()
        self.left_out: list[tuple[str, str]] = []
        self._layouts = {layout.name: layout for layout in self.file.slide_layouts}

    def slide(self, layout: str, title: str, notes: Notes) -> Page:
        """A new slide with its title, footer, number and notes."""
        page = Page(self.file.slides.add_slide(self._layouts[layout]), len(self.file.slides))
        write(page.slide.shapes.title.text_frame, [title])
        page.notes(notes.lines)
        page.foot(self.kit.foot)
        return page

    def leave_out(self, name: str, why: str) -> None:
        self.left_out.append((name, why))


class Page:
    """One slide; ``spot`` is the index of a placeholder."""

    def __init__(self, slide: Any, number: int) -> None:
        self.slide, self.number = slide, number
        self.note_lines: Sequence[str] = ()

    def text(self, spot: int, lines: Sequence[str]) -> None:
        """Paragraphs into a placeholder."""
        write(self._at(spot).text_frame, lines)

    def picture(self, spot: int, still: Still | None) -> None:
        """As large as its box allows, nothing cut off; without one the box goes too."""
        place = self._at(spot)
        if still is None:
            place._element.getparent().remove(place._element)
            return
        box = place.left, place.top, place.width, place.height
        picture = place.insert_picture(str(still.path))
        picture.crop_left = picture.crop_right = picture.crop_top = picture.crop_bottom = 0
        wide, tall = picture.image.size
        _fit(picture, box, wide / tall)
        describe(picture, still.alt)

    def film(self, path: str, poster: Still, alt: str) -> None:
        """A film in the place of its placeholder, with a still until it is started."""
        place = self._at(MAIN)
        box = place.left, place.top, place.width, place.height
        movie = self.slide.shapes.add_movie(path, *box, str(poster.path), "video/mp4")
        wide, tall = needed("PIL.Image").open(poster.path).size
        _fit(movie, box, wide / tall)
        inside = movie._element.nvPicPr.find(_p("nvPr"))
        inside.insert(0, deepcopy(place._element.nvSpPr.find(_p("nvPr")).find(_p("ph"))))
        place._element.getparent().replace(place._element, movie._element)
        describe(movie, alt)
        movie.name = "Film"

    def table(self, rows: int, columns: int, alt: str) -> Any:
        frame = self._at(MAIN).insert_table(rows, columns)
        describe(frame, alt)
        return frame

    def chart(self, kind: Any, data: Any, alt: str) -> Any:
        frame = self._at(MAIN).insert_chart(kind, data)
        describe(frame, alt)
        return frame.chart

    def notes(self, lines: Sequence[str]) -> None:
        self.note_lines = lines
        write(self.slide.notes_slide.notes_text_frame, lines)

    def foot(self, text: str) -> None:
        """Footer and number; the library copies neither from the layout."""
        for spot in self.slide.slide_layout.placeholders:
            if spot.placeholder_format.idx in (FOOT, NUMBER):
                self._copied(spot)
        write(self._at(FOOT).text_frame, [text])
        for field in self._at(NUMBER)._element.iter(f"{{{_A}}}t"):
            field.text = str(self.number)

    def _copied(self, spot: Any) -> None:
        """A placeholder of the layout as one of the slide, which takes place and look from it."""
        element = deepcopy(spot._element)
        number = max(int(shape.shape_id) for shape in self.slide.shapes) + 1
        element.nvSpPr.cNvPr.set("id", str(number))
        for parent in (element.spPr, element.txBody.find(f"{{{_A}}}lstStyle")):
            for child in list(parent):
                parent.remove(child)
        self.slide.shapes._spTree.append(element)

    def _at(self, spot: int) -> Any:
        return next(s for s in self.slide.placeholders if s.placeholder_format.idx == spot)


def write(frame: Any, lines: Sequence[str]) -> None:
    """Paragraphs in the deck's language."""
    frame.text = "\n".join(lines)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", LANGUAGE)


def describe(shape: Any, alt: str) -> None:
    """What a shape shows, for those who do not see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)


def _fit(shape: Any, box: Sequence[int], aspect: float) -> None:
    """Into the middle of a box, as large as it goes."""
    left, top, wide, tall = box
    width = min(wide, round(tall * aspect))
    height = min(tall, round(width / aspect))
    shape.left, shape.top = left + (wide - width) // 2, top + (tall - height) // 2
    shape.width, shape.height = width, height


def _p(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/presentationml/2006/main}}{name}"
