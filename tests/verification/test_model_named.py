"""Cases of named convoys and their queue hold, and a defect fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.case import Case, run
from sim.verification.named import CASES

DEFECTS: Defects = {
    "documented-times": [Defect("convoys.run_convoy", "convoy.due - live.plan.fleet.loading", "convoy.due")],
    "turned-back": [
        Defect(
            "convoys.drive",
            "    if convoy.turned_back is None:\n        yield world.env.timeout(fleet.unloading",
            "    if True:\n        yield world.env.timeout(fleet.unloading",
        )
    ],
    "named-then-others": [Defect("convoys.run_berth", "max([plan.opens, *named])", "plan.opens")],
    "due-together": [
        Defect(
            "convoys.load",
            "            yield world.env.timeout(live.plan",
            "        yield world.env.timeout(live.plan",
        )
    ],
    "load-of-a-queue": [
        Defect("evacuation.live_evacuation", "max(1, fleet.loading_bays)", "max(1, fleet.loading_bays + 1)")
    ],
    "random-queue": [Defect("convoys.load", "live.plan.fleet.loading)", "live.plan.fleet.loading - 1)")],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    outcome = run(case)
    assert outcome.passed, wrong(outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_planted_defect_fails_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run_spoilt(case, DEFECTS[case.id], monkeypatch).passed
