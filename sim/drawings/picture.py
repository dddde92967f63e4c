"""A replay ready to be drawn in one look: plates that change seldom, and spots that move over them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from sim.drawings import layers
from sim.drawings.cards import end_card, title_card
from sim.drawings.ink import Ink, Pile, ink_of, lay, stacked
from sim.drawings.layers import Moment, Paint
from sim.drawings.layout import Box
from sim.drawings.map import marked_of
from sim.drawings.names import place_names
from sim.drawings.plates import Plate, Spots, Sweep
from sim.drawings.repaint import Control
from sim.drawings.signs import KINDS, draw_sign
from sim.drawings.spots import Seats, draw_spots, moving_spots, scaled
from sim.drawings.stage import Look, Pixels, Sheet, blank, inked, sheet, wipe
from sim.result.replay import Replay
from sim.result.spread import Spread
from sim.scene.ground import lay_out
from sim.scene.marks import Motion
from sim.scene.story import Story

SPRITE = 10.0
"""Page units from the middle of a sprite to its side."""

KEPT = 12
"""Inked layers of each kind that are kept; a film asks for few at a time."""


class Picture:
    """One replay in one look; with ``second``, the replay of another account stands beside it.

    ``others`` are replays of the same scenario by other accounts: where they differ is marked.  With a
    ``spread``, charts are shaded where most of many replays lie.
    """

    def __init__(
        self,
        replay: Replay,
        look: Look,
        *,
        others: tuple[Replay, ...] = (),
        second: Replay | None = None,
        spread: Spread | None = None,
    ) -> None:
        self.look = look
        ground = lay_out(replay.episode)
        with inked():
            self.names = place_names(ground, look)
        clear = tuple(name.box for name in self.names)
        self.story = Story(replay, others=others, ground=ground, clear=clear, spread=spread)
        self.second = None if second is None else Story(second, ground=ground, clear=clear)
        self._seats = Seats()
        self._inks: dict[str, dict[Hashable, Ink]] = {}
        self._control = Control(look, ground.view)
        self._plate: tuple[Hashable, Plate] | None = None
        self._marked: tuple[Ink, Pixels] | None = None
        self._standing: tuple[tuple[int, ...], Spots, tuple[object, ...]] | None = None
        self._motions: tuple[int, list[tuple[Motion, Box]]] | None = None

    @property
    def size(self) -> tuple[int, int]:
        return self.look.pixels

    @property
    def minutes(self) -> int:
        return self.story.minutes

    @property
    def kinds(self) -> tuple[str, ...]:
        return KINDS

    @property
    def stories(self) -> tuple[Story, ...]:
        return (self.story,) if self.second is None else (self.story, self.second)

    def moment(self, minute: int) -> Moment:
        """What is drawn of a minute."""
        second = None if self.second is None else self.second.scene(minute)
        return Moment(self.story, self.story.scene(minute), self.names, self.second, second)

    def key(self, minute: int) -> Hashable:
        return (*self._told(minute), *(story.control_key(minute) for story in self.stories))

    def plate(self, minute: int) -> Plate:
        key = self.key(minute)
        if self._plate is None or self._plate[0] != key:
            with inked():
                self._plate = (key, self._draw_plate(minute))
        return self._plate[1]

    @cached_property
    def sweeps(self) -> tuple[Sweep, ...]:
        scale = self.look.scale
        with inked():
            boxes = layers.sweeps_of(self.look, self.story)
        return tuple(
            Sweep(
                int(box.x * scale),
                int(box.y * scale),
                int(np.ceil(box.right * scale)),
                int(np.ceil(box.bottom * scale)),
                start * scale,
                end * scale,
            )
            for box, start, end in boxes
        )

    def still(self, minute: int) -> Pixels:
        """The whole picture of a moment, people and convoys with it, drawn by Matplotlib alone."""
        plate = self.plate(minute)
        with inked():
            people = ink_of(self._people(minute))
        return self._swept(lay(plate.under, people, ink_of(plate.names)), plate.swept, minute)

    def cut_out(self, minute: int) -> Pixels:
        """The picture of a moment without paper and ground: transparent where nothing is shown."""
        now = self.moment(minute)
        with inked():
            column = [paint for name, paint in layers.COLUMN.items() if name != "behind"]
            picture = self._drawn([layers.draw_control, *column], now)
            for above in (self._people(minute), self._names(now)):
                picture = stacked(picture, ink_of(above))
            later = self._drawn([layers.draw_frame, layers.draw_behind, layers.draw_figures], now)
        return self._swept(picture, later, minute)

    def card(self, kind: str) -> Pixels:
        with inked():
            layer = sheet(self.look)
            (title_card if kind == "title" else end_card)(layer, self.story)
            return lay(blank(self.look), ink_of(layer.pixels()))

    def sprite(self, kind: str, across: float, down: float) -> Pixels:
        board, scale = self._sprite_board, self.look.scale
        middle = round(board.look.layout.wide * scale) // 2
        with inked():
            draw_sign(board.page, kind, (middle + across) / scale, (middle + down) / scale)
            pixels = board.pixels().copy()
        wipe(board)
        return pixels

    def spots(self, minute: int) -> dict[str, NDArray[np.float64]]:
        """Everything that stands or moves, from the bottom up, in pixels."""
        standing, moving = self.standing(minute), self.moving(minute)
        empty = np.empty((0, 2))
        joined = {k: np.concatenate([standing.get(k, empty), moving.get(k, empty)]) for k in self.kinds}
        return {kind: spots for kind, spots in joined.items() if len(spots)}

    def standing(self, minute: int) -> Spots:
        maps = self._maps(minute)
        marks = tuple(mark for motion, _ in maps for mark in motion.people)
        ids = tuple(map(id, marks))
        if self._standing is None or self._standing[0] != ids:
            spots = scaled(self._seats.spots(maps, self.story.ground.view), self.look.scale)
            self._standing = (ids, spots, marks)
        return self._standing[1]

    def moving(self, minute: int) -> Spots:
        ground = self.story.ground
        spots = moving_spots(self._maps(minute), ground.view, ground.far, self.look.layout.inset)
        return scaled(spots, self.look.scale)

    def _maps(self, minute: int) -> list[tuple[Motion, Box]]:
        if self._motions is None or self._motions[0] != minute:
            layout = self.look.layout
            boxes = [layout.map] if layout.second is None else [layout.map, layout.second]
            maps = [(story.motion(minute), box) for story, box in zip(self.stories, boxes, strict=True)]
            self._motions = (minute, maps)
        return self._motions[1]

    def _told(self, minute: int) -> tuple[int, int]:
        """Figures of the evacuated, and of the ground held, that have been said by a minute."""
        charts = self.story.evacuated.figures, self.story.share.figures
        evacuated, held = (sum(mark.minute <= minute for mark in figures) for figures in charts)
        return evacuated, held

    def _draw_plate(self, minute: int) -> Plate:
        now = self.moment(minute)
        control, beside, (under, swept) = self._held(now), self._beside(now), self._piles
        return Plate(under.lay(control, *beside), self._names(now), swept.lay(*beside))

    def _held(self, now: Moment) -> Ink:
        """Who holds what."""
        if now.second_scene is not None:
            both = now.scene.districts, now.second_scene.districts
            return self._ink("control", both, layers.draw_control, now)
        return self._control.ink(
            now.scene, lambda near: self._painted([partial(layers.draw_control, near=near)], now)
        )

    def _beside(self, now: Moment) -> list[Ink]:
        """What stands beside the map and changes from day to day; what comes together is one ink."""
        day, told = now.scene.day, self._told(now.scene.minute)
        control = tuple(story.control_key(now.scene.minute) for story in self.stories)
        credit = layers.credit_lines(self.look, now)
        captions = control if self.second else (now.scene.captions, len(now.scene.untold))
        people = tuple(self.story.bands.counts[day - 1])
        drawn: list[tuple[str, Hashable, Paint]] = [
            ("day", (day, captions, people), layers.draw_day),
            ("evacuated", told[0], layers.draw_evacuated_marks),
            ("share", told[1], layers.draw_share_marks),
            ("numbers", now.scene.totals.km2, layers.draw_numbers),
            *((f"credit-{n}", line, layers.draw_credit_line(n, line)) for n, line in enumerate(credit)),
        ]
        return [self._ink(name, key, paint, now) for name, key, paint in drawn]

    @cached_property
    def _piles(self) -> tuple[Pile, Pile]:
        """The ground with what is to come, everywhere, and with what has passed, in the sweeps."""
        wide, tall = self.size
        before, after = self._frames
        boxes = [(slice(s.top, s.bottom), slice(s.left, s.right)) for s in self.sweeps]
        return Pile(before, [(slice(0, tall), slice(0, wide))]), Pile(after, boxes)

    def _ink(self, name: str, key: Hashable, paint: Paint, now: Moment) -> Ink:
        """One layer, drawn anew only where its key is another."""
        kept = self._inks.setdefault(name, {})
        if key not in kept:
            if len(kept) >= KEPT:
                del kept[next(iter(kept))]
            kept[key] = ink_of(self._painted([paint], now))
        return kept[key]

    def _names(self, now: Moment) -> Pixels:
        """Names, and over them the marks of places on which reports differ."""
        scenes = [scene for scene in (now.scene, now.second_scene) if scene is not None]
        marked = tuple(marked_of(scene.districts) for scene in scenes)
        if not any(marked):
            return self._plain_names
        ink = self._ink("words", marked, layers.draw_words, now)
        if self._marked is None or self._marked[0] is not ink:
            self._marked = ink, stacked(self._plain_names, ink)
        return self._marked[1]

    @cached_property
    def _plain_names(self) -> Pixels:
        return self._drawn([layers.draw_names], self.moment(0))

    @cached_property
    def _frames(self) -> tuple[Pixels, Pixels]:
        """Paper, ground and what stands beside it: as time to come, and as time that has passed."""
        now = self.moment(0)
        ground = ink_of(self._drawn([layers.draw_base, layers.draw_frame], now))
        ahead, behind = (ink_of(self._drawn([p], now)) for p in (layers.draw_ahead, layers.draw_behind))
        paper = lay(blank(self.look), ground)
        return lay(paper, ahead), lay(paper, behind)

    def _people(self, minute: int) -> Pixels:
        def paint(layer: Sheet, _: Moment) -> None:
            for kind, spots in self.spots(minute).items():
                draw_spots(layer, kind, spots / self.look.scale)

        return self._drawn([paint], self.moment(minute))

    def _drawn(self, paints: Iterable[Paint], now: Moment) -> Pixels:
        return self._painted(paints, now).copy()

    def _painted(self, paints: Iterable[Paint], now: Moment) -> Pixels:
        """Pixels that are good until anything else is painted."""
        for paint in paints:
            paint(self._board, now)
        pixels = self._board.pixels()
        wipe(self._board)
        return pixels

    def _swept(self, picture: Pixels, later: Pixels, minute: int) -> Pixels:
        """``picture`` with what has passed in its sweeps taken from ``later``."""
        for sweep in self.sweeps:
            edge = round(sweep.start + (sweep.end - sweep.start) * minute / self.minutes)
            past = slice(sweep.left, min(max(edge, sweep.left), sweep.right))
            picture[sweep.top : sweep.bottom, past] = later[sweep.top : sweep.bottom, past]
        return picture

    @cached_property
    def _board(self) -> Sheet:
        return sheet(self.look, self.story.ground.view)

    @cached_property
    def _sprite_board(self) -> Sheet:
        """A sheet for one sprite of odd sides."""
        side = 2 * int(np.ceil(SPRITE * self.look.scale)) + 1
        page = replace(self.look.layout, wide=side / self.look.scale, tall=side / self.look.scale)
        with inked():
            return sheet(replace(self.look, layout=page), place=Box(0, 0, 1, 1))
