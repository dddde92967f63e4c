"""Read a YAML file that a stranger wrote, into plain data or faults with line and key.

YAML 1.2 scalars (``yes``, ``010`` and ``10:30`` stay text, dates too), text keys, no duplicate
keys, no aliases, no tags, and bounds on size, depth and length that are checked before anything
is built.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from sim.errors import Fault, FaultsFound

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_SCALAR = 20_000

M = TypeVar("M", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """The C loader with YAML 1.2 scalars and duplicate keys refused."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_resolve("null", r"^(?:~|null|)$", "~n")
_resolve("bool", r"^(?:true|false)$", "tf")
_resolve("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", "-+0123456789")
_resolve("float", r"^[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]{1,3})?$|^[-+]?[1-9][0-9]*[eE][-+]?[0-9]{1,3}$", "-+.0123456789")


def _unique_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    keys: set[str] = set()
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key must be text", key_node.start_mark)
        if key_node.value in keys:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key '{key_node.value}' stands twice", key_node.start_mark
            )
        keys.add(key_node.value)
    return {k.value: loader.construct_object(v, deep=True) for k, v in node.value}  # type: ignore[no-untyped-call]


_Loader.add_constructor("tag:yaml.org,2002:map", _unique_mapping)


def load_yaml(path: Path) -> Any:
    """Plain data of one YAML file.

    Raises `FaultsFound` naming file and line when the file cannot be read, is too large, or uses
    what is not allowed.
    """
    text = _read(path)
    try:
        _guard(path, text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of CSafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(path, (mark.line + 1) if mark else 1, error.problem or "not YAML") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _refusal(path, 1, str(error).splitlines()[0]) from None


def load_model(path: Path, model: type[M], *, shown: str | None = None) -> M:
    """One YAML file as a validated model; every fault of the file is reported at once."""
    data = load_yaml(path)
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        where = _Places(_read(path))
        raise FaultsFound(
            [_explain(shown or str(path), where, model, dict(item)) for item in error.errors()]
        ) from None


def line_of(path: Path, keys: tuple[str | int, ...]) -> int:
    """The line on which the value at ``keys`` starts (its nearest parent when it is missing)."""
    return _Places(_read(path)).line(keys)


def _read(path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _refusal(path, 1, "not a regular file")
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refusal(path, 1, f"cannot be read ({error.strerror or error})") from None
    if len(raw) > MAX_BYTES:
        raise _refusal(path, 1, f"larger than the limit of {MAX_BYTES:,} bytes")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _refusal(path, raw[: error.start].count(b"\n") + 1, "not UTF-8 text") from None


def _guard(path: Path, text: str) -> None:
    depth = nodes = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        nodes += 1
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _refusal(path, line, "an alias (*) is not allowed")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        _refuse_excess(path, line, event, depth, nodes)


def _refuse_excess(path: Path, line: int, event: Any, depth: int, nodes: int) -> None:
    if depth > MAX_DEPTH:
        raise _refusal(path, line, f"nested deeper than the limit of {MAX_DEPTH}")
    if nodes > MAX_NODES:
        raise _refusal(path, line, f"more than the limit of {MAX_NODES:,} values")
    if getattr(event, "tag", None) is not None and not isinstance(event, yaml.DocumentStartEvent):
        raise _refusal(path, line, f"the tag {event.tag} is not allowed")
    if isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_SCALAR:
        raise _refusal(path, line, f"a text longer than the limit of {MAX_SCALAR:,} characters")


def _refusal(path: Path, line: int, problem: str) -> FaultsFound:
    return FaultsFound([Fault(str(path), line, "-", problem, "write plain YAML 1.2 in UTF-8")])


class _Places:
    """Where each value of a YAML text stands."""

    def __init__(self, text: str) -> None:
        self.root = yaml.compose(text, Loader=yaml.CSafeLoader)

    def line(self, keys: tuple[str | int, ...]) -> int:
        node, line = self.root, 1
        for key in keys:
            step = _child(node, key)
            if step is None:
                break
            node, line = step
        return line


def _child(node: Any, key: str | int) -> tuple[Any, int] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key].start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line + 1
    return None


def _explain(file: str, where: _Places, model: type[BaseModel], item: dict[str, Any]) -> Fault:
    loc: tuple[str | int, ...] = tuple(item["loc"])
    key = ".".join(str(part) for part in loc) or "-"
    problem = item["msg"][0].lower() + item["msg"][1:]
    remedy = "write what is expected there"
    if item["type"] == "extra_forbidden":
        problem = f"unknown key '{loc[-1]}'"
        near = get_close_matches(str(loc[-1]), sorted(_field_names(model)), n=1)
        remedy = f"did you mean '{near[0]}'?" if near else "remove it"
    elif item["type"] == "missing":
        problem, remedy = f"the key '{loc[-1]}' is missing", "add it"
    return Fault(file, where.line(loc), key, problem, remedy)


def _field_names(model: type[BaseModel]) -> set[str]:
    """Every key that may stand anywhere in the model."""
    names: set[str] = set()
    for definition in [model.model_json_schema(), *model.model_json_schema().get("$defs", {}).values()]:
        names |= set(definition.get("properties", {}))
    return names




def iter_yaml(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder, in the order of their names."""
    yield from sorted(path for path in folder.glob("*.yaml"))
