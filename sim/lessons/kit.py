"""What every paper of a pack is made with: the bundle, the course, the facts, and phrases they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sim.errors import SimError
from sim.lessons.bundle import Bundle
from sim.lessons.course import course_of
from sim.lessons.doc import Block, Doc, Grid, Listing
from sim.lessons.facts import Facts
from sim.lessons.lesson_file import LessonFile

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

FILES: dict[str, str] = {
    "plan": "lesson-plan.pdf, lesson-plan.docx",
    "slides": "slides.pptx",
    "handout": "handout.pdf",
    "cards": "source-cards.pdf, source-cards.docx",
    "organiser": "organiser.pdf, organiser.docx",
    "map-sheet": "map-sheet.pdf",
    "cut-and-order": "cut-and-order.pdf",
    "other-task": "other-task.pdf",
    "key": "answer-key.pdf",
    "quiz": "quiz.docx, quiz.md, quiz-qti.zip",
    "page": "replay.html, scorm.zip",
    "film": "replay.mp4, replay.gif",
    "notebook": "notebook.ipynb",
    "glossary": "glossary.pdf, glossary.docx",
}
"""Files of a pack by the names under which lesson and ``--only`` speak of them."""


def chosen(only: str | None) -> tuple[str, ...]:
    """The files that ``--only a,b`` names, in the pack's order; all of them without it."""
    if only is None:
        return tuple(FILES)
    names = [name.strip() for name in only.split(",") if name.strip()]
    for name in names or [only]:
        if name not in FILES:
            near = get_close_matches(name, FILES, n=1)
            meant = f"did you mean '{near[0]}'?" if near else f"choose among {', '.join(FILES)}"
            raise SimError(f"a lesson has no '{name[:40]}'", hint=meant)
    return tuple(name for name in FILES if name in names)


@dataclass(frozen=True)
class Kit:
    """A bundle with its course filled in."""

    bundle: Bundle
    course: LessonFile
    facts: Facts

    @property
    def title(self) -> str:
        return self.facts.tell("<title>")

    @property
    def question(self) -> str:
        return self.facts.tell("<question>")

    @property
    def foot(self) -> str:
        """At the foot of every page: what it is about, the data it was made from, the licence."""
        seal = self.facts.keep("seal", self.bundle.seal, "hash of the data")
        return f"{self.title} · data {seal} · {self.licence}"

    @property
    def licence(self) -> str:
        return self.facts.keep("licence", "CC BY 4.0", "licence")

    def doc(self, name: str, title: str, blocks: Sequence[Block | None], **more: Any) -> Doc:
        """A paper in the pack's size; blocks that are None are left out."""
        kept = tuple(block for block in blocks if block is not None)
        return Doc(name, title, kept, self.foot, paper=self.bundle.paper, **more)

    def said(self, claim: str) -> str:
        """``ICRC, 16 Dec, 004 ¶47: About 10,000 people …``."""
        return self.facts.tell(f"**<{claim} speaker>**, <{claim} day>, <{claim} where>: <{claim} text>")

    def at(self, claims: Sequence[str]) -> str:
        """Where claims stand: ``004 ¶47, 004 ¶48``."""
        return ", ".join(dict.fromkeys(self.facts.tell(f"<{claim} where>") for claim in claims))

    def minutes(self, key: str) -> str:
        return self.facts.tell(f"<number {key}>")

    def claims_table(self, claims: Sequence[str], caption: str) -> Grid | None:
        """Each claim once, in the order of its document: what it says, who says it, for when, where."""
        rows = tuple(
            tuple(self.facts.tell(f"<{claim}{part}>") for part in (" where", " speaker", " day", " text"))
            for claim in sorted(set(claims))
        )
        heads = ("Where it stands", "Who says so", "For when", "What is said")
        return Grid(heads, rows, (0.14, 0.26, 0.16, 0.44), caption=caption) if rows else None


def kit_of(bundle: Bundle) -> Kit:
    """Fill the course of a bundle in."""
    facts = Facts(bundle)
    return Kit(bundle, course_of(bundle, facts), facts)


def listing(items: Sequence[str], style: Any = "bullet") -> Listing | None:
    """A list, or nothing where there are no items."""
    return Listing(tuple(items), style) if items else None
