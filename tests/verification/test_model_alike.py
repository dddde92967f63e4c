"""Changes that must not matter do not, and a defect by which they would fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.alike import CASES
from sim.verification.case import Case, run

DEFECTS: Defects = {
    "one-minute": [Defect("control.run_control", "step.minute, CONTROL)", "step.minute, -9)")],
    "renaming": [
        Defect("control.pass_over", "/{step.district}", "/{world.episode.territory.districts[step.district]}")
    ],
    "reordering": [
        Defect(
            "convoys.board",
            "    if number < plan",
            "    civilians -= int(world.inside[CIVILIANS, -1])\n    if number < plan",
        )
    ],
    "time-scale": [
        Defect("convoys.drive", "fleet.checkpoint + fleet.road", "fleet.checkpoint + fleet.road + 5")
    ],
    "people-scale": [Defect("convoys.board", "seats = min(load -", "seats = min(load - 1 -")],
    "more-buses": [
        Defect("convoys.load", "live.plan.fleet.loading)", "live.plan.fleet.loading + live.plan.fleet.buses)")
    ],
    "seeds": [
        Defect(
            "streams.Lots.seek",
            "self._skip(position - self._position)",
            "pass",
        )
    ],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    outcome = run(case)
    assert outcome.passed, wrong(outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_planted_defect_fails_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run_spoilt(case, DEFECTS[case.id], monkeypatch).passed
