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
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from errno import ELOOP
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
import yaml.reader
from pydantic import BaseModel, ValidationError

from sim.errors import Fault, FaultsFound, printable

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_SCALAR = 20_000
MAX_FAULTS = 200
MAX_SHOWN = 80
MAX_FILES = 200

M = TypeVar("M", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """The C loader with YAML 1.2 scalars and duplicate keys refused."""


_Loader.yaml_implicit_resolvers = {}  # none of YAML 1.1's


def _resolve(tag: str, pattern: str, first: tuple[str, ...]) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_DIGITS = "0|[1-9][0-9]*"
_FRACTION = rf"[-+]?(?:{_DIGITS})?\.[0-9]+(?:[eE][-+]?[0-9]{{1,3}})?"
_POWER = r"[-+]?[1-9][0-9]*[eE][-+]?[0-9]{1,3}"

_resolve("null", r"^(?:~|null|)$", ("~", "n", ""))
_resolve("bool", r"^(?:true|false)$", ("t", "f"))
_resolve("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", tuple("-+0123456789"))
_resolve("float", rf"^(?:{_FRACTION}|{_POWER})$", tuple("-+.0123456789"))


def _unique_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    keys: set[str] = set()
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key must be text", key_node.start_mark)
        if key_node.value in keys:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key '{_shown(key_node.value)}' stands twice", key_node.start_mark
            )
        keys.add(key_node.value)
    return {k.value: loader.construct_object(v, deep=True) for k, v in node.value}


_Loader.add_constructor("tag:yaml.org,2002:map", _unique_mapping)


def load_yaml(path: Path) -> Any:
    """Plain data of one YAML file.

    Raises `FaultsFound` naming file and line when the file cannot be read, is too large, or uses
    what is not allowed.
    """
    text = read_text(path)
    try:
        _guard(path, text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of CSafeLoader
    except yaml.reader.ReaderError as error:
        line = text.encode("utf-8")[: error.position].count(b"\n") + 1
        raise _refusal(path, line, f"the character #x{int(error.character):04x} is not allowed") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(path, (mark.line + 1) if mark else 1, error.problem or "not YAML") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _refusal(path, 1, str(error).splitlines()[0]) from None


def load_model(path: Path, model: type[M], *, shown: str | None = None) -> M:
    """One YAML file as a validated model.

    Every fault of the file is reported at once; past the first `MAX_FAULTS` the rest is counted.
    """
    data = load_yaml(path)
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise FaultsFound(_explain_all(shown or str(path), _places(read_text(path)), model, error)) from None


def line_of(path: Path, keys: tuple[str | int, ...]) -> int:
    """The line on which the value at ``keys`` starts (its nearest parent when it is missing)."""
    return lines_of(path, [keys])[0]


def lines_of(path: Path, places: Iterable[tuple[str | int, ...]]) -> list[int]:
    """`line_of` for several places of one file, which is read once."""
    where = _places(read_text(path))
    return [where.line(keys) for keys in places]


def read_text(path: Path) -> str:
    """The text of a regular file; no link is followed, no pipe waited for, no more read than allowed.

    Raises `FaultsFound` for anything else.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _refusal(path, 1, "not a regular file")
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        if error.errno == ELOOP:
            raise _refusal(path, 1, "cannot be read (a symbolic link)", "put the file itself there") from None
        raise _refusal(path, 1, f"cannot be read ({error.strerror or error})") from None
    if len(raw) > MAX_BYTES:
        raise _refusal(path, 1, f"larger than the limit of {MAX_BYTES:,} bytes")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _refusal(path, raw[: error.start].count(b"\n") + 1, "not UTF-8 text") from None


def _guard(path: Path, text: str) -> None:
    depth = 0
    for nodes, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader), start=1):
        line = event.start_mark.line + 1 if event.start_mark else 1
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
        raise _refusal(path, line, f"the tag {_shown(event.tag)} is not allowed")
    if isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_SCALAR:
        raise _refusal(path, line, f"a text longer than the limit of {MAX_SCALAR:,} characters")


def _refusal(
    path: Path, line: int, problem: str, remedy: str = "write plain YAML 1.2 in UTF-8"
) -> FaultsFound:
    return FaultsFound([Fault(str(path), line, "-", problem, remedy)])


class _Places:
    """Where each value of a YAML text stands."""

    def __init__(self, text: str) -> None:
        self.root = yaml.compose(text, Loader=yaml.CSafeLoader)
        self._steps: dict[int, dict[str | int, tuple[Any, int]]] = {}

    def line(self, keys: tuple[str | int, ...]) -> int:
        node, line = self.root, 1
        for key in keys:
            if id(node) not in self._steps:  # once per node: a file may have thousands of faults
                self._steps[id(node)] = _children(node)
            if key not in self._steps[id(node)]:
                break
            node, line = self._steps[id(node)][key]
        return line


@lru_cache(maxsize=1)
def _places(text: str) -> _Places:
    """The places of a text, kept while the same file is asked about again."""
    return _Places(text)


def _children(node: Any) -> dict[str | int, tuple[Any, int]]:
    """The children of a node by key or index, each with its line."""
    if isinstance(node, yaml.SequenceNode):
        return {index: (value, value.start_mark.line + 1) for index, value in enumerate(node.value)}
    if isinstance(node, yaml.MappingNode):
        return {name.value: (value, name.start_mark.line + 1) for name, value in node.value}
    return {}


def _explain_all(file: str, where: _Places, model: type[BaseModel], error: ValidationError) -> list[Fault]:
    items = error.errors(include_url=False, include_context=False)
    names = _field_names(model)
    faults = [_explain(file, where, names, dict(item)) for item in items[:MAX_FAULTS]]
    if len(items) > MAX_FAULTS:
        line, more = where.line(tuple(items[MAX_FAULTS]["loc"])), len(items) - MAX_FAULTS
        faults.append(Fault(file, line, "-", f"{more} more faults from here on", "mend the others first"))
    return faults


def _explain(file: str, where: _Places, names: list[str], item: dict[str, Any]) -> Fault:
    loc: tuple[str | int, ...] = tuple(item["loc"])
    key = _shown(".".join(str(part) for part in loc)) or "-"
    message = item["msg"].removeprefix("Value error, ")
    problem = message[0].lower() + message[1:] + _came(item["input"])
    remedy = "write what is expected there"
    if item["type"] == "extra_forbidden":
        problem = f"unknown key '{_shown(str(loc[-1]))}'"
        near = get_close_matches(str(loc[-1])[:MAX_SHOWN], names, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else "remove it"
    elif item["type"] == "missing":
        problem, remedy = f"the key '{loc[-1]}' is missing", "add it"
    return Fault(file, where.line(loc), key, problem, remedy)


def _came(value: Any) -> str:
    """What stood there, where it is one short value."""
    if isinstance(value, dict | list):
        return ""
    return f" (got {_shown(json.dumps(value, ensure_ascii=False))})"


def _field_names(model: type[BaseModel]) -> list[str]:
    """Every key that may stand anywhere in the model, in the order of the alphabet."""
    schema = model.model_json_schema()
    definitions = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for definition in definitions for name in definition.get("properties", {})})


def _shown(text: str) -> str:
    return printable(text, MAX_SHOWN)


def iter_yaml(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder, in the order of their names; none where it is not there.

    Raises `FaultsFound` where there are more than `MAX_FILES` or it is no folder that can be read.
    """
    if folder.is_symlink():
        raise _refusal(folder, 1, "a symbolic link, which is not followed", "put the folder itself there")
    try:
        paths = sorted(folder / name for name in os.listdir(folder) if name.endswith(".yaml"))
    except FileNotFoundError:
        return
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise _refusal(folder, 1, problem, "put a folder that can be read there") from None
    if len(paths) > MAX_FILES:
        raise _refusal(folder, 1, f"{len(paths):,} files, more than the limit of {MAX_FILES:,}", "join some")
    yield from paths
