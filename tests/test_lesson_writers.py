"""Papers as PDF, Word, HTML and Markdown: the same words in each, whole, tagged, and never markup."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import page
import pypdf
import pytest
import typst
from markdown_it import MarkdownIt
from PIL import Image

from sim.errors import SimError
from sim.lessons.doc import Block, Box, Doc, Gallery, Grid, Heading, Lines, Listing, NewPage, Para, Picture
from sim.lessons.markup import html_of, markdown_of
from sim.lessons.measures import COLOURS, column_widths, text_width
from sim.lessons.pdf import pdf_of, save_pdf
from sim.lessons.runs import Outline, plain, runs
from sim.lessons.typ import png_of
from sim.lessons.word import save_word, word_of
from sim.scene.palette import CITY, FAINT_INK, INK, LAND, contrast

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

STYLES: tuple[Any, ...] = ("bullet", "number", "letter", "tick")

HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    "$x$ and \\ and \\\\",
    "*star* _under_ `tick` ```raw```",
    "<label> @ref [b](http://x) {{y}} & &amp; <b>bold</b>",
    "= Heading",
    "# Heading",
    "- item | pipe | cell",
    "1. not a list",
    "2) nor this",
    "+ nor this",
    "> no quotation",
    "**open but never closed",
    "~ -- --- ... 'single' \"double\" // comment /* too */",
    "<script>alert(1)</script> ]]> %PDF \\u{41} #{1+1}",
)


def pictures(folder: Path) -> tuple[Path, Path, Path]:
    """A wide PNG, a tall one, and an SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    wide, tall, drawn = folder / "wide map.png", folder / "tall.png", folder / "drawn.svg"
    Image.new("RGB", (320, 180), "#a2ddc6").save(wide)
    Image.new("RGB", (60, 400), "#c23628").save(tall)
    drawn.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle cx="9" cy="9" r="8"/></svg>'
    )
    return wide, tall, drawn


def sample(folder: Path, **more: Any) -> Doc:
    """Every kind of block in every style."""
    wide, tall, drawn = pictures(folder)
    blocks: list[Block] = [
        Para("Who counted **whom**, and how?", "lead"),
        Box("Content note", (Para("This speaks of siege and of death."), Para("Anyone may step out."))),
        Heading("First heading"),
        Para("A paragraph of the body."),
        Para("Sources and notes.", "small"),
        Heading("Asks for the third level", 3),
        *(Listing((f"{style} one", f"{style} two"), style) for style in STYLES),
        Lines(3),
        Grid(("Measure", "", "Speaker"), (("People", "9", "ICRC"), ("", "28%", "site")), caption="Of it"),
        Grid(("Card", "Because"), (("A card", ""), ("B card", "")), (0.3, 0.7), tall=18.0),
        Grid(("Place", "Strip"), (("", "Buses leave."), ("", "Buses return.")), names_rows=False, cut=True),
        NewPage(),
        Heading("Second heading"),
        Picture(wide, "A wide map & its \"key\"", "Caption of the map"),
        Picture(drawn, "A drawn disc", width=0.4),
        Picture(tall, "A tall bar"),
        Gallery((Picture(wide, "left"), Picture(drawn, "right", "On the right"), Picture(tall, "below")), 2),
        Box("Card A · Red Cross", (Para("**Who speaks.** A body."), Listing(("says this",))), "card"),
        Box("A table in a box", (Grid(("One", "Two"), (("three", "four"),)), Lines(2))),
        Box("Ends with a table", (Heading("Inside", 3), Grid(("Five",), (("six",),)))),
        Box("Best answer", (Para("Both differ."),), "answer"),
        Box("", (Para("No title here."),)),
    ]  # fmt: skip
    return Doc(
        "sample", "A paper of **all** blocks", tuple(blocks), "About it · data a1b2c3", "Below it", **more
    )


def texts(doc: Doc) -> list[str]:
    """Every text of a paper in reading order, without empty ones."""
    found = [doc.title, doc.subtitle, *_texts(doc.blocks)]
    return [plain(text) for text in found if text]


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(text) | Para(text):
                yield text
            case Listing(items):
                yield from items
            case Grid():
                yield from (block.caption, *block.heads, *(text for row in block.rows for text in row))
            case Picture():
                yield block.caption
            case Gallery(shown):
                yield from (picture.caption for picture in shown)
            case Box():
                yield from (block.title, *_texts(block.blocks))


def hostile() -> Doc:
    blocks = (
        *(Para(text) for text in HOSTILE),
        Listing(HOSTILE),
        Listing(HOSTILE, "number"),
        Grid(("a", HOSTILE[0]), tuple((text, text) for text in HOSTILE), caption=HOSTILE[4]),
        *(Box(text, (Para(text),)) for text in HOSTILE),
        *(Heading(text) for text in HOSTILE),
    )
    return Doc("hostile", HOSTILE[0], blocks, HOSTILE[4], HOSTILE[2])


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf))


def printed(pdf: bytes) -> str:
    return bare("".join(leaf.extract_text() for leaf in read(pdf).pages))


def in_order(expected: list[str], whole: str) -> None:
    """Each of the texts stands in the whole after the one before; white space does not count."""
    at = 0
    for text in map(bare, expected):
        found = whole.find(text, at)
        assert found >= 0, f"{text!r} not after {whole[max(0, at - 60) : at]!r}"
        at = found + len(text)


def tags(pdf: bytes) -> list[Any]:
    """The elements of a PDF's structure, in order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                yield from walk(kid)
        elif isinstance(node, dict) and "/S" in node:
            yield node
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(read(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"]))


def member(word: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(word)) as archive:
        return ElementTree.fromstring(archive.read(name))


def body(word: bytes) -> ElementTree.Element:
    return member(word, "word/document.xml")


def said(element: ElementTree.Element) -> list[str]:
    """Texts of paragraphs, without empty ones."""
    found = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in element.iter(f"{W}p"))
    return [text for text in found if text]


class Page(HTMLParser):
    """What an HTML page says, and its elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._quiet = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._quiet = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.words.append(data)


def spoken(markdown: str) -> tuple[str, set[str]]:
    """What Markdown says to whoever renders it, and the kinds of tokens that it is made of."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    inline = [kid for token in tokens for kid in token.children or []]
    words = [kid.content for kid in inline if kid.type == "text"]
    return bare("".join(words)), {token.type for token in [*tokens, *inline]}


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("landscape", [False, True])
def test_a_paper_of_all_blocks_is_pdf_ua(tmp_path: Path, paper: Any, landscape: bool) -> None:
    made = save_pdf(tmp_path / "all.pdf", sample(tmp_path, paper=paper, landscape=landscape))
    report = page.validate_pdf(made, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_the_checker_refuses_a_pdf_without_tags() -> None:
    made = typst.compile(b"= A heading", pdf_tags=False)
    assert not page.is_pdf_compliant_bytes(made, profile="ua1")


def test_a_pdf_says_what_went_in(tmp_path: Path) -> None:
    doc = sample(tmp_path)
    in_order(texts(doc), printed(pdf_of(doc)))


def test_one_page_of_pdf_says_nothing_else() -> None:
    blocks = (Heading("Head"), Para("One **two** three."), Listing(("a", "b"), "letter"), Lines(2))
    doc = Doc("one", "Title", blocks, "Foot", "Under")
    assert printed(pdf_of(doc)) == "TitleUnderHeadOnetwothree.A.aB.bFootpage1/1"


def test_a_pdf_has_title_language_tags_and_no_date(tmp_path: Path) -> None:
    found = read(pdf_of(sample(tmp_path, lang="en-GB")))
    root = found.trailer["/Root"]
    assert found.metadata is not None
    assert found.metadata.title == "A paper of all blocks"
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/CreationDate" not in found.metadata
    assert "/ModDate" not in found.metadata


def test_pdf_tags_name_headings_lists_tables_and_pictures(tmp_path: Path) -> None:
    found = tags(pdf_of(sample(tmp_path)))
    names = [str(tag["/S"]) for tag in found]
    assert names.count("/Title") == 1
    assert names.count("/L") == 5
    assert names.count("/Table") == 5
    assert names.count("/TH") == 3 + 2 + 2 + 2 + 1
    alts = [str(tag["/Alt"]) for tag in found if tag["/S"] == "/Figure"]
    assert alts == ['A wide map & its "key"', "A drawn disc", "A tall bar", "left", "right", "below"]
    levels = [int(name[2]) for name in names if re.fullmatch(r"/H\d", name)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_pdf_has_no_typeface_but_ours(tmp_path: Path) -> None:
    doc = replace(sample(tmp_path), title="حلب Aleppo")
    names = set()
    for leaf in read(pdf_of(doc)).pages:
        names |= {
            str(font.get_object()["/BaseFont"]) for font in leaf["/Resources"].get("/Font", {}).values()
        }
    assert names
    assert all(name.split("+")[1].startswith("IBMPlexSans") for name in names)


def test_letters_that_the_typeface_lacks_are_named() -> None:
    with pytest.raises(SimError, match="漢"):
        pdf_of(Doc("x", "T", (Para("漢字"),), "f"))


@pytest.mark.parametrize(
    ("more", "wide", "tall"),
    [
        ({}, 210, 297),
        ({"paper": "letter"}, 215.9, 279.4),
        ({"landscape": True}, 297, 210),
        ({"paper": "letter", "landscape": True}, 279.4, 215.9),
    ],
)
def test_paper_and_how_it_lies(more: dict[str, Any], wide: float, tall: float) -> None:
    doc = Doc("x", "T", (Para("x"),), "f", **more)
    box = read(pdf_of(doc)).pages[0].mediabox
    assert (float(box.width) * 25.4 / 72, float(box.height) * 25.4 / 72) == pytest.approx(
        (wide, tall), abs=0.1
    )
    size = next(body(word_of(doc)).iter(f"{W}pgSz"))
    assert int(size.get(f"{W}w", "0")) * 25.4 / 1440 == pytest.approx(wide, abs=0.1)
    assert int(size.get(f"{W}h", "0")) * 25.4 / 1440 == pytest.approx(tall, abs=0.1)
    assert (size.get(f"{W}orient") == "landscape") == doc.landscape


def test_a_long_table_says_its_heads_on_every_page() -> None:
    rows = tuple((f"row {n}", "words " * 20) for n in range(60))
    doc = Doc("x", "T", (Grid(("Heads", "Stay"), rows),), "Foot")
    leaves = read(pdf_of(doc)).pages
    assert len(leaves) > 2
    assert all("HeadsStay" in bare(leaf.extract_text()) for leaf in leaves)
    assert all(f"page{n}/{len(leaves)}" in bare(leaf.extract_text()) for n, leaf in enumerate(leaves, 1))
    first, *others = body(word_of(doc)).iter(f"{W}tr")
    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *others))


def test_no_page_parts_a_box() -> None:
    boxes = [Box(f"Begin {n}", (*(Para("words " * 40),) * 5, Para(f"end {n}"))) for n in range(6)]
    leaves = [bare(leaf.extract_text()) for leaf in read(pdf_of(Doc("x", "T", tuple(boxes), "f"))).pages]
    assert len(leaves) > 2
    for n in range(6):
        assert [f"Begin{n}" in leaf for leaf in leaves] == [f"end{n}" in leaf for leaf in leaves]


def test_a_question_stays_with_its_answers() -> None:
    blocks: list[Block] = []
    for n in range(30):
        blocks += [Para(f"stem {n}?"), Listing(tuple(f"answer {n}.{m}!" for m in range(5)), "letter")]
    doc = Doc("x", "T", tuple(blocks), "f")
    leaves = [bare(leaf.extract_text()) for leaf in read(pdf_of(doc)).pages]
    assert len(leaves) > 2
    for n in range(30):
        assert [f"stem{n}?" in leaf for leaf in leaves] == [f"answer{n}.4!" in leaf for leaf in leaves]
    kept = [p.find(f"{W}pPr/{W}keepNext") is not None for p in body(word_of(doc)).iter(f"{W}p")]
    assert kept[1:] == [True, True, True, True, True, False] * 30


def test_what_is_higher_than_a_page_loses_no_word() -> None:
    long = " ".join(f"w{n}" for n in range(3000))
    blocks = (
        Box("Box", (Para(long),)),
        Grid(("a", "b"), (("c", long),)),
        Listing((long,), "letter"),
        Lines(90),
    )
    found = re.sub(r"(?:ab)?page\d+/\d+(?:ab)?", "", printed(pdf_of(Doc("x", "T", blocks, ""))))
    assert found == "TBox" + bare(long) + "abc" + bare(long) + "A." + bare(long)


@pytest.mark.parametrize(("cut", "dashed"), [(True, True), (False, False)])
def test_lines_to_cut_along_are_dashed(cut: bool, dashed: bool) -> None:
    doc = Doc("x", "T", (Grid(("a", "b"), (("c", "d"),), cut=cut),), "f")
    contents = read(pdf_of(doc)).pages[0].get_contents()
    assert contents is not None
    assert bool(re.search(rb"\[[\d. ]+\] ?0 d\b", contents.get_data())) == dashed
    style = next(body(word_of(doc)).iter(f"{W}tblStyle")).get(f"{W}val")
    assert (style == "LessonStrips") == dashed


def test_a_word_file_says_what_went_in(tmp_path: Path) -> None:
    doc = sample(tmp_path)
    made = word_of(doc)
    assert said(body(made)) == texts(doc)
    assert said(member(made, "word/footer1.xml")) == ["About it · data a1b2c3page 1 / 1"]


def test_a_word_file_uses_styles_that_it_has(tmp_path: Path) -> None:
    made = word_of(sample(tmp_path))
    has = {style.get(f"{W}styleId") for style in member(made, "word/styles.xml").iter(f"{W}style")}
    used = {
        found.get(f"{W}val")
        for kind in ("pStyle", "rStyle", "tblStyle")
        for found in body(made).iter(f"{W}{kind}")
    }
    assert used <= has
    assert {"Title", "Subtitle", "Heading1", "Heading2", "ListBullet", "ListNumber", "LessonTable"} <= used
    numbers = {found.get(f"{W}numId") for found in member(made, "word/numbering.xml").iter(f"{W}num")}
    assert {found.get(f"{W}val") for found in body(made).iter(f"{W}numId")} <= numbers


def test_a_word_file_has_no_empty_paragraph_for_room(tmp_path: Path) -> None:
    """Only where Word needs one: between two tables, after a table that ends a cell; cells may be empty."""
    root = body(word_of(sample(tmp_path)))
    for parent in root.iter():
        kids = list(parent)
        for at, kid in enumerate(kids):
            if kid.tag != f"{W}p" or list(kid.iter(f"{W}r")):
                continue
            style = kid.find(f"{W}pPr/{W}pStyle")
            if style is not None and style.get(f"{W}val") == "TableGap":
                assert kids[at - 1].tag == f"{W}tbl"
                assert at + 1 == len(kids) or kids[at + 1].tag == f"{W}tbl"
            else:
                assert parent.tag == f"{W}tc"
                assert len(parent.findall(f"{W}p")) == 1
        for kid, following in pairwise(kids):
            assert (kid.tag, following.tag) != (f"{W}tbl", f"{W}tbl")
        assert parent.tag != f"{W}tc" or kids[-1].tag == f"{W}p"


def test_a_word_file_has_alts_title_and_language(tmp_path: Path) -> None:
    made = word_of(sample(tmp_path, lang="en-GB"))
    named = list(body(made).iter(DRAWN))
    alts = [found.get("descr") for found in named]
    assert alts == ['A wide map & its "key"', "A drawn disc", "A tall bar", "left", "right", "below"]
    assert len({found.get("id") for found in named}) == len(named)
    core = {found.tag.split("}")[1]: found.text for found in member(made, "docProps/core.xml")}
    assert (core["title"], core["language"], core["creator"]) == ("A paper of all blocks", "en-GB", None)
    lang = next(member(made, "word/styles.xml").iter(f"{W}lang"))
    assert lang.get(f"{W}val") == "en-GB"
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_every_listing_of_a_word_file_counts_from_one(tmp_path: Path) -> None:
    doc = Doc("x", "T", (Listing(("a", "b"), "number"), Para("p"), Listing(("c",), "number")), "f")
    first, second, third = (found.get(f"{W}val") for found in body(word_of(doc)).iter(f"{W}numId"))
    assert first == second != third


@pytest.mark.parametrize(("lang", "turned"), [("ar", True), ("en", False)])
def test_a_word_file_is_written_from_the_right_in_arabic(lang: str, turned: bool) -> None:
    made = word_of(Doc("x", "من", (Para("عدد ICRC"), Grid(("أ",), (("ب",),))), "f", lang=lang))
    normal = member(made, "word/styles.xml").find(f"{W}style[@{W}styleId='Normal']/{W}pPr")
    assert normal is not None
    assert (normal.find(f"{W}bidi") is not None) == turned
    assert bool(list(body(made).iter(f"{W}bidiVisual"))) == turned
    ways = {
        "".join(t.text or "" for t in r.iter(f"{W}t")): r.find(f"{W}rPr/{W}rtl") is not None
        for r in body(made).iter(f"{W}r")
    }
    assert ways["من"]
    assert not ways[next(words for words in ways if "ICRC" in words)]


def test_html_says_what_went_in(tmp_path: Path) -> None:
    doc = sample(tmp_path)
    found = Page(html_of(doc))
    in_order([*texts(doc), doc.foot], bare("".join(found.words)))
    assert bare("".join(found.words)) == bare("".join([*texts(doc), doc.foot]))


def test_html_is_one_page_with_its_meaning_in_its_elements(tmp_path: Path) -> None:
    text = html_of(sample(tmp_path))
    found = Page(text)
    names = [name for name, _ in found.elements]
    assert not {"script", "link", "iframe", "object"} & set(names)
    assert not re.search(r"https?:|url\(|@import", text)
    assert str(tmp_path) not in text
    sources = [about["src"] for name, about in found.elements if name == "img"]
    assert set(sources) == {"wide%20map.png", "drawn.svg", "tall.png"}
    assert all(about["alt"] for name, about in found.elements if name == "img")
    levels = [int(name[1]) for name in names if re.fullmatch(r"h\d", name)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    scopes = [about.get("scope") for name, about in found.elements if name == "th"]
    assert scopes.count("col") == 9
    assert set(scopes) == {"col", "row"}


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_html_has_language_and_direction(lang: str, direction: str) -> None:
    root = dict(Page(html_of(Doc("x", "T", (), "f", lang=lang))).elements)["html"]
    assert root == {"lang": lang, "dir": direction}


def test_markdown_says_what_went_in(tmp_path: Path) -> None:
    doc = sample(tmp_path)
    words, kinds = spoken(markdown_of(doc))
    in_order([*texts(doc), doc.foot], words)
    assert {"table_open", "blockquote_open", "ordered_list_open", "bullet_list_open", "image", "hr"} <= kinds
    assert not {"code_block", "fence", "html_block", "html_inline", "link_open"} & kinds


def test_hostile_texts_come_out_as_typed() -> None:
    doc = hostile()
    in_order(texts(doc), printed(pdf_of(doc)))
    assert said(body(word_of(doc))) == texts(doc)
    assert bare("".join(Page(html_of(doc)).words)) == bare("".join([*texts(doc), doc.foot]))
    words, kinds = spoken(markdown_of(doc))
    in_order([*texts(doc), doc.foot], words)
    assert (
        not {"code_inline", "code_block", "fence", "html_block", "html_inline", "link_open", "em_open"}
        & kinds
    )


def test_a_picture_that_is_not_there_is_named(tmp_path: Path) -> None:
    doc = Doc("x", "T", (Picture(tmp_path / "gone.png", "alt"),), "f")
    for make in (pdf_of, word_of):
        with pytest.raises(SimError, match=r"gone\.png"):
            make(doc)


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "not.png").write_text("words")
    doc = Doc("x", "T", (Picture(tmp_path / "not.png", "alt"),), "f")
    for make in (pdf_of, word_of):
        with pytest.raises(SimError, match=r"x\.pdf|not\.png"):
            make(doc)


@pytest.mark.parametrize("up", [False, True])
def test_a_drawing_reaches_no_file_outside(tmp_path: Path, up: bool) -> None:
    secret, drawing = tmp_path / "secret.png", tmp_path / "drawing.svg"
    Image.new("RGB", (40, 40), "#ff0000").save(secret)
    address = "../" * 9 + str(secret)[1:] if up else str(secret)
    drawing.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<image width="40" height="40" href="{address}"/></svg>'
    )
    with pytest.raises(SimError, match="failed to load linked image"):
        png_of(drawing)


@pytest.mark.parametrize(("make", "library"), [(pdf_of, "typst"), (word_of, "docx")])
def test_without_its_libraries_a_paper_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, make: Any, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(SimError, match="the lesson needs typst, python-docx and python-pptx") as caught:
        make(Doc("x", "T", (), "f"))
    assert caught.value.hint == "pip install 'sim[lesson]'"


MAKE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_lesson_writers import sample
from sim.lessons.markup import html_of, markdown_of
from sim.lessons.pdf import save_pdf
from sim.lessons.word import save_word
folder = Path(sys.argv[2])
doc = sample(folder)
save_pdf(folder / "x.pdf", doc)
save_word(folder / "x.docx", doc)
(folder / "x.html").write_text(html_of(doc), encoding="utf-8")
(folder / "x.md").write_text(markdown_of(doc), encoding="utf-8")
"""


def test_two_processes_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for number, zone in enumerate(("UTC", "Asia/Tokyo")):
        folder = tmp_path / f"run-{number}" / ("deeper" * number)
        folder.mkdir(parents=True)
        env = {**os.environ, "PYTHONHASHSEED": str(number + 1), "TZ": zone}
        script = [sys.executable, "-c", MAKE, str(Path(__file__).parent), str(folder)]
        subprocess.run(script, check=True, env=env, cwd=folder)
        made.append({name: (folder / f"x.{name}").read_bytes() for name in ("pdf", "docx", "html", "md")})
    assert made[0] == made[1]


def test_saved_files_are_whole(tmp_path: Path) -> None:
    doc = Doc("x", "T", (Para("x"),), "f")
    assert save_pdf(tmp_path / "x.pdf", doc).read_bytes() == pdf_of(doc)
    assert save_word(tmp_path / "x.docx", doc).read_bytes() == word_of(doc)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.docx", "x.pdf"]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a **b** c", [("a ", False), ("b", True), (" c", False)]),
        ("**b**", [("b", True)]),
        ("**b** and **c**", [("b", True), (" and ", False), ("c", True)]),
        ("a ** b", [("a ** b", False)]),
        ("****", [("****", False)]),
        ("", []),
    ],
)
def test_runs(text: str, made: list[tuple[str, bool]]) -> None:
    assert runs(text) == made


def test_no_level_of_headings_is_skipped_and_headings_alike_stay_alike() -> None:
    outline = Outline()
    assert [outline.heading(level) for level in (3, 3, 1, 3, 3, 2)] == [1, 1, 1, 2, 2, 2]
    with outline.box(titled=True) as title:
        assert (title, outline.heading(1), outline.heading(3)) == (3, 4, 5)
    with outline.box(titled=False) as above:
        assert (above, outline.heading(2)) == (2, 3)
    assert outline.heading(3) == 3


@pytest.mark.parametrize("widths", [(), (0.05, 0.9, 0.05), (1, 1, 1)])
def test_columns_fill_a_table_and_part_no_word(widths: tuple[float, ...]) -> None:
    grid = Grid(("Minutes", "Teacher", "Where"), (("5", "words " * 60, "004 ¶47"),), widths)
    wide = text_width(Doc("x", "T", (), "f"))
    parts = column_widths(grid, wide)
    assert sum(parts) == pytest.approx(1)
    assert parts[0] * wide >= 7 * 2 + 4
    assert parts[1] >= parts[2]


def test_columns_need_a_width_each() -> None:
    with pytest.raises(ValueError, match="shorter"):
        column_widths(Grid(("a", "b"), (("c", "d"),), (1.0,)), 100)


def test_words_stand_out_from_their_ground() -> None:
    assert {INK, FAINT_INK, LAND, CITY} < set(COLOURS)
    assert min(contrast(INK, ground) for ground in ("#ffffff", LAND, CITY)) > 7
    assert contrast(FAINT_INK, LAND) > 4.5
