"""Everything that a pack is made from, and the hash that ties its files together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sim.episode.episode import Episode
from sim.episode.figure import Voice
from sim.errors import SimError
from sim.lessons.doc import PaperSize
from sim.lessons.lesson_file import LessonFile
from sim.result.replay import Replay

Rows = list[dict[str, Any]]
Grade = Literal["high", "middle"]


@dataclass(frozen=True)
class Bundle:
    """Replays of one scenario by all its accounts, the one shown first, and what is said about them.

    ``tables`` are those of the data package, one set for each replay and in their order, by file
    stem; ``documents`` are the texts that claims were read from; ``own`` is the scenario's own account,
    on which others fall back.  Without a ``grade`` both levels of
    reading are made.
    """

    replays: tuple[Replay, ...]
    tables: tuple[dict[str, Rows], ...]
    documents: Rows
    lesson: LessonFile
    own: str
    lang: str = "en"
    paper: PaperSize = "a4"
    grade: Grade | None = None

    def __post_init__(self) -> None:
        """Raise `SimError` for replays of a what-if."""
        if self.episode.what_ifs:
            raise SimError(
                "a lesson has no what-ifs: students look at what is documented",
                hint="make it from the scenario as it stands",
            )

    @property
    def replay(self) -> Replay:
        return self.replays[0]

    @property
    def episode(self) -> Episode:
        return self.replay.episode

    @property
    def grades(self) -> tuple[Grade, ...]:
        """Levels of reading that are made."""
        return ("high", "middle") if self.grade is None else (self.grade,)

    @cached_property
    def data_hash(self) -> str:
        """SHA-256 over the inputs, the traces of all accounts, and the lesson's own file."""
        parts = [self.episode.inputs_hash, self.lesson.model_dump_json()]
        parts += [f"{replay.episode.account} {replay.rng_seed} {replay.digest}" for replay in self.replays]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def seal(self) -> str:
        """The first twelve letters of the hash, as every paper carries them."""
        return self.data_hash[:12]

    def voice(self, claim: str) -> Voice:
        """Raises `SimError` for a claim that the record does not have."""
        if claim not in self.episode.voices:
            raise SimError(f"no claim '{claim}'", hint="sim why names the claims behind a value")
        return self.episode.voices[claim]

    def by(self, account: str) -> tuple[Replay, dict[str, Rows]]:
        """The replay of an account and its tables.  Raises `SimError` for one that is not here."""
        for replay, tables in zip(self.replays, self.tables, strict=True):
            if replay.episode.account == account:
                return replay, tables
        known = ", ".join(replay.episode.account for replay in self.replays)
        raise SimError(f"no account '{account}'", hint=f"choose one of {known}")
