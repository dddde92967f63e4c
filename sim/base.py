"""The pydantic base of everything read from a file: strict, frozen, no unknown keys, no endless lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sized
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

LIMITS = {
    "days": 366,
    "people": 100_000_000,
    "districts": 500,
    "places": 2_000,
    "points of a line": 5_000,
    "outlines and lines": 200,
    "accounts": 12,
    "speakers": 1_000,
    "claims": 5_000,
    "claims to one question": 30,
    "steps": 500,
    "changes of control": 10_000,
    "corridors": 30,
    "closures": 200,
    "turns of the bombardment": 200,
    "weights of districts": 100,
    "convoys": 500,
    "loading bays": 20,
    "figures": 2_000,
    "what-ifs": 50,
    "minutes after a moment": 366 * 24 * 60,
    "convoys of one replay": 100_000,
}
"""The most of each thing that a scenario and its record may have; sizes of files are in `sim.yamlfile`.

Convoys that are loaded one after another are the only thing in a replay whose number no file gives: 273
leave on each day of a year before the last limit is met, each with about ten events of the clock.
"""


class Model(BaseModel):
    """A frozen record that accepts only the keys and types it names."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )


def excess(what: str, found: int) -> str | None:
    """What to say of ``found`` things where `LIMITS` allows fewer; else None."""
    return None if found <= LIMITS[what] else f"{found:,} {what}, more than the limit of {LIMITS[what]:,}"


def at_most(what: str) -> AfterValidator:
    """A list or mapping that holds no more than `LIMITS` allows."""
    return AfterValidator(partial(_few_enough, what))


def _few_enough(what: str, given: Sized) -> Sized:
    too_many = excess(what, len(given))
    if too_many:
        raise ValueError(too_many)
    return given


def all_differ(what: str) -> AfterValidator:
    """A list in which nothing stands twice."""
    return AfterValidator(partial(_once_each, what))


def _once_each(what: str, given: Any) -> Any:
    seen: set[Any] = set()
    for item in given:
        if item in seen:
            raise ValueError(f"{what} '{item}' stands twice")
        seen.add(item)
    return given


_DEVICE = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")


def _no_device(name: str) -> str:
    if _DEVICE.fullmatch(name):
        raise ValueError(f"'{name}' is a device on Windows and can name no file")
    return name


Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64),
    AfterValidator(_no_device),
]
"""An id in kebab-case; safe in file names and CSV."""

_UNFIT = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff"
"""Control characters, line separators and overrides of the direction of writing."""

_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
"""Characters that are not seen, beyond the joiners that Arabic and Persian are written with."""

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def _seen_as_written(text: str) -> str:
    """Nothing hidden, nothing that a spreadsheet would run, no letter that passes for another."""
    hidden = _HIDDEN.search(text)
    if hidden:
        raise ValueError(f"a character that is not seen (U+{ord(hidden[0]):04X})")
    if _FORMULA.match(text):
        raise ValueError("a text may not start like a spreadsheet formula, with = + - or @")
    if not text.isascii():
        _refuse_mixed(text)
    return text


def _refuse_mixed(text: str) -> None:
    """Latin letters in one word with Cyrillic or Greek ones that look like them."""
    for word in re.findall(r"[^\W\d_]{2,}", text):
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in word}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            raise ValueError(f"the word '{word[:40]}' mixes Latin letters with look-alikes")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("a name without a character that is seen")
    return text


Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=600, pattern=rf"^[^{_UNFIT}]*$"),
    AfterValidator(_seen_as_written),
]
"""One line of text without control, hidden or direction-override characters, and no formula."""

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=90, pattern=rf"^[^{_UNFIT}=+@-][^{_UNFIT}]*$"),
    AfterValidator(_seen_as_written),
    AfterValidator(_not_blank),
]
"""A short label; may not start like a spreadsheet formula."""
