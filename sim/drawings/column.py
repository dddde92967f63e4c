"""The right-hand column: the date, what is said of the day, the ground, the evacuation."""

from __future__ import annotations

from datetime import date

from sim.drawings.chart import about
from sim.drawings.stage import BODY, COLUMN, HEADING, LARGE, RIGHT, SMALL, Sheet, box, panel, write
from sim.episode.places import PARTIES
from sim.scene import palette
from sim.scene.dates import long_date, short_date, weekday
from sim.scene.marks import Caption, Scene, Totals

WIDE = RIGHT - COLUMN
BAR = 84.0
NOTHING_TOLD = "No dated claim of this day."
SAID, SAID_TALL = 104.0, 158.0
CAPTION = 72.0
GROUND = 536.0
LEFT_BY = 617.0
"""Page pixels from the top of each block."""


def draw_column_frame(layer: Sheet, *, days: int, keys: frozenset[int], enclave_km2: float) -> None:
    """What stands on every frame: the bar's ticks, headings, names."""
    page = layer.page
    box(page, COLUMN, BAR, WIDE, 6, facecolor="#dfe3e6")
    for day in keys:
        x = COLUMN + WIDE * (day + 0.5) / days
        box(page, x - 1, BAR - 4, 2, 14, facecolor=palette.FAINT_INK)
    panel(page, COLUMN, SAID, WIDE, SAID_TALL, facecolor="#f7f8f9", edgecolor=palette.RULE, linewidth=0.7)
    write(page, COLUMN, GROUND - 8, "Ground held", size=HEADING, fontweight="bold")
    write(page, RIGHT, GROUND - 8, f"of {enclave_km2:.1f} km²", size=SMALL, ha="right")
    for number, party in enumerate(PARTIES):
        write(page, COLUMN, GROUND + 12 + 17 * number, palette.PARTY_NAMES[party], size=12.5)
    write(page, COLUMN, LEFT_BY, "Evacuated so far", size=HEADING, fontweight="bold")


def draw_column_day(layer: Sheet, scene: Scene) -> None:
    """Date, progress, captions, bars and numbers of one day."""
    page = layer.page
    write(page, COLUMN - 1, 46, long_date(scene.date), size=LARGE, fontweight="bold")
    write(page, COLUMN, 72, weekday(scene.date), size=16)
    write(page, RIGHT, 72, f"day {scene.day} of {scene.days}", size=16, ha="right")
    box(page, COLUMN, BAR, WIDE * scene.day / scene.days, 6, facecolor=palette.INK)
    _captions(layer, scene.captions)
    _ground(layer, scene.totals)
    _evacuated(layer, scene.totals)


def _captions(layer: Sheet, captions: tuple[Caption, ...]) -> None:
    x = COLUMN + 12
    if not captions:
        write(layer.page, x, SAID + 28, NOTHING_TOLD, size=BODY, color=palette.FAINT_INK)
    for number, caption in enumerate(captions):
        y = SAID + 24 + CAPTION * number
        for line, text in enumerate(caption.lines):
            write(layer.page, x, y + 19 * line, text, size=15)
        mark = "◇ " if caption.disputed else ""
        says = f"{mark}{shortened(caption.speaker)}, {caption.locator}"
        says += "; reports differ" if caption.disputed else ""
        write(layer.page, x, y + 19 * len(caption.lines) - 1, says, size=SMALL, color=palette.FAINT_INK)


def shortened(speaker: str, most: int = 44) -> str:
    return speaker if len(speaker) <= most else f"{speaker[: most - 1].rstrip()}…"


def _ground(layer: Sheet, totals: Totals) -> None:
    left, right = COLUMN + 134.0, RIGHT - 66.0
    for number, (party, km2) in enumerate(zip(PARTIES, totals.km2, strict=True)):
        y = GROUND + 2 + 17 * number
        box(layer.page, left, y, right - left, 11, facecolor="#eef0f2")
        box(
            layer.page, left, y, (right - left) * km2 / totals.enclave_km2, 11,
            facecolor=palette.PARTY_COLOURS[party], edgecolor=palette.PARTY_TEXTURE_COLOURS[party],
            hatch=palette.PARTY_TEXTURES[party] or None,
        )  # fmt: skip
        write(layer.page, RIGHT, y + 10, f"{abs(km2):.1f} km²", size=12.5, ha="right")


def _evacuated(layer: Sheet, totals: Totals) -> None:
    """The modelled number, and each speaker's latest figure beside it."""
    page, everyone = layer.page, sum(totals.evacuated)
    write(page, RIGHT, LEFT_BY, f"modelled {about(everyone)}", size=HEADING, fontweight="bold", ha="right")
    for number, count in enumerate(totals.counts[:3]):
        y, day = LEFT_BY + 18 + 15 * number, date.fromisoformat(count.date)
        write(page, COLUMN, y, count.claimed, size=SMALL)
        write(page, COLUMN + 100, y, shortened(count.speaker, 40), size=SMALL)
        write(page, RIGHT, y, f"{count.locator}, {short_date(day)}", size=SMALL, ha="right")
