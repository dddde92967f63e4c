"""The rival of `render.py`: the same scene by Matplotlib's own animation, as its users write it.

One figure of 1920 × 1080 holds every element once: 65 districts as hatched patches, some 2,500 dots
and the convoys as scatters, names with halos, date, captions, a stacked chart, a line chart with
marks, a share chart, a bar.  *set* updates artists with ``set_*`` and saves with `FuncAnimation`;
*clear* clears the axes and draws all again for each frame, as most tutorials do.  There is no
ffmpeg binary among a fresh machine's wheels, so frames go from ``savefig`` to x264 through PyAV in
a writer of Matplotlib's own kind, with as many threads as x264 likes and Matplotlib's defaults
(preset medium, crf 23) unless told otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from matplotlib.animation import AbstractMovieWriter, FuncAnimation
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon, Rectangle

from sim.days import DAY
from sim.drawings import layers
from sim.drawings.layout import Box
from sim.drawings.picture import Picture
from sim.drawings.stage import inked, points, sheet
from sim.episode.places import PARTIES
from sim.scene import palette

HATCHES = {"government": "//", "opposition": "", "sdf": "xx"}


class X264Writer(AbstractMovieWriter):
    """What Matplotlib's FFMpegWriter does, with x264 in this process."""

    def __init__(self, fps: int, preset: str = "medium", crf: int = 23) -> None:
        super().__init__(fps=fps, codec="h264")
        self._options = {"preset": preset, "crf": str(crf)}

    @classmethod
    def isAvailable(cls) -> bool:
        return True

    def setup(self, fig: Any, outfile: Any, dpi: Any = None) -> None:
        super().setup(fig, outfile, dpi)
        self._container: Any = av.open(str(outfile), "w", format="mp4")
        self._stream = self._container.add_stream("libx264", rate=self.fps, options=self._options)
        self._stream.width, self._stream.height = map(int, self.frame_size)
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.thread_count = 0

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        buffer = io.BytesIO()
        self.fig.savefig(buffer, format="rgba", dpi=self.dpi, **savefig_kwargs)
        wide, tall = map(int, self.frame_size)
        pixels = np.frombuffer(buffer.getbuffer(), np.uint8).reshape(tall, wide, 4)
        frame = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
        self._container.mux(self._stream.encode(frame.reformat(format="yuv420p")))

    def finish(self) -> None:
        self._container.mux(self._stream.encode())
        self._container.close()


def save_rival(path: Path, picture: Picture, minutes: Sequence[int], *, style: str, writer: Any) -> None:
    """Film some minutes in one style with one of Matplotlib's writers."""
    with inked():
        rival = Rival(picture)
        draw = rival.update if style == "set" else rival.redraw
        film = FuncAnimation(
            rival.figure, draw, frames=list(minutes), init_func=list, blit=False, cache_frame_data=False
        )
        film.save(str(path), writer=writer, dpi=rival.figure.dpi)


class Rival:
    """A figure with all elements, and the update of each."""

    def __init__(self, picture: Picture) -> None:
        self.picture, self.story, self.look = picture, picture.story, picture.look
        self.layer = sheet(self.look, self.story.ground.view)
        self.figure = self.layer.figure
        self.figure.patch.set_alpha(1.0)
        self.figure.patch.set_facecolor(palette.BACKGROUND)
        FigureCanvasAgg(self.figure)
        self._build()

    def redraw(self, minute: int) -> list[Any]:
        """Clear all axes, build everything again and set it to a minute."""
        view = self.story.ground.view
        for axes in list(self.figure.axes):
            axes.clear() if axes in (self.layer.ground, self.layer.page) else axes.remove()
        for axes in (self.layer.ground, self.layer.page):
            axes.axis("off")
        self.layer.ground.set(xlim=(view.west, view.east), ylim=(view.south, view.north))
        self.layer.page.set(xlim=(0, self.look.layout.wide), ylim=(self.look.layout.tall, 0))
        self._build()
        return self.update(minute)

    def _build(self) -> None:
        now = self.picture.moment(0)
        for paint in (layers.draw_base, layers.draw_frame, layers.draw_names):
            paint(self.layer, now)
        self._build_map()
        self._build_texts()
        self._build_charts()

    def _build_map(self) -> None:
        ground = self.layer.ground
        self.districts = [
            ground.add_patch(Polygon(mark.ring, closed=True, linewidth=points(1.0), edgecolor=palette.INK))
            for mark in self.story.scene(0).districts
        ]
        self.fronts = [
            ground.add_collection(LineCollection([], color=colour, linewidth=points(wide), linestyle=style))
            for colour, wide, style in (
                (palette.CASING, 5.8, "solid"), (palette.INK, 2.8, "solid"), (palette.INK, 2.8, "dashed"),
            )
        ]  # fmt: skip
        colours = {"held": palette.PEOPLE_HELD, "captured": palette.PEOPLE_CAPTURED, "trail": palette.ROUTE}
        sizes = {"held": 3.4, "captured": 3.4, "trail": 2.6, "travelling": 4.6}
        self.spots = {
            kind: self.layer.page.scatter(
                [], [], s=points(sizes.get(kind, 8.0)) ** 2, color=colours.get(kind, palette.ROUTE),
                marker="s" if "convoy" in kind else "o", linewidths=0.5, edgecolors=palette.INK,
            )
            for kind in self.picture.kinds
        }  # fmt: skip

    def _build_texts(self) -> None:
        layout = self.look.layout
        place, type_ = layout.date, layout.type
        page = self.layer.page

        def text(x: float, y: float, size: float, **more: Any) -> Any:
            return page.text(x, y, "", fontsize=points(size), color=palette.INK, **more)

        self.date = text(place.x, place.y + 30, type_.date, fontweight="semibold")
        self.weekday = text(place.x, place.y + 58, type_.caption)
        self.day = text(place.right, place.y + 58, type_.caption, ha="right")
        self.bar = page.add_patch(Rectangle((place.x, place.bottom - 11), 0, 4, color=palette.INK))
        box = layout.captions or Box(0, 0, 0, 0)
        self.captions = [text(box.x, box.y + 16 + 20 * row, type_.caption) for row in range(6)]
        people, share = layout.people or box, layout.share or box
        self.counts = [
            text(people.right, people.y + 34 + 18 * row, type_.small, ha="right", fontweight="semibold")
            for row in range(6)
        ]
        self.shares = [text(share.x + 80 * row, share.y + 40, type_.small) for row in range(3)]
        self.credit = text(layout.credit.x, layout.credit.y + 14, type_.small)

    def _build_charts(self) -> None:
        layout, story = self.look.layout, self.story
        days = np.arange(len(story.bands.counts)) + 1.0
        people = self._chart(layout.people, 0, len(days))
        people.stackplot(days, story.bands.counts.T)
        evacuated = self._chart(layout.evacuated, story.evacuated.starts / DAY, len(days))
        (self.line,) = evacuated.plot([], [], "--", color=palette.ROUTE)
        evacuated.set_ylim(0, 50_000)
        shares = self._chart(layout.share, 0, len(days))
        held = np.asarray(story.share.shares, dtype=float)
        shares.stackplot(np.arange(len(held)) + 1.0, held.T)
        self.cursors = [
            axes.axvline(0, color=palette.INK, linewidth=1) for axes in (people, evacuated, shares)
        ]
        self.marks = [
            (mark.minute, self._mark(axes, mark))
            for axes, figures in ((evacuated, story.evacuated.figures), (shares, story.share.figures))
            for mark in figures
        ]

    def _chart(self, place: Box | None, first: float, last: float) -> Axes:
        assert place is not None
        wide, tall = self.look.layout.wide, self.look.layout.tall
        axes = self.figure.add_axes(
            (
                (place.x + 36) / wide,
                1 - (place.bottom - 20) / tall,
                (place.wide * 0.5 - 36) / wide,
                (place.tall - 56) / tall,
            )
        )
        axes.set_xlim(first, last)
        axes.tick_params(labelsize=points(self.look.layout.type.small))
        return axes

    def _mark(self, axes: Axes, mark: Any) -> list[Any]:
        known = [value for value in (mark.low, mark.best, mark.high) if value is not None]
        middle = mark.best if mark.best is not None else known[0]
        x = mark.minute / DAY
        drawn = axes.errorbar(
            [x], [middle], yerr=[[middle - min(known)], [max(known) - middle]], fmt="ko", capsize=3
        )
        return [*drawn.get_children(), axes.annotate(mark.letter, (x, middle))]

    def update(self, minute: int) -> list[Any]:
        """Set everything to a minute."""
        scene = self.story.scene(minute)
        for patch, mark in zip(self.districts, scene.districts, strict=True):
            party = PARTIES[int(np.argmax(mark.shares))]
            quiet = mark.word == "no source"
            patch.set_facecolor((palette.QUIET_COLOURS if quiet else palette.PARTY_COLOURS)[party])
            patch.set_hatch("||" if mark.holding == "shared" else HATCHES[party])
            patch.set_linewidth(points(2.1 if mark.changed else 1.0))
        lines = [
            [f.points for f in scene.fronts if sure is None or f.sure is sure] for sure in (None, True, False)
        ]
        for front, segments in zip(self.fronts, lines, strict=True):
            front.set_segments(segments)
        spots = {**self.picture.standing(minute)}
        for kind, moving in self.picture.moving(minute).items():
            spots[kind] = np.concatenate([spots[kind], moving]) if kind in spots else moving
        for kind, scatter in self.spots.items():
            scatter.set_offsets(spots.get(kind, np.empty((0, 2))) / self.look.scale)
        self._update_texts(minute, scene)
        self._update_charts(minute)
        return []

    def _update_texts(self, minute: int, scene: Any) -> None:
        say = self.look.say
        self.date.set_text(say.long_date(scene.date))
        self.weekday.set_text(say.weekday(scene.date))
        self.day.set_text(f"{scene.day} / {scene.days}")
        self.bar.set_width(self.look.layout.date.wide * minute / self.story.minutes)
        lines = [line for c in scene.captions[:2] for line in (*c.lines, f"{c.speaker}, {c.locator}")]
        for text, line in zip(self.captions, [*lines, *[""] * 6], strict=False):
            text.set_text(line)
        for text, count in zip(self.counts, self.story.bands.counts[scene.day - 1], strict=False):
            text.set_text(say.about(int(count)))
        for text, km2 in zip(self.shares, scene.totals.km2, strict=True):
            text.set_text(say.percent(km2 / scene.totals.enclave_km2))
        self.credit.set_text(f"{say.long_date(scene.date)} · CC BY 4.0 · schematic: cells of true area")

    def _update_charts(self, minute: int) -> None:
        chart = self.story.evacuated
        past = np.asarray(chart.hours) <= minute
        self.line.set_data(np.asarray(chart.hours)[past] / DAY, np.asarray(chart.modelled)[past])
        for cursor in self.cursors:
            cursor.set_xdata([minute / DAY] * 2)
        for told, artists in self.marks:
            for artist in artists:
                artist.set_visible(told <= minute)
