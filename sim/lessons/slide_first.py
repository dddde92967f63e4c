"""Period one on slides: a day, the film, who speaks, and what can both be true."""

from __future__ import annotations

from sim.lessons.kit import LETTERS
from sim.lessons.lesson_file import Pair
from sim.lessons.slide_deck import Deck
from sim.lessons.slide_figures import told
from sim.lessons.slide_layouts import BODY, MAIN, SOURCE
from sim.lessons.slide_notes import Notes, asked, expected, first_with, last_with, prompts, time_of
from sim.lessons.slide_table import fill_table
from sim.lessons.slide_text import brief

BOTH = {"yes": "Yes, both can be true.", "no": "No, not both.", "depends": "It depends."}


def one_day(deck: Deck) -> None:
    """How to read a page of the film."""
    if not deck.media.days:
        deck.leave_out("What one day shows", "no still of a day was made")
        return
    days = sorted(deck.media.days)
    day = days[len(days) // 2]
    when = deck.kit.facts.tell(f"<date {day.isoformat()}>")
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 0, "film")),
        [
            "This is one day of the replay. On the left, who held which district. On the right, what was "
            "said that day, and by whom.",
            "Dots stand for people. Where exactly they stand means nothing; how many there are is modelled.",
        ],
        ["What on this page did somebody say? What did the replay work out?"],
        [
            "Said: the lines with a speaker and a place in a document.",
            "Worked out: whatever is marked as modelled or assumed.",
        ],
        ["Do not start with the colours of the sides. Start with the people who lived in these streets."],
    )
    page = deck.slide("Title and picture", f"What one day shows: {when}", notes)
    page.picture(MAIN, deck.media.days[day])
    page.text(
        BODY, ["Left: who held what.", "Right: who said what.", "Modelled: worked out, seen by nobody."]
    )
    page.text(SOURCE, _account(deck))


def film(deck: Deck) -> None:
    """The whole replay, with a still until it is started."""
    stills = sorted(deck.media.days.items())
    if deck.media.film is None or not stills:
        deck.leave_out("The film", "no film was made")
        return
    tell = deck.kit.facts.tell
    dates = deck.kit.bundle.replay.calendar.dates()
    span = tell(f"<date {dates[0].isoformat()}> to <date {dates[-1].isoformat()}>")
    stage = first_with(deck.kit, 0, "film")
    notes = Notes(
        time_of(deck.kit, stage),
        [
            *(stage.teacher if stage is not None else ()),
            "Click the picture to start. The film has no sound. Pause where somebody asks for it.",
        ],
        ["What surprised you? What stayed unclear?"],
        ["Days on which much moves, and days of which nobody speaks.", "Whose words stand at the side."],
        ["Do not comment while it runs. Do not jump to the end."],
        [
            "Captions are in the picture itself. A caption file, a description and a text of the whole film "
            "lie beside the film in the folder.",
            "If the film does not start, open it from the folder.",
        ],
    )
    page = deck.slide("Title and film", "The replay, day by day", notes)
    alt = f"Film of the replay, {span}, with captions in the picture and without sound. {stills[0][1].alt}"
    page.film(str(deck.media.film), stills[0][1], alt)
    page.text(BODY, ["Note one thing that surprises you.", "Note one thing that stays unclear."])
    page.text(SOURCE, _account(deck))


def _account(deck: Deck) -> list[str]:
    say, episode = deck.kit.facts.say, deck.kit.bundle.episode
    account = say("credit.account", account=episode.account_name)
    return [f"Replay, {say('credit.method-short')}; {account}", deck.kit.licence]


def speakers(deck: Deck) -> None:
    """The cards' speakers by letter."""
    cards = deck.kit.course.cards
    if not cards:
        deck.leave_out("Who speaks?", "the lesson has no source cards")
        return
    found = prompts(deck.kit, 0, 0, 1)
    level = "high" if deck.kit.bundle.grade == "high" else "middle"
    notes = Notes(
        time_of(deck.kit, first_with(deck.kit, 0, "cards")),
        ["Each pair takes cards and fills in a row of the organiser for each."],
        asked(found),
        expected(deck.kit, found),
        ["Nobody plays a speaker. We read what they said; we do not speak as them."],
        [
            f"{letter}, {card.title}: {getattr(card.who, level)}"
            for letter, card in zip(LETTERS, cards, strict=False)
        ],
    )
    page = deck.slide("Title and list", "Who speaks?", notes)
    page.text(BODY, [f"{letter}   {card.title}" for letter, card in zip(LETTERS, cards, strict=False)])
    page.text(SOURCE, ["How could they know? What might they gain?"])


def pairs(deck: Deck) -> None:
    """Two pairs of claims to judge."""
    found = _two(deck)
    if not found:
        deck.leave_out("Can both be true?", "the lesson has no pairs of claims")
        return
    notes = Notes(
        time_of(deck.kit, last_with(deck.kit, 0, "organiser")),
        ["Read both claims of a row aloud, with their speakers. Give a minute to think alone."],
        ["Can both be true? Give your reason in a sentence."],
        [_judged(deck, pair) for pair in found],
        ["Do not ask who lied. Ask what would have to hold for both to be true."],
        ["The organiser has all pairs, and the answer key all answers."],
    )
    page = deck.slide("Title and table", "Can both be true?", notes)
    rows = [(_claim(deck, pair.first), _claim(deck, pair.second)) for pair in found]
    fill_table(
        page, ("One claim", "Another claim"), rows, (6.16, 6.17), size=24, tall=1.7,
        alt="Table: pairs of claims, each claim with its speaker, its day and where it stands.",
    )  # fmt: skip
    page.text(BODY, ["Yes, no, or it depends? On what?"])
    page.text(SOURCE, ["Each claim stands in the record in our words, with document and paragraph."])


def _two(deck: Deck) -> list[Pair]:
    """A pair on the figures that were just shown, where there is one, and one with another answer."""
    figures = {figure.claim for figure in told(deck.kit)}
    ordered = sorted(deck.kit.course.pairs, key=lambda pair: -len({pair.first, pair.second} & figures))
    if not ordered:
        return []
    first, *rest = ordered
    rest = [pair for pair in rest if not {pair.first, pair.second} & {first.first, first.second}]
    others = [pair for pair in rest if pair.both != first.both]
    return [first, *(others or rest)[:1]]


def _claim(deck: Deck, claim: str) -> str:
    return deck.kit.facts.tell(f"<{claim} text>\n<{claim} speaker>, <{claim} day>, <{claim} where>")


def _judged(deck: Deck, pair: Pair) -> str:
    speakers = deck.kit.facts.tell(f"<{pair.first} speaker> and <{pair.second} speaker>")
    return f"{speakers}: {BOTH[pair.both]} {pair.why}"


def leaving(deck: Deck, number: int, name: str) -> None:
    """A period's last task."""
    if number >= len(deck.kit.course.periods):
        deck.leave_out(f"Before you leave, {name}", "the lesson has no such period")
        return
    period = deck.kit.course.periods[number]
    notes = Notes(
        time_of(deck.kit, period.stages[-1]),
        ["Write alone, without a name if you like."],
        [period.closing],
        ["A sentence that keeps to what is documented, and a question that is honestly open."],
        ["No marks for opinions. Collect the sheets, read them, begin next time with two of the questions."],
    )
    page = deck.slide("Title and text", f"Before you leave: {name}", notes)
    page.text(BODY, brief([period.closing]))
