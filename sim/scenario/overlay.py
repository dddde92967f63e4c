"""What-ifs: small pure steps from a scenario to a scenario, each titled with its question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from sim.base import Model, Words
from sim.errors import SimError
from sim.scenario.load import Scenario
from sim.scenario.schema import Control, People
from sim.yamlfile import load_model


class WhatIf(Model):
    """``what-ifs/<id>.yaml``: a question, and the values that are set to ask it.

    A path names a value of ``people.yaml`` or ``control.yaml``, list items by their id:
    ``people.flight.stay_when_captured``, ``control.steps.hanano-26-nov.share``.
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
    return scenario


def load_what_if(scenario: Scenario, name: str) -> WhatIf:
    """A what-if of the scenario's folder.  Raises `SimError` with the nearest known one."""
    known = list_what_ifs(scenario)
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known) or 'none'}"
        raise SimError(f"no what-if '{name}' in {scenario.id}", hint=hint)
    return load_model(Path(scenario.folder / "what-ifs" / f"{name}.yaml"), WhatIf)


def apply_what_if(scenario: Scenario, name: str, what_if: WhatIf) -> Scenario:
    """One pure step; raises `SimError` when a path names nothing or a value does not fit."""
    data = {
        "people": scenario.people.model_dump(mode="json", exclude_unset=True),
        "control": scenario.control.model_dump(mode="json", exclude_unset=True),
    }
    for path, value in what_if.set.items():
        _set(data, path, {"assume": value, "because": f"what-if {name}: {what_if.question}"}, name)
    try:
        people = People.model_validate_json(json.dumps(data["people"]))
        control = Control.model_validate_json(json.dumps(data["control"]))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SimError(
            f"what-if '{name}' sets {where}: {first['msg']}", hint="see `sim schema` for what fits"
        ) from None
    return replace(scenario, people=people, control=control, what_ifs=(*scenario.what_ifs, name))


def _set(data: Any, path: str, value: dict[str, Any], name: str) -> None:
    """Replace the value at a dotted path, in place."""
    *parents, last = path.split(".")
    node = data
    for part in parents:
        node = _child(node, part, path, name)
    held = _child(node, last, path, name)
    if not isinstance(held, dict) or not ({"claims", "assume", "step"} & set(held)):
        raise SimError(
            f"what-if '{name}': {path} is not a value that can be set", hint="name one quantity or moment"
        )
    key: Any = (
        last if isinstance(node, dict) else next(i for i, item in enumerate(node) if item.get("id") == last)
    )
    node[key] = value


def _child(node: Any, part: str, path: str, name: str) -> Any:
    known = (
        dict(node)
        if isinstance(node, dict)
        else {item["id"]: item for item in node if "id" in item}
        if isinstance(node, list)
        else {}
    )
    if part in known:
        return known[part]
    near = get_close_matches(part, known, n=1)
    hint = (
        f"did you mean '{near[0]}'?"
        if near
        else f"there is: {', '.join(sorted(known)[:6]) or 'nothing below'}"
    )
    raise SimError(f"what-if '{name}' touches nothing: no '{part}' in {path}", hint=hint)
