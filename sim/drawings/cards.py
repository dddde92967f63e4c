"""The card before the first day and the card after the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sim.drawings.credit import documents_said
from sim.drawings.layout import Box
from sim.drawings.stage import Look, Sheet, box, write
from sim.drawings.textblock import BOLD, balanced, mirrored, near, wrapped
from sim.episode.episode import Episode
from sim.errors import SimError
from sim.scene.palette import FAINT_INK, INK
from sim.scene.phrases import Phrases
from sim.scene.story import Story

MARGIN = 0.06
"""Free edge of a card, as a part of its shorter side."""

LEADING = 1.3
"""From one base line to the next, in heights of text."""

TITLE = 2.1
"""The title's height, in heights of the card's text."""

NOTE = 5
"""Which of the title card's parts is the first of the content note."""

BAR = 0.22
"""Thickness of the bar beside the content note: the one thing on the card that must not be missed."""

MEASURE = 42.0
"""Longest line of the title card's paragraphs, in heights of text."""

AFTER, BEFORE = 0.42, 0.95
"""Free height after a paragraph and before a heading, in heights of text."""

GUTTER = 2.6
"""Between columns, in heights of text."""

HEADING = 1.18
"""A heading's height in heights of text."""

PRESETS = {"wide": "web", "square": "square", "small": "gif-lms", "portrait": "poster"}
"""By layout, what to ask for to make a picture like this one."""

DIGITS = 16
"""Digits of a hash that are printed."""

HARD = "\u00a0"
"""A space at which no line breaks."""

METHOD = ("control", "shared", "people", "figures", "map")
LETTERED = "figures"
"""Sentences on how to read the pictures, and the one on letters and rings."""


class Row(NamedTuple):
    """A line of the title card: its base line, its height, how far in it stands."""

    text: str
    y: float
    size: float
    inset: float
    bold: bool
    faint: bool


class Piece(NamedTuple):
    """A heading or a paragraph; ``record`` for English words, which start at the left in every language."""

    text: str
    heading: bool = False
    record: bool = False


@dataclass(frozen=True)
class Setting:
    """A card's columns for one size of text: (column, base line, line, its piece) and whether all fits."""

    size: float
    columns: tuple[Box, ...]
    lines: tuple[tuple[int, float, str, Piece], ...]
    fits: bool


def title_card(layer: Sheet, story: Story) -> None:
    """Title, question and content note: shown before anything else.

    Raises `SimError` when they do not fit the page in its smallest text.
    """
    look, type_, inner = layer.look, layer.look.layout.type, _inner(layer.look)
    lines = [line for part in account_said(look.say, story.replay.episode) for line in _small(look, part)]
    foot = inner.bottom - LEADING * type_.body * len(lines)
    for number, line in enumerate(lines):
        y = foot + LEADING * type_.body * (number + 1)
        write(layer.page, y=y, text=line, size=type_.body, color=FAINT_INK, **near(look, inner))
    for size in _smaller(type_.caption * 1.4, type_.small):
        rows = title_rows(look, story, size)
        if rows[-1].y < foot - 0.5 * size:
            break
    else:
        raise SimError("the title and the content note do not fit the title card", hint="shorten them")
    for row in rows:
        weight = BOLD if row.bold else "normal"
        color = FAINT_INK if row.faint else INK
        side = near(look, inner, row.inset)
        write(layer.page, y=row.y, text=row.text, size=row.size, fontweight=weight, color=color, **side)
    noted = [row.y for row in rows if row.inset]
    side = near(look, inner)["x"] - (BAR * size if look.say.rtl else 0.0)
    top = noted[0] - 0.8 * size
    box(layer.page, side, top, BAR * size, noted[-1] + 0.3 * size - top, facecolor=INK, gid="content-note")


def _small(look: Look, text: str) -> list[str]:
    return wrapped(text, look.layout.type.body, _inner(look).wide)


def _smaller(size: float, least: float) -> list[float]:
    """Heights of text from the wished one down to the smallest."""
    steps = [size - 0.5 * step for step in range(80)]
    return [*(step for step in steps if step > least), least]


def title_rows(look: Look, story: Story, size: float) -> list[Row]:
    """The title card's lines from the top; the content note stands inset, beside its bar."""
    say, episode, inner = look.say, story.replay.episode, _inner(look)
    first, last = episode.calendar.first, episode.calendar.last
    note = [(say("card.before"), True), *([(say("card.note"), False)] if say.rtl else [])]
    parts = [
        (say("card.kind", first=say.long_date(first), last=say.long_date(last)), 0.7, 0.0, False, True),
        (episode.title, TITLE, 0.5, True, False),
        (episode.subtitle, 1.0, 0.7, False, False),
        (say("card.question"), 0.8, 1.5, True, True),
        (episode.question, 1.0, 0.2, False, False),
        *((text, 1.0, 1.5 if bold else 0.0, bold, False) for text, bold in note),
        (episode.content_note, 1.0, 0.0, False, False),
    ]
    rows: list[Row] = []
    y = inner.y + 0.11 * inner.tall
    for number, (text, part, before, bold, faint) in enumerate(parts):
        tall, inset = max(part * size, look.layout.type.small), size if number >= NOTE else 0.0
        across = min(inner.wide, inner.wide if part > 1 else MEASURE * size) - inset
        y += before * size
        for line in balanced(text, tall, across, weight=BOLD if bold else "normal"):
            y += LEADING * tall if part <= 1 else 1.12 * tall
            rows.append(Row(line, y, tall, inset, bold, faint))
    return rows


def end_card(layer: Sheet, story: Story) -> None:
    """Where it comes from, how it was made, what it leaves out, and how to make it again.

    Raises `SimError` when that does not fit the page in its smallest text.
    """
    set_ = end_setting(layer.look, story)
    if not set_.fits:
        raise SimError(
            "the sources do not fit the end card", hint="draw it in a larger picture, such as --for projector"
        )
    for column, y, line, piece in set_.lines:
        size = set_.size * (HEADING if piece.heading else 1.0)
        weight = BOLD if piece.heading else "normal"
        place = set_.columns[column]
        side = {"x": place.x, "ha": "left"} if piece.record else near(layer.look, place)
        write(layer.page, y=y, text=line, size=size, fontweight=weight, **side)


def end_setting(look: Look, story: Story) -> Setting:
    """The end card in the largest text that fits, from that of captions down to the smallest.

    Only in the smallest may a paragraph go on in the next column.
    """
    type_, pieces = look.layout.type, end_pieces(look, story)
    for size in _smaller(type_.caption * 1.1, type_.small):
        found = _set(look, pieces, size)
        if found.fits:
            return found
    return _set(look, pieces, type_.small, broken=True)


def end_pieces(look: Look, story: Story) -> list[Piece]:
    """All that the end card says, in order; of letters and rings only where a chart has them."""
    say, replay, episode = look.say, story.replay, story.replay.episode
    lettered = look.layout.evacuated is not None or look.layout.share is not None
    method = [name for name in METHOD if lettered or name != LETTERED]
    hashes = say("card.hashes", inputs=episode.inputs_hash[:DIGITS], trace=replay.digest[:DIGITS])
    seed = f" --rng-seed {replay.rng_seed}" if replay.rng_seed else ""
    preset = PRESETS.get(look.layout.name, PRESETS["wide"])
    command = f"sim render {episode.scenario} --account {episode.account}{seed} --for {preset}"
    return [
        Piece(say("card.sources"), True),
        Piece(_counted(say, episode)),
        *(Piece(line) for line in account_said(say, episode)),
        *(_letters(say, story) if lettered else []),
        Piece(say("card.read"), True),
        *(Piece(say(f"card.method-{name}")) for name in method),
        Piece(say("card.left-out"), True),
        Piece(say("card.deaths")),
        Piece(say("card.again"), True),
        Piece(say("card.licence")),
        *(_record(say, "card.map", f"{'; '.join(episode.credits)}.") if episode.credits else []),
        *_record(say, "card.command", command),
        Piece(hashes),
    ]


def account_said(say: Phrases, episode: Episode) -> list[str]:
    """Whose word was followed, and any change of the scenario."""
    said = [say("card.account", account=episode.account_name)]
    asked = episode.what_ifs_said
    return [*said, say("card.what-if", questions=say.listed(asked))] if asked else said


def _counted(say: Phrases, episode: Episode) -> str:
    """Claims, speakers and documents."""
    speakers = {voice.said_by for voice in episode.voices.values()}
    claims, voices = say.number(len(episode.voices)), say.number(len(speakers))
    return say("card.counted", claims=claims, speakers=voices, documents=documents_said(say, episode))


def _letters(say: Phrases, story: Story) -> list[Piece]:
    """Whom the letters in the charts stand for."""
    if not story.speakers:
        return []
    named = [f"{letter}{HARD}{name.replace(' ', HARD, 1)}" for letter, name in story.speakers]
    return _record(say, "card.letters", f"{', '.join(named)}.")


def _record(say: Phrases, key: str, words: str) -> list[Piece]:
    """A text that leads to words of the record: one paragraph, or two where read from two sides."""
    if say.rtl:
        return [Piece(say(key)), Piece(words, record=True)]
    return [Piece(f"{say(key)} {words}")]


def _inner(look: Look) -> Box:
    layout = look.layout
    edge = MARGIN * min(layout.wide, layout.tall)
    side = max(edge, 0.06 * layout.wide)
    return Box(side, edge, layout.wide - 2 * side, layout.tall - 2 * edge)


def _set(look: Look, pieces: list[Piece], size: float, *, broken: bool = False) -> Setting:
    """Set the pieces in columns, the first filled before the second; a heading never stands last."""
    inner = _inner(look)
    count = 2 if inner.wide > 1.1 * inner.tall else 1
    across = (inner.wide - (count - 1) * GUTTER * size) / count
    columns = tuple(
        mirrored(look, inner, Box(inner.x + n * (across + GUTTER * size), inner.y, across, inner.tall))
        for n in range(count)
    )
    lines: list[tuple[int, float, str, Piece]] = []
    column, y = 0, inner.y + size
    for number, piece in enumerate(pieces):
        together = pieces[number : number + 2] if piece.heading else [piece]
        tall = LEADING * size if broken and not piece.heading else _tall(together, size, across)
        y += BEFORE * size if piece.heading and y > inner.y + size else 0.0
        for line in _piece_lines(piece, size, across):
            if y + tall - LEADING * size > inner.bottom:
                column, y = column + 1, inner.y + size
            lines.append((min(column, count - 1), y, line, piece))
            y, tall = y + LEADING * size, LEADING * size
        y += AFTER * size
    return Setting(size, columns, tuple(lines), column < count)


def _piece_lines(piece: Piece, size: float, across: float) -> list[str]:
    if piece.heading:
        return wrapped(piece.text, HEADING * size, across, weight=BOLD)
    return wrapped(piece.text, size, across)


def _tall(pieces: list[Piece], size: float, across: float) -> float:
    """Height of pieces that must stand together."""
    lines = sum(len(_piece_lines(piece, size, across)) for piece in pieces)
    return (LEADING * lines + AFTER * (len(pieces) - 1)) * size
