"""What-ifs: small pure steps from a scenario to a scenario, each titled with its question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.days import HOUR
from sim.episode.question import Question
from sim.errors import Fault, FaultsFound, SimError
from sim.scenario.edited import blamed, judge_edited, judge_history
from sim.scenario.load import Scenario, hashed
from sim.scenario.parts import Keys
from sim.scenario.references import MOMENTS
from sim.scenario.schema import Control, People
from sim.scenario.what_if import WhatIf
from sim.yamlfile import line_of, load_model

M = TypeVar("M", bound=BaseModel)


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

    Raises `FaultsFound` with every path that names nothing, every value that does not fit, and every
    change of documented control in a what-if that is not marked ``counterfactual``.
    """
    file = scenario.folder / "what-ifs" / f"{name}.yaml"
    question = Question(name, what_if.question, what_if.warning, what_if.counterfactual, what_if.remove)
    people, control = _edited(scenario, what_if, question.reason, file)
    edited = replace(
        scenario,
        people=people,
        control=control,
        what_ifs=(*scenario.what_ifs, name),
        questions=(*scenario.questions, question),
        edited=scenario.edited | {_settled(path) for path in (*what_if.set, *what_if.shift)},
    )
    if what_if.model_fields_set & {"shift", "remove", "add"}:
        faults = [_fault(file, *found) for found in judge_edited(edited, what_if)]
        if faults:
            raise FaultsFound(faults)
    return edited


def _edited(scenario: Scenario, what_if: WhatIf, reason: str, file: Path) -> tuple[People, Control]:
    """What the edits make of people and control, each file for itself."""
    data = {
        "people": scenario.people.model_dump(mode="json", exclude_unset=True),
        "control": scenario.control.model_dump(mode="json", exclude_unset=True),
    }
    faults, missed = [], set[Keys]()
    for keys, path, act in _acts(data, what_if, reason):
        try:
            act()
        except _Misses as miss:
            faults.append(_fault(file, keys, path, f"touches nothing: {miss.problem}", miss.remedy))
            missed.add(keys)
    judged = judge_history(scenario, what_if)
    faults += [_fault(file, *found) for found in judged if found[0][:2] not in missed]
    for path, value in what_if.set.items():
        faults += _outside(scenario, file, path, value)
    people = _fits("people", data, People, what_if, file, faults)
    control = _fits("control", data, Control, what_if, file, faults)
    if faults or people is None or control is None:
        raise FaultsFound(faults)
    return people, control


def _acts(data: Any, what_if: WhatIf, reason: str) -> Iterator[tuple[Keys, str, Callable[[], None]]]:
    """The edits in their order: values, moments, what goes, what comes."""
    for path, value in what_if.set.items():
        yield ("set", path), path, partial(_set, data, path, {"assume": value, "because": reason})
    for path, hours in what_if.shift.items():
        yield ("shift", path), path, partial(_shift, data, path, round(hours * HOUR), reason)
    for number, path in enumerate(what_if.remove):
        yield ("remove", number), path, partial(_remove, data, path)
    for path, items in what_if.add.items():
        yield ("add", path), path, partial(_add, data, path, items, reason)


def _settled(path: str) -> str:
    """A path as the provenance of a replay names it."""
    parts = path.split(".")
    if parts[0] == "control":
        return ".".join(["control", *parts[2:], *(["at"] if len(parts) == 3 else [])])
    return ".".join(parts[1:])


def _outside(scenario: Scenario, file: Path, path: str, value: float | str) -> Iterator[Fault]:
    """A fault when a moment is set to a day that the scenario does not have."""
    first, last = scenario.head.first, scenario.head.last
    is_stamp = isinstance(value, str) and value[:4].isdigit()
    if is_stamp and not first.isoformat() <= str(value)[:10] <= last.isoformat():
        problem = f"{value} lies outside {first} to {last}"
        yield _fault(file, ("set", path), path, problem, "choose a day of the scenario")


def _fits(stem: str, data: Any, model: type[M], what_if: WhatIf, file: Path, faults: list[Fault]) -> M | None:
    """The data as its model; what does not fit there is added to the faults."""
    try:
        return model.model_validate_json(json.dumps(data[stem]))
    except ValidationError as error:
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"])
            keys, key = blamed(what_if, (stem, *item["loc"]), data, item["msg"])
            problem = f"{where}: {item['msg']}"
            faults.append(_fault(file, keys, key, problem, "see `sim schema` for what fits"))
        return None


def _fault(file: Path, keys: Keys, key: str, problem: str, remedy: str) -> Fault:
    line = line_of(file, keys) if file.is_file() else 1
    return Fault(str(file), line, key, problem, remedy)


class _Misses(Exception):
    """A path of a what-if that leads nowhere."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def _set(data: Any, path: str, value: dict[str, Any]) -> None:
    """Replace the value at a dotted path, in place.  Raises `_Misses` when there is none."""
    node, last = _above(data, path)
    held = _child(node, last, path)
    if not _is_value(held):
        is_step = isinstance(held, dict) and "places" in held
        what = "is a whole step, not a value" if is_step else "is not a value that can be set"
        raise _Misses(f"{path} {what}", f"name {_nearest(data, path)}")
    node[last] = value


def _is_value(held: Any) -> bool:
    """Is it a quantity or a moment?  An item with an id, such as a step, holds values and is none."""
    return isinstance(held, dict) and bool({"claims", "assume", "step"} & set(held)) and "id" not in held


def _nearest(data: Any, path: str) -> str:
    """The first path to a value at or below ``path``, or else below what it stands in."""
    for above in accumulate(path.split("."), "{}.{}".format):
        node = data
        for part in above.split("."):
            node = _children(node)[part]
        path = next(_values(node, above), path)
    return path


def _values(node: Any, path: str) -> Iterator[str]:
    """Every path to a value at or below a node that stands at ``path``."""
    if _is_value(node):
        yield path
    else:
        for part, below in _children(node).items():
            yield from _values(below, f"{path}.{part}")


def _shift(data: Any, path: str, minutes: int, reason: str) -> None:
    """Move a moment, or the moment of a step of control, in place."""
    node, last = _above(data, path)
    held = _child(node, last, path)
    if path.startswith("control.steps.") and isinstance(held, dict) and "id" in held:
        node, last, held = held, "at", held.get("at") or {"claims": held["claims"]}
    if last not in MOMENTS or not isinstance(held, dict):
        raise _Misses(f"{path} is not a moment that can be shifted", "name a step of control, or a moment")
    node[last] = {**held, "after": held.get("after", 0) + minutes, "because": reason}
    ends = held.get("range") or {}
    if isinstance(ends.get("earliest"), int):
        moved = {end: ends[end] + minutes for end in ("earliest", "latest")}
        node[last]["range"] = {**ends, **moved}


def _remove(data: Any, path: str) -> None:
    """Take an item of a list, or a value, away; what cannot do without it will not fit."""
    node, last = _above(data, path)
    gone = _child(node, last, path)
    if not isinstance(gone, dict) or not ({"id", "claims", "assume", "step"} & set(gone)):
        raise _Misses(f"{path} is not an item or value that can be removed", "name one item of a list")
    if isinstance(node, list):
        node.remove(gone)
    else:
        del node[last]


def _add(data: Any, path: str, items: Sequence[dict[str, Any]], reason: str) -> None:
    """Put items behind those of a list; every reason in them begins with that of the what-if."""
    node, last = _above(data, path)
    if last == "closures" and isinstance(node, dict):
        node.setdefault(last, [])
    held = _child(node, last, path)
    if not isinstance(held, list):
        raise _Misses(f"{path} is not a list of items", "name a list, such as people.flight.corridors")
    held.extend(_reasoned(item, reason) for item in items)


def _reasoned(value: Any, reason: str) -> Any:
    """The value with ``reason`` before each of its own."""
    if isinstance(value, list):
        return [_reasoned(item, reason) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{reason} {item}" if key == "because" and isinstance(item, str) else _reasoned(item, reason)
        for key, item in value.items()
    }


def _above(data: Any, path: str) -> tuple[Any, str]:
    """What holds the last part of a path, and that part."""
    *parents, last = path.split(".")
    node = data
    for part in parents:
        node = _child(node, part, path)
    return node, last


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
