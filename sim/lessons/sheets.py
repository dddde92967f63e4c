"""Sheets to work on: maps, strips to put in order, one page for a class without a projector."""

from __future__ import annotations

import hashlib
from datetime import date

from sim.lessons.doc import Block, Doc, Gallery, Grid, Lines, NewPage, Para, Picture
from sim.lessons.kit import Kit, listing
from sim.lessons.lesson_file import Happening
from sim.lessons.media import Media, Still
from sim.scene.charts import evacuated_figures

HANDOUT_ROWS = 8


def map_sheet(kit: Kit, media: Media) -> Doc:
    """Six small maps, what to do with them, and a blank one."""
    gallery = tuple(_small(kit, day, still) for day, still in sorted(media.maps.items()))
    tasks = [task.ask for task in kit.course.map_tasks]
    blocks: list[Block | None] = [
        Gallery(gallery, 2) if gallery else None,
        _picture(media.legend, 1.0),
        NewPage() if gallery else None,
        listing(tasks, "number"),
        Para("Name: ______________________    The day I chose: ______________"),
        Para("Draw a sign for each holder into the key, and one for what no source says."),
        _picture(media.blank, 0.92 * _room(kit)),
    ]
    return kit.doc("map-sheet", "Map sheet", blocks, subtitle=kit.course.second_question or "")


def _small(kit: Kit, day: date, still: Still) -> Picture:
    return Picture(still.path, still.alt, kit.facts.tell(f"<date {day.isoformat()}>"), _room(kit))


def _room(kit: Kit) -> float:
    """Pictures stand a little smaller on the shorter paper, so that they take no more pages."""
    return 1.0 if kit.bundle.paper == "a4" else 0.88


def _picture(still: Still | None, width: float) -> Picture | None:
    return None if still is None else Picture(still.path, still.alt, width=width)


def cut_and_order(kit: Kit) -> Doc:
    """Strips to cut out, in an order that tells nothing."""
    strips = sorted(kit.course.order, key=_shuffled)
    rows = tuple(("", happening.text, _speaker(kit, happening)) for happening in strips)
    heads = ("Order", "What happened", "Who says so")
    blocks: list[Block | None] = [
        Para(
            "Cut along the dashed lines. Put the strips in order. Then mark where you are not sure, and why."
        ),
        Grid(heads, rows, (0.12, 0.6, 0.28), names_rows=False, tall=16.0, cut=True) if rows else None,
    ]
    return kit.doc("cut-and-order", "Cut and order", blocks, subtitle=kit.title)


def _shuffled(happening: Happening) -> str:
    return hashlib.sha256(happening.claim.encode()).hexdigest()


def _speaker(kit: Kit, happening: Happening) -> str:
    return kit.facts.tell(f"<{happening.claim} speaker>")


def in_order(kit: Kit) -> tuple[Happening, ...]:
    """The strips by the day of their claims; those of one day as they stand in the record."""
    return tuple(sorted(kit.course.order, key=lambda h: (kit.bundle.voice(h.claim).when, h.claim)))


def other_task(kit: Kit) -> Doc:
    """The task for anyone who would rather not work with this material."""
    blocks: list[Block | None] = [
        Para("Of equal worth. Nobody is asked why.", "lead"),
        listing(kit.course.other_task, "number"),
        Para("Name: ______________________    Date: ______________"),
        Lines(10),
    ]
    return kit.doc("other-task", "The other task", blocks)


def handout(kit: Kit, media: Media) -> Doc:
    """One page: the question, who says what, and what to ask of it."""
    rows = tuple(
        tuple(kit.facts.tell(f"<{claim}{part}>") for part in (" speaker", " day", " text", " where"))
        for claim in _told(kit)[:HANDOUT_ROWS]
    )
    asks = ["Who could have counted this, and where would they have stood?"]
    asks += [
        "Which of these can both be true? Say why.",
        "What can be said with confidence, and what cannot?",
    ]
    blocks: list[Block | None] = [
        Para(kit.question, "lead"),
        Para(kit.course.content_note[0], "small"),
        _picture(media.chart, 0.88 * _room(kit)),
        Grid(("Who says so", "For when", "What is said", "Where"), rows, (0.31, 0.13, 0.43, 0.13))
        if rows
        else None,
        listing(asks, "number"),
        Para("Answer on the back of this page.", "small"),
    ]
    return kit.doc("handout", "Who counted whom?", blocks, subtitle=kit.title)


def _told(kit: Kit) -> list[str]:
    """Claims on how many were evacuated; failing these, those of the pairs, then those of the cards."""
    found = [figure.claim for figure in evacuated_figures(kit.bundle.replay)]
    for pair in kit.course.pairs:
        found += [pair.first, pair.second] if len(found) < 2 else []
    found += (
        [claim for card in kit.course.cards for saying in card.says for claim in saying.claims]
        if not found
        else []
    )
    return list(dict.fromkeys(found))
