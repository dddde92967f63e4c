"""Front lines: only where the states of both sides differ and one of them is the opposition."""

from __future__ import annotations

from sim.episode.places import OPPOSITION
from sim.scene.differences import holder_of
from sim.scene.ground import Ground
from sim.scene.marks import DistrictMark, FrontMark


def fronts(ground: Ground, districts: tuple[DistrictMark, ...]) -> tuple[FrontMark, ...]:
    """The borders between cells whose holders differ, and the enclave's edge where the opposition held it."""
    marks = []
    for border in ground.borders:
        first = districts[border.first]
        second = None if border.second is None else districts[border.second]
        sides = (holder(first), border.beyond if second is None else holder(second))
        if sides[0] != sides[1] and OPPOSITION in sides:
            sure = _sure(first) and (second is None or _sure(second))
            marks.append(FrontMark(first.id, None if second is None else second.id, border.points, sure))
    return tuple(marks)


def holder(mark: DistrictMark) -> int | None:
    """The party with the largest share; of equal shares the first in the order of parties; None if nobody."""
    return holder_of(mark.shares)


def _sure(mark: DistrictMark) -> bool:
    """Whole in one hand, and not by an assumption."""
    return mark.holding == "held" and mark.outline != "assumed"
