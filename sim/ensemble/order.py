"""Moments keep the order that they have in the single replay, whatever is drawn for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ends = NDArray[np.float64] | float
"""One end of a range, or one for each member."""

Known = Mapping[str, tuple[Ends, Ends]]
"""Lower and upper ends of numbers that are drawn, by name; both are the value once it is known."""


@dataclass(frozen=True)
class Event:
    """Something that happens at a minute: the sum of the ``numbers`` of those names and of ``more`` minutes.

    ``minute`` is that of the single replay.
    """

    numbers: tuple[str, ...]
    more: float
    minute: int


@dataclass(frozen=True)
class Bound:
    """A number is no less, or where ``at_most`` no more, than ``more`` and the sum of other numbers.

    ``terms`` are a number's name, 1 or -1 by which it counts, and its value where it is not drawn.
    """

    at_most: bool
    terms: tuple[tuple[str, int, float], ...]
    more: float

    def at(self, known: Known) -> Ends:
        """The sum, as far from the number as what is not known yet may take it."""
        total: Ends = self.more
        for name, sign, single in self.terms:
            ends = known.get(name, (single, single))
            total = total + sign * ends[(sign > 0) == self.at_most]
        return total


def bounds_of(
    name: str,
    chains: Iterable[Sequence[Event]],
    days: Sequence[Event],
    last: int,
    singles: Mapping[str, float],
) -> tuple[Bound, ...]:
    """What holds the number of that name in its place: events of ``chains``, each in order of time.

    Those of ``days`` stay from minute 0 to ``last``.  What lies apart stays a minute apart.
    """
    found = [
        bound for chain in chains for pair in pairwise(chain) for bound in _between(name, *pair, singles)
    ]
    for event in days:
        if name in event.numbers and 0 <= event.minute <= last:
            first, end = Event((), 0, event.minute), Event((), last, event.minute)
            found += [*_between(name, first, event, singles), *_between(name, event, end, singles)]
    return tuple(dict.fromkeys(found))


def _between(name: str, first: Event, second: Event, singles: Mapping[str, float]) -> Iterator[Bound]:
    """How a number of one of two events is bound by the other event."""
    both = set(first.numbers) & set(second.numbers)
    if (name in first.numbers) == (name in second.numbers):
        return
    at_most = name in first.numbers
    own, other = (first, second) if at_most else (second, first)
    gap = int(first.minute < second.minute)
    terms = (
        *((n, 1, singles[n]) for n in other.numbers if n not in both),
        *((n, -1, singles[n]) for n in own.numbers if n not in both and n != name),
    )
    yield Bound(at_most, terms, other.more - own.more + (-gap if at_most else gap))


def span(low: Ends, high: Ends, bounds: Collection[Bound], known: Known) -> tuple[Ends, Ends]:
    """What ``bounds`` leave of a range; where they leave nothing, the order goes before the range."""
    for bound in bounds:
        if bound.at_most:
            high = np.minimum(high, bound.at(known))
        else:
            low = np.maximum(low, bound.at(known))
    return low, np.maximum(low, high)
