"""What-ifs: small pure steps from a scenario to a scenario, each titled with its question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from sim.base import Model, Words
from sim.errors import Fault, FaultsFound, SimError
from sim.scenario.load import Scenario, hashed
from sim.scenario.schema import Control, People
from sim.yamlfile import line_of, load_model

M = TypeVar("M", bound=BaseModel)


class WhatIf(Model):
    """``what-ifs/<id>.yaml``: a question, and the values that are set to ask it.

    A path names a value of ``people.yaml`` or ``control.yaml``, list items by their id:
    ``people.flight.stay_when_captured``, ``control.steps.factories-rest.share``.
    """

    question: Words
    because: Words
    set: Annotated[dict[str, float | str], Field(min_length=1)]


def list_what_ifs(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the what-ifs in the scenario's folder."""
    return tuple(path.stem for path in sorted((scenario.folder / "what-ifs").glob("*.yaml")))


def apply_what_ifs(scenario: Scenario, names: Sequence[str]) -> Scenario:
    """The scenario with each what-if applied in order; what is set becomes an assumption."""
    for name in names:
        scenario = apply_what_if(scenario, name, load_what_if(scenario, name))
    return hashed(scenario) if names else scenario


def load_what_if(scenario: Scenario, name: str) -> WhatIf:
    """A what-if of the scenario's folder.  Raises `SimError` with the nearest known one."""
    known = list_what_ifs(scenario)
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known) or 'none'}"
        raise SimError(f"no what-if '{name}' in {scenario.id}", hint=hint)
    return load_model(Path(scenario.folder / "what-ifs" / f"{name}.yaml"), WhatIf)


def apply_what_if(scenario: Scenario, name: str, what_if: WhatIf) -> Scenario:
    """One pure step.

    Raises `FaultsFound` with every path that names nothing and every value that does not fit.
    """
    data = {
        "people": scenario.people.model_dump(mode="json", exclude_unset=True),
        "control": scenario.control.model_dump(mode="json", exclude_unset=True),
    }
    file = scenario.folder / "what-ifs" / f"{name}.yaml"
    faults: list[Fault] = []
    for path, value in what_if.set.items():
        try:
            _set(data, path, {"assume": value, "because": f"what-if {name}: {what_if.question}"})
        except _Misses as miss:
            faults.append(_fault(file, ("set", path), f"touches nothing: {miss.problem}", miss.remedy))
        faults += _outside(scenario, file, path, value)
    people = _fits(file, data["people"], People, faults)
    control = _fits(file, data["control"], Control, faults)
    if faults or people is None or control is None:
        raise FaultsFound(faults)
    return replace(scenario, people=people, control=control, what_ifs=(*scenario.what_ifs, name))


def _outside(scenario: Scenario, file: Path, path: str, value: float | str) -> Iterator[Fault]:
    """A fault when a moment is set to a day that the scenario does not have."""
    first, last = scenario.head.first, scenario.head.last
    is_stamp = isinstance(value, str) and value[:4].isdigit()
    if is_stamp and not first.isoformat() <= str(value)[:10] <= last.isoformat():
        yield _fault(
            file, ("set", path), f"{value} lies outside {first} to {last}", "choose a day of the scenario"
        )


def _fits(file: Path, data: Any, model: type[M], faults: list[Fault]) -> M | None:
    """The data as its model; what does not fit there is added to the faults."""
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"])
            faults.append(_fault(file, ("set",), f"{where}: {item['msg']}", "see `sim schema` for what fits"))
        return None


def _fault(file: Path, keys: tuple[str, ...], problem: str, remedy: str) -> Fault:
    line = line_of(file, keys) if file.is_file() else 1
    return Fault(str(file), line, keys[-1], problem, remedy)


class _Misses(Exception):
    """A path of a what-if that leads nowhere."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def _set(data: Any, path: str, value: dict[str, Any]) -> None:
    """Replace the value at a dotted path, in place.  Raises `_Misses` when there is none."""
    *parents, last = path.split(".")
    node = data
    for part in parents:
        node = _child(node, part, path)
    held = _child(node, last, path)
    if not isinstance(held, dict) or not ({"claims", "assume", "step"} & set(held)):
        near = f"{path}.{next(iter(_children(held)))}" if _children(held) else "one quantity or moment"
        raise _Misses(f"{path} is not a value that can be set", f"name {near}")
    if "id" in held:
        raise _Misses(f"{path} is a whole step, not a value", f"name {path}.share or {path}.at")
    node[last] = value


def _child(node: Any, part: str, path: str) -> Any:
    known = _children(node)
    if part in known:
        return known[part]
    near = get_close_matches(part, known, n=1)
    there = f"there is: {', '.join(sorted(known)[:6]) or 'nothing below'}"
    raise _Misses(f"no '{part}' in {path}", f"did you mean '{near[0]}'?" if near else there)


def _children(node: Any) -> dict[str, Any]:
    """What stands below a node, by key or by the id of a list's item."""
    if isinstance(node, dict):
        return dict(node)
    if isinstance(node, list):
        return {item["id"]: item for item in node if isinstance(item, dict) and "id" in item}
    return {}
