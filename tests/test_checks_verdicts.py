"""Verdicts on figures made by hand: the rules, the errors, the rivals and the scores.

The replay is the strip of `test_scene`: three districts of 2 km², 12,600 people, and one district lost on
the second day, half of another on the third.
"""

from __future__ import annotations

import dataclasses
from math import cos, inf, isnan, radians
from typing import Any

import pytest
from test_scene import replay as strip

from sim.checks.compare import check_figure, relative_error
from sim.checks.measures import KM_PER_DEGREE, measure
from sim.checks.parting import count_parting, part
from sim.checks.report import check_replay
from sim.days import DAY
from sim.episode.figure import Figure, Unanswered, Voice
from sim.errors import SimError
from sim.estimate import Estimate
from sim.result.replay import Replay

END = 3 * DAY
CLAIM = "004-p10-01"


def estimate(low: float | None = None, high: float | None = None) -> Estimate:
    return Estimate(low=low, high=high)


def figure(**settings: Any) -> Figure:
    """The government's km² at the end, claimed to be 3 (which is what is replayed), held out."""
    known = {
        "id": f"area:{CLAIM}",
        "claim": CLAIM,
        "minute": END,
        "since": 0,
        "day": "2016-12-03",
        "measure": "area",
        "unit": "km2",
        "claimed": estimate(3, 3),
        "attributed_to": "army",
        "places": (),
        "group": None,
        "party": "government",
        "destination": None,
        "convoy": None,
        "role": "held-out",
        "follows": None,
        "mechanism": None,
        "replay_is": None,
    }
    return Figure(**{field.name: {**known, **settings}[field.name] for field in dataclasses.fields(Figure)})


def played(*figures: Figure, **settings: Any) -> Replay:
    replay = strip()
    return dataclasses.replace(
        replay,
        episode=dataclasses.replace(replay.episode, **{"figures": figures, "disagreements": (), **settings}),
    )


HIGHER = {"mechanism": "fields are counted", "replay_is": "higher"}
LOWER = {"mechanism": "fields left out", "replay_is": "lower"}
VERDICTS = {
    "the very number": ({}, "agrees", ""),
    "within the range": ({"claimed": estimate(2, 4)}, "agrees", ""),
    "on the upper bound": ({"claimed": estimate(1, 3)}, "agrees", ""),
    "on the lower bound": ({"claimed": estimate(3, 9)}, "agrees", ""),
    "unbounded above": ({"claimed": estimate(low=1)}, "agrees", ""),
    "unbounded below": ({"claimed": estimate(high=3)}, "agrees", ""),
    "above it": ({"claimed": estimate(1, 2)}, "differs", "higher"),
    "below it": ({"claimed": estimate(4, 5)}, "differs", "lower"),
    "below an open range": ({"claimed": estimate(low=4)}, "differs", "lower"),
    "above an open range": ({"claimed": estimate(high=2)}, "differs", "higher"),
    "another speaker is followed": ({"claimed": estimate(4, 5), "follows": "UN"}, "explained", "follows UN"),
    "another is followed, and it agrees": ({"follows": "UN"}, "agrees", ""),
    "mechanism, on its side": ({"claimed": estimate(1, 2), **HIGHER}, "explained", "fields are counted"),
    "mechanism, on its lower side": (
        {"claimed": estimate(4, 5), **LOWER},
        "explained",
        "fields left out",
    ),
    "mechanism, on the other side": ({"claimed": estimate(4, 5), **HIGHER}, "differs", "expects a higher"),
    "lower mechanism, above": ({"claimed": estimate(1, 2), **LOWER}, "differs", "expects a lower"),
    "mechanism that is not needed": ({**HIGHER}, "agrees", ""),
    "it drives": ({"role": "drives"}, "not-scored", "drives"),
    "it drives and is far off": ({"role": "drives", "claimed": estimate(9, 9)}, "not-scored", "drives"),
    "it drives, and is explained": (
        {"role": "drives", "follows": "UN", **HIGHER},
        "not-scored",
        "drives",
    ),
}


@pytest.mark.parametrize(("settings", "verdict", "reason"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(settings: dict[str, Any], verdict: str, reason: str) -> None:
    check = check_figure(strip(), figure(**settings))
    assert check.verdict == verdict
    assert reason in check.reason
    assert (check.reason == "") == (verdict == "agrees")
    assert check.replayed == 3


@pytest.mark.parametrize(
    ("low", "high", "value", "error"),
    [
        (10, 20, 15, 0), (10, 20, 10, 0), (10, 20, 20, 0), (10, 20, 5, 0.5), (10, 20, 30, 0.5),
        (10, 20, 60, 2),
        (None, 20, 0, 0), (None, 20, 25, 0.25), (10, None, 1e9, 0), (10, None, 0, 1),
        (0, 0, 0, 0), (0, 0, 1, inf), (0, 0, 1e-12, inf), (None, 0, 5, inf), (0, 5, -1, inf),
        (1, 2, inf, inf),
        (-4, -2, -1, 0.5), (-4, -2, -6, 0.5),
    ],
)  # fmt: skip
def test_relative_error(low: float | None, high: float | None, value: float, error: float) -> None:
    assert relative_error(estimate(low, high), value) == error


def test_an_empty_claim_agrees_with_everything_and_so_must_not_be_a_figure() -> None:
    """Why `figures.yaml` may not list a claim without a number; see the scenario's own checks."""
    assert relative_error(Estimate(), 1e9) == 0


MEASURES = {
    "area of the opposition": ({"party": "opposition"}, 3.0),
    "area on the second noon": ({"minute": DAY + 720}, 2.0),
    "area at the minute of the change": ({"minute": DAY + 600}, 2.0),
    "area a minute before": ({"minute": DAY + 599}, 0.0),
    "share of the enclave": ({"measure": "enclave-share"}, 0.5),
    "share of a district": ({"measure": "control", "places": ("middle",)}, 0.5),
    "share of two": ({"measure": "control", "places": ("middle", "east")}, 0.75),
    "districts held": ({"measure": "districts-held"}, 2.0),
    "districts held among the named": ({"measure": "districts-held", "places": ("west", "middle")}, 1.0),
    "districts gained on the last day": ({"measure": "districts-gained", "since": 2 * DAY}, 1.0),
    "convoys, one turned back": ({"measure": "convoys"}, 2.0),
    "convoys before the first": ({"measure": "convoys", "minute": 2 * DAY}, 0.0),
    "evacuated, one turned back": ({"measure": "evacuated"}, 2000.0),
    "evacuated wounded": ({"measure": "evacuated", "group": "wounded"}, 20.0),
    "aboard a convoy": ({"measure": "aboard", "convoy": "one"}, 1000.0),
    "aboard, fighters": ({"measure": "aboard", "convoy": "one", "group": "fighters"}, 80.0),
    "aboard a convoy that never was": ({"measure": "aboard", "convoy": "none"}, 0.0),
    "gap to a district that is held": ({"measure": "gap", "places": ("east",)}, 0.0),
    "gap from a district to its neighbour": (
        {"measure": "gap", "places": ("middle",), "minute": DAY + 600},
        0.0,
    ),
    "gap from a district to the one after the next": (
        {"measure": "gap", "places": ("west",), "minute": DAY + 600},
        None,
    ),
    "gap to nothing": ({"measure": "gap", "places": ("east",), "party": "sdf"}, inf),
}


@pytest.mark.parametrize(("settings", "value"), MEASURES.values(), ids=MEASURES)
def test_measure(settings: dict[str, Any], value: float | None) -> None:
    found = measure(strip(), figure(**settings))
    if value is None:
        ((west, *_), (east, *_)) = (sorted(strip().episode.sheet.cells[d]) for d in ("middle", "east"))
        assert found == pytest.approx(
            (east[0] - west[0]) * 1000 * KM_PER_DEGREE * cos(radians(west[1])), rel=1e-3
        )
        assert found > 100
    else:
        assert found == pytest.approx(value)


def test_ground_outside_the_enclave_counts_as_the_government_s() -> None:
    replay = strip()
    larger = dataclasses.replace(replay.episode.territory, whole=replay.episode.territory.whole * 2)
    wide = dataclasses.replace(replay, episode=dataclasses.replace(replay.episode, territory=larger))
    assert measure(wide, figure(measure="control", places=("middle",))) == pytest.approx(0.75)
    assert measure(wide, figure(measure="control", places=("middle",), party="opposition")) == pytest.approx(
        0.25
    )


def test_rivals_are_a_map_that_stands_still_and_a_straight_line() -> None:
    check = check_figure(strip(), figure(minute=DAY + 720))
    assert check.still == pytest.approx(1.0), "0 km2 where 3 are claimed"
    assert check.straight == pytest.approx(0.5), "half of 3 km2 at half of the time"


def test_rivals_have_no_answer_where_there_is_nothing_to_measure_from() -> None:
    check = check_figure(
        strip(), figure(measure="gap", places=("east",), party="sdf", claimed=estimate(1, 2))
    )
    assert (check.still, check.straight) == (None, None)
    assert check.error == inf
    assert check.verdict == "differs"


def test_a_rival_counts_from_the_start_of_the_count() -> None:
    check = check_figure(strip(), figure(measure="districts-gained", since=2 * DAY, claimed=estimate(1, 1)))
    assert check.still == 1, "nothing is gained where nothing changes"


def test_a_perfect_replay_scores_0_and_rivals_do_not() -> None:
    report = check_replay(played(figure(), figure(minute=DAY + 720, claimed=estimate(2, 2))))
    best, still, _ = report.scores
    assert (best.name, best.answered, best.within, best.median_error) == ("the replay", 2, 2, 0)
    assert (still.within, still.median_error) == (0, 1)
    assert report.holds


def test_total_halved_scores_a_half() -> None:
    report = check_replay(played(figure(claimed=estimate(6, 6))))
    assert report.scores[0].median_error == 0.5


def test_driving_figures_count_in_no_score() -> None:
    report = check_replay(played(figure(), figure(role="drives", claimed=estimate(9, 9))))
    assert report.scores[0].answered == 1
    assert report.scores[0].median_error == 0
    assert len(report.held_out) == 1
    assert report.counts == {"agrees": 1, "not-scored": 1}


@pytest.mark.parametrize("figures", [(), (figure(role="drives"),)], ids=["none", "all drive"])
def test_nothing_to_check_is_an_error(figures: tuple[Figure, ...]) -> None:
    with pytest.raises(SimError, match="nothing to check") as caught:
        check_replay(played(*figures))
    assert "figures.yaml" in caught.value.hint


@pytest.mark.parametrize(
    ("settings", "holds"),
    [({}, True), ({"claimed": estimate(9, 9)}, False), ({"claimed": estimate(9, 9), "follows": "UN"}, True)],
)
def test_a_report_holds_unless_a_held_out_figure_differs_unexplained(
    settings: dict[str, Any], holds: bool
) -> None:
    assert check_replay(played(figure(), figure(**settings))).holds is holds


def test_a_rival_without_answers_has_no_median() -> None:
    report = check_replay(
        played(figure(measure="gap", places=("east",), party="sdf", claimed=estimate(1, 2)))
    )
    still = report.scores[1]
    assert still.answered == 0
    assert isnan(still.median_error)


def test_a_report_carries_what_cannot_be_answered_and_who_contradicts_whom() -> None:
    voice = {
        claim: Voice(claim, "UN", "un", "004 ¶10", "text", "2016-12-02", Estimate(), "share", "all", "", "")
        for claim in ("004-p10-01", "004-p10-02")
    }
    report = check_replay(
        played(
            figure(),
            unanswered=(Unanswered("004-p11-01", "no day"),),
            voices=voice,
            disagreements=(tuple(voice),),
        )
    )
    assert [row.reason for row in report.unanswered] == ["no day"]
    assert [[v.claim for v in group] for group in report.disagreements] == [["004-p10-01", "004-p10-02"]]


def test_a_replay_parts_from_itself_nowhere() -> None:
    parting = count_parting(played(figure()), played(figure()))
    assert (parting.district_days, parting.figures) == (0, 0)


def test_parting_counts_district_days_and_figures() -> None:
    first, second = played(figure()), played(figure())
    control = second.control.copy()
    control[1:, 0] = (1, 0, 0)
    told = tuple(entry for entry in second.told if getattr(entry, "district", "") != "middle")
    found = part(first, dataclasses.replace(second, control=control, told=told))
    assert found["district_days"] == 2
    assert found["districts"] == [("west", "2", "2016-12-02", "2016-12-03", "100% / 0%")]
    assert [row[0] for row in found["figures"]] == [f"area:{CLAIM}"]
