"""Cases of counting hold, and a defect that loses or doubles fails each."""

from __future__ import annotations

import pytest
from planted import UNCHECKED, Defect, Defects, run_spoilt, wrong

from sim.verification.books import CASES
from sim.verification.case import Case, run

DEFECTS: Defects = {
    "conservation": [
        UNCHECKED,
        Defect("journeys.Ways._arrive", "way.place] += people", "way.place] += people - 1"),
    ],
    "every-entry": [
        UNCHECKED,
        Defect("convoys.drive", "slice(None), aboard,", "slice(None), aboard - np.minimum(aboard, 1),"),
    ],
    "balance": [Defect("book.FlowBook.leave", "place] += people", "place] = people")],
    "vehicles": [
        Defect(
            "evacuation.take_off",
            "            pool.put(vehicles)\n",
            "            pool.put(vehicles)\n            pool.put(vehicles)\n",
        )
    ],
    "seats-by-lot": [
        Defect(
            "convoys.board",
            "hypergeometric(draw, fighters, civilians, taken)",
            "min(fighters, taken)",
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
