"""A data package says what it was made from, and can be made again from that and compared."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli.main import main
from tests.stories import VALLEY

PROJECT = VALLEY.parents[1]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A copy of the valley's project, and a package made from it; the package's folder."""
    shutil.copytree(PROJECT, tmp_path / "valley")
    assert (
        main(["replay", str(tmp_path / "valley/scenarios/valley"), "--quiet", "--out", str(tmp_path / "out")])
        == 0
    )
    return tmp_path / "out"


def verify(made: Path, *words: str) -> int:
    scenario = str(made.parent / "valley/scenarios/valley")
    return main(["replay", scenario, "--verify", str(made / "summary.json"), *words])


def compared(made: Path, capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], str]:
    verify(made, "--json")
    rows = json.loads(capsys.readouterr().out)["compared"]
    return {(row["part"], row["name"]): row["verdict"] for row in rows if row["verdict"] != "same"}


def test_the_manifest_has_the_hashes_of_all_inputs_and_outputs(made: Path) -> None:
    said = json.loads((made / "summary.json").read_text(encoding="utf-8"))["manifest"]
    names = {path.name for path in made.iterdir()}
    assert set(said["outputs"]) == names - {"summary.json"}
    for name, digest in said["outputs"].items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest
    project = made.parent / "valley"
    read = [*(project / "scenarios/valley").glob("*.yaml"), *(project / "seeds").rglob("*.yaml")]
    assert said["inputs"] == {
        f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in read
    }


def test_it_is_made_again_and_is_the_same(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(made) == 0
    assert capsys.readouterr().out.endswith("reproduced\n")
    assert compared(made, capsys) == {}


def test_account_what_ifs_and_seed_are_those_of_the_manifest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = [
        "--account",
        "north",
        "--what-if",
        "twice-the-buses",
        "--rng-seed",
        "5",
        "--out",
        str(out),
        "--quiet",
    ]
    assert main(["replay", str(VALLEY), *asked]) == 0
    assert main(["replay", str(VALLEY), "--verify", str(out / "summary.json"), "--quiet"]) == 0


def test_the_flagship_needs_no_scenario_beside_its_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sim.save(sim.replay("aleppo-2016", account="monitor"), tmp_path)
    status = main(["replay", "--verify", str(tmp_path / "summary.json"), "--json"])
    odd = [row["name"] for row in json.loads(capsys.readouterr().out)["compared"] if row["verdict"] != "same"]
    assert (status, odd) == (0, [])


def test_a_changed_output_is_seen(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (made / "people.csv").open("a") as file:
        file.write("\n")
    (made / "control.csv").unlink()
    assert verify(made, "--quiet") == 1
    assert compared(made, capsys) == {("file", "people.csv"): "differs", ("file", "control.csv"): "missing"}


def test_a_changed_input_is_seen_with_all_that_follows(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = made.parent / "valley/seeds/claims/000.yaml"
    claims.write_text(claims.read_text(encoding="utf-8").replace("300", "310"), encoding="utf-8")
    assert verify(made, "--quiet") == 1
    odd = compared(made, capsys)
    assert odd["input", "claims/000.yaml"] == "differs"
    assert odd["trace", "trace"] == "differs"
    assert odd["output", "people.csv"] == "differs"
    assert all(part != "file" for part, _ in odd)


def test_another_version_is_told_and_is_no_failure(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made / "summary.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    said["versions"]["numpy"] = "0.1"
    path.write_text(json.dumps(said), encoding="utf-8")
    assert verify(made) == 0
    assert "numpy  differs" in capsys.readouterr().out


def broken(made: Path, change: Any) -> Path:
    path = made / "summary.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("manifest"),
        lambda said: said.pop("account"),
        lambda said: said.update(rng_seed="0"),
        lambda said: said.update(rng_seed=True),
        lambda said: said.update(rng_seed=-1),
        lambda said: said.update(what_ifs=[1]),
        lambda said: said["manifest"].update(outputs=[1, 2]),
        lambda said: said["manifest"]["inputs"].update(a=1),
        lambda said: said.update(trace_sha256=None),
    ],
)
def test_what_is_no_manifest_is_refused(made: Path, change: Any, capsys: pytest.CaptureFixture[str]) -> None:
    broken(made, change)
    assert verify(made) == 2
    error = capsys.readouterr().err
    assert "is not a summary with a manifest" in error
    assert "\nhint: " in error


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000, '"text"'])
def test_neither_is_any_other_file(made: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (made / "summary.json").write_text(text, encoding="utf-8")
    assert verify(made) == 2
    assert "is not a summary with a manifest" in capsys.readouterr().err


def test_a_name_in_a_manifest_leads_nowhere_else(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(made, lambda said: said["manifest"]["outputs"].update({"../secret.csv": "0"}))
    (made.parent / "secret.csv").write_text("x")
    assert compared(made, capsys)["file", "../secret.csv"] == "missing"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--account", "north"], "--account has no place"),
        (["--rng-seed", "3"], "--rng-seed has no place"),
        (["--what-if", "twice-the-buses"], "--what-if has no place"),
        (["--out", "elsewhere"], "--out has no place"),
    ],
)
def test_options_that_the_manifest_settles_are_refused(
    made: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(made, *words) == 2
    assert said in capsys.readouterr().err


def test_a_manifest_of_another_scenario_is_refused(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(made, lambda said: said.update(scenario="hill"))
    assert verify(made) == 2
    assert "the manifest is of hill, not of valley" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "--verify", "nowhere.json"]) == 2
    assert "cannot read nowhere.json" in capsys.readouterr().err


def test_a_replay_needs_a_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay"]) == 2
    assert "needs a SCENARIO" in capsys.readouterr().err
