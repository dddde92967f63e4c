"""As much of a text as a slide can hold, by whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 40
"""Words on a slide, about."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def brief(texts: Iterable[str], most: int = MOST) -> list[str]:
    """The first sentences of ``texts`` that come to at most so many words; the very first one always."""
    kept: list[str] = []
    left = most
    for text in texts:
        fitting: list[str] = []
        for sentence in _SENTENCE.split(text):
            left -= len(sentence.split())
            if left < 0 and (kept or fitting):
                return [*kept, " ".join(fitting)] if fitting else kept
            fitting.append(sentence)
        kept.append(" ".join(fitting))
    return kept
