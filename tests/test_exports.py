"""The data package: the contract's columns, and what must add up."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.exports.columns import COLUMNS
from sim.exports.package import as_csv, as_json, tables_of
from sim.exports.tables import _number, rounded_shares
from sim.result.replay import Replay
from sim.scenario.load import Scenario

CONTRACT = {
    "control": "date, district, party, share, basis",
    "people": "date, place, group, people, basis",
    "movements": "departed, arrived, origin, destination, group, people, kind, convoy, basis",
    "convoys": "convoy, due, departed, arrived, people, outcome, basis",
    "territory": "date, party, km2, share_of_initial_enclave, km2_on_claims, km2_on_assumptions",
    "incidents": "when, precision, kind, place, text, claims, accounts",
    "checks": "figure, claim, date, measure, unit, claimed_low, claimed_high, attributed_to, replayed, role, "
    "verdict, reason",
    "unchecked": "figure, claim, reason",
    "disagreements": "question, claim, attributed_to, locator, when, text, claimed_low, claimed_high, unit, "
    "followed",
    "provenance": "path, value, basis, claim_or_reason",
}
"""Columns that other people's scripts rely on, in this order; others may stand between them."""
PLAYED = {
    "reference": {},
    "government": {"account": "government"},
    "monitor+more-stay+half-the-buses+seed-7": {
        "account": "monitor", "what_ifs": ("more-stay", "half-the-buses"), "rng_seed": 7,
    },
}  # fmt: skip
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CLAIM = r"[0-9]{3}-p[0-9]{2,3}-[0-9]{2}"
ONE_BASIS = rf"claim:{CLAIM}|assumption:{SLUG}(?:[._]{SLUG})*|dataset:{SLUG}|model:{SLUG}"
BASIS = re.compile(rf"(?:{ONE_BASIS})(?:;(?:{ONE_BASIS}))*")
DAYS = [date.fromordinal(date(2016, 11, 15).toordinal() + n).isoformat() for n in range(38)]
STAMP = re.compile(r"2016-(?:11|12)-[0-3][0-9](?: [0-2][0-9]:[0-5][0-9])?")

Rows = list[dict[str, str]]


class Package:
    """A package as a stranger reads it: from its files alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, Rows] = {}
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                self.rows[path.stem] = list(csv.DictReader(file, strict=True))
        self.summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        self.described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))

    def bases(self) -> Iterator[tuple[str, str]]:
        for stem, rows in self.rows.items():
            yield from ((stem, row["basis"]) for row in rows if "basis" in row)


@pytest.fixture(scope="module")
def replays() -> dict[str, Replay]:
    return {name: sim.replay("aleppo-2016", **settings) for name, settings in PLAYED.items()}


@pytest.fixture(scope="module", params=PLAYED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def package(name: str, replays: dict[str, Replay], tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder = tmp_path_factory.mktemp("package")
    written = sim.save(replays[name], folder)
    assert sorted(written) == sorted(folder.iterdir())
    return Package(folder)


@pytest.mark.parametrize("stem", CONTRACT)
def test_columns_of_the_contract_in_their_order(stem: str, package: Package) -> None:
    with (package.folder / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    promised = CONTRACT[stem].split(", ")
    assert [column for column in head if column in promised] == promised
    assert head == list(COLUMNS[stem])
    assert package.rows[stem], "an empty table says nothing"


def test_the_package_has_the_contract_s_files_and_no_other(package: Package) -> None:
    assert {path.name for path in package.folder.iterdir()} == {
        *(f"{stem}.csv" for stem in CONTRACT), "summary.json", "datapackage.json",
    }  # fmt: skip


def test_files_are_utf_8_with_line_feeds(package: Package) -> None:
    for path in package.folder.iterdir():
        raw = path.read_bytes()
        raw.decode("utf-8")
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in raw
        assert raw.endswith(b"\n")
        assert not raw.endswith(b"\n\n")


def test_no_cell_is_a_python_value_or_a_formula(package: Package) -> None:
    for stem, rows in package.rows.items():
        for row in rows:
            assert None not in row, f"{stem}: more cells than columns"
            for column, cell in row.items():
                assert cell is not None, f"{stem}: fewer cells than columns"
                assert cell not in ("None", "nan", "inf", "True", "False"), (stem, column, row)
                assert cell[:1] not in ("=", "@", "\t"), (stem, column, row)


def test_dates_are_iso_and_days_are_whole(package: Package) -> None:
    for stem in ("control", "people", "territory"):
        assert sorted({row["date"] for row in package.rows[stem]}) == DAYS
    assert {row["date"] for row in package.rows["checks"]} <= set(DAYS)
    for stem, columns in {
        "movements": ("departed", "arrived"),
        "convoys": ("due", "departed", "arrived"),
    }.items():
        for row in package.rows[stem]:
            for column in columns:
                assert not row[column] or STAMP.fullmatch(row[column]), row
            if row["departed"] and row["arrived"]:
                assert row["departed"] <= row["arrived"]


def test_ids_are_kebab_case(package: Package) -> None:
    ids = {
        "control": ("district", "party"), "people": ("place", "group"), "territory": ("party",),
        "movements": ("origin", "destination", "group", "kind"), "convoys": ("convoy",),
        "incidents": ("kind", "place"), "checks": ("measure", "role", "verdict"),
    }  # fmt: skip
    for stem, columns in ids.items():
        for row in package.rows[stem]:
            assert all(re.fullmatch(SLUG, row[column]) for column in columns), row
    for stem in ("checks", "unchecked"):
        assert all(re.fullmatch(CLAIM, row["claim"]) for row in package.rows[stem])


def test_contradicting_claims_stand_side_by_side(package: Package, flagship: Scenario) -> None:
    """Each question has two answers or more, each linked to another of them; none is left out."""
    claims = flagship.record.claims
    questions: dict[str, list[str]] = defaultdict(list)
    for row in package.rows["disagreements"]:
        questions[row["question"]].append(row["claim"])
        assert row["attributed_to"] == flagship.record.speakers[claims[row["claim"]].said_by].name
    for first, answers in questions.items():
        assert first in answers
        assert len(answers) >= 2
        assert all(set(claims[answer].disputes) & set(answers) for answer in answers)
    named = [claim for answers in questions.values() for claim in answers]
    assert sorted(named) == sorted(claim.id for claim in claims.values() if claim.disputes)
    assert {row["followed"] for row in package.rows["disagreements"]} == {"yes", "no"}


def test_shares_of_a_district_sum_to_exactly_1_each_day(package: Package) -> None:
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in package.rows["control"]:
        share = Fraction(row["share"])
        assert 0 <= share <= 1
        sums[row["date"], row["district"]] += share
    assert len(sums) == len(DAYS) * len({district for _, district in sums})
    assert set(sums.values()) == {Fraction(1)}


def test_shares_that_rounding_would_break() -> None:
    for shares in ([1 / 3] * 3, [0.00005, 0.99990, 0.00005], [1 / 7, 2 / 7, 4 / 7]):
        assert sum(Fraction(str(share)) for share in rounded_shares(np.array(shares))) == 1


def test_people_are_whole_and_nobody_is_lost_or_doubled(package: Package) -> None:
    total: Counter[str] = Counter()
    for row in package.rows["people"]:
        assert re.fullmatch("[1-9][0-9]*", row["people"]), "whole people; nobody is no row"
        total[row["date"]] += int(row["people"])
    assert set(total.values()) == {package.summary["modelled"]["people_at_the_start"]}
    assert package.summary["modelled"]["people_at_the_end"] == total[DAYS[-1]]
    keys = [(row["date"], row["place"], row["group"]) for row in package.rows["people"]]
    assert len(keys) == len(set(keys))


def test_groups_are_conserved_too(package: Package) -> None:
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for row in package.rows["people"]:
        days[row["date"]][row["group"]] += int(row["people"])
    assert all(count == days[DAYS[0]] for count in days.values())


def test_territory_is_45_1_km2_on_claims_and_assumptions(package: Package) -> None:
    days: dict[str, Fraction] = defaultdict(Fraction)
    for row in package.rows["territory"]:
        km2, claimed = Fraction(row["km2"]), Fraction(row["km2_on_claims"])
        assert km2 == claimed + Fraction(row["km2_on_assumptions"])
        assert km2 >= 0
        assert claimed >= 0
        assert Fraction(row["km2_on_assumptions"]) >= 0
        assert float(km2) / 45.1 == pytest.approx(float(row["share_of_initial_enclave"]), abs=1e-4)
        days[row["date"]] += km2
    assert all(abs(km2 - Fraction("45.1")) <= Fraction("0.0015") for km2 in days.values())


def test_territory_follows_from_control_and_areas(
    package: Package, name: str, replays: dict[str, Replay]
) -> None:
    """To a rounded share of 0.00005 of each of the districts."""
    areas = dict(
        zip(replays[name].episode.territory.districts, replays[name].episode.territory.areas, strict=True)
    )
    sums: dict[tuple[str, str], float] = defaultdict(float)
    on_claims: dict[tuple[str, str], float] = defaultdict(float)
    for row in package.rows["control"]:
        sums[row["date"], row["party"]] += float(row["share"]) * areas[row["district"]]
        if "assumption:" not in row["basis"]:
            on_claims[row["date"], row["party"]] += float(row["share"]) * areas[row["district"]]
    for row in package.rows["territory"]:
        assert float(row["km2"]) == pytest.approx(sums[row["date"], row["party"]], abs=0.005)
        assert float(row["km2_on_claims"]) == pytest.approx(on_claims[row["date"], row["party"]], abs=0.005)


def test_every_basis_keeps_the_grammar(package: Package) -> None:
    found = list(package.bases())
    assert {stem for stem, _ in found} == {"control", "people", "movements", "convoys", "provenance"}
    wrong = {(stem, basis) for stem, basis in found if not BASIS.fullmatch(basis)}
    assert not wrong


def test_every_basis_leads_somewhere(package: Package) -> None:
    claims = set(sim.load("aleppo-2016").record.claims)
    paths = {row["path"] for row in package.rows["provenance"]}
    used = {part for _, basis in package.bases() for part in basis.split(";")}
    assert {part.removeprefix("claim:") for part in used if part.startswith("claim:")} <= claims
    assumed = {part.removeprefix("assumption:") for part in used if part.startswith("assumption:")}
    assert assumed <= paths, assumed - paths
    assert {row["claim"] for stem in ("checks", "unchecked") for row in package.rows[stem]} <= claims
    assert {claim for row in package.rows["incidents"] for claim in row["claims"].split(";")} <= claims


def test_every_value_has_its_claim_or_a_reason(package: Package) -> None:
    for row in package.rows["provenance"]:
        assert row["value"]
        assert len(row["claim_or_reason"]) > 5, row
        if row["basis"].startswith("assumption:"):
            assert row["basis"] == f"assumption:{row['path']}"


def test_what_a_what_if_sets_is_an_assumption_that_names_it(package: Package) -> None:
    asked = package.summary["what_ifs"]
    told = [
        row["claim_or_reason"] for row in package.rows["provenance"] if "what-if" in row["claim_or_reason"]
    ]
    assert all(any(f"what-if {name}:" in text for text in told) for name in asked)
    assert bool(told) == bool(asked)


def test_the_description_fits_the_files(package: Package) -> None:
    resources = {resource["path"]: resource for resource in package.described["resources"]}
    assert set(resources) == {f"{stem}.csv" for stem in CONTRACT}
    for path, resource in resources.items():
        raw = (package.folder / path).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        assert resource["bytes"] == len(raw)
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == raw.decode().splitlines()[0].split(",")
        assert all(len(field["description"]) > 5 for field in fields)
        for row in package.rows[resource["name"]]:
            for field in fields:
                _fits(row[field["name"]], field["type"])
    assert re.fullmatch("[a-z0-9._/-]+", package.described["name"]), "Frictionless names are plain"
    assert "empty bound is unbounded" in package.described["description"]


def _fits(cell: str, kind: str) -> None:
    reads: dict[str, Any] = {"string": str, "number": float, "integer": int, "date": date.fromisoformat}
    if cell:
        reads[kind](cell)


def test_people_outside_are_those_who_arrived(package: Package) -> None:
    """At the end of each day: who set out for a place, less who is on the road, stands there.

    Journeys take less than a day, so only those who set out for a place today can be missing there;
    over all places, who is missing is in transit.
    """
    inside = {row["district"] for row in package.rows["control"]}
    outside = {row["place"] for row in package.rows["people"]} - inside - {"in-transit"}
    there: Counter[tuple[str, str]] = Counter()
    for row in package.rows["people"]:
        there[row["date"], row["place"]] += int(row["people"])
    came: Counter[tuple[str, str]] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    for row in package.rows["movements"]:
        day = row["departed"][:10]
        came[day, row["destination"]] += int(row["people"])
        left[day, row["origin"]] += int(row["people"])
    before = dict.fromkeys(outside, 0)
    for day in DAYS:
        now = {place: before[place] + came[day, place] - left[day, place] for place in outside}
        missing = sum(now.values()) - sum(there[day, place] for place in outside)
        assert 0 <= missing <= there[day, "in-transit"], day
        for place in outside:
            assert 0 <= now[place] - there[day, place] <= came[day, place], (day, place)
        before = now


def test_flow_balance_over_the_whole_replay(package: Package) -> None:
    """Who arrived at a place outside and did not go home is there on the last evening."""
    inside = {row["district"] for row in package.rows["control"]} | {"enclave"}
    last: Counter[str] = Counter()
    for row in package.rows["people"]:
        if row["date"] == DAYS[-1]:
            last[row["place"]] += int(row["people"])
    balance: Counter[str] = Counter()
    for row in package.rows["movements"]:
        if row["arrived"]:
            balance[row["destination"]] += int(row["people"])
            balance[row["origin"]] -= int(row["people"])
        else:
            assert row["departed"][:10] == DAYS[-1], "on the road at the end: left on the last day"
    unfinished = [row for row in package.rows["movements"] if not row["arrived"]]
    for place in {*last, *balance} - inside - {"in-transit"}:
        late = sum(int(row["people"]) for row in unfinished if row["destination"] == place)
        assert balance[place] <= last[place] <= balance[place] + late, place


def test_convoys_carry_the_people_of_their_movements(package: Package) -> None:
    moved: Counter[str] = Counter()
    for row in package.rows["movements"]:
        assert (row["kind"] == "convoy") == bool(row["convoy"])
        moved[row["convoy"]] += int(row["people"])
    convoys = [row for row in package.rows["convoys"] if row["departed"]]
    assert {row["convoy"]: int(row["people"]) for row in convoys if row["people"] != "0"} == {
        convoy: people for convoy, people in moved.items() if convoy
    }
    assert len(convoys) == package.summary["modelled"]["convoys_that_left"]
    gone = [row for row in convoys if row["outcome"] in ("arrived", "on the road")]
    assert sum(int(row["people"]) for row in gone) == sum(package.summary["modelled"]["evacuated"].values())


def test_a_convoy_that_did_not_leave_carries_nobody(package: Package) -> None:
    for row in package.rows["convoys"]:
        if not row["departed"]:
            assert (row["people"], row["arrived"]) == ("0", "")
            assert row["outcome"] not in ("arrived", "")


def test_summary_parts_documented_and_modelled(package: Package, name: str) -> None:
    summary = package.summary
    assert {
        "scenario",
        "account",
        "what_ifs",
        "rng_seed",
        "versions",
        "inputs_sha256",
        "trace_sha256",
    } <= set(summary)
    assert {"documented", "modelled", "checks", "note"} <= set(summary)
    assert {"sim", "python", "numpy", "simpy", "pydantic"} <= set(summary["versions"])
    assert all(re.fullmatch("[0-9a-f]{64}", summary[key]) for key in ("inputs_sha256", "trace_sha256"))
    flat = json.dumps(summary["documented"])
    assert not re.search("people|evacuated|crossed|convoys", flat), "people are modelled"
    assert not re.search("km2|control", json.dumps(summary["modelled"])), "control is documented"
    assert summary["rng_seed"] == PLAYED[name].get("rng_seed", 0)
    assert sum(summary["checks"]["verdicts"].values()) == len(package.rows["checks"])
    assert summary["checks"]["unchecked"] == len(package.rows["unchecked"])


def test_checks_table_keeps_its_vocabulary(package: Package) -> None:
    verdicts = {"drives": {"not-scored"}, "held-out": {"agrees", "differs", "explained"}}
    for row in package.rows["checks"]:
        assert row["verdict"] in verdicts[row["role"]], row
        assert bool(row["reason"]) or row["verdict"] == "agrees"
        if row["verdict"] == "agrees":
            assert float(row["claimed_low"] or -inf) <= float(row["replayed"]) + 1e-4
            assert float(row["replayed"]) - 1e-4 <= float(row["claimed_high"] or inf)


def test_incidents_name_the_accounts_that_follow_them(package: Package) -> None:
    known = {"reference", "government", "monitor", "humanitarian", "opposition"}
    followed = [set(row["accounts"].split(";")) for row in package.rows["incidents"] if row["accounts"]]
    assert all(accounts <= known for accounts in followed)
    assert known in followed, "what nobody contests is followed by all"
    assert any(accounts != known for accounts in followed)
    assert [row["when"] for row in package.rows["incidents"]] == sorted(
        r["when"] for r in package.rows["incidents"]
    )


def test_numbers_are_short_and_infinity_has_its_name() -> None:
    assert [_number(x) for x in (None, 0.0, 3.0, 0.25, 1 / 3, -2.0)] == ["", "0", "3", "0.25", "0.3333", "-2"]
    assert (_number(inf), _number(-inf)) == ("INF", "-INF")


def test_json_refuses_what_json_has_no_name_for() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"value": inf})


def test_csv_quotes_what_needs_it_and_refuses_unknown_columns() -> None:
    row = {"figure": "a", "claim": 'say "so", he said', "reason": "two\nlines, «ü» حلب"}
    assert list(csv.DictReader(io.StringIO(as_csv("unchecked", [row]), newline=""))) == [row]
    with pytest.raises(ValueError, match="typo"):
        as_csv("unchecked", [{**row, "typo": 1}])


def test_tables_of_the_api_are_the_rows_of_the_files(
    package: Package, name: str, replays: dict[str, Replay]
) -> None:
    tables = tables_of(replays[name])
    assert {stem: len(rows) for stem, rows in tables.items()} == {s: len(r) for s, r in package.rows.items()}
    for stem, rows in tables.items():
        assert [{k: str(v) for k, v in row.items()} for row in rows[:50]] == package.rows[stem][:50]
