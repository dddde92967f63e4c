"""The figures on slides: as a table, as bars, and by day with the replay among them."""

from __future__ import annotations

from sim.lessons.slide_chart import bars, by_day
from sim.lessons.slide_deck import Deck
from sim.lessons.slide_figures import Told, days_told, more, row, told
from sim.lessons.slide_layouts import BODY, SOURCE
from sim.lessons.slide_notes import Notes, asked, expected, first_with, last_with, prompts, time_of
from sim.lessons.slide_table import fill_table

FEW = 6
"""Rows of a table that have room in the larger type."""

SAME_DAY = "Where do two speakers differ on the same day?"

NO_FIGURES = "no speaker of the record counts the people evacuated"


def figures(deck: Deck) -> None:
    """Who says how many, as a table."""
    found = told(deck.kit)
    if not found:
        deck.leave_out("Who says how many?", NO_FIGURES)
        return
    questions = prompts(deck.kit, 0, 1, 2)
    heads = ("Who says so", "How many (low–high)", "Who is counted", "Day", "Where")
    rows = [row(deck.kit, figure) for figure in found]
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 0, "organiser")),
        ["Each number stands for people. Read one row aloud, from left to right."],
        asked(questions),
        [
            *expected(deck.kit, questions),
            "Two rows may count other people, or another time, and then they need not contradict each other.",
        ],
        ["Do not ask first which number is right. Ask what each one counts."],
        ["In brackets stands how far the speaker's wording reaches: from the lowest to the highest number."],
    )
    page = deck.slide("Title and table", "Who says how many were evacuated?", notes)
    size = 16 if len(rows) <= FEW else 14
    alt = "Table: each figure with its speaker, who is counted, for when, and where it stands."
    fill_table(page, heads, rows, (4.4, 2.7, 3.1, 0.95, 1.18), size=size, tall=0.46, alt=alt)
    page.text(BODY, ["Who is counted, and who is not?"])
    rest = " More figures stand on the source cards." if more(deck.kit) else ""
    page.text(SOURCE, [f"The last column names the document and the paragraph in it.{rest}"])


def each_bar(deck: Deck) -> None:
    """Each speaker's figure as a bar."""
    found = told(deck.kit)
    if len(found) < 2:
        why = "one figure alone needs no chart" if found else NO_FIGURES
        deck.leave_out("The figures, each by its speaker", why)
        return
    ask = SAME_DAY if _on_one_day(found) else "What would you ask each speaker?"
    questions = prompts(deck.kit, 0, 2, 3)
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 0, "organiser")),
        ["The same figures as bars, in the order of their days. Each bar belongs to the one who says it."],
        [*asked(questions), ask],
        [
            *expected(deck.kit, questions),
            "The thin line shows how far the wording reaches; a hatched bar is a limit and not a count.",
        ],
        ["Do not join the bars to one growing number: they are several speakers, not one count."],
        ["The chart can be edited: right click, edit data."],
    )
    page = deck.slide("Title and chart", "The figures, each by its speaker", notes)
    bars(page, deck.kit, found)
    page.text(BODY, [ask])
    page.text(SOURCE, [_signs(found)])


def _on_one_day(found: tuple[Told, ...]) -> bool:
    """Do two speakers give figures for one day?"""
    return len({(figure.day, figure.speaker) for figure in found}) > len({figure.day for figure in found})


def _signs(found: tuple[Told, ...]) -> str:
    """Only the signs that are there."""
    signs = ["thin line: from low to high"] if any(f.below or f.above for f in found) else []
    signs += ["hatched: a limit, not a count"] if any(f.bound for f in found) else []
    return "; ".join(["People evacuated so far", *signs]) + "."


def with_replay(deck: Deck) -> None:
    """The figures by day, with what the replay has."""
    found = told(deck.kit)
    if not found:
        deck.leave_out("The replay among them", NO_FIGURES)
        return
    questions = prompts(deck.kit, 0, 3)
    used = [deck.kit.facts.tell(f"<{f.claim} speaker>, <{f.claim} day>") for f in found if f.drives]
    notes = Notes(
        time_of(deck.kit, last_with(deck.kit, 0, "organiser")),
        ["The broken line is the replay. Nobody reported it: it is worked out, day by day."],
        [*asked(questions), "May the replay tell us who is right?"],
        [
            *expected(deck.kit, questions),
            "No. It follows one account; agreement with a figure it was made from means nothing.",
        ],
        ["Do not call the broken line the true number."],
        [f"The replay rests on the figure of: {'; '.join(used)}."] if used else [],
    )
    page = deck.slide("Title and chart", "The replay among the speakers", notes)
    by_day(page, deck.kit, found, days_told(deck.kit, found))
    page.text(BODY, ["May the replay tell us who is right?"])
    limit = " Dash: a limit." if any(figure.bound for figure in found) else ""
    page.text(SOURCE, [f"People evacuated so far. Broken line: modelled, reported by nobody.{limit}"])
