"""What the other tests of the valley do not look at: limits of a scenario, and where its files are found."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_killed_faults import Told, faults_of, listed, mill_end, told
from test_killed_resolve import VALLEY, edited

import sim
from sim.base import LIMITS
from sim.errors import FaultsFound, SimError
from sim.scenario import load, references
from sim.scenario.load import Scenario
from sim.scenario.overlay import apply_what_if
from sim.scenario.resettle import Again
from sim.scenario.resolve import resolve, resolve_start, resolve_steps, resolve_territory
from sim.scenario.resolve_people import resolve_people
from sim.scenario.settle import Settler
from sim.scenario.unsettled import Unsettled, located
from sim.scenario.what_if import WhatIf

LIMITED: dict[str, tuple[int, Told]] = {
    "changes of control": (
        11,
        ("control.yaml", 7, "steps", "11 changes of control, more than the limit of 10",
         "name fewer places with each step"),
    ),
    "figures": (
        4, ("figures.yaml", 2, "figures", "4 figures, more than the limit of 3", "leave some unlisted"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LIMITED)
def test_as_many_as_the_limit_and_one_more(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there, fault = LIMITED[what]
    monkeypatch.setitem(LIMITS, what, there)
    assert load.load_scenario(VALLEY).id == "valley"
    monkeypatch.setitem(LIMITS, what, there - 1)
    assert faults_of(VALLEY) == [fault]


def test_the_checkout_is_looked_up_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = Path(sim.__file__).resolve().parents[1]
    monkeypatch.chdir(tmp_path)
    assert load.project_folders()[0] == checkout
    assert load.list_scenarios()[0] == checkout / "scenarios" / "aleppo-2016"
    assert load.find_record(tmp_path / "scenarios" / "lonely") == checkout / "seeds"


def test_near_names_are_looked_for_up_to_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "NEAR", 1)
    with pytest.raises(FaultsFound) as caught:
        edited(tmp_path, mill_end("[mill-end]", "[mill-enda, mill-endb]"))
    assert told(caught) == [
        ("control.yaml", 9, "steps.0.places", f"'{name}' is off the map of districts", remedy)
        for name, remedy in (("mill-enda", "did you mean 'mill-end'?"), ("mill-endb", "name one of 6 known"))
    ]


def test_a_way_out_at_fault_is_told_once(tmp_path: Path) -> None:
    """The figure's destination is where the corridor would lead, were it written rightly."""
    nowhere = {"people": {"destination: mill-town": "destination: mill-twn"}}
    with pytest.raises(FaultsFound) as caught:
        edited(tmp_path, nowhere | listed("crossed, destination: mill-town"))
    assert [fault.key for fault in caught.value.faults] == ["flight.corridors.0.destination"]


def test_lines_that_cannot_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    geometry = pytest.importorskip("sim.scenario.geometry", reason="shapely is not installed")

    def refuse(_: object) -> None:
        raise geometry.ShapelyError("side location conflict")

    monkeypatch.setattr(geometry, "build_map", refuse)
    shutil.copytree(VALLEY, tmp_path, dirs_exist_ok=True)
    assert geometry.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"error: {tmp_path}: no map can be drawn (side location conflict)\n"
        "hint: simplify the lines and outlines\n"
    )


def test_what_ifs_that_are_no_folder(tmp_path: Path) -> None:
    folder = edited(tmp_path, {}).folder
    shutil.rmtree(folder / "what-ifs")
    (folder / "what-ifs").write_text("question: x", encoding="utf-8")
    assert faults_of(folder) == [("what-ifs", 1, "-", "not a folder", "keep what-ifs in a folder")]


def test_days_are_not_judged_where_the_head_is_at_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultsFound) as caught:
        edited(tmp_path, {"scenario": {"utc_offset_hours: 0\n": "utc_offset_hours: 0\nzzz: 1\n"}})
    assert [fault.key for fault in caught.value.faults] == ["zzz"]


def test_the_hash_of_all_inputs_is_of_their_names_and_hashes() -> None:
    scenario = load.load_scenario(VALLEY)
    whole = "".join(f"{name} {digest}\n" for name, digest in scenario.inputs)
    assert scenario.inputs_hash == hashlib.sha256(whole.encode()).hexdigest()


def test_a_figure_that_restates_what_drives_follows_nobody(tmp_path: Path) -> None:
    guard = "- {claim: 000-p02-03, measure: present, group: civilians"
    told_again = {"figures": {guard: f"{guard}, restates: [000-p02-01]"}}
    (figure,) = [f for f in resolve(edited(tmp_path, told_again)).figures if f.claim == "000-p02-03"]
    assert (figure.role, figure.follows) == ("drives", None)


def test_all_districts_without_a_place_are_named(tmp_path: Path) -> None:
    sources = pytest.importorskip("sim.scenario.map_sources", reason="shapely is not installed")
    shutil.copytree(VALLEY, tmp_path, dirs_exist_ok=True)
    places = (tmp_path / "places.yaml").read_text(encoding="utf-8")
    spoilt = places.replace("id: tile-works", "id: tile-work").replace("id: west-gate", "id: west-gat")
    (tmp_path / "places.yaml").write_text(spoilt, encoding="utf-8")
    with pytest.raises(SimError) as caught:
        sources.load_sources(tmp_path)
    assert str(caught.value) == "districts without a place: tile-works, west-gate"


def test_what_asks_for_a_day_is_named_where_there_is_none() -> None:
    scenario = load.load_scenario(VALLEY)
    claim = scenario.record.claim("000-p07-01")
    undated = claim.model_copy(update={"when": claim.when.model_copy(update={"day": None})})
    with pytest.raises(Unsettled) as caught:
        Settler(scenario, "reference").claim_minute("flight.return_starts", undated)
    assert (str(caught.value), caught.value.paths) == (
        "claim 000-p07-01 has no day", ("flight.return_starts",),
    )  # fmt: skip


WHAT_IFS = {
    "earlier": "set:\n  people.flight.return_rate: 0.1\nshift:\n  control.steps.tile-works-8-mar.at: 1\n",
    "later": "shift:\n  people.flight.return_starts: 2\n",
}


@pytest.mark.parametrize(
    ("path", "file", "line", "key"),
    [
        ("flight.return_rate", "earlier.yaml", 2, "set.people.flight.return_rate"),
        ("control.tile-works-8-mar.at", "earlier.yaml", 4, "shift.control.steps.tile-works-8-mar.at"),
        ("flight.return_starts", "later.yaml", 2, "shift.people.flight.return_starts"),
        ("control.tile-works-8-mar.share", "control.yaml", 28, "steps.5.share"),
    ],
)
def test_who_set_what_cannot_be_settled(tmp_path: Path, path: str, file: str, line: int, key: str) -> None:
    scenario = replace(edited(tmp_path, {}), what_ifs=tuple(WHAT_IFS))
    for name, text in WHAT_IFS.items():
        (scenario.folder / "what-ifs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (fault,) = located(scenario, Unsettled("comes to nothing", path, hint="change it")).faults
    assert (Path(fault.file).name, fault.line, fault.key) == (file, line, key)
    assert (fault.problem, fault.remedy) == ("comes to nothing", "change it")


def settled(settler: Settler) -> Settler:
    """The settler, once it has been asked for everything of control and people."""
    territory = resolve_territory(settler.scenario)
    resolve_start(settler.scenario, territory, settler)
    resolve_steps(settler.scenario, territory, settler)
    resolve_people(settler.scenario, territory, settler)
    return settler


def test_settled_again_a_value_has_the_same_basis() -> None:
    scenario = load.load_scenario(VALLEY)
    first, again = settled(Settler(scenario, "north")), Again(scenario, "north")
    settled(again)
    assert [(line.path, line.basis) for line in again.provenance] == [
        (line.path, line.basis) for line in first.provenance
    ]
    assert {(line.value, line.reason) for line in again.provenance} == {("", "")}
    assert again.settled == first.settled
    assert list(again.choices) == list(dict.fromkeys(first.asked))
    kept = dict(again.choices)
    assert settled(Again(scenario, "north", choices=again.choices)).settled == first.settled
    assert all(again.choices[question] is choice for question, choice in kept.items())


def asked(**edits: Any) -> Scenario:
    return apply_what_if(load.load_scenario(VALLEY), "asked", WhatIf(question="?", because="x", **edits))


def test_what_an_edit_breaks_elsewhere_is_told_with_its_path() -> None:
    with pytest.raises(FaultsFound) as caught:
        asked(remove=("people.evacuation.convoys.convoy-1",))
    ((_, _, key, problem, _),) = told(caught)
    assert key == "people.evacuation.convoys.convoy-1"
    assert problem == "figures.figures.2.convoy: no convoy 'convoy-1'"


def test_a_moment_may_be_moved_to_the_first_midnight() -> None:
    plan = resolve(asked(shift={"people.evacuation.opens": -104})).evacuation
    assert plan is not None
    assert plan.opens == 0


def spoilt(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the valley, in one of whose files a text that stands there is replaced once."""
    shutil.copytree(VALLEY, folder, dirs_exist_ok=True)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_lines_that_are_no_json(tmp_path: Path) -> None:
    sources = pytest.importorskip("sim.scenario.map_sources", reason="shapely is not installed")
    with pytest.raises(SimError) as caught:
        sources.load_sources(spoilt(tmp_path, "lines.geojson", "{", "["))
    assert "lines.geojson: not in the shape a map is built from (the whole: Invalid JSON" in str(caught.value)


@pytest.mark.parametrize(
    ("start", "one_spot"), [("0.00453, lon: 0.03061", True), ("0.001, lon: 0.03058", False)]
)
def test_starts_a_few_metres_apart_are_one_spot(tmp_path: Path, start: str, one_spot: bool) -> None:
    """Beside the start of Orchard Row, or south of it on the same meridian."""
    sources = pytest.importorskip("sim.scenario.map_sources", reason="shapely is not installed")
    given = f"    grows_from: {{lat: {start}, because: x}}\n    named_in_record: true\n"
    folder = spoilt(tmp_path, "places.yaml", "    named_in_record: true\n", given)
    if not one_spot:
        assert sources.load_sources(folder).centres["mill-end"] == (0.03058, 0.001)
        return
    with pytest.raises(SimError, match="lie on one spot"):
        sources.load_sources(folder)
