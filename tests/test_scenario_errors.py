"""Bad input: each file in ``data/scenario`` spoils one thing of the flagship and says what must be reported.

A fault names file, line and key, says what was expected and what came, and what to do.  Nothing is written.
"""

import hashlib
import os
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from sim.errors import Fault, FaultsFound, SimError
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs, list_what_ifs
from sim.scenario.resolve import resolve

ROOT = Path(__file__).parents[1]
CASES = sorted((ROOT / "tests" / "data" / "scenario").glob("error_*.yaml"))


def load_everything(project: Path) -> None:
    """Read the scenario, apply each what-if, and settle it for each account."""
    scenario = load_scenario(project / "scenarios" / "aleppo-2016")
    for account in scenario.head.accounts:
        resolve(scenario, account=account)
    for name in list_what_ifs(scenario):
        apply_what_ifs(scenario, [name])


def spoil(project: Path, file: str, old: str, new: str) -> str:
    """Replace the only ``old`` of a file; the new text."""
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text.replace(old, new)


def expected_line(text: str, case: dict) -> int:
    """The line on which the case's ``at`` (or the first line of ``new``) stands."""
    at = case.get("at") or case["new"].splitlines()[0]
    if at == "__first__":
        return 1
    where = text.rindex(case["new"].splitlines()[0]) if at == "__second__" else text.index(at)
    return text[:where].count("\n") + 1


def fingerprint(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict:
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


def test_the_unspoilt_copy_has_no_fault(copied_project: Path) -> None:
    load_everything(copied_project)


def test_a_fault_says_where_what_and_what_to_do(
    copied_project: Path, case: dict, flagship: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case["file"].startswith("scenarios/"):  # the record is as it was: read once, it takes most of the time
        monkeypatch.setattr("sim.scenario.load.load_record", lambda folder: flagship.record)
    text = spoil(copied_project, case["file"], case["old"], case["new"])
    before = fingerprint(copied_project)
    with pytest.raises(SimError) as caught:
        load_everything(copied_project)
    assert fingerprint(copied_project) == before, "a file was written or damaged"
    assert caught.value.exit_code == 2
    assert isinstance(caught.value, FaultsFound)
    faults = caught.value.faults
    assert len(faults) == case.get("faults", 1), "\n".join(map(str, faults))
    fault = next((f for f in faults if case["problem"] in f.problem), faults[0])
    assert case["problem"] in fault.problem
    assert fnmatch(fault.key, case["key"] + "*")
    assert case["remedy"] in fault.remedy
    assert fault.file == str(copied_project / case["file"])
    assert fault.line == expected_line(text, case)


def test_every_kind_of_bad_input_of_the_issue_has_a_case() -> None:
    names = " ".join(path.stem for path in CASES)
    for kind in (
        "unknown_key",
        "number_as_text",
        "unknown_claim",
        "place_off_the_map",
        "share_over_one",
        "date_outside",
        "neither_claim_nor_reason",
        "whatif_touches_nothing",
        "account_answers_nothing",
    ):
        assert kind in names


EDITS = (
    ("scenarios/aleppo-2016/control.yaml", "claims: [004-p10-05]", "claims: [004-p10-95]"),
    ("scenarios/aleppo-2016/control.yaml", "at: {step: hanano-26-nov,", "at: {step: hanana-26-nov,"),
    ("scenarios/aleppo-2016/people.yaml", "return_rate: {assume: 0.01,", "return_rate: {assume: 10,"),
    ("scenarios/aleppo-2016/figures.yaml", 'since: {assume: "2016-12-02', 'since: {assume: "2017-12-02'),
    ("scenarios/aleppo-2016/scenario.yaml", "account: reference\n", "account: reference\nacounts: []\n"),
)


def report_on(project: Path) -> list[Fault]:
    with pytest.raises(FaultsFound) as caught:
        load_scenario(project / "scenarios" / "aleppo-2016")
    return caught.value.faults


def test_five_faults_of_four_files_are_reported_together(copied_project: Path) -> None:
    for file, old, new in EDITS[:3]:
        spoil(copied_project, file, old, new)
    spoil(copied_project, *EDITS[3])
    spoil(
        copied_project, "scenarios/aleppo-2016/territory.yaml", "baidin: {km2: 0.91,", "baidin: {km2: many,"
    )
    faults = report_on(copied_project)
    assert [Path(fault.file).name for fault in faults] == [
        "control.yaml",
        "control.yaml",
        "figures.yaml",
        "people.yaml",
        "territory.yaml",
    ]
    assert [fault.key.split(".")[-1] for fault in faults] == [
        "claims",
        "step",
        "assume",
        "return_rate",
        "km2",
    ]


def test_days_are_not_judged_by_a_faulty_first_and_last_day(copied_project: Path) -> None:
    """What a faulty file would have said is not held against the others."""
    for edit in EDITS[3:]:
        spoil(copied_project, *edit)
    assert [fault.problem for fault in report_on(copied_project)] == ["unknown key 'acounts'"]


def test_record_and_scenario_are_reported_together(copied_project: Path) -> None:
    spoil(copied_project, *EDITS[0])
    spoil(copied_project, *EDITS[1])
    spoil(copied_project, "seeds/claims/001.yaml", "said_by: syrian-army\n", "said_by: syrian-armi\n")
    spoil(copied_project, "seeds/wording.yaml", "phrases:\n", "phrase:\n")
    found = {(Path(fault.file).name, fault.key) for fault in report_on(copied_project)}
    assert ("wording.yaml", "phrase") in found
    assert any(file == "control.yaml" and key.endswith("at.step") for file, key in found)


def test_a_missing_file_is_a_fault_like_any_other(copied_project: Path) -> None:
    (copied_project / "scenarios/aleppo-2016/map.yaml").unlink()
    spoil(copied_project, *EDITS[0])
    faults = report_on(copied_project)
    assert [Path(fault.file).name for fault in faults] == ["control.yaml", "map.yaml"]
    assert "cannot be read" in faults[1].problem


def sim(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "sim", *words],
        check=False,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "edits",
    [
        EDITS[:3],
        [("scenarios/aleppo-2016/control.yaml", "at: {step: hanano-26-nov,", "at: {step: marjeh-7-dec,")],
        [
            (
                "seeds/accounts.yaml",
                "[sohr, document-004]\n      convoy: [sohr]",
                "[rabbani]\n      convoy: [rabbani]",
            )
        ],
    ],
    ids=["faults", "one error", "silent account"],
)
def test_validate_refuses_with_status_2_and_writes_nothing(copied_project: Path, edits: list) -> None:
    for edit in edits:
        spoil(copied_project, *edit)
    before = fingerprint(copied_project)
    ran = sim("validate", "scenarios/aleppo-2016", cwd=copied_project)
    assert ran.returncode == 2, ran
    assert "Traceback" not in ran.stdout + ran.stderr
    assert ran.stdout + ran.stderr
    assert fingerprint(copied_project) == before
    assert not (copied_project / "outputs").exists()


def test_validate_prints_one_line_a_fault(copied_project: Path) -> None:
    for edit in EDITS[:3]:
        spoil(copied_project, *edit)
    lines = sim("validate", "scenarios/aleppo-2016", cwd=copied_project).stdout.splitlines()
    assert len(lines) == 3
    assert all(line.split(":")[1].isdigit() for line in lines)


def test_replay_of_a_faulty_scenario_leaves_no_output_folder(copied_project: Path) -> None:
    spoil(copied_project, *EDITS[0])
    ran = sim("replay", "scenarios/aleppo-2016", cwd=copied_project)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert not (copied_project / "outputs").exists()
