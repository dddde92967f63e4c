"""A text's runs of plain and strong words, and how headings may follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

_STRONG = re.compile(r"\*\*(.+?)\*\*")

Run = tuple[str, bool]
"""Words, and whether they are strong."""


def runs(text: str) -> list[Run]:
    """``a **b** c`` as three runs; stars that close nothing stay as typed."""
    pieces = _STRONG.split(text)
    return [(words, at % 2 == 1) for at, words in enumerate(pieces) if words]


def plain(text: str) -> str:
    """A text without its stars."""
    return "".join(words for words, _ in runs(text))


class Outline:
    """Levels for headings in reading order, none skipped: headings alike under one heading stay alike."""

    def __init__(self) -> None:
        self._above: list[int] = []
        self._depth = 0

    def heading(self, level: int) -> int:
        """The level of a heading that asks for ``level``; in a box it stands below the box's title."""
        while self._above and self._above[-1] >= level:
            self._above.pop()
        self._above.append(level)
        return self._depth + len(self._above)

    @contextmanager
    def box(self, *, titled: bool) -> Iterator[int]:
        """The level of a box's title, while what is in the box is laid out."""
        kept = self._above, self._depth
        self._above, self._depth = [], self._depth + len(self._above) + titled
        yield self._depth
        self._above, self._depth = kept
