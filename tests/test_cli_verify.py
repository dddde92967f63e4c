"""`sim verify`: hashes, paragraphs and tokens of a record made for the test, and what a spoilt text shows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from test_cli_verbs import copy_project

from sim.cli.main import main

ROOT = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose record is of texts that the test writes: every token on its claim's paragraph."""
    folder = copy_project(tmp_path)
    texts = tmp_path / "texts"
    texts.mkdir()
    for path in sorted((tmp_path / "seeds" / "documents").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        claims = yaml.safe_load((tmp_path / "seeds" / "claims" / path.name).read_text(encoding="utf-8"))[
            "claims"
        ]
        lines = [f"Paragraph {n}" for n in range(1, data["paragraphs"] + 1)]
        for claim in claims:
            lines[claim["paragraph"] - 1] += "".join(f" | {token} |" for token in claim["tokens"])
        raw = "\n\n".join([*lines, ""]).encode()
        (texts / f"{path.stem}_text.txt").write_bytes(raw)
        recorded = path.read_text(encoding="utf-8").replace(data["sha256"], hashlib.sha256(raw).hexdigest())
        path.write_text(recorded, encoding="utf-8")
    return folder


def verified(project: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, str]]]:
    texts = project.parents[1] / "texts"
    capsys.readouterr()
    status = main(["verify", str(project), "--documents", str(texts), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["documents"] == 5
    assert found["claims"] > 500
    assert found["tokens"] > found["claims"]
    return status, found["findings"]


def test_a_record_that_holds(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(project, capsys) == (0, [])
    assert main(["verify", str(project), "--documents", str(project.parents[1] / "texts"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_another_text_is_told_by_its_hash_and_tokens_are_compared_all_the_same(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = project.parents[1] / "texts" / "000_text.txt"
    text.write_bytes(text.read_bytes().replace(b"officially liberated", b"officially taken"))
    status, findings = verified(project, capsys)
    assert status == 1
    assert findings[0]["claim"] is None
    assert "hash differs" in findings[0]["problem"]
    assert "000-p02-01" in [f["claim"] for f in findings]
    assert any("officially liberated" in f["problem"] for f in findings)


def test_a_lost_paragraph_and_a_moved_token(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = project.parents[1] / "texts" / "001_text.txt"
    text.write_bytes(text.read_bytes().partition(b"\n\n")[2])
    status, findings = verified(project, capsys)
    assert status == 1
    assert any("paragraphs recorded" in f["problem"] for f in findings)
    assert any("is not in paragraph" in f["problem"] for f in findings)


def test_a_number_that_is_a_piece_of_a_longer_one_does_not_count(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token of digits must stand by itself: 40 is not in 240, nor in 40,000."""
    claims = yaml.safe_load((ROOT / "seeds/claims/004.yaml").read_text(encoding="utf-8"))["claims"]
    claim = next(c for c in claims if any(token.isdigit() and len(token) == 2 for token in c["tokens"]))
    token = next(token for token in claim["tokens"] if token.isdigit() and len(token) == 2)
    path = project.parents[1] / "texts" / "004_text.txt"
    text = path.read_text(encoding="utf-8").split("\n\n")
    text[claim["paragraph"] - 1] = f"Paragraph 3{token} and {token},000"
    path.write_text("\n\n".join(text), encoding="utf-8")
    _, findings = verified(project, capsys)
    assert (claim["id"], f"'{token}'") in [(f["claim"], f["problem"].split(" ")[1]) for f in findings]


def test_findings_are_listed_also_when_quiet(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = project.parents[1] / "texts" / "002_text.txt"
    text.write_bytes(text.read_bytes() + b"One more\n")
    assert main(["verify", str(project), "--documents", str(text.parent), "--quiet"]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert err == ""


def test_two_texts_of_one_document_are_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = project.parents[1] / "texts"
    (texts / "003_other.txt").touch()
    assert main(["verify", str(project), "--documents", str(texts)]) == 2
    assert "2 texts of document 003" in capsys.readouterr().err
