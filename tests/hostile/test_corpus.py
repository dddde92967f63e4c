"""Every spoilt project is refused with file, line, key and reason, or accepted, as its name says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpus import CASES, read_case, spoil
from doors import SCENARIO, SECONDS, Answer, build_map, copied_valley, validate


def answer(project: Path, case: dict[str, Any]) -> Answer:
    spoil(project, case)
    return build_map(project) if case.get("door") == "map" else validate(project)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_ends_as_its_name_says(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    case = read_case(path)
    if "fails_yet" in case:
        request.applymarker(pytest.mark.xfail(reason=case["fails_yet"], strict=True))
    said = answer(copied_valley(tmp_path), case)
    assert said.seconds < SECONDS
    if path.stem.startswith("accepted-"):
        assert (said.status, said.lines) == (0, said.lines[:1]), said.text
        return
    assert said.status == 2, said.text
    assert said.text.isprintable() or said.text.replace("\n", "").isprintable()
    told = next(line for line in said.lines if case["says"] in line)
    if "line" in case:
        assert f"{case['file']}:{case['line']}: {case['key']}: " in told, told
        assert said.is_located
    else:
        assert told.startswith("error: ")
        assert said.lines[-1].startswith("hint: ")


def test_the_corpus_covers_every_kind_of_file_and_both_outcomes() -> None:
    cases = {path.stem: read_case(path) for path in CASES}
    assert len(cases) >= 150
    assert {name.split("-")[0] for name in cases} == {"refused", "accepted"}
    touched = {case["file"].removeprefix(SCENARIO + "/") for case in cases.values()}
    stems = ["control", "figures", "lesson", "map", "people", "places", "scenario", "territory"]
    assert touched >= {f"{stem}.yaml" for stem in stems}
    assert touched >= {"lines.geojson", "what-ifs/twice-the-buses.yaml", "seeds/claims/000.yaml"}
    assert touched >= {f"seeds/{name}.yaml" for name in ("accounts", "documents/000")}


def test_the_unspoilt_copy_is_accepted(tmp_path: Path) -> None:
    said = validate(copied_valley(tmp_path))
    assert (said.status, said.text) == (0, "valley: 2 accounts, 7 steps, no faults\n")
