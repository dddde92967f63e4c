"""A day as a small map with its numbers, for a page with many of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.patches import Polygon

from sim.days import DAY
from sim.drawings.layout import Box
from sim.drawings.map import draw_base, draw_control
from sim.drawings.stage import Sheet, box, ground_axes, points, write
from sim.drawings.textblock import BOLD, far, mirrored, near, wrapped
from sim.drawings.textures import fill, unit_of
from sim.episode.places import GOVERNMENT, OPPOSITION, PARTIES
from sim.scene.bands import BANDS
from sim.scene.geography import View
from sim.scene.ground import Ground
from sim.scene.marks import DistrictMark, PeopleMark, Point, Scene
from sim.scene.palette import CASING, FAINT_INK, INK
from sim.scene.story import Story
from sim.scene.stripes import LEAST

MARGIN = 0.35
"""km of ground round the enclave."""

THIN = 0.5
"""Strokes of the large map become so much thinner."""

TEXTURE = "texture-"
"""How the group ids of textures begin."""

PEOPLE = 1000
"""People that one dot of a small map stands for."""

HALO = 1.8
"""A dot with its white edge is so many times as wide."""

DIAMOND = 4.2
"""Page units from the middle to the corner of the mark where accounts differ."""

HEADING = 20.0
"""Page units for date and day above a map."""

LINES, LINE = 2, 26.0
"""Lines for a pupil's notes, and page units from one to the next."""

GAP = 10.0
"""Page units between a map and its numbers."""


def near_view(ground: Ground) -> View:
    """The ground round the enclave and no more."""
    xs, ys = zip(*(point for ring in ground.cells for point in ring), strict=True)
    return View(min(xs) - MARGIN, min(ys) - MARGIN, max(xs) + MARGIN, max(ys) + MARGIN)


def draw_day(layer: Sheet, story: Story, day: int, place: Box, *, dot: float) -> None:
    """One day (from one) in a box of the page: date, map, numbers; people as dots ``dot`` units across."""
    scene, view = story.scene(day * DAY), near_view(story.ground)
    _heading(layer, scene, place)
    tall = place.tall - HEADING
    wide = tall * (view.east - view.west) / (view.north - view.south)
    map_box = mirrored(layer.look, place, Box(place.x, place.y + HEADING, wide, tall))
    numbers = Box(place.x + wide + GAP, place.y + HEADING, place.wide - wide - GAP, tall)
    side = replace(layer, ground=ground_axes(layer.figure, layer.look, view, map_box))
    _map(side, story, scene, dot)
    _numbers(layer, scene, mirrored(layer.look, place, numbers))


def _heading(layer: Sheet, scene: Scene, place: Box) -> None:
    say, type_ = layer.look.say, layer.look.layout.type
    y = place.y + 14
    write(
        layer.page, y=y, text=say.long_date(scene.date), size=type_.heading, fontweight=BOLD,
        **near(layer.look, place),
    )  # fmt: skip
    day = say("paper.day", day=say.number(scene.day), days=say.number(scene.days))
    write(layer.page, y=y, text=day, size=type_.small, color=FAINT_INK, **far(layer.look, place))


def _map(side: Sheet, story: Story, scene: Scene, dot: float) -> None:
    axes, grey = side.ground, side.look.grey
    draw_base(side, story.ground)
    draw_control(side, story.ground, [steady(mark, grey=grey) for mark in scene.districts], scene.fronts)
    thinner(axes, grey=grey)
    dots(axes, thousands(story.motion(scene.day * DAY).people), dot)
    for mark in scene.districts:
        if mark.word == "reports differ":
            diamond(axes, mark.centre, DIAMOND * unit_of(axes))
    view = near_view(story.ground)
    box(
        axes, view.west, view.south, view.east - view.west, view.north - view.south, facecolor="none",
        edgecolor=INK if grey else FAINT_INK, linewidth=points(0.8), zorder=7, clip_on=False,
    )  # fmt: skip


def steady(mark: DistrictMark, *, grey: bool) -> DistrictMark:
    """A district as the small map shows it: who holds it, and whether that is assumed.

    In grey, ground that the opposition holds alone is left white, so that dots stand out on it.
    """
    blank = grey and mark.holding == "held" and mark.shares[OPPOSITION] > LEAST
    return replace(mark, word="no source" if blank else "told", changed=False)


def thinner(axes: Axes, *, grey: bool) -> None:
    """Make strokes fit for a small map; in grey, textures keep the weight that tells them apart."""
    for drawn in axes.collections:
        texture = str(drawn.get_gid()).startswith(TEXTURE)
        if isinstance(drawn, Collection) and not (grey and texture):
            drawn.set_linewidth([float(width) * THIN for width in np.atleast_1d(drawn.get_linewidth())])


def thousands(people: tuple[PeopleMark, ...]) -> list[Point]:
    """One dot for each thousand people in all, spread over districts by largest remainder.

    Each dot is one of those that stand for fewer people on the large map; ties go to the first.
    """
    counts = [len(mark.dots) * mark.unit for mark in people]
    seats = [count // PEOPLE for count in counts]
    missing = (sum(counts) + PEOPLE // 2) // PEOPLE - sum(seats)
    order = sorted(range(len(counts)), key=lambda i: (-(counts[i] % PEOPLE), i))
    for at in order[: max(0, missing)]:
        seats[at] += 1
    return [dot for mark, n in zip(people, seats, strict=True) for dot in _spread(mark.dots, n)]


def _spread(dots: tuple[Point, ...], n: int) -> tuple[Point, ...]:
    """``n`` of a district's dots, at even steps of their order."""
    return tuple(dots[at * len(dots) // n] for at in range(n))


def dots(axes: Axes, places: list[Point], dot: float) -> None:
    """Dark dots, ``dot`` page units across, with a white edge: they stand out on every colour and texture."""
    for across, colour, order in ((dot * HALO, CASING, 4), (dot, INK, 5)):
        axes.scatter(
            [x for x, _ in places], [y for _, y in places], s=points(across) ** 2, c=colour, linewidths=0,
            zorder=order,
        ).set_gid("people")  # fmt: skip


def diamond(axes: Axes, at: Point, reach: float) -> None:
    """The mark where accounts differ."""
    (x, y) = at
    ring = [(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)]
    white = points(1.2)
    axes.add_patch(Polygon(ring, zorder=6, gid="differ", facecolor=INK, edgecolor=CASING, linewidth=white))


def swatch(layer: Sheet, place: Box, party: int) -> None:
    """A party's fill in a box of the page, on axes that rise as the map's do: textures lean the same way."""
    grey, wide, tall = layer.look.grey, place.wide, place.tall
    axes = ground_axes(layer.figure, layer.look, View(0, 0, wide, tall), place)
    corners = (0.0, 0.0), (wide, 0.0), (wide, tall), (0.0, tall)
    fill(axes, [corners], party, unit=1.0, quiet=grey and party == OPPOSITION, grey=grey)
    thinner(axes, grey=grey)
    box(
        axes,
        0,
        0,
        wide,
        tall,
        facecolor="none",
        edgecolor=INK,
        linewidth=points(0.7),
        zorder=3,
        clip_on=False,
    )


def held_swatch(party: int) -> Callable[[Sheet, Box], None]:
    """Draws ground that one party holds."""
    return lambda layer, place: swatch(layer, place, party)


def shared_swatch(layer: Sheet, place: Box) -> None:
    """Ground of two parties side by side."""
    half = place._replace(wide=place.wide / 2)
    swatch(layer, half, OPPOSITION)
    swatch(layer, half._replace(x=half.right), GOVERNMENT)


def _numbers(layer: Sheet, scene: Scene, place: Box) -> None:
    """km² by party, the people left inside, the evacuated."""
    say, look = layer.look.say, layer.look
    size = look.layout.type.body
    y = place.y + 4
    for party in range(len(PARTIES)):
        mark = mirrored(look, place, Box(place.x, y, 18, 12))
        swatch(layer, mark, party)
        text = say("paper.km2", km2=say.number(abs(scene.totals.km2[party]), 1))
        write(layer.page, y=y + 10.5, text=text, size=size, **near(look, place, 24))
        y += size * 1.5
    y = _number(layer, place, y + size * 0.6, scene.totals.bands[BANDS.index("held")], "paper.inside")
    if sum(scene.totals.evacuated):
        y = _number(layer, place, y, sum(scene.totals.evacuated), "paper.evacuated")
    if scene.day > 1 and place.bottom - y > (LINES + 1) * LINE:
        _notes(layer, place)


def _notes(layer: Sheet, place: Box) -> None:
    """Lines at the foot for what a pupil sees."""
    look, size = layer.look, layer.look.layout.type.small
    top = place.bottom - LINES * LINE
    write(layer.page, y=top, text=look.say("paper.changed"), size=size, **near(look, place))
    for number in range(1, LINES + 1):
        y = top + LINE * number
        layer.page.plot((place.x, place.right), (y, y), color=FAINT_INK, linewidth=points(0.6))


def _number(layer: Sheet, place: Box, y: float, count: int, key: str) -> float:
    say, look = layer.look.say, layer.look
    type_ = look.layout.type
    write(
        layer.page, y=y + type_.body, text=say.about(count), size=type_.heading, fontweight=BOLD,
        **near(look, place),
    )  # fmt: skip
    y += type_.body + type_.small * 1.3
    for line in wrapped(say(key), type_.small, place.wide):
        write(layer.page, y=y, text=line, size=type_.small, **near(look, place))
        y += type_.small * 1.2
    return y
