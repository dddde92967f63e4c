"""``differences.png`` and ``differences.svg``: what a what-if changes, day by day."""

from __future__ import annotations

from pathlib import Path

from sim.drawings.differences import Differences, Panel, differences_svg, save_differences_png
from sim.ensemble.gaps import Gaps
from sim.ensemble.pairs import TOTALS
from sim.ensemble.pairs_run import Pairs
from sim.ensemble.pairs_summary import NOTE
from sim.ensemble.readings import Series
from sim.scene.phrases import phrases
from sim.store import replacing_all

PICTURES = ("differences.png", "differences.svg")
BEFORE = 3
"""Days shown before the first on which anything differs."""

CROSSED = "crossed-to-"
HEADINGS = {"enclave": "People in opposition-held ground", "evacuated": "People evacuated so far"}


def save_picture(made: Pairs, folder: Path) -> list[Path]:
    """Write both files.  Raises `SimError` when the folder cannot be written to."""
    shown, paths = shown_of(made), [folder / name for name in PICTURES]
    with replacing_all(paths) as (png, svg):
        save_differences_png(png, shown)
        svg.write_bytes(differences_svg(shown).encode("utf-8"))
    return paths


def shown_of(made: Pairs) -> Differences:
    """The page: who is inside, who was evacuated, who crossed, from shortly before the first difference.

    A number that differs on no day in no pair has no panel and is named below.
    """
    episode, questions = made.job.edited.base, made.job.edited.base.questions
    days, say = _days(made), phrases("en")
    differing = {one: found for one, found in days.items() if found.differs.any()}
    first = max(0, min((int(found.differs.argmax()) for found in differing.values()), default=0) - BEFORE)
    names = {place.id: place.name for place in (*episode.places, *episode.landmarks)}
    alike = [_heading(one, names) for one in days if one not in differing]
    return Differences(
        marked="; ".join(f"{one.standing} {one.id}".capitalize() for one in questions),
        title=" ".join(one.question for one in questions),
        warning=" ".join(dict.fromkeys(f"Warning: {one.warning}" for one in questions)),
        subtitle=f"{episode.title} · account: {episode.account_name} · {made.members:,} pairs of replays, "
        "the what-if less documented history, at the end of each day; every figure is modelled",
        dates=tuple(say.short_date(date) for date in episode.calendar.dates()[first:]),
        panels=tuple(_panel(_heading(one, names), found, first) for one, found in differing.items()),
        foot=" ".join(([f"No difference on any day: {'; '.join(alike)}."] if alike else []) + [NOTE]),
    )


def _days(made: Pairs) -> dict[Series, Gaps]:
    """The differences at each day's end of what is drawn."""
    count, job = made.job.history.base.calendar.days, made.job
    crossed = [one for one in job.series if one.whole and one.place.startswith(CROSSED)]
    starts = {one: job.series.index(one) * count for one in (*TOTALS, *crossed)}
    return {one: made.days.part(start, start + count) for one, start in starts.items()}


def _heading(one: Series, names: dict[str, str]) -> str:
    place = one.place.removeprefix(CROSSED)
    return HEADINGS.get(one.place) or f"People who crossed to {names.get(place, place)} so far"


def _panel(heading: str, days: Gaps, first: int) -> Panel:
    parts = (days.mean, days.low, days.high, days.levels[0], days.levels[-1])
    return Panel(heading, *(part[first:].tolist() for part in parts))
