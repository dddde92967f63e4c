"""Cases of flight at daily rates hold, and a defect of the rates fails each."""

from __future__ import annotations

import pytest
from planted import Defect, Defects, run_spoilt, wrong

from sim.verification.case import Case, run
from sim.verification.flight import CASES

DEFECTS: Defects = {
    "decay": [Defect("pressure.chance_within", "-np.expm1(-daily * minutes / DAY)", "daily * minutes / DAY")],
    "decay-variance": [
        Defect(
            "flight.Decisions.decide",
            "lots.binomials(self.civilians, pressure.chance(elapsed), highest)",
            "np.rint(self.civilians * pressure.chance(elapsed)).astype(np.int64)",
        )
    ],
    "any-step": [
        Defect("pressure.Pressure.chance", " if minutes == HOUR else chance_within(self.daily, minutes)", "")
    ],
    "step-refined": [
        Defect(
            "pressure.share_out",
            "NO_ROOM, 0.0, deeper)",
            "NO_ROOM, retreat[:, own, own], deeper)",
        )
    ],
    "shelling-levels": [Defect("pressure.shelling", "start <= minute", "start < minute")],
    "open-minutes": [Defect("flight.Decisions.decide", "since >= pressure.until", "since > pressure.until")],
    "competing-ways": [Defect("pressure.feel_pressure", " + bombed", "")],
    "split-district": [
        Defect(
            "flight.Decisions.decide",
            "pressure.chance(elapsed)",
            "pressure.chance(elapsed) / len(self.civilians)",
        )
    ],
    "coverage": [Defect("streams.Streams.at", "SeedSequence(self.rng_seed,", "SeedSequence(0,")],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    outcome = run(case)
    assert outcome.passed, wrong(outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_planted_defect_fails_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run_spoilt(case, DEFECTS[case.id], monkeypatch).passed
