"""Who may import whom: the flow goes one way, and heavy libraries stay in their rooms."""

import ast
from pathlib import Path

import pytest

SIM = Path(__file__).parents[1] / "sim"
BASE = {"errors", "base", "days", "estimate", "yamlfile", "store"}
MAY_IMPORT = {
    "errors": set(),
    "base": set(),
    "days": set(),
    "estimate": {"base"},
    "yamlfile": {"errors"},
    "store": {"errors"},
    "record": BASE,
    "episode": BASE,
    "scenario": BASE | {"record", "episode"},
    "result": BASE | {"episode"},
    "engine": BASE | {"episode", "result"},
    "checks": BASE | {"episode", "result"},
    "verification": BASE | {"episode", "result", "engine"},
    "ensemble": BASE | {"episode", "scenario", "result", "engine", "checks", "__init__"},
    "sensitivity": BASE | {"episode", "scenario", "ensemble", "drawings"},
    "calibration": BASE | {"episode", "scenario", "checks", "ensemble"},
    "scene": BASE | {"episode", "result"},
    "drawings": BASE | {"episode", "result", "scene"},
    "page": BASE | {"episode", "result", "scene", "__init__"},
    "exports": BASE | {"episode", "result", "checks", "__init__"},
    "lessons": BASE
    | {
        "record",
        "episode",
        "result",
        "checks",
        "scene",
        "drawings",
        "page",
        "exports",
        "__init__",
    },
    "api": BASE
    | {
        "record",
        "episode",
        "scenario",
        "result",
        "engine",
        "checks",
        "ensemble",
        "drawings",
        "exports",
        "page",
        "lessons",
    },
    "cli": BASE
    | {
        "record",
        "episode",
        "scenario",
        "result",
        "engine",
        "checks",
        "scene",
        "drawings",
        "page",
        "exports",
        "lessons",
        "verification",
        "ensemble",
        "sensitivity",
        "calibration",
        "__init__",
    },
    "__init__": {"api", "engine", "scenario"},
    "__main__": {"cli"},
}
ONLY_IN = {
    "simpy": {"engine"},
    "matplotlib": {"drawings"},
    "av": {"drawings"},
    "shapely": {"scenario"},
    "yaml": {"yamlfile"},
    "scipy": {"ensemble"},
    "pyarrow": {"ensemble"},
    "distributed": {"ensemble"},
    "SALib": {"sensitivity"},
}


def room_of(path: Path) -> str:
    return path.relative_to(SIM).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module or "")
    return found


FILES = sorted(SIM.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SIM)))
def test_imports_only_from_rooms_it_may_enter(path: Path) -> None:
    room = room_of(path)
    assert room in MAY_IMPORT, f"a room without a rule: {room}"
    for module in imports_of(path):
        if module == "sim":
            entered = "__init__"
        elif module.startswith("sim."):
            entered = module.split(".")[1]
        else:
            continue
        assert entered == room or entered in MAY_IMPORT[room], f"{room} may not import {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SIM)))
def test_heavy_libraries_stay_in_their_room(path: Path) -> None:
    for module in imports_of(path):
        rooms = ONLY_IN.get(module.split(".")[0])
        assert rooms is None or room_of(path) in rooms, f"{room_of(path)} may not import {module}"


def test_the_map_alone_needs_shapely() -> None:
    users = {path.name for path in FILES if any(m.split(".")[0] == "shapely" for m in imports_of(path))}
    assert users - {"geometry.py"} == {"cells.py", "map_sources.py"}


def test_no_module_is_longer_than_300_lines() -> None:
    long = {
        str(p.relative_to(SIM)): n
        for p in FILES
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long
