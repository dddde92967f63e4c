"""Where everything stands on a page, for each shape of page; sizes are designed, not derived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in page units from the top left."""

    x: float
    y: float
    wide: float
    tall: float

    @property
    def right(self) -> float:
        return self.x + self.wide

    @property
    def bottom(self) -> float:
        return self.y + self.tall


class Type(NamedTuple):
    """Heights of text in page units; nothing on the page is smaller than ``small``."""

    small: float
    body: float
    heading: float
    caption: float
    date: float


@dataclass(frozen=True)
class Layout:
    """A page of ``wide`` × ``tall`` units (pixels at scale 1); None where it has no such block.

    ``map`` has the sides of 1.19 to 1, as the view.  ``second`` is the map of the account beside.
    """

    name: str
    wide: float
    tall: float
    type: Type
    map: Box
    date: Box
    credit: Box
    legend: Box | None = None
    inset: Box | None = None
    captions: Box | None = None
    people: Box | None = None
    evacuated: Box | None = None
    share: Box | None = None
    second: Box | None = None


WIDE = Layout(
    name="wide", wide=1280, tall=720,
    type=Type(small=12.0, body=13.0, heading=14.5, caption=16.0, date=36.0),
    map=Box(0, 0, 794, 667), date=Box(812, 12, 452, 76), credit=Box(16, 676, 1248, 40),
    legend=Box(10, 10, 326, 216), inset=Box(10, 254, 204, 186),
    captions=Box(812, 98, 452, 128), people=Box(812, 234, 452, 116), evacuated=Box(812, 360, 218, 310),
    share=Box(1046, 360, 218, 310),
)  # fmt: skip

SQUARE = Layout(
    name="square", wide=1080, tall=1080,
    type=Type(small=15.0, body=16.0, heading=18.0, caption=19.5, date=46.0),
    map=Box(0, 78, 786, 660), date=Box(20, 10, 1040, 62), credit=Box(20, 1039, 1040, 40),
    legend=Box(800, 86, 270, 440), inset=Box(800, 556, 200, 182),
    captions=Box(20, 744, 506, 140), people=Box(20, 890, 506, 144), evacuated=Box(550, 744, 510, 290),
)  # fmt: skip

SMALL = Layout(
    name="small", wide=960, tall=540,
    type=Type(small=15.0, body=16.0, heading=17.0, caption=18.0, date=36.0),
    map=Box(0, 0, 588, 494), date=Box(600, 8, 348, 92), credit=Box(12, 508, 936, 28),
    legend=Box(600, 108, 348, 203), inset=Box(600, 340, 180, 162),
)  # fmt: skip

PORTRAIT = Layout(
    name="portrait", wide=1200, tall=1697,
    type=Type(small=15.0, body=17.0, heading=20.0, caption=22.0, date=58.0),
    map=Box(40, 118, 1120, 941), date=Box(40, 30, 1120, 78), credit=Box(40, 1637, 1120, 46),
    legend=Box(52, 130, 384, 270), inset=Box(52, 440, 280, 254),
    captions=Box(40, 1078, 540, 190), people=Box(620, 1078, 540, 190), evacuated=Box(40, 1288, 540, 336),
    share=Box(620, 1288, 540, 336),
)  # fmt: skip

PAIR = Layout(
    name="pair", wide=1280, tall=720,
    type=Type(small=12.0, body=13.0, heading=16.0, caption=15.0, date=34.0),
    map=Box(16, 80, 588, 494), second=Box(676, 80, 588, 494), date=Box(16, 8, 1248, 46),
    credit=Box(16, 692, 1248, 24), legend=Box(16, 634, 1248, 56), captions=Box(16, 580, 1248, 52),
)  # fmt: skip

LAYOUTS = (WIDE, SQUARE, SMALL, PORTRAIT, PAIR)
