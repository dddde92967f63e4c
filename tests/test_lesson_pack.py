"""A lesson's folder as a teacher finds it: whole, of one data, every number accounted for, the same again."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import page
import pypdf
import pytest

import sim
from sim.cli.main import main
from sim.errors import SimError
from sim.lessons.facts import CLAIM
from sim.lessons.kit import FILES
from tests.lesson_text import READERS, lines
from tests.lessons import bundle_of
from tests.stories import FLAGSHIP, VALLEY
from tests.test_words import MATERIALS, loaded

ROOT = Path(__file__).parents[1]
ON_PAPER = "plan,handout,cards,organiser,map-sheet,cut-and-order,other-task,key,quiz,glossary,notebook"
STANDARD = re.compile(r"RH\.([0-9]+)-([0-9]+)\.([0-9]+)")
"""A school standard is put together from three numbers of teaching."""

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole lesson of a scenario that brings none."""
    folder = tmp_path_factory.mktemp("valley") / "lesson"
    sim.lesson(bundle_of(VALLEY), folder)
    return folder


@pytest.fixture(scope="module")
def aleppo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The papers of the flagship; its film, page and slides have tests of their own."""
    folder = tmp_path_factory.mktemp("aleppo") / "lesson"
    sim.lesson(bundle_of(FLAGSHIP), folder, only=ON_PAPER)
    return folder


def said(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    return found


def facts(folder: Path) -> list[dict[str, str]]:
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def readable(folder: Path) -> list[Path]:
    """Files whose texts are the lesson's own; page and transcript are the replay's."""
    others = {"replay.html", "replay-transcript.html", "scorm.zip"}
    return sorted(p for p in folder.iterdir() if p.suffix in READERS and p.name not in others)


def test_every_file_that_the_program_speaks_of_is_there(valley: Path) -> None:
    names = [name for files in FILES.values() for name in files.split(", ")]
    assert [name for name in names if not (valley / name).is_file()] == []
    assert (valley / "README.html").is_file()
    assert list((valley / "data").glob("*.csv"))
    assert not [path for path in valley.rglob("*") if path.name.startswith(".")]


def test_the_manifest_has_each_file_and_its_hash(valley: Path) -> None:
    made = {p.relative_to(valley).as_posix(): p for p in valley.rglob("*") if p.is_file()}
    del made["lesson.json"]
    assert said(valley)["files"] == {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in made.items()}
    assert said(valley)["data"] == bundle_of(VALLEY).data_hash
    assert said(valley)["parts"] == list(FILES)


@pytest.mark.parametrize("which", ["valley", "aleppo"])
def test_all_papers_carry_the_hash_of_the_data(which: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(which)
    seal = said(folder)["data"][:12]
    carrying = [p for p in readable(folder) if p.suffix in (".pdf", ".docx", ".pptx", ".html", ".ipynb")]
    assert len(carrying) > 12
    for path in carrying:
        assert any(seal in line for line in lines(path)), path.name


def accounted(folder: Path) -> set[str]:
    return {number for row in facts(folder) for number in NUMBER.findall(row["text"])}


def strange(path: Path, known: set[str]) -> set[tuple[str, str]]:
    """Numbers of a file that no fact has, with the line they stand in; a chart's have no commas."""
    bare = {number.replace(",", "") for number in known}
    return {
        (number, line.strip())
        for line in lines(path)
        for number in NUMBER.findall(STANDARD.sub(r"\1 \2 \3", CLAIM.sub("", line)))
        if number not in known and number.removesuffix(".0") not in bare
    }


@pytest.mark.parametrize("which", ["valley", "aleppo"])
def test_every_number_leads_back_to_a_fact(which: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(which)
    known = accounted(folder)
    found = {path.name: strange(path, known) for path in readable(folder)}
    assert {name: odd for name, odd in found.items() if odd} == {}


def test_a_number_of_its_own_would_be_found(valley: Path, tmp_path: Path) -> None:
    text = (valley / "quiz.md").read_text(encoding="utf-8")
    (tmp_path / "quiz.md").write_text(text + "\nSome 12,345 people left.\n", encoding="utf-8")
    assert {number for number, _ in strange(tmp_path / "quiz.md", accounted(valley))} == {"12,345"}


@pytest.mark.parametrize("which", ["valley", "aleppo"])
def test_every_fact_says_what_it_rests_on(which: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(which)
    voices = bundle_of(FLAGSHIP if which == "aleppo" else VALLEY).episode.voices
    for row in facts(folder):
        kind, _, rest = row["basis"].partition(":")
        assert row["text"]
        if kind == "claim":
            assert rest in voices
            assert row["token"].split()[0] == rest
        else:
            assert row["basis"].split(":")[0] in (
                "model", "teaching", "record", "calendar", "document", "scenario", "licence",
                "drawing", "hash of the data", "place in the quiz", "place in the pack",
            ), row  # fmt: skip


@pytest.mark.parametrize("which", ["valley", "aleppo"])
def test_materials_speak_plainly(which: str, request: pytest.FixtureRequest) -> None:
    """But for the glossary, which explains contested words, and titles of documents."""
    folder = request.getfixturevalue(which)
    titles = [str(row["title"]) for row in bundle_of(FLAGSHIP).documents]
    for path in readable(folder):
        if path.name.startswith(("glossary", "lesson-plan")):
            continue
        for line in lines(path):
            bare = line
            for title in titles:
                bare = bare.replace(title, "")
            assert not loaded(bare, MATERIALS), f"{path.name}: {line}"


@pytest.mark.parametrize("which", ["valley", "aleppo"])
def test_pdfs_are_accessible_by_an_independent_checker(which: str, request: pytest.FixtureRequest) -> None:
    for path in sorted(request.getfixturevalue(which).glob("*.pdf")):
        assert page.is_pdf_compliant_bytes(path.read_bytes(), profile="ua1"), path.name


@pytest.mark.parametrize("which", ["valley", "aleppo"])
@pytest.mark.parametrize(
    ("name", "pages"), [("handout", 1), ("cut-and-order", 1), ("other-task", 1), ("map-sheet", 2)]
)
def test_sheets_are_as_long_as_a_copier_wants(
    which: str, name: str, pages: int, request: pytest.FixtureRequest
) -> None:
    assert len(pypdf.PdfReader(request.getfixturevalue(which) / f"{name}.pdf").pages) == pages


def test_the_readme_links_to_what_is_there_and_says_what_is_not(aleppo: Path, valley: Path) -> None:
    for folder in (aleppo, valley):
        links = re.findall(r'href="([^"#:]+)"', (folder / "README.html").read_text(encoding="utf-8"))
        assert len(links) > 10
        assert [link for link in links if not (folder / link).is_file()] == []


def test_the_key_has_every_answer(aleppo: Path) -> None:
    text = " ".join(" ".join(lines(aleppo / "answer-key.pdf")).split())
    lesson = bundle_of(FLAGSHIP).lesson
    assert text.count("best answer") == len(lesson.quiz)
    assert all(
        word in text
        for word in ("Organiser", "Can both be true?", "Cut and order", "Map sheet", "The other task")
    )


def test_the_student_sheets_have_no_answers(aleppo: Path) -> None:
    lesson = bundle_of(FLAGSHIP).lesson
    for name in ("organiser.pdf", "map-sheet.pdf", "cut-and-order.pdf", "other-task.pdf", "source-cards.pdf"):
        text = " ".join(" ".join(lines(aleppo / name)).split())
        for pair in lesson.pairs:
            assert pair.why.split("<")[0][:40] not in text, name
        for task in lesson.map_tasks:
            assert task.expect.split("<")[0][:40] not in text, name
        for answer in lesson.other_task_answers:
            assert answer.split("<")[0][:40] not in text, name


def test_another_process_makes_the_same_bytes(valley: Path, tmp_path: Path) -> None:
    env = os.environ | {"PYTHONHASHSEED": "3", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "sim",
        "lesson",
        str(VALLEY),
        "--rng-seed",
        "7",
        "--out",
        str(tmp_path),
        "--quiet",
    ]
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True, timeout=300)
    assert (tmp_path / "lesson" / "lesson.json").read_bytes() == (valley / "lesson.json").read_bytes()


def test_a_part_made_anew_stays_beside_the_others(valley: Path, tmp_path: Path) -> None:
    bundle = bundle_of(VALLEY)
    sim.lesson(bundle, tmp_path, only="glossary,quiz")
    sim.lesson(bundle, tmp_path, only="key")
    assert said(tmp_path)["parts"] == ["key", "quiz", "glossary"]
    assert (tmp_path / "answer-key.pdf").read_bytes() == (valley / "answer-key.pdf").read_bytes()


def test_a_key_of_other_data_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    bundle = bundle_of(VALLEY)
    sim.lesson(bundle, tmp_path, only="organiser")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    other = replace(bundle, replays=tuple(replace(r, rng_seed=r.rng_seed + 1) for r in bundle.replays))
    with pytest.raises(SimError, match="made from other data"):
        sim.lesson(other, tmp_path, only="key")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    sim.lesson(other, tmp_path, only="organiser")
    assert said(tmp_path)["data"] == other.data_hash


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"data": 1}', "\x00"])
def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "lesson.json").write_text(text, encoding="utf-8")
    with pytest.raises(SimError, match="cannot be read"):
        sim.lesson(bundle_of(VALLEY), tmp_path, only="key")


def test_without_its_libraries_a_lesson_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SimError) as refused:
        sim.lesson(bundle_of(VALLEY), tmp_path, only="glossary")
    assert "sim[lesson]" in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_what_a_scenario_lacks_is_left_out_with_a_word(tmp_path: Path) -> None:
    bundle = bundle_of(VALLEY)
    few = {c: v for c, v in bundle.episode.voices.items() if v.said_by != "Valley Guard"}
    kept = tuple(g for g in bundle.episode.disagreements if set(g) <= set(few))
    replays = tuple(
        replace(r, episode=replace(r.episode, voices=few, disagreements=kept)) for r in bundle.replays
    )
    sim.lesson(replace(bundle, replays=replays), tmp_path, only="quiz,glossary")
    assert said(tmp_path)["parts"] == ["glossary"]
    assert not (tmp_path / "quiz.docx").exists()
    assert any("too few speakers" in line for line in lines(tmp_path / "README.html"))


def test_one_level_of_reading_makes_shorter_cards(aleppo: Path, tmp_path: Path) -> None:
    sim.lesson(replace(bundle_of(FLAGSHIP), grade="middle"), tmp_path, only="cards")
    text = " ".join(" ".join(lines(tmp_path / "source-cards.pdf")).split())
    card = bundle_of(FLAGSHIP).lesson.cards[0]
    assert card.stake.middle in text
    assert card.stake.high not in text
    both = " ".join(" ".join(lines(aleppo / "source-cards.pdf")).split())
    assert card.stake.middle in both
    assert card.stake.high in both


def test_a_lesson_has_no_what_ifs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["lesson", str(VALLEY), "--what-if", "twice-the-buses", "--out", str(tmp_path)]
    assert main(words) == 2
    assert "a lesson has no what-ifs" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
