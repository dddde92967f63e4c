"""Each fault in a copy of the real record is caught, with file, line and key, together with the others."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import Fault, FaultsFound, SimError
from sim.record.load import load_record

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def part_of_the_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The claims of document 000 and all that they are linked to: quicker to read than the whole."""
    record = load_record(SEEDS)
    kept = {claim.id for claim in record.by_document["000"]} | {"003-p43-01"}
    while more := {o for i in kept for o in (*record.claims[i].disputes, *record.claims[i].apart)} - kept:
        kept |= more
    folder = shutil.copytree(SEEDS, tmp_path_factory.mktemp("part") / "seeds")
    for path in (folder / "claims").iterdir():
        head, *claims = path.read_text(encoding="utf-8").split("\n- id: ")
        own = [claim for claim in claims if claim.split()[0] in kept]
        text = "\n- id: ".join([head, *own]) if own else head.replace("claims:", "claims: []")
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    assert load_record(folder).claims.keys() == kept
    return folder


@pytest.fixture
def seeds(part_of_the_record: Path, tmp_path: Path) -> Path:
    """A copy of the record, to be spoiled."""
    return shutil.copytree(part_of_the_record, tmp_path / "seeds")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of the whole record."""
    return shutil.copytree(SEEDS, tmp_path / "seeds")


def spoil(path: Path, claim: str, old: str, new: str) -> int:
    """Change ``old`` (a pattern) to ``new`` in one claim; the line on which that stands."""
    text = path.read_text(encoding="utf-8")
    start = text.index(f"- id: {claim}\n")
    end = text.find("\n- id: ", start + 1)
    body = text[start : end if end > 0 else None]
    spoiled, count = re.subn(old, new, body, count=1)
    assert count == 1, f"{old} is not in {claim}"
    path.write_text(text.replace(body, spoiled), encoding="utf-8")
    found = re.search(old, body)
    assert found
    return text[: start + found.start()].count("\n") + 1


def faults(seeds: Path) -> list[Fault]:
    with pytest.raises(FaultsFound) as caught:
        load_record(seeds)
    return caught.value.faults


def the_fault(seeds: Path) -> Fault:
    found = faults(seeds)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


A, B = "000-p02-01", "000-p02-02"
"""A share of the city with wording `all`, disputed by 004-p48-24; an event."""

JUDGED: dict[str, tuple[str, str, str, str]] = {
    "value changed": (
        r"value: \{low: 1,",
        "value: {low: 0.9,",
        "value",
        "write {'low': 1.0, 'best': 1.0, 'high': 1.0}",
    ),
    "bound taken away": (r", high: 1\}", "}", "value", "write {'low': 1.0, 'best': 1.0, 'high': 1.0}"),
    "best guess invented": (r"wording: all", "wording: most", "value", "write {'low': 0.5, 'high': 0.95}"),
    "wording misspelt": (r"wording: all", "wording: almost-al", "wording", "did you mean 'almost-all'?"),
    "number where none belongs": (
        r"wording: all\n",
        "wording: all\n  said: 1\n",
        "said",
        "see seeds/wording.yaml",
    ),
    "number missing": (r"wording: all", "wording: about", "said", "see seeds/wording.yaml"),
    "ends in falling order": (
        r"wording: all\n",
        "wording: between\n  said: [5, 3]\n",
        "said",
        "see seeds/wording.yaml",
    ),
    "negative number": (r"wording: all\n", "wording: about\n  said: -5\n", "said", "see seeds/wording.yaml"),
    "number too small to round": (
        r"wording: all\n",
        "wording: as-stated\n  said: 1.0e-9\n",
        "said",
        "see seeds/wording.yaml",
    ),
    "speaker misspelt": (
        r"said_by: document-000",
        "said_by: document-0000",
        "said_by",
        "did you mean 'document-000'?",
    ),
    "speaker unheard of": (r"said_by: document-000", "said_by: zzz", "said_by", "add it"),
    "part of day unknown": (
        r"2016-12-21,",
        "2016-12-21, part: teatime,",
        "when",
        "one of early-hours, early",
    ),
    "clock beyond the day": (r"2016-12-21,", '2016-12-21, part: "25:00",', "when", "or HH:MM"),
    "clock of letters": (r"2016-12-21,", '2016-12-21, part: "a:b",', "when", "or HH:MM"),
    "dispute with nobody": (
        r"disputes: \[004-p48-24\]",
        "disputes: [004-p48-24, 004-p99-99]",
        "disputes",
        "name a claim of the record",
    ),
    "dispute with itself": (
        r"disputes: \[004-p48-24\]",
        f"disputes: [004-p48-24, {A}]",
        "disputes",
        "name another claim",
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_what_no_single_claim_can_know_is_judged(seeds: Path, case: str) -> None:
    old, new, key, remedy = JUDGED[case]
    path = seeds / "claims" / "000.yaml"
    spoil(path, A, old, new)
    fault = the_fault(seeds)
    assert (fault.file, fault.key) == (str(path), f"{A}.{key}")
    assert remedy in fault.remedy
    line = path.read_text(encoding="utf-8").splitlines()[fault.line - 1].strip()
    assert line.startswith(f"- id: {A}" if case == "number missing" else f"{key}:")
    assert len(str(fault).splitlines()) == 1


def test_a_dispute_that_is_not_mutual_is_told_on_either_side(seeds: Path) -> None:
    path = seeds / "claims" / "000.yaml"
    spoil(path, A, r"  disputes: \[004-p48-24\]\n", "")
    fault = the_fault(seeds)
    assert fault.file == str(seeds / "claims" / "004.yaml")
    assert (fault.key, fault.problem) == ("004-p48-24.disputes", f"{A} does not point back")
    assert fault.remedy == f"add 004-p48-24 to the disputes of {A}"


def test_what_stands_apart_is_mutual_too(seeds: Path) -> None:
    spoil(seeds / "claims" / "000.yaml", A, r"  apart: \[003-p43-01\]\n", "")
    assert the_fault(seeds).key == "003-p43-01.apart"


def test_an_id_that_stands_twice(seeds: Path) -> None:
    path = seeds / "claims" / "000.yaml"
    lines = path.read_text(encoding="utf-8")
    path.write_text(lines.replace("- id: 000-p02-03\n", f"- id: {B}\n"), encoding="utf-8")
    fault = next(f for f in faults(seeds) if f.key == f"{B}.id")
    assert fault.problem == f"'{B}' stands twice"
    assert fault.line == lines[: lines.index("- id: 000-p02-03")].count("\n") + 1


SHAPED: dict[str, tuple[str, str, str, str]] = {
    "paragraph mismatch": (r"paragraph: 2", "paragraph: 3", "", "the id names another paragraph"),
    "unknown key": (r"kind: control", "kindd: control\n  kind: control", "kindd", "unknown key 'kindd'"),
    "no tokens": (r"tokens: \[.*\]", "tokens: []", "tokens", "at least 1 item"),
    "number as text": (r"low: 1,", 'low: "1",', "value.low", "valid number"),
    "yes for a number": (r"low: 1,", "low: yes,", "value.low", "valid number"),
    "scope missing": (r"control-share", "enclave-share", "", "a number needs a scope"),
    "kind unknown": (r"kind: control", "kind: war", "kind", "input should be"),
    "key missing": (r"  said_by: .*\n", "", "said_by", "the key 'said_by' is missing"),
    "key twice": (r"  unit: share\n", "  unit: share\n  unit: share\n", "-", "stands twice"),
}


@pytest.mark.parametrize("case", SHAPED)
def test_the_shape_of_a_claim_is_judged(seeds: Path, case: str) -> None:
    old, new, key, problem = SHAPED[case]
    path = seeds / "claims" / "000.yaml"
    spoil(path, A, old, new)
    fault = the_fault(seeds)
    at = f"claims.1.{key}".rstrip(".") if key != "-" else "-"
    assert (fault.file, fault.key) == (str(path), at)
    assert problem in fault.problem


def test_the_line_of_a_fault_is_the_line_of_the_value(seeds: Path) -> None:
    path = seeds / "claims" / "004.yaml"
    line = spoil(path, "004-p48-24", r"paragraph: 48", "paragraph: x")
    assert the_fault(seeds).line == line


def test_a_claim_in_the_file_of_another_document(seeds: Path) -> None:
    path = seeds / "claims" / "000.yaml"
    text = path.read_text(encoding="utf-8").replace("- id: 000-p02-03\n", "- id: 001-p02-99\n")
    path.write_text(text, encoding="utf-8")
    assert the_fault(seeds).problem == "the claim belongs to document 001"


def test_a_file_of_claims_under_another_name(seeds: Path) -> None:
    (seeds / "claims" / "005.yaml").write_text('document: "000"\nclaims: []\n', encoding="utf-8")
    fault = the_fault(seeds)
    assert (fault.file, fault.line, fault.key) == (str(seeds / "claims" / "005.yaml"), 1, "document")
    assert fault.problem == "'000' stands in 005.yaml"


def test_two_descriptions_of_one_document(seeds: Path) -> None:
    shutil.copy(seeds / "documents" / "000.yaml", seeds / "documents" / "005.yaml")
    fault = the_fault(seeds)
    assert (fault.problem, fault.remedy) == ("'000' stands in 005.yaml", "write '005'")


def test_claims_of_a_document_that_nobody_described(seeds: Path) -> None:
    (seeds / "documents" / "002.yaml").unlink()
    fault = the_fault(seeds)
    assert fault.file == str(seeds / "claims" / "002.yaml")
    assert fault.remedy == "describe it in documents/002.yaml"


def test_an_account_that_follows_nobody_known(seeds: Path) -> None:
    path = seeds / "accounts.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("control: [sohr,", "control: [soh,"), encoding="utf-8"
    )
    fault = the_fault(seeds)
    assert fault.key == "monitor.order.control"
    assert (fault.problem, fault.remedy) == ("no speaker 'soh'", "did you mean 'sohr'?")
    assert "soh," in path.read_text(encoding="utf-8").splitlines()[fault.line - 1]


@pytest.mark.parametrize("name", ["speakers.yaml", "regions.yaml", "wording.yaml", "accounts.yaml"])
def test_a_table_that_is_missing(seeds: Path, name: str) -> None:
    (seeds / name).unlink()
    fault = the_fault(seeds)
    assert fault.file == str(seeds / name)
    assert "No such file" in fault.problem


def test_the_faults_of_all_files_come_together(seeds: Path) -> None:
    spoil(seeds / "claims" / "000.yaml", A, r"kind: control", "kind: war")
    spoil(seeds / "claims" / "003.yaml", "003-p43-01", r"status: \w+", "status: rumour")
    (seeds / "regions.yaml").unlink()
    (seeds / "documents" / "001.yaml").write_text("[", encoding="utf-8")
    found = faults(seeds)
    assert [Path(f.file).relative_to(seeds).as_posix() for f in found] == [
        "claims/000.yaml",
        "claims/003.yaml",
        "documents/001.yaml",
        "regions.yaml",
    ]


def test_what_claims_get_wrong_across_files_comes_together(seeds: Path) -> None:
    spoil(seeds / "claims" / "000.yaml", A, r"said_by: document-000", "said_by: nobody")
    spoil(seeds / "claims" / "000.yaml", B, r"wording: no-number", "wording: zzz")
    spoil(seeds / "claims" / "003.yaml", "003-p43-01", r"said_by: \S+", "said_by: no-one")
    assert [f.key for f in faults(seeds)] == [f"{A}.said_by", f"{B}.wording", "003-p43-01.said_by"]


def test_hundreds_of_faults_are_told_quickly(whole: Path) -> None:
    path = whole / "wording.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("  no-number:", "  no-numbers:"), encoding="utf-8"
    )
    begun = time.process_time()
    assert len(faults(whole)) > 200
    assert time.process_time() - begun < 5


def test_no_folder_is_an_error_that_says_where_records_live(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="no record at") as caught:
        load_record(tmp_path / "seeds")
    assert caught.value.hint == "a project keeps its claims in seeds/"


@pytest.fixture
def the_error() -> Callable[[str], SimError]:
    record = load_record(SEEDS)

    def ask(claim: str) -> SimError:
        with pytest.raises(SimError) as caught:
            record.claim(claim)
        return caught.value

    return ask


def test_a_claim_that_is_not_there_offers_the_nearest(the_error: Callable[[str], SimError]) -> None:
    assert the_error("000-p02-011").hint == f"did you mean '{A}'?"
    assert the_error("zzz").hint == "see seeds/claims for the ids"
