"""What the reader makes of a sound file, kept: a mutant is then judged in a fraction of the time.

What is kept hangs on a text alone: that it keeps the bounds, its data, its model, the lines of its keys.
A text that is not among those of the sound files is read by the program as ever, and so is all that is
judged across files, settled or played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import yaml
from mutants import Stock
from pydantic import BaseModel

from sim import yamlfile


def once(real: Callable[..., Any], known: frozenset[str]) -> Callable[..., Any]:
    """``real``, asked once about each text that is known, and every time about any other."""
    kept: dict[tuple[Any, ...], Any] = {}

    def answer(*given: Any, **named: Any) -> Any:
        asked = (*given, *named.values())
        if known.isdisjoint(asked):
            return real(*given, **named)
        if asked not in kept:
            kept[asked] = real(*given, **named)
        return kept[asked]

    return answer


@cache
def _seams(stock: Stock) -> tuple[tuple[Any, str, Any], ...]:
    """(where, name, what takes its place) for each function of the reader that asks about one text."""
    known = frozenset(stock.texts.values()) | frozenset(stock.packed.values())
    fitted = BaseModel.model_validate_json.__func__  # type: ignore[attr-defined]
    return (
        (yaml, "load", once(yaml.load, known)),
        (yamlfile, "_guard", once(yamlfile._guard, known)),
        (yamlfile, "_places", once(yamlfile._places, known)),
        (BaseModel, "model_validate_json", classmethod(once(fitted, known))),
    )


@contextmanager
def remembering(stock: Stock) -> Iterator[None]:
    """Sound files of the stock are parsed once for all that is read within."""
    with ExitStack() as stack:
        for where, name, kept in _seams(stock):
            stack.enter_context(patch.object(where, name, kept))
        yield
