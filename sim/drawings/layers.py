"""The layers of a picture by name, from the bottom up; pixels and vectors are made of the same ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.drawings import (
    beside,
    captions,
    credit,
    dateline,
    evacuated_chart,
    furniture,
    inset,
    legend,
    map,
    names,
    people_chart,
    share_chart,
)
from sim.drawings.names import PlacedName
from sim.drawings.stage import Look, Sheet, ground_axes
from sim.drawings.sweeps import SweepBox
from sim.scene.marks import Scene
from sim.scene.story import Story


@dataclass(frozen=True)
class Moment:
    """What is drawn: a story at a minute, names in their places, and the story of the account beside it."""

    story: Story
    scene: Scene
    names: tuple[PlacedName, ...]
    second: Story | None = None
    second_scene: Scene | None = None


Paint = Callable[[Sheet, Moment], None]


def draw_base(layer: Sheet, now: Moment) -> None:
    """Everything on the maps that lies below the districts, and the inset's ground."""
    for side in _sides(layer, now):
        map.draw_base(side, now.story.ground)
    if layer.look.layout.inset is not None:
        inset.draw_inset(layer, now.story.ground)


def draw_control(layer: Sheet, now: Moment, near: map.Near = map.everywhere) -> None:
    """Districts by who holds them, and the lines between holders; what is not near may be left out."""
    for side, scene in zip(_sides(layer, now), _scenes(now), strict=True):
        map.draw_control(side, now.story.ground, scene.districts, scene.fronts, near)
    if now.second_scene is not None:
        differing = beside.differing(now.scene, now.second_scene)
        for side in _sides(layer, now):
            beside.outline(side, [mark for mark in now.scene.districts if mark.id in differing])


def draw_names(layer: Sheet, now: Moment) -> None:
    """Names, scale, arrow and legend."""
    for side in _sides(layer, now):
        names.draw_names(side, now.story.ground, now.names)
    furniture.draw_furniture(layer, now.story.ground)
    if layer.look.layout.legend is not None:
        legend.draw_legend(layer)


def draw_words(layer: Sheet, now: Moment) -> None:
    """Where reports differ, and where claims contradict each other."""
    for side, scene in zip(_sides(layer, now), _scenes(now), strict=True):
        map.draw_words(side, now.story.ground, scene.districts, now.names)


def draw_frame(layer: Sheet, now: Moment) -> None:
    """What stands beside the map on every day."""
    layout, story = layer.look.layout, now.story
    dateline.draw_dateline_frame(layer, story)
    if layout.people is not None:
        people_chart.draw_people_frame(layer, story.bands, story.shaded)
    if layout.evacuated is not None:
        evacuated_chart.draw_evacuated_frame(layer, story)
    if layout.share is not None:
        share_chart.draw_share_frame(layer, story)


def draw_ahead(layer: Sheet, now: Moment) -> None:
    """The charts as they look while time is to come."""
    _draw_lines(layer, now.story, faint=True)


def draw_behind(layer: Sheet, now: Moment) -> None:
    """The charts and the bar as they look when time has passed."""
    dateline.draw_progress(layer)
    _draw_lines(layer, now.story, faint=False)


def _draw_lines(layer: Sheet, story: Story, *, faint: bool) -> None:
    layout = layer.look.layout
    if layout.people is not None:
        people_chart.draw_people_area(layer, story.bands, faint, story.shaded)
    if layout.evacuated is not None:
        evacuated_chart.draw_evacuated_line(layer, story, faint=faint)
    if layout.share is not None:
        share_chart.draw_share_area(layer, story, faint=faint)


def sweeps_of(look: Look, story: Story) -> list[SweepBox]:
    """Where what has passed is drawn over what is to come: the bar, and each chart of the page."""
    layout = look.layout
    found = [dateline.progress_sweep(layout)]
    found += [people_chart.people_sweep(layout)] if layout.people is not None else []
    found += [evacuated_chart.evacuated_sweep(look, story)] if layout.evacuated is not None else []
    found += [share_chart.share_sweep(look, story)] if layout.share is not None else []
    return found


def draw_dateline(layer: Sheet, now: Moment) -> None:
    dateline.draw_dateline(layer, now.scene)


def draw_captions(layer: Sheet, now: Moment) -> None:
    """What is said of the day; beside another account, where the two differ."""
    if now.second is not None and now.second_scene is not None:
        beside.draw_beside(layer, now.story, now.second, now.scene, now.second_scene)
    elif layer.look.layout.captions is not None:
        captions.draw_captions(layer, now.scene)


def draw_people(layer: Sheet, now: Moment) -> None:
    """The people of the day by place."""
    if layer.look.layout.people is not None:
        people_chart.draw_people_day(layer, now.story.bands, now.scene.day - 1)


def draw_day(layer: Sheet, now: Moment) -> None:
    """What is another with every day: the date, what is said, the people by place."""
    for paint in (draw_dateline, draw_captions, draw_people):
        paint(layer, now)


def draw_figures(layer: Sheet, now: Moment) -> None:
    """Each speaker's figures so far."""
    draw_evacuated_marks(layer, now)
    draw_share_marks(layer, now)


def draw_evacuated_marks(layer: Sheet, now: Moment) -> None:
    if layer.look.layout.evacuated is not None:
        evacuated_chart.draw_evacuated_marks(layer, now.story, now.scene.minute)


def draw_share_marks(layer: Sheet, now: Moment) -> None:
    if layer.look.layout.share is not None:
        share_chart.draw_share_marks(layer, now.story, now.scene.minute)


def draw_numbers(layer: Sheet, now: Moment) -> None:
    """The ground that each party holds at the moment."""
    if layer.look.layout.share is not None:
        share_chart.draw_share_numbers(layer, now.story, now.scene)


def draw_credit(layer: Sheet, now: Moment) -> None:
    credit.draw_credit(layer, now.story, now.scene, now.second)


def credit_lines(look: Look, now: Moment) -> list[str]:
    return credit.credit_lines(look, now.story, now.scene, now.second)


def draw_credit_line(number: int, line: str) -> Paint:
    """One line of the credit, counted from 0."""
    return lambda layer, _: credit.draw_line(layer, number, line)


def _sides(layer: Sheet, now: Moment) -> tuple[Sheet, ...]:
    """The sheet for each map: the layout's own, and that of the account beside it."""
    second = layer.look.layout.second
    if second is None:
        return (layer,)
    ground = ground_axes(layer.figure, layer.look, now.story.ground.view, second)
    ground.set_zorder(layer.ground.get_zorder())
    return layer, replace(layer, ground=ground)


def _scenes(now: Moment) -> tuple[Scene, ...]:
    return (now.scene,) if now.second_scene is None else (now.scene, now.second_scene)


BELOW: dict[str, Paint] = {"base": draw_base, "control": draw_control}
"""Layers below people and convoys."""

ABOVE: dict[str, Paint] = {"names": draw_names, "words": draw_words}
"""Layers above them."""

COLUMN: dict[str, Paint] = {
    "frame": draw_frame,
    "ahead": draw_ahead,
    "behind": draw_behind,
    "dateline": draw_dateline,
    "captions": draw_captions,
    "people": draw_people,
    "figures": draw_figures,
    "numbers": draw_numbers,
    "credit": draw_credit,
}
"""Layers beside the map; ``ahead`` and ``behind`` are shown on either side of the moving edge."""
