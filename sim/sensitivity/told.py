"""What an analysis says in words: what matters most, what cannot be told apart, and what chance adds."""

from __future__ import annotations

from functools import partial

from sim.drawings.tornado import Bar, Panel, Tornado
from sim.ensemble.plan import Number
from sim.ensemble.points import readings
from sim.ensemble.words import figure_words, number_unit, number_words, valued
from sim.episode.question import titled
from sim.sensitivity.design import MORRIS, Index, overlapping
from sim.sensitivity.run import SEEDS, Screening

METHOD_NAMES = {"morris": "Morris screening", "sobol": "Sobol' indices"}
HEADS = {
    "morris": "mean size of a change over the whole range, 95 % interval",
    "sobol": "part of the variance with all that it does, 95 % interval",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FEWEST = {"morris": 8, "sobol": 32}
"""Paths, or base points, below which no two numbers are said to be told apart."""

CONSTANT = "None of the numbers moves it."


def size_of(screening: Screening, index: Index) -> str:
    """An index with its interval: people (Morris), or per cent of the variance (Sobol')."""
    factor, unit = (1.0, "") if screening.asked.method == MORRIS else (100.0, " %")
    if index.low is None or index.high is None:
        return f"{_short(factor * index.value)}{unit}"
    low, high = (_short(max(0.0, factor * end)) for end in (index.low, index.high))
    return f"{_short(factor * index.value)}{unit} ({low} to {high})"


def level_of(screening: Screening, figure: str) -> int:
    """How many of the leading numbers cannot be told apart from the first of them.

    All of them where the runs are so few that resampling them says little of how far they spread.
    """
    found = screening.indices[figure]
    leading = screening.leading(figure)
    if screening.asked.paths < FEWEST[screening.asked.method]:
        return len(leading)
    return overlapping([found[number][0] for number in leading]) if leading else 0


def above_chance(screening: Screening, figure: str) -> int:
    """How many of all numbers have an interval wholly above that of chance."""
    found = screening.indices[figure]
    most = found[-1][0].high
    return sum(one[0].low is not None and most is not None and one[0].low > most for one in found[:-1])


def note_of(screening: Screening, figure: str) -> str:
    """Which of the first can be told apart, as a sentence."""
    leading, level = screening.leading(figure), level_of(screening, figure)
    if not leading:
        return CONSTANT
    if len(leading) == 1:
        return "No other number moves it."
    runs = f"{screening.asked.paths} {'paths' if screening.asked.method == MORRIS else 'base points'}"
    if level == 1:
        return f"The first stands alone: {runs} are enough to tell it from the second."
    some = f"at least the first {level}" if level == len(leading) else f"the first {level}"
    return f"{runs} are too few to tell {some} apart."


def number_of(screening: Screening, number: int) -> Number | None:
    """The drawn number that an input is; None for chance."""
    drawn = screening.job.drawn
    return drawn[number] if number < len(drawn) else None


def tornado_of(screening: Screening) -> Tornado:
    """The picture's words and values."""
    episode, asked = screening.job.base, screening.asked
    asking = [f"account {episode.account_name}", f"{screening.replays:,} replays", METHOD_NAMES[asked.method]]
    return Tornado(
        title=f"{titled(episode.title, episode.questions)}: which assumption matters",
        subtitle=" · ".join(["modelled", *asking]),
        measured=HEADS[asked.method],
        panels=tuple(_panel(screening, figure) for figure in screening.figures),
        foot="Everything on this page is modelled. For a bar one number goes to an end of the range that its "
        "author or its speaker's wording leaves open, while all others stay as in the single replay (moments "
        "that it would overtake move with it); a value "
        f"is the mean of {SEEDS} replays with other seeds. The order, and the figures on the right, come "
        "from replays in which all numbers move at once. A number that no range is written for is not "
        "in here, and neither is what the model leaves out. "
        + " ".join(question.warned for question in episode.questions),
    )


def _panel(screening: Screening, figure: str) -> Panel:
    place = screening.figures.index(figure)
    alone = screening.alone[:, place]
    unit = readings(screening.job.first)[figure][1]
    words = figure_words(screening.job.base, figure)
    return Panel(
        heading=f"{words[0].upper()}{words[1:]}" + ("" if unit in words else f" ({unit})"),
        single=float(alone.mean()),
        least=float(alone.min()),
        most=float(alone.max()),
        chance=size_of(screening, screening.indices[figure][-1][0]),
        bars=tuple(_bar(screening, figure, number) for number in screening.leading(figure)),
        level=level_of(screening, figure),
        note=note_of(screening, figure),
    )


def _bar(screening: Screening, figure: str, number: int) -> Bar:
    drawn, scenario = screening.job.drawn[number], screening.job.scenario
    said, ends = partial(valued, unit=number_unit(scenario, drawn)), screening.ends[number, figure]
    return Bar(
        words=number_words(scenario, drawn),
        speaker=drawn.said_by,
        low_said=_brief(drawn, drawn.told(drawn.low, said)),
        high_said=_brief(drawn, drawn.told(drawn.high, said)),
        low=ends.low,
        high=ends.high,
        told=size_of(screening, screening.indices[figure][number][0]),
    )


def _brief(number: Number, told: str) -> str:
    """A moment as ``21 Dec 14:30``, so that it has room at a bar's end; anything else as it is told."""
    if not number.since:
        return told
    _, month, rest = told.split("-")
    day, clock = rest.split(" ")
    return f"{int(day)} {MONTHS[int(month) - 1]} {clock}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"
