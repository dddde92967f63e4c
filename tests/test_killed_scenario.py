"""What the other tests of the valley do not look at: limits of a scenario, and where its files are found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_killed_faults import Told, faults_of, mill_end, told
from test_killed_resolve import VALLEY, edited

import sim
from sim.base import LIMITS
from sim.errors import FaultsFound, SimError
from sim.scenario import load, references
from sim.scenario.resettle import Again
from sim.scenario.resolve import resolve_start, resolve_steps, resolve_territory
from sim.scenario.resolve_people import resolve_people
from sim.scenario.settle import Settler
from sim.scenario.unsettled import Unsettled

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
