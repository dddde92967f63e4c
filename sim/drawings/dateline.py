"""The date, the largest text of a page, with weekday, number of the day, and how far the replay has come."""

from __future__ import annotations

from sim.days import DAY
from sim.drawings.layout import Box, Layout
from sim.drawings.people_chart import draw_people_dates
from sim.drawings.stage import Sheet, box, write
from sim.drawings.sweeps import SweepBox
from sim.drawings.textblock import BOLD, far, near
from sim.scene.marks import Scene
from sim.scene.palette import FAINT_INK, INK, RULE
from sim.scene.story import Story

BAR = 4.0
"""Height of the bar."""

TICK, TICK_GAP, TICK_WIDE = 5.0, 2.5, 1.4
"""Length of a key day's tick, its distance below the bar, its width."""

ONE_ROW = 14.0
"""A box wider than so many heights of the date has weekday and day beside the date, not below it."""

ARABIC = 0.88
"""Arabic letters of one size reach higher and lower than Latin ones: the date is so much smaller."""

LOWER = 0.04
"""And its base line so much lower, in heights of the date."""

SIDE = -0.04
"""A large Latin figure has so much free ground at its side, in its heights: it is moved to stand flush."""

CAP = 0.71
"""Height of capitals and figures in heights of text."""


def bar(layout: Layout) -> Box:
    """Where the bar stands: at the foot of the date's box, with room for the ticks below it."""
    place = layout.date
    return Box(place.x, place.bottom - BAR - TICK_GAP - TICK, place.wide, BAR)


def progress_sweep(layout: Layout) -> SweepBox:
    """The bar runs from the first minute at its left end to the last at its right."""
    place = bar(layout)
    return SweepBox(place, place.x, place.right)


def draw_dateline_frame(layer: Sheet, story: Story) -> None:
    """The empty bar and the ticks of key days, which stand at the middle of their day."""
    place = bar(layer.look.layout)
    box(layer.page, *place, facecolor=RULE, gid="track")
    for day in sorted(story.key_days):
        x = place.x + place.wide * (day - 0.5) * DAY / story.minutes
        tick = x - TICK_WIDE / 2, place.bottom + TICK_GAP, TICK_WIDE, TICK
        box(layer.page, *tick, facecolor=FAINT_INK, gid="key-day")
    draw_people_dates(layer, story)


def draw_progress(layer: Sheet) -> None:
    """The bar when all days have passed."""
    box(layer.page, *bar(layer.look.layout), facecolor=INK, gid="progress")


def draw_dateline(layer: Sheet, scene: Scene) -> None:
    """Date, weekday, day n of N."""
    layout, say = layer.look.layout, layer.look.say
    place, type_ = layout.date, layout.type
    base = place.y + (CAP + (LOWER if say.rtl else 0.0)) * type_.date
    size = ARABIC * type_.date if say.rtl else type_.date
    date = near(layer.look, place, 0.0 if say.rtl else SIDE * size)
    write(layer.page, y=base, text=say.long_date(scene.date), size=size, fontweight=BOLD, gid="date", **date)
    count = say("date.day-of", day=say.number(scene.day), days=say.number(scene.days))
    if place.wide > ONE_ROW * type_.date:
        text = say("date.weekday-day", weekday=say.weekday(scene.date), count=count)
        write(layer.page, y=base, text=text, size=type_.caption, **far(layer.look, place))
        return
    below = bar(layout).y - 0.6 * type_.caption
    write(layer.page, y=below, text=say.weekday(scene.date), size=type_.caption, **near(layer.look, place))
    write(layer.page, y=below, text=count, size=type_.caption, color=FAINT_INK, **far(layer.look, place))
