"""The record told in full: each fault by one edit of the valley's, each finding by one edit of its texts."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from test_killed_faults import Told, told
from test_killed_resolve import PROJECT, Edits, edited

from sim.base import LIMITS
from sim.errors import FaultsFound, SimError
from sim.estimate import Estimate
from sim.record import load
from sim.record.account import choose
from sim.record.claim import Claim, Kind
from sim.record.load import Record, load_record
from sim.record.verify import Finding, paragraphs, verify_record
from sim.record.wording import PartOfDay, Phrase, Rule, Wording

LAST = "said_by: north-army\n  paragraph: 3"
LINKS = "disputes: [000-p10-01]"
FIGHTERS = "said: 300\n  wording: exactly"
TABLE = "see seeds/wording.yaml"
CLOCKS = "one of early-hours, early, morning, noon, day, afternoon, later, evening, night, end, or HH:MM"

FAULTS: dict[str, tuple[Edits, list[Told]]] = {
    "a speaker that is nearly one": (
        {"001": {LAST: LAST.replace("army", "arm")}},
        [("001.yaml", 28, "001-p03-01.said_by", "no speaker 'north-arm'", "did you mean 'north-army'?")],
    ),
    "a speaker, and nobody near": (
        {"001": {LAST: LAST.replace("north-army", "zzz")}},
        [("001.yaml", 28, "001-p03-01.said_by", "no speaker 'zzz'", "add it")],
    ),
    "a dispute with itself": (
        {"001": {LINKS: "disputes: [000-p10-01, 001-p03-01]"}},
        [("001.yaml", 32, "001-p03-01.disputes", "the claim names itself", "name another claim")],
    ),
    "a dispute with nobody": (
        {"001": {LINKS: "disputes: [000-p10-01, 009-p10-01]"}},
        [("001.yaml", 32, "001-p03-01.disputes", "no claim '009-p10-01'", "name a claim of the record")],
    ),
    "a dispute on one side": (
        {"001": {LINKS: "disputes: [000-p10-01, 000-p03-01]"}},
        [("001.yaml", 32, "001-p03-01.disputes", "000-p03-01 does not point back",
          "add 001-p03-01 to the disputes of 000-p03-01")],
    ),
    "apart on one side, where the other disputes": (
        {"001": {LINKS: f"{LINKS}\n  apart: [000-p10-01]"}},
        [("001.yaml", 33, "001-p03-01.apart", "000-p10-01 does not point back",
          "add 001-p03-01 to the apart of 000-p10-01")],
    ),
    "an id that stands twice": (
        {"000": {"id: 000-p06-02": "id: 000-p06-01"}},
        [("000.yaml", 110, "000-p06-01.id", "'000-p06-01' stands twice", "number the second one anew")],
    ),
    "a claim of another document": (
        {"000": {"id: 000-p04-01": "id: 002-p04-01"}},
        [("000.yaml", 67, "002-p04-01.id", "the claim belongs to document 002", "move it to 002.yaml")],
    ),
    "a part of day that is none": (
        {"001": {'part: "noon"': 'part: "teatime"'}},
        [("001.yaml", 24, "001-p03-01.when", "no part of day 'teatime'", CLOCKS)],
    ),
    "a wording that is nearly one": (
        {"001": {"wording: repelled": "wording: repeled"}},
        [("001.yaml", 10, "001-p02-01.wording", "no wording 'repeled'", "did you mean 'repelled'?")],
    ),
    "a wording, and none near": (
        {"001": {"wording: repelled": "wording: zzz"}},
        [("001.yaml", 10, "001-p02-01.wording", "no wording 'zzz'", "add it")],
    ),
    "a range that falls": (
        {"000": {FIGHTERS: "said: -5\n  wording: about"}},
        [("000.yaml", 27, "000-p02-02.said", "'about' of -5.0 gives no rising range", TABLE)],
    ),
    "two numbers that fall": (
        {"000": {FIGHTERS: "said: [5, 3]\n  wording: between"}},
        [("000.yaml", 27, "000-p02-02.said", "'between' needs 'said' in rising order", TABLE)],
    ),
    "no number": (
        {"000": {FIGHTERS: "wording: exactly"}},
        [("000.yaml", 20, "000-p02-02.said", "'exactly' needs 'said' to be one number", TABLE)],
    ),
    "one number for two": (
        {"000": {FIGHTERS: "said: 5\n  wording: between"}},
        [("000.yaml", 27, "000-p02-02.said", "'between' needs 'said' to be two numbers", TABLE)],
    ),
    "a number too many": (
        {"001": {"wording: repelled": "said: 3\n  wording: repelled"}},
        [("001.yaml", 10, "001-p02-01.said", "this wording goes without a number in 'said'", TABLE)],
    ),
    "another value": (
        {"000": {"high: 4400}": "high: 4401}"}},
        [("000.yaml", 12, "000-p02-01.value", "'about' of 4000.0 is another range",
          "write {'low': 3600.0, 'best': 4000.0, 'high': 4400.0}")],
    ),
    "another value, of which there is no best guess": (
        {"000": {FIGHTERS: "said: 300\n  wording: over"}},
        [("000.yaml", 29, "000-p02-02.value", "'over' of 300.0 is another range", "write {'low': 300.0}")],
    ),
    "a file under another name": (
        {"speakers": {"side: government": "side: north"},
         "001": {'document: "001"': 'document: "002"'}},
        [("001.yaml", 1, "document", "'002' stands in 001.yaml", "write '001'"),
         ("speakers.yaml", 4, "speakers.north-army.side",
          "input should be 'government', 'opposition', 'sdf' or 'none' (got \"north\")",
          "write what is expected there")],
    ),
    "an account that follows nobody known": (
        {"accounts": {"control: [north-army]": "control: [nort-army]",
                      "convoy: [north-army]": "convoy: [north-army, zzz]"}},
        [("accounts.yaml", 12, "north.order.control", "no speaker 'nort-army'",
          "did you mean 'north-army'?"),
         ("accounts.yaml", 13, "north.order.convoy", "no speaker 'zzz'", "add it to speakers.yaml")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "faults"), FAULTS.values(), ids=FAULTS)
def test_what_the_record_gets_wrong(tmp_path: Path, edits: Edits, faults: list[Told]) -> None:
    with pytest.raises(FaultsFound) as caught:
        edited(tmp_path, edits)
    assert told(caught) == faults


def test_a_range_is_judged_by_its_unit(tmp_path: Path) -> None:
    """2.5 people would be exact; 2.5 km² are rounded to a tenth."""
    ground = "said: 2.5\n  wording: as-stated\n  value: {low: 2.45, best: 2.5, high: 2.55}\n  unit: km2"
    told_in_people = f"{FIGHTERS}\n  value: {{low: 300, best: 300, high: 300}}\n  unit: people"
    record = edited(tmp_path, {"000": {told_in_people: ground}}).record
    assert record.claim("000-p02-02").value == Estimate(low=2.45, best=2.5, high=2.55)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shutil.copytree(PROJECT, tmp_path / "project")


def refused(seeds: Path) -> list[Told]:
    with pytest.raises(FaultsFound) as caught:
        load_record(seeds)
    return told(caught)


def test_faults_of_all_files_are_told_together(project: Path) -> None:
    names = ["accounts.yaml", "regions.yaml", "speakers.yaml", "wording.yaml"]
    for name in names:
        with (project / "seeds" / name).open("a", encoding="utf-8") as file:
            file.write("zzz: 1\n")
    assert [(file, key) for file, _, key, _, _ in refused(project / "seeds")] == [
        (name, "zzz") for name in names
    ]


def test_claims_of_a_document_that_nobody_described(project: Path) -> None:
    (project / "seeds" / "documents" / "001.yaml").unlink()
    claims = project / "seeds" / "claims" / "001.yaml"
    claims.write_text("# a line above\n" + claims.read_text(encoding="utf-8"), encoding="utf-8")
    assert refused(project / "seeds") == [
        ("001.yaml", 2, "document", "no such document", "describe it in documents/001.yaml")
    ]


def test_after_so_many_faults_of_a_file_no_claim_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MAX_FAULTS", 1)
    with pytest.raises(FaultsFound) as caught:
        edited(tmp_path, {"001": {"wording: repelled": "wording: zzz", LAST: LAST.replace("army", "arm")}})
    assert [fault.key for fault in caught.value.faults] == ["001-p02-01.wording"]


def test_claims_that_are_too_many_bytes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = project / "seeds" / "claims"
    size = sum(path.stat().st_size for path in claims.iterdir())
    monkeypatch.setattr(load, "MAX_RECORD", size)
    assert load_record(project / "seeds").claims
    monkeypatch.setattr(load, "MAX_RECORD", size - 1)
    problem = f"{size:,} bytes of claims, more than the limit of {size - 1:,}"
    assert refused(project / "seeds") == [
        ("claims", 1, "-", problem, "keep the claims that this scenario draws on")
    ]


def test_claims_and_speakers_that_are_too_many(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "claims", 16)
    monkeypatch.setitem(LIMITS, "speakers", 3)
    assert len(load_record(project / "seeds").claims) == 16
    monkeypatch.setitem(LIMITS, "claims", 15)
    monkeypatch.setitem(LIMITS, "speakers", 2)
    remedy = "leave out what the scenario does not draw on"
    assert refused(project / "seeds") == [
        ("claims", 1, "claims", "16 claims, more than the limit of 15", remedy),
        ("speakers.yaml", 1, "speakers", "3 speakers, more than the limit of 2", remedy),
    ]


def test_no_record_and_no_claim_of_that_name(tmp_path: Path, project: Path) -> None:
    with pytest.raises(SimError) as caught:
        load_record(tmp_path / "seeds")
    assert str(caught.value) == f"no record at {tmp_path / 'seeds'}"
    assert caught.value.hint == "a project keeps its claims in seeds/"
    record = load_record(project / "seeds")
    for claim, hint in [
        ("000-p10-02", "did you mean '000-p10-01'?"), ("zzz", "see seeds/claims for the ids"),
    ]:  # fmt: skip
        with pytest.raises(SimError) as caught:
            record.claim(claim)
        assert (str(caught.value), caught.value.hint) == (f"no claim '{claim}' in {record.folder}", hint)
    assert record.side(record.claim("000-p02-03")) == "opposition"
    assert {name: [claim.id for claim in found] for name, found in record.by_document.items()}["001"] == [
        "001-p02-01", "001-p03-01",
    ]  # fmt: skip
    assert record.regions["road-to-the-hills"] == "the road by which the convoys left"


def test_who_chooses_among_nothing(project: Path) -> None:
    record = load_record(project / "seeds")
    with pytest.raises(SimError) as caught:
        choose(record.accounts, "reference", Kind.CONTROL, [], record.speakers)
    assert (str(caught.value), caught.value.hint) == (
        "no claims to choose among", "list at least one claim",
    )  # fmt: skip


# --- the record against its texts ------------------------------------------------------------------------


def found(project: Path) -> list[Finding]:
    return list(verify_record(load_record(project / "seeds"), project / "documents").findings)


def test_the_valleys_texts_hold_and_everything_is_counted(project: Path) -> None:
    held = verify_record(load_record(project / "seeds"), project / "documents")
    claims = load_record(project / "seeds").claims.values()
    assert (held.documents, held.claims, held.findings) == (2, 16, ())
    assert held.tokens == sum(len(claim.tokens) for claim in claims) == 30


def test_a_token_of_another_paragraph_and_a_paragraph_too_many(project: Path) -> None:
    bulletin = project / "documents" / "001_bulletin.txt"
    lines = paragraphs(bulletin.read_text(encoding="utf-8"))
    bulletin.write_text("\n\n".join(lines[:2]) + "\n", encoding="utf-8")
    differs, counted, missing = found(project)
    digest = hashlib.sha256(bulletin.read_bytes()).hexdigest()
    assert differs.what == (
        f"hash differs: the record was read from f152e899c9f0…, this text is {digest[:12]}…"
    )
    assert counted == Finding("001", None, "3 paragraphs recorded, 2 found")
    assert missing == Finding("001", "001-p03-01", "paragraph 3 of 2")
    assert [str(finding) for finding in (counted, missing)] == [
        "001: 3 paragraphs recorded, 2 found", "001-p03-01: paragraph 3 of 2",
    ]  # fmt: skip
    bulletin.write_text("\n".join([lines[0], lines[2], lines[1]]), encoding="utf-8")
    assert found(project)[1] == Finding(
        "001", "001-p02-01", "token 'early hours of Thursday' is not in paragraph 2"
    )


def test_a_claim_whose_document_is_not_described(project: Path) -> None:
    record = load_record(project / "seeds")
    alone = Record(record.folder, {"001": record.documents["001"]}, record.claims, record.speakers,
                   record.regions, record.wording, record.accounts)  # fmt: skip
    findings = verify_record(alone, project / "documents").findings
    assert findings[0] == Finding("000", "000-p02-01", "its document is not described in seeds/documents")
    assert len(findings) == 14


@pytest.mark.parametrize(
    ("text", "token", "stands"),
    [
        ("It was 240 people.", "40", False),
        ("It was 40,000 people.", "40", False),
        ("It was 1.40 of it.", "40", False),
        ("It was 40.", "40", True),
        ("40, or 50", "40", True),
        ("room 40a", "40", True),
        ("a40", "40", True),
        ("word7", "word", True),
        ("x1 word", "1 word", True),
        ("a ‘single’ “double” 3–5 a—b", "'single' \"double\" 3-5 a-b", True),
        ("a\u00a0b  c", "a b c", True),
        ("x 4 people 5", "4 people", True),
        ("x 4 people5", "4 people", True),
        ("in mi7,500", "mi7", False),
        ("7word", "word", True),
        ("7,word", "word", True),
        ("a b", "X", False),
    ],
)
def test_where_a_token_stands(project: Path, text: str, token: str, stands: bool) -> None:
    bulletin = project / "documents" / "001_bulletin.txt"
    bulletin.write_text(f"title\n{text}\nthird", encoding="utf-8")
    record = load_record(project / "seeds")
    claim = record.claim("001-p02-01").model_copy(update={"tokens": (token,)})
    one = Record(record.folder, record.documents, {claim.id: claim}, record.speakers, record.regions,
                 record.wording, record.accounts)  # fmt: skip
    findings = [f for f in verify_record(one, project / "documents").findings if f.claim == claim.id]
    assert (findings == []) is stands


def test_texts_that_are_not_there_or_not_to_be_read(project: Path) -> None:
    record = load_record(project / "seeds")
    documents = project / "documents"
    bulletin = documents / "001_bulletin.txt"
    shutil.copy(bulletin, documents / "001_again.txt")
    one_each = "give --documents the folder that holds one .txt file for each document"
    with pytest.raises(SimError) as caught:
        verify_record(record, documents)
    assert (str(caught.value), caught.value.hint) == (f"2 texts of document 001 in {documents}", one_each)
    with pytest.raises(SimError) as caught:
        verify_record(record, bulletin)
    assert str(caught.value) == f"0 texts of document 000 in {bulletin}"
    (documents / "001_again.txt").unlink()
    bulletin.unlink()
    bulletin.mkdir()
    with pytest.raises(SimError) as caught:
        verify_record(record, documents)
    assert str(caught.value) == f"cannot read {bulletin} ({os.strerror(21)})"
    assert caught.value.hint == "give --documents a folder of readable files"


def test_a_record_without_claims_has_nothing_to_verify(project: Path) -> None:
    record = load_record(project / "seeds")
    empty = Record(record.folder, record.documents, {}, record.speakers, record.regions, record.wording,
                   record.accounts)  # fmt: skip
    with pytest.raises(SimError) as caught:
        verify_record(empty, project / "documents")
    assert (str(caught.value), caught.value.hint) == (
        "the record has no claims to verify", "add claims under seeds/claims",
    )  # fmt: skip


# --- what a claim and a phrase may be --------------------------------------------------------------------


def wording(rule: str, **phrase: Any) -> Wording:
    day = {"day": PartOfDay(clock="12:00", because="x")}
    return Wording(phrases={"it": Phrase(rule=Rule(rule), because="x", **phrase)}, parts_of_day=day)


@pytest.mark.parametrize(
    ("said", "unit", "low", "high"),
    [
        (0, "people", 0, 0), (1, "people", 1, 1), (99, "people", 99, 99), (100, "people", 95, 105),
        (101, "people", 101, 101), (110, "people", 105, 115), (1230, "people", 1225, 1235),
        (1200, "people", 1150, 1250), (90_000, "people", 85_500, 94_500), (1, "km2", 0.95, 1.05),
        (2.5, "km2", 2.45, 2.55), (45, "km2", 44.5, 45.5), (40, "km2", 38, 42), (0.4, "share", 0.38, 0.42),
        (0.45, "share", 0.445, 0.455), (0.01, "share", 0.0095, 0.0105), (0, "share", 0, 0),
        (-200, "people", -210, -190), (0.455, "share", 0.45, 0.46), (2.96, "km2", 2.91, 3.01),
    ],
)  # fmt: skip
def test_half_a_unit_of_the_last_digit_and_a_twentieth_at_most(
    said: float, unit: str, low: float, high: float
) -> None:
    assert wording(rule="rounded").value("it", said, unit) == Estimate(low=low, best=said, high=high)


@pytest.mark.parametrize(
    ("phrase", "said", "expected"),
    [
        ({"rule": "exact"}, 12.5, Estimate(low=12.5, best=12.5, high=12.5)),
        ({"rule": "factor", "low": 0.9, "high": 1.1}, 7, Estimate(low=6.3, best=7, high=7.7)),
        ({"rule": "factor", "low": 1, "no_best": True}, 7, Estimate(low=7)),
        ({"rule": "factor", "high": 1, "no_best": True}, 7, Estimate(high=7)),
        ({"rule": "between"}, (2, 5), Estimate(low=2, high=5)),
        ({"rule": "between"}, (2, 2), Estimate(low=2, high=2)),
        ({"rule": "share", "low": 1, "high": 1}, None, Estimate(low=1, best=1, high=1)),
        ({"rule": "amount", "low": 3, "high": 9}, None, Estimate(low=3, high=9)),
        ({"rule": "none"}, None, Estimate()),
    ],
)
def test_each_rule(phrase: dict[str, Any], said: Any, expected: Estimate) -> None:
    assert wording(**phrase).value("it", said, "people") == expected


CLAIM = {
    "id": "000-p04-01", "kind": "control", "measure": "control-share", "place": "a", "text": "x",
    "when": {"day": "2001-03-07", "basis": "stated"}, "wording": "half",
    "value": {"low": 0.45, "high": 0.55}, "unit": "share", "said_by": "b", "paragraph": 4, "tokens": ["x"],
    "status": "reported",
}  # fmt: skip
WHEN_NONE = {"basis": "none", "because": "x"}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "paragraph": ({"paragraph": 5}, "the id names another paragraph than 'paragraph'"),
    "event with a value": ({"unit": "event"}, "unit 'event' goes with an empty value, and only with one"),
    "value of nothing": ({"value": {}}, "unit 'event' goes with an empty value, and only with one"),
    "measure event": ({"measure": "event"}, "measure 'event' goes with unit 'event', and only with it"),
    "unit event": (
        {"unit": "event", "value": {}}, "measure 'event' goes with unit 'event', and only with it",
    ),
    "no scope": ({"measure": "area"}, "a number needs a scope: who, since, where"),
    "inferred": (
        {"when": {"day": "2001-03-07", "basis": "inferred"}}, "a date that is not stated needs 'because'",
    ),
    "a day and none": (
        {"when": {"day": "2001-03-07", **WHEN_NONE}}, "basis 'none' goes with no day, and only with no day",
    ),
    "no day and stated": (
        {"when": {"basis": "stated"}}, "basis 'none' goes with no day, and only with no day",
    ),
    "until before": (
        {"when": {"day": "2001-03-07", "until": "2001-03-06", "basis": "stated"}},
        "'until' needs a 'day' that is not later",
    ),
    "until alone": (
        {"when": {"until": "2001-03-06", **WHEN_NONE}}, "'until' needs a 'day' that is not later",
    ),
    "falling": (
        {"value": {"low": 2, "high": 1}}, "low, best and high must stand in rising order",
    ),
}  # fmt: skip


def parsed(change: dict[str, Any]) -> Claim:
    return Claim.model_validate_json(json.dumps({**CLAIM, **change}))


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_what_a_claim_may_not_be(change: dict[str, Any], message: str) -> None:
    assert parsed({}).locator == "000 ¶4"
    with pytest.raises(ValidationError) as caught:
        parsed(change)
    assert f"Value error, {message} [" in str(caught.value)


def test_a_period_of_one_day_is_a_period() -> None:
    when = {"day": "2001-03-07", "until": "2001-03-07", "basis": "stated"}
    assert parsed({"when": when}).when.until == parsed({}).when.day
