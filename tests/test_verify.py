"""The record is held against the documents' text: hashes, paragraphs, tokens."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import SimError
from sim.record.load import Record, load_record
from sim.record.verify import paragraphs, verify_record

SEEDS = Path(__file__).parents[1] / "seeds"
TEXT = """Old town: a made-up report

About 240 people left the old town on 3 December.
\t
The mayor said that 1,200 of them “had nowhere to go”, and that 3.5 km² were lost.
"""
TOKENS = {2: ("240 people", "3 December"), 3: ("1,200", '"had nowhere', "3.5 km²")}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A record of one made-up document with a claim on two of its three paragraphs."""
    for folder in ("documents", "claims", "texts"):
        (tmp_path / folder).mkdir()
    for name in ("wording", "accounts", "speakers", "regions"):
        shutil.copy(SEEDS / f"{name}.yaml", tmp_path)
    (tmp_path / "claims" / "000.yaml").write_text(json.dumps(_claims()), encoding="utf-8")
    _print(tmp_path, TEXT)
    _describe(tmp_path)
    return tmp_path


def _claims() -> dict[str, object]:
    given = {
        "kind": "other",
        "measure": "event",
        "place": "syria",
        "text": "made up",
        "when": {"basis": "none", "because": "made up"},
        "wording": "no-number",
        "value": {},
        "unit": "event",
        "said_by": "icrc",
        "status": "reported",
    }
    claims = [
        {"id": f"000-p{number:02d}-01", "paragraph": number, "tokens": tokens} | given
        for number, tokens in TOKENS.items()
    ]
    return {"document": "000", "claims": claims}


def _print(project: Path, text: str | bytes) -> None:
    path = project / "texts" / "000_made_up.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def _describe(project: Path, paragraphs: int = 3) -> None:
    """Bring the record's hash up to date with the text."""
    digest = hashlib.sha256((project / "texts" / "000_made_up.txt").read_bytes()).hexdigest()
    words = dict.fromkeys(("title", "description", "publisher", "dating", "leaning", "rights"), "made up")
    document = words | {"id": "000", "language": "en", "paragraphs": paragraphs, "sha256": digest}
    (project / "documents" / "000.yaml").write_text(json.dumps(document), encoding="utf-8")


def findings(project: Path) -> list[str]:
    return [str(f) for f in verify_record(load_record(project), project / "texts").findings]


def test_a_faithful_text_has_no_findings_and_everything_is_counted(project: Path) -> None:
    found = verify_record(load_record(project), project / "texts")
    assert found.findings == ()
    assert (found.documents, found.claims, found.tokens) == (1, 2, 5)


SPOILT = {
    "another number": ("240 people", "250 people", "token '240 people' is not in paragraph 2"),
    "a digit before": ("240 people", "1240 people", "token '240 people' is not in paragraph 2"),
    "a thousand before": ("240 people", "1,240 people", "token '240 people' is not in paragraph 2"),
    "a digit before a day": ("3 December", "13 December", "token '3 December' is not in paragraph 2"),
    "a digit after": ("1,200 of", "1,2000 of", "token '1,200' is not in paragraph 3"),
    "a thousand after": ("1,200 of", "1,200,000 of", "token '1,200' is not in paragraph 3"),
    "a fraction after": ("1,200 of", "1,200.5 of", "token '1,200' is not in paragraph 3"),
    "a point moved": ("3.5 km²", "35 km²", "token '3.5 km²' is not in paragraph 3"),
    "a word": ("had nowhere", "have nowhere", "token '\"had nowhere' is not in paragraph 3"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoiled_text_fails_even_when_its_hash_was_updated(project: Path, case: str) -> None:
    old, new, expected = SPOILT[case]
    assert TEXT.count(old) == 1
    _print(project, TEXT.replace(old, new))
    _describe(project)
    (found,) = findings(project)
    assert found.endswith(expected)


def test_a_number_at_the_end_of_a_sentence_is_itself(project: Path) -> None:
    for end in (".", ",", ". 5 others", ";", "-strong", "%"):
        _print(project, TEXT.replace("1,200 of", f"1,200{end} of"))
        _describe(project)
        assert findings(project) == []


def test_a_token_in_another_paragraph_does_not_count(project: Path) -> None:
    lines = [line for line in TEXT.splitlines() if line.strip()]
    _print(project, "\n".join([lines[0], lines[2], lines[1]]))
    _describe(project)
    assert len(findings(project)) == 5


def test_a_hash_that_differs_is_told_together_with_tokens(project: Path) -> None:
    _print(project, TEXT.replace("240", "250"))
    first, second = findings(project)
    assert first.startswith("000: hash differs: the record was read from ")
    assert second == "000-p02-01: token '240 people' is not in paragraph 2"


def test_a_hash_that_differs_is_told_even_when_all_tokens_stand(project: Path) -> None:
    _print(project, TEXT + "\n")
    (found,) = findings(project)
    assert "hash differs" in found


def test_a_missing_paragraph(project: Path) -> None:
    _print(project, "".join(TEXT.splitlines(keepends=True)[:3]))
    assert [f.partition(": ")[2] for f in findings(project)[1:]] == [
        "3 paragraphs recorded, 2 found",
        "paragraph 3 of 2",
    ]


def test_quotes_dashes_spaces_and_composition_are_evened_out(project: Path) -> None:
    _print(
        project, TEXT.replace("“", '"').replace("240 people", "240\u00a0 people").replace("\n\n", "\r\n \r\n")
    )
    _describe(project)
    assert findings(project) == []


def test_bytes_that_are_no_text_are_a_finding_not_a_crash(project: Path) -> None:
    _print(project, b"\xff\xfe" + TEXT.encode("utf-16-le"))
    assert len(findings(project)) >= 3


def _without(project: Path) -> None:
    (project / "texts" / "000_made_up.txt").unlink()


def _twice(project: Path) -> None:
    (project / "texts" / "000_again.txt").write_text(TEXT, encoding="utf-8")


def _no_folder(project: Path) -> None:
    shutil.rmtree(project / "texts")


@pytest.mark.parametrize(("spoil", "count"), [(_without, 0), (_twice, 2), (_no_folder, 0)])
def test_a_document_needs_exactly_one_text(project: Path, spoil: Callable[[Path], None], count: int) -> None:
    spoil(project)
    with pytest.raises(SimError, match=f"{count} texts of document 000") as caught:
        findings(project)
    assert "--documents" in caught.value.hint


def test_a_text_that_cannot_be_read_is_a_users_error(project: Path) -> None:
    _without(project)
    (project / "texts" / "000_folder.txt").mkdir()
    with pytest.raises(SimError, match="cannot read"):
        findings(project)


def test_nothing_to_verify_is_an_error(project: Path) -> None:
    (project / "claims" / "000.yaml").write_text('document: "000"\nclaims: []\n', encoding="utf-8")
    with pytest.raises(SimError, match="no claims to verify"):
        findings(project)


def test_paragraphs_are_the_lines_that_are_not_empty() -> None:
    assert paragraphs("\n a\n\n\t\nb \n") == [" a", "b "]
    assert paragraphs(" \n") == []


# --- the real record -----------------------------------------------------------------------------

DOCUMENTS = os.environ.get("SIM_DOCUMENTS")
with_documents = pytest.mark.skipif(
    not DOCUMENTS, reason="set SIM_DOCUMENTS to the folder of the documents' texts (000*.txt … 004*.txt)"
)


@pytest.fixture(scope="module")
def record() -> Record:
    return load_record(SEEDS)


@with_documents
def test_the_real_record_stands_in_its_documents(record: Record) -> None:
    found = verify_record(record, Path(str(DOCUMENTS)))
    assert [str(f) for f in found.findings] == []
    assert (found.documents, found.claims) == (5, len(record.claims))
    assert found.tokens >= found.claims


@with_documents
@pytest.mark.parametrize("document", ["000", "001", "002", "003", "004"])
def test_one_number_spoiled_in_a_real_document_is_found_by_its_token(
    record: Record, document: str, tmp_path: Path
) -> None:
    texts = shutil.copytree(Path(str(DOCUMENTS)), tmp_path / "texts")
    path = next(texts.glob(f"{document}*.txt"))
    claim, token = next(
        (c, t) for c in record.by_document[document] for t in c.tokens if re.search(r"[0-9]", t)
    )
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    printed = [n for n, line in enumerate(lines) if line.strip()][claim.paragraph - 1]
    assert token in lines[printed]
    digit = re.search(r"[0-9]", token)
    assert digit
    spoiled = token.replace(digit[0], str((int(digit[0]) + 1) % 10))
    lines[printed] = lines[printed].replace(token, spoiled)
    path.chmod(0o644)
    path.write_text("".join(lines), encoding="utf-8")
    found = verify_record(record, texts).findings
    assert any(f.claim is None and "hash differs" in f.what for f in found)
    assert any(f.claim == claim.id and token in f.what for f in found)
