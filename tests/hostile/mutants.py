"""Mutants of a project: its files with something deleted, doubled, swapped or put out of all measure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import yaml
from doors import ALEPPO, PROJECT, SCENARIO, VALLEY

from sim.scenario.schema import Head
from sim.yamlfile import load_model, load_yaml

EXTREMES: list[Any] = [
    None, True, False, "", " ", "x", "x" * 700, "../../etc/passwd", "nul", "=1+1", "-", "$x$", "<b>",
    "א\u202e", "\u200b",
    0, -1, 1, 2, 0.5, 1e-320, -0.0, 1e308, -1e308, 10**17, 1e9, 100_000_000, 2**31, 0.1 + 0.2, 366, 1440,
    [], [[]], {}, {"assume": 0}, {"assume": 1e8, "because": "x"}, {"assume": 1, "because": "x"},
    "9999-12-31", "0001-01-01", "2001-02-30", "24:00", "00:00", "midday",
    "in-custody", "sdf", "opposition", "event", "share", "people", "fighters", "nobody", "district", "point",
    "exact", "between", "people-present",
    [0, 0], [180, 85], [[0, 0], [0, 0], [0, 0]], [[-180, -85], [180, 85], [0, 0]],
]  # fmt: skip

NUMBER = re.compile(r"(?<![\w-])-?\d+(?:\.\d+)?(?![\w-])")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Plain(yaml.CSafeDumper):
    """Writes what is shared twice, for our reader takes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True)
class Stock:
    """The sound files of a project, by their path in it."""

    root: Path
    scenario: str

    @cached_property
    def texts(self) -> dict[str, str]:
        found = [*(self.root / "seeds").rglob("*.yaml"), *(self.root / self.scenario).rglob("*.yaml")]
        paths = sorted(str(path.relative_to(self.root)) for path in found)
        return {path: (self.root / path).read_text(encoding="utf-8") for path in paths}

    @cached_property
    def packed(self) -> dict[str, str]:
        """The data of each file as JSON, from which a copy is quickly had."""
        return {file: json.dumps(load_yaml(self.root / file)) for file in self.texts}

    @cached_property
    def what_ifs(self) -> dict[str, str]:
        """Their files, with their names."""
        return {file: Path(file).stem for file in self.texts if "/what-ifs/" in file}

    @cached_property
    def ids(self) -> dict[str, list[str]]:
        """What may be named: claims, steps of control, and all other ids."""
        found: dict[str, list[str]] = {"claims": [], "steps": [], "others": []}
        for file, packed in self.packed.items():
            kind = "claims" if "/claims/" in file else "steps" if file.endswith("/control.yaml") else "others"
            for parent, key in places(json.loads(packed)):
                if key == "id":
                    found[kind].append(parent[key])
        return found

    @cached_property
    def days(self) -> list[str]:
        """Every day of the scenario, and one on either side."""
        head = load_model(self.root / self.scenario / "scenario.yaml", Head)
        count = (head.last - head.first).days + 1
        return [(head.first + timedelta(days=n)).isoformat() for n in range(-1, count + 1)]

    def stamp(self, random: Random) -> str:
        return random.choice(self.days) + random.choice((" 00:00", " 23:59", " 12:00"))

    def extreme(self, random: Random) -> Any:
        """A value out of measure, or one that leads to something else of this project."""
        step, claims = random.choice(self.ids["steps"]), random.sample(self.ids["claims"], 2)
        named = [
            *claims, step, random.choice(self.ids["others"]), random.choice(self.days), self.stamp(random),
            {"assume": self.stamp(random), "because": "x"}, {"step": step, "because": "x"},
            {"step": step, "after": random.choice((500_000, -500_000, 90)), "because": "x"},
            {"claims": claims[:1]}, {"claims": claims},
        ]  # fmt: skip
        return deepcopy(random.choice(named if random.random() < 0.25 else EXTREMES))


VALLEY_STOCK = Stock(VALLEY, SCENARIO)
ALEPPO_STOCK = Stock(PROJECT, ALEPPO)
FILES = list(VALLEY_STOCK.texts)


@dataclass(frozen=True)
class Mutant:
    """The changed files of a project, by their path in it; None for a file that is taken away.

    ``is_whole``: the change reaches every replay, not only a what-if's or none.
    """

    stock: Stock
    files: dict[str, str | None]
    is_whole: bool

    def write(self, project: Path) -> None:
        for file, text in self.files.items():
            _put(project / file, text)

    def mend(self, project: Path) -> None:
        for file in self.files:
            _put(project / file, self.stock.texts[file])

    @property
    def touched(self) -> set[str]:
        """The what-ifs whose own file is changed and still there."""
        return {name for file, name in self.stock.what_ifs.items() if self.files.get(file) is not None}


def _put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))


def mutant(random: Random, stock: Stock) -> Mutant:
    """One to three changes, in the data of a file or in its raw text."""
    changed: dict[str, str | None] = {}
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        file = random.choice(list(stock.texts))
        is_raw = random.random() < 0.3
        changed[file] = _of_text(stock.texts[file], random) if is_raw else _of_data(stock, file, random)
    aside = {*stock.what_ifs, f"{stock.scenario}/lesson.yaml"}
    return Mutant(stock, changed, not aside.issuperset(changed))


def lightened(spoilt: Mutant, random: Random) -> Mutant:
    """The mutant with fewer sound parts, so that it is sooner judged: two accounts and one what-if, by lot.

    Where only what-ifs are changed no other stays.
    """
    stock, head = spoilt.stock, f"{spoilt.stock.scenario}/scenario.yaml"
    gone = sorted(stock.what_ifs.keys() - spoilt.files.keys())
    if spoilt.is_whole and gone:
        gone.remove(random.choice(gone))
    files = {**spoilt.files, **dict.fromkeys(gone)}
    if head not in files:
        data = json.loads(stock.packed[head])
        others = [account for account in data["accounts"] if account != data["account"]]
        data["accounts"] = [data["account"], random.choice(others)]
        files[head] = yaml.dump(data, Dumper=Plain, sort_keys=False, allow_unicode=True)
    return Mutant(stock, files, spoilt.is_whole)


def _of_data(stock: Stock, file: str, random: Random) -> str:
    data = json.loads(stock.packed[file])
    for _ in range(random.choice((1, 1, 2))):
        if not data:
            break
        parent, key = random.choice(list(places(data)))
        random.choice(CHANGES)(stock, data, parent, key, random)
    return yaml.dump(data, Dumper=Plain, sort_keys=False, allow_unicode=True)


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of the data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(items):
        yield data, key
        yield from places(value)


def _delete(_: Stock, __: Any, parent: Any, key: Any, ___: Random) -> None:
    del parent[key]


def _double(_: Stock, __: Any, parent: Any, key: Any, random: Random) -> None:
    copy = deepcopy(parent[key])
    if isinstance(parent, list):
        parent.extend(deepcopy(copy) for _ in range(random.choice((1, 1, 2, 40))))
    else:
        parent[f"{key}-2"] = copy


def _replace(stock: Stock, _: Any, parent: Any, key: Any, random: Random) -> None:
    parent[key] = stock.extreme(random)


def _nudge(stock: Stock, _: Any, parent: Any, key: Any, random: Random) -> None:
    """Another value of the same sort, so that the mutant may well be accepted."""
    old = parent[key]
    if isinstance(old, bool):
        parent[key] = not old
    elif isinstance(old, int | float):
        parent[key] = random.choice(
            [0, 1, 2, 3, 0.1, 0.5, 0.999, 5, 7, 60, 1000, 1_000_000, old / 3, old * 3, -old]
        )
    elif isinstance(old, str) and DAY.match(old):
        parent[key] = stock.stamp(random)[: len(old)]
    elif isinstance(old, list):
        random.shuffle(old)


def _swap(_: Stock, data: Any, parent: Any, key: Any, random: Random) -> None:
    other, name = random.choice(list(places(data)))
    parent[key], other[name] = deepcopy(other[name]), deepcopy(parent[key])


def _rename(stock: Stock, _: Any, parent: Any, key: Any, random: Random) -> None:
    if isinstance(parent, dict):
        name = random.choice(stock.ids["steps"])
        parent[random.choice(["x", "<<", "nul", "places", "because", name, "a" * 100])] = parent.pop(key)


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
