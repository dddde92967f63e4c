"""Numbers come into a lesson's texts by tokens alone, and a file that does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import FaultsFound, SimError
from sim.lessons.facts import Facts
from sim.lessons.judge import read_lesson
from sim.lessons.lesson_file import LessonFile, Number
from sim.lessons.load import load_lesson
from tests.lessons import bundle_of, with_lesson
from tests.stories import FLAGSHIP, VALLEY


@pytest.fixture
def facts() -> Facts:
    return Facts(bundle_of(FLAGSHIP))


@pytest.mark.parametrize(
    ("token", "text", "basis"),
    [
        ("004-p47-08", "10,000", "claim:004-p47-08"),
        ("004-p47-08 range", "9,500–10,500", "claim:004-p47-08"),
        ("004-p48-22", "at least 34,000", "claim:004-p48-22"),
        ("004-p47-08 speaker", "International Committee of the Red Cross", "claim:004-p47-08"),
        ("004-p47-08 where", "004\u00a0¶47", "claim:004-p47-08"),
        ("004-p47-08 day", "16 Dec", "claim:004-p47-08"),
        ("004-p47-08 date", "16 December 2016", "claim:004-p47-08"),
        ("002-p09-01", "40%", "claim:002-p09-01"),
        ("day 2016-12-16", "16 December", "calendar"),
        ("date 2016-12-16", "16 December 2016", "calendar"),
        ("count accounts", "5", "record:accounts"),
        ("count days", "38", "record:days"),
        ("count claims", "626", "record:claims"),
    ],
)
def test_a_token_is_what_the_record_says(facts: Facts, token: str, text: str, basis: str) -> None:
    found = facts.fact(token)
    assert (found.text, found.basis) == (text, basis)


def test_a_modelled_number_is_the_replays_and_says_so(facts: Facts) -> None:
    bundle = facts.bundle
    row = next(r for r in bundle.tables[0]["checks"] if r["claim"] == "004-p48-22")
    found = facts.fact("004-p48-22 replayed")
    assert found.text == f"{round(float(row['replayed']), -2):,.0f}"
    assert found.basis == "model:replay/reference/evacuated:004-p48-22"
    other = next(r for r in bundle.by("government")[1]["checks"] if r["claim"] == "004-p48-22")
    assert facts.fact("004-p48-22 replayed government").text == f"{round(float(other['replayed']), -2):,.0f}"


def test_the_replays_days_are_read_off_the_arrays(facts: Facts) -> None:
    replay = facts.bundle.replay
    inside = int(replay.in_enclave()[-1].sum())
    assert facts.fact("replay inside 2016-12-22").text == facts.say.about(inside)
    gone = sum(replay.evacuated_at(replay.calendar.minutes))
    assert facts.fact("replay evacuated 2016-12-22").text == facts.say.about(gone)
    share = float(replay.km2()[10, 0]) / replay.episode.territory.km2
    assert facts.fact("replay share 2016-11-25").text == f"{100 * share:.0f}%"
    assert facts.fact("replay share 2016-11-25").basis == "model:share/reference/2016-11-25"


def test_teaching_has_numbers_with_reasons() -> None:
    lesson = LessonFile(numbers={"period": Number(value=50, because="our bells")})
    facts = Facts(with_lesson(bundle_of(VALLEY), lesson))
    assert facts.tell("<number period> minutes") == "50 minutes"
    assert facts.fact("number period").basis == "teaching:period (our bells)"
    assert facts.tell("<number leaving>") == "5", "what a lesson does not set is as usual"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nothing",
        "day",
        "day tomorrow",
        "date 2016-13-01",
        "count sheep",
        "number none",
        "replay evacuated",
        "replay evacuated 2017-01-01",
        "replay mood 2016-12-16",
        "replay inside 2016-12-16 nobody",
        "document 999",
        "004-p47-08 mood",
        "004-p47-08 range twice",
        "004-p99-99",
        "000-p02-02",
        "000-p02-02 replayed",
        "004-p47-08 replayed nobody",
    ],
)
def test_a_token_without_a_meaning_is_refused(facts: Facts, token: str) -> None:
    with pytest.raises(SimError) as refused:
        facts.tell(f"so many: <{token}>")
    assert refused.value.hint
    assert token not in facts.used


def test_used_facts_are_kept(facts: Facts) -> None:
    facts.tell("<004-p47-08> by <004-p47-08 day>, <004-p47-08>")
    assert list(facts.used) == ["004-p47-08", "004-p47-08 day"]


def written(folder: Path, text: str) -> Path:
    (folder / "lesson.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('other_task: ["About 10,000 people left."]', "number of its own"),
        ('second_question: "Day 2?"', "number of its own"),
        ("cards: [{title: A}]", "who"),
        ("sides: [government, opposition]", "sides"),
        ("quiz: [{id: a, period: 3}]", "period"),
        ('map_days: ["2016-12-1"]', "map_days"),
    ],
)
def test_a_file_that_says_the_wrong_things_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FaultsFound) as refused:
        load_lesson(written(tmp_path, text))
    assert said in str(refused.value)
    assert "lesson.yaml:1" in str(refused.value)


ITEM = """quiz:
- id: one
  period: 1
  stem: "Which?"
  answers:
  - {text: "This", %s why: "so"}
  - {text: "That", %s why: "so"}
  - {text: "None", why: "so"}
  claims: [004-p47-08]
"""


@pytest.mark.parametrize("right", [("", ""), ("right: true,", "right: true,")])
def test_an_item_has_one_best_answer(tmp_path: Path, right: tuple[str, str]) -> None:
    with pytest.raises(FaultsFound, match="exactly one"):
        load_lesson(written(tmp_path, ITEM % right))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('second_question: "<004-p99-99>?"', "no claim '004-p99-99'"),
        ('second_question: "<000-p02-02>?"', "has no number"),
        ('second_question: "<004-p47-08 mood>?"', "the word 'mood'"),
        ('second_question: "<mood>?"', "token <mood>"),
        ('map_days: ["2017-01-01"]', "no day of the replay"),
        ("pairs: [{first: 004-p99-99, second: 004-p47-08, both: yes, why: so}]", "no claim '004-p99-99'"),
    ],
)
def test_a_lesson_that_does_not_fit_its_scenario_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FaultsFound) as refused:
        read_lesson(written(tmp_path, text), bundle_of(FLAGSHIP).episode)
    assert said in str(refused.value)
    assert "lesson.yaml:1: " in str(refused.value)


def test_the_lessons_of_all_scenarios_fit() -> None:
    for folder in (FLAGSHIP, VALLEY):
        read_lesson(folder, bundle_of(folder).episode)
