"""Settling a scenario many times with other numbers: what does not change is found once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.episode.episode import Provenance
from sim.record.account import Choice
from sim.record.claim import Claim, Kind
from sim.scenario.settle import Settler

Choices = dict[tuple[Kind, tuple[str, ...]], Choice]
"""Whom an account follows, by the kind of a question and the claims that answer it."""


@dataclass
class Again(Settler):
    """Settles what was settled before; no drawn number changes ``choices``, which are kept and shared.

    Of where a value comes from only the basis is written down.
    """

    choices: Choices = field(default_factory=dict)

    def _choose(self, kind: Kind, claims: Sequence[str]) -> Choice:
        question = (kind, tuple(claims))
        if question not in self.choices:
            self.choices[question] = super()._choose(kind, claims)
        return self.choices[question]

    def claimed(self, path: str, value: object, claim: Claim, read: str = "") -> None:
        self.provenance.append(Provenance(path, "", f"claim:{claim.id}", ""))

    def assumed(self, path: str, value: object, because: str, fitted_to: Sequence[str] = ()) -> None:
        self.provenance.append(Provenance(path, "", f"assumption:{path}", ""))
