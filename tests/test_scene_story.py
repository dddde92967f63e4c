"""A story as a whole: moments and keys, captions, beats, charts, what the record says of districts."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from stories import BOTH, FLAGSHIP, story_of, told_by

from sim.days import DAY, HOUR
from sim.episode.episode import Incident
from sim.estimate import Estimate
from sim.scene.beats import LONGEST
from sim.scene.caption import counts_people
from sim.scene.charts import letter_of, said
from sim.scene.claims import contradict, locator
from sim.scene.fronts import holder
from sim.scene.geography import FAR_ASPECT
from sim.scene.wrapping import WIDTH, fitted

folders = pytest.mark.parametrize("folder", BOTH, ids=["aleppo", "valley"])


@folders
def test_the_end_of_a_day_is_the_replays(folder: Path) -> None:
    story = story_of(folder)
    for day in range(story.days):
        scene = story.scene((day + 1) * DAY)
        assert scene.day == day + 1
        assert scene.date == story.replay.calendar.dates()[day]
        shares = np.array([mark.shares for mark in scene.districts])
        assert shares == pytest.approx(story.replay.control[day], abs=1e-8)
        assert scene.totals.km2 == pytest.approx(story.replay.km2()[day])


def test_days_meet_at_midnight() -> None:
    story = story_of(FLAGSHIP)
    assert [story.scene(m).day for m in (0, 1, DAY, DAY + 1, story.minutes)] == [1, 1, 1, 2, 38]
    for minute in (-1, story.minutes + 1):
        with pytest.raises(IndexError):
            story.scene(minute)
        with pytest.raises(IndexError):
            story.motion(minute)


@folders
def test_equal_keys_mean_equal_scenes(folder: Path) -> None:
    story = story_of(folder)
    known: dict[object, object] = {}
    for minute in range(0, story.minutes + 1, 3 * HOUR):
        scene = story.scene(minute)
        seen = scene.day, scene.districts, scene.fronts, scene.captions
        assert known.setdefault(story.control_key(minute), seen) == seen
    assert len(set(map(repr, known.values()))) == len(known)


@folders
def test_changes_show_from_their_minute_to_the_end_of_the_day(folder: Path) -> None:
    story = story_of(folder)
    for change in story.replay.control_changes:
        index = story.replay.episode.territory.index(change.district)
        later = story.scene(change.minute // DAY * DAY + DAY).districts[index]
        assert story.scene(change.minute).districts[index].changed
        assert later.changed
        earlier = [c.minute for c in story.replay.control_changes if c.district == change.district]
        if min(earlier) == change.minute and change.minute % DAY > 1:
            assert not story.scene(change.minute - 1).districts[index].changed


@folders
def test_fronts_only_between_sides_that_differ(folder: Path) -> None:
    story = story_of(folder)
    count = 0
    for minute in range(0, story.minutes + 1, 6 * HOUR):
        scene = story.scene(minute)
        marks = {mark.id: mark for mark in scene.districts}
        for front in scene.fronts:
            count += 1
            first = marks[front.district]
            second = marks[front.beyond] if front.beyond is not None else None
            assert second is None or holder(first) != holder(second)
            assert 1 in (holder(first), None if second is None else holder(second))
            sides = [mark for mark in (first, second) if mark is not None]
            plain = all(mark.holding == "held" and mark.outline != "assumed" for mark in sides)
            assert front.sure == plain
    assert count > 50


def test_reports_differ_in_the_north_and_say_whose() -> None:
    story = story_of(FLAGSHIP)
    marks = [mark for mark in story.scene(16 * DAY).districts if mark.word == "reports differ"]
    by_id = {mark.id: mark for mark in marks}
    assert "sheikh-saeed" in by_id
    difference = by_id["sheikh-saeed"].difference
    assert difference is not None
    assert len(difference.holders) == 5
    assert len({held for _, held in difference.holders}) == 2
    assert len(difference.speakers) >= 2
    assert all(mark.difference is not None for mark in marks)
    assert all("own voice" not in name for mark in marks for name in (mark.difference or difference).speakers)


def test_differences_are_those_of_the_shares() -> None:
    story = story_of(FLAGSHIP)
    accounts = ("reference", "government", "monitor", "humanitarian", "opposition")
    for minute in range(0, story.minutes, DAY):
        shares = np.stack([told_by(FLAGSHIP, account).shares_at(minute + 720) for account in accounts])
        spread = (shares.max(axis=0) - shares.min(axis=0)).max(axis=1)
        marks = story.scene(minute + 720).districts
        for mark, wide in zip(marks, spread.tolist(), strict=True):
            if wide > 0.26:
                assert mark.word == "reports differ"
            if wide < 1e-9:
                assert mark.difference is None


def test_words_count_the_claims_of_the_day() -> None:
    story = story_of(FLAGSHIP)
    for day in (5, 12, 20, 27):
        told: dict[str, set[str]] = {}
        for incident in story.replay.episode.incidents:
            plain = incident.kind == "control" and not incident.precision.startswith("until")
            if plain and incident.minute is not None and incident.minute // DAY == day:
                told.setdefault(incident.place, set()).add(incident.claim)
        for mark in story.scene((day + 1) * DAY).districts:
            assert mark.sources >= len(told.get(mark.id, ()))
            assert (mark.word == "no source") == (mark.sources == 0 and mark.difference is None)


def test_a_region_counts_for_each_of_its_districts() -> None:
    """¶19 of document 004 speaks of the whole north-east on 28 November."""
    marks = {mark.id: mark for mark in story_of(FLAGSHIP).scene(14 * DAY).districts}
    assert marks["jabal-badro"].sources >= 2
    assert marks["salheen"].sources == 0


def test_numbers_that_leave_room_do_not_contradict() -> None:
    episode = story_of(FLAGSHIP).replay.episode
    assert contradict(episode, "000-p03-02", "004-p19-09"), "all of it, and a part for somebody else"
    assert not contradict(episode, "000-p02-01", "004-p48-20"), "both say all of it"
    assert not contradict(episode, "004-p09-08", "004-p10-05"), "of no disagreement"


@folders
def test_captions_hold_their_text_whole(folder: Path) -> None:
    story = story_of(folder)
    texts = {incident.claim: incident.text for incident in story.replay.episode.incidents}
    for day in range(1, story.days + 1):
        captions = story.scene(day * DAY).captions
        assert len(captions) <= 2
        by_claim: dict[str, str] = {}
        for caption in captions:
            assert 1 <= len(caption.lines) <= 2
            assert max(map(len, caption.lines)) <= WIDTH
            assert caption.seconds >= max(3.0, len("".join(caption.lines)) / 15 - 1e-9)
            by_claim[caption.claim] = f"{by_claim.get(caption.claim, '')} {caption.text}".strip()
        assert all(text == texts[claim] for claim, text in by_claim.items())


def test_every_text_of_the_record_fits_whole() -> None:
    for incident in story_of(FLAGSHIP).replay.episode.incidents:
        parts = fitted(incident.text)
        assert 1 <= len(parts) <= 2
        assert " ".join(" ".join(lines) for lines in parts) == incident.text


def test_people_come_before_ground() -> None:
    """A day on which a claim counts dead or hurt, in a text that fits one caption, begins with it."""
    story = story_of(FLAGSHIP)
    days: dict[int, list[Incident]] = {}
    for incident in story.replay.episode.incidents:
        if incident.minute is not None and counts_people(story.replay.episode, incident):
            days.setdefault(incident.minute // DAY + 1, []).append(incident)
    with_people = [day for day, found in days.items() if any(len(fitted(i.text)) == 1 for i in found)]
    assert len(with_people) >= 10
    assert all(story.scene(day * DAY).captions[0].kind == "casualty" for day in with_people)


def test_speakers_of_captions_without_the_document() -> None:
    story = story_of(FLAGSHIP)
    captions = [caption for day in range(1, 39) for caption in story.scene(day * DAY).captions]
    assert "encyclopaedia article" in {caption.speaker for caption in captions}
    assert not any("own voice" in caption.speaker for caption in captions)
    assert {locator(caption.claim) for caption in captions} == {caption.locator for caption in captions}


@folders
def test_beats_are_long_enough_to_read(folder: Path) -> None:
    story = story_of(folder)
    title, *days, end = story.beats()
    assert (title.kind, title.seconds, end.kind, end.seconds) == ("title", 7.0, "end", 9.0)
    assert [beat.day for beat in days] == list(range(1, story.days + 1))
    assert all(a.end == b.start for a, b in pairwise([title, *days, end]))
    assert (days[0].start, days[-1].end) == (0, story.minutes)
    for beat in days:
        scene = story.scene(beat.end)
        need = sum(c.seconds for c in scene.captions) + 1 if scene.key_day else 0.0
        need = max([need, *(caption.seconds for caption in scene.captions[:1])])
        assert beat.seconds >= min(need, LONGEST) - 1e-9
        assert beat.seconds <= LONGEST
        assert beat.rest >= 0


def test_beats_run_slowly_when_a_convoy_moves() -> None:
    runs = {beat.day: beat.run for beat in story_of(FLAGSHIP).beats() if beat.day is not None}
    assert {day for day, run in runs.items() if run == 6.0} == {31, 32, 34, 35, 36, 37, 38}
    assert set(runs.values()) <= {1.2, 2.0, 6.0}


def test_beats_of_some_days_and_at_another_speed() -> None:
    story = story_of(FLAGSHIP)
    whole = {beat.name: beat for beat in story.beats()}
    some = story.beats(first=30, last=32, speed=2.0, cards=False)
    assert [beat.day for beat in some] == [30, 31, 32]
    assert all(beat.seconds == pytest.approx(whole[beat.name].seconds / 2) for beat in some)
    assert [beat.kind for beat in story.beats(first=38)] == ["title", "day", "end"]
    for wrong in ({"first": 0}, {"last": 39}, {"first": 5, "last": 4}):
        with pytest.raises(IndexError):
            story.beats(**wrong)
    with pytest.raises(ValueError, match="0"):
        story.beats(speed=0)


def test_key_days_are_told_longer() -> None:
    story = story_of(FLAGSHIP)
    assert {1, 13, 14, 22, 28, 31, 38} <= story.key_days
    assert [
        scene.day for scene in (story.scene(day * DAY) for day in range(1, 39)) if scene.key_day
    ] == sorted(story.key_days)


def test_each_figure_of_the_record_appears_once() -> None:
    story = story_of(FLAGSHIP)
    episode = story.replay.episode
    assert episode.evacuation is not None
    opens = episode.evacuation.opens
    evacuated = sorted(
        f.claim for f in episode.figures
        if f.measure == "evacuated" and f.group is None and f.unit == "people" and f.since <= opens
    )  # fmt: skip
    share = sorted(
        f.claim for f in episode.figures if f.measure == "enclave-share" and f.party == "government"
    )
    assert sorted(mark.claim for mark in story.evacuated.figures) == evacuated
    assert sorted(mark.claim for mark in story.share.figures) == share
    assert (len(evacuated), len(share)) == (6, 11)


def test_letters_follow_the_first_figures_of_both_charts() -> None:
    story = story_of(FLAGSHIP)
    letters = [letter for letter, _ in story.speakers]
    assert letters == [letter_of(number) for number in range(len(letters))]
    names = dict(story.speakers)
    marks = sorted((*story.evacuated.figures, *story.share.figures), key=lambda m: (m.minute, m.claim))
    assert all(names[mark.letter] == mark.speaker for mark in marks)
    assert list(dict.fromkeys(mark.letter for mark in marks)) == letters
    assert (letter_of(8), letter_of(23), letter_of(24), letter_of(25)) == ("J", "Z", "AA", "AB")


def test_figures_keep_their_ranges() -> None:
    marks = {mark.claim: mark for mark in story_of(FLAGSHIP).evacuated.figures}
    monitor, council, last = marks["004-p47-01"], marks["004-p47-06"], marks["004-p48-22"]
    assert (monitor.low, monitor.best, monitor.high, monitor.says) == (8450, 8500, 8550, "8,500")
    assert (council.low, council.best, council.high, council.says) == (None, None, 8500, "at most 8,500")
    assert (last.low, last.high, last.says) == (34000, None, "at least 34,000")
    assert [claim for claim, mark in marks.items() if mark.drives] == ["004-p47-08"]


def test_numbers_as_said() -> None:
    assert said(Estimate(low=0.28, high=0.39), "share") == "28–39%"
    assert said(Estimate(low=0.38, best=0.4, high=0.42), "share") == "40%"
    assert said(Estimate(low=0.7), "share") == "at least 70%"


def test_evacuated_so_far_by_the_hour() -> None:
    story = story_of(FLAGSHIP)
    chart, plan = story.evacuated, story.replay.episode.evacuation
    assert plan is not None
    assert chart.starts == plan.opens - DAY
    assert chart.hours[0] == chart.starts
    assert chart.hours[-1] == story.minutes
    assert chart.modelled[0] == 0
    assert (np.diff(chart.modelled) >= 0).all()
    aboard = sum(sum(ran.people) for ran in story.replay.convoys if ran.outcome == "arrived")
    assert chart.modelled[-1] == aboard
    row = int(np.flatnonzero(chart.hours >= 34 * DAY)[0])
    assert chart.modelled[row] == sum(story.replay.evacuated_at(int(chart.hours[row])))


@folders
def test_shares_of_the_enclave(folder: Path) -> None:
    chart = story_of(folder).share
    assert chart.days.tolist() == list(range(1, story_of(folder).days + 1))
    assert chart.shares.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert chart.start[1] == pytest.approx(1)
    assert chart.shares[-1, 1] < chart.start[1]


@folders
def test_far_view_shows_the_whole_way(folder: Path) -> None:
    ground = story_of(folder).ground
    assert (ground.far.east - ground.far.west) / (ground.far.north - ground.far.south) == pytest.approx(
        FAR_ASPECT
    )
    points = [p for way in ground.ways for p in way.points] + [at for _, at in ground.destinations]
    assert all(ground.far.shows(point) for point in (*points, *(p for cell in ground.cells for p in cell)))
    wide = max(p[0] for p in points) - min(p[0] for p in points)
    assert wide >= 0.3 * (ground.far.east - ground.far.west)


def test_names_come_from_the_data() -> None:
    ground = story_of(FLAGSHIP).ground
    names = {name.id: name for name in ground.names}
    assert (names["kurdish-quarter"].text, names["kurdish-quarter"].arabic) == (
        "Sheikh Maqsoud",
        "الشيخ مقصود",
    )
    assert names["hallak-fuqani"].text == "Hallak Fuqani"
    assert (names["citadel"].kind, names["old-city"].kind, names["queiq"].kind) == (
        "landmark",
        "old-town",
        "river",
    )
    assert names["airport-interchange"].text == "Airport road"
    assert "built-up-city" not in names
    assert sum(name.kind == "district" for name in ground.names) == 66
    weights = [name.weight for name in ground.names]
    assert weights == sorted(weights, reverse=True)
    cells = dict(zip(story_of(FLAGSHIP).replay.episode.territory.districts, ground.cells, strict=True))
    assert names["hanano"].ring == cells["hanano"]
    assert math.dist(names["hanano"].at, (3.4, 2.5)) < 0.2


def test_evacuated_totals_of_a_moment() -> None:
    story = story_of(FLAGSHIP)
    (back,) = [ran for ran in story.replay.convoys if ran.outcome == "turned back"]
    assert back.departed is not None
    assert back.arrived is not None
    before, on_the_way, after = (
        story.scene(minute).totals for minute in (back.departed - 1, back.departed, back.arrived)
    )
    assert on_the_way.convoys_today == before.convoys_today + 1
    assert (on_the_way.convoys_turned_back, after.convoys_turned_back) == (0, 1)
    assert before.evacuated == on_the_way.evacuated == after.evacuated
