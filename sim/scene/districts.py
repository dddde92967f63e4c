"""Districts at a moment: who holds them, what that rests on, and what the record says of them that day."""

from __future__ import annotations

from bisect import bisect_right

from sim.days import DAY
from sim.result.replay import Replay
from sim.result.trace import ControlChanged
from sim.scene.differences import Differences
from sim.scene.ground import Ground
from sim.scene.marks import Difference, DistrictMark, Holding, Outline, Word
from sim.scene.polygons import middle
from sim.scene.spoken import Spoken, spoken_of
from sim.scene.stripes import LEAST, stripes


class Districts:
    """All districts of a replay at any minute.

    ``others`` are replays of the same scenario by other accounts.  Marks that are equal are kept,
    so asking for a moment twice costs nothing.
    """

    def __init__(self, replay: Replay, ground: Ground, others: tuple[Replay, ...]) -> None:
        self.replay = replay
        self.spoken: Spoken = spoken_of(replay.episode)
        self.differences = Differences((replay, *others))
        self._ground = ground
        self._names = {place.id: (place.name, place.arabic) for place in replay.episode.places}
        self._centres = tuple(middle(ring) for ring in ground.cells)
        self._changes: dict[str, list[ControlChanged]] = {}
        for change in replay.control_changes:
            self._changes.setdefault(change.district, []).append(change)
        self._kept: dict[tuple[int, int], tuple[tuple[DistrictMark, ...], int]] = {}
        self._same: dict[tuple[DistrictMark, ...], int] = {}

    def at(self, minute: int, day: int) -> tuple[DistrictMark, ...]:
        """Marks just after the changes of ``minute``, which belongs to ``day`` (from 0)."""
        return self._at(minute, day)[0]

    def key(self, minute: int, day: int) -> tuple[int, int]:
        """The day, and a number that is the same for equal marks."""
        return day, self._at(minute, day)[1]

    def _at(self, minute: int, day: int) -> tuple[tuple[DistrictMark, ...], int]:
        turn = day, bisect_right(self.differences.turns, minute)
        if turn not in self._kept:
            names = self.replay.episode.territory.districts
            marks = tuple(self._mark(i, name, minute, day) for i, name in enumerate(names))
            self._kept[turn] = marks, self._same.setdefault(marks, len(self._same))
        return self._kept[turn]

    def changes(self, start: int, end: int) -> bool:
        """Does control change from ``start`` up to ``end``?"""
        return any(start <= change.minute < end for change in self.replay.control_changes)

    def _mark(self, index: int, district: str, minute: int, day: int) -> DistrictMark:
        past = [change for change in self._changes.get(district, []) if change.minute <= minute]
        start = self.replay.episode.start[index]
        government, opposition, sdf = past[-1].shares if past else (float(share) for share in start)
        shares = (round(government, 9), round(opposition, 9), round(sdf, 9))
        ring, (name, arabic) = self._ground.cells[index], self._names.get(district, (district, ""))
        difference = self.differences.of(district, minute)
        told = self.spoken.told.get((day, district), ())
        return DistrictMark(
            id=district,
            name=name,
            arabic=arabic,
            ring=ring,
            centre=self._centres[index],
            shares=shares,
            holding=holding_of(shares),
            stripes=stripes(ring, shares),
            outline=_outline(past),
            changed=any(change.minute >= day * DAY for change in past),
            word=_word(difference, contested=(day, district) in self.spoken.contested, told=bool(told)),
            sources=len(told),
            difference=difference,
        )


def holding_of(shares: tuple[float, float, float]) -> Holding:
    """Held by one party, shared, or nobody's; shares too small to be drawn do not count."""
    present = sum(share > LEAST for share in shares)
    return "empty" if present == 0 else "held" if present == 1 else "shared"


def _outline(past: list[ControlChanged]) -> Outline:
    if not past:
        return "start"
    return "assumed" if "assumption:" in past[-1].basis else "documented"


def _word(difference: Difference | None, *, contested: bool, told: bool) -> Word:
    """Reports that differ come before claims that contradict each other, and these before plain ones."""
    if difference is not None:
        return "reports differ"
    return "disputed" if contested else "told" if told else "no source"
