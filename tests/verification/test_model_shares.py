"""Cases of shares hold, and a defect of the shares fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.case import Case, run
from sim.verification.shares import CASES

DEFECTS: Defects = {
    "never-less": [
        Defect(
            "ground.course", "step.share if step.exactly else max(step.share, held[step.party])", "step.share"
        )
    ],
    "three-parties": [
        Defect("ground._shift", "min(max(change, -1.0), shares[other]) if change > 0 else change", "change")
    ],
    "file-order": [
        Defect(
            "ground.course",
            "for step in steps:",
            "for step in sorted(steps, key=lambda s: (s.minute, s.id)):",
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
