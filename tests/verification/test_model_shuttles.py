"""Cases of the vehicles hold, and a defect of the vehicles fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.case import Case, run
from sim.verification.shuttles import CASES

DEFECTS: Defects = {
    "one-trip": [
        Defect("convoys.drive", "fleet.checkpoint + fleet.road", "fleet.checkpoint + fleet.road + 1")
    ],
    "shuttle": [Defect("convoys.board", "seats = min(load -", "seats = min(load - 1 -")],
    "fleet-doubles": [Defect("convoys.drive", "fleet.unloading + fleet.returning", "fleet.unloading")],
    "fluid-limit": [
        Defect(
            "convoys.drive",
            "    yield from give_back",
            "    yield world.env.timeout(60)\n    yield from give_back",
        )
    ],
    "bays": [
        Defect(
            "convoys.run_next",
            "world.env.process(drive(world, live, convoy, aboard))",
            "yield from drive(world, live, convoy, aboard)",
        )
    ],
    "checkpoint-chain": [
        Defect(
            "convoys.drive",
            "        yield world.env.timeout(fleet.checkpoint + fleet.road)\n",
            "        with live.bays.request() as gate:\n"
            "            yield gate\n"
            "            yield world.env.timeout(fleet.checkpoint)\n"
            "        yield world.env.timeout(fleet.road)\n",
        )
    ],
    "convoy-groups": [
        Defect(
            "convoys.board",
            "plan.fleet.buses_per_convoy * plan.fleet.seats",
            "plan.fleet.buses * plan.fleet.seats",
        )
    ],
    "ambulances": [
        Defect(
            "convoys.board", "* plan.fleet.wounded_per_ambulance", "* (plan.fleet.wounded_per_ambulance + 1)"
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
