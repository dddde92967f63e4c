"""One frame: layers by how often they change, laid over each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.drawings.chart import draw_chart, draw_chart_day, draw_chart_frame, revealed
from sim.drawings.column import draw_column_day, draw_column_frame
from sim.drawings.legend import draw_legend
from sim.drawings.map import draw_control, draw_day, draw_ground, draw_names
from sim.drawings.stage import (
    HEIGHT,
    MAP_HEIGHT,
    RIGHT,
    SMALL,
    Pixels,
    Sheet,
    blank,
    inked,
    over,
    sheet,
    write,
)
from sim.episode.episode import Episode
from sim.result.replay import Replay
from sim.scene.bands import PeopleBands, people_bands
from sim.scene.claims import documents
from sim.scene.day import key_days
from sim.scene.ground import Ground, lay_out
from sim.scene.marks import DistrictMark, Scene
from sim.scene.palette import FAINT_INK


@dataclass
class Easel:
    """Draws the frames of one replay, keeping what does not change between them.

    ``scale`` 1 draws 1280 × 720, 1.5 draws 1920 × 1080.
    """

    replay: Replay
    scale: float = 1.0
    ground: Ground = field(init=False)
    bands: PeopleBands = field(init=False)
    _base: Pixels = field(init=False)
    _names: Pixels = field(init=False)
    _charts: tuple[Pixels, Pixels] = field(init=False)
    _control: tuple[tuple[DistrictMark, ...], Pixels] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.ground, self.bands = lay_out(self.replay.episode), people_bands(self.replay)
        with inked():
            self._base, self._names = self._draw_base(), self._draw_names()
            self._charts = self._draw_chart(faint=True), self._draw_chart(faint=False)

    def frame(self, scene: Scene) -> Pixels:
        """The picture of one day."""
        with inked():
            day = scene.day - 1
            chart = revealed(*self._charts, self.bands, day, self.scale)
            layers = [self._held(scene), chart, self._people(scene), self._names, self._numbers(scene)]
        picture = self._base
        for layer in layers:
            picture = over(picture, layer)
        return picture

    def _sheet(self) -> Sheet:
        return sheet(self.ground.view, self.scale)

    def _draw_base(self) -> Pixels:
        layer = self._sheet()
        draw_ground(layer, self.ground)
        return over(blank(self.scale), layer.pixels())

    def _draw_names(self) -> Pixels:
        layer, replay = self._sheet(), self.replay
        draw_names(layer, self.ground)
        draw_legend(layer)
        draw_chart_frame(layer, self.bands)
        draw_column_frame(
            layer, days=replay.calendar.days, keys=key_days(replay), enclave_km2=replay.episode.territory.km2
        )
        write_credit(layer, replay.episode)
        return layer.pixels()

    def _draw_chart(self, *, faint: bool) -> Pixels:
        layer = self._sheet()
        draw_chart(layer, self.bands, faint=faint)
        return layer.pixels()

    def _held(self, scene: Scene) -> Pixels:
        """Districts and fronts, drawn anew only when a district's mark has changed."""
        if self._control is None or self._control[0] != scene.districts:
            layer = self._sheet()
            draw_control(layer, self.ground, scene)
            self._control = (scene.districts, layer.pixels())
        return self._control[1]

    def _people(self, scene: Scene) -> Pixels:
        layer = self._sheet()
        draw_day(layer, self.ground, scene)
        return layer.pixels()

    def _numbers(self, scene: Scene) -> Pixels:
        layer = self._sheet()
        draw_column_day(layer, scene)
        draw_chart_day(layer, self.bands, scene.day - 1)
        stamp = f"as of 24:00 on {scene.date.isoformat()}"
        write(layer.page, RIGHT, HEIGHT - 12, stamp, size=SMALL, ha="right", color=FAINT_INK)
        return layer.pixels()


def credit(episode: Episode) -> tuple[str, str]:
    """Two lines for every frame: method and sources; what the numbers leave out."""
    found = documents(episode)
    sources = f"documents {found[0]}–{found[-1]}" if len(found) > 1 else f"document {''.join(found)}"
    what_if = f" · what if: {', '.join(episode.what_ifs)}" if episode.what_ifs else ""
    method = "Schematic: cells of true area round known centres"
    return (
        f"{method} · account followed: {episode.account_name}{what_if} · {sources}",
        "About war and displacement. Deaths are told as incidents and are not taken off the people counted.",
    )


def write_credit(layer: Sheet, episode: Episode) -> None:
    for number, line in enumerate(credit(episode)):
        write(layer.page, 16, MAP_HEIGHT + 22 + 19 * number, line, size=SMALL, color=FAINT_INK)
