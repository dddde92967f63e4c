"""One page of small maps for a classroom's printer, in colour or in black and white only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from numpy.typing import NDArray

from sim.days import DAY
from sim.drawings.cards import account_said
from sim.drawings.layout import Box, Layout, Type
from sim.drawings.map import draw_front
from sim.drawings.multiples import (
    DIAMOND,
    PEOPLE,
    diamond,
    dots,
    draw_day,
    held_swatch,
    shared_swatch,
    thinner,
)
from sim.drawings.stage import Look, Sheet, inked, points, sheet, write
from sim.drawings.telling import made_from, plain
from sim.drawings.textblock import BOLD, far, mirrored, near, paragraph, wide
from sim.episode.places import PARTIES
from sim.scene.palette import FAINT_INK, INK
from sim.scene.phrases import Phrases
from sim.scene.story import Story
from sim.store import replacing

Paper = Literal["a4", "letter"]

PAPERS: dict[Paper, tuple[float, float]] = {"a4": (210 / 25.4, 297 / 25.4), "letter": (8.5, 11.0)}
"""Width and height in inches."""

Up = Literal[6, 12]

GRIDS: dict[Up, tuple[int, int]] = {6: (2, 3), 12: (3, 4)}
"""Maps side by side, and one below the other."""

EDGE = 40.0
"""Page units (hundredths of an inch) that printers leave white."""

HEAD, FOOT = 106.0, 132.0
"""Page units above and below the maps."""

DOTS: dict[Up, float] = {6: 2.6, 12: 1.9}
"""Page units across a dot."""

GUTTER, ROW_GAP = 20.0, 12.0
"""Page units between maps."""

LETTERS: dict[Up, Type] = {
    6: Type(small=10.5, body=12.0, heading=14.0, caption=12.0, date=22.0),
    12: Type(small=10.5, body=11.0, heading=12.0, caption=12.0, date=22.0),
}
"""Nothing is smaller than 7.5 points."""


def choose_days(story: Story, up: int) -> tuple[int, ...]:
    """The first day, the last, and those between with the largest changes; all days if they fit.

    A day's change is its part of all the ground that changed hands, of all the people who moved to
    another group of places, and of all the evacuated; the earlier day wins a tie.  Days count from
    one.
    """
    days, replay = story.days, story.replay
    if days <= up:
        return tuple(range(1, days + 1))
    areas = replay.episode.territory.areas
    turned = np.abs(np.diff(replay.control, axis=0)).sum(axis=2) @ areas
    moved = np.abs(np.diff(story.bands.counts, axis=0)).sum(axis=1)
    left = np.diff([sum(replay.evacuated_at(day * DAY)) for day in range(1, days + 1)])
    parts = _parts(turned) + _parts(moved) + _parts(np.abs(left))
    change = [round(float(part), 9) for part in parts]
    between = sorted(range(2, days), key=lambda day: (-change[day - 2], day))
    return tuple(sorted([1, days, *between[: up - 2]]))


def _parts(change: NDArray[Any]) -> NDArray[np.float64]:
    """Each day's part of the whole; nothing where nothing changed at all."""
    whole = float(change.sum())
    return change / whole if whole > 0 else np.zeros(len(change))


def save_sheet(
    path: Path, story: Story, say: Phrases, *, paper: Paper = "a4", up: Up = 6, grey: bool = False
) -> Path:
    """Write a PDF of one page: small maps of chosen days, one legend, room for a name and an answer.

    All is drawn as vectors with the letters embedded; the same replay gives the same bytes.  ``grey``
    draws textures in black only.  Raises `SimError` when the file cannot be written.
    """
    with inked():
        layer = draw_sheet(story, Look(page_layout(paper, up), say, grey=grey), up)
        layer.figure.set_size_inches(*PAPERS[paper])
        about: Any = {
            "Title": plain(story.replay.episode.title),
            "Subject": plain(story.replay.episode.subtitle),
            "Creator": "sim",
            "Producer": None,
            "CreationDate": None,
        }
        canvas: Any = FigureCanvasPdf(layer.figure)
        with replacing(path) as temporary:
            canvas.print_pdf(str(temporary), metadata=about)
    return path


def page_layout(paper: Paper, up: Up) -> Layout:
    """The page in hundredths of an inch; ``map`` is where all the maps stand."""
    wide_in, tall_in = PAPERS[paper]
    width, height = round(wide_in * 100), round(tall_in * 100)
    maps = Box(EDGE, EDGE + HEAD, width - 2 * EDGE, height - 2 * EDGE - HEAD - FOOT)
    head, foot = Box(EDGE, EDGE, maps.wide, HEAD), Box(EDGE, maps.bottom, maps.wide, FOOT)
    return Layout(
        name=f"{paper}-{up}", wide=width, tall=height, type=LETTERS[up], map=maps, date=head, credit=foot
    )


def cells(place: Box, up: Up) -> list[Box]:
    """The boxes of the maps, row by row from the top left."""
    columns, rows = GRIDS[up]
    across = (place.wide - GUTTER * (columns - 1)) / columns
    down = (place.tall - ROW_GAP * (rows - 1)) / rows
    return [
        Box(place.x + (across + GUTTER) * column, place.y + (down + ROW_GAP) * row, across, down)
        for row in range(rows)
        for column in range(columns)
    ]


def draw_sheet(story: Story, look: Look, up: Up) -> Sheet:
    """The whole page; `inked` must hold."""
    layer = sheet(look)
    _head(layer, story, DOTS[up])
    for day, place in zip(choose_days(story, up), cells(look.layout.map, up), strict=False):
        draw_day(layer, story, day, mirrored(look, look.layout.map, place), dot=DOTS[up])
    _foot(layer, story)
    return layer


def _head(layer: Sheet, story: Story, dot: float) -> None:
    """Title, room for a name, the content note, the legend."""
    place, type_, say = layer.look.layout.date, layer.look.layout.type, layer.look.say
    episode = story.replay.episode
    y = place.y + type_.date
    title = plain(episode.title)
    write(layer.page, y=y, text=title, size=type_.date * 0.9, fontweight=BOLD, **near(layer.look, place))
    _blank(layer, Box(place.right - 118, y, 118, 0), say("paper.class"))
    _blank(layer, Box(place.right - 340, y, 210, 0), say("paper.name"))
    paragraph(layer, place, y + 22, plain(episode.content_note), size=12.0)
    _legend(layer, place._replace(y=y + 34), dot)


def _blank(layer: Sheet, place: Box, text: str) -> None:
    """A label and a line to write on; in Arabic at the other side of the page."""
    look, size = layer.look, layer.look.layout.type.body
    place = mirrored(look, look.layout.date, place)
    write(layer.page, y=place.y, text=text, size=size, **near(look, place))
    label = wide(text, size) + 6
    line = mirrored(look, place, Box(place.x + label, place.y + 2, place.wide - label, 0))
    layer.page.plot((line.x, line.right), (line.y, line.y), color=INK, linewidth=points(0.7))


def _legend(layer: Sheet, place: Box, dot: float) -> None:
    """Every fill, line and mark of the small maps, in as many rows as it takes."""
    look, size = layer.look, layer.look.layout.type.small
    x, y = place.x, place.y
    for draw, text in _entries(look.say, dot):
        room = SWATCH + 6 + wide(text, size)
        if x + room > place.right + 0.5:
            x, y = place.x, y + size * 1.75
        mark = mirrored(look, place, Box(x, y, SWATCH, 12))
        draw(layer, mark)
        words = Box(x + SWATCH + 6, y, room, 12)
        write(layer.page, y=y + 10, text=text, size=size, **near(look, mirrored(look, place, words)))
        x += room + 16
    thinner(layer.page, grey=look.grey)


SWATCH = 22.0

Draw = Callable[[Sheet, Box], None]


def _entries(say: Phrases, dot: float) -> list[tuple[Draw, str]]:
    return [
        *((held_swatch(party), say.party(party)) for party in range(len(PARTIES))),
        (shared_swatch, say("paper.shared")),
        (_front(sure=True), say("paper.front")),
        (_front(sure=False), say("paper.inferred")),
        (_assumed, say("paper.assumed")),
        (_dot(dot), say("paper.dot", n=say.number(PEOPLE))),
        (_differ, say("paper.differ")),
    ]


def _front(*, sure: bool) -> Draw:
    def draw(layer: Sheet, place: Box) -> None:
        y = place.y + place.tall / 2
        draw_front(layer.page, [((place.x, y), (place.right, y))], sure=sure)

    return draw


def _assumed(layer: Sheet, place: Box) -> None:
    corners = [place.x, place.right, place.right, place.x, place.x]
    sides = [place.y, place.y, place.bottom, place.bottom, place.y]
    layer.page.plot(corners, sides, color=INK, linewidth=points(0.8), linestyle=(0, (1.0, 1.7)))


def _dot(dot: float) -> Draw:
    return lambda layer, place: dots(layer.page, [(place.x + place.wide / 2, place.y + place.tall / 2)], dot)


def _differ(layer: Sheet, place: Box) -> None:
    diamond(layer.page, (place.x + place.wide / 2, place.y + place.tall / 2), DIAMOND)


def _foot(layer: Sheet, story: Story) -> None:
    """The question with a line for its answer, what is left out, whose word, and the data's hash."""
    look, say, place = layer.look, layer.look.say, layer.look.layout.credit
    type_, replay = look.layout.type, story.replay
    question = say("words.question", question=plain(replay.episode.question))
    y = paragraph(layer, place, place.y + 26, question, size=12.0, fontweight=BOLD)
    _blank(layer, Box(place.x, y + 14, place.wide, 0), say("paper.my-answer"))
    credits = "; ".join(map(plain, replay.episode.credits))
    drawn = [say("paper.map", credits=credits)] if credits else []
    said = " ".join([*account_said(say, replay.episode), say("paper.left-out"), *drawn])
    y = paragraph(layer, place, y + 38, said, size=type_.small, color=FAINT_INK)
    made = made_from(replay, say)
    write(layer.page, y=y, text=made, size=type_.small, color=FAINT_INK, **near(look, place))
    write(layer.page, y=y, text=say("paper.licence"), size=type_.small, color=FAINT_INK, **far(look, place))
