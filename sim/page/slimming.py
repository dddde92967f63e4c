"""A program in fewer letters: no needless white space, short names for what only itself can see.

A name is changed everywhere or nowhere.  It is left as it is wherever it could also be the name of a
property: after a point, before a colon, or alone between braces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import count, product
from string import ascii_letters, digits
from typing import NamedTuple

PIECE = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<sign>=>|\.\.\.|\?\.(?!\d)|.)"""
)
SPACE = re.compile(r"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
CHUNK = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)", re.DOTALL)

BEFORE_PATTERN = frozenset({"return", "typeof", "case", "in", "of", "else", "await"})
"""Words behind which a slash begins a pattern."""

OPERANDS = frozenset({"number", "text", "pattern", "chunk"})
"""Kinds of tokens behind which a slash divides."""

GLUE_BEHIND, GLUE_BEFORE = frozenset("{[(,;:?=&|<>!*%^~."), frozenset(")]},;:?.=&|<>*%^")
"""Signs behind which, and before which, a line may go on: the parser could not end a statement there."""


class Token(NamedTuple):
    """``space`` is what stood before it: nothing, a blank, or a line feed."""

    kind: str
    text: str
    space: str


def slimmed(program: str, tops: Collection[str]) -> str:
    """The same program, of which ``tops`` are the names that it declares at its top.

    Raises `ValueError` for a text or template without an end.
    """
    tokens = list(_Reader(program).tokens())
    names = _short_names(tops, tokens)
    found, before = [], Token("sign", ";", "")
    for token in tokens:
        text = names.get(token.text, token.text) if token.kind == "name" else token.text
        found.append(_space(before, token) + text)
        before = token
    return "".join(found)


class _Reader:
    """Reads a program token by token; ``templates`` are the depths of braces at which templates go on."""

    def __init__(self, program: str) -> None:
        self._program, self._at, self._depth = program, 0, 0
        self._templates: list[int] = []

    def tokens(self) -> Iterator[Token]:
        """Names, numbers, texts, patterns, chunks of templates, and signs."""
        before = Token("sign", ";", "")
        space = self._space()
        while self._at < len(self._program):
            kind, text = self._chunk() or self._piece(before)
            before = Token(kind, text, space)
            yield before
            space = self._space()
        if self._templates:
            raise ValueError("a template without an end")

    def _space(self) -> str:
        """Skip white space and comments: nothing, a blank, or a line feed."""
        start = self._at
        while (found := SPACE.match(self._program, self._at)) is not None:
            self._at = found.end()
        skipped = self._program[start : self._at]
        return "\n" if "\n" in skipped else " " if skipped else ""

    def _chunk(self) -> tuple[str, str] | None:
        """A template's text up to its end or to what is put in."""
        start = self._program[self._at]
        goes_on = start == "}" and self._templates[-1:] == [self._depth]
        if start != "`" and not goes_on:
            return None
        found = CHUNK.match(self._program, self._at + 1)
        if found is None:
            raise ValueError("a template without an end")
        if goes_on:
            self._templates.pop()
        if found[0].endswith("{"):
            self._templates.append(self._depth)
        self._at = found.end()
        return "chunk", start + found[0]

    def _piece(self, before: Token) -> tuple[str, str]:
        """Any other token."""
        operand = before.kind in OPERANDS or before.text in (")", "]", "}")
        operand = operand or (before.kind == "name" and before.text not in BEFORE_PATTERN)
        pattern = None if operand else PATTERN.match(self._program, self._at)
        found = pattern or PIECE.match(self._program, self._at)
        if found is None or found[0] in ('"', "'"):
            raise ValueError("a text without an end")
        self._at = found.end()
        self._depth += (found[0] == "{") - (found[0] == "}")
        return "pattern" if pattern else str(found.lastgroup), found[0]


def _space(before: Token, token: Token) -> str:
    """What has to stand between two tokens."""
    if not token.space:
        return ""
    last, first = before.text[-1], token.text[0]
    if token.space == "\n":
        signs = (before.kind == "sign" and last in GLUE_BEHIND) or (
            token.kind == "sign" and first in GLUE_BEFORE
        )
        return "" if signs else "\n"
    words = (last.isalnum() or last in "_$") and (first.isalnum() or first in "_$")
    return " " if words or (last == first and last in "+-/") else ""


def _short_names(tops: Collection[str], tokens: list[Token]) -> dict[str, str]:
    """New names for those that cannot be properties, the shortest for the most used."""
    used = Counter(token.text for token in tokens if token.kind == "name")
    free = set(tops) - set(_perhaps_properties(tokens))
    fresh = (name for name in _all_names() if name not in used)
    ordered = sorted((name for name in free if len(name) > 2), key=lambda name: (-used[name], name))
    return dict(zip(ordered, fresh, strict=False))


def _all_names() -> Iterator[str]:
    for length in count(2):
        for letters in product(ascii_letters, *[ascii_letters + digits] * (length - 1)):
            name = "".join(letters)
            if name not in BEFORE_PATTERN | {"do", "if", "as", "is"}:
                yield name


def _perhaps_properties(tokens: list[Token]) -> Iterator[str]:
    """Names behind a point, before a colon in braces, alone in braces, and of methods."""
    stack: list[str] = []
    edges = [Token("sign", ";", ""), *tokens, Token("sign", ";", "")]
    for at, token in enumerate(tokens, start=1):
        if token.kind == "chunk":
            if token.text.startswith("}") and stack:
                stack.pop()
            if token.text.endswith("${"):
                stack.append("`")
        elif token.kind == "sign" and token.text in "([{":
            stack.append(token.text)
        elif token.kind == "sign" and token.text in ")]}" and stack:
            stack.pop()
        elif token.kind == "name":
            before, after = edges[at - 1].text, edges[at + 1].text
            alone = before in "{," and after in ("}", ",", "=", ":", "(") and stack[-1:] == ["{"]
            if before in (".", "?.") or alone:
                yield token.text
