"""What the command line says of a user's errors: two lines, status 2, nothing on stdout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from test_cli_verbs import copy_project

from sim.cli.main import VERBS, main
from sim.scenario import load

HUGE = "9" * 40
LONG = "a" * 5000
ERRORS = {
    "misspelt verb": (["lst"], "no verb 'lst'", "did you mean 'list'?"),
    "verb that is nothing like one": (["xyzzy"], "no verb 'xyzzy'", "sim --help"),
    "empty verb": ([""], "no verb ''", "sim --help"),
    "misspelt option": (["replay", "aleppo-2016", "--acount", "monitor"], "--acount", "'--account'"),
    "misspelt option with =": (["replay", "aleppo-2016", "--acount=monitor"], "--acount", "'--account'"),
    "shortened option": (["replay", "aleppo-2016", "--acc", "monitor"], "--acc", "'--account'"),
    "option before the verb": (["--json", "list"], "--json", "behind the verb"),
    "option without a verb": (["--nope"], "--nope", "sim --help"),
    "one argument too many": (["list", "extra"], "no argument 'extra'", "sim list --help"),
    "no scenario": (["replay"], "SCENARIO", "sim replay --help"),
    "unknown scenario": (["replay", "aleppo"], "no scenario 'aleppo'", "did you mean 'aleppo-2016'?"),
    "empty scenario": (["replay", ""], "no scenario ''", "aleppo-2016"),
    "folder without a scenario": (["check", "/"], "no scenario '/'", "folder"),
    "name longer than a file system takes": (["replay", LONG], "no scenario", "known: aleppo-2016"),
    "unknown account": (
        ["replay", "aleppo-2016", "--account", "press"],
        "no account 'press'",
        "humanitarian",
    ),
    "unknown what-if": (
        ["replay", "aleppo-2016", "--what-if", "no-bus"],
        "no what-if 'no-bus'",
        "half-the-buses",
    ),
    "misspelt what-if": (
        ["check", "aleppo-2016", "--what-if", "more-sty"],
        "no what-if 'more-sty'",
        "'more-stay'",
    ),
    "what-if that leaves its folder": (
        ["check", "aleppo-2016", "--what-if", "../scenario"],
        "no what-if",
        "",
    ),
    "second what-if unknown": (
        ["replay", "aleppo-2016", "--what-if", "more-stay", "--what-if", "no"],
        "no what-if 'no'",
        "",
    ),
    "seed in words": (["replay", "aleppo-2016", "--rng-seed", "ten"], "'ten' is not a whole number", ""),
    "seed below zero": (["replay", "aleppo-2016", "--rng-seed", "-1"], "'-1' is not a whole number", ""),
    "seed with a fraction": (["replay", "aleppo-2016", "--rng-seed", "1.5"], "'1.5' is not", ""),
    "seed in other digits": (["replay", "aleppo-2016", "--rng-seed", "١٢"], "is not a whole number", ""),
    "empty seed": (["replay", "aleppo-2016", "--rng-seed", ""], "'' is not a whole number", ""),
    "seed of 2^63": (["replay", "aleppo-2016", "--rng-seed", str(2**63)], "is not a whole number", ""),
    "seed of forty digits": (["replay", "aleppo-2016", "--rng-seed", HUGE], "is not a whole number", ""),
    "huge seed behind noughts": (
        ["replay", "aleppo-2016", "--rng-seed", "0" * 30 + HUGE],
        "is not a whole",
        "",
    ),
    "seed of five thousand digits": (
        ["replay", "aleppo-2016", "--rng-seed", "9" * 5000],
        "is not a whole",
        "",
    ),
    "empty folder": (["replay", "aleppo-2016", "--out", ""], "an empty name is not a folder", ""),
    "blank folder": (["render", "aleppo-2016", "--for", "web", "--out", " "], "an empty name", ""),
    "render for nothing": (["render", "aleppo-2016"], "--for", "sim render --help"),
    "unknown preset": (["render", "aleppo-2016", "--for", "cinema"], "no preset 'cinema'", "gif-slide"),
    "unknown district": (
        ["why", "aleppo-2016", "sheikh-sayed", "2016-12-01"],
        "sheikh-sayed",
        "'sheikh-saeed'",
    ),
    "day before the first": (["why", "aleppo-2016", "sheikh-saeed", "2016-11-14"], "outside", "2016-11-15"),
    "day after the last": (["why", "aleppo-2016", "sheikh-saeed", "2016-12-23"], "outside", "2016-12-22"),
    "no date": (
        ["why", "aleppo-2016", "sheikh-saeed", "yesterday"],
        "'yesterday' is not a date",
        "2016-12-04",
    ),
    "no such date": (["why", "aleppo-2016", "sheikh-saeed", "2016-11-31"], "'2016-11-31' is not a date", ""),
    "unknown figure": (["why", "aleppo-2016", "figure", "nothing"], "no figure 'nothing'", "checks.csv"),
    "misspelt figure": (
        ["why", "aleppo-2016", "figure", "004-p48-2"],
        "no figure '004-p48-2'",
        "did you mean",
    ),
    "figure that cannot be answered": (
        ["why", "aleppo-2016", "figure", "000-p06-02"],
        "no replay can",
        "unchecked.csv",
    ),
    "diff of nothing": (["diff", "aleppo-2016"], "two different accounts", "--account twice"),
    "diff of one with itself": (["diff", "aleppo-2016", "--account", "reference"], "two different", ""),
    "diff of three": (
        ["diff", "aleppo-2016", "--account", "a", "--account", "b", "--account", "c"],
        "two different accounts",
        "",
    ),
    "diff with an unknown account": (["diff", "aleppo-2016", "--account", "press"], "no account 'press'", ""),
    "validate nothing": (["validate", "/nowhere"], "no scenario '/nowhere'", ""),
    "verify without texts": (["verify"], "--documents", "sim verify --help"),
    "verify with an empty folder": (
        ["verify", "--documents", "/nowhere"],
        "0 texts of document",
        "--documents",
    ),
    "unknown schema": (["schema", "contrl"], "no file 'contrl'", "'control'"),
    "line breaks and escapes in a name": (["replay", "a\nb\x1b[31m"], r"'a\nb\x1b[31m'", ""),
}


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the scenario once for all of these tests; a name that is not it is read as ever."""
    monkeypatch.setattr(load, "load_scenario", lambda name: aleppo() if name == "aleppo-2016" else read(name))


read = load.load_scenario


@cache
def aleppo() -> load.Scenario:
    return read("aleppo-2016")


@pytest.mark.parametrize(("arguments", "said", "hint"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_two_lines_and_status_2(
    arguments: Sequence[str],
    said: str,
    hint: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    first, second = err.splitlines()
    assert out == ""
    assert first.startswith("error: ")
    assert said.lower() in first.lower()
    assert second.startswith("hint: ")
    assert hint in second
    assert len(second) > len("hint: ")
    assert not list(tmp_path.iterdir()), "an error leaves no file"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_refuses_an_option_that_nobody_knows(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([verb, "--no-such-option"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(":")[0] for line in err.splitlines()] == ["error", "hint"]
    assert "usage" not in err


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("list", "schema", "verify")])
def test_an_error_with_json_prints_no_half_document(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    more = {"render": ["--for", "web"], "why": ["sheikh-saeed", "2016-12-01"]}.get(verb, [])
    assert main([verb, "no-such-scenario", *more, "--json"]) == 2
    assert capsys.readouterr().out == ""


def test_every_fault_of_a_file_is_told_and_the_status_is_2(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(broken)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("scenario.yaml:") == 2
    assert err.splitlines()[-1].startswith("hint: ")
    assert "Traceback" not in err


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the project with two faults in one file."""
    folder = copy_project(tmp_path)
    head = folder / "scenario.yaml"
    text = head.read_text(encoding="utf-8").replace("subtitle:", "subtitel:")
    head.write_text(text, encoding="utf-8")
    return folder
