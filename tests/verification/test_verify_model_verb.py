"""``sim verify-model``: its lines, its JSON, its status, and what it says of a case that is not there."""

from __future__ import annotations

import json

import pytest
from planted import Defect, plant

from sim.cli.main import main
from sim.verification.registry import CASES

SLOW_DRIVERS = Defect("convoys.drive", "fleet.checkpoint + fleet.road", "fleet.checkpoint + fleet.road + 1")


def test_a_line_for_each_case_and_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-model"]) == 0
    out, err = capsys.readouterr()
    head, *lines = out.splitlines()
    assert err == ""
    assert head.split() == ["case", "title", "expected", "found", "tolerance", "verdict"]
    assert [line.split()[0] for line in lines[: len(CASES)]] == [case.id for case in CASES]
    assert all("  holds, " in line for line in lines[: len(CASES)])
    assert lines[-1].startswith(f"{len(CASES)} of {len(CASES)} cases hold, ")


def test_a_named_case_is_told_with_every_reading(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-model", "one-trip"]) == 0
    out, _ = capsys.readouterr()
    assert "arrival = 300 + L + G" in out
    assert [line.split() for line in out.splitlines() if "people aboard" in line] == [
        ["people", "aboard", "100", "100", "exact"]
    ]
    assert out.splitlines()[-1] == "1 of 1 cases hold, 5 readings"


def test_a_case_that_fails_gives_1_and_its_readings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, SLOW_DRIVERS)
    assert main(["verify-model", "one-trip", "decay", "--quiet"]) == 1
    out, _ = capsys.readouterr()
    assert "decay" not in out
    assert [line.split() for line in out.splitlines() if "  arrival" in line] == [
        ["arrival", "420", "421", "exact", "FAILS"]
    ]


def test_quiet_says_nothing_where_all_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-model", "one-trip", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_an_engine_that_breaks_off_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, Defect("journeys.Ways._arrive", "+= people", "+= 0"))
    assert main(["verify-model", "overtaken"]) == 1
    out, _ = capsys.readouterr()
    assert "FAILS, 0 of 0" in out
    assert "broke off: LostPeople: " in out


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-model", "conservation", "one-trip", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["passed"], data["failed"]) == (2, 0)
    first, second = data["cases"]
    assert (first["id"], second["id"]) == ("one-trip", "conservation")
    assert first["readings"][0] == {
        "what": "people aboard", "expected": 100, "found": 100, "low": 100, "high": 100, "holds": True
    }  # fmt: skip
    assert any(reading["high"] is None for reading in second["readings"])


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_case_that_is_not_there_is_an_error_of_two_lines(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify-model", "shutle", *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["error: no case 'shutle'", "hint: did you mean 'shuttle'?"]
