"""Numbers, dates and names brought into texts by tokens, each with where it comes from.

A text has no number of its own.  ``<004-p47-08>`` is what a claim says, and after the claim's id may
stand ``range``, ``text`` (its words in the record), ``speaker``, ``day``, ``date``, ``where`` (its place
in its document) or ``replayed`` (what the replay has instead; a last word names another account).
``<replay evacuated 2016-12-16>`` is modelled, at the end of that day (or ``inside``: people in
opposition-held ground; ``share``: the government's part of the enclave), again by another account if its
name stands last.  ``<day 2016-12-16>`` and ``<date …>`` write a day, ``<number KEY>`` a number of
teaching, ``<count accounts>`` how many there are (or claims, documents, speakers, days), ``<document 004>``
a document's title and publisher, ``<title>`` and ``<question>`` the scenario's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sim.days import DAY
from sim.episode.places import GOVERNMENT
from sim.errors import SimError
from sim.lessons.bundle import Bundle
from sim.lessons.load import usual
from sim.scene.claims import speaker_name
from sim.scene.phrases import Phrases, phrases

TOKEN = re.compile(r"<([^<>]*)>")
CLAIM = re.compile(r"[0-9]{3}-p[0-9]{2,3}-[0-9]{2}")


WORDS = ("day", "date", "number", "count", "replay", "document", "title", "question")
"""First words of tokens that are no claim's id."""


@dataclass(frozen=True)
class Fact:
    """A token, what stands for it in the texts, and its basis as in the data package."""

    token: str
    text: str
    basis: str


class Facts:
    """Fills tokens in and keeps ``used``: every fact that went into a text, by its token."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.say: Phrases = phrases("en")
        self.used: dict[str, Fact] = {}
        self._words: dict[str, Callable[[list[str]], tuple[str, str]]] = {
            "day": self._day,
            "date": self._date,
            "number": self._number,
            "count": self._count,
            "replay": self._modelled,
            "document": self._document,
            "title": lambda _: (bundle.episode.title, "scenario:title"),
            "question": lambda _: (bundle.episode.question, "scenario:question"),
        }

    def tell(self, text: str) -> str:
        """``text`` with its tokens filled in.  Raises `SimError` naming a token that means nothing."""
        return TOKEN.sub(lambda found: self.fact(found[1]).text, text)

    def keep(self, token: str, text: str, basis: str) -> str:
        """``text``, kept as a fact that no token of a text can name: a licence, a hash."""
        self.used[token] = Fact(token, text, basis)
        return text

    def fact(self, token: str) -> Fact:
        """What one token stands for."""
        if token not in self.used:
            text, basis = self._resolved(token)
            self.used[token] = Fact(token, text, basis)
        return self.used[token]

    def _resolved(self, token: str) -> tuple[str, str]:
        first, *rest = token.split() or [""]
        if CLAIM.fullmatch(first):
            return self._claim(first, rest)
        if first not in self._words:
            raise _unknown(token)
        try:
            return self._words[first](rest)
        except (ValueError, LookupError, StopIteration, TypeError) as error:
            raise _unknown(token) from error

    def _claim(self, claim: str, rest: list[str]) -> tuple[str, str]:
        voice, what = self.bundle.voice(claim), rest[0] if rest else "value"
        basis = f"claim:{claim}"
        if what == "replayed" and len(rest) <= 2:
            return self._replayed(claim, rest[1] if len(rest) == 2 else self.bundle.episode.account)
        told: dict[str, Callable[[], str]] = {
            "value": lambda: self._value(claim),
            "range": lambda: self.span(claim, best=False),
            "text": lambda: voice.text,
            "speaker": lambda: speaker_name(voice.said_by),
            "where": lambda: voice.locator.replace(" ", "\u00a0"),
            "day": lambda: self._written(voice.when, self.say.short_date),
            "date": lambda: self._written(voice.when, self.say.long_date),
        }
        if what not in told or len(rest) > 1:
            raise _unknown(" ".join([claim, *rest]))
        return told[what](), basis

    def _value(self, claim: str) -> str:
        """The best figure where one is given, else the range."""
        value, unit = self.bundle.voice(claim).value, self.bundle.voice(claim).unit
        if value.best is None:
            return self.span(claim, best=False)
        if unit == "share":
            return self.say.percent(value.best)
        return self.say.exact(value.best)

    def span(self, claim: str, *, best: bool = True) -> str:
        """What a claim's wording allows.  Raises `SimError` for a claim without a number."""
        voice = self.bundle.voice(claim)
        value = voice.value
        if value.is_empty:
            raise SimError(f"claim '{claim}' has no number", hint="name one that has, or say it in words")
        low = value.best if value.low is None and value.high is None else value.low
        return self.say.span(low, value.best if best else None, value.high, percent=voice.unit == "share")

    def _replayed(self, claim: str, account: str) -> tuple[str, str]:
        _, tables = self.bundle.by(account)
        for row in tables["checks"]:
            if row["claim"] == claim:
                has = float(row["replayed"])
                text = self.say.percent(has) if row["unit"] == "share" else self.say.about(round(has))
                return text, f"model:replay/{account}/{row['figure']}"
        raise SimError(f"no replay answers claim '{claim}'", hint="sim check lists those that one answers")

    def _modelled(self, rest: list[str]) -> tuple[str, str]:
        what, day, *account = rest
        replay, _ = self.bundle.by(*account) if account else (self.bundle.replay, {})
        number = replay.calendar.dates().index(date.fromisoformat(day))
        read: dict[str, Callable[[], str]] = {
            "evacuated": lambda: self.say.about(sum(replay.evacuated_at((number + 1) * DAY))),
            "inside": lambda: self.say.about(int(replay.in_enclave()[number].sum())),
            "share": lambda: self.say.percent(
                float(replay.km2()[number, GOVERNMENT]) / replay.episode.territory.km2
            ),
        }
        return read[what](), f"model:{what}/{replay.episode.account}/{day}"

    def _written(self, when: str, write: Callable[[date], str]) -> str:
        """A day, or the stretch between two."""
        days = [write(date.fromisoformat(day)) for day in re.findall(r"\d{4}-\d\d-\d\d", when)]
        return "–".join(days) if days else when

    def _day(self, rest: list[str]) -> tuple[str, str]:
        (day,) = rest
        return self._plain_day(date.fromisoformat(day)), "calendar"

    def _plain_day(self, day: date) -> str:
        return self.say.long_date(day).rsplit(" ", 1)[0]

    def _date(self, rest: list[str]) -> tuple[str, str]:
        (day,) = rest
        return self.say.long_date(date.fromisoformat(day)), "calendar"

    def _number(self, rest: list[str]) -> tuple[str, str]:
        (key,) = rest
        number = self.bundle.lesson.numbers.get(key) or usual().numbers[key]
        return str(number.value), f"teaching:{key} ({number.because})"

    def _document(self, rest: list[str]) -> tuple[str, str]:
        (name,) = rest
        row = next(row for row in self.bundle.documents if row["id"] == name)
        return f"{row['title']} ({row['publisher']})", f"document:{name}"

    def _count(self, rest: list[str]) -> tuple[str, str]:
        (what,) = rest
        episode = self.bundle.episode
        counts = {
            "accounts": len(self.bundle.replays),
            "claims": len(episode.voices),
            "documents": len(self.bundle.documents),
            "speakers": len({voice.said_by for voice in episode.voices.values()}),
            "days": episode.calendar.days,
        }
        return self.say.number(counts[what]), f"record:{what}"


def _unknown(token: str) -> SimError:
    return SimError(
        f"nothing is known by the token <{token[:60]}>",
        hint="write a claim's id, replay, day, date, number, count, document, title or question",
    )
