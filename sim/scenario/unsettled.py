"""A value that an account cannot settle, and the line of the file that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.errors import Fault, FaultsFound, SimError
from sim.scenario.load import Scenario
from sim.scenario.parts import Keys
from sim.yamlfile import line_of, load_yaml


class Unsettled(SimError):
    """A value that comes to nothing under an account.

    ``paths`` are the settler's names of what stands against it, the one to change first:
    ``flight.return_rate``, ``control.hanano-26-nov.at``, ``figures.3.since``.
    """

    def __init__(self, message: str, *paths: str, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.paths = paths


def located(scenario: Scenario, unsettled: Unsettled) -> FaultsFound:
    """The fault at its line: of the last what-if that sets the value, else of the scenario's own file."""
    file, keys = next(_set_by_what_ifs(scenario, unsettled.paths), _written(scenario, unsettled.paths[0]))
    fault = Fault(str(file), line_of(file, keys), ".".join(map(str, keys)), unsettled.message, unsettled.hint)
    return FaultsFound([fault])


def _set_by_what_ifs(scenario: Scenario, paths: tuple[str, ...]) -> Iterator[tuple[Path, Keys]]:
    for name in reversed(scenario.what_ifs):
        file = scenario.folder / "what-ifs" / f"{name}.yaml"
        if file.is_file():
            given = load_yaml(file)
            for kind in ("set", "shift"):
                yield from ((file, (kind, p)) for p in map(_dotted, paths) if p in given.get(kind, {}))


def _dotted(path: str) -> str:
    """The settler's name of a value as a what-if writes it."""
    stem, _, rest = path.partition(".")
    return f"control.steps.{rest}" if stem == "control" else f"people.{path}"


def _written(scenario: Scenario, path: str) -> tuple[Path, Keys]:
    """The file and the keys that a settler's name leads to, as far as they are written there."""
    stem, *names = path.split(".")
    if stem == "control":
        names = ["steps", *names]
    elif stem == "figures":
        names = [stem, *names]
    else:
        names, stem = [stem, *names], "people"
    file = scenario.folder / f"{stem}.yaml"
    return file, tuple(_keys(load_yaml(file), names))


def _keys(data: Any, names: list[str]) -> Iterator[str | int]:
    """Keys and indices; an item of a list is named by its id or its number."""
    for name in names:
        key: str | int = name
        if isinstance(data, list):
            ids = [item.get("id", str(index)) for index, item in enumerate(data)]
            key = ids.index(name) if name in ids else name
        yield key
        data = dict(enumerate(data)) if isinstance(data, list) else data
        data = data.get(key) if isinstance(data, dict) else None
