"""Every message of what a scenario's files may not say: one entry each that breaks one rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from sim.base import LIMITS
from sim.scenario.basis import Bays, Density, Loading, Moment, Portion, Power, Quantity
from sim.scenario.figures import FigureEntry
from sim.scenario.gazetteer import PlaceFile, Sourced, TerritoryFile
from sim.scenario.schema import Corridor, Evacuation, Flight, Head, Step

CLAIM = "004-p10-05"
LATER = {"assume": "2001-03-05 10:00", "because": "x"}


def half(**more: Any) -> dict[str, Any]:
    return {"assume": 0.5, "because": "x", **more}


def span(low: float, high: float) -> dict[str, Any]:
    return half(range={"low": low, "high": high, "because": "x"})


HEAD = {
    "title": "x", "subtitle": "x", "question": "x", "content_note": "x", "first": "2001-03-05",
    "last": "2001-03-06", "utc_offset_hours": 0, "account": "a", "accounts": ["a", "b"], "enclave_name": "x",
}  # fmt: skip
STEP = {"id": "s", "places": ["a"], "claims": [CLAIM]}
CLOSURE = {"id": "shut", "starts": LATER, "ends": LATER, "because": "x"}
CORRIDOR = {
    "id": "road", "destination": "town", "minutes": half(), "people_per_hour": half(), "next_to": "sdf",
    "closures": [CLOSURE],
}  # fmt: skip
SHELLING = {"id": "heavy", "starts": LATER, "level": half()}
RATES = ("fighters_surrender_when_captured", "cross_near_front", "retreat_near_front",
         "retreat_under_bombardment", "retreat_minutes", "surrender_minutes", "return_rate")  # fmt: skip
FLIGHT = {
    **{name: half() for name in RATES}, "stay_when_captured": half(), "cross_when_captured": half(),
    "custody": "c", "corridors": [CORRIDOR], "bombardment": [SHELLING], "return_to": "a",
    "return_from": "town", "return_starts": LATER,
}  # fmt: skip
FLEET = ("buses", "seats", "buses_per_convoy", "ambulances", "ambulances_per_convoy",
         "wounded_per_ambulance", "loading_bays", "checkpoint", "road", "unloading", "returning",
         "load_per_convoy")  # fmt: skip
CONVOY = {"id": "one", "due": LATER}
EVACUATION = {
    "opens": LATER, "closures": [CLOSURE], "ends": LATER, "convoys": [CONVOY],
    "fleet": {**{name: half() for name in FLEET}, "loading": {"assume": 5, "because": "x"}},
    "fighters_from_convoy": half(),
    "destinations": {"civilians": "a", "fighters": "b", "wounded": "c"},
}  # fmt: skip
FIGURE = {"claim": CLAIM, "measure": "present"}
PLACE = {
    "id": "a", "name": "A", "kind": "k", "role": "district", "lat": 1, "lon": 1, "confidence": "A",
    "located": {"dataset": "d"}, "named_in_record": True, "basis": "x",
}  # fmt: skip
DATASETS = {"d": {"name": "x", "credit": "x", "reason": "x"}}
PLACES = {"datasets": DATASETS, "places": [PLACE, {**PLACE, "id": "b"}]}
AREA = {"km2": 1, "dataset": "d"}
TERRITORY = {
    "enclave_km2": 2, "districts": {"a": AREA, "b": AREA},
    "groups": {"both": {"districts": ["a", "b"], "because": "x"}},
}  # fmt: skip
SOUND: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (Quantity, half()), (Quantity, span(0.5, 0.5)), (Portion, span(0, 1)), (Bays, half()), (Power, half()),
    (Loading, {"assume": 5, "because": "x"}), (Density, half()), (Moment, LATER), (Head, HEAD),
    (Head, {**HEAD, "first": "2001-01-01", "last": "2002-01-01"}),
    (Head, {**HEAD, "first": "2001-03-06"}), (Head, {**HEAD, "first": "1800-01-01", "last": "1800-01-01"}),
    (Head, {**HEAD, "first": "2200-12-31", "last": "2200-12-31"}), (Step, STEP), (Corridor, CORRIDOR),
    (Flight, FLIGHT), (Evacuation, EVACUATION), (FigureEntry, FIGURE), (PlaceFile, PLACES),
    (TerritoryFile, TERRITORY), (TerritoryFile, {**TERRITORY, "enclave_km2": 2.004}),
    (Sourced, {"assume": "x", "because": "x"}),
]  # fmt: skip
TWICE = "stands twice"
NOT_ALL = "those who stay and those who cross when captured are more than all"
BROKEN: dict[str, tuple[type[BaseModel], dict[str, Any], str]] = {
    "a number of nothing": (Quantity, {"because": "x"}, "give either 'claims' or 'assume' with 'because'"),
    "a number without a reason": (
        Quantity, {"assume": 1}, "what is assumed or read into a claim needs 'because'",
    ),
    "read of another": (
        Quantity, {"claims": [CLAIM], "read_as": {"004-p10-06": 1}, "because": "x"},
        "'read_as' names a claim that is not in 'claims'",
    ),
    "a claim twice": (Quantity, {"claims": [CLAIM, CLAIM]}, f"claim '{CLAIM}' {TWICE}"),
    "over all": (Portion, {"assume": 1.25, "because": "x"}, "1.25 is not between 0 and 1"),
    "read over all": (
        Portion, {"claims": [CLAIM], "read_as": {CLAIM: -1}, "because": "x"}, "-1 is not between 0 and 1",
    ),
    "bays": (Bays, {"assume": 21, "because": "x"}, "21 is not between 0 and 20"),
    "loading": (Loading, {"assume": 4.5, "because": "x"}, "4.5 is not between 5 and 1e+08"),
    "power": (Power, {"assume": 5.5, "because": "x"}, "5.5 is not between 0 and 5"),
    "density": (Density, {"assume": 101, "because": "x"}, "101 is not between 0 and 100"),
    "range of a claim": (
        Quantity, {"claims": [CLAIM], "range": {"low": 0, "high": 1, "because": "x"}},
        "'range' goes with 'assume'; a claim has the range of its wording",
    ),
    "range beside it": (Quantity, span(0.6, 1), "the range 0.6 to 1 leaves out the assumed 0.5"),
    "range below it": (Quantity, span(0, 0.25), "the range 0 to 0.25 leaves out the assumed 0.5"),
    "range over all": (Portion, span(0.25, 1.5), "the range 0.25 to 1.5 leaves 0 to 1"),
    "range under nothing": (Portion, span(-1, 0.5), "the range -1 to 0.5 leaves 0 to 1"),
    "two bases": (
        Moment, {**LATER, "step": "s"}, "give exactly one of 'claims', 'assume' and 'step'",
    ),
    "a moment without a reason": (
        Moment, {"claims": [CLAIM], "after": 5}, "a moment that is not a claim's own needs 'because'",
    ),
    "a moment years after": (
        Moment, {**LATER, "after": -LIMITS["minutes after a moment"] - 1},
        "-527,041 minutes, more than the limit of 527,040 from a moment",
    ),
    "days backwards": (Head, {**HEAD, "last": "2001-03-04"}, "a scenario spans 1 to 366 days, not 0"),
    "days without end": (
        Head, {**HEAD, "first": "2001-01-01", "last": "2002-01-02"},
        "a scenario spans 1 to 366 days, not 367",
    ),
    "long ago": (
        Head, {**HEAD, "first": "1799-12-31", "last": "1800-01-02"},
        "a scenario lies in the years 1800 to 2200, not 1799",
    ),
    "far ahead": (
        Head, {**HEAD, "first": "2200-12-31", "last": "2201-01-01"},
        "a scenario lies in the years 1800 to 2200, not 2200",
    ),
    "an account of its own": (
        Head, {**HEAD, "account": "c"}, "the default account must be one of 'accounts'",
    ),
    "an account twice": (Head, {**HEAD, "accounts": ["a", "a"]}, f"account 'a' {TWICE}"),
    "a step of nothing": (
        Step, {"id": "s", "places": ["a"]}, "a step without claims needs 'party', 'share' and 'at'",
    ),
    "a step without a reason": (
        Step, {**STEP, "places_assumed": True}, "what is assumed or read into a claim needs 'because'",
    ),
    "a step read of another": (
        Step, {**STEP, "read_as": {"004-p10-06": 1}, "because": "x"},
        "'read_as' names a claim that is not in 'claims'",
    ),
    "a place twice": (Step, {**STEP, "places": ["a", "b", "a"]}, f"place 'a' {TWICE}"),
    "a way to one's own side": (
        Corridor, {**CORRIDOR, "next_to": "opposition"},
        "'next_to' names the other side of the lines: government or sdf",
    ),
    "a closure twice": (Corridor, {**CORRIDOR, "closures": [CLOSURE, CLOSURE]}, f"'shut' {TWICE}"),
    "a corridor twice": (Flight, {**FLIGHT, "corridors": [CORRIDOR, CORRIDOR]}, f"'road' {TWICE}"),
    "shelling twice": (Flight, {**FLIGHT, "bombardment": [SHELLING, SHELLING]}, f"'heavy' {TWICE}"),
    "more than all": (Flight, {**FLIGHT, "stay_when_captured": {"assume": 0.75, "because": "x"}}, NOT_ALL),
    "nowhere for the wounded": (
        Evacuation, {**EVACUATION, "destinations": {"civilians": "a", "fighters": "b"}},
        "'destinations' names a place for civilians, fighters and wounded each",
    ),
    "a convoy twice": (Evacuation, {**EVACUATION, "convoys": [CONVOY, CONVOY]}, f"'one' {TWICE}"),
    "a suspension twice": (Evacuation, {**EVACUATION, "closures": [CLOSURE] * 2}, f"'shut' {TWICE}"),
    **{
        f"{measure} of nobody": (
            FigureEntry, {**FIGURE, "measure": measure, "places": ["a"], "since": LATER},
            f"measure '{measure}' needs 'party'",
        )
        for measure in ("area", "districts-held", "districts-gained", "gap", "enclave-share")
    },
    "aboard nothing": (FigureEntry, {**FIGURE, "measure": "aboard"}, "measure 'aboard' needs 'convoy'"),
    "a gap from nowhere": (
        FigureEntry, {**FIGURE, "measure": "gap", "party": "sdf"}, "measure 'gap' needs 'places'",
    ),
    "control of nothing": (FigureEntry, {**FIGURE, "measure": "control"}, "measure 'control' needs 'places'"),
    "gained since when": (
        FigureEntry, {**FIGURE, "measure": "districts-gained", "party": "sdf"},
        "measure 'districts-gained' needs 'since'",
    ),
    "control by nobody": (
        FigureEntry, {**FIGURE, "measure": "control", "places": ["a"]}, "measure 'control' needs 'party'",
    ),
    **{
        f"{measure} by {key}": (
            FigureEntry, {**FIGURE, "measure": measure, key: value}, f"measure '{measure}' takes no '{key}'",
        )
        for measure, key, value in (
            ("present", "places", ["a"]), ("crossed", "group", "fighters"), ("convoys", "since", LATER),
            ("evacuated", "destination", "a"), ("surrendered", "party", "sdf"), ("displaced", "convoy", "b"),
        )
    },
    "a coordinate of nothing": (Sourced, {}, "give either 'dataset' or 'assume' with 'because'"),
    "a coordinate without a reason": (Sourced, {"assume": "x"}, "what is assumed needs 'because'"),
    "one place twice": (PlaceFile, {**PLACES, "places": [PLACE, PLACE]}, f"place 'a' {TWICE}"),
    "no such data set": (
        PlaceFile, {**PLACES, "places": [{**PLACE, "area": {"km2": 1, "dataset": "e"}}]},
        "place 'a' names no known data set ('e')",
    ),
    "more ground than there is": (
        TerritoryFile, {**TERRITORY, "enclave_km2": 2.25}, "districts sum to 2.00 km², not 2.25",
    ),
    "district and group": (
        TerritoryFile, {**TERRITORY, "groups": {"a": {"districts": ["b"], "because": "x"}}},
        "'a' names a district and a group",
    ),
    "a group of nothing known": (
        TerritoryFile, {**TERRITORY, "groups": {"all": {"districts": ["c"], "because": "x"}}},
        "group 'all' names no district 'c'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("model", "data"), SOUND)
def test_what_is_sound_and_at_the_edge(model: type[BaseModel], data: dict[str, Any]) -> None:
    assert model.model_validate_json(json.dumps(data))


@pytest.mark.parametrize(("model", "data", "message"), BROKEN.values(), ids=BROKEN)
def test_one_broken_rule_is_the_only_thing_told(
    model: type[BaseModel], data: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(json.dumps(data))
    assert [error["msg"] for error in caught.value.errors()] == [f"Value error, {message}"]
