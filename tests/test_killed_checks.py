"""What a figure is read off, the naive rivals and where two replays part: every term of every formula.

Replays are written by hand, so that each number below can be counted on fingers.
"""

from __future__ import annotations

import dataclasses
from math import cos, hypot, inf, radians
from typing import Any

import numpy as np
import pytest
from episodes import episode, people
from test_checks_verdicts import CLAIM, END, estimate, figure, played
from test_scene import replay as strip

from sim.checks.compare import check_figure
from sim.checks.measures import KM_PER_DEGREE, measure
from sim.checks.parting import count_parting, part
from sim.checks.report import check_replay
from sim.days import DAY
from sim.episode.episode import Settled
from sim.episode.figure import Figure, Voice
from sim.episode.places import Place
from sim.errors import SimError
from sim.estimate import Estimate
from sim.result.moves import Moves
from sim.result.replay import Hours, Replay
from sim.result.trace import ControlChanged, Entry

# --- people counted on the hour -------------------------------------------------------------------------

INSIDE = [[90, 20, 9], [80, 20, 8], [70, 15, 7]]
FLED = [[1, 10], [4, 30], [9, 70]]
SURRENDERED = [2, 5, 11]


WAYS = {"flight": (0, 2), "retreat": (0, 1), "return": (2, 0), "surrender": (0, 4)}
"""Origin and destination of each kind of journey."""
MOVED = (
    (0, 1, "flight"), (0, 2, "retreat"), (0, 400, "return"), (0, 800, "surrender"),
    (1, 10, "flight"), (1, 20, "retreat"), (2, 100, "flight"),
)  # fmt: skip


def moves() -> Moves:
    counts = {(day, 0): np.zeros((5, 5), dtype=np.int64) for day in range(3)}
    for day, number, kind in MOVED:
        counts[day, 0][WAYS[kind]] = number
    places = ("d0", "d1", "town", "next-door", "custody")
    return Moves(counts, np.full((3, 5), 3 * DAY), places, 2, 2, 3 * DAY)


def head_counts(changes: tuple[Entry, ...] = ()) -> Replay:
    """Two districts over three days; heads were counted at minutes 60, 120 and 180 only."""
    told = episode(people([60, 35], [20, 1], [9, 1]), days=3)
    hours = Hours(
        np.array([60, 120, 180]),
        np.array(INSIDE),
        np.array(FLED),
        np.array(SURRENDERED),
        ("town", "next-door"),
    )
    control = np.zeros((3, 2, 3))
    control[:, :, 1] = 1
    nobody = np.zeros((3, 3, 8), dtype=np.int64)
    return Replay(told, 0, ("d0", "d1"), control, nobody, nobody[:, :, :2], hours, changes, moves())


COUNTED = {
    "present, before the first count": ({"measure": "present", "minute": 59}, 95 + 21 + 10),
    "present, before it, one group": ({"measure": "present", "minute": 0, "group": "fighters"}, 21),
    "present, at the first count": ({"measure": "present", "minute": 60}, 119),
    "present, till the next count": ({"measure": "present", "minute": 119}, 119),
    "present, at the second": ({"measure": "present", "minute": 120, "group": "civilians"}, 80),
    "present, long after the last": ({"measure": "present", "minute": END, "group": "wounded"}, 7),
    "crossed, everywhere": ({"measure": "crossed", "minute": 180}, 79),
    "crossed to one place": ({"measure": "crossed", "minute": 180, "destination": "town"}, 9),
    "crossed since": ({"measure": "crossed", "minute": 180, "since": 120}, 79 - 34),
    "crossed since, to one": (
        {"measure": "crossed", "minute": 120, "since": 60, "destination": "next-door"},
        20,
    ),
    "crossed before anything was counted": ({"measure": "crossed", "minute": 59}, 0),
    "displaced, all whole days": ({"measure": "displaced", "minute": END}, 133),
    "displaced, a day begun does not count": ({"measure": "displaced", "minute": 2 * DAY + 720}, 33),
    "displaced, up to a midnight": ({"measure": "displaced", "minute": DAY}, 3),
    "displaced, from a midnight": ({"measure": "displaced", "since": DAY, "minute": 2 * DAY}, 30),
    "displaced, since a day begun": ({"measure": "displaced", "since": DAY + 1, "minute": END}, 100),
    "surrendered, before the first count": ({"measure": "surrendered", "minute": 59}, 0),
    "surrendered by the first count": ({"measure": "surrendered", "minute": 60}, 2),
    "surrendered by the last": ({"measure": "surrendered", "minute": END}, 11),
    "surrendered since": ({"measure": "surrendered", "since": 60, "minute": 179}, 3),
    "surrendered since the second": ({"measure": "surrendered", "since": 120, "minute": 180}, 6),
}


@pytest.mark.parametrize(("settings", "value"), COUNTED.values(), ids=COUNTED)
def test_people_counted(settings: dict[str, Any], value: float) -> None:
    assert measure(head_counts(), figure(**settings)) == value


HELD = {
    "area, no party named": ({"party": None}, 3),
    "area of the opposition while the two differ": ({"party": "opposition", "minute": DAY + 720}, 4),
    "share of a district, no party named": ({"measure": "control", "places": ("east",), "party": None}, 1),
    "districts held, no party named": ({"measure": "districts-held", "party": None}, 2),
    "a convoy that leaves this minute": ({"measure": "convoys", "minute": 2 * DAY + 540}, 1),
    "convoys a minute before": ({"measure": "convoys", "minute": 2 * DAY + 539}, 0),
    "evacuated since the first convoy": ({"measure": "evacuated", "since": 2 * DAY + 540}, 1000),
}


@pytest.mark.parametrize(("settings", "value"), HELD.values(), ids=HELD)
def test_ground_and_convoys(settings: dict[str, Any], value: float) -> None:
    assert measure(strip(), figure(**settings)) == pytest.approx(value)


def test_a_third_is_told_to_nine_places() -> None:
    third = ControlChanged(60, "west", "government", (1 / 3, 2 / 3, 0.0), "west", "assumption:west")
    replay = dataclasses.replace(strip(), told=(third,))
    assert measure(replay, figure(measure="control", places=("west",))) == 0.333333333


# --- metres from a place to a cell ----------------------------------------------------------------------

LAT, LON = 36.0, 37.0
METRES_NORTH = 1000 * KM_PER_DEGREE


def gap(*spots: tuple[float, float], ring: tuple[tuple[float, float], ...]) -> float:
    """From spots to the one cell that is held; both in thousandths of a degree from 37 E 36 N."""
    told = head_counts().episode
    cell = tuple((LON + x / 1000, LAT + y / 1000) for x, y in ring)
    far = ((LON + 9, LAT), (LON + 9.1, LAT), (LON + 9, LAT + 0.1))
    marks = tuple(
        Place(f"spot{n}", "", "", "point", LAT + y / 1000, LON + x / 1000, None, "", None)
        for n, (x, y) in enumerate(spots)
    )
    sheet = dataclasses.replace(told.sheet, cells={"d0": cell, "d1": far})
    told = dataclasses.replace(told, landmarks=marks, sheet=sheet)
    claim = figure(measure="gap", party="opposition", places=tuple(mark.id for mark in marks))
    return measure(dataclasses.replace(head_counts(), episode=told), claim)


SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
SLOPE = ((0.0, 0.0), (0.0, 20.0), (-5.0, -5.0))
NEEDLE = ((2.0, 1.0), (2.0, 1.0), (2.0, 1.0))


def flat(east: float, north: float, at: float) -> tuple[float, float]:
    """Metres of so many thousandths of a degree, for a spot ``at`` thousandths north of 36 N."""
    return east * METRES_NORTH / 1000 * cos(radians(LAT + at / 1000)), north * METRES_NORTH / 1000


@pytest.mark.parametrize(
    ("spot", "ring", "nearest"),
    [
        ((-3.0, 5.0), SQUARE, (0.0, 5.0)),
        ((14.0, 4.0), SQUARE, (10.0, 4.0)),
        ((6.0, 17.0), SQUARE, (6.0, 10.0)),
        ((4.0, -2.5), SQUARE, (4.0, 0.0)),
        ((13.0, 14.0), SQUARE, (10.0, 10.0)),
        ((-6.0, -1.0), SQUARE, (0.0, 0.0)),
        ((5.0, 25.0), SLOPE, (0.0, 20.0)),
        ((5.0, 4.0), SLOPE, (0.0, 4.0)),
        ((5.0, 7.0), NEEDLE, (2.0, 1.0)),
    ],
)
def test_metres_to_the_nearest_point_of_a_cell(
    spot: tuple[float, float], ring: tuple[tuple[float, float], ...], nearest: tuple[float, float]
) -> None:
    expected = hypot(*flat(nearest[0] - spot[0], nearest[1] - spot[1], spot[1]))
    assert gap(spot, ring=ring) == pytest.approx(expected, rel=1e-9)


def test_metres_to_a_slanting_edge_are_twice_the_area_over_the_base() -> None:
    """The edge runs from (0, 10) to (10, 0); the other corners lie behind it."""
    ring = ((0.0, 10.0), (10.0, 0.0), (-10.0, -10.0))
    spot = (8.0, 6.0)
    ax, ay = flat(0.0 - spot[0], 10.0 - spot[1], spot[1])
    bx, by = flat(10.0 - spot[0], 0.0 - spot[1], spot[1])
    assert gap(spot, ring=ring) == pytest.approx(abs(ax * by - ay * bx) / hypot(bx - ax, by - ay), rel=1e-9)


@pytest.mark.parametrize("spot", [(5.0, 5.0), (0.1, 9.9), (10.0, 5.0), (5.0, 0.0), (0.0, 0.0)])
def test_a_place_within_a_cell_or_on_its_edge_is_no_way_off(spot: tuple[float, float]) -> None:
    assert gap(spot, ring=SQUARE) == pytest.approx(0, abs=1e-6)


def test_a_spot_between_the_arms_of_a_cell_lies_outside_it() -> None:
    fork = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (6.0, 2.0), (4.0, 2.0), (0.0, 10.0))
    assert gap((5.0, 6.0), ring=fork) > 0
    assert gap((8.5, 6.0), ring=fork) == 0


def test_the_nearest_of_two_places_counts() -> None:
    assert gap((50.0, 5.0), (14.0, 5.0), ring=SQUARE) == gap((14.0, 5.0), ring=SQUARE)


# --- verdicts and rivals --------------------------------------------------------------------------------

REASONS = {
    "drives": ({"role": "drives"}, "drives the replay"),
    "followed": ({"claimed": estimate(4, 5), "follows": "UN"}, "follows UN"),
    "higher": ({"claimed": estimate(1, 2)}, "the replay is higher than claimed; no explanation is written"),
    "lower": ({"claimed": estimate(4, 5)}, "the replay is lower than claimed; no explanation is written"),
    "wrong side": (
        {"claimed": estimate(4, 5), "mechanism": "fields are counted", "replay_is": "higher"},
        "the written explanation expects a higher value: fields are counted",
    ),
}


@pytest.mark.parametrize(("settings", "reason"), REASONS.values(), ids=REASONS)
def test_the_reason_in_full(settings: dict[str, Any], reason: str) -> None:
    assert check_figure(strip(), figure(**settings)).reason == reason


EARLY = (
    ControlChanged(0, "west", "government", (1.0, 0.0, 0.0), "west", "assumption:west"),
    ControlChanged(1, "middle", "government", (1.0, 0.0, 0.0), "middle", "assumption:middle"),
)
HALFWAY = {"minute": DAY + 720, "claimed": estimate(1, 1)}


def rivals(settings: dict[str, Any], more: tuple[ControlChanged, ...] = ()) -> tuple[float | None, ...]:
    """Values of the two rivals; the claim is 1, so an error is the distance to 1."""
    replay = strip()
    check = check_figure(dataclasses.replace(replay, told=(*more, *replay.told)), figure(**settings))
    assert check.figure.claimed == estimate(1, 1)
    return check.still, check.straight


def test_a_rival_starts_from_what_was_held_at_first() -> None:
    """The opposition holds 6 km² at first and 3 at last: 6, and 4.5 at half of the time."""
    assert rivals({**HALFWAY, "party": "opposition"}) == pytest.approx((5, 3.5))


def test_a_change_of_the_first_minute_belongs_to_the_start_and_one_after_it_does_not() -> None:
    """2 km² at minute 0; the strip's own changes leave 2 + 1 + 2 at the end."""
    assert rivals(HALFWAY, EARLY) == pytest.approx((1, 2 + (5 - 2) / 2 - 1))


def test_gains_count_from_nothing_even_where_the_count_begins_with_the_replay() -> None:
    """Gained at minute 0: 1; by the end: 3.  The line rises from 0 by the difference."""
    assert rivals({**HALFWAY, "measure": "districts-gained"}, EARLY) == pytest.approx((1, 0))
    assert rivals({**HALFWAY, "measure": "districts-gained", "minute": END}, EARLY) == pytest.approx((1, 1))


@pytest.mark.parametrize("since", [1, 2 * DAY + 600])
def test_a_count_since_a_moment_rises_in_the_time_since(since: int) -> None:
    """2,000 people by the end: so many over 4,320 minutes."""
    claim = {"measure": "evacuated", "since": since, "minute": since + 6, "claimed": estimate(1, 1)}
    still, straight = rivals(claim)
    assert still == 1
    assert straight == pytest.approx(2000 * 6 / END - 1, rel=1e-12)


def test_only_one_rival_knows_how_many_are_aboard_where_nobody_is() -> None:
    check = check_figure(strip(), figure(measure="aboard", convoy="one", claimed=estimate(500, 500)))
    assert (check.still, check.straight, check.error) == (1, None, 1)


def test_no_rival_answers_where_only_the_first_state_has_no_answer() -> None:
    check = check_figure(strip(), figure(measure="gap", places=("east",), claimed=estimate(1, 1)))
    assert check.replayed < inf
    assert (check.still, check.straight) == (None, None)


def test_scores_and_report_are_named() -> None:
    report = check_replay(played(figure()))
    assert report.account == strip().episode.account
    assert [score.name for score in report.scores] == ["the replay", "nothing changes", "a straight line"]


def test_the_error_of_nothing_to_check_in_full() -> None:
    with pytest.raises(SimError) as caught:
        check_replay(played())
    assert str(caught.value) == "there is nothing to check: no figure is held out"
    assert caught.value.hint == (
        "list figures in figures.yaml that neither drive the replay nor restate what does"
    )


# --- where two replays part -----------------------------------------------------------------------------


def told_by(account: str, shares: tuple[float, float, float], *figures: Figure, **more: Any) -> Replay:
    """``played`` by an account, the opposition holding ``shares`` of the first district day by day."""
    replay = played(*figures, account=account, **more)
    control = replay.control.copy()
    control[:, 0] = [(1 - share, share, 0) for share in shares]
    return dataclasses.replace(replay, control=control)


def test_ground_parts_by_its_worst_day() -> None:
    found = part(told_by("one", (1.0, 1.0, 1.0)), told_by("two", (0.75, 0.25, 0.5)))
    assert found == {
        "accounts": ["one", "two"],
        "district_days": 3,
        "districts": [("west", "3", "2016-12-01", "2016-12-03", "100% / 25%")],
        "figures": [],
        "questions": [],
    }


def test_the_tolerance_itself_is_no_difference() -> None:
    first, second = told_by("one", (0.0, 0.0, 0.0)), told_by("two", (0.0, 0.0, 0.0))
    control = second.control.copy()
    control[0, 0, 2] = 1e-9
    found = part(first, dataclasses.replace(second, control=control))
    assert (found["district_days"], found["districts"]) == (0, [])


def test_figures_part_by_more_than_the_tolerance() -> None:
    """The SDF holds 1e-9 of the first district, or twice that, or nothing; a district has 1 km²."""
    claim = figure(party="sdf")
    told = dataclasses.replace(head_counts().episode, figures=(claim,))
    nothing, a_trace, more = (
        dataclasses.replace(
            head_counts((ControlChanged(60, "d0", "sdf", (0.0, 1.0, held), "s", "assumption:s"),)),
            episode=told,
        )
        for held in (0.0, 1e-9, 2e-9)
    )
    assert part(nothing, a_trace)["figures"] == []
    assert part(nothing, more)["figures"] == [(f"area:{CLAIM}", "0", "2e-09", "3 km2")]
    assert count_parting(more, nothing).figures == 1


def test_a_parting_names_the_other_account() -> None:
    found = count_parting(told_by("one", (1.0, 1.0, 1.0)), told_by("two", (1.0, 1.0, 0.5)))
    assert (found.account, found.district_days, found.figures) == ("two", 1, 0)


def voice(claim: str, speaker: str) -> Voice:
    return Voice(claim, speaker, "-", "004 ¶10", "-", "-", Estimate(), "share", "-", "-", "-")


def test_questions_part_where_two_follow_different_claims_and_both_were_asked() -> None:
    voices = {"a": voice("a", "UN"), "b": voice("b", "the army"), "c": voice("c", "a monitor")}
    answers = {"one": {"who": "a", "when": "c", "alone": "a"}, "two": {"who": "b", "when": "c"}}
    first, second = (
        played(
            account=name,
            voices=voices,
            settled=tuple(Settled(path, claim, (), "rule", False) for path, claim in answers[name].items()),
        )
        for name in answers
    )
    assert part(first, second)["questions"] == [("who", "UN (a)", "the army (b)")]
    assert part(second, first)["questions"] == [("who", "the army (b)", "UN (a)")]
