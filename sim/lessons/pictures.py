"""Pictures of a lesson: days, small maps and their signs, a map to colour, two accounts, figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from sim.days import DAY
from sim.drawings.beside import differing as districts_apart
from sim.drawings.layout import PAIR, WIDE
from sim.drawings.lesson_blank import BlankMap
from sim.drawings.lesson_chart import draw_chart
from sim.drawings.lesson_map import SmallMaps
from sim.drawings.multiples import PEOPLE
from sim.drawings.paper import choose_days
from sim.drawings.picture import Picture
from sim.drawings.stage import Look
from sim.drawings.still import save_png
from sim.drawings.telling import differing, district, gains, plain
from sim.errors import SimError
from sim.lessons.bundle import Bundle
from sim.lessons.facts import Facts
from sim.lessons.lesson_file import LessonFile
from sim.lessons.media import Media, Still
from sim.result.replay import Replay
from sim.scene.charts import evacuated_figures
from sim.scene.differences import holder_of
from sim.scene.marks import DistrictMark, Scene
from sim.scene.phrases import Phrases, phrases
from sim.scene.story import Story

DAYS = 6
"""Days that are shown where the lesson names none."""

SCALE = 1.5
"""Pixels for a page unit of the film's page: 1920 × 1080."""


def media_of(bundle: Bundle, course: LessonFile, facts: Facts, folder: Path) -> Media:
    """Every picture that can be made, in ``folder``; the film is made by `sim.lessons.film`."""
    dates = lesson_days(bundle, course)
    maps, legend = day_maps(bundle, facts, dates, folder, grey=False)
    return Media(
        days=day_stills(bundle, facts, dates, folder),
        maps=maps,
        beside=beside(bundle, facts, None, folder),
        blank=blank_map(bundle, folder),
        legend=legend,
        chart=figures_chart(bundle, facts, folder),
    )


def lesson_days(bundle: Bundle, course: LessonFile) -> tuple[date, ...]:
    """The days that a lesson's maps show; where it names none, the first, the last and the most eventful."""
    if course.map_days:
        return tuple(date.fromisoformat(day) for day in course.map_days)
    dates = bundle.replay.calendar.dates()
    return tuple(dates[day - 1] for day in choose_days(Story(bundle.replay), DAYS))


def day_stills(bundle: Bundle, facts: Facts, dates: Sequence[date], folder: Path) -> dict[date, Still]:
    """The film's page at the end of each day, 1920 × 1080; where other accounts differ is marked.

    Raises `SimError` for a day that is not of the replay.
    """
    look = Look(WIDE, phrases(bundle.lang), SCALE)
    picture = Picture(bundle.replay, look, others=bundle.replays[1:])
    stills = {}
    for day, number in _numbered(bundle, dates):
        path = folder / f"day-{day.isoformat()}.png"
        save_png(path, picture.still(number * DAY))
        shown = "A page of the film: the map, what is said of the day, and charts."
        stills[day] = Still(path, _day_alt(facts, picture.story, number, shown, captions=True))
    return stills


def day_maps(
    bundle: Bundle, facts: Facts, dates: Sequence[date], folder: Path, *, grey: bool
) -> tuple[dict[date, Still], Still]:
    """The map alone at the end of each day, 85 mm wide at 300 dots an inch, and the signs of all of them.

    ``grey`` draws in black alone.  Raises `SimError` for a day that is not of the replay.
    """
    maps = SmallMaps(bundle.replay, bundle.replays[1:], phrases(bundle.lang), grey=grey)
    ending, stills = "-grey.png" if grey else ".png", {}
    for day, number in _numbered(bundle, dates):
        path = folder / f"map-{day.isoformat()}{ending}"
        save_png(path, maps.draw(number))
        stills[day] = Still(path, _day_alt(facts, maps.story, number, "A small map.", captions=False))
    words = "; ".join(text for _, text in maps.entries(facts.say))
    facts.keep("dot", facts.say.number(PEOPLE), "drawing: people that one dot stands for")
    legend = save_png(folder / f"map-signs{ending}", maps.signs())
    return stills, Still(legend, f"Signs of the small maps: {words}.")


def blank_map(bundle: Bundle, folder: Path) -> Still:
    """An outline map to colour, 170 mm wide at 300 dots an inch, with an empty key."""
    drawn = BlankMap(bundle.episode, phrases(bundle.lang))
    path = save_png(folder / "map-blank.png", drawn.draw())
    names = phrases("en").listed([plain(name.text) for name in drawn.names])
    river = " and the river" if drawn.ground.line("river") else ""
    alt = f"An outline map to colour: borders of districts{river}, and beside it empty boxes for a key."
    return Still(path, f"{alt} Named on it: {names}." if names else alt)


def beside(bundle: Bundle, facts: Facts, day: date | None, folder: Path) -> Still | None:
    """Two accounts side by side, 1920 × 1080: the one shown, and the one that differs most from it.

    Without a ``day`` it is that on which these two differ most.  None where no other account differs.
    Raises `SimError` for a day that is not of the replay.
    """
    found = _most_apart(bundle, day)
    if found is None:
        return None
    other, number = found
    picture = Picture(bundle.replay, Look(PAIR, phrases(bundle.lang), SCALE), second=other)
    path = save_png(folder / "accounts-beside.png", picture.still(number * DAY))
    first, second = (story.scene(number * DAY) for story in picture.stories)
    names = [plain(replay.episode.account_name) for replay in (bundle.replay, other)]
    alt = (
        f"Two maps side by side, {_date(facts, first)}: by the account “{names[0]}” on the left, "
        f"by the account “{names[1]}” on the right. {_apart(facts.say, first, second)}"
    )
    return Still(path, alt)


def figures_chart(bundle: Bundle, facts: Facts, folder: Path) -> Still | None:
    """Each speaker's figure of the evacuated with its range, and the modelled line; for grey paper.

    170 mm wide at 300 dots an inch.  None where nobody gives such a figure, or more do than a page has
    room for.
    """
    claims = [figure.claim for figure in evacuated_figures(bundle.replay)]
    story = Story(bundle.replay)
    pixels = draw_chart(story, phrases(bundle.lang))
    if pixels is None:
        return None
    path = save_png(folder / "figures.png", pixels)
    drives = {mark.claim for mark in story.evacuated.figures if mark.drives}
    said = [_figure_alt(facts, claim, drives=claim in drives) for claim in claims]
    last = bundle.replay.calendar.last.isoformat()
    line = facts.tell(
        f"The broken line is the replay, modelled: <replay evacuated {last}> at the end of <date {last}>."
    )
    return Still(path, " ".join(["A chart of people evacuated so far, by day.", *said, line]))


def _figure_alt(facts: Facts, claim: str, *, drives: bool) -> str:
    """One speaker's figure with its range, its day and where it stands."""
    value, span = facts.fact(claim).text, facts.fact(f"{claim} range").text
    figure = value if value == span else f"{value}, range {span}"
    where = facts.tell(f"<{claim} date>, <{claim} where>")
    rests = ", the replay rests on it" if drives else ""
    return facts.tell(f"<{claim} speaker>: {figure} ({where}{rests}).")


def _numbered(bundle: Bundle, dates: Sequence[date]) -> list[tuple[date, int]]:
    """Days with their numbers, from one."""
    calendar = bundle.replay.calendar
    for day in dates:
        if not calendar.first <= day <= calendar.last:
            raise SimError(
                f"{day} is not a day of {bundle.episode.scenario}",
                hint=f"it runs from {calendar.first} to {calendar.last}",
            )
    return [(day, (day - calendar.first).days + 1) for day in dates]


def _date(facts: Facts, scene: Scene) -> str:
    return facts.tell(f"<date {scene.date.isoformat()}>")


def _day_alt(facts: Facts, story: Story, day: int, shown: str, *, captions: bool) -> str:
    """What a day's picture shows, in sentences; its numbers are facts."""
    say, scene, episode = facts.say, story.scene(day * DAY), story.replay.episode
    iso = scene.date.isoformat()
    account, enclave = plain(episode.account_name), plain(episode.enclave_name)
    gone = facts.tell(f", <replay evacuated {iso}> evacuated so far") if any(scene.totals.evacuated) else ""
    sentences = [
        f"{shown} {_date(facts, scene)}, by the account “{account}”.",
        *(gains(story, day, say, len(scene.districts)) or [say("words.unchanged")]),
        f"At the day's end the government held {facts.tell(f'<replay share {iso}>')} of {enclave}.",
        *_moved(story, day),
        *differing(scene, say),
        facts.tell(f"Modelled: <replay inside {iso}> people in opposition-held ground{gone}."),
    ]
    said = (f"“<{c.claim} text>” (<{c.claim} speaker>, <{c.claim} where>)." for c in scene.captions)
    return " ".join([*sentences, *(map(facts.tell, said) if captions else [])])


def _moved(story: Story, day: int) -> list[str]:
    """Who went over the lines or away by convoy on a day (from one)."""
    replay, start, end = story.replay, (day - 1) * DAY, day * DAY
    left = [c for c in replay.convoys if c.departed is not None and start <= c.departed < end]
    modelled = " (modelled)" if left and all(c.basis.startswith("model:") for c in left) else ""
    crossed = sum(replay.fled_at(end - 1).values()) > sum(replay.fled_at(max(0, start - 1)).values())
    found = [f"Convoys left for the west{modelled}."] if left else []
    found += ["A convoy was turned back."] if story.scene(end).totals.convoys_turned_back else []
    return [*found, *(["People crossed the lines (modelled)."] if crossed else [])]


def _most_apart(bundle: Bundle, day: date | None) -> tuple[Replay, int] | None:
    """The account that differs on most ground over all days (or on ``day``), and its day (from one)."""
    days = range(1, bundle.replay.calendar.days + 1)
    wanted = list(days) if day is None else [number for _, number in _numbered(bundle, [day])]
    own, areas = bundle.replay, bundle.episode.territory.areas
    best: tuple[float, Replay, int] | None = None
    for other in bundle.replays[1:]:
        gaps = np.abs(own.control - other.control).sum(axis=2) @ areas
        apart = [round(float(gaps[number - 1]), 9) for number in wanted]
        if sum(apart) > 0 and (best is None or sum(apart) > best[0]):
            best = sum(apart), other, wanted[apart.index(max(apart))]
    return None if best is None or not _shown_apart(own, *best[1:]) else best[1:]


def _shown_apart(own: Replay, other: Replay, day: int) -> bool:
    """Would the picture outline any district?"""
    return bool(districts_apart(Story(own).scene(day * DAY), Story(other).scene(day * DAY)))


def _apart(say: Phrases, first: Scene, second: Scene) -> str:
    """Which districts differ, by who holds them on the left and on the right."""
    apart = districts_apart(first, second)
    groups: dict[tuple[str, str], list[str]] = {}
    for one, two in zip(first.districts, second.districts, strict=True):
        if one.id in apart:
            groups.setdefault((_holder(say, one), _holder(say, two)), []).append(district(one, say))
    parts = [
        f"{say.listed(names)}: {left} on the left, {right} on the right"
        for (left, right), names in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    ]
    return f"Outlined where they differ. {'; '.join(parts)}."


def _holder(say: Phrases, mark: DistrictMark) -> str:
    return say("beside.shared") if mark.holding == "shared" else say.party(holder_of(mark.shares))
