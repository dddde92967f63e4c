"""Who holds what is mended from state to state: the bytes are those of painting all of it anew."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from stories import FLAGSHIP, VALLEY, story_of

from sim.days import DAY
from sim.drawings.ink import Pile, lay
from sim.drawings.layout import PORTRAIT, SQUARE, WIDE, Layout
from sim.drawings.map import Near, draw_control, everywhere
from sim.drawings.repaint import Control, differing
from sim.drawings.stage import Look, Pixels, Sheet, blank, inked, sheet, wipe
from sim.scene.marks import Ring, Scene
from sim.scene.phrases import phrases
from sim.scene.story import Story

CASES = [
    (FLAGSHIP, WIDE, 0.75, False),
    (FLAGSHIP, SQUARE, 0.61, True),
    (VALLEY, PORTRAIT, 0.5, False),
]


def painted(board: Sheet, story: Story, scene: Scene, near: Near) -> Pixels:
    draw_control(board, story.ground, scene.districts, scene.fronts, near)
    pixels = board.pixels().copy()
    wipe(board)
    return pixels


def minutes(story: Story) -> list[int]:
    """Midnights and changes within days, on and back; one twice."""
    changes = [change.minute for change in story.replay.control_changes][:: len(story.replay.control) // 4]
    days = [day * DAY for day in range(1, story.days, 5)]
    return [*days, days[-1], *changes[::-1], 0, story.minutes]


@pytest.mark.parametrize(("folder", "layout", "scale", "grey"), CASES)
def test_what_is_mended_is_as_if_painted_anew(folder: Path, layout: Layout, scale: float, grey: bool) -> None:
    story, look = story_of(folder), Look(layout, phrases("en"), scale=scale, grey=grey)
    with inked():
        board = sheet(look, story.ground.view)
        kept, paper = Control(look, story.ground.view), blank(look)
        pile = Pile(paper, [(slice(0, paper.shape[0]), slice(0, paper.shape[1]))])
        for minute in minutes(story):
            paint = partial(painted, board, story, story.scene(minute))
            whole, ink = paint(everywhere), kept.ink(story.scene(minute), paint)
            found = np.full_like(whole, (255, 255, 255, 0))
            found[ink.part] = ink.pixels
            assert np.array_equal(found, whole), minute
            assert np.array_equal(pile.lay(ink), lay(paper, ink)), minute


def test_only_what_is_near_is_painted() -> None:
    story, look = story_of(FLAGSHIP), Look(WIDE, phrases("en"), scale=0.5)
    with inked():
        kept, board = Control(look, story.ground.view), sheet(look, story.ground.view)
        asked: list[bool] = []

        def paint(scene: Scene, near: Near) -> Pixels:
            def noted(ring: Ring) -> bool:
                asked.append(near(ring))
                return asked[-1]

            return painted(board, story, scene, noted)

        for minute in (7920, 8610):
            asked.clear()
            ink = kept.ink(story.scene(minute), partial(paint, story.scene(minute)))
        assert 0 < sum(asked) < len(asked) / 4
        asked.clear()
        assert kept.ink(story.scene(8610), partial(paint, story.scene(8610))) is ink
        assert asked == []


def test_fronts_in_another_order_cannot_be_mended() -> None:
    scene = story_of(FLAGSHIP).scene(8 * DAY)
    assert differing(scene, scene) == []
    assert differing(scene, replace(scene, fronts=scene.fronts[::-1])) is None
    fewer = replace(scene, fronts=scene.fronts[1:])
    assert differing(scene, fewer) == differing(fewer, scene) != []
