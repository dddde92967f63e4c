"""Faults of a scenario told in full, by one edit of the valley each: where, what is wrong, what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_killed_resolve import VALLEY, Edits, edited

from sim.base import LIMITS
from sim.errors import FaultsFound, SimError
from sim.scenario import load
from sim.scenario.load import find_record, load_scenario
from sim.scenario.overlay import apply_what_ifs

Told = tuple[str, int, str, str, str]

MILL_END = "- id: mill-end-6-mar\n  places: [mill-end]\n  claims: [000-p03-01]\n"
START = "start:\n- places: [whole-valley]\n"
LISTED = "- {claim: 000-p09-02, measure: evacuated}"
MORNING = 'when: {day: 2001-03-06, part: "morning", basis: inferred, because: "Tuesday after Monday 5 March"}'
EVENING = (
    'when: {day: 2001-03-10, part: "evening", basis: inferred, because: "Saturday after Friday 9 March"}'
    "\n  said: 1500"
)
UNDATED = 'when: {basis: none, because: "x"}'
SPAN = "2001-03-05 to 2001-03-10"
ANOTHER_DAY = "choose a day of the scenario"
LEAVE_OUT = "leave it out, or give 'at' with a reason"


def listed(text: str) -> Edits:
    return {"figures": {LISTED: LISTED.replace("evacuated", text)}}


def mill_end(old: str, new: str) -> Edits:
    return {"control": {MILL_END: MILL_END.replace(old, new)}}


FAULTS: dict[str, tuple[Edits, list[Told]]] = {
    "a district, and nothing near it": (
        mill_end("[mill-end]", "[zzz]"),
        [("control.yaml", 9, "steps.0.places", "'zzz' is off the map of districts", "name one of 6 known")],
    ),
    "a group that is nearly one": (
        {"control": {START: START.replace("valley", "vally")}},
        [
            ("control.yaml", 2, "start",
             "no shares at the start for mill-end, orchard-row, stone-bridge, tile-works, west-gate",
             "add them to 'start'"),
            ("control.yaml", 3, "start.0.places", "'whole-vally' is off the map of districts",
             "did you mean 'whole-valley'?"),
        ],
    ),
    "a claim that is nearly one": (
        mill_end("000-p03-01", "000-p03-09"),
        [("control.yaml", 10, "steps.0.claims", "no claim '000-p03-09'", "did you mean '000-p03-01'?")],
    ),
    "a claim that was looked at": (
        {"people": {'200 people of the first convoy", fitted_to: [000': 'x", fitted_to: [999'}},
        [("people.yaml", 46, "evacuation.fleet.buses_per_convoy.fitted_to", "no claim '999-p07-02'",
          "did you mean '000-p07-02'?")],
    ),
    "a claim that is restated": (
        listed("evacuated, restates: [000-p02-01, 999-p99-99]"),
        [("figures.yaml", 6, "figures.3.restates", "no claim '999-p99-99'", "name one of 16 known")],
    ),
    "a claim that is converted": (
        {"control": {"claims: [000-p05-01, 001-p02-01]": "claims: [000-p05-01, 001-p02-09]",
                     "read_as: {001-p02-01: 0.5}": "read_as: {001-p02-09: 0.5}"}},
        [
            ("control.yaml", 16, "steps.2.claims", "no claim '001-p02-09'", "did you mean '001-p02-01'?"),
            ("control.yaml", 17, "steps.2.read_as", "no claim '001-p02-09'", "did you mean '001-p02-01'?"),
        ],
    ),
    "custody inside": (
        {"people": {"custody: in-custody": "custody: mill-end"}},
        [("people.yaml", 18, "flight.custody", "no place 'mill-end' outside the enclave",
          "did you mean 'mill-town'?")],
    ),
    "a corridor to nowhere": (
        {"people": {"destination: mill-town": "destination: mill-twon"}},
        [("people.yaml", 22, "flight.corridors.0.destination", "no place 'mill-twon' outside the enclave",
          "did you mean 'mill-town'?")],
    ),
    "a return to a group": (
        {"people": {"return_to: mill-end": "return_to: whole-valley"}},
        [("people.yaml", 34, "flight.return_to", "no district 'whole-valley'", "name one of 5 known")],
    ),
    "a return from nowhere": (
        {"people": {"return_from: mill-town": "return_from: zzz"}},
        [("people.yaml", 35, "flight.return_from", "no place 'zzz' outside the enclave",
          "name one of 4 known")],
    ),
    "convoys to nowhere": (
        {"people": {"fighters: hill-camp": "fighters: hill-cmp"}},
        [("people.yaml", 62, "evacuation.destinations", "no place 'hill-cmp' outside the enclave",
          "did you mean 'hill-camp'?")],
    ),
    "a moment with a step that is none": (
        {"people": {"ends: {step: mill-end-6-mar": "ends: {step: mill-end-7-mar"}},
        [("people.yaml", 29, "flight.corridors.0.closures.0.ends.step", "no step 'mill-end-7-mar'",
          "did you mean 'mill-end-6-mar'?")],
    ),
    "an account that is none": (
        {"scenario": {"accounts: [reference, north]": "accounts: [reference, nort]"}},
        [("scenario.yaml", 10, "accounts", "no account 'nort'", "did you mean 'north'?")],
    ),
    "a convoy that is none": (
        {"figures": {"convoy: convoy-1": "convoy: convoy-11"}},
        [("figures.yaml", 5, "figures.2.convoy", "no convoy 'convoy-11'", "did you mean 'convoy-1'?")],
    ),
    "a gap from a point, a district and a group": (
        listed("gap, party: government, places: [ridge, mill-end, whole-valley]"),
        [
            ("figures.yaml", 6, "figures.3.claim", "claim 000-p09-02 is in the unit 'people', 'gap' in 'm'",
             "give what the claim counts, or list it under 'unchecked'"),
            ("figures.yaml", 6, "figures.3.places", "no place 'whole-valley'", "name one of 6 known"),
        ],
    ),
    "moments before and after": (
        {"people": {'"2001-03-09 12:00"': '"2001-03-11 00:00"',
                    '"2001-03-05 00:00", because: "start': '"2001-03-04 23:59", because: "start'}},
        [
            ("people.yaml", 28, "flight.corridors.0.closures.0.starts.assume",
             f"2001-03-04 23:59 lies outside {SPAN}", ANOTHER_DAY),
            ("people.yaml", 36, "flight.return_starts.assume", f"2001-03-11 00:00 lies outside {SPAN}",
             ANOTHER_DAY),
        ],
    ),
    "a claimed moment after the end": (
        {"000": {'day: 2001-03-09, part: "08:00"': 'day: 2001-03-11, part: "08:00"'}},
        [
            ("people.yaml", line, key,
             f"claim 000-p07-01 has the day 2001-03-11; expected one within {SPAN}", LEAVE_OUT)
            for line, key in [(33, "flight.bombardment.1.starts.claims"), (39, "evacuation.opens.claims")]
        ],
    ),
    "a step without a day": (
        {"000": {MORNING: UNDATED}},
        [("control.yaml", 10, "steps.0.claims",
          f"claim 000-p03-01 has no day; expected one within {SPAN}", LEAVE_OUT)],
    ),
    "a figure without a day": (
        {"000": {EVENING: UNDATED + "\n  said: 1500"}},
        [("figures.yaml", 6, "figures.3.claim",
          f"claim 000-p09-02 has no day; expected one within {SPAN}", LEAVE_OUT)],
    ),
    "a district that is not drawn": (
        {"territory": {"enclave_km2: 5.0": "enclave_km2: 6.0",
                       "districts:\n  mill": "districts:\n  far-end: {km2: 1.0, dataset: invented}\n  mill"},
         "control": {START: START.replace("valley]", "valley, far-end]")}},
        [
            ("territory.yaml", 4, "districts.far-end", "'far-end' has no cell in map.yaml",
             "write the map anew"),
            ("territory.yaml", 4, "districts.far-end", "no place 'far-end'", "add it to places.yaml"),
        ],
    ),
    "a district that is given twice": (
        {"control": {START: START.replace("valley]", "valley, mill-end]")}},
        [("control.yaml", 3, "start.0.places", "'mill-end' has shares at the start already",
          "name it once")],
    ),
    "districts that are not given": (
        {"control": {START: START.replace("whole-valley", "mill-end, west-gate, stone-bridge")}},
        [("control.yaml", 2, "start", "no shares at the start for orchard-row, tile-works",
          "add them to 'start'")],
    ),
    "claims that are listed twice": (
        {"figures": {LISTED: f"{LISTED}\n- {{claim: 000-p09-02, measure: crossed}}",
                     "- claims: [000-p02-02]": "- claims: [000-p02-02, 000-p07-02]"}},
        [
            ("figures.yaml", 7, "figures.4.claim", "claim 000-p09-02 stands twice among the figures",
             "name it once"),
            ("figures.yaml", 9, "unchecked.0.claims", "claim 000-p07-02 stands twice among the figures",
             "name it once"),
        ],
    ),
    "a count for a share": (
        mill_end("000-p03-01", "000-p02-01"),
        [("control.yaml", 10, "steps.0.claims",
          "claim 000-p02-01 gives 4000 people, which is no share between 0 and 1",
          "convert it with read_as and a reason")],
    ),
    "a way out that is a landmark": (
        {"people": {"return_from: mill-town": "return_from: ridge"}},
        [("people.yaml", 35, "flight.return_from", "no place 'ridge' outside the enclave",
          "name one of 4 known")],
    ),
    "a corridor to a landmark": (
        {"people": {"    destination: mill-town\n": "    destination: ridge\n"}},
        [("people.yaml", 22, "flight.corridors.0.destination", "no place 'ridge' outside the enclave",
          "name one of 4 known")],
    ),
    "an event for a figure": (
        {"figures": {LISTED: LISTED.replace("000-p09-02", "000-p09-01")}},
        [("figures.yaml", 6, "figures.3.claim",
          "claim 000-p09-01 is in the unit 'event', 'evacuated' in 'people'",
          "give what the claim counts, or list it under 'unchecked'")],
    ),
    "people for ground": (
        listed("area, party: government"),
        [("figures.yaml", 6, "figures.3.claim", "claim 000-p09-02 is in the unit 'people', 'area' in 'km2'",
          "give what the claim counts, or list it under 'unchecked'")],
    ),
    "one of something for a whole district": (
        {"000": {"said: 200\n  wording: exactly\n  value: {low: 200, best: 200, high: 200}":
                 "said: 1\n  wording: exactly\n  value: {low: 1, best: 1, high: 1}"},
         **mill_end("000-p03-01", "000-p07-02")},
        [("control.yaml", 10, "steps.0.claims",
          "claim 000-p07-02 gives 1 people, which is no share between 0 and 1",
          "convert it with read_as and a reason")],
    ),
    "a group of people that is none": (
        listed("evacuated, group: children"),
        [("figures.yaml", 6, "figures.3.group", "no group 'children'",
          "one of civilians, fighters, wounded")],
    ),
    "a place in another country": (
        {"places": {"    lat: 0.03597\n": "    lat: 10.5\n"}},
        [("places.yaml", 90, "places.7",
          "'hill-villages' lies 10.5 degrees from the map's middle, more than 10", "check its lat and lon")],
    ),
    "a way across that is none": (
        listed("crossed, destination: hill-camp"),
        [("figures.yaml", 6, "figures.3.destination", "no corridor leads to 'hill-camp'",
          "name where one leads")],
    ),
}  # fmt: skip


def told(caught: pytest.ExceptionInfo[FaultsFound]) -> list[Told]:
    return [
        (Path(fault.file).name, fault.line, fault.key, fault.problem, fault.remedy)
        for fault in caught.value.faults
    ]


@pytest.mark.parametrize(("edits", "faults"), FAULTS.values(), ids=FAULTS)
def test_what_the_files_get_wrong_together(tmp_path: Path, edits: Edits, faults: list[Told]) -> None:
    with pytest.raises(FaultsFound) as caught:
        edited(tmp_path, edits)
    assert told(caught) == faults


UNDATED_STEP = (
    MILL_END.replace("000-p03-01", "000-p07-01")
    + '  at: {assume: "2001-03-06 09:00", because: "x"}\n  read_as: {000-p07-01: 1}\n  because: "x"\n'
)
SOUND: dict[str, Edits] = {
    "a claim at the first and the last day": {
        "000": {'day: 2001-03-09, part: "08:00"': 'day: 2001-03-05, part: "08:00"'}
    },
    "a step with a moment needs no day of its claim": {
        "000": {'when: {day: 2001-03-09, part: "08:00", basis: stated}': UNDATED},
        "control": {MILL_END: UNDATED_STEP},
        "people": {
            "opens: {claims: [000-p07-01]}": "opens: {claims: [000-p07-02]}",
            "starts: {claims: [000-p07-01]}": "starts: {claims: [000-p07-02]}",
        },
    },
    "a figure for each group and way": listed("crossed, destination: mill-town"),
    "a place ten degrees away": {"places": {"    lon: -0.03597\n": "    lon: -9.97\n"}},
    "moments of the first and the last day": {
        "people": {'"2001-03-09 12:00"': '"2001-03-10 23:59"'},
    },
}


@pytest.mark.parametrize("edits", SOUND.values(), ids=SOUND)
def test_what_is_at_the_edge_and_sound(tmp_path: Path, edits: Edits) -> None:
    assert edited(tmp_path, edits).id == "valley"


# --- what is named by its place --------------------------------------------------------------------------


def spoilt(folder: Path) -> Path:
    return edited(folder, {}).folder


def faults_of(folder: Path) -> list[Told]:
    with pytest.raises(FaultsFound) as caught:
        load_scenario(folder)
    return told(caught)


def test_what_ifs_are_named_by_ids(tmp_path: Path) -> None:
    folder = spoilt(tmp_path)
    (folder / "what-ifs" / "Twice.yaml").write_text("question: x")
    ((file, line, key, problem, remedy),) = faults_of(folder)
    assert (file, line, key) == ("Twice.yaml", 1, "-")
    assert problem.startswith("'Twice.yaml' is no id: string should match pattern")
    assert remedy == "rename it: small letters, digits, hyphens between"


def test_a_device_of_windows_names_nothing(tmp_path: Path) -> None:
    folder = spoilt(tmp_path)
    folder = folder.rename(folder.parent / "con")
    assert faults_of(folder) == [
        ("con", 1, "-", "'con' is no id: 'con' is a device on Windows and can name no file",
         "rename it: small letters, digits, hyphens between")
    ]  # fmt: skip


def test_what_ifs_lie_in_a_folder_of_the_scenario_and_are_not_too_many(tmp_path: Path) -> None:
    folder = spoilt(tmp_path)
    what_ifs = folder / "what-ifs"
    for number in range(LIMITS["what-ifs"]):
        (what_ifs / f"more-{number}.yaml").write_text("question: x")
    too_many = ("what-ifs", 1, "-", "51 what-ifs, more than the limit of 50", "leave some out")
    assert faults_of(folder) == [too_many]
    what_ifs.rename(folder / "elsewhere").joinpath("more-0.yaml").unlink()
    what_ifs.symlink_to("elsewhere")
    assert faults_of(folder) == [("what-ifs", 1, "-", "a symbolic link", "put the folder itself there")]


def test_a_project_of_another_folder_is_found_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = spoilt(tmp_path)
    project = folder.parent.parent
    (project / "scenarios" / "no-scenario").mkdir()
    monkeypatch.chdir(project)
    assert load.project_folders()[0] == project
    assert load.list_scenarios()[0] == folder
    assert load_scenario("valley").folder == folder
    assert find_record(folder) == project / "seeds"
    with pytest.raises(SimError) as caught:
        load_scenario("vally")
    assert (str(caught.value), caught.value.hint) == ("no scenario 'vally'", "did you mean 'valley'?")
    with pytest.raises(SimError) as caught:
        load_scenario("zzz")
    assert caught.value.hint.startswith("known: valley, ")
    assert caught.value.hint.endswith("; or give a folder")


def test_a_scenario_without_any_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "project_folders", list)
    with pytest.raises(SimError) as caught:
        find_record(tmp_path / "scenarios" / "lonely")
    assert str(caught.value) == f"no record for {tmp_path / 'scenarios' / 'lonely'}"
    assert caught.value.hint == "keep claims in seeds/ beside scenarios/"
    with pytest.raises(SimError) as caught:
        load_scenario("lonely")
    assert caught.value.hint == "known: none; or give a folder"


def test_inputs_are_named_by_file_and_folder_and_hashed(tmp_path: Path) -> None:
    scenario = load_scenario(VALLEY)
    stems = ("scenario", "places", "territory", "map", "control", "people", "figures")
    seeds = ("accounts", "regions", "speakers", "wording")
    parts = [f"{kind}/{number}.yaml" for kind in ("documents", "claims") for number in ("000", "001")]
    expected = [*(f"valley/{stem}.yaml" for stem in stems), *(f"seeds/{stem}.yaml" for stem in seeds), *parts]
    assert [name for name, _ in scenario.inputs] == expected
    copied = edited(tmp_path, {})
    assert (copied.inputs, copied.inputs_hash) == (scenario.inputs, scenario.inputs_hash)
    changed = edited(tmp_path, {"figures": {"Invented.": "Invented!"}})
    differ = [a[0] for a, b in zip(changed.inputs, scenario.inputs, strict=True) if a != b]
    assert differ == ["valley/figures.yaml"]
    assert changed.inputs_hash != scenario.inputs_hash
    asked = apply_what_ifs(scenario, ["twice-the-buses"])
    assert [name for name, _ in asked.inputs] == [*expected, "what-ifs/twice-the-buses.yaml"]
    assert asked.what_ifs == ("twice-the-buses",)
    assert apply_what_ifs(scenario, []) is scenario
