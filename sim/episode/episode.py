"""The plain, frozen thing that the engine plays: nothing in it is contested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.days import Calendar
from sim.episode.control import ControlStep
from sim.episode.figure import Figure, Unanswered, Voice
from sim.episode.movement import Evacuation, Flight, Population
from sim.episode.places import Place, Territory
from sim.episode.question import Question
from sim.episode.sheet import MapSheet


@dataclass(frozen=True)
class Settled:
    """One question, the claim followed, those passed over, and the rule that decided."""

    path: str
    followed: str
    passed_over: tuple[str, ...]
    rule: str
    fell_back: bool


@dataclass(frozen=True)
class Provenance:
    """Where one value came from: ``basis`` is claim, assumption or dataset with its id."""

    path: str
    value: str
    basis: str
    reason: str


@dataclass(frozen=True)
class Incident:
    """Something a document tells of, on its day, with its claim."""

    minute: int | None
    when: str
    precision: str
    kind: str
    place: str
    text: str
    claim: str
    said_by: str
    accounts: tuple[str, ...]


@dataclass(frozen=True)
class Episode:
    """A scenario as one account tells it.

    ``start`` is (district, party) shares on the first midnight; ``inputs`` (name, SHA-256) of each file.
    """

    scenario: str
    title: str
    subtitle: str
    question: str
    content_note: str
    enclave_name: str
    account: str
    account_name: str
    what_ifs: tuple[str, ...]
    inputs_hash: str
    calendar: Calendar
    places: tuple[Place, ...]
    landmarks: tuple[Place, ...]
    territory: Territory
    sheet: MapSheet
    start: NDArray[np.float64]
    start_basis: tuple[str, ...]
    steps: tuple[ControlStep, ...]
    population: Population
    flight: Flight
    evacuation: Evacuation | None
    incidents: tuple[Incident, ...]
    settled: tuple[Settled, ...]
    provenance: tuple[Provenance, ...]
    driving: frozenset[str]
    figures: tuple[Figure, ...]
    unanswered: tuple[Unanswered, ...]
    voices: dict[str, Voice]
    disagreements: tuple[tuple[str, ...], ...]
    credits: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def what_ifs_said(self) -> tuple[str, ...]:
        """The what-ifs as a line of credit names them: a counterfactual says that it is one."""
        said = {question.id: question.said for question in self.questions}
        return tuple(said.get(name, name) for name in self.what_ifs)

    @property
    def fallbacks(self) -> tuple[Settled, ...]:
        """Questions on which the account had no word of its own."""
        return tuple(question for question in self.settled if question.fell_back)
