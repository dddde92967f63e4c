"""The quiz on paper: items first, answers with their reasons on pages of their own."""

from __future__ import annotations

from sim.lessons.doc import Block, Doc, Heading, Listing, NewPage, Para
from sim.lessons.kit import LETTERS, Kit
from sim.lessons.lesson_file import Item

PERIODS = {1: "First period", 2: "Second period"}


def quiz(kit: Kit) -> Doc:
    """Every item, then every answer."""
    items = kit.course.quiz
    blocks: list[Block | None] = [
        Para("Choose the best answer to each. Others may be reasonable: say why.", "lead")
    ]
    for period, name in PERIODS.items():
        of_period = [(n, item) for n, item in enumerate(items, start=1) if item.period == period]
        blocks.append(Heading(name) if of_period else None)
        for number, item in of_period:
            blocks += [Heading(_name(kit, number), 3), Para(item.stem), _choices(item)]
    blocks += [NewPage(), Heading("For the teacher: answers and reasons"), *answers(kit)]
    return kit.doc("quiz", "Quiz", blocks, subtitle=kit.title)


def answers(kit: Kit) -> list[Block | None]:
    """Each item's best answer and why the others are or are not reasonable."""
    blocks: list[Block | None] = []
    for number, item in enumerate(kit.course.quiz, start=1):
        right = next(n for n, answer in enumerate(item.answers) if answer.right)
        reasons = tuple(answer.why for answer in item.answers)
        blocks += [
            Heading(f"{_name(kit, number)}: best answer {LETTERS[right]}", 3),
            Para(item.stem, "small"),
            Listing(reasons, "letter"),
            Para(f"Claims: {kit.at(item.claims)}", "small"),
        ]
    return blocks


def _name(kit: Kit, number: int) -> str:
    return kit.facts.keep(f"item {number}", f"Item {number}", "place in the quiz")


def _choices(item: Item) -> Listing:
    return Listing(tuple(answer.text for answer in item.answers), "letter")
