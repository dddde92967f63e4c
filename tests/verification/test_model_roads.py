"""Cases of the evacuation's road hold, and a defect of the road fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.case import Case, run
from sim.verification.roads import CASES

DEFECTS: Defects = {
    "closure-waiting": [Defect("evacuation.open_road", "while live.opens is not None:", "while False:")],
    "closure-slack": [
        Defect(
            "evacuation.run_road", "world.until(closure.end, WINDOW)", "world.until(closure.end + 60, WINDOW)"
        )
    ],
    "closure-loading": [Defect("evacuation.run_road", "        send_away(live, closure.id)\n", "")],
    "random-halts": [Defect("evacuation.suspensions", "max(last.end, end)", "end")],
    "meeting-closures": [Defect("evacuation.suspensions", "start <= shut[-1].end", "start < shut[-1].end")],
    "first-minutes": [
        Defect("evacuation.run_road", "until(closure.start, WINDOW)", "until(closure.start + 1, WINDOW)")
    ],
    "nothing-drives": [
        Defect(
            "evacuation.parked",
            "capacity=max(1, vehicles), init=max(0, vehicles)",
            "capacity=max(2, vehicles), init=max(2, vehicles)",
        )
    ],
    "last-midnight": [Defect("world.World.settle", "minute >= self.end", "minute > self.end")],
    "nobody-waits": [
        Defect("convoys.run_berth", "if np.count_nonzero(world.inside):", "if True:"),
        Defect("convoys.run_next", "if aboard is not None and aboard.any():", "if aboard is not None:"),
    ],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    outcome = run(case)
    assert outcome.passed, wrong(outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_planted_defect_fails_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run_spoilt(case, DEFECTS[case.id], monkeypatch).passed
