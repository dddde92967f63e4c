"""Mutants of the valley: its files with something deleted, doubled, swapped or put out of all measure."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml
from doors import VALLEY

from sim.yamlfile import load_yaml

FILES = sorted(str(path.relative_to(VALLEY)) for path in VALLEY.rglob("*.yaml"))
TEXTS = {file: (VALLEY / file).read_text(encoding="utf-8") for file in FILES}
DATA = {file: load_yaml(VALLEY / file) for file in FILES}

EXTREMES: list[Any] = [
    None, True, False, "", " ", "x", "x" * 700, "../../etc/passwd", "nul", "=1+1", "-", "$x$", "<b>",
    "א\u202e", "\u200b",
    0, -1, 1, 2, 0.5, 1e-320, -0.0, 1e308, -1e308, 10**17, 1e9, 100_000_000, 2**31, 0.1 + 0.2, 366, 1440,
    [], [[]], {}, {"assume": 0}, {"assume": 1e8, "because": "x"}, {"assume": 1, "because": "x"},
    "2001-03-05", "2001-03-05 00:00", "9999-12-31", "0001-01-01", "2001-02-30", "24:00", "00:00", "midday",
    {"assume": "2001-03-10 23:59", "because": "x"}, {"step": "mill-end-6-mar", "because": "x"},
    {"step": "whole-valley-10-mar", "after": 500_000, "because": "x"},
    {"step": "mill-end-6-mar", "after": -500_000, "because": "x"},
    {"claims": ["000-p02-01"]}, {"claims": ["000-p07-02"]}, {"claims": ["001-p03-01", "000-p10-01"]},
    "000-p02-01", "mill-end", "hill-camp", "whole-valley", "west-gate", "ridge", "in-custody", "sdf",
    "opposition", "event", "share", "people", "fighters", "nobody", "district", "point", "exact", "between",
    "people-present",
    [0, 0], [180, 85], [[0, 0], [0, 0], [0, 0]], [[-180, -85], [180, 85], [0, 0]],
]  # fmt: skip

NUMBER = re.compile(r"(?<![\w-])-?\d+(?:\.\d+)?(?![\w-])")


class Plain(yaml.SafeDumper):
    """Writes what is shared twice, for our reader takes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True)
class Mutant:
    """The changed files of a project, by their path in it."""

    files: dict[str, str]

    def write(self, project: Path) -> None:
        for file, text in self.files.items():
            (project / file).write_bytes(text.encode("utf-8", "surrogatepass"))


def mutant(random: Random) -> Mutant:
    """One to three changes, in the data of a file or in its raw text."""
    changed = {}
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        file = random.choice(FILES)
        changed[file] = _of_text(TEXTS[file], random) if random.random() < 0.3 else _of_data(file, random)
    return Mutant(changed)


def _of_data(file: str, random: Random) -> str:
    data = deepcopy(DATA[file])
    for _ in range(random.choice((1, 1, 2))):
        if not data:
            break
        parent, key = random.choice(list(_places(data)))
        random.choice(CHANGES)(data, parent, key, random)
    return yaml.dump(data, Dumper=Plain, sort_keys=False, allow_unicode=True)


def _places(data: Any) -> Any:
    """Every (container, key) of the data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(items):
        yield data, key
        yield from _places(value)


def _delete(_: Any, parent: Any, key: Any, __: Random) -> None:
    del parent[key]


def _double(_: Any, parent: Any, key: Any, random: Random) -> None:
    copy = deepcopy(parent[key])
    if isinstance(parent, list):
        parent.extend(deepcopy(copy) for _ in range(random.choice((1, 1, 2, 40))))
    else:
        parent[f"{key}-2"] = copy


def _replace(_: Any, parent: Any, key: Any, random: Random) -> None:
    parent[key] = deepcopy(random.choice(EXTREMES))


def _nudge(_: Any, parent: Any, key: Any, random: Random) -> None:
    """Another value of the same sort, so that the mutant may well be accepted."""
    old = parent[key]
    if isinstance(old, bool):
        parent[key] = not old
    elif isinstance(old, int | float):
        parent[key] = random.choice(
            [0, 1, 2, 3, 0.1, 0.5, 0.999, 5, 7, 60, 1000, 1_000_000, old / 3, old * 3, -old]
        )
    elif isinstance(old, str) and old[:2] == "20":
        parent[key] = f"2001-03-{random.randint(4, 11):02d}" + random.choice(
            [" 00:00", " 23:59", " 12:00"]
        ) * (len(old) > 10)
    elif isinstance(old, list):
        random.shuffle(old)


def _swap(data: Any, parent: Any, key: Any, random: Random) -> None:
    other, name = random.choice(list(_places(data)))
    parent[key], other[name] = deepcopy(other[name]), deepcopy(parent[key])


def _rename(_: Any, parent: Any, key: Any, random: Random) -> None:
    if isinstance(parent, dict):
        parent[random.choice(["x", "<<", "nul", "places", "because", "mill-end", "a" * 100])] = parent.pop(
            key
        )


CHANGES = (_delete, _double, *(_replace,) * 3, *(_nudge,) * 6, _swap, _rename)


def _of_text(text: str, random: Random) -> str:
    lines = text.split("\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    choice = random.randrange(6)
    if choice == 0:
        del lines[at]
    elif choice == 1:
        lines.insert(other, lines[at])
    elif choice == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif choice == 3:
        return _retyped(text, random)
    elif choice == 4:
        spot = random.randrange(len(text))
        return text[:spot] + random.choice("\0\t\u202e&*!{}[]:-'\"\\\ud800#%@`|>\n ") + text[spot:]
    else:
        spot = random.randrange(len(text))
        return text[:spot] + text[spot + random.choice((1, 2, 5, 50)) :]
    return "\n".join(lines)


def _retyped(text: str, random: Random) -> str:
    """One number written otherwise."""
    found = list(NUMBER.finditer(text))
    if not found:
        return text
    at = random.choice(found)
    new = random.choice(
        ["0", "-1", "1e9", "1e308", "1e-308", ".inf", ".nan", "010", "1_0", "0x1f", "9" * 18, "9" * 40, "yes"]
    )
    return text[: at.start()] + new + text[at.end() :]
