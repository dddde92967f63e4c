"""One day as a small map for paper, without date and numbers, and the signs of such maps on their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from sim.days import DAY
from sim.drawings.furniture import draw_furniture
from sim.drawings.ink import ink_of, lay
from sim.drawings.layout import Box, Layout, Type
from sim.drawings.map import ROUTE_DASHES, draw_base, draw_control, draw_front
from sim.drawings.multiples import (
    DIAMOND,
    PEOPLE,
    diamond,
    dots,
    held_swatch,
    near_view,
    shared_swatch,
    steady,
    thinner,
    thousands,
)
from sim.drawings.names import PlacedName, draw_names, place_names
from sim.drawings.stage import Look, Pixels, Sheet, blank, inked, points, sheet, write
from sim.drawings.strokes import strokes
from sim.drawings.textblock import mirrored, near, wide
from sim.drawings.textures import unit_of
from sim.episode.places import GOVERNMENT, OPPOSITION, PARTIES
from sim.result.replay import Replay
from sim.scene.geography import View
from sim.scene.ground import Ground, lay_out
from sim.scene.palette import INK, ROUTE
from sim.scene.phrases import Phrases
from sim.scene.story import Story

FINE = 3.0
"""Pixels for a page unit: 300 dots an inch."""

WIDE, FULL = 334.0, 669.0
"""Page units: half of a page's text with what stands between, and all of it (85 and 170 mm)."""

ASPECT = 1.4
"""Width of a small map by its height: six and their signs fit on one page."""

LETTERS = Type(small=11.0, body=11.5, heading=12.0, caption=12.0, date=12.0)
"""Nothing is smaller than 7.5 points, even where a page makes the picture a little narrower."""

DOT = {False: 2.6, True: 3.0}
"""Page units across a dot, in colour and in grey."""

NONE = Box(0, 0, 0, 0)

SIGN, TALL, GAP, BETWEEN, ROW = 24.0, 12.0, 6.0, 18.0, 21.0
"""Page units of the signs: width, height, to the words, to the next sign, from row to row."""


class SmallMaps:
    """The days of a replay as small maps of one size, drawn in black alone where ``grey``.

    ``others`` are replays of the same scenario by other accounts: where they differ is marked.
    """

    def __init__(self, replay: Replay, others: tuple[Replay, ...], say: Phrases, *, grey: bool) -> None:
        tall = round(WIDE / ASPECT)
        layout = Layout("lesson-map", WIDE, tall, LETTERS, Box(0, 0, WIDE, tall), NONE, NONE)
        self.look = Look(layout, say, FINE, grey=grey)
        ground = lay_out(replay.episode)
        ground = replace(ground, view=paper_view(ground, WIDE / tall))
        with inked():
            self.names = few_names(ground, self.look)
        clear = tuple(name.box for name in self.names)
        self.story = Story(replay, others=others, ground=ground, clear=clear)

    def draw(self, day: int) -> Pixels:
        """The end of a day (from one)."""
        story, grey = self.story, self.look.grey
        scene, ground = story.scene(day * DAY), story.ground
        with inked():
            layer = sheet(self.look, ground.view)
            draw_base(layer, ground)
            draw_control(layer, ground, [steady(mark, grey=grey) for mark in scene.districts], scene.fronts)
            thinner(layer.ground, grey=grey)
            dots(layer.ground, thousands(story.motion(day * DAY).people), DOT[grey])
            for mark in scene.districts:
                if mark.word == "reports differ":
                    diamond(layer.ground, mark.centre, DIAMOND * unit_of(layer.ground))
            over = sheet(self.look, ground.view)
            draw_names(over, ground, self.names)
            draw_furniture(over, ground)
            return printed(layer, over)

    def signs(self) -> Pixels:
        """What the fills, lines and marks of the maps mean, as a picture of the page's full width."""
        return draw_signs(self.look, self.entries(self.look.say))

    def entries(self, say: Phrases) -> list[tuple[Draw, str]]:
        """Each sign and its words in a language."""
        story = self.story
        scenes = (story.scene(day * DAY) for day in range(1, story.days + 1))
        differ = any(mark.word == "reports differ" for scene in scenes for mark in scene.districts)
        route = [(_route, say("legend.route"))] if story.ground.line("route") else []
        return [
            *((held_swatch(party), say(f"legend.held-by-{PARTIES[party]}")) for party in holders(story)),
            (shared_swatch, say("paper.shared")),
            (_front(sure=True), say("paper.front")),
            (_front(sure=False), say("paper.inferred")),
            (_assumed, say("paper.assumed")),
            (_people, say("paper.dot", n=say.number(PEOPLE))),
            *([(_differ, say("paper.differ"))] if differ else []),
            *route,
        ]


Draw = Callable[[Sheet, Box], None]


def paper_view(ground: Ground, aspect: float) -> View:
    """The ground round the enclave; a surplus of width lies in the west, one of height on both sides."""
    close = near_view(ground)
    tall, across = close.north - close.south, close.east - close.west
    wide_km = max(tall * aspect, across)
    middle, half = (close.north + close.south) / 2, wide_km / aspect / 2
    return View(close.east - wide_km, middle - half, close.east, middle + half)


def few_names(ground: Ground, look: Look) -> tuple[PlacedName, ...]:
    """Names that stand in their own ground, and who holds what lies round it; no lines, no directions."""
    inside = {n.id for n in place_names(ground, look) if not n.leader and n.kind != "direction"}
    return place_names(replace(ground, names=tuple(n for n in ground.names if n.id in inside)), look)


def holders(story: Story) -> list[int]:
    """Parties that hold anything on any day, or a quarter beside the enclave."""
    found = {party for party in range(len(PARTIES)) if np.any(story.replay.control[:, :, party] > 0)}
    found |= {GOVERNMENT, OPPOSITION}
    return sorted(found | ({PARTIES.index("sdf")} if story.ground.outline("control") else set()))


def draw_signs(look: Look, entries: Iterable[tuple[Draw, str]]) -> Pixels:
    """Signs with their words in as many rows as they take, and no higher than that."""
    size, x, row = look.layout.type.body, 0.0, 0
    places: list[tuple[Draw, str, Box]] = []
    for draw, text in entries:
        room = SIGN + GAP + wide(text, size)
        if x and x + room > FULL:
            x, row = 0.0, row + 1
        places.append((draw, text, Box(x, 4 + ROW * row, room, TALL)))
        x += room + BETWEEN
    whole = Box(0, 0, FULL, 2 * 4 + ROW * row + TALL)
    page = replace(look, layout=replace(look.layout, wide=whole.wide, tall=whole.tall, map=whole))
    with inked():
        layer = sheet(page)
        for draw, text, place in places:
            at = mirrored(page, whole, place)
            draw(layer, mirrored(page, at, Box(at.x, at.y, SIGN, TALL)))
            write(layer.page, y=at.y + 10, text=text, size=size, **near(page, at, SIGN + GAP))
        thinner(layer.page, grey=page.grey)
        return printed(layer)


def printed(*layers: Sheet) -> Pixels:
    """Layers on white paper, the first one lowest."""
    return lay(blank(layers[0].look), *(ink_of(layer.pixels()) for layer in layers))


def _front(*, sure: bool) -> Draw:
    def draw(layer: Sheet, place: Box) -> None:
        draw_front(layer.page, [_across(place)], sure=sure)

    return draw


def _across(place: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    y = place.y + place.tall / 2
    return (place.x, y), (place.right, y)


def _assumed(layer: Sheet, place: Box) -> None:
    corners = [place.x, place.right, place.right, place.x, place.x]
    sides = [place.y, place.y, place.bottom, place.bottom, place.y]
    layer.page.plot(corners, sides, color=INK, linewidth=points(0.8), linestyle=(0, (1.0, 1.7)))


def _people(layer: Sheet, place: Box) -> None:
    dots(layer.page, [_middle(place)], DOT[layer.look.grey])


def _differ(layer: Sheet, place: Box) -> None:
    diamond(layer.page, _middle(place), DIAMOND)


def _route(layer: Sheet, place: Box) -> None:
    colour = INK if layer.look.grey else ROUTE
    strokes(layer.page, [_across(place)], colour, 1.8, dashes=ROUTE_DASHES, gid="route")


def _middle(place: Box) -> tuple[float, float]:
    return place.x + place.wide / 2, place.y + place.tall / 2
