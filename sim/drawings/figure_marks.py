"""Each speaker's figure in a chart: a dot with its range at its moment, and the speaker's letter."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from matplotlib.patches import Circle, Polygon

from sim.drawings.chart import Plot
from sim.drawings.layout import Box
from sim.drawings.stage import Sheet, box, points, write
from sim.drawings.textblock import BOLD, wide
from sim.scene.marks import FigureMark, Point
from sim.scene.palette import CASING, INK

DOT = 0.24
"""Radius of a dot in heights of small text, as all sizes here."""

BAR, CAP = 0.16, 0.56
"""Thickness of a range, and how wide its ends are."""

RING = 0.50
"""Radius of the ring round a figure on which the replay rests."""

ARROW = 1.15
"""Length of the arrow where a range is open."""

STEP = 0.1
"""A step by which a figure is moved from its moment."""

NUDGES = (0, *(sign * step for step in range(1, 31) for sign in (-1, 1)))
"""In this order steps are tried, until a figure covers no other: those of one moment stand side by side."""

TIED = 0.6
"""A figure that had to move farther than this has a thin line to its moment."""

AFTER, OVER = 1.0, 0.55
"""How far letters may reach, and figures may stand, beyond the plot's right side."""

CROSSED, FARTHER = 0.5, 0.9
"""What it costs a letter to cover a point of the line, and to stand a distance farther off, in area."""

PAD = 0.22
"""Free width on each side of a letter, so that two letters do not read as a word."""

ABOVE = 6
"""Matplotlib's order: figures lie over areas and lines of their chart."""

CASED = 2.2
"""Width of the pale edge that keeps ink apart from what lies below."""

REACH = (0.62, 1.0, 1.5, 2.1, 2.8)
"""Distances at which a letter is tried; beyond the first two a line joins it to its dot."""


class Placed(NamedTuple):
    """A figure in page units: ``x`` of dot and range, ``low`` and ``high`` ends (None where open), ``best``.

    ``ink`` is what the dot, range and arrow cover; ``letter`` the box of its letter; ``moved`` how
    far it stands from its moment.
    """

    mark: FigureMark
    x: float
    moved: float
    low: float | None
    best: float | None
    high: float | None
    ink: Box
    letter: Box
    joined: bool


@lru_cache(maxsize=32)
def place_figures(
    plot: Plot, figures: tuple[FigureMark, ...], size: float, *, clear: float, line: tuple[Point, ...]
) -> tuple[Placed, ...]:
    """Figures in the order given, so that no dot or range covers another and letters stand free.

    ``clear`` is the height above the plot that letters may use; ``line`` are page points of the
    replay's own line, which letters keep off where they can.  The places do not depend on the
    minute shown: a letter never moves.
    """
    either = [_stand(plot, figures, size, order) for order in (1, -1)]
    stems = min(
        either, key=lambda stood: max((abs(x - plot.x(mark.minute)) for mark, x, _ in stood), default=0)
    )
    inks = [ink for _, _, ink in stems]
    room = Box(plot.box.x, plot.box.y - clear, plot.box.wide + AFTER * size, plot.box.tall + clear)
    letters: list[Box] = []
    placed = []
    for mark, x, ink in stems:
        letter, joined = _letter(mark, x, ink, size, [*inks, *letters], room, line)
        letters.append(letter)
        low, best, high = (None if v is None else plot.y(v) for v in (mark.low, mark.best, mark.high))
        placed.append(Placed(mark, x, x - plot.x(mark.minute), low, best, high, ink, letter, joined))
    return tuple(placed)


def draw_figures(layer: Sheet, placed: tuple[Placed, ...], minute: int) -> None:
    """Those said by ``minute``, ranges first, so that no range covers a letter."""
    said = [figure for figure in placed if figure.mark.minute <= minute]
    size = layer.look.layout.type.small
    for figure in said:
        _tie(layer, figure, size)
    for figure in said:
        _stem(layer, figure, size)
    for figure in said:
        if figure.joined:
            _join(layer, figure)
        write(
            layer.page, figure.letter.x + figure.letter.wide / 2, figure.letter.y + 0.86 * size,
            figure.mark.letter, size=size, fontweight=BOLD, ha="center", halo=CASED, zorder=ABOVE + 1,
            gid=f"letter-{figure.mark.claim}",
        )  # fmt: skip


def overlap(one: Box, other: Box) -> float:
    """Area that two boxes share."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across * down if across > 0 and down > 0 else 0.0


def _ink(plot: Plot, mark: FigureMark, x: float, size: float) -> Box:
    """What a figure covers: its dot, its range, its ring, its arrows."""
    ends = [plot.y(v) for v in (mark.low, mark.best, mark.high) if v is not None]
    covered = mark.best is not None and max(ends) - min(ends) <= 2 * DOT * size
    half = (RING if mark.drives else DOT if covered else CAP / 2) * size + 0.3
    top = min(ends) - (ARROW * size if mark.high is None else half)
    foot = max(ends) + (ARROW * size if mark.low is None else half)
    return Box(x - half, top, 2 * half, foot - top)


def _stand(
    plot: Plot, figures: tuple[FigureMark, ...], size: float, order: int
) -> list[tuple[FigureMark, float, Box]]:
    """Each figure, its x, what it covers: placed from the first (``order`` 1) or from the last (-1)."""
    stems: list[tuple[FigureMark, float, Box]] = []
    for mark in figures[::order]:
        x = _beside(plot, mark, size, [ink for _, _, ink in stems])
        stems.append((mark, x, _ink(plot, mark, x, size)))
    return stems[::order]


def _beside(plot: Plot, mark: FigureMark, size: float, taken: list[Box]) -> float:
    """The x nearest to the figure's moment at which it covers no earlier figure."""
    own = plot.x(mark.minute)
    for nudge in NUDGES:
        x = own + nudge * STEP * size
        inside = plot.box.x <= x <= plot.box.right + OVER * size or nudge == 0
        if inside and not any(overlap(_ink(plot, mark, x, size), ink) for ink in taken):
            return x
    return own


def _letter(
    mark: FigureMark, x: float, ink: Box, size: float, taken: list[Box], room: Box, line: tuple[Point, ...]
) -> tuple[Box, bool]:
    """The first place round a figure that is free, else the least covered one; whether a line is needed."""
    across, tall = wide(mark.letter, size, BOLD), 0.95 * size
    middle = ink.y + ink.tall / 2
    tries: list[tuple[float, int, Box]] = []
    for number, reach in enumerate(REACH):
        gap = reach * size - 0.3 * size
        left, right = ink.x - gap - across, ink.right + gap
        above, below = ink.y - gap - tall, ink.bottom + gap
        spots = (
            (right, middle - tall / 2), (left, middle - tall / 2), (x - across / 2, above),
            (x - across / 2, below), (right, above + tall / 2), (left, above + tall / 2),
            (right, below - tall / 2), (left, below - tall / 2), (right, above), (left, above),
            (right, below), (left, below),
        )  # fmt: skip
        for at in spots:
            tried = Box(at[0], at[1], across, tall)
            around = Box(tried.x - PAD * size, tried.y, tried.wide + 2 * PAD * size, tried.tall)
            cost = sum(overlap(around, other) for other in taken) + _outside(tried, room)
            cost += CROSSED * sum(_within(tried, point) for point in line)
            tries.append((round(cost + FARTHER * number, 3), number, tried))
    _, number, best = min(tries, key=lambda one: one[0])
    return best, number > 1


def _outside(tried: Box, room: Box) -> float:
    """Area of a box that lies outside the room, a little more so that inside is always better."""
    return 1.5 * (tried.wide * tried.tall - overlap(tried, room))


def _within(tried: Box, point: Point) -> bool:
    return tried.x <= point[0] <= tried.right and tried.y <= point[1] <= tried.bottom


def _stem(layer: Sheet, figure: Placed, size: float) -> None:
    """Range with its ends, arrows where it is open, dot, ring; first all of it pale, then dark."""
    ends = [y for y in (figure.low, figure.best, figure.high) if y is not None]
    top, foot = min(ends), max(ends)
    for colour, more in ((CASING, CASED), (INK, 0.0)):
        if figure.high is None:
            _arrow(layer, figure.x, top, -ARROW * size, colour, more)
        if figure.low is None:
            _arrow(layer, figure.x, foot, ARROW * size, colour, more)
        thick = BAR * size + more
        _block(
            layer, figure.x, top - more / 2, thick, foot - top + more, colour, f"range-{figure.mark.claim}"
        )
        for y in _shown_ends(figure, size):
            _block(layer, figure.x, y - thick / 2, CAP * size + more, thick, colour, "end")
    if figure.best is not None:
        _dot(layer, figure.x, figure.best, size, f"figure-{figure.mark.claim}")
    if figure.mark.drives:
        ring(layer, figure.x, (top + foot) / 2 if figure.best is None else figure.best, size)


def _tie(layer: Sheet, figure: Placed, size: float) -> None:
    """A thin line from a figure that had to move far to its moment."""
    known = [y for y in (figure.low, figure.best, figure.high) if y is not None]
    if abs(figure.moved) > TIED * size:
        y = figure.best if figure.best is not None else sum(known) / len(known)
        across = min(figure.x, figure.x - figure.moved), abs(figure.moved)
        box(layer.page, across[0], y - 0.5, across[1], 1.0, facecolor=INK, zorder=ABOVE, gid="tie")


def _shown_ends(figure: Placed, size: float) -> list[float]:
    """Ends of a range that its dot does not cover."""
    ends = [y for y in (figure.low, figure.high) if y is not None]
    return [y for y in ends if figure.best is None or abs(y - figure.best) > DOT * size]


def _block(layer: Sheet, x: float, top: float, across: float, tall: float, colour: str, gid: str) -> None:
    box(layer.page, x - across / 2, top, across, tall, facecolor=colour, zorder=ABOVE, gid=gid)


def _dot(layer: Sheet, x: float, y: float, size: float, gid: str) -> None:
    dot = Circle((x, y), DOT * size, facecolor=INK, edgecolor=CASING, linewidth=points(CASED / 2))
    dot.set(gid=gid, zorder=ABOVE)
    layer.page.add_artist(dot)


def ring(layer: Sheet, x: float, y: float, size: float) -> None:
    """Round a figure on which the replay rests: that the two agree means nothing."""
    for colour, thick in ((CASING, 3.0), (INK, 1.2)):
        drawn = Circle((x, y), RING * size, facecolor="none", edgecolor=colour, linewidth=points(thick))
        drawn.set(gid="drives", zorder=ABOVE)
        layer.page.add_artist(drawn)


def _arrow(layer: Sheet, x: float, y: float, length: float, colour: str, more: float) -> None:
    """A line from a bound towards the open side, with a head."""
    head, half = 0.5 * length, 0.235 * abs(length)
    _block(layer, x, min(y, y + length), BAR / ARROW * abs(length) + more, abs(length), colour, "open")
    tip = [(x, y + length), (x - half, y + length - head), (x + half, y + length - head)]
    drawn = Polygon(tip, facecolor=INK, edgecolor=colour, linewidth=points(more), joinstyle="miter")
    drawn.set(gid="open", zorder=ABOVE)
    layer.page.add_artist(drawn)


def _join(layer: Sheet, figure: Placed) -> None:
    """A thin line from a letter to its figure."""
    letter, ink = figure.letter, figure.ink
    x = min(max(figure.x, letter.x), letter.right)
    y = min(max(ink.y + ink.tall / 2, letter.y), letter.bottom)
    layer.page.plot(
        (x, figure.x), (y, min(max(y, ink.y), ink.bottom)), color=INK, linewidth=points(0.8), zorder=ABOVE
    )
