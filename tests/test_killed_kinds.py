"""Every value of the valley contested: each question is asked as one of its kind, and of no other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_killed_resolve import VALLEY, edited, row

from sim.days import DAY, HOUR
from sim.episode.episode import Episode
from sim.scenario.resolve import resolve

BOTH = ["000-p10-01", "001-p03-01"]
"""The Gazette: Saturday evening; the North Army: Saturday noon."""
NOON, EVENING = 5 * DAY + 12 * HOUR, 5 * DAY + 19 * HOUR
ORDER = "      control: [north-army]\n      convoy: [north-army]"
KINDS = {
    "control": r"control\..*",
    "population": r"population\..*",
    "ceasefire": r"flight\.corridors\.[a-z-]*\.closures\..*",
    "bombardment": r"flight\.bombardment\..*",
    "displacement": r"flight\.(?!bombardment|corridors\.[a-z-]*\.closures).*",
    "convoy": r"evacuation\..*",
}


def contested(node: Any, *, moment: bool = False) -> Any:
    """The data of a file with both speakers' claims under every quantity and moment, numbers as they were."""
    if isinstance(node, list):
        return [contested(item) for item in node]
    if not isinstance(node, dict):
        return node
    value = node.get("assume")
    if moment or isinstance(value, str):
        return {"claims": BOTH}
    if isinstance(value, float | int) or "claims" in node:
        number = 100 if value is None else value
        return {"claims": BOTH, "read_as": dict.fromkeys(BOTH, number), "because": "a test"}
    moments = ("starts", "ends", "opens", "due", "arrives", "turned_back", "return_starts")
    return {key: contested(below, moment=key in moments) for key, below in node.items()}


def told(folder: Path, *kinds: str) -> Episode:
    """The contested valley as told by an account that follows the North Army on some kinds only."""
    people = (VALLEY / "people.yaml").read_text(encoding="utf-8")
    data = contested(yaml.safe_load(people.replace("{id: convoy-1, due:", "{id: convoy-1, arrives:")))
    text = "no claim names it; the side that stands at the bridge stands at its edge"
    share = f'{{assume: 0.25, because: "{text}"}}'
    read = f'{{claims: {BOTH}, read_as: {{000-p10-01: 0.25, 001-p03-01: 0.25}}, because: "a test"}}'
    entry = f"- {{claim: 000-p09-02, measure: evacuated, at: {{claims: {BOTH}}}, since: {{claims: {BOTH}}}}}"
    edits = {
        "people": {people: json.dumps(data)},
        "control": {share: read},
        "figures": {"- {claim: 000-p09-02, measure: evacuated}": entry},
        "accounts": {ORDER: "\n".join(f"      {kind}: [north-army]" for kind in kinds)},
    }
    return resolve(edited(folder, edits), account="north")


@pytest.mark.parametrize("kind", KINDS)
def test_each_question_is_of_its_kind(tmp_path: Path, kind: str) -> None:
    episode = told(tmp_path, kind)
    asked = [line for line in episode.settled if BOTH[1] in (line.followed, *line.passed_over)]
    assert len(asked) == 49
    assert {line.path for line in asked if re.fullmatch(KINDS[kind], line.path)} == {
        line.path for line in asked if line.rule == f"north-army (rank 1 on {kind})"
    }


def test_moments_of_a_figure_are_of_no_kind_in_particular(tmp_path: Path) -> None:
    for kinds, minute in ((("convoy",), EVENING), (("convoy", "other"), NOON)):
        (figure,) = [figure for figure in told(tmp_path, *kinds).figures if figure.claim == "000-p09-02"]
        assert (figure.minute, figure.since) == (minute, minute)


def test_a_moment_with_a_step_may_be_fitted(tmp_path: Path) -> None:
    with_it = 'after: 120, because: "next in line behind Stone Bridge"'
    episode = resolve(edited(tmp_path, {"control": {with_it: f"{with_it}, fitted_to: [000-p09-02]"}}))
    assert row(episode, "control.tile-works-8-mar.at")[2] == (
        "next in line behind Stone Bridge (fitted to 000-p09-02)"
    )
    assert "000-p09-02" in episode.driving
