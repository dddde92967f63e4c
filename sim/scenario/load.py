"""Read a scenario's folder and the record beside it; every fault of every file at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.base import Slug, excess
from sim.episode.question import Question
from sim.errors import Fault, FaultsFound, SimError
from sim.record.load import Record, load_record
from sim.scenario.figures import FigureFile
from sim.scenario.gazetteer import MapFile, PlaceFile, TerritoryFile
from sim.scenario.parts import Parts
from sim.scenario.references import judge_references
from sim.scenario.schema import Control, Head, People
from sim.yamlfile import iter_yaml, load_model

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Scenario:
    """What a scenario's files say, still contested, and the record they draw on.

    ``questions`` are the what-ifs that were applied, ``edited`` the values that they set or moved, as
    the provenance names them.
    """

    id: str
    folder: Path
    record: Record
    head: Head
    places: PlaceFile
    territory: TerritoryFile
    sheet: MapFile
    control: Control
    people: People
    figures: FigureFile
    what_ifs: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    edited: frozenset[str] = frozenset()
    inputs: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    inputs_hash: str = field(default="", compare=False)

    def districts_of(self, name: str) -> tuple[str, ...]:
        """The districts that a district's or a group's id stands for."""
        if name in self.territory.groups:
            return self.territory.groups[name].districts
        return (name,)


def load_scenario(name: str | Path) -> Scenario:
    """The scenario of that name, or in that folder, with the record of its project.

    Raises `FaultsFound` with the faults of all its files and of the record together, `SimError`
    when there is no such scenario or no record for it.
    """
    folder = find_scenario(str(name))
    faults = list(_judge_names(folder))
    record = _record(find_record(folder), faults)
    files = [_part(folder / f"{stem}.yaml", model, faults) for stem, model in _PARTS]
    faults += judge_references(Parts(folder, record, *files))  # type: ignore[arg-type]
    if faults:
        raise FaultsFound(faults)
    scenario = Scenario(folder.name, folder, record, *files)  # type: ignore[arg-type]
    return hashed(scenario)


def _judge_names(folder: Path) -> Iterator[Fault]:
    """What is named by its place must be an id, and the what-ifs a folder with files of a fair number."""
    what_ifs = sorted((folder / "what-ifs").glob("*.yaml"))
    for path in (folder, *what_ifs):
        try:
            _SLUG.validate_python(path.name.removesuffix(".yaml"))
        except ValidationError as error:
            message = error.errors()[0]["msg"].removeprefix("Value error, ")
            problem = f"'{path.name}' is no id: {message[0].lower()}{message[1:]}"
            yield Fault(str(path), 1, "-", problem, "rename it: small letters, digits, hyphens between")
    if (folder / "what-ifs").is_symlink():
        yield Fault(str(folder / "what-ifs"), 1, "-", "a symbolic link", "put the folder itself there")
    elif os.path.lexists(folder / "what-ifs") and not (folder / "what-ifs").is_dir():
        yield Fault(str(folder / "what-ifs"), 1, "-", "not a folder", "keep what-ifs in a folder")
    too_many = excess("what-ifs", len(what_ifs))
    if too_many:
        yield Fault(str(folder / "what-ifs"), 1, "-", too_many, "leave some out")


_SLUG: TypeAdapter[str] = TypeAdapter(Slug)

_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("scenario", Head),
    ("places", PlaceFile),
    ("territory", TerritoryFile),
    ("map", MapFile),
    ("control", Control),
    ("people", People),
    ("figures", FigureFile),
)


def project_folders() -> list[Path]:
    """Where scenarios are looked up: this folder, the checkout, then the installed package."""
    checkout = Path(__file__).resolve().parents[2]
    packaged = Path(str(files("sim"))) / "_project"
    return [path for path in (Path.cwd(), checkout, packaged) if (path / "scenarios").is_dir()]


def list_scenarios() -> list[Path]:
    """Every scenario folder that can be named, once, in the order of lookup."""
    found: dict[str, Path] = {}
    for project in project_folders():
        for path in sorted((project / "scenarios").iterdir()):
            if (path / "scenario.yaml").is_file():
                found.setdefault(path.name, path)
    return list(found.values())


def find_scenario(name: str) -> Path:
    """The folder of a scenario given by name or path.  Raises `SimError` with the nearest name."""
    path = Path(name)
    if os.path.lexists(path / "scenario.yaml"):
        return path.resolve()
    known = {folder.name: folder for folder in list_scenarios()}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known) or 'none'}; or give a folder"
    raise SimError(f"no scenario '{name}'", hint=hint)


def find_record(scenario: Path) -> Path:
    """The record of a scenario: its own project's ``seeds``; where there is none, the installed package's."""
    own = scenario.parent.parent / "seeds"
    if os.path.lexists(own):
        return own
    for project in project_folders():
        if (project / "seeds" / "accounts.yaml").is_file():
            return project / "seeds"
    raise SimError(f"no record for {scenario}", hint="keep claims in seeds/ beside scenarios/")


def input_files(scenario: Scenario) -> Iterator[Path]:
    """Every file that a replay depends on, in a fixed order."""
    yield from (scenario.folder / f"{stem}.yaml" for stem, _ in _PARTS)
    seeds = scenario.record.folder
    for folder in (seeds, seeds / "documents", seeds / "claims"):
        yield from iter_yaml(folder)
    yield from (scenario.folder / "what-ifs" / f"{name}.yaml" for name in scenario.what_ifs)


def hashed(scenario: Scenario) -> Scenario:
    """The scenario with the SHA-256 of each input file, and one over all names and hashes.

    Names are those of file and folder, wherever the project lies.
    """
    inputs = tuple(
        (f"{path.parent.name}/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest())
        for path in input_files(scenario)
    )
    whole = "".join(f"{name} {digest}\n" for name, digest in inputs)
    return replace(scenario, inputs=inputs, inputs_hash=hashlib.sha256(whole.encode()).hexdigest())


def _record(folder: Path, faults: list[Fault]) -> Record | None:
    try:
        return load_record(folder)
    except FaultsFound as error:
        faults.extend(error.faults)
        return None


def _part(path: Path, model: type[M], faults: list[Fault]) -> M | None:
    try:
        return load_model(path, model)
    except FaultsFound as error:
        faults.extend(error.faults)
        return None
