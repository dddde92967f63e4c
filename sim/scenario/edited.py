"""What a what-if may not do: change documented control unmarked, or leave names that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sim.errors import FaultsFound
from sim.scenario.load import Scenario
from sim.scenario.parts import Keys, Parts
from sim.scenario.references import judge_models
from sim.scenario.resolve import resolve
from sim.scenario.schema import Step
from sim.scenario.what_if import WhatIf

Blamed = tuple[Keys, str, str, str]
"""Keys of the what-if's file, the path that stands there, the problem and the remedy."""

MARK = "say 'counterfactual: true' with a 'warning', or leave documented control as it is"
ASSUMED = "write {assume: ..., because: ...}"


def judge_history(scenario: Scenario, what_if: WhatIf) -> Iterator[Blamed]:
    """Faults of what is asked of ``scenario``: documented control, and claims for what was never said."""
    steps = {step.id: step for step in scenario.control.steps}
    for keys, path in what_if.edits():
        if path.startswith("control.") and not what_if.counterfactual:
            told = "" if keys[0] == "add" else _documented(steps, path.split("."))
            if told is not None:
                yield keys, path, f"changes documented control{told}", MARK
    for path, items in what_if.add.items():
        for number, item in enumerate(items):
            if _rests_on_claims(item):
                yield (
                    ("add", path, number),
                    path,
                    "what a what-if adds is assumed and can rest on no claim",
                    ASSUMED,
                )
    gone = set(what_if.remove)
    for keys, path in what_if.edits():
        above = next((one for one in gone if path.startswith(f"{one}.")), None)
        if above is not None and keys[0] != "add":
            yield keys, path, f"lies in {above}, which is removed", "leave one of the two out"


def _documented(steps: dict[str, Step], parts: list[str]) -> str | None:
    """Which claims a step of control rests on that a path leads to; None where it rests on none."""
    step = steps.get(parts[2]) if len(parts) > 2 else None
    if step is None:
        return None
    claims = step.claims or (step.at.claims if step.at is not None else None)
    return None if claims is None else f" (step '{step.id}' follows {' or '.join(claims[:3])})"


def _rests_on_claims(value: Any) -> bool:
    if isinstance(value, dict):
        return "claims" in value or any(map(_rests_on_claims, value.values()))
    return isinstance(value, list) and any(map(_rests_on_claims, value))


def judge_edited(edited: Scenario, what_if: WhatIf) -> Iterator[Blamed]:
    """Faults of a scenario after the edits: names that lead nowhere, values that no account can settle."""
    parts = Parts(
        edited.folder, edited.record, edited.head, edited.places, edited.territory, edited.sheet,
        edited.control, edited.people, edited.figures,
    )  # fmt: skip
    data = {
        stem: getattr(edited, stem).model_dump(mode="json", exclude_unset=True)
        for stem in ("control", "people", "figures")
    }
    amiss = False
    for file, keys, problem, remedy in judge_models(parts, data):
        amiss = True
        where = ".".join(_named((file.stem, *keys), data))
        yield *blamed(what_if, (file.stem, *keys), data, problem), f"{where}: {problem}", remedy
    if not amiss:
        yield from _unsettled(edited, what_if)


def _unsettled(edited: Scenario, what_if: WhatIf) -> Iterator[Blamed]:
    """What an account cannot settle any more."""
    for account in edited.head.accounts:
        try:
            resolve(edited, account=account)
        except FaultsFound as error:
            for fault in error.faults:
                keys, key = blamed(what_if, (), {}, f"{fault.key} {fault.problem}")
                yield keys, key, f"{fault.problem} (account {account})", fault.remedy
            return


def blamed(what_if: WhatIf, keys: Keys, data: Any, problem: str) -> tuple[Keys, str]:
    """The edit behind a fault at ``keys`` of the edited data: where it stands, and its path.

    It is the one that leads to the place or whose last name the problem tells of; values that are
    set are blamed together, since one may not fit another; else the first edit.
    """
    where = ".".join(_named(keys, data))
    edits = [(place, path) for place, path in what_if.edits() if place[0] != "set"]
    for place, path in edits:
        if where == path or where.startswith(f"{path}."):
            return place, path
    for place, path in edits:
        last = path.rpartition(".")[2]
        if last and re.search(rf"(?<![\w-]){re.escape(last)}(?![\w-])", problem):
            return place, path
    if what_if.set:
        return ("set",), "set"
    return edits[0]


def _named(keys: Keys, data: Any) -> Iterator[str]:
    """Keys with the ids of list items in the place of their numbers."""
    for key in keys:
        below = dict(enumerate(data)) if isinstance(data, list) else data
        data = below.get(key) if isinstance(below, dict) else None
        is_item = isinstance(key, int) and isinstance(data, dict) and "id" in data
        yield str(data["id"] if is_item else key)
