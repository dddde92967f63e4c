"""From people to dots: one dot for each hundred, the same dot all the way from place to place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.scene.flows import DayFlows, Ints

UNIT = 100
"""People that one dot stands for."""

KINDS = ("inner", "outer", "home", "aboard")
"""What is counted apart: to other districts, across the lines, back home, with convoys."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DayDots:
    """One day in dots.

    ``held`` and ``captured`` (district) stand there at its end.  ``inner``, ``outer`` and ``home``
    set out, as in `DayFlows`; ``late`` of them are on the way at midnight; ``aboard`` (district)
    leave with convoys (fewer than 0: come back).
    """

    held: Ints
    captured: Ints
    inner: Ints
    outer: Ints
    home: Ints
    late: Ints
    aboard: Ints


@dataclass
class _Tally:
    """People of one kind so far, and the dots drawn for them; the rest is carried to the next day."""

    people: int = 0
    dots: int = 0

    def due(self, people: int) -> int:
        """Dots due when so many more have gone."""
        self.people += people
        return max(0, round_half_up(self.people / UNIT) - self.dots)

    def drawn(self, dots: int) -> None:
        self.dots += dots


@dataclass
class Dots:
    """The dots of a replay, day after day.

    The rule: what stands is the people at a day's end by hundreds, rounded so that the dots of all
    districts sum to the people of all districts; a dot changes place only where people did.  What
    travels is counted by kind from the first day on: its dots are the people so far by hundreds,
    give or take two (four for those who go to other districts, since they also have to bring each
    district to its own number).
    """

    held: Ints
    captured: Ints
    late: Ints
    before: Ints
    tallies: dict[str, _Tally] = field(default_factory=lambda: {k: _Tally() for k in KINDS})
    arriving: Floats = field(init=False)
    leaving: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.arriving = np.zeros(len(self.held))
        self.leaving = np.zeros(len(self.held))

    @classmethod
    def at_start(cls, people: Ints, outside: int) -> Dots:
        """Everybody stands in ground that the opposition holds."""
        total = round_half_up(int(people.sum()) / UNIT)
        late = np.zeros(len(people) + outside, dtype=np.int64)
        nobody = np.zeros(len(people), dtype=np.int64)
        return cls(apportion(people / UNIT, total), nobody, late, np.stack([people, nobody]))

    def day(self, flows: DayFlows) -> DayDots:
        """The dots of the next day."""
        n = len(self.held)
        moved = np.stack([flows.held, flows.captured]) != self.before
        captured = settled(self.captured, flows.captured, moved[1])
        late = apportion(flows.late / UNIT, round_half_up(int(flows.late.sum()) / UNIT))
        across, aboard_all, home_all, held_all = self._across(flows, captured, late)
        home = apportion(flows.home.ravel() / UNIT, home_all).reshape(flows.home.shape)
        held = settled(self.held, flows.held, moved[0], held_all)
        aboard = np.sign(aboard_all) * apportion(np.sign(aboard_all) * flows.aboard / UNIT, abs(aboard_all))
        before, after = self.held + self.captured, held + captured
        net = before - after + self.late[:n] - late[:n] - aboard + home.sum(axis=0)
        arriving, leaving = self._journeys(flows, net, before - aboard, late[:n])
        outer = self._outer(flows.outer, across, leaving)
        inner = matched(flows.inner, leaving - outer.sum(axis=1), arriving)
        self.tallies["inner"].drawn(int(inner.sum()))
        self.held, self.captured, self.late = held, captured, late
        self.before = np.stack([flows.held, flows.captured])
        return DayDots(held, captured, inner, outer, home, late, aboard)

    def _across(self, flows: DayFlows, captured: Ints, late: Ints) -> tuple[int, int, int, int]:
        """Dots that go across the lines, go with convoys, come home, and then stand in held ground.

        What the tallies leave too many or too few in held ground goes along with whoever moves.
        """
        n, gone = len(self.held), sum(boarding.people for boarding in flows.boardings)
        across = self.tallies["outer"].due(int(flows.outer.sum()))
        home = self.tallies["home"].due(int(flows.home.sum()))
        convoys = self.tallies["aboard"]
        convoys.people += gone
        aboard = round_half_up(convoys.people / UNIT) - convoys.dots if flows.boardings else 0
        stood = int(self.held.sum() + self.captured.sum() + self.late[:n].sum() - late[:n].sum())
        held = stood + home - across - aboard - int(captured.sum())
        over = held - near(held, int(flows.held.sum()))
        if flows.boardings:
            aboard, held = aboard + over, held - over
        elif flows.outer.any() and across + over >= 0:
            across, held = across + over, held - over
        elif flows.home.any() and home - over >= 0:
            home, held = home - over, held - over
        for kind, dots in (("aboard", aboard), ("outer", across), ("home", home)):
            self.tallies[kind].drawn(dots)
        return across, aboard, home, held

    def _journeys(self, flows: DayFlows, net: Ints, standing: Ints, late: Ints) -> tuple[Ints, Ints]:
        """Dots that set out for each district, and from each, so that ``net`` leave it.

        Nobody makes two journeys on one day: no more leave than ``standing``.  The ``late`` set out too.
        """
        people = flows.inner.sum(axis=0)
        self.arriving += people / UNIT
        due = self.tallies["inner"].due(int(people.sum()))
        arriving = apportion(np.where(people > 0, np.maximum(self.arriving, 1e-6), 0), due)
        arriving = np.maximum(np.maximum(arriving, -net), late)
        leaving = net + arriving
        stays = (flows.inner.sum(axis=1) + flows.outer.sum(axis=1)) == 0
        spare = np.where(stays, leaving, np.maximum(0, leaving - standing))
        spare = np.minimum(spare, np.minimum(arriving - late, leaving))
        arriving, leaving = arriving - spare, leaving - spare
        both = np.minimum(arriving - late, leaving)
        too_many = apportion(both.astype(np.float64), int(arriving.sum()) - due, both)
        arriving, leaving = arriving - too_many, leaving - too_many
        self.arriving -= arriving
        return arriving, leaving

    def _outer(self, people: Ints, across: int, leaving: Ints) -> Ints:
        """Who of those leaving go to places outside (district, place)."""
        away = people.sum(axis=1)
        self.leaving += away / UNIT
        by_origin = apportion(np.where(away > 0, np.maximum(self.leaving, 1e-6), 0), across, leaving)
        self.leaving -= by_origin
        by_place = apportion(people.sum(axis=0) / UNIT, int(by_origin.sum()))
        return matched(people, by_origin, by_place)


def round_half_up(value: float) -> int:
    return int(np.floor(value + 0.5))


def apportion(weights: Floats, total: int, most: Ints | None = None) -> Ints:
    """``total`` whole dots in proportion to ``weights``, by largest remainder; ties by order.

    No place gets more than ``most``; then fewer than ``total`` are given where that is too few.
    """
    weights = np.maximum(weights, 0.0)
    room = np.full(len(weights), max(total, 0), dtype=np.int64) if most is None else np.maximum(most, 0)
    if total <= 0 or not room.any():
        return np.zeros(len(weights), dtype=np.int64)
    weights = weights if weights.any() else np.ones(len(weights))
    ideal = weights * total / weights.sum()
    dots: Ints = np.minimum(np.floor(ideal + 1e-9).astype(np.int64), room)
    for _ in range(min(total, int(room.sum())) - int(dots.sum())):
        left = np.where(dots < room, np.where(weights > 0, ideal - dots, -1e9 - dots), -np.inf)
        dots[int(np.argmax(left))] += 1
    return dots


def settled(dots: Ints, people: Ints, moved: NDArray[np.bool_], total: int | None = None) -> Ints:
    """Dots for ``people``, each place a hundred up or down: as they were where that is still right.

    They sum to ``total``, or else to all people within a hundred; what that takes is changed where
    people have ``moved``, if there is any such place.
    """
    exact = people / UNIT
    low, high = np.floor(exact).astype(np.int64), np.ceil(exact).astype(np.int64)
    after = np.clip(dots, low, high)
    total = near(int(after.sum()), int(people.sum())) if total is None else total
    step = 1 if total > after.sum() else -1
    for _ in range(abs(total - int(after.sum()))):
        room = after < high if step > 0 else after > low
        room = room & moved if (room & moved).any() else room
        if not room.any():
            break
        after[int(np.argmax(np.where(room, step * (exact - after), -np.inf)))] += step
    return after


def near(dots: int, people: int) -> int:
    """``dots`` where they stand for ``people`` within a hundred, else the nearest number that does."""
    exact = people / UNIT
    return int(min(max(dots, np.ceil(exact - 1 + 1e-9)), np.floor(exact + 1 - 1e-9)))


def matched(people: Ints, rows: Ints, columns: Ints) -> Ints:
    """Dots (from, to) with the given sums, where most people went; never from a place to itself.

    Where the sums differ the smaller one decides.
    """
    dots, left = np.zeros_like(people), columns.copy()
    square = people.shape[0] == people.shape[1]
    for row in np.argsort(-rows, kind="stable").tolist():
        for _ in range(int(rows[row])):
            odds = np.where(left > 0, people[row] / (1.0 + dots[row]) + 1e-6 * left, -1.0)
            if square:
                odds[row] = -1.0
            best = int(np.argmax(odds))
            if odds[best] >= 0:
                dots[row, best] += 1
                left[best] -= 1
            elif left[row : row + 1].any() and square:
                _exchange(dots, left, row)
    _trade(dots, people)
    return dots


def _trade(dots: Ints, people: Ints) -> None:
    """Two dots change destinations where one of them would go where nobody went, and both then do not."""
    for row, to in np.argwhere((dots > 0) & (people == 0)).tolist():
        better = (dots > 0) & (people[row] > 0) & (people[:, to] > 0)[:, None]
        if better.any():
            other, place = np.argwhere(better)[0].tolist()
            dots[row, to] -= 1
            dots[other, place] -= 1
            dots[row, place] += 1
            dots[other, to] += 1


def _exchange(dots: Ints, left: Ints, row: int) -> None:
    """Only its own place is left for a dot: another dot goes there, and this one in its stead."""
    others = dots.copy()
    others[row], others[:, row] = 0, 0
    if others.any():
        other, to = np.unravel_index(int(np.argmax(others)), others.shape)
        dots[other, to] -= 1
        dots[other, row] += 1
        dots[row, to] += 1
        left[row] -= 1
