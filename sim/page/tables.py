"""Texts and rows that many places share: each stands once and is named by its number."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=Hashable)

UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Controls, separators, overrides of the direction of writing, halves of letters."""

SHOWN_AS = "\ufffd"
"""In place of each of them."""

LONGEST = 4_000
"""Letters of one text at most; the files of a scenario allow far fewer."""

CUT = "…"


class Table(Generic[T]):
    """Distinct values in the order in which they were first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}

    def __call__(self, value: T) -> int:
        """The number of a value, a new one for a new value."""
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[T]:
        return list(self._numbers)


def columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows turned into one list for each name.  Raises `ValueError` for a row of another length."""
    return {
        name: list(column)
        for name, column in zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True)
    }


def plain(data: Any) -> Any:
    """``data`` with each text fit to be shown: nothing that steers what is around it, nothing endless."""
    if isinstance(data, str):
        return _shown(data)
    if isinstance(data, dict):
        return {_shown(key): plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    return data


def _shown(text: str) -> str:
    fit = UNFIT.sub(SHOWN_AS, text[: LONGEST + 1])
    return fit if len(fit) <= LONGEST else fit[: LONGEST - 1] + CUT
