"""The form of a what-if: what it asks, what it warns of, and the edits that it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sim.base import LIMITS, Model, Words
from sim.days import HOUR
from sim.scenario.parts import Keys

WARNING = (
    "Nobody can know what would have followed. Only what is named here is changed; all else stays as "
    "documented or assumed."
)
"""What is told with a what-if that brings no warning of its own."""


def _some_minutes(hours: float) -> float:
    most = LIMITS["minutes after a moment"] // HOUR
    if abs(hours) > most or not round(hours * HOUR):
        raise ValueError(f"a shift of {hours:g} hours; give at least a minute and at most {most:,} hours")
    return hours


Hours = Annotated[float, AfterValidator(_some_minutes)]
Items = Annotated[tuple[dict[str, Any], ...], Field(min_length=1)]


class WhatIf(Model):
    """``what-ifs/<id>.yaml``: a question, its warning, and the edits that ask it.

    A path names a value of ``people.yaml`` or ``control.yaml``, list items by their id:
    ``people.flight.stay_when_captured``, ``control.steps.factories-rest.share``.  ``set`` gives
    values; ``shift`` moves moments, or whole steps of control, by hours; ``remove`` takes items of a
    list, or what may be left out, away; ``add`` puts items behind those of a list, written as in the
    file they go to.  ``counterfactual`` is needed where documented control is changed.
    """

    question: Annotated[Words, StringConstraints(max_length=200)]
    warning: Annotated[Words, StringConstraints(max_length=300)] = WARNING
    because: Words
    counterfactual: bool = False
    set: Annotated[dict[str, float | str], Field(min_length=1)] = Field(default_factory=dict)
    shift: Annotated[dict[str, Hours], Field(min_length=1)] = Field(default_factory=dict)
    remove: Annotated[tuple[str, ...], Field(min_length=1)] = ()
    add: Annotated[dict[str, Items], Field(min_length=1)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set & {"set", "shift", "remove", "add"}:
            raise ValueError("a what-if that changes nothing: give 'set', 'shift', 'remove' or 'add'")
        if self.counterfactual and "warning" not in self.model_fields_set:
            raise ValueError("a counterfactual needs a 'warning' of its own")
        paths = Counter([*self.set, *self.shift, *self.remove])
        twice = next((path for path, times in paths.items() if times > 1), None)
        if twice is not None:
            raise ValueError(f"'{twice}' is changed twice")
        return self

    def edits(self) -> Iterator[tuple[Keys, str]]:
        """Where each edit stands in the file, and the path that it touches, with the id of what it adds."""
        yield from ((("set", path), path) for path in self.set)
        yield from ((("shift", path), path) for path in self.shift)
        yield from ((("remove", number), path) for number, path in enumerate(self.remove))
        for path, items in self.add.items():
            yield from ((("add", path, n), f"{path}.{item.get('id', '')}") for n, item in enumerate(items))
