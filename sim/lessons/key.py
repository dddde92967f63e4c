"""The answer key: every answer with its claims, and why others are reasonable."""

from __future__ import annotations

from sim.lessons.doc import Block, Doc, Grid, Heading, Para
from sim.lessons.kit import LETTERS, Kit
from sim.lessons.quiz import answers
from sim.lessons.sheets import in_order

BOTH = {"yes": "Yes", "no": "No", "depends": "It depends"}


def key(kit: Kit) -> Doc:
    """Answers to organiser, pairs, strips, maps, prompts, quiz and notebook, and all claims they use."""
    blocks: list[Block | None] = [
        Para(
            "For the teacher. Made from the same claims as the sheets: the hash at the foot is theirs.",
            "lead",
        ),
        *_organiser(kit),
        *_pairs(kit),
        *_order(kit),
        *_tasks(kit),
        *_prompts(kit),
        Heading("The other task") if kit.course.other_task_answers else None,
        *(Para(text) for text in kit.course.other_task_answers),
    ]
    if kit.course.quiz:
        blocks += [Heading("Quiz"), *answers(kit)]
    blocks += [Heading("Every claim used here"), kit.claims_table(_claims(kit), "")]
    return kit.doc("answer-key", "Answer key", blocks, subtitle=kit.title)


def _organiser(kit: Kit) -> list[Block | None]:
    rows = tuple(
        (
            f"{letter} · {card.title}",
            card.knows.high,
            card.stake.high,
            " ".join(f"{saying.text.high} [{kit.at(saying.claims)}]" for saying in card.says),
        )
        for letter, card in zip(LETTERS, kit.course.cards, strict=False)
    )
    heads = ("Card", "How they know", "What they may gain", "What they say, for when, of whom")
    return _part("Organiser", Grid(heads, rows, (0.16, 0.25, 0.25, 0.34)) if rows else None)


def _pairs(kit: Kit) -> list[Block | None]:
    rows = tuple(
        (kit.said(pair.first), kit.said(pair.second), BOTH[pair.both], pair.why) for pair in kit.course.pairs
    )
    heads = ("One claim", "Another claim", "Both true?", "Why; another answer may hold if its reason does")
    table = Grid(heads, rows, (0.28, 0.28, 0.11, 0.33), names_rows=False) if rows else None
    return _part("Can both be true?", table)


def _order(kit: Kit) -> list[Block | None]:
    tell = kit.facts.tell
    rows = tuple(
        (tell(f"<{h.claim} date>"), h.text, tell(f"<{h.claim} speaker>, <{h.claim} where>"))
        for h in in_order(kit)
    )
    table = Grid(("Day", "What happened", "Who says so"), rows, (0.22, 0.48, 0.3)) if rows else None
    note = Para("Strips of one day may stand in either order; a claim that gives no hour may be a day off.")
    return _part("Cut and order", table, note)


def _tasks(kit: Kit) -> list[Block | None]:
    found: list[Block | None] = []
    for name, tasks in (("Map sheet", kit.course.map_tasks), ("Notebook", kit.course.notebook_tasks)):
        rows = tuple((task.ask, task.expect) for task in tasks)
        found += _part(name, Grid(("Task", "A good answer has"), rows, (0.5, 0.5)) if rows else None)
    return found


def _prompts(kit: Kit) -> list[Block | None]:
    rows = tuple(
        (prompt.ask, " ".join(prompt.expect), kit.at(prompt.claims))
        for period in kit.course.periods
        for prompt in period.prompts
    )
    heads = ("Asked", "A good answer has", "See")
    return _part("Questions to the class", Grid(heads, rows, (0.38, 0.47, 0.15)) if rows else None)


def _part(name: str, table: Grid | None, *notes: Para) -> list[Block | None]:
    return [] if table is None else [Heading(name), table, *notes]


def _claims(kit: Kit) -> list[str]:
    course = kit.course
    found = [claim for card in course.cards for saying in card.says for claim in saying.claims]
    found += [claim for pair in course.pairs for claim in (pair.first, pair.second)]
    found += [happening.claim for happening in course.order]
    found += [claim for item in course.quiz for claim in item.claims]
    found += [claim for period in course.periods for prompt in period.prompts for claim in prompt.claims]
    return found
