"""Source cards and the organiser that goes with them."""

from __future__ import annotations

from sim.lessons.bundle import Grade
from sim.lessons.doc import Block, Box, Doc, Grid, Heading, Listing, NewPage, Para
from sim.lessons.kit import LETTERS, Kit
from sim.lessons.lesson_file import Card, Levels

LEVEL_NAMES: dict[Grade, str] = {"high": "Longer texts", "middle": "Shorter texts"}


def cards(kit: Kit) -> Doc:
    """Every card; where both levels are made, all longer ones first."""
    blocks: list[Block | None] = [
        Para(
            "Each card has what one speaker, or one side's speakers, say. Who says what on the same days?",
            "lead",
        )
    ]
    for number, grade in enumerate(kit.bundle.grades):
        blocks.append(NewPage() if number else None)
        blocks.append(Heading(LEVEL_NAMES[grade]) if len(kit.bundle.grades) > 1 else None)
        blocks += [
            _card(kit, letter, card, grade) for letter, card in zip(LETTERS, kit.course.cards, strict=False)
        ]
    return kit.doc("source-cards", "Source cards", blocks, subtitle=kit.question)


def _card(kit: Kit, letter: str, card: Card, grade: Grade) -> Box:
    def told(text: Levels) -> str:
        return text.high if grade == "high" else text.middle

    says = tuple(f"{told(saying.text)} [{kit.at(saying.claims)}]" for saying in card.says)
    blocks = (
        Para(f"**Who speaks.** {told(card.who)}"),
        Para(f"**How they know.** {told(card.knows)}"),
        Para(f"**What they may gain.** {told(card.stake)}"),
        Para("**What they say**"),
        Listing(says),
        Para(f"**Think.** {card.ask}"),
    )
    return Box(f"Card {letter} · {card.title}", blocks, "card")


def organiser(kit: Kit) -> Doc:
    """A row for each card, and a row for each pair of claims."""
    names = tuple(f"{letter} · {card.title}" for letter, card in zip(LETTERS, kit.course.cards, strict=False))
    heads = (
        "Card",
        "Who says it?",
        "For when?",
        "Who is counted?",
        "How do they know?",
        "What may they gain?",
    )
    blocks: list[Block | None] = [
        Para(kit.question, "lead"),
        Para("Name: ______________________    Date: ______________"),
        Grid(
            heads, tuple((name, *[""] * 5) for name in names), (0.2, 0.13, 0.13, 0.18, 0.18, 0.18), tall=18.0
        ),
        *_pairs(kit),
    ]
    return kit.doc("organiser", "Organiser", blocks, subtitle=kit.title, landscape=True)


def _pairs(kit: Kit) -> list[Block | None]:
    rows = tuple(
        (kit.said(pair.first), kit.said(pair.second), "yes / no / it depends", "")
        for pair in kit.course.pairs
    )
    if not rows:
        return []
    heads = ("One claim", "Another claim", "Both true?", "Because …")
    return [
        NewPage(),
        Heading("Can both be true?"),
        Grid(heads, rows, (0.31, 0.31, 0.12, 0.26), names_rows=False, tall=14.0),
    ]
