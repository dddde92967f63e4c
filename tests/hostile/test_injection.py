"""Payloads in every text reach tables, pictures, page and lesson as words, and are never run."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from doors import SCENARIO, copied_valley, run
from payloads import LONG, QUIET, SHORT, poison
from pypdf import PdfReader

PAPERS = "plan,slides,handout,cards,organiser,map-sheet,cut-and-order,other-task,key,quiz,notebook,glossary"
NUMBER = re.compile(r"[-+]?[0-9][0-9.,eE+-]*")
DRAWS = (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile")


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario full of payloads, which the readers take for what they are: words."""
    project = copied_valley(tmp_path_factory.mktemp("poisoned"))
    assert poison(project) > 150
    said = run("validate", str(project / SCENARIO))
    assert said.status == 0, said.text
    return project / SCENARIO


@pytest.fixture(scope="module")
def lesson(poisoned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lesson")
    said = run("lesson", str(poisoned), "--only", PAPERS, "--out", str(folder), "--quiet")
    assert said.status == 0, said.text
    return folder


def members(archive: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Every file within an archive, and within the archives in it."""
    with ZipFile(io.BytesIO(archive)) as opened:
        for inner in opened.namelist():
            content = opened.read(inner)
            yield f"{name}/{inner}", content
            if content[:2] == b"PK":
                yield from members(content, f"{name}/{inner}")


def packed(folder: Path, *kinds: str) -> list[tuple[str, bytes]]:
    found = [path for kind in kinds for path in sorted(folder.rglob(f"*.{kind}"))]
    assert found
    return [member for path in found for member in members(path.read_bytes(), path.name)]


def test_no_cell_of_a_table_begins_like_a_formula(poisoned: Path, tmp_path: Path) -> None:
    assert run("replay", str(poisoned), "--out", str(tmp_path)).status == 0
    cells = [
        cell
        for path in sorted(tmp_path.glob("*.csv"))
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines())
        for cell in row
    ]
    assert sum(SHORT[0] in cell for cell in cells) > 20
    odd = [c for c in cells if c.strip()[:1] in ("=", "+", "-", "@", "\t") and not NUMBER.fullmatch(c)]
    assert odd == []
    for path in tmp_path.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def test_what_is_printed_steers_no_terminal(
    poisoned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ("replay", "--quiet"), ("check",), ("list",), ("why", "--figure", "000-p02-01"),
        ("diff", "reference", "north"),
    ):  # fmt: skip
        verb, *rest = arguments
        said = run(verb, *([] if verb == "list" else [str(poisoned)]), *rest)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said.text)


@pytest.fixture(scope="module")
def poster(poisoned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("poster")
    said = run("render", str(poisoned), "--for", "poster", "--out", str(folder), "--quiet")
    assert said.status == 0, said.text
    return folder


def test_a_picture_does_not_deny_claims_that_are_too_long_for_it(poster: Path) -> None:
    (transcript,) = poster.glob("*.txt")
    assert "No dated claim of this day" not in transcript.read_text(encoding="utf-8")


def test_pictures_and_transcript_show_them_as_words(poster: Path) -> None:
    made = sorted(path for path in poster.rglob("*") if path.is_file())
    assert made
    for path in made:
        if path.suffix == ".svg":
            names = {element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()}
            assert not names & {"script", "foreignObject", "iframe"}
        if path.suffix == ".html":
            check_inert(path.read_text(encoding="utf-8"))


def test_the_page_holds_them_as_data(poisoned: Path, tmp_path: Path) -> None:
    assert run("play", str(poisoned), "--out", str(tmp_path)).status == 0
    (path,) = tmp_path.glob("*.html")
    text = path.read_text(encoding="utf-8")
    scripts = [attrs for tag, attrs in Elements(text).found if tag == "script"]
    assert [attrs.get("id") or attrs["type"] for attrs in scripts] == ["meta", "texts", "numbers", "module"]
    check_inert(text)
    meta = re.search(r'id="meta">(.*?)</script>', text)
    assert meta is not None
    assert json.loads(meta[1])["title"].startswith("The Amber Va ")


def check_inert(text: str) -> None:
    """No element, handler or address that a payload brought."""
    found = Elements(text).found
    attributes = [(name, value or "") for _, attrs in found for name, value in attrs.items()]
    assert [name for name, _ in attributes if name.startswith("on")] == []
    assert [
        v for n, v in attributes if n in ("href", "src", "action") and v.lower().startswith("javascript")
    ] == []
    assert [attrs for tag, attrs in found if tag == "img" and attrs.get("src") == "x"] == []
    assert [tag for tag, _ in found if tag in ("iframe", "object", "embed", "base", "form")] == []


def test_papers_of_word_and_slides_are_sound_and_link_nowhere(lesson: Path) -> None:
    told = 0
    for name, content in packed(lesson, "docx", "pptx"):
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
            told += content.count(b"javascript:harmed")
            assert b"<f>" not in content, name
        if name.endswith(".rels"):
            for link in ElementTree.fromstring(content):
                assert not link.get("Target", "").lower().startswith(("javascript", "file:", "/etc")), name
        assert not name.endswith(("vbaProject.bin", ".exe")), name
    assert told > 20


def test_embedded_sheets_hold_words_and_no_formulas(lesson: Path) -> None:
    sheets = [
        (name, content)
        for name, content in packed(lesson, "pptx")
        if re.search(r"\.xlsx/xl/worksheets/.*\.xml$", name)
    ]
    assert sheets
    for name, content in sheets:
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(content).iter()}
        assert not tags & {"f", "hyperlink", "oleObject"}, name


def test_quizzes_are_well_formed(lesson: Path) -> None:
    names = []
    for name, content in packed(lesson, "zip"):
        if name.endswith(".xml"):
            root = ElementTree.fromstring(content)
            names.append(name)
            links = [e.get(key, "") for e in root.iter() for key in ("href", "src", "identifierref")]
            assert not [link for link in links if link.lower().startswith(("javascript", "file"))], name
            assert not {e.tag.rpartition("}")[2] for e in root.iter()} & {"script", "object", "iframe"}
    assert names


def test_papers_in_pdf_run_nothing_and_read_no_file(lesson: Path) -> None:
    for path in sorted(lesson.rglob("*.pdf")):
        raw = path.read_bytes()
        assert not [word for word in DRAWS if re.search(re.escape(word) + rb"[\s/(<\[]", raw)], path.name
        text = "".join(page.extract_text() for page in PdfReader(path).pages)
        assert "root:" not in text
        for page in PdfReader(path).pages:
            for note in page.get("/Annots") or ():
                action = note.get_object().get("/A", {})
                assert not str(action.get("/URI", "")).lower().startswith(("javascript", "file")), path.name


def test_pages_notebook_and_tables_of_a_lesson_are_inert(lesson: Path) -> None:
    for path in sorted(lesson.rglob("*.html")):
        check_inert(path.read_text(encoding="utf-8"))
    for path in sorted(lesson.rglob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            assert cell["cell_type"] == "markdown" or QUIET not in source
            assert cell["cell_type"] == "code" or not re.search(r"<(script|img|svg|iframe)\b", source), source
    for path in (*sorted(lesson.rglob("*.md")), *sorted(lesson.rglob("*.ipynb"))):
        assert not re.search(r"(?<!\\)\]\(javascript", path.read_text(encoding="utf-8")), path.name
    for path in sorted(lesson.rglob("*.csv")):
        rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        cells = [cell for row in rows for cell in row]
        assert not [c for c in cells if c[:1] in ("=", "+", "-", "@") and not NUMBER.fullmatch(c)], path.name


def test_payloads_are_what_the_readers_let_through() -> None:
    assert all(len(text) <= 60 for text in SHORT)
    assert len(LONG) <= 600
