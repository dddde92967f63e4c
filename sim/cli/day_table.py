"""The table that ``sim replay`` prints: a line a day."""

from __future__ import annotations

from collections.abc import Iterator

from sim.checks.parting import Parting
from sim.days import DAY
from sim.episode.episode import Incident
from sim.episode.places import GOVERNMENT, OPPOSITION, SDF
from sim.exports.tables import territory_rows
from sim.result.replay import Replay

HEAD = (
    f"{'date':<12}{'day':<7}{'government':<16}{'opposition':<16}{'SDF':<15}"
    f"{'in the':>8}   {'crossed':>8}  {'evac-':>8}    incidents",
    f"{'':<19}{'km²':>4}{'%':>6}      {'km²':>4}{'%':>6}      {'km²':>4}{'%':>6}     "
    f"{'enclave*':>8}   {'lines*':>8}  {'uated*':>8}",
)
WIDE = 160
"""Columns from which a terminal shows a day's incidents beside its numbers."""
RANK = {"control": 0, "convoy": 1, "ceasefire": 2, "displacement": 3, "territory": 4, "casualty": 5}
"""Kinds of incidents, the more telling first."""


def day_lines(replay: Replay, width: int | None = None) -> Iterator[str]:
    """Heading, one line for each day, and a note on what is modelled.

    ``width`` is that of a terminal: on a narrow one the incidents stand below their day, and no
    line is longer than it.
    """
    episode, km2 = replay.episode, replay.km2()
    whole, inside = episode.territory.km2, replay.in_enclave().sum(axis=1)
    yield from (question.warned for question in episode.questions)
    yield f"{episode.title}  -  account: {episode.account} ({episode.account_name})"
    yield from HEAD
    for day, date in enumerate(episode.calendar.dates()):
        ground = "".join(
            f"{km2[day, party]:5.1f}  {100 * km2[day, party] / whole:5.1f}    "
            for party in (GOVERNMENT, OPPOSITION, SDF)
        )
        crossed = sum(replay.fled_at((day + 1) * DAY).values())
        gone = sum(replay.evacuated_at((day + 1) * DAY))
        count = f"{day + 1:2d}/{episode.calendar.days}"
        people = f"{inside[day]:8,}   {crossed:8,}  {gone:8,}"
        yield from fitted(f"{date.isoformat()}  {count}  {ground}{people}", _incidents(replay, day), width)
    yield "* modelled, whole people; deaths are incidents and are not taken off."
    yield "km² from the area facts, at the end of the day."


def fitted(numbers: str, incidents: str, width: int | None) -> Iterator[str]:
    """One line, or two where a terminal is too narrow for one."""
    if width is None:
        yield f"{numbers}    {incidents}".rstrip()
    elif width >= WIDE:
        yield clipped(f"{numbers}    {incidents}".rstrip(), width)
    else:
        yield clipped(numbers, width)
        yield from [clipped(f"            {incidents}", width)] if incidents else []


def clipped(line: str, width: int) -> str:
    """A line cut to a width."""
    return line if len(line) <= width else line[: width - 1] + "…"


def account_lines(replay: Replay, parting: Parting | None) -> Iterator[str]:
    """When control was complete, by whose word, and where the account had to fall back."""
    episode = replay.episode
    end = replay.end_of_control()
    if end is None:
        yield "The opposition still holds ground at the end."
    else:
        yield f"Complete control: {episode.calendar.stamp(end)}, {_by_whom(replay)}."
    yield _footing(replay)
    if parting is not None:
        yield (
            f"Differs from the account '{parting.account}' on {parting.district_days} district-days "
            f"and {parting.figures} figures."
        )
    contested = [question for question in episode.settled if question.passed_over]
    fallbacks = episode.fallbacks
    yield f"{len(contested)} contested questions, {len(fallbacks)} of them answered by fallback" + (
        ":" if fallbacks else "."
    )
    for question in fallbacks:
        yield f"  {question.path}: {question.rule}"


def _footing(replay: Replay) -> str:
    """How much of the ground that changed hands rests on claims alone, and how much on assumptions."""
    last = [row for row in territory_rows(replay) if row["date"] == replay.calendar.last.isoformat()]
    taken = [row for row in last if row["party"] != "opposition"]
    on_claims, on_assumptions = (
        sum(row[column] for row in taken) for column in ("km2_on_claims", "km2_on_assumptions")
    )
    return (
        f"Ground that changed hands: {on_claims:.1f} km² on claims alone, "
        f"{on_assumptions:.1f} km² with a marked assumption (territory.csv has each day)."
    )


def _by_whom(replay: Replay) -> str:
    episode = replay.episode
    last = max(replay.control_changes, key=lambda change: change.minute)
    settled = next((q for q in episode.settled if q.path == f"control.{last.step}"), None)
    if settled is None:
        return "by assumption"
    voice = episode.voices[settled.followed]
    return f"as {voice.said_by} says ({voice.locator}; {settled.rule})"


def _incidents(replay: Replay, day: int) -> str:
    """The day's two most telling incidents in a few words, with their claim ids."""
    today = [i for i in replay.episode.incidents if i.minute is not None and i.minute // DAY == day]
    chosen = sorted(today, key=_telling)[:2]
    more = f" (+{len(today) - len(chosen)})" if len(today) > len(chosen) else ""
    return "; ".join(f"{_short(i.text)} [{i.claim}]" for i in chosen) + more


def _telling(incident: Incident) -> tuple[bool, int, int, str]:
    """Sums over a period come last, then by kind, then by hour."""
    return (
        incident.precision.startswith("until"),
        RANK.get(incident.kind, 9),
        incident.minute or 0,
        incident.claim,
    )


def _short(text: str, width: int = 52) -> str:
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0] + "…"
