"""Numbers of a scenario and figures of a replay in plain words, and their values with units."""

from __future__ import annotations

from sim.ensemble.plan import CLAIMS, Number
from sim.ensemble.points import INSIDE
from sim.episode.episode import Episode
from sim.scenario.load import Scenario
from sim.scenario.settle import READ

SHARE, DAILY, MINUTES, WHEN, BARE = "share", "a day", "minutes", "moment", ""

NAMED: dict[str, tuple[str, str]] = {
    "population.everyone": ("people inside at the start", "people"),
    "population.fighters": ("fighters at the start", "people"),
    "population.wounded_share": ("wounded among those inside at the start", SHARE),
    "population.spread": ("how far people are spread by area (power of the area)", BARE),
    "flight.stay_when_captured": ("who stays when ground is taken", SHARE),
    "flight.cross_when_captured": ("who crosses the lines when ground is taken", SHARE),
    "flight.fighters_surrender_when_captured": ("fighters who surrender when ground is taken", SHARE),
    "flight.cross_near_front": ("who crosses where the front is near", DAILY),
    "flight.retreat_near_front": ("who moves deeper in where the front is near", DAILY),
    "flight.retreat_under_bombardment": ("who moves under the heaviest shelling", DAILY),
    "flight.retreat_minutes": ("time to move deeper in", MINUTES),
    "flight.surrender_minutes": ("time to surrender", MINUTES),
    "flight.return_rate": ("who returns of those who crossed", DAILY),
    "evacuation.fleet.buses": ("buses of the evacuation", BARE),
    "evacuation.fleet.seats": ("seats of a bus", BARE),
    "evacuation.fleet.buses_per_convoy": ("buses of a convoy", BARE),
    "evacuation.fleet.ambulances": ("ambulances of the evacuation", BARE),
    "evacuation.fleet.ambulances_per_convoy": ("ambulances of a convoy", BARE),
    "evacuation.fleet.wounded_per_ambulance": ("wounded in an ambulance", BARE),
    "evacuation.fleet.loading_bays": ("places where convoys load at once", BARE),
    "evacuation.fleet.loading": ("time a convoy loads", MINUTES),
    "evacuation.fleet.checkpoint": ("time a convoy stands at the checkpoint", MINUTES),
    "evacuation.fleet.road": ("time a convoy is on the road", MINUTES),
    "evacuation.fleet.unloading": ("time a convoy unloads", MINUTES),
    "evacuation.fleet.returning": ("time an empty convoy drives back", MINUTES),
    "evacuation.fleet.load_per_convoy": ("people aboard a convoy of which no number is told", "people"),
    "evacuation.fighters_from_convoy": ("first convoy with fighters aboard", BARE),
    "flight.return_starts": ("when people begin to return", WHEN),
    "evacuation.opens": ("when the evacuation begins", WHEN),
    "evacuation.ends": ("when the evacuation ends", WHEN),
}
"""Words and unit of a number that every scenario has, by its path."""

WITHIN: dict[tuple[str, str], tuple[str, str]] = {
    ("population.density", "weight"): ("how densely people lived in {of}", BARE),
    ("flight.bombardment", "level"): ("shelling during {of} (1 is the heaviest)", BARE),
    ("flight.corridors", "minutes"): ("time on foot by the corridor {of}", MINUTES),
    ("flight.corridors", "people_per_hour"): ("people an hour through the corridor {of}", "people"),
    ("evacuation.convoys", "people"): ("people aboard {of}", "people"),
    ("evacuation.convoys", "wounded"): ("wounded aboard {of}", "people"),
    ("control", "share"): ("share that changes hands with {of}", SHARE),
    ("control", "at"): ("when ground changes hands with {of}", WHEN),
    ("flight.bombardment", "starts"): ("when the shelling changes to {of}", WHEN),
    ("closures", "starts"): ("when the closure {of} begins", WHEN),
    ("closures", "ends"): ("when the closure {of} ends", WHEN),
    ("evacuation.convoys", "due"): ("when {of} is due to leave", WHEN),
    ("evacuation.convoys", "arrives"): ("when {of} arrives", WHEN),
    ("evacuation.convoys", "turned_back"): ("when {of} is turned back", WHEN),
}
"""Words and unit of a number of one of several, by what it is one of and its last key."""

FIGURES = {
    "surrendered": "fighters who surrendered",
    "in-enclave-when-the-evacuation-opens": "people inside when the evacuation opens",
    "evacuated": "people evacuated",
    "evacuated-civilians": "civilians evacuated",
    "evacuated-fighters": "fighters evacuated",
    "evacuated-wounded": "wounded evacuated",
    "convoys-that-left": "convoys that left",
}
CROSSED = "crossed-to-"


def number_words(scenario: Scenario, number: Number) -> str:
    """What a number stands for; a claim's is its own text."""
    if number.kind == CLAIMS:
        text = scenario.record.claim(number.claim).text
        return f"when: {text}" if number.since else text
    return _assumed(scenario, number.name)[0]


def number_unit(scenario: Scenario, number: Number) -> str:
    """The unit that `valued` understands."""
    if number.since:
        return WHEN
    if number.name.endswith(READ):
        return _unit_at(scenario, number.used_at[0])
    if number.kind == CLAIMS:
        return scenario.record.claim(number.claim).unit
    return _assumed(scenario, number.name)[1]


def valued(value: float, unit: str) -> str:
    """A value as people write it: ``35 %``, ``0.2 % a day``, ``60 min``, ``1,200``."""
    if unit in (SHARE, DAILY):
        return f"{100 * value:.3g} %" + (" a day" if unit == DAILY else "")
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} min" if unit == MINUTES else text


def figure_words(episode: Episode, name: str) -> str:
    """What a figure of `readings` counts."""
    if name.startswith(INSIDE):
        return f"people inside at the end of {name.removeprefix(INSIDE)}"
    if name.startswith(CROSSED):
        place = name.removeprefix(CROSSED)
        names = {one.id: one.name for one in episode.places}
        return f"people who crossed to {names.get(place, place)}"
    return FIGURES[name]


def _unit_at(scenario: Scenario, path: str) -> str:
    """The unit of what is read into a claim: a step's is a share."""
    return SHARE if path.startswith("control.") else _assumed(scenario, path)[1]


def _assumed(scenario: Scenario, path: str) -> tuple[str, str]:
    if path in NAMED:
        return NAMED[path]
    parts = path.split(".")
    among = "closures" if parts[-3] == "closures" else ".".join(parts[:-2])
    words, unit = WITHIN[(among, parts[-1])]
    return words.format(of=_one_of(scenario, parts)), unit


def _one_of(scenario: Scenario, parts: list[str]) -> str:
    """What tells one of several: its id in words, or the names of its places."""
    if parts[1] != "density":
        return parts[-2].replace("-", " ")
    names = {place.id: place.name for place in scenario.places.places}
    places = scenario.people.population.density[int(parts[2])].places
    return ", ".join(names.get(place, place) for place in places)
