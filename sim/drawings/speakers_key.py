"""The key below a chart of figures: each speaker's letter and name, and the latest figure so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.drawings.figure_marks import RING, ring
from sim.drawings.layout import Box
from sim.drawings.stage import Look, Sheet, write
from sim.drawings.textblock import BOLD, near, wide, wrapped
from sim.scene.marks import FigureMark
from sim.scene.palette import FAINT_INK, INK
from sim.scene.phrases import Phrases

LEADING = 1.16
"""From one base line to the next, in heights of text: the key is long and its lines are short."""

LETTER = 1.2
"""Room of a letter, in heights of text."""

COLUMN = 15.5
"""Least width of a column of the key, in heights of text; the key has as many as there is room for."""

GUTTER = 1.6
"""Between columns, in heights of text."""

GAP = 0.55
"""Between a name and its figure, in heights of text."""

Say = Callable[[FigureMark], str]
"""How a figure's value is written."""


def people_said(say: Phrases) -> Say:
    """A number of people: the best value, else its bounds."""

    def said(mark: FigureMark) -> str:
        return say.number(mark.best) if mark.best is not None else say.span(mark.low, None, mark.high)

    return said


def share_said(say: Phrases) -> Say:
    """A share in per cent: the best value, else its bounds."""

    def said(mark: FigureMark) -> str:
        if mark.best is not None:
            return say.percent(mark.best)
        if mark.low is not None and mark.high is not None:
            return f"{say.number(100 * mark.low)}–{say.percent(mark.high)}"
        known = mark.low if mark.low is not None else mark.high
        key = "number.at-least" if mark.low is not None else "number.at-most"
        return say(key, n=say.percent(known or 0.0))

    return said


class Entry(NamedTuple):
    """A speaker's lines from base line ``y``; the figure stands on ``value_line``, ``value_inset`` in."""

    letter: str
    column: Box
    y: float
    lines: tuple[str, ...]
    value_line: int
    value_inset: float


def key_entries(look: Look, place: Box, figures: tuple[FigureMark, ...], says: Say) -> tuple[Entry, ...]:
    """Speakers by letter from the top of a box, column by column.

    A speaker's place has room for the widest figure, so that nothing moves with time.
    """
    size, across = look.layout.type.small, _columns(look, place.wide)[1]
    entries = []
    for column, row, name in _places(look, place.wide, figures, says):
        step = column * (across + GUTTER * size)
        x = place.right - step - across if look.say.rtl else place.x + step
        y = place.y + (0.8 + LEADING * row) * size
        entries.append(Entry(name.letter, Box(x, place.y, across, place.tall), y, *name[1:]))
    return tuple(entries)


def key_lines(look: Look, width: float, figures: tuple[FigureMark, ...], says: Say) -> int:
    """Lines of the longest column of a key."""
    return max((row + len(name.lines) for _, row, name in _places(look, width, figures, says)), default=0)


def _columns(look: Look, width: float) -> tuple[int, float]:
    """Number of columns and the width of one."""
    size = look.layout.type.small
    columns = max(1, int((width + GUTTER * size) // ((COLUMN + GUTTER) * size)))
    return columns, (width - (columns - 1) * GUTTER * size) / columns


def _places(
    look: Look, width: float, figures: tuple[FigureMark, ...], says: Say
) -> list[tuple[int, int, _Name]]:
    """Each speaker's column, first row and lines; columns are about equally long."""
    columns, across = _columns(look, width)
    letters = sorted({mark.letter for mark in figures}, key=lambda letter: (len(letter), letter))
    names = [_name(look, [m for m in figures if m.letter == one], across, says) for one in letters]
    most = -(-sum(len(name.lines) for name in names) // columns)
    places, column, row = [], 0, 0
    for name in names:
        if row and row + len(name.lines) / 2 > most and column < columns - 1:
            column, row = column + 1, 0
        places.append((column, row, name))
        row += len(name.lines)
    return places


class _Name(NamedTuple):
    letter: str
    lines: tuple[str, ...]
    value_line: int
    value_inset: float


def _name(look: Look, marks: list[FigureMark], across: float, says: Say) -> _Name:
    """A speaker's name in lines, the figure's line, and its distance from the reading side."""
    size = look.layout.type.small
    room = across - LETTER * size
    widest = max(wide(says(mark), size, BOLD) for mark in marks) + GAP * size
    widest += (2 * RING + GAP) * size if any(mark.drives for mark in marks) else 0.0
    lines = _with_room(marks[0].speaker, size, room, widest)
    last = wide(lines[-1], size)
    if last + widest <= room:
        return _Name(marks[0].letter, lines, len(lines) - 1, (LETTER + GAP) * size + last)
    return _Name(marks[0].letter, (*lines, ""), len(lines), LETTER * size)


def _with_room(name: str, size: float, room: float, widest: float) -> tuple[str, ...]:
    """A name in lines, the last of which leaves room for the figure where that costs no more than a line."""
    lines = wrapped(name, size, room)
    words = name.split()
    if wide(lines[-1], size) + widest > room and wide(words[-1], size) + widest <= room:
        parted = [
            [*wrapped(" ".join(words[:n]), size, room), " ".join(words[n:])] for n in range(1, len(words))
        ]
        best: list[str] = min(parted, key=lambda tried: _widest(tried, size, widest))
        return tuple(best)
    return tuple(lines)


def _widest(lines: Sequence[str], size: float, figure: float) -> float:
    """The longest line of a name of which the last stands before its figure; fewer lines are better."""
    return max(*(wide(line, size) for line in lines[:-1]), wide(lines[-1], size) + figure) * len(lines)


def draw_key(
    layer: Sheet, entries: tuple[Entry, ...], figures: tuple[FigureMark, ...], says: Say, minute: int
) -> None:
    """Names in full ink once something was said, with the latest figure; a ring where it drives."""
    look, size = layer.look, layer.look.layout.type.small
    for entry in entries:
        said = [m for m in figures if m.letter == entry.letter and m.minute <= minute]
        color = INK if said else FAINT_INK
        letter = near(look, entry.column)
        write(layer.page, y=entry.y, text=entry.letter, size=size, fontweight=BOLD, color=color, **letter)
        for number, line in enumerate(entry.lines):
            if line:
                y = entry.y + LEADING * size * number
                write(
                    layer.page,
                    y=y,
                    text=line,
                    size=size,
                    color=color,
                    **near(look, entry.column, LETTER * size),
                )
        if said:
            _value(layer, entry, said[-1], says)


def _value(layer: Sheet, entry: Entry, mark: FigureMark, says: Say) -> None:
    look, size = layer.look, layer.look.layout.type.small
    y, text = entry.y + LEADING * size * entry.value_line, says(mark)
    write(
        layer.page, y=y, text=text, size=size, fontweight=BOLD,
        **near(look, entry.column, entry.value_inset),
    )  # fmt: skip
    if mark.drives:
        along = entry.value_inset + wide(text, size, BOLD) + 0.5 * size + RING * size
        x = entry.column.right - along if look.say.rtl else entry.column.x + along
        ring(layer, x, y - 0.34 * size, 0.8 * size)
