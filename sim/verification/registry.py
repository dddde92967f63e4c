"""Every verification case, in the order in which they are told of."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sim.errors import SimError
from sim.verification import (
    alike,
    books,
    capture,
    corridors,
    flight,
    named,
    roads,
    shares,
    shuttles,
)
from sim.verification.case import Case

FAMILIES: dict[str, tuple[Case, ...]] = {
    "Vehicles": shuttles.CASES,
    "The evacuation's road": roads.CASES,
    "Convoys that are named, and their queue": named.CASES,
    "Corridors": corridors.CASES,
    "Flight": flight.CASES,
    "Who holds ground": shares.CASES,
    "People overtaken by the front, and returns": capture.CASES,
    "Counting everybody": books.CASES,
    "Changes that must not matter": alike.CASES,
}

CASES: tuple[Case, ...] = tuple(case for family in FAMILIES.values() for case in family)


def pick_cases(ids: Sequence[str]) -> tuple[Case, ...]:
    """The cases of these ids, each once, in the order of `CASES`; all for none.

    Raises `SimError` for an id that no case has.
    """
    known = {case.id: case for case in CASES}
    for unknown in (id for id in ids if id not in known):
        near = get_close_matches(unknown, known, n=1)
        hint = (
            f"did you mean '{near[0]}'?" if near else "`sim verify-model` without a name runs and lists all"
        )
        raise SimError(f"no case '{unknown}'", hint=hint)
    return tuple(case for case in CASES if not ids or case.id in ids)
