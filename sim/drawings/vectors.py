"""One moment taken apart: a layered SVG for posters and animators, and a transparent PNG for each layer."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.transforms import Bbox, TransformedBbox

from sim.drawings import furniture, layers, legend, map, names
from sim.drawings.picture import Picture
from sim.drawings.spots import draw_spots
from sim.drawings.stage import Sheet, inked, points, sheet
from sim.drawings.still import save_png
from sim.drawings.telling import plain
from sim.drawings.words import day_text
from sim.errors import SimError
from sim.scene.palette import BACKGROUND
from sim.store import save_text

Draw = Callable[[Sheet, Picture, int], None]

FRONTS = ("front-casing", "fronts")
"""Group ids of artists that belong to the fronts; all others of the control belong to the districts."""

PEOPLE = ("held", "captured", "travelling")
"""Kinds of spots that stand for people; all others belong to convoys."""


def save_svg(path: Path, picture: Picture, minute: int) -> Path:
    """Write a moment as SVG, a group with an id for each of `LAYERS`, letters as outlines.

    The groups are layers to Inkscape and Illustrator; title and description tell the moment in
    words.  The same replay gives the same bytes.  Raises `SimError` for two accounts side by side,
    or when the file cannot be written.
    """
    _refuse_pairs(picture)
    layout = picture.look.layout
    wide, tall = f"{points(layout.wide):g}", f"{points(layout.tall):g}"
    story, say = picture.story, picture.look.say
    title = escape(plain(story.replay.episode.title))
    told = escape(day_text(story, story.scene(minute), say))
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        f'width="{wide}pt" height="{tall}pt" viewBox="0 0 {wide} {tall}" role="img" '
        f'aria-labelledby="title description" xml:lang="{say.lang}">\n'
        f'<title id="title">{title}</title>\n<desc id="description">{told}</desc>\n'
        f"<style>{_STYLE}</style>\n"
        + _group("paper", f'<rect width="{wide}" height="{tall}" fill="{BACKGROUND}"/>\n')
    )
    groups = [_group(name, _body(name, layer)) for name, layer in _drawn(picture, minute)]
    save_text(path, "".join([head, *groups, "</svg>\n"]))
    return path


def save_layers(folder: Path, picture: Picture, minute: int) -> list[Path]:
    """Write a moment as transparent PNGs of the same size, numbered from the bottom up, one for each layer.

    Raises `SimError` as `save_svg` does.
    """
    _refuse_pairs(picture)
    written = []
    for number, (name, layer) in enumerate(_drawn(picture, minute)):
        with inked():
            pixels = layer.pixels()
        written.append(save_png(folder / f"{number:02d}-{name}.png", pixels))
    return written


def _refuse_pairs(picture: Picture) -> None:
    if picture.second is not None:
        raise SimError(
            "two accounts side by side cannot be taken apart into layers",
            hint="make one file for each account",
        )


def _drawn(picture: Picture, minute: int) -> Iterator[tuple[str, Sheet]]:
    """Each layer on a sheet of its own, from the bottom up."""
    with inked():
        for name, draw in LAYERS.items():
            layer = sheet(picture.look, picture.story.ground.view)
            draw(layer, picture, minute)
            yield name, layer


def _of(paint: layers.Paint) -> Draw:
    def draw(layer: Sheet, picture: Picture, minute: int) -> None:
        paint(layer, picture.moment(minute))

    return draw


def _districts(layer: Sheet, picture: Picture, minute: int) -> None:
    now = picture.moment(minute)
    map.draw_control(layer, now.story.ground, now.scene.districts, ())


def _fronts(layer: Sheet, picture: Picture, minute: int) -> None:
    now = picture.moment(minute)
    map.draw_control(layer, now.story.ground, (), now.scene.fronts)
    for artist in (*layer.ground.collections, *layer.ground.patches, *layer.ground.lines):
        if artist.get_gid() not in FRONTS:
            artist.remove()


def _frame(layer: Sheet, picture: Picture, minute: int) -> None:
    """What stands beside the map, and the charts of days to come."""
    now = picture.moment(minute)
    layers.draw_frame(layer, now)
    layers.draw_ahead(layer, now)


def _passed(layer: Sheet, picture: Picture, minute: int) -> None:
    """The bar and the charts up to the moment, on the left of each moving edge only."""
    now, scale = picture.moment(minute), picture.look.scale
    drawn: list[Artist] = []
    for sweep in picture.sweeps:
        layers.draw_behind(layer, now)
        fresh = [artist for artist in _artists(layer) if artist not in drawn]
        edge = sweep.start + (sweep.end - sweep.start) * minute / picture.minutes
        shown = Bbox(np.array([[sweep.left, sweep.top], [edge, sweep.bottom]]) / scale)
        for artist in fresh:
            artist.set_clip_on(True)
            artist.set_clip_box(TransformedBbox(shown, layer.page.transData))
        drawn += fresh


def _artists(layer: Sheet) -> list[Artist]:
    """All that has been drawn."""
    return [
        artist
        for axes in layer.figure.axes
        for artist in (*axes.collections, *axes.patches, *axes.lines, *axes.texts, *axes.images)
    ]


def _charts(layer: Sheet, picture: Picture, minute: int) -> None:
    """The numbers of the day, and each speaker's figures so far."""
    now = picture.moment(minute)
    layers.draw_people(layer, now)
    layers.draw_figures(layer, now)


def _people(layer: Sheet, picture: Picture, minute: int) -> None:
    _spots(layer, picture, minute, people=True)


def _convoys(layer: Sheet, picture: Picture, minute: int) -> None:
    _spots(layer, picture, minute, people=False)


def _spots(layer: Sheet, picture: Picture, minute: int, *, people: bool) -> None:
    for kind, spots in picture.spots(minute).items():
        if (kind in PEOPLE) is people:
            draw_spots(layer, kind, spots / picture.look.scale)


def _names(layer: Sheet, picture: Picture, minute: int) -> None:
    names.draw_names(layer, picture.story.ground, picture.names)
    furniture.draw_furniture(layer, picture.story.ground)


def _legend(layer: Sheet, picture: Picture, minute: int) -> None:
    if layer.look.layout.legend is not None:
        legend.draw_legend(layer)


LAYERS: dict[str, Draw] = {
    "base": _of(layers.draw_base),
    "districts": _districts,
    "fronts": _fronts,
    "frame": _frame,
    "passed": _passed,
    "dateline": _of(layers.draw_dateline),
    "captions": _of(layers.draw_captions),
    "charts": _charts,
    "credit": _of(layers.draw_credit),
    "people": _people,
    "convoys": _convoys,
    "names": _names,
    "words": _of(layers.draw_words),
    "legend": _legend,
}
"""From the bottom up; a layer that a layout does not have is empty."""

_STYLE = "*{stroke-linejoin: round; stroke-linecap: butt}"
_STYLES = re.compile(r"<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>\s*")
_IDS = re.compile(r'\bid="([^"]*)"')
_LINKS = re.compile(r'(url\(#|href="#)')


def _group(name: str, inner: str) -> str:
    return f'<g id="{name}" inkscape:groupmode="layer" inkscape:label="{name}">\n{inner}</g>\n'


def _body(name: str, layer: Sheet) -> str:
    """What a sheet shows as SVG, its ids led by the layer's name and numbered, so that none stands twice."""
    out = io.BytesIO()
    nothing: Any = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    canvas: Any = FigureCanvasSVG(layer.figure)
    canvas.print_svg(out, metadata=nothing)
    text = out.getvalue().decode("utf-8")
    inner = text[text.index("<defs>") : text.rindex("</svg>")]
    met: Counter[str] = Counter()

    def own(found: re.Match[str]) -> str:
        met[found[1]] += 1
        again = f"-{met[found[1]]}" if met[found[1]] > 1 else ""
        return f'id="{name}-{found[1]}{again}"'

    return _LINKS.sub(rf"\g<1>{name}-", _IDS.sub(own, _STYLES.sub("", inner)))
