"""Period two on slides: whose map, whose words, and where all of it comes from."""

from __future__ import annotations

from datetime import date

from sim.lessons.lesson_file import Word
from sim.lessons.slide_deck import Deck
from sim.lessons.slide_layouts import BODY, MAIN, SECOND, SECOND_LINE, SIGNS, SOURCE
from sim.lessons.slide_notes import Notes, asked, expected, first_with, last_with, prompts, time_of
from sim.lessons.slide_table import fill_table
from sim.lessons.slide_text import brief

SHOWN_WORDS, LONGEST = 2, 60
"""Contested words on a slide, and as long as what is said of one may be: nobody is cut off."""


DECIDE = "What did somebody have to decide before the first colour was put down?"


def signs_alone(deck: Deck) -> None:
    """The maps' signs without a map, and what somebody had to decide before."""
    if deck.media.legend is None:
        deck.leave_out("The legend alone", "no maps were made")
        return
    found = prompts(deck.kit, 1, 0, 1)
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 1, "slides")),
        ["These are the signs of a map, without the map. Think alone, then with your neighbour."],
        [DECIDE, *asked(found)],
        [
            "Where borders run; who counts as a holder; what to do when nobody speaks, or speakers differ.",
            *expected(deck.kit, found),
        ],
        ["Do not correct first ideas. Write them up as they come."],
    )
    page = deck.slide("Title and signs", "The legend alone", notes)
    page.picture(SIGNS, deck.media.legend)
    page.text(BODY, brief([DECIDE, *asked(found)]))


def two_accounts(deck: Deck) -> None:
    """One day by two accounts."""
    if deck.media.beside is None:
        deck.leave_out("One day, two accounts", "no two accounts differ on a day, or no picture was made")
        return
    found = prompts(deck.kit, 1, 1, 2)
    names = [replay.episode.account_name for replay in deck.kit.bundle.replays]
    notes = Notes(
        time_of(deck.kit, last_with(deck.kit, 1, "slides")),
        [
            "Both maps show the same day. They are made from the same documents, and trust other speakers.",
            "An account is an order of trust. None of them is the truth.",
        ],
        [*asked(found), "Where do the maps differ? Whose word decides there?"],
        [
            *expected(deck.kit, found),
            "The districts that are outlined on both maps, and the speakers of each account.",
        ],
        ["No vote for one of the maps, and no sides in the class."],
        [f"Accounts of this replay: {'; '.join(names)}."],
    )
    page = deck.slide("Title and picture", "One day, two accounts", notes)
    page.picture(MAIN, deck.media.beside)
    page.text(BODY, ["Where do they differ?", "Whose word decides there?"])
    page.text(
        SOURCE, [f"Replay, {deck.kit.facts.say('credit.method-short')}; two accounts", deck.kit.licence]
    )


def two_days(deck: Deck) -> None:
    """The first and the last of the maps."""
    maps = {day: still for day, still in sorted(deck.media.maps.items()) if still.path.suffix == ".png"}
    if len(maps) < 2:
        deck.leave_out("What changed?", "fewer than two maps were made")
        return
    tasks, found = deck.kit.course.map_tasks, prompts(deck.kit, 1, 2)
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 1, "map-sheet")),
        ["Two days of the same ground. The map sheet has the days between."],
        ["What changed between these days? Who says so?", *(task.ask for task in tasks), *asked(found)],
        [*(task.expect for task in tasks), *expected(deck.kit, found)],
        ["Do not speak of ground won or lost. Say who held it, and who lived there."],
        ["Where no source speaks that day, the map keeps the last known holder and draws it more quietly."],
    )
    first, *_, last = maps
    page = deck.slide("Two pictures", "Two days of one map", notes)
    page.text(SOURCE, [_date(deck, first)])
    page.picture(MAIN, maps[first])
    page.text(SECOND_LINE, [_date(deck, last)])
    page.picture(SECOND, maps[last])
    page.picture(SIGNS, deck.media.legend)
    page.text(BODY, ["What changed between them? Who says so, and what is assumed?"])


def _date(deck: Deck, day: date) -> str:
    return deck.kit.facts.tell(f"<date {day.isoformat()}>")


def words(deck: Deck) -> None:
    """Contested words, who uses them, and ours."""
    found = [word for word in deck.kit.course.words if word.said_by is not None and word.ours is not None]
    shown = [word for word in found if _length(word) <= LONGEST][:SHOWN_WORDS]
    if not shown:
        deck.leave_out("Whose words?", "the lesson has no contested words that a slide has room for")
        return
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 1, "glossary")),
        ["Words take sides before numbers do. Cover the last column first."],
        ["What does each word say about who was right? What would a plain word be?"],
        [f"{word.word}: {word.meaning} Ours: {word.ours}" for word in found],
        ["Do not forbid a word. Ask who uses it, and what it does."],
        ["The glossary has all of them, with the places where they stand."],
    )
    rows = [(word.word, word.said_by or "", word.ours or "") for word in shown]
    page = deck.slide("Title and table", "Whose words?", notes)
    alt = "Table: contested words, who uses each, and the word used here."
    fill_table(
        page, ("Word", "Who uses it", "Here we say"), rows, (2.5, 5.3, 4.53), size=18, tall=0.6, alt=alt
    )
    page.text(BODY, ["What does a word say before any fact is told?"])
    page.text(SOURCE, ["The glossary has more words, and where they stand in the documents."])


def _length(word: Word) -> int:
    """In words, of what stands in a row."""
    return len(f"{word.word} {word.said_by} {word.ours}".split())


def sources(deck: Deck) -> None:
    """Documents, map, licence."""
    facts, episode = deck.kit.facts, deck.kit.bundle.episode
    rows = [_document(deck, str(row["id"])) for row in deck.kit.bundle.documents]
    licence = f"These slides and the replay: {deck.kit.licence}. The documents belong to their publishers."
    credits = [
        facts.keep(f"credit {number}", text, "scenario:credits")
        for number, text in enumerate(episode.credits)
    ]
    notes = Notes(
        "For whoever asks.",
        ["All that was shown comes from these documents, or is called modelled or assumed."],
        ["What kind of source is missing here?"],
        ["People who were there and are not quoted; lists kept by those who ran the convoys."],
        ["Do not show pictures of the dead or wounded to make up for it."],
        [
            facts.tell("<count claims> claims of <count documents> documents, by <count speakers> speakers."),
            *(f"{row['id']}: {row['leaning']}." for row in deck.kit.bundle.documents),
        ],
    )  # fmt: skip
    page = deck.slide("Sources", "Sources and licence", notes)
    heads = ("No.", "Document", "Published by")
    alt = "Table: the documents that the claims stand in, each with its number and who published it."
    fill_table(page, heads, rows, (0.8, 6.4, 5.13), size=16, tall=0.42, alt=alt)
    page.text(SOURCE, [licence, *([f"Map: {'; '.join(credits)}."] if credits else [])])


def _document(deck: Deck, name: str) -> tuple[str, str, str]:
    row = next(row for row in deck.kit.bundle.documents if row["id"] == name)
    deck.kit.facts.fact(f"document {name}")
    return (
        deck.kit.facts.keep(f"document number {name}", name, f"document:{name}"),
        row["title"],
        row["publisher"],
    )
