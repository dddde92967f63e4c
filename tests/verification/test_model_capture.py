"""Cases of ground that changes hands hold, and a defect of a capture fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.capture import CASES
from sim.verification.case import Case, run

DEFECTS: Defects = {
    "overtaken": [Defect("control.pass_over", "there[group], part)", "there[group], part / 2)")],
    "fighters": [
        Defect("control.fate", "group == FIGHTERS", "False"),
    ],
    "in-two-steps": [
        Defect("control.take_ground", "1 - change.after / change.before", "change.before - change.after")
    ],
    "whose-corridor": [Defect("control.ways_across", "float(near[corridor.party])", "1.0")],
    "refuge": [Defect("ground.Ground._look", "held * land.areas *", "held *")],
    "nowhere-left": [Defect("control.fate", "flight.surrender if open_ground else 1.0", "flight.surrender")],
    "regained": [Defect("control.come_back_under", "np.floor", "np.ceil")],
    "times-on-foot": [Defect("world.World.take_in", "if since == self.ground.changes:", "if True:")],
    "returns": [Defect("flight.run_returns", "-np.expm1(-flight.return_rate)", "flight.return_rate")],
    "back-to-lost": [Defect("convoys.drive", "since=ground", "since=world.ground.changes")],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    outcome = run(case)
    assert outcome.passed, wrong(outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_planted_defect_fails_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run_spoilt(case, DEFECTS[case.id], monkeypatch).passed
