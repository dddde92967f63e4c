"""Texts on captions: two balanced lines of at most 42 characters; a longer text takes two captions, whole."""

from __future__ import annotations

import re

WIDTH = 42
"""Characters of a line."""

CLAUSE = re.compile(r"(?<=[,;:–]) | (?=(?:and|but|by|in|that|to|where|which|while|who|with|when|after|for) )")
"""Where a text may be parted without a jolt: after a mark, or before a word that opens a clause."""

ROUGH = 30
"""A place between other words has to be so many characters nearer to the middle to be preferred."""


def fitted(text: str) -> tuple[tuple[str, ...], ...]:
    """The lines of one caption, or of two; nothing where the text fits neither."""
    lines = balanced(text)
    if lines:
        return (lines,)
    found = []
    smooth = {match.start() for match in CLAUSE.finditer(text)}
    for space in _spaces(text):
        parts = balanced(text[:space]), balanced(text[space + 1 :])
        if all(parts):
            jolt = 0 if space in smooth else ROUGH
            found.append((abs(2 * space - len(text)) + jolt, space, parts))
    return min(found)[2] if found else ()


def balanced(text: str) -> tuple[str, ...]:
    """One line where it fits, else two as equally long as the words allow; nothing where two are too few."""
    if len(text) <= WIDTH:
        return (text,)
    found = []
    for space in _spaces(text):
        first, second = text[:space], text[space + 1 :]
        if max(len(first), len(second)) <= WIDTH:
            found.append((abs(len(first) - len(second)), space, (first, second)))
    return min(found)[2] if found else ()


def _spaces(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if letter == " "]
