"""The head of a payload in fewer bytes: columns as numbers, and nothing that follows from something else.

The page's `unpack.mjs` does the reverse, so whatever is done here has to be done there too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sim.days import DAY, HOUR
from sim.page.coding import compact_json, deltas, varints
from sim.scene.claims import locator

Streams = dict[str, list[int]]
Head = dict[str, Any]

SEVERAL = ("convoys", "checks", "settled")
"""Tables that every account has; their columns travel as one each, account after account."""

FEW = 0.7
"""A column becomes a table of distinct values and their numbers when so few of its values are distinct."""


def packed(head: Head, streams: Streams) -> tuple[Head, Streams]:
    """A smaller head, and the streams with those that the head's columns became."""
    streams = dict(streams)
    put = _Columns(streams)
    small = {**head, "map": _map(head)}
    for name in ("incidents", "figures", "provenance", "claims"):
        small[name] = put.table(_without_what_follows(head, name))
    for name in ("places", "otherPlaces"):
        small[name] = put.table(head[name])
    small["unchecked"] = put.table({"claim": _nth(head["unchecked"], 0), "why": _nth(head["unchecked"], 1)})
    small["accounts"] = _accounts(head)
    for name in SEVERAL:
        small[name] = put.table(_together(head, name))
    small["strings"] = _strings(head, put)
    small["captions"] = put.column([day for account in head["accounts"] for day in account["captions"]])
    return small, streams


class _Columns:
    """Turns lists into streams, named by numbers, and says in the head how to read them."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._count = 0

    def table(self, table: dict[str, list[Any]]) -> dict[str, Any]:
        return {name: self.column(values) for name, values in table.items()}

    def column(self, values: list[Any]) -> Any:
        """The shortest of several ways.

        ``{i}`` steps between whole numbers, ``{n}`` whole numbers, ``{t, s}`` distinct values and
        numbers into them, ``{f, t}`` texts by how much they share with the one before, or a list.
        """
        if values and all(type(value) is int for value in values):
            steps = deltas(values)
            shorter = len(varints(steps)) < len(varints(values))
            return {"i": self._put(steps)} if shorter else {"n": self._put(values)}
        table: dict[str, int] = {}
        numbers = [table.setdefault(compact_json(value), len(table)) for value in values]
        if len(table) <= FEW * len(values):
            first = dict(zip(reversed(numbers), reversed(values), strict=True))
            return {"t": [first[number] for number in range(len(table))], "s": self._put(numbers)}
        if all(isinstance(value, str) for value in values) and _rises(values):
            return self._front(values)
        return values

    def _front(self, values: list[str]) -> dict[str, Any]:
        shared = [_alike(a, b) for a, b in pairwise(["", *values])]
        return {
            "f": self._put(shared),
            "t": "\n".join(value[n:] for value, n in zip(values, shared, strict=True)),
        }

    def _put(self, numbers: list[int]) -> str:
        name = str(self._count)
        self._count += 1
        self._streams[name] = numbers
        return name


def _alike(first: str, second: str) -> int:
    """How many letters two texts begin with alike."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))


def _rises(values: list[str]) -> bool:
    """In the order of an index, and each on one line."""
    return all(a <= b for a, b in pairwise(values)) and not any("\n" in value for value in values)


def _map(head: Head) -> Head:
    """Names of districts stand among the places."""
    return {**head["map"], "names": [name for name in head["map"]["names"] if name[3] != "district"]} | {
        "order": [number for number, name in enumerate(head["map"]["names"]) if name[3] == "district"],
        "heavy": _district_order(head),
    }


def _district_order(head: Head) -> list[int]:
    """The districts in the order of their names on the map."""
    numbers = {name: number for number, name in enumerate(head["places"]["id"])}
    return [numbers[name[0]] for name in head["map"]["names"] if name[3] == "district"]


def _accounts(head: Head) -> list[Head]:
    """Accounts without what travels for all of them together."""
    away = {*SEVERAL, "captions"}
    return [{key: value for key, value in account.items() if key not in away} for account in head["accounts"]]


def _together(head: Head, name: str) -> dict[str, list[Any]]:
    """The columns of a table of all accounts, one after the other, and how long each is."""
    tables = [account[name] for account in head["accounts"]]
    joined = {column: [value for table in tables for value in table[column]] for column in tables[0]}
    return {**joined, "rows": [len(next(iter(table.values()))) for table in tables]}


def _strings(head: Head, put: _Columns) -> Head:
    """The keys once, then the texts of each language in their order."""
    keys = sorted(next(iter(head["strings"].values())))
    texts = {lang: [said[key] for key in keys] for lang, said in head["strings"].items()}
    return {"keys": put.column(keys), "texts": texts}


def _nth(rows: list[list[Any]], number: int) -> list[Any]:
    return [row[number] for row in rows]


def _without_what_follows(head: Head, name: str) -> dict[str, list[Any]]:
    """A table with 0 wherever a value is what its rule gives."""
    table = dict(head[name])
    rules = RULES[name]
    for column, rule in rules.items():
        table[column] = [
            0 if value == rule(head, table_row) else value
            for value, table_row in zip(head[name][column], _rows(head[name]), strict=True)
        ]
    return table


def _rows(table: dict[str, list[Any]]) -> list[dict[str, Any]]:
    names = list(table)
    return [dict(zip(names, row, strict=True)) for row in zip(*table.values(), strict=True)]


Rule = Callable[[Head, dict[str, Any]], Any]


def _of_claim(column: str) -> Rule:
    def rule(head: Head, row: dict[str, Any]) -> Any:
        return head["claims"][column][row["claim"]] if row["claim"] >= 0 else None

    return rule


def _speaker(head: Head, row: dict[str, Any]) -> Any:
    return head["speakers"]["name"][head["claims"]["by"][row["claim"]]] if row["claim"] >= 0 else None


def _stamp(head: Head, row: dict[str, Any]) -> Any:
    """``2016-12-15 14:30``."""
    if row["minute"] is None:
        return None
    day, rest = divmod(row["minute"], DAY)
    return f"{_iso(head, day)} {rest // HOUR:02d}:{rest % HOUR:02d}"


def _day_before(head: Head, row: dict[str, Any]) -> Any:
    return _iso(head, max(0, row["minute"] - 1) // DAY)


def _iso(head: Head, day: int) -> str:
    return (date.fromisoformat(head["first"]) + timedelta(days=day)).isoformat()


def _where(head: Head, row: dict[str, Any]) -> Any:
    """Of a claim ``speaker, locator``; of a dataset its id."""
    kind, _, name = row["basis"].partition(":")
    if kind == "dataset":
        return name
    number = head["claims"]["id"].index(name) if name in head["claims"]["id"] else -1
    if kind != "claim" or number < 0:
        return None
    return f"{head['speakers']['name'][head['claims']['by'][number]]}, {head['claims']['at'][number]}"


RULES: dict[str, dict[str, Rule]] = {
    "claims": {"at": lambda head, row: locator(row["id"])},
    "incidents": {"when": _stamp},
    "figures": {
        "id": lambda head, row: f"{row['measure']}:{head['claims']['id'][row['claim']]}",
        "by": _speaker,
        "day": _day_before,
        "unit": _of_claim("unit"),
        "low": _of_claim("low"),
        "best": _of_claim("best"),
        "high": _of_claim("high"),
    },
    "provenance": {"basis": lambda head, row: f"assumption:{row['path']}", "reason": _where},
}
"""What follows from what, in the order in which the page has to work it out."""
