"""The foot of every frame: as of when, whose account, from what, how drawn, by what licence."""

from __future__ import annotations

from sim.drawings.shading_words import bands_credit
from sim.drawings.stage import Look, Sheet, write
from sim.drawings.textblock import LEADING, near, wide, wrapped
from sim.episode.episode import Episode
from sim.scene.claims import documents
from sim.scene.marks import Scene
from sim.scene.palette import FAINT_INK
from sim.scene.phrases import Phrases
from sim.scene.story import Story

DOT = " · "
"""Between two parts of a credit."""

LONGEST = 200
"""Letters in a line, at most: the sheet writes no more."""

UP = 0.85
"""First base line below the top of the box, in heights of text."""


def draw_credit(layer: Sheet, story: Story, scene: Scene, second: Story | None = None) -> None:
    """The credit in the lines that its box has; ``second`` is the story of the account beside it."""
    for number, line in enumerate(credit_lines(layer.look, story, scene, second)):
        draw_line(layer, number, line)


def draw_line(layer: Sheet, number: int, line: str) -> None:
    """One of the credit's lines, counted from 0, in its box."""
    look, size = layer.look, layer.look.layout.type.small
    y = look.layout.credit.y + (UP + LEADING * number) * size
    side = near(look, look.layout.credit)
    write(layer.page, y=y, text=line, size=size, color=FAINT_INK, gid="credit", **side)


def credit_lines(look: Look, story: Story, scene: Scene, second: Story | None = None) -> list[str]:
    """As much of the credit as fits its box, in this order.

    Day, account, what-ifs and licence always stand; then that it is schematic, documents, what is not
    counted, and where the map comes from, each as long as it finds room.  The end card has all of it.
    """
    most = max(1, int(look.layout.credit.tall // (look.layout.type.small * LEADING)))
    episode, say = story.replay.episode, look.say
    parts = _always(say, scene, episode, None if second is None else second.replay.episode)
    parts += bands_credit(story, say)
    licence = say("credit.licence")
    for forms in _rather(say, episode):
        fitting = (part for part in forms if len(_lines(look, [*parts, part, licence])) <= most)
        parts += [part for part in (next(fitting, None),) if part is not None]
    return _lines(look, [*parts, licence])


def _lines(look: Look, parts: list[str]) -> list[str]:
    """Parts joined, a line broken between two of them; a part wider than a line breaks between words."""
    size, width = look.layout.type.small, look.layout.credit.wide
    lines: list[str] = []
    free = 0.0
    for part in parts:
        needs = wide(part, size) + wide(DOT.strip(), size) + size
        if lines and needs <= free and len(lines[-1]) + len(part) + len(DOT) <= LONGEST:
            lines[-1] += f"{DOT}{part}"
            free -= needs
        else:
            lines += wrapped(part, size, width)
            free = width - wide(lines[-1], size)
    return lines


def _always(say: Phrases, scene: Scene, episode: Episode, second: Episode | None) -> list[str]:
    account = say("credit.account", account=episode.account_name)
    if second is not None:
        account = say("credit.accounts", first=episode.account_name, second=second.account_name)
    asked = episode.what_ifs_said
    what_ifs = [say("credit.what-if", questions=say.listed(asked))] if asked else []
    return [say("credit.as-of", date=say.long_date(scene.date)), account, *what_ifs]


def _rather(say: Phrases, episode: Episode) -> list[list[str]]:
    """What stands where there is room, each in its longest form first."""
    return [
        [say("credit.method"), say("credit.method-short")],
        [documents_said(say, episode)],
        [say("credit.deaths")],
        map_said(say, episode.credits),
    ]


def documents_said(say: Phrases, episode: Episode) -> str:
    """``documents 000 to 004``."""
    found = documents(episode)
    if len(found) > 1:
        return say("credit.documents", first=found[0], last=found[-1])
    return say("credit.document", first="".join(found))


def map_said(say: Phrases, credits: tuple[str, ...]) -> list[str]:
    """Where the map comes from: everybody, else the first so many, the longest text first."""
    if not credits:
        return []
    whole = say("credit.map", credits="; ".join(credits))
    return [
        whole,
        *(say("credit.map-more", credits="; ".join(credits[:n])) for n in range(len(credits) - 1, 0, -1)),
    ]
