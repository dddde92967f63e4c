"""What-ifs as they are told with everything that is made with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

COUNTERFACTUAL = "counterfactual"
"""The word that goes with a what-if that changes documented control, wherever it goes."""


@dataclass(frozen=True)
class Question:
    """One what-if: what it asks, what to bear in mind, and whether documented control is changed.

    ``removed`` are the paths of what it takes away.
    """

    id: str
    question: str
    warning: str
    counterfactual: bool = False
    removed: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Its id as a line of credit names it."""
        return f"{COUNTERFACTUAL} {self.id}" if self.counterfactual else self.id

    @property
    def standing(self) -> str:
        return f"{COUNTERFACTUAL} what-if" if self.counterfactual else "what-if"

    @property
    def reason(self) -> str:
        """Why a value is what it is; a counterfactual takes its warning along."""
        asked = f"{self.standing} {self.id}: {self.question}"
        return f"{asked} {self.warning}" if self.counterfactual else asked

    @property
    def warned(self) -> str:
        """Question and warning in one line, headed by what it is."""
        standing = self.standing[:1].upper() + self.standing[1:]
        return f"{standing} {self.id}: {self.question} Warning: {self.warning}"


def titled(title: str, questions: Sequence[Question]) -> str:
    """A title that names the what-ifs that were played."""
    asked = ", ".join(f"{question.standing} {question.id}" for question in questions)
    return f"{title} ({asked})" if asked else title
