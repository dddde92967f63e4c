"""The set of cases: ids, kin, defects, the page, the bands of chance, and what a broken engine gives."""

from __future__ import annotations

import math
import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from planted import Defect, Defects, plant, run_spoilt

from sim.errors import SimError
from sim.verification import drawn
from sim.verification.case import Case, Outcome, at_least, exact, run
from sim.verification.chance import LEVEL, RUNS, T, Z, average, binomial_band, spread
from sim.verification.document import markdown
from sim.verification.registry import CASES, FAMILIES, pick_cases
from sim.verification.standards import STANDARDS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = sorted(
    path.stem
    for path in HERE.glob("test_model_*.py")
    if path.stem not in ("test_model_registry", "test_model_faults")
)


def test_every_case_has_a_defect_and_every_defect_a_case() -> None:
    defects: Defects = {}
    for name in FILES:
        planted: Defects = import_module(name).DEFECTS
        assert not defects.keys() & planted.keys()
        defects |= planted
    assert set(defects) == {case.id for case in CASES}
    assert all(defects.values())


def test_every_family_has_a_file_of_tests() -> None:
    tested = [case for name in FILES for case in import_module(name).CASES]
    assert {case.id for case in tested} == {case.id for case in CASES}
    assert len(FILES) == len(FAMILIES)


def test_there_are_cases_enough_and_their_ids_differ() -> None:
    ids = [case.id for case in CASES]
    assert len(set(ids)) == len(ids) >= 20
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", id) for id in ids)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_says_what_it_rests_on(case: Case) -> None:
    for text in (case.title, case.kin, case.built, case.formula, case.criterion):
        assert text.strip() == text != ""
        assert "\n" not in text
    assert re.search(r"exact|interval", case.criterion)


def test_every_standard_test_that_a_case_names_is_in_the_table() -> None:
    known = {test.id for test in STANDARDS}
    named = {kin for case in CASES for kin in case.kin.split(", ") if re.match(r"NIST|RiMEA|IMO", kin)}
    assert named <= known
    assert len([test for test in STANDARDS if test.id.startswith("NIST")]) == 17
    for test in STANDARDS:
        assert test.deviation.startswith("does not apply") != bool(test.kin(CASES)), test.id


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
    assert written == markdown(), "run python -m sim.verification.document docs/verification.md"


def test_the_page_tells_of_every_case_once() -> None:
    page = markdown()
    assert all(page.count(f"| `{case.id}`<br>") == 1 for case in CASES)
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {5, 6}


# --- verdicts -----------------------------------------------------------------------------------------


def case_of(*readings: object) -> Case:
    return Case("x", "x", "ours", "x", "x", "exact", lambda: readings)  # type: ignore[arg-type,return-value]


def test_a_case_fails_with_one_reading_that_does_not_hold() -> None:
    held, failed = exact("a", 1, 1), exact("b", 2, 3)
    outcome = run(case_of(held, failed, held))
    assert not outcome.passed
    assert (outcome.expected, outcome.found, outcome.tolerance) == ("2", "3", "exact")


def test_a_case_without_a_reading_fails() -> None:
    assert not run(case_of()).passed


def test_not_a_number_never_holds() -> None:
    assert not exact("a", 1, math.nan).holds
    assert not at_least("a", 1, math.nan).holds
    assert run(case_of(exact("a", 1, math.nan))).found == "nan"


def test_an_engine_that_loses_people_fails_a_case_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Defect("journeys.Ways._arrive", "+= people", "+= 0")
    (case,) = pick_cases(["overtaken"])
    outcome = run_spoilt(case, [lost], monkeypatch)
    assert not outcome.passed
    assert outcome.fault.startswith("LostPeople: ")
    assert (outcome.expected, outcome.found) == ("a run to its end", "LostPeople")


def test_a_defect_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="0 times"):
        plant(monkeypatch, Defect("convoys.drive", "no such text", ""))


def test_the_same_case_gives_the_same_readings() -> None:
    (case,) = pick_cases(["overtaken"])
    assert run(case) == run(case) == Outcome(case, tuple(case.measure()))


# --- picking ------------------------------------------------------------------------------------------


def test_cases_are_picked_once_and_in_their_order() -> None:
    assert [case.id for case in pick_cases(["decay", "shuttle", "decay"])] == ["shuttle", "decay"]
    assert pick_cases([]) == CASES


@pytest.mark.parametrize(("asked", "hint"), [("shutle", "'shuttle'"), ("xyzzy", "verify-model")])
def test_a_case_that_is_not_there(asked: str, hint: str) -> None:
    with pytest.raises(SimError, match=f"no case '{asked}'") as raised:
        pick_cases(["decay", asked])
    assert hint in raised.value.hint


# --- what chance allows -------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "chance"), [(1, 0.5), (40, 0.3), (400, 0.95), (90, 0.001)])
def test_a_binomial_band_leaves_at_most_its_tails(people: int, chance: float) -> None:
    """Against the sum of all terms in exact fractions of whole combinations."""
    low, high = binomial_band(people, chance)
    terms = [math.comb(people, k) * chance**k * (1 - chance) ** (people - k) for k in range(people + 1)]
    tail = (1 - LEVEL) / 2
    assert sum(terms[:low]) < tail
    assert sum(terms[high + 1 :]) < tail * (1 + 1e-9)
    assert low == 0 or sum(terms[: low + 1]) >= tail * (1 - 1e-9)
    assert high == people or sum(terms[high:]) >= tail * (1 - 1e-9)


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_what_is_sure_has_no_band(chance: float) -> None:
    assert binomial_band(7, chance) == (7 * chance, 7 * chance)


def test_bands_hold_as_often_as_they_say() -> None:
    """20,000 draws from NumPy itself; a count of misses within 4 sigma of 0.1 %."""
    rng, many = np.random.Generator(np.random.PCG64(1)), 20_000
    low, high = binomial_band(5_000, 0.3)
    counts = rng.binomial(5_000, 0.3, size=many)
    normal = rng.normal(10, 2, size=(many, RUNS))
    means = [average("m", 10, row).holds for row in normal[:4_000]]
    squares = [spread("s", 4, 10, row.tolist()).holds for row in normal[:4_000]]
    for missed, of in (
        (int(((counts < low) | (counts > high)).sum()), many),
        (means.count(False), 4_000),
        (squares.count(False), 4_000),
    ):
        assert missed <= of * 0.001 + 4 * math.sqrt(of * 0.001)
    assert means.count(True) < 4_000
    assert pytest.approx(3.2905, abs=1e-4) == Z < T


def test_drawn_episodes_are_drawn_alike_each_time() -> None:
    one, two = drawn.drawn(5), drawn.drawn(5)
    assert one.steps == two.steps
    assert one.evacuation == two.evacuation
    assert np.array_equal(one.population.inside, two.population.inside)
    assert drawn.drawn(6).steps != one.steps
