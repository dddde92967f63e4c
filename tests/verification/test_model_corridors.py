"""Cases of corridors hold, and a defect of flight on foot fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.case import Case, run
from sim.verification.corridors import CASES

DEFECTS: Defects = {
    "corridor-capacity": [Defect("flight.limits", "corridor.capacity *", "(corridor.capacity + 1) *")],
    "parts-of-a-limit": [
        Defect(
            "flight.let_through",
            "people * capacity // total",
            "np.clip(capacity - np.cumsum(people) + people, 0, people)",
        )
    ],
    "whole-people": [Defect("flight.limits", "corridor.capacity * minutes // HOUR", "corridor.capacity")],
    "two-corridors": [Defect("flight.limits", "minutes // HOUR", "minutes // HOUR // len(flight.corridors)")],
    "corridor-closed": [Defect("pressure.feel_pressure", " * is_open", "")],
    "on-the-road": [Defect("journeys.open_ways", "c.travel)", "c.travel + 1)")],
    "equal-split": [
        Defect("pressure.share_out", "across.transpose(0, 2, 1)", "across.transpose(0, 2, 1) ** 1.1")
    ],
    "split-by-nearness": [Defect("pressure.feel_pressure", "near[:, corridor.party]", "near[:, 0]")],
    "mirror": [Defect("ground.Ground._look", " + land.faces_sdf", "")],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    outcome = run(case)
    assert outcome.passed, wrong(outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_planted_defect_fails_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run_spoilt(case, DEFECTS[case.id], monkeypatch).passed
