"""The valley with one thing written otherwise: what the resolved episode then says, or how it is refused."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from test_killed_resolve import GAZETTE, OPENS, VALLEY, Edits, edited, row

from sim.days import DAY, HOUR
from sim.episode.episode import Episode
from sim.episode.movement import Convoy
from sim.errors import FaultsFound, SimError
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve
from sim.yamlfile import line_of

MILL_END = "- id: mill-end-6-mar\n  places: [mill-end]\n  claims: [000-p03-01]\n"
ASSUMED_AT = 'at: {assume: "2001-03-06 10:30", because: "a guess", after: 15, fitted_to: [000-p09-02]}'


def with_step(text: str) -> Edits:
    return {"control": {MILL_END: MILL_END + text}}


def first_step(told: Episode) -> tuple[Any, ...]:
    return astuple(next(step for step in told.steps if step.id == "mill-end-6-mar"))


def test_a_claimed_step_with_a_moment_of_its_own(tmp_path: Path) -> None:
    told = resolve(edited(tmp_path, with_step(f"  {ASSUMED_AT}\n")))
    basis = "claim:000-p03-01;assumption:control.mill-end-6-mar.at"
    assert first_step(told) == (DAY + 10 * HOUR + 45, 0, 0, 1, False, "mill-end-6-mar", basis)
    assert row(told, "control.mill-end-6-mar.at") == (
        "2001-03-06 10:45", "assumption:control.mill-end-6-mar.at", "a guess (fitted to 000-p09-02)",
    )  # fmt: skip
    assert "000-p09-02" in told.driving
    assert next(figure for figure in told.figures if figure.claim == "000-p09-02").role == "drives"


def test_a_moment_some_minutes_after_a_claim(tmp_path: Path) -> None:
    told = resolve(
        edited(tmp_path, with_step('  at: {claims: [000-p07-01], after: -30, because: "before it"}\n'))
    )
    assert first_step(told)[0] == OPENS - 30
    assert row(told, "control.mill-end-6-mar.at") == (
        "2001-03-09 07:30", "claim:000-p07-01", f"{GAZETTE}, 000 ¶7; -30 min: before it",
    )  # fmt: skip


def test_a_step_whose_places_the_claim_does_not_name(tmp_path: Path) -> None:
    text = '  places_assumed: true\n  because: "it is next to it"\n'
    told = resolve(
        edited(
            tmp_path, {"control": {MILL_END: MILL_END.replace("[mill-end]", "[west-gate, mill-end]") + text}}
        )
    )
    steps = [astuple(step) for step in told.steps if step.id == "mill-end-6-mar"]
    basis = "claim:000-p03-01;assumption:control.mill-end-6-mar.places"
    assert [(step[1], step[6]) for step in steps] == [(4, basis), (0, basis)]
    assert row(told, "control.mill-end-6-mar.places") == (
        "west-gate mill-end", "assumption:control.mill-end-6-mar.places", "it is next to it",
    )  # fmt: skip


def test_a_step_of_a_claim_that_names_no_side_and_no_share(tmp_path: Path) -> None:
    """An event read as a whole share is the government's unless the step names a side."""
    event = MILL_END.replace("000-p03-01", "000-p07-01")
    read = '  read_as: {000-p07-01: 0.75}\n  because: "all but a corner"\n'
    told = resolve(edited(tmp_path, {"control": {MILL_END: event + read}}))
    assert first_step(told) == (OPENS, 0, 0, 0.75, False, "mill-end-6-mar", "claim:000-p07-01")
    assert row(told, "control.mill-end-6-mar")[::2] == (
        "government 0.75", f"{GAZETTE}, 000 ¶7; read as 0.75: all but a corner",
    )  # fmt: skip


def test_a_step_names_the_side_where_a_claim_names_another_and_may_be_exact(tmp_path: Path) -> None:
    told = resolve(edited(tmp_path, with_step("  party: opposition\n")))
    assert first_step(told)[2:5] == (1, 1, True)
    assert first_step(resolve(edited(tmp_path, with_step("  exactly: true\n"))))[2:5] == (0, 1, True)


SDF = "    next_to: government\n"
SHARE = "population:\n  everyone: {claims: [000-p02-01, 000-p02-03]}\n"
READ = '{claims: [000-p02-01], read_as: {000-p02-01: %s}, because: "a test"}'
STAY = '{assume: 0.5, because: "half stay, the others part evenly"}'
CROSS = '{assume: 0.25, because: "half of those who do not stay"}'
WEIGHTS = '  - places: [tile-works]\n    weight: {assume: 0.5, because: "half of it is sheds and kilns"}'
REFUSED: dict[str, tuple[Edits, str, str]] = {
    "a step of an event": (
        {"control": {MILL_END: MILL_END.replace("000-p03-01", "000-p07-01")}},
        "step 'mill-end-6-mar' follows 000-p07-01, which gives no share",
        "add it to read_as with a reason",
    ),
    "no way to the government": (
        {"people": {SDF: "    next_to: sdf\n"}},
        "step 'mill-end-6-mar' takes ground and no corridor leads to that side",
        "add a corridor with next_to: government to people.yaml",
    ),
    "no way to the sdf": (
        with_step("  party: sdf\n"),
        "step 'mill-end-6-mar' takes ground and no corridor leads to that side",
        "add a corridor with next_to: sdf to people.yaml",
    ),
    "more than all": (
        {"people": {STAY: READ % 0.8}},
        "0.8 stay and 0.25 cross when their district is captured: more than all",
        "lower one of the two in people.yaml",
    ),
    "nobody lives anywhere": (
        {"people": {WEIGHTS: '  - places: [whole-valley]\n    weight: {assume: 0, because: "a test"}'}},
        "no district has any weight",
        "leave some 'density' above 0",
    ),
    "a step that comes later": (
        with_step('  at: {step: stone-bridge-8-mar, because: "with it"}\n'),
        "control.mill-end-6-mar.at waits for step 'stone-bridge-8-mar', which comes later in the file",
        "move it behind that step",
    ),
    "an event is no number": (
        {"people": {'{assume: 45, because: "three kilometres on foot"}': "{claims: [000-p07-01]}"}},
        "claim 000-p07-01 carries no number to use",
        "say with read_as what it is read as, and why",
    ),
    "a count is no share": (
        {"people": {'{assume: 0.1, because: "few of those passed over"}': "{claims: [000-p02-01]}"}},
        "flight.fighters_surrender_when_captured follows 000-p02-01, which gives 4000: not between 0 and 1",
        "follow another claim, or convert this one with read_as and a reason",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "error", "hint"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_settled_is_told_in_full(tmp_path: Path, edits: Edits, error: str, hint: str) -> None:
    scenario = edited(tmp_path, edits)
    with pytest.raises(FaultsFound) as caught:
        resolve(scenario)
    (fault,) = caught.value.faults
    assert (fault.problem, fault.remedy) == (error, hint)
    assert Path(fault.file).parent == scenario.folder
    keys = tuple(int(key) if key.isdigit() else key for key in fault.key.split("."))
    assert 1 < fault.line == line_of(Path(fault.file), keys) > line_of(Path(fault.file), keys[:1])


def test_all_who_are_captured_may_stay_or_cross(tmp_path: Path) -> None:
    """0.75 and 0.25 are exactly all: nobody retreats."""
    assert resolve(edited(tmp_path, {"people": {STAY: READ % 0.75}})).flight.retreat == 0


def test_an_account_that_the_valley_does_not_have() -> None:
    with pytest.raises(SimError) as caught:
        resolve(load_scenario(VALLEY), account="south")
    assert str(caught.value) == "the scenario has no account 'south'"
    assert caught.value.hint == "one of reference, north"


def test_an_account_with_no_word_of_its_own_is_refused_in_full(tmp_path: Path) -> None:
    scenario = edited(tmp_path, {"accounts": {
        "      control: [north-army]\n      convoy: [north-army]": "      casualty: [north-army]",
    }})  # fmt: skip
    with pytest.raises(FaultsFound) as caught:
        resolve(scenario, account="north")
    (fault,) = caught.value.faults
    assert Path(fault.file) == scenario.record.folder / "accounts.yaml"
    assert (fault.line, fault.key) == (11, "accounts.north.order")
    assert fault.problem == ("answers nothing: none of its speakers speaks on any of 4 contested questions")
    assert fault.remedy == "rank speakers of this scenario's claims, or leave 'north' out of its accounts"


CONVOY_1 = "due: {claims: [000-p07-02]}, people: {claims: [000-p07-02]}"
CONVOYS = {
    CONVOY_1: 'arrives: {claims: [000-p09-01]}, wounded: {assume: 2.5, because: "a test"}',
}


def test_a_convoy_by_its_arrival_leaves_earlier_and_stands_in_the_order_of_departure(tmp_path: Path) -> None:
    told = resolve(edited(tmp_path, {"people": CONVOYS}))
    assert told.evacuation is not None
    assert [convoy.id for convoy in told.evacuation.convoys] == ["convoy-2", "convoy-3", "convoy-1"]
    due = 5 * DAY + 9 * HOUR - 10 - 50
    assert told.evacuation.convoys[-1] == Convoy("convoy-1", due, None, 2, None, "claim:000-p09-01")
    assert row(told, "evacuation.convoys.convoy-1.arrives")[0] == "2001-03-10 09:00"


ABOARD = "- {claim: 000-p07-02, measure: aboard, convoy: convoy-1}\n"


def test_a_valley_without_evacuation(tmp_path: Path) -> None:
    people = (VALLEY / "people.yaml").read_text(encoding="utf-8")
    told = resolve(edited(tmp_path, {"people": {people[people.index("evacuation:") :]: ""},
                           "figures": {ABOARD: ""}}))  # fmt: skip
    assert told.evacuation is None
    assert [place.id for place in told.places][5:] == ["in-custody", "mill-town"]


STARTS = 'starts: {assume: "2001-03-%s 00:00", because: "from the start"}'
LEVEL = 'level: {assume: %s, because: "it stops when the road opens"}'


def test_shelling_stands_in_the_order_of_time(tmp_path: Path) -> None:
    later = {STARTS % "05": STARTS % "10", LEVEL % "0.0": LEVEL % "0.3"}
    told = resolve(edited(tmp_path, {"people": later}))
    assert told.flight.bombardment == ((OPENS, 0.3), (5 * DAY, 1.0))


def test_weights_multiply_and_a_group_stands_for_its_districts(tmp_path: Path) -> None:
    more = '\n  - places: [whole-valley]\n    weight: {assume: 2, because: "a test"}'
    half = '\n  - places: [mill-end, west-gate]\n    weight: {assume: 0.5, because: "a test"}'
    told = resolve(edited(tmp_path, {"people": {WEIGHTS: WEIGHTS + more + half}}))
    assert told.population.inside[0].tolist() == [566, 1358, 905, 566, 565]  # 3,960 by 1, 2.4, 1.6, 1, 1
    assert row(told, "population.density.2.weight")[0] == "0.5"


ORCHARD = (
    "    confidence: C\n    located: {dataset: invented}\n    area_inside: {km2: 1.2, dataset: invented}\n"
)
EDGE = "    touches: [tile-works]\n    borders: "
LOCATED = 'located: {assume: "by eye", because: "no map has it"}'


def test_places_and_areas_that_are_assumed_or_cut(tmp_path: Path) -> None:
    """A published area counts for what lies outside only where the part inside is published too."""
    cut = (
        ORCHARD.replace("located: {dataset: invented}", LOCATED) + "    area: {km2: 2.5, dataset: invented}\n"
    )
    gate = "    area_inside: {km2: 0.8, dataset: invented}\n"
    told = resolve(edited(tmp_path, {
        "places": {ORCHARD: cut, gate: gate + "    area: {km2: 3, dataset: invented}\n    arabic: \"جسر\"\n"},
        "territory": {
            "stone-bridge: {km2: 0.8, dataset: invented}":
                'stone-bridge: {km2: 0.8, assume: "parted", because: "between two names"}',
        },
        "map": {EDGE + "[government]": EDGE + "[sdf]"},
    }))  # fmt: skip
    assert told.territory.whole.tolist() == [1, 2.5, 0.8, 1, 1]
    assert told.territory.faces_government.tolist() == [1, 1, 1, 1, 0]
    assert told.territory.faces_sdf.tolist() == [0, 0, 0, 0, 1]
    by_id = {place.id: place for place in told.places}
    assert by_id["orchard-row"].basis == "assumption:places.orchard-row"
    assert (by_id["stone-bridge"].arabic, by_id["stone-bridge"].area_basis) == (
        "جسر", "assumption:territory.stone-bridge",
    )  # fmt: skip
    assert row(told, "territory.stone-bridge") == (
        "0.8", "assumption:territory.stone-bridge", "parted: between two names",
    )  # fmt: skip
    assert row(told, "places.orchard-row")[1:] == (
        "assumption:places.orchard-row", "by eye: no map has it",
    )  # fmt: skip


def test_a_start_that_two_share_and_districts_one_by_one(tmp_path: Path) -> None:
    rest = "[mill-end, orchard-row, stone-bridge, tile-works]"
    told = resolve(edited(tmp_path, {"control": {
        "start:\n- places: [whole-valley]\n": f"start:\n- places: {rest}\n",
        "on the first day\"\n": 'on the first day"\n'
        "- places: [west-gate]\n  shares:\n    assume: {sdf: 0.25, opposition: 0.5, government: 0.25}\n"
        '    because: "parted"\n    fitted_to: [000-p09-02]\n',
    }}))  # fmt: skip
    assert told.start.tolist() == [[0, 1, 0]] * 4 + [[0.25, 0.5, 0.25]]
    assert told.start_basis == ("assumption:control.start.0",) * 4 + ("assumption:control.start.1",)
    assert row(told, "control.start.1") == (
        "sdf 0.25, opposition 0.5, government 0.25",
        "assumption:control.start.1",
        "parted (fitted to 000-p09-02)",
    )
    assert "000-p09-02" in told.driving
