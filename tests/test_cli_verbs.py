"""Every verb: what it prints, its status, and that ``--json`` is one document and nothing else."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli.main import VERBS, build_parser, main
from sim.cli.reasons import about_figure, about_place

ROOT = Path(__file__).parents[1]
CONTRACT = ("list", "replay", "check", "render", "why", "diff", "validate", "verify", "schema")
"""Verbs of DESIGN.md that this version has; play, lesson, ensemble, verify-model, sensitivity are to come."""
MODULES = sorted((ROOT / "sim" / "cli").glob("*_verb.py"))
ANSWERS = {
    "list": ["list"],
    "check": ["check", "aleppo-2016"],
    "why a place": ["why", "aleppo-2016", "sheikh-saeed", "2016-12-01"],
    "why a figure": ["why", "aleppo-2016", "figure", "control:004-p09-08"],
    "diff": ["diff", "aleppo-2016", "--account", "monitor", "--account", "government"],
    "validate": ["validate", "aleppo-2016"],
    "schema": ["schema"],
    "schema of one": ["schema", "control"],
}
"""Verbs that write no file."""
STATUS = {"check": 1}
"""`sim check` of Aleppo ends with 1 as long as a held-out figure differs unexplained."""


def copy_project(folder: Path) -> Path:
    """A project of its own, to be spoilt; returns the scenario's folder."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder / "scenarios" / "aleppo-2016"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs go to a folder of the test; scenarios are found all the same."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def json_of(capsys: pytest.CaptureFixture[str]) -> Any:
    """The one document on stdout; `json.loads` refuses anything before or after it."""
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


@pytest.mark.parametrize("verb", CONTRACT)
def test_the_verbs_of_the_contract_are_there(verb: str) -> None:
    assert verb in VERBS


def test_every_verb_has_a_module_and_every_module_a_verb() -> None:
    assert {path.stem.removesuffix("_verb").replace("_", "-") for path in MODULES} == set(VERBS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_run_of_a_verb_stays_under_20_lines(path: Path) -> None:
    module = import_module(f"sim.cli.{path.stem}")
    assert callable(module.add_arguments)
    found = [n for n in ast.parse(path.read_text(encoding="utf-8")).body if getattr(n, "name", "") == "run"]
    (run,) = found
    assert run.end_lineno is not None
    assert run.end_lineno - run.lineno + 1 < 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_verb_imports_nothing_heavy_until_it_runs(path: Path) -> None:
    """Only the standard library and what loads nothing else stand at the top, so `--help` is quick."""
    light = {"sim.cli.bands_option", "sim.cli.options", "sim.errors", "sim.drawings.presets"}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sim"):
            assert node.module in light


def test_what_a_verb_may_import_is_light() -> None:
    names = "('numpy', 'pydantic', 'yaml', 'matplotlib', 'av', 'simpy')"
    code = f"import sys, sim.drawings.presets, sim.cli.main; print([n for n in {names} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_every_verb(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"usage: sim {verb}")
    assert "--json" in out
    assert "--quiet" in out


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_told_of_in_the_readme(verb: str) -> None:
    known = (ROOT / "README.md").read_text(encoding="utf-8")
    known += "".join(p.read_text(encoding="utf-8") for p in ROOT.glob("docs/**/*.md"))
    _, verbs = build_parser(verb)
    options = set(re.findall(r"--[a-z][a-z-]*", verbs[verb].format_usage()))
    undocumented = {option for option in options if not re.search(rf"{option}(?![a-z-])", known)}
    assert undocumented <= UNDOCUMENTED, f"sim {verb}: say in README.md what {undocumented} do"


UNDOCUMENTED: set[str] = set()
"""Options of `sim check` that only its help tells of; take one out when README.md has it."""


@pytest.mark.parametrize("arguments", [[], ["--help"]], ids=["nothing", "help"])
def test_no_arguments_give_the_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert all(re.search(rf"\n    {verb}\s", out) for verb in VERBS)
    assert "130" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"sim {sim.__version__}\n"


@pytest.mark.parametrize(("name", "arguments"), ANSWERS.items(), ids=ANSWERS)
def test_json_is_one_document_and_nothing_else(
    name: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--json"]) == STATUS.get(name, 0)
    assert json_of(capsys)
    assert not list(Path.cwd().iterdir()), "nothing was to be written"


@pytest.mark.parametrize(("name", "arguments"), ANSWERS.items(), ids=ANSWERS)
def test_the_same_in_words(name: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == STATUS.get(name, 0)
    out, err = capsys.readouterr()
    assert err == ""
    assert out.strip()
    assert "nan" not in out.split()


@pytest.mark.parametrize("arguments", [ANSWERS["check"], ANSWERS["validate"]], ids=["check", "validate"])
def test_quiet_prints_nothing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main([*arguments, "--quiet"])
    assert capsys.readouterr() == ("", "")


def test_list_names_what_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    (entry,) = [e for e in json_of(capsys)["scenarios"] if e["scenario"] == "aleppo-2016"]
    assert list(entry["accounts"]) == ["reference", "government", "monitor", "humanitarian", "opposition"]
    assert entry["default"] == "reference"
    assert set(entry["what_ifs"]) == {
        p.stem for p in (ROOT / "scenarios/aleppo-2016/what-ifs").glob("*.yaml")
    }
    assert all(question.endswith("?") for question in entry["what_ifs"].values())


def test_replay_prints_a_line_for_each_day_and_writes_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "aleppo-2016"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert len(re.findall(r"^2016-1[12]-\d\d  [ \d]\d/38", out, flags=re.M)) == 38
    assert "\x1b" not in out
    assert "Complete control: 2016-12-22" in out
    assert "* modelled" in out
    assert out.rstrip().endswith("Data package: outputs/aleppo-2016/reference/")
    assert len(list(Path("outputs/aleppo-2016/reference").iterdir())) == 12


def test_replay_json_names_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "aleppo-2016", "--json", "--out", "mine"]) == 0
    found = json_of(capsys)
    assert found.pop("folder") == "mine"
    assert found == json.loads(Path("mine/summary.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("--account monitor", "monitor"),
        ("--rng-seed 0", "reference"),
        ("--rng-seed 007", "reference+seed-7"),
        ("--what-if more-stay", "reference+more-stay"),
        (
            "--what-if more-stay --account opposition --rng-seed 7 --what-if half-the-buses",
            "opposition+more-stay+half-the-buses+seed-7",
        ),
        (f"--rng-seed {2**63 - 1}", f"reference+seed-{2**63 - 1}"),
    ],
)
def test_the_folder_says_what_was_played(options: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "aleppo-2016", "--quiet", *options.split()]) == 0
    assert capsys.readouterr() == ("", "")
    (folder,) = Path("outputs/aleppo-2016").iterdir()
    assert folder.name == name
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    account, *rest = name.split("+")
    assert summary["account"] == account
    assert summary["what_ifs"] == [word for word in rest if not word.startswith("seed-")]
    assert f"seed-{summary['rng_seed']}" in [*rest, "seed-0"]


def test_a_scenario_can_be_a_path_with_a_record_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_project(tmp_path / "mine")
    renamed = folder.rename(folder.with_name("my-own"))
    assert main(["replay", str(renamed), "--quiet"]) == 0
    assert (Path("outputs/my-own/reference/summary.json")).is_file()


def test_an_existing_file_is_no_folder(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").write_text("dear", encoding="utf-8")
    assert main(["replay", "aleppo-2016", "--out", "mine"]) == 2
    assert "mine is not a folder" in capsys.readouterr().err
    assert Path("mine").read_text(encoding="utf-8") == "dear"
    assert main(["replay", "aleppo-2016", "--out", "mine/deeper"]) == 2


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that even root cannot write to")
def test_a_folder_that_cannot_be_written_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "aleppo-2016", "--out", "/proc/sim"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "cannot write" in err
    assert "--out" in err


def test_why_a_place_gives_both_sides_and_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "aleppo-2016", "sheikh-saeed", "2016-12-12", "--json"]) == 0
    found = json_of(capsys)
    claims = [claim for step in found["steps"] for claim in step["claims"]]
    assert {claim["side"] for claim in claims} == {"followed", "against"}
    assert all(step["rule"] for step in found["steps"])
    assert all(re.fullmatch(r"\d{3}-p\d+-\d+", claim["claim"]) for claim in claims)
    assert any("modelled" in line for line in found["state"])


def test_why_a_place_before_anything_happened_names_the_assumption(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["why", "aleppo-2016", "sheikh-saeed", "2016-11-15", "--json"]) == 0
    found = json_of(capsys)
    assert "2016-11-15" in found["title"]
    assert "opposition 100%" in found["state"][0]


def test_why_a_figure_by_id_and_by_claim_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "aleppo-2016", "figure", "control:004-p09-08", "--json"]) == 0
    by_id = json_of(capsys)
    assert main(["why", "aleppo-2016", "figure", "004-p09-08", "--json"]) == 0
    assert json_of(capsys) == by_id
    assert any("drives" in line for line in by_id["state"])


def test_every_figure_can_be_asked_for() -> None:
    """Through the same function that the verb calls, without 177 replays."""
    replay = sim.replay("aleppo-2016")
    for figure in replay.episode.figures:
        assert about_figure(replay, figure.claim) == about_figure(replay, figure.id)
    for district in replay.episode.territory.districts:
        for day in (0, replay.calendar.days - 1):
            assert about_place(replay, district, day)["steps"]


def test_diff_of_two_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "aleppo-2016", "--account", "monitor", "--account", "government", "--json"]) == 0
    found = json_of(capsys)
    assert found["accounts"] == ["monitor", "government"]
    assert found["district_days"] == sum(int(row[1]) for row in found["districts"])
    assert found["questions"]


def test_diff_with_one_account_takes_the_default_as_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "aleppo-2016", "--account", "opposition", "--json"]) == 0
    assert json_of(capsys)["accounts"] == ["reference", "opposition"]


def test_validate_a_record_and_a_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(ROOT / "seeds")]) == 0
    assert "no faults" in capsys.readouterr().out
    assert main(["validate", str(ROOT / "scenarios" / "aleppo-2016")]) == 0


def test_validate_tells_every_fault_with_file_line_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_project(tmp_path)
    head, figures = folder / "scenario.yaml", folder / "figures.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("first:", "frist:"), encoding="utf-8")
    figures.write_text(
        figures.read_text(encoding="utf-8").replace("figures:", "figuers:", 1), encoding="utf-8"
    )
    assert main(["validate", str(folder)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert all(re.match(r".+\.yaml:\d+: \S+: .+; .+", line) for line in lines)
    assert {Path(line.split(":")[0]).name for line in lines} == {"scenario.yaml", "figures.yaml"}
    assert main(["validate", str(folder), "--json"]) == 2
    faults = json_of(capsys)["faults"]
    assert len(faults) == len(lines)
    assert all(set(fault) == {"file", "line", "key", "problem", "remedy"} for fault in faults)


def test_schema_has_every_file_and_forbids_unknown_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    schemas = json_of(capsys)
    assert {"control", "claims", "people", "figures", "what-ifs"} <= set(schemas)
    assert all(schema.get("additionalProperties", False) is False for schema in schemas.values())
    assert main(["schema", "claims"]) == 0
    assert json_of(capsys) == schemas["claims"]
