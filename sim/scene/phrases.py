"""Every text of a picture by key and language, with numbers and dates as that language writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.days import HOUR
from sim.episode.places import PARTIES
from sim.errors import Fault, FaultsFound, SimError
from sim.yamlfile import iter_yaml, line_of, load_yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "ar")

ARABIC_FIGURES = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")
"""Arabic-Indic digits, decimal and thousands separators, percent sign."""

FORMS = ("zero", "one", "two", "few", "many", "other")
"""Forms of a text for a count; ``other`` must be there, and stands for each that is not."""

ISOLATE, POP = "\u2068", "\u2069"
"""Around what is put into an Arabic sentence, so that its direction stays its own."""

Text = str | Mapping[str, str]
Texts = Mapping[str, Mapping[str, Text]]


@dataclass(frozen=True)
class Phrases:
    """The texts of one language: ``say("legend.held", party=…)``.

    Two are equal when their languages are.  Raises `KeyError` naming the key (or the value) that
    is missing.
    """

    lang: str
    texts: Texts = field(repr=False, compare=False)

    @property
    def rtl(self) -> bool:
        """Is it written from right to left?"""
        return self.lang == "ar"

    def __call__(self, key: str, /, **values: object) -> str:
        text = self._text(key)
        if not isinstance(text, str):
            raise KeyError(f"the text '{key}' has forms for counts: ask for it with count()")
        return self._filled(key, text, values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The form of a text for ``n`` things; ``{n}`` in it is the number."""
        text = self._text(key)
        if isinstance(text, str):
            raise KeyError(f"the text '{key}' has no forms for counts")
        form = text.get(_form(self.lang, n), text["other"])
        return self._filled(key, form, {"n": self.number(n), **values})

    def _text(self, key: str) -> Text:
        if key not in self.texts:
            raise KeyError(f"no text '{key}' in {FOLDER.name}/phrases*.yaml")
        return self.texts[key][self.lang]

    def _filled(self, key: str, text: str, values: Mapping[str, object]) -> str:
        try:
            return text.format_map({name: self.isolated(str(value)) for name, value in values.items()})
        except KeyError as missing:
            raise KeyError(f"the text '{key}' needs a value for {missing}") from None

    def isolated(self, text: str) -> str:
        """A foreign word fit to stand inside a sentence: in Arabic, Latin letters keep their direction.

        What holds such a word already is left as it is.
        """
        latin = any("A" <= letter <= "ɏ" for letter in text) and ISOLATE not in text
        return f"{ISOLATE}{text}{POP}" if self.rtl and latin else text

    def number(self, value: float, places: int = 0) -> str:
        """``12,345``; with ``places`` digits after the point."""
        return self.figures(f"{abs(value) if round(value, places) == 0 else value:,.{places}f}")

    def exact(self, value: float) -> str:
        """As many digits after the point as the value has, two at most."""
        return self.number(value, next((n for n in (0, 1) if round(value, n) == value), 2))

    def about(self, count: int) -> str:
        """A modelled number to the nearest hundred; below 50 but not nobody, ``fewer than 100``."""
        if 0 < count < 50:
            return self("number.few", n=self.number(100))
        return self.number((count + 50) // 100 * 100)

    def percent(self, part: float) -> str:
        """``0.08`` as ``8%``."""
        return self.figures(f"{100 * part:.0f}%")

    def span(
        self, low: float | None, best: float | None, high: float | None, *, percent: bool = False
    ) -> str:
        """What a speaker gave: ``8,500``, ``2,000–3,000``, ``at least 25,000``, ``at most 8,500``.

        A best value stands before its range when there is one; with ``percent`` they are parts of
        one.  Raises `ValueError` when there is no number at all.
        """
        write = self.percent if percent else self.exact
        if best is not None:
            whole = low is not None and high is not None and low < high
            return f"{write(best)} ({write(low or 0)}–{write(high or 0)})" if whole else write(best)
        if low is not None and high is not None:
            return write(low) if low == high else f"{write(low)}–{write(high)}"
        if low is not None:
            return self("number.at-least", n=write(low))
        if high is None:
            raise ValueError("a figure without any number")
        return self("number.at-most", n=write(high))

    def long_date(self, day: date) -> str:
        """``15 November 2016``."""
        return self.figures(f"{day.day} ") + self(f"month.{day.month}") + self.figures(f" {day.year}")

    def short_date(self, day: date) -> str:
        """``15 Nov``; Arabic has no short names of months."""
        return self.figures(f"{day.day} ") + self(f"month.{day.month}.short")

    def weekday(self, day: date) -> str:
        return self(f"weekday.{day.isoweekday()}")

    def clock(self, minute: int) -> str:
        """``14:30`` of a minute past any midnight."""
        return self.figures(f"{minute // HOUR % 24:02d}:{minute % HOUR:02d}")

    def party(self, index: int | None) -> str:
        """A party by the order of parties; None is nobody."""
        return self("party.nobody" if index is None else f"party.{PARTIES[index]}")

    def listed(self, items: Sequence[str]) -> str:
        """``A, B and C``."""
        *first, last = map(self.isolated, items) if items else ("",)
        return self("list.and", first=self("list.comma").join(first), last=last) if first else last

    def figures(self, text: str) -> str:
        """Digits and their separators as the language writes them."""
        return text.translate(ARABIC_FIGURES) if self.lang == "ar" else text


def phrases(lang: str) -> Phrases:
    """The texts of a language.

    Raises `SimError` for a language that is not there.
    """
    if lang not in LANGUAGES:
        raise SimError(f"no texts in the language '{lang}'", hint=f"choose one of {', '.join(LANGUAGES)}")
    return Phrases(lang, all_texts())


@cache
def all_texts() -> Texts:
    """The texts that come with the program."""
    return load_texts(FOLDER)


def load_texts(folder: Path) -> Texts:
    """All texts of the ``phrases*.yaml`` of a folder, by key and language.

    Raises `FaultsFound` for a key that stands twice, a language that is missing or unknown, or a
    text that is not text.
    """
    texts: dict[str, Mapping[str, Text]] = {}
    faults: list[Fault] = []
    for path in (path for path in iter_yaml(folder) if path.name.startswith("phrases")):
        for key, said in (load_yaml(path) or {}).items():
            problem = "stands in another file too" if key in texts else _problem(said)
            if problem is None:
                texts[key] = MappingProxyType(said)
            else:
                remedy = f"write one text for each of {', '.join(LANGUAGES)}, once"
                faults.append(Fault(str(path), line_of(path, (key,)), key, problem, remedy))
    if faults:
        raise FaultsFound(faults)
    return MappingProxyType(texts)


def _problem(said: Any) -> str | None:
    if not isinstance(said, dict) or set(said) != set(LANGUAGES):
        return f"needs exactly the languages {', '.join(LANGUAGES)}"
    return next((wrong for text in said.values() if (wrong := _wrong(text)) is not None), None)


def _wrong(text: Any) -> str | None:
    if isinstance(text, dict):
        if "other" not in text or not set(text) <= set(FORMS):
            return f"forms for counts are {', '.join(FORMS)}, and 'other' must be there"
        return next((wrong for form in text.values() if (wrong := _wrong(form)) is not None), None)
    return None if isinstance(text, str) and text else "is not a text"


def _form(lang: str, n: int) -> str:
    """Which form of a text goes with a whole number, by the rules of the Unicode CLDR."""
    if lang == "en":
        return "one" if n == 1 else "other"
    if n < 3:
        return FORMS[n]
    last = n % 100
    return "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"
