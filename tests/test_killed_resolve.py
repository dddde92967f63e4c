"""The invented valley resolved, value by value: every number and reason of its files reaches the episode.

What is expected stands in the valley's files; minutes count from the midnight of 5 March.
"""

from __future__ import annotations

import shutil
from dataclasses import astuple
from functools import cache
from pathlib import Path

import numpy as np

from sim.days import DAY, HOUR
from sim.episode.episode import Episode
from sim.episode.movement import Convoy, Corridor, Window
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.resolve import resolve

PROJECT = Path(__file__).parent / "data" / "valley"
VALLEY = PROJECT / "scenarios" / "valley"
GAZETTE = "the Gazette (own voice of 000)"
FIRST, OPENS, EVENING = DAY + 9 * HOUR, 4 * DAY + 8 * HOUR, 5 * DAY + 19 * HOUR
Edits = dict[str, dict[str, str]]


@cache
def told_by(account: str) -> Episode:
    return resolve(load_scenario(VALLEY), account=account)


def edited(folder: Path, edits: Edits) -> Scenario:
    """The valley copied into ``folder``, texts of its files replaced, each of which stands there once."""
    project = folder / f"project-{len(list(folder.iterdir()))}"
    shutil.copytree(PROJECT, project)
    for name, texts in edits.items():
        path = next(project.rglob(f"{name}.yaml"))
        text = path.read_text(encoding="utf-8")
        for old, new in texts.items():
            assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times in {name}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return load_scenario(project / "scenarios" / "valley")


def row(episode: Episode, path: str) -> tuple[str, str, str]:
    """Value, basis and reason of the only provenance row of a path."""
    (found,) = [line for line in episode.provenance if line.path == path]
    return found.value, found.basis, found.reason


def assumed(path: str, value: str, because: str) -> tuple[str, str, str, str]:
    return path, value, f"assumption:{path}", because


def claimed(path: str, value: str, claim: str, speaker: str, read: str = "") -> tuple[str, str, str, str]:
    return path, value, f"claim:{claim}", f"{speaker}, {claim[:3]} ¶{int(claim[5:7])}{read}"


ARMY = "North Army"
NOON_LATE = "; 'afternoon': between noon and dusk"
FLEET = [
    ("buses", "10", "two convoys' worth"), ("seats", "40", "a small bus"),
    ("buses_per_convoy", "5", "carries the 200 people of the first convoy (fitted to 000-p07-02)"),
    ("ambulances", "2", "one for each convoy"), ("ambulances_per_convoy", "1", "one for each convoy"),
    ("wounded_per_ambulance", "2", "two stretchers"), ("loading_bays", "1", "one gate"),
    ("loading", "60", "lists and boarding"), ("checkpoint", "10", "one stop"),
    ("road", "50", "a road into the hills"), ("unloading", "20", "families with luggage"),
    ("returning", "50", "the same road, empty"),
    ("load_per_convoy", "200", "as the first convoy (fitted to 000-p07-02)"),
]  # fmt: skip
SPOTS = [
    ("mill-end", "0.0045,0.04047"), ("orchard-row", "0.0045,0.03058"), ("stone-bridge", "0.0045,0.02158"),
    ("tile-works", "0.0045,0.01349"), ("west-gate", "0.0045,0.0045"), ("hill-camp", "0.04497,-0.02698"),
    ("hill-villages", "0.03597,-0.03597"), ("in-custody", "0.00719,0.06296"),
    ("mill-town", "0.0045,0.06296"), ("ridge", "0.00809,0.02248"),
]  # fmt: skip
PROVENANCE = [
    assumed("control.start.0", "opposition 1",
            "the outline is the line that the Guard held on the first day"),
    claimed("control.mill-end-6-mar", "government 1", "000-p03-01", ARMY),
    claimed("control.orchard-row-7-mar", "government 0.5", "000-p04-01", GAZETTE),
    claimed("control.orchard-row-8-mar-early", "opposition 1", "000-p05-01", GAZETTE),
    claimed("control.orchard-row-8-mar", "government 1", "000-p06-01", ARMY),
    claimed("control.stone-bridge-8-mar", "government 1", "000-p06-02", ARMY),
    assumed("control.tile-works-8-mar.share", "0.25",
            "no claim names it; the side that stands at the bridge stands at its edge"),
    assumed("control.tile-works-8-mar", "government 0.25", "no claim names it before the end"),
    assumed("control.tile-works-8-mar.at", "with step stone-bridge-8-mar +120 min",
            "next in line behind Stone Bridge"),
    claimed("control.whole-valley-10-mar", "government 1", "000-p10-01", GAZETTE),
    claimed("population.everyone", "4000", "000-p02-01", GAZETTE),
    claimed("population.fighters", "300", "000-p02-02", GAZETTE),
    assumed("population.wounded_share", "0.01", "a round figure"),
    assumed("population.spread", "1", "people are spread by area"),
    assumed("population.density.0.weight", "0.5", "half of it is sheds and kilns"),
    assumed("flight.bombardment.shelling.starts", "2001-03-05 00:00", "from the start"),
    assumed("flight.bombardment.shelling.level", "1", "told of as steady"),
    claimed("flight.bombardment.quiet.starts", "2001-03-09 08:00", "000-p07-01", GAZETTE),
    assumed("flight.bombardment.quiet.level", "0", "it stops when the road opens"),
    assumed("flight.stay_when_captured", "0.5", "half stay, the others part evenly"),
    assumed("flight.cross_when_captured", "0.25", "half of those who do not stay"),
    assumed("flight.fighters_surrender_when_captured", "0.1", "few of those passed over"),
    assumed("flight.cross_near_front", "0.02", "a few in a hundred a day"),
    assumed("flight.retreat_near_front", "0.04", "moving along the valley is easier than crossing"),
    assumed("flight.retreat_under_bombardment", "0.02", "some move even far from the line"),
    assumed("flight.retreat_minutes", "45", "three kilometres on foot"),
    assumed("flight.surrender_minutes", "20", "on the spot, then led away"),
    assumed("flight.corridors.mill-road.minutes", "90", "on foot over the line"),
    assumed("flight.corridors.mill-road.people_per_hour", "40",
            "one gate at which people are searched one by one"),
    assumed("flight.corridors.mill-road.closures.shut-before-mill-end.starts", "2001-03-05 00:00",
            "start of the replay"),
    assumed("flight.corridors.mill-road.closures.shut-before-mill-end.ends",
            "with step mill-end-6-mar +0 min", "the road begins behind Mill End"),
    assumed("flight.return_starts", "2001-03-09 12:00", "after the line had moved on"),
    assumed("flight.return_rate", "0.05", "one in twenty a day"),
    claimed("evacuation.opens", "2001-03-09 08:00", "000-p07-01", GAZETTE),
    claimed("evacuation.ends", "2001-03-10 19:00", "000-p10-01", GAZETTE,
            "; 'evening': after dusk (about 16:30 in November) and before night"),
    *(assumed(f"evacuation.fleet.{name}", value, because) for name, value, because in FLEET),
    claimed("evacuation.closures.suspended-9-mar.starts", "2001-03-09 15:00", "000-p08-01", GAZETTE,
            NOON_LATE),
    claimed("evacuation.closures.suspended-9-mar.ends", "2001-03-10 09:00", "000-p09-01", GAZETTE,
            "; 'morning': by the morning: reports of the night are in"),
    claimed("evacuation.convoys.convoy-1.due", "2001-03-09 10:00", "000-p07-02", GAZETTE),
    claimed("evacuation.convoys.convoy-1.people", "200", "000-p07-02", GAZETTE),
    assumed("evacuation.convoys.convoy-2.due", "2001-03-09 11:30", "an hour and a half after the first"),
    assumed("evacuation.convoys.convoy-2.wounded", "2", "one ambulance"),
    assumed("evacuation.convoys.convoy-3.due", "2001-03-09 14:30",
            "half an hour before departures were suspended"),
    claimed("evacuation.convoys.convoy-3.turned_back", "2001-03-09 15:00", "000-p08-01", GAZETTE, NOON_LATE),
    assumed("evacuation.fighters_from_convoy", "2", "the first convoy is of families"),
    *((f"territory.{place}", km2, "dataset:invented", "invented")
      for place, km2 in zip([name for name, _ in SPOTS[:5]], ("1", "1.2", "0.8", "1", "1"), strict=True)),
    *((f"places.{place}", at, "dataset:invented", "invented") for place, at in SPOTS),
]  # fmt: skip


def test_where_every_value_comes_from_in_the_order_of_the_files() -> None:
    assert [astuple(line) for line in told_by("reference").provenance] == PROVENANCE


STEPS = [
    (FIRST, 0, 0, 1, False, "mill-end-6-mar", "claim:000-p03-01"),
    (2 * DAY + 15 * HOUR, 1, 0, 0.5, False, "orchard-row-7-mar", "claim:000-p04-01"),
    (3 * DAY + 3 * HOUR, 1, 1, 1, True, "orchard-row-8-mar-early", "claim:000-p05-01"),
    (3 * DAY + 12 * HOUR, 1, 0, 1, False, "orchard-row-8-mar", "claim:000-p06-01"),
    (3 * DAY + 12 * HOUR, 2, 0, 1, False, "stone-bridge-8-mar", "claim:000-p06-02"),
    (3 * DAY + 14 * HOUR, 3, 0, 0.25, False, "tile-works-8-mar",
     "assumption:control.tile-works-8-mar;assumption:control.tile-works-8-mar.share"
     ";assumption:control.tile-works-8-mar.at"),
    *((EVENING, district, 0, 1, False, "whole-valley-10-mar", "claim:000-p10-01") for district in range(5)),
]  # fmt: skip


def test_the_steps_by_the_gazette_and_by_the_army() -> None:
    assert [astuple(step) for step in told_by("reference").steps] == STEPS
    army = [astuple(step) for step in told_by("north").steps]
    thrown_back = (3 * DAY + 3 * HOUR, 1, 1, 0.5, True, "orchard-row-8-mar-early", "claim:001-p02-01")
    noon = [(5 * DAY + 12 * HOUR, *step[1:6], "claim:001-p03-01") for step in STEPS[6:]]
    assert army == [*STEPS[:2], thrown_back, *STEPS[3:6], *noon]
    assert row(told_by("north"), "control.orchard-row-8-mar-early") == (
        "opposition 0.5",
        "claim:001-p02-01",
        "North Army, 001 ¶2; read as 0.5: "
        "an attack that is thrown back leaves the line where it was, at half",
    )


def test_what_is_settled_by_whom() -> None:
    rules = {line.path: (line.followed, line.passed_over, line.rule, line.fell_back)
             for line in told_by("north").settled}  # fmt: skip
    fallback = "fallback to reference: press (rank 2)"
    assert rules["control.whole-valley-10-mar"] == (
        "001-p03-01", ("000-p10-01",), "north-army (rank 1 on control)", False,
    )  # fmt: skip
    assert rules["evacuation.ends"] == (
        "001-p03-01", ("000-p10-01",), "north-army (rank 1 on convoy)", False,
    )  # fmt: skip
    assert rules["population.everyone"] == ("000-p02-01", ("000-p02-03",), fallback, True)
    assert rules["flight.bombardment.quiet.starts"] == ("000-p07-01", (), fallback, False)
    claims = {"claims": [p for p, _, basis, _ in PROVENANCE if basis.startswith("claim:")]}
    assert list(rules) == claims["claims"]
    assert told_by("reference").driving == {
        part for _, _, basis, _ in PROVENANCE for part in [basis.removeprefix("claim:")] if part[0] == "0"
    }


def test_people_ways_and_vehicles() -> None:
    told = told_by("reference")
    flight, plan = told.flight, told.evacuation
    assert plan is not None
    assert told.population.basis == "claim:000-p02-01"
    assert told.population.inside.tolist() == [
        [880, 1056, 704, 440, 880], [67, 80, 53, 33, 67], [9, 11, 7, 4, 9],
    ]  # fmt: skip
    path = "assumption:flight.corridors.mill-road.closures.shut-before-mill-end"
    shut = Window("shut-before-mill-end", 0, FIRST, f"{path}.starts;{path}.ends")
    assert flight.corridors == (Corridor("mill-road", "mill-town", 0, 90, 40, (shut,)),)
    assert (flight.stay, flight.cross, flight.surrender) == (0.5, 0.25, 0.1)
    assert (flight.cross_near_front, flight.retreat_near_front, flight.retreat_bombed) == (0.02, 0.04, 0.02)
    assert (flight.retreat_minutes, flight.surrender_minutes, flight.custody) == (45, 20, "in-custody")
    assert flight.bombardment == ((0, 1.0), (OPENS, 0.0))
    assert (flight.return_to, flight.return_from) == (0, "mill-town")
    assert (flight.return_starts, flight.return_rate) == (4 * DAY + 12 * HOUR, 0.05)
    assert (plan.opens, plan.ends, plan.basis) == (OPENS, EVENING, "claim:000-p07-01;claim:000-p10-01")
    halt = Window(
        "suspended-9-mar", 4 * DAY + 15 * HOUR, 5 * DAY + 9 * HOUR, "claim:000-p08-01;claim:000-p09-01"
    )
    assert plan.closures == (halt,)
    assert astuple(plan.fleet) == (10, 40, 5, 2, 1, 2, 1, 60, 10, 50, 20, 50, 200)
    at = "assumption:evacuation.convoys"
    assert plan.convoys == (
        Convoy("convoy-1", OPENS + 120, 200, None, None, "claim:000-p07-02"),
        Convoy("convoy-2", OPENS + 210, None, 2, None, f"{at}.convoy-2.due"),
        Convoy("convoy-3", OPENS + 390, None, None, OPENS + 420, f"{at}.convoy-3.due"),
    )
    assert plan.fighters_from_convoy == 2
    assert plan.destinations == ("hill-villages", "hill-camp", "hill-villages")


def test_ground_and_map() -> None:
    told = told_by("reference")
    row_of_five = np.eye(5, k=1) + np.eye(5, k=-1)
    assert told.territory.touching.tolist() == row_of_five.tolist()
    assert told.territory.faces_government.tolist() == [1] * 5
    assert told.territory.faces_sdf.tolist() == [0] * 5
    assert told.territory.whole.tolist() == told.territory.areas.tolist() == [1, 1.2, 0.8, 1, 1]
    assert told.start.tolist() == [[0, 1, 0]] * 5
    assert told.start_basis == ("assumption:control.start.0",) * 5
    (outline,), (road,) = told.sheet.outlines, told.sheet.lines
    assert astuple(outline)[:4] == ("enclave", "The valley on 5 March", "enclave", "C")
    assert outline.points[2] == (0.04497, 0.00899)
    assert astuple(road)[:4] == ("hill-road", "Road to the hills", "road", "C")
    assert road.points[1] == (-0.01349, 0.01799)
    assert list(told.sheet.cells) == list(told.territory.districts)
    assert told.sheet.cells["mill-end"][0] == (0.03598, 0)
    assert told.sheet.note.startswith("A schematic map: cells grown")
    assert told.credits == ("invented",)
    names = {place.id: (place.name, place.arabic, place.kind, place.km2, place.area_basis)
             for place in (*told.places, *told.landmarks)}  # fmt: skip
    assert names["orchard-row"] == ("Orchard Row", "", "district", 1.2, "dataset:invented")
    assert names["hill-camp"] == ("Hill camp", "", "camp", None, None)
    assert [place.id for place in told.landmarks] == ["ridge"]


def test_head_of_the_episode() -> None:
    told = told_by("north")
    assert (told.scenario, told.account, told.account_name) == ("valley", "north", "North Army")
    assert told.title == "The Amber Valley, an invented week"
    assert told.subtitle.startswith("A small made-up scenario")
    assert told.question.startswith("How many people left the valley")
    assert (told.content_note, told.enclave_name) == ("Everything here is invented.", "the valley")
    assert resolve(load_scenario(VALLEY)).account == "reference"
    assert dict(told.inputs).keys() >= {"valley/people.yaml", "claims/000.yaml", "seeds/speakers.yaml"}
    assert len(told.inputs_hash) == 64
