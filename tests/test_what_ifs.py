"""What-ifs that take away, move and add: what they change, what they say of it, how they are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ensembles import valley

from sim import api
from sim.cli.main import main
from sim.episode.episode import Episode
from sim.errors import FaultsFound
from sim.lessons.bundle import Bundle
from sim.page.payload import Shown, _title
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs, list_what_ifs, load_what_if
from sim.scenario.resolve import resolve

ASKED = 'question: "What if?"\nbecause: "a test"\n'
MARKED = f'{ASKED}counterfactual: true\nwarning: "Nobody knows."\n'


@pytest.fixture
def asked(tmp_path: Path) -> Callable[[str], Scenario]:
    """The valley with one what-if, of the text that is given, applied to it."""
    folder = valley(tmp_path)

    def ask(text: str, name: str = "asked") -> Scenario:
        (folder / "what-ifs" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return apply_what_ifs(load_scenario(folder), [name])

    return ask


def plain() -> Episode:
    return resolve(load_scenario(Path(__file__).parent / "data" / "valley" / "scenarios" / "valley"))


def test_a_closure_is_taken_away_and_the_provenance_says_so(asked: Callable[[str], Scenario]) -> None:
    text = f"{ASKED}remove:\n- people.evacuation.closures.suspended-9-mar\n"
    episode = resolve(asked(text))
    assert episode.evacuation is not None
    assert episode.evacuation.closures == ()
    row = next(row for row in episode.provenance if row.value == "removed")
    assert row.path == "people.evacuation.closures.suspended-9-mar"
    assert (row.basis, row.reason) == ("assumption:what-if.asked", "what-if asked: What if?")


def test_what_may_be_left_out_is_taken_away(asked: Callable[[str], Scenario]) -> None:
    episode = resolve(asked(f"{ASKED}remove: [people.evacuation.convoys.convoy-3.turned_back]\n"))
    assert episode.evacuation is not None
    assert [convoy.turned_back for convoy in episode.evacuation.convoys] == [None, None, None]


def test_a_moment_is_moved_and_becomes_an_assumption(asked: Callable[[str], Scenario]) -> None:
    before, after = plain(), resolve(asked(f"{ASKED}shift: {{people.evacuation.opens: -1.5}}\n"))
    assert before.evacuation is not None
    assert after.evacuation is not None
    assert after.evacuation.opens == before.evacuation.opens - 90
    row = next(row for row in after.provenance if row.path == "evacuation.opens")
    assert row.basis == "assumption:evacuation.opens"
    assert row.reason == "what-if asked: What if? (000-p07-01, -90 min)"


def test_a_moment_is_moved_twice_by_two_what_ifs(asked: Callable[..., Scenario]) -> None:
    first = asked(f"{ASKED}shift: {{people.evacuation.opens: -1}}\n", "first")
    asked(f"{ASKED}shift: {{people.evacuation.opens: 3}}\n", "second")
    both = resolve(apply_what_ifs(load_scenario(first.folder), ["first", "second"]))
    before = plain()
    assert before.evacuation is not None
    assert both.evacuation is not None
    assert both.evacuation.opens == before.evacuation.opens + 120
    assert [question.id for question in both.questions] == ["first", "second"]


def test_a_step_is_moved_with_all_that_hangs_on_it(asked: Callable[[str], Scenario]) -> None:
    before = {step.id: step for step in plain().steps}
    episode = resolve(asked(f"{MARKED}shift: {{control.steps.stone-bridge-8-mar: 5}}\n"))
    after = {step.id: step for step in episode.steps}
    for name in ("stone-bridge-8-mar", "tile-works-8-mar"):
        assert after[name].minute == before[name].minute + 300
    for name in ("mill-end-6-mar", "orchard-row-8-mar", "whole-valley-10-mar"):
        assert after[name] == before[name]
    assert after["stone-bridge-8-mar"].basis == "claim:000-p06-02;assumption:control.stone-bridge-8-mar.at"


CORRIDOR = """add:
  people.flight.corridors:
  - id: second-road
    destination: mill-town
    minutes: {assume: 30, because: "a better road", range: {low: 20, high: 60, because: "a guess"}}
    people_per_hour: {assume: 500, because: "a wide gate"}
    next_to: government
"""


def test_a_corridor_is_added_behind_the_others(asked: Callable[[str], Scenario]) -> None:
    episode = resolve(asked(ASKED + CORRIDOR))
    assert [corridor.id for corridor in episode.flight.corridors] == ["mill-road", "second-road"]
    row = next(row for row in episode.provenance if row.path == "flight.corridors.second-road.minutes")
    assert row.basis == "assumption:flight.corridors.second-road.minutes"
    assert row.reason == "what-if asked: What if? a better road"


def test_a_counterfactual_says_so_in_every_reason(asked: Callable[[str], Scenario]) -> None:
    scenario = asked(
        f"{MARKED}set: {{people.evacuation.fleet.buses: 3}}\nremove: [control.steps.orchard-row-8-mar]\n"
    )
    replay = api.replay(scenario)
    assert replay.episode.what_ifs_said == ("counterfactual asked",)
    told = [row.reason for row in replay.episode.provenance if "asked" in row.reason]
    assert told == ["counterfactual what-if asked: What if? Nobody knows."] * 2
    tables = api.tables(replay)
    assert "orchard-row-8-mar" not in str(tables["control"])


def test_a_warning_is_told_where_none_was_written(asked: Callable[[str], Scenario]) -> None:
    (question,) = asked(f"{ASKED}set: {{people.evacuation.fleet.buses: 3}}\n").questions
    assert question.warning.startswith("Nobody can know")
    assert question.warned == f"What-if asked: What if? Warning: {question.warning}"


UNMARKED = [
    "remove: [control.steps.orchard-row-8-mar]",
    "shift: {control.steps.orchard-row-8-mar: 1}",
    'add: {control.steps: [{id: more, places: [mill-end], party: government, because: "x", '
    'share: {assume: 1, because: "x"}, at: {assume: "2001-03-07 10:00", because: "x"}}]}',
]


@pytest.mark.parametrize("edit", UNMARKED)
def test_documented_control_is_changed_in_a_counterfactual_only(
    edit: str, asked: Callable[[str], Scenario]
) -> None:
    with pytest.raises(FaultsFound) as caught:
        asked(f"{ASKED}{edit}\n")
    (fault,) = caught.value.faults
    assert fault.line == 3
    assert fault.problem.startswith("changes documented control")
    assert "counterfactual: true" in fault.remedy
    assert asked(f"{MARKED}{edit}\n").questions[0].counterfactual


def test_a_step_that_is_assumed_may_be_changed_unmarked(asked: Callable[[str], Scenario]) -> None:
    assert not asked(f"{ASKED}shift: {{control.steps.tile-works-8-mar: 1}}\n").questions[0].counterfactual


OUTSIDE = "outside 2001-03-05 to 2001-03-10"
HOSTILE: dict[str, tuple[str, int, str]] = {
    "nothing at all": ("", 1, "changes nothing"),
    "an empty list": ("remove: []", 3, "at least 1 item"),
    "an unknown item": ("remove: [people.evacuation.closures.nothing]", 3, "touches nothing: no 'nothing'"),
    "a whole file": ("remove: [people]", 3, "not an item or value that can be removed"),
    "a part that is needed": ("remove: [people.flight]", 3, "not an item or value that can be removed"),
    "a value that is needed": ("remove: [people.evacuation.opens]", 3, "evacuation.opens: Field required"),
    "what hides a fitted claim": (
        "remove: [people.evacuation.fleet.load_per_convoy.fitted_to]", 3, "not an item or value",
    ),
    "the only way out": ("remove: [people.flight.corridors.mill-road]", 3, "no corridor leads to"),
    "a step that others wait for": (
        "counterfactual: true\nwarning: w\nremove: [control.steps.mill-end-6-mar]", 5,
        "no step 'mill-end-6-mar'",
    ),
    "a convoy that a figure names": ("remove: [people.evacuation.convoys.convoy-1]", 3, "no convoy 'convoy"),
    "twice": ("remove: [people.a.b, people.a.b]", 1, "'people.a.b' is changed twice"),
    "set and removed": (
        "set: {people.flight.bombardment.quiet.level: 1}\nremove: [people.flight.bombardment.quiet]", 3,
        "lies in people.flight.bombardment.quiet, which is removed",
    ),
    "a shift of nothing": ("shift: {people.evacuation.opens: 0}", 3, "a shift of 0 hours"),
    "a shift of a moment's breath": ("shift: {people.evacuation.opens: 0.001}", 3, "a shift of 0.001 hours"),
    "a shift for ever": ("shift: {people.evacuation.opens: 1e9}", 3, "a shift of 1e+09 hours"),
    "a shift without end": ("shift: {people.evacuation.opens: 1e999}", 3, "finite number"),
    "a shift of no number": ("shift: {people.evacuation.opens: .nan}", 3, "valid number"),
    "a shift out of the days": ("shift: {people.evacuation.opens: 240}", 3, OUTSIDE),
    "a shift before the days": ("shift: {people.evacuation.opens: -240}", 3, OUTSIDE),
    "a shift of a number": ("shift: {people.evacuation.fleet.buses: 3}", 3, "not a moment"),
    "a shift of a list": ("shift: {people.evacuation.closures: 3}", 3, "not a moment"),
    "a set without end": ("set: {people.flight.return_rate: 1e999}", 3, "finite number"),
    "a set of no number": ("set: {people.flight.return_rate: .nan}", 3, "valid number"),
    "added to no list": ("add: {people.flight.custody: [{id: a}]}", 3, "not a list of items"),
    "added to nothing": ("add: {people.flight.ways: [{id: a}]}", 3, "touches nothing: no 'ways'"),
    "added without an id": ("add: {people.flight.corridors: [{minutes: 3}]}", 3, "Field required"),
    "added nothing": ("add: {people.flight.corridors: []}", 3, "at least 1 item"),
    "added twice": (
        'add: {people.evacuation.closures: [{id: suspended-9-mar, starts: {assume: "2001-03-09 10:00", '
        'because: "x"}, ends: {assume: "2001-03-09 12:00", because: "x"}, because: "x"}]}', 3,
        "'suspended-9-mar' stands twice",
    ),
    "added on a claim's word": (
        'add: {people.flight.bombardment: [{id: a, starts: {claims: [000-p03-01]}, '
        'level: {assume: 1, because: "x"}}]}', 3, "can rest on no claim",
    ),
    "added without a reason": (
        'add: {people.flight.bombardment: [{id: a, starts: {assume: "2001-03-06 00:00"}, '
        'level: {assume: 1, because: "x"}}]}', 3, "needs 'because'",
    ),
    "added out of the days": (
        'add: {people.flight.bombardment: [{id: a, starts: {assume: "2001-04-06 00:00", because: "x"}, '
        'level: {assume: 1, because: "x"}}]}', 3, "lies outside 2001-03-05 to 2001-03-10",
    ),
    "added on no step": (
        'add: {people.flight.bombardment: [{id: a, starts: {step: none, because: "x"}, '
        'level: {assume: 1, because: "x"}}]}', 3, "no step 'none'",
    ),
    "added to no place": (
        'add: {people.flight.corridors: [{id: a, destination: moon, next_to: government, '
        'minutes: {assume: 1, because: "x"}, people_per_hour: {assume: 1, because: "x"}}]}', 3,
        "no place 'moon' outside the enclave",
    ),
    "steps that wait for each other": (
        'counterfactual: true\nwarning: w\nadd:\n  control.steps:\n'
        '  - {id: a, places: [mill-end], party: government, because: "x", share: {assume: 1, because: "x"}, '
        'at: {step: b, because: "x"}}\n'
        '  - {id: b, places: [mill-end], party: government, because: "x", share: {assume: 1, because: "x"}, '
        'at: {step: a, because: "x"}}', 7, "comes later",
    ),
    "a step that waits for itself": (
        'counterfactual: true\nwarning: w\nadd: {control.steps: [{id: a, places: [mill-end], '
        'party: government, because: "x", share: {assume: 1, because: "x"}, at: {step: a, because: "x"}}]}',
        5, "comes later",
    ),
    "a counterfactual without a warning": (
        "counterfactual: true\nset: {people.flight.return_rate: 0.1}", 1, "needs a 'warning'",
    ),
    "a warning too long": (f"set: {{people.flight.return_rate: 0.1}}\nwarning: {'w' * 301}", 4, "300"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "line", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_what_if_is_refused_at_its_line(
    edit: str, line: int, problem: str, asked: Callable[[str], Scenario]
) -> None:
    with pytest.raises(FaultsFound) as caught:
        asked(f"{ASKED}{edit}\n")
    assert all(Path(fault.file).name == "asked.yaml" for fault in caught.value.faults)
    assert {fault.line for fault in caught.value.faults if problem in fault.problem} == {line}, str(
        caught.value
    )


EDITED_FROM = {
    "half-the-buses": "2016-12-15",
    "twice-the-buses": "2016-12-15",
    "more-stay": "2016-11-19",
    "no-pause-8-dec": "2016-12-08",
    "no-suspension-16-dec": "2016-12-16",
    "offensive-not-halted-8-dec": "2016-12-08",
    "one-more-corridor": "2016-11-19",
    "truce-held-14-dec": "2016-12-14",
}
"""The day of the first thing that each what-if of the flagship changes."""

CHANGED: dict[str, Callable[[Episode, Episode], bool]] = {
    "half-the-buses": lambda _, b: b.evacuation.fleet.buses == 30,  # type: ignore[union-attr]
    "twice-the-buses": lambda _, b: b.evacuation.fleet.buses == 2 * 61.5,  # type: ignore[union-attr]
    "more-stay": lambda _, b: (b.flight.stay, b.flight.cross) == (0.75, 0.125),
    "no-pause-8-dec": lambda a, b: len(b.flight.bombardment) == len(a.flight.bombardment) - 1,
    "no-suspension-16-dec": lambda _, b: all(
        c.turned_back is None
        for c in b.evacuation.convoys  # type: ignore[union-attr]
    ),
    "offensive-not-halted-8-dec": lambda a, b: len(b.steps) == len(a.steps),
    "one-more-corridor": lambda a, b: len(b.flight.corridors) == len(a.flight.corridors) + 1,
    "truce-held-14-dec": lambda a, b: {s.id for s in a.steps} - {s.id for s in b.steps} == {"sukkari-14-dec"},
}


def test_every_what_if_of_the_flagship_is_known_here(flagship: Scenario) -> None:
    assert set(list_what_ifs(flagship)) == set(EDITED_FROM) == set(CHANGED)
    marked = {name for name in EDITED_FROM if load_what_if(flagship, name).counterfactual}
    assert marked == {"offensive-not-halted-8-dec", "truce-held-14-dec"}


@pytest.mark.parametrize("name", EDITED_FROM)
def test_a_what_if_of_the_flagship_changes_what_it_says_and_nothing_before(
    name: str, flagship: Scenario
) -> None:
    what_if = load_what_if(flagship, name)
    assert what_if.question.endswith("?")
    assert "warning" in what_if.model_fields_set
    edited = apply_what_ifs(flagship, [name])
    before, after = api.replay(flagship), api.replay(edited)
    assert CHANGED[name](before.episode, after.episode)
    day = [date.isoformat() for date in before.calendar.dates()].index(EDITED_FROM[name])
    assert (before.people[:day] == after.people[:day]).all()
    assert (before.control[:day] == after.control[:day]).all()
    assert (before.people != after.people).any()


def test_the_captures_of_two_days_come_two_days_earlier(flagship: Scenario) -> None:
    before = resolve(flagship).steps
    after = resolve(apply_what_ifs(flagship, ["offensive-not-halted-8-dec"])).steps
    moved = {(a.id, a.district): a.minute for a in after}
    shifts = {step.id: moved[step.id, step.district] - step.minute for step in before}
    gone = {name for name, minutes in shifts.items() if minutes}
    assert set(shifts.values()) == {0, -48 * 60}
    assert gone - {"tal-az-zarazir-12-dec"} == {
        name.rpartition(".")[2] for name in load_what_if(flagship, "offensive-not-halted-8-dec").shift
    }


def test_a_lesson_is_made_of_no_what_if(asked: Callable[[str], Scenario]) -> None:
    scenario = asked(f"{ASKED}set: {{people.evacuation.fleet.buses: 3}}\n")
    with pytest.raises(Exception, match="a lesson has no what-ifs"):
        api.bundle(scenario)
    assert isinstance(api.bundle(load_scenario(scenario.folder)), Bundle)


def test_a_replay_of_a_what_if_tells_question_and_warning(
    asked: Callable[[str], Scenario], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = asked(f"{MARKED}remove: [control.steps.orchard-row-8-mar]\n").folder
    assert main(["replay", str(folder), "--what-if", "asked", "--out", str(tmp_path / "out")]) == 0
    said = "Counterfactual what-if asked: What if? Warning: Nobody knows."
    assert said in capsys.readouterr().out
    assert said in (tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8")
    assert '"counterfactual": true' in (tmp_path / "out" / "summary.json").read_text(encoding="utf-8")
    assert "counterfactual what-if asked" in (tmp_path / "out" / "provenance.csv").read_text(encoding="utf-8")


def test_the_list_marks_counterfactuals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    told = capsys.readouterr().out
    assert "truce-held-14-dec           counterfactual: What if the truce" in told
    assert "no-suspension-16-dec        What if the suspension" in told


def test_a_page_asks_nothing_by_itself_and_titles_what_it_is_asked(
    asked: Callable[[str], Scenario],
) -> None:
    scenario = asked(f"{MARKED}remove: [control.steps.orchard-row-8-mar]\n")
    title: dict[str, Any] = _title(api.replay(scenario), Shown())
    assert title["title"].endswith(" (counterfactual what-if asked)")
    assert title["note"].startswith("Counterfactual what-if asked: What if? Warning: Nobody knows. ")
    title = _title(api.replay(load_scenario(scenario.folder)), Shown())
    assert "what-if" not in f"{title['title']} {title['note']}"
    assert title["whatIfs"] == []
