"""What learning systems import: the quiz, the page in its frame, the notebook and what it finds."""

from __future__ import annotations

import json
import re
import threading
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import READY
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import sim
from sim.errors import SimError
from sim.lessons.lesson_file import Answer, Item, Task
from sim.lessons.notebook import notebook_json
from sim.lessons.qti import qti_zip
from sim.lessons.scorm import scorm_zip
from sim.result.replay import Replay

pytest_plugins = ["browser"]

VALLEY = Path(__file__).parent / "data" / "valley" / "scenarios" / "valley"
SEAL = "abcdefabcdef"
HOSTILE = ["]]>", "&amp; & <script>harm()</script>", "\" ' <!--", "سؤال 🚌", "{title} %s \\n", "<?x y?>"]


def item(name: str, *, best: int = 1, texts: list[str] | None = None) -> Item:
    texts = texts or ["The first", "The second", "Neither of them"]
    answers = tuple(
        Answer(text=text, why=f"Because of {text}", right=place == best) for place, text in enumerate(texts)
    )
    return Item(id=name, period=1, stem=f"Which one: {texts[0]}?", answers=answers, claims=("000-p02-01",))


ITEMS = [item("who-said"), item("correct-wrong", best=2), item("hostile", best=0, texts=HOSTILE[:5])]


def unzipped(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def bare(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


Shapes = dict[str, tuple[str, str]]
"""For each element: its children as a pattern over their names, its attributes ("?": may be missing)."""

METADATA = r"schema schemaversion"
CONTENTS: Shapes = {
    "schema": ("", ""), "schemaversion": ("", ""), "title": ("", ""), "organizations": ("organization", ""),
    "resources": ("resource", ""), "file": ("", "href"),
}  # fmt: skip
CARTRIDGE: Shapes = CONTENTS | {
    "manifest": ("metadata organizations resources", "identifier"), "metadata": (f"{METADATA} lom", ""),
    "lom": ("general", ""), "general": ("title", ""), "string": ("", ""), "title": ("(string)?", ""),
    "organization": ("item", "identifier structure"),
    "item": ("title|item( item)*", "identifier identifierref?"),
    "resource": ("file", "identifier type"),
}  # fmt: skip
SCORM: Shapes = CONTENTS | {
    "manifest": ("metadata organizations resources", "identifier"), "metadata": (METADATA, ""),
    "organizations": ("organization", "default"), "organization": ("title( item)+", "identifier"),
    "item": ("title", "identifier identifierref"),
    "resource": ("file( file)*", "identifier type href scormtype"),
}  # fmt: skip
QUIZ: Shapes = {
    "questestinterop": ("assessment", ""), "assessment": ("qtimetadata section", "ident title"),
    "qtimetadata": ("qtimetadatafield( qtimetadatafield)*", ""),
    "qtimetadatafield": ("fieldlabel fieldentry", ""),
    "fieldlabel": ("", ""), "fieldentry": ("", ""), "section": ("item( item)*", "ident"),
    "item": ("itemmetadata presentation resprocessing( itemfeedback)*", "ident title?"),
    "itemmetadata": ("qtimetadata", ""), "presentation": ("material response_lid", ""),
    "material": ("mattext", ""), "mattext": ("", "texttype"),
    "response_lid": ("render_choice", "ident rcardinality"),
    "render_choice": ("response_label( response_label){2,4}", "shuffle"),
    "response_label": ("material", "ident rshuffle"), "resprocessing": ("outcomes( respcondition)+", ""),
    "outcomes": ("decvar", ""), "decvar": ("", "varname vartype minvalue maxvalue"),
    "respcondition": ("conditionvar( setvar)? displayfeedback", "continue"),
    "conditionvar": ("other|varequal", ""), "other": ("", ""), "varequal": ("", "respident"),
    "setvar": ("", "varname action"), "displayfeedback": ("", "feedbacktype linkrefid"),
    "itemfeedback": ("flow_mat", "ident"), "flow_mat": ("material", ""),
}  # fmt: skip
"""The part of the Common Cartridge profile of QTI 1.2.1 that a quiz of ours may use."""


def misshapen(element: ET.Element, shapes: Shapes) -> list[str]:
    """Where a document is not what its schema allows."""
    children, attributes = shapes.get(bare(element), ("unknown", ""))
    faults = []
    if not re.fullmatch(children, " ".join(map(bare, element))):
        faults.append(f"{bare(element)}: {[bare(child) for child in element]}")
    if len(element) and (element.text or "").strip():
        faults.append(f"{bare(element)}: text beside elements")
    known = {name.rstrip("?"): not name.endswith("?") for name in attributes.split()}
    found = {name.rpartition("}")[2] for name in element.attrib}
    if not found <= set(known) or not {name for name, needed in known.items() if needed} <= found:
        faults.append(f"{bare(element)}: {sorted(found)}")
    return faults + [fault for child in element for fault in misshapen(child, shapes)]


def manifest_faults(package: bytes, shapes: Shapes) -> list[str]:
    """What is wrong with a manifest: its shape, ids that stand twice, references that lead nowhere."""
    files = unzipped(package)
    assert next(iter(files)) == "imsmanifest.xml"
    root = ET.fromstring(files["imsmanifest.xml"])
    faults = misshapen(root, shapes)
    ids = Counter(element.get("identifier") for element in root.iter() if element.get("identifier"))
    faults += [f"id twice: {name}" for name, count in ids.items() if count > 1]
    faults += [f"not an id: {name}" for name in ids if not re.fullmatch(r"[A-Za-z_][\w.-]*", str(name))]
    named = [file.get("href") for file in root.iter() if bare(file) == "file"]
    if sorted(map(str, named)) != sorted(set(files) - {"imsmanifest.xml"}):
        faults.append(f"files: {named}")
    for element in root.iter():
        for attribute in ("identifierref", "default"):
            if element.get(attribute, "contents") not in ids:
                faults.append(f"leads nowhere: {element.attrib}")
    return faults


def quiz_of(package: bytes) -> ET.Element:
    return ET.fromstring(unzipped(package)["quiz.xml"])


def all_of(element: ET.Element, name: str) -> list[ET.Element]:
    return [found for found in element.iter() if bare(found) == name]


def test_the_quiz_has_the_shape_that_learning_systems_read() -> None:
    package = qti_zip("A quiz & more", ITEMS, SEAL)
    assert manifest_faults(package, CARTRIDGE) == []
    quiz = quiz_of(package)
    assert misshapen(quiz, QUIZ) == []
    assert quiz.tag == "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}questestinterop"
    assert [one.get("ident") for one in all_of(quiz, "item")] == ["who-said", "correct-wrong", "hostile"]
    (resource,) = all_of(ET.fromstring(unzipped(package)["imsmanifest.xml"]), "resource")
    assert resource.get("type") == "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
    assert resource.get("href") is None
    assert b'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"' in package_head(package)


def package_head(package: bytes) -> bytes:
    """As far as Moodle looks when it asks what a package is."""
    return unzipped(package)["imsmanifest.xml"][:500]


@pytest.mark.parametrize("place", range(3))
def test_one_answer_scores_and_each_shows_its_own_reason(place: int) -> None:
    element, asked = all_of(quiz_of(qti_zip("Quiz", ITEMS, SEAL)), "item")[place], ITEMS[place]
    labels = {
        label.get("ident"): "".join(label.itertext()).strip() for label in all_of(element, "response_label")
    }
    feedback = {one.get("ident"): "".join(one.itertext()).strip() for one in all_of(element, "itemfeedback")}
    assert list(labels.values()) == [answer.text for answer in asked.answers]
    everyone, *by_answer = all_of(element, "respcondition")
    shown = [all_of(one, "displayfeedback")[0].get("linkrefid") for one in (everyone, *by_answer)]
    assert sorted(map(str, shown)) == sorted(map(str, feedback))
    assert [one.get("continue") for one in (everyone, *by_answer)] == ["Yes"] + ["No"] * len(by_answer)
    assert (bare(everyone[0][0]), all_of(everyone, "setvar")) == ("other", [])
    chosen = [all_of(one, "varequal")[0].text for one in by_answer]
    assert chosen == list(labels)
    assert [feedback[name] for name in shown[1:]] == [answer.why for answer in asked.answers]
    scores = [[found.text for found in all_of(one, "setvar")] for one in by_answer]
    assert scores == [["100"] if answer.right else [] for answer in asked.answers]
    best = next(answer.text for answer in asked.answers if answer.right)
    assert best in feedback["general_fb"]
    assert "000-p02-01" in feedback["general_fb"]


def test_no_name_in_an_item_can_be_taken_for_another_kind_of_feedback() -> None:
    """Canvas sorts feedback by words in its name; an item's id may hold any of them."""
    for element in all_of(quiz_of(qti_zip("Quiz", ITEMS, SEAL)), "itemfeedback"):
        name = str(element.get("ident"))
        assert name == "general_fb" or not re.search("wrong|correct|solution|general_|_all|_i?c$", name)


def test_answers_are_told_as_they_are_written() -> None:
    package = qti_zip(" ".join(HOSTILE), [item("x", texts=HOSTILE[:3]), item("y", texts=HOSTILE[3:])], SEAL)
    assert manifest_faults(package, CARTRIDGE) == []
    quiz = quiz_of(package)
    texts = [one.text for one in all_of(quiz, "mattext")]
    assert all(text in texts for text in HOSTILE)
    assert {one.get("texttype") for one in all_of(quiz, "mattext")} == {"text/plain"}
    assert all_of(quiz, "assessment")[0].get("title") == " ".join(HOSTILE)


@pytest.mark.parametrize(
    ("items", "reason"),
    [([], "without items"), ([item("twice"), item("twice")], "two quiz items have the id 'twice'")],
)
def test_a_quiz_that_cannot_be_told_apart_is_refused(items: list[Item], reason: str) -> None:
    with pytest.raises(SimError, match=reason) as refused:
        qti_zip("Quiz", items, SEAL)
    assert refused.value.hint


def test_the_same_input_gives_the_same_bytes() -> None:
    tasks = [Task(ask="Find it.", expect="Found.")]
    assert qti_zip("Q", ITEMS, SEAL) == qti_zip("Q", ITEMS, SEAL) != qti_zip("Q", ITEMS[::-1], SEAL)
    assert scorm_zip(b"<p>", "Q") == scorm_zip(b"<p>", "Q") != scorm_zip(b"<p>.", "Q")
    assert notebook_json("Q", tasks, ["control.csv"], SEAL) == notebook_json(
        "Q", tasks, ["control.csv"], SEAL
    )


def test_the_package_of_the_page_is_whole() -> None:
    package = scorm_zip(b"<!doctype html><p>The page", " ".join(HOSTILE), lang="ar")
    assert manifest_faults(package, SCORM) == []
    files = unzipped(package)
    root = ET.fromstring(files["imsmanifest.xml"])
    assert root.tag == "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}manifest"
    (resource,) = all_of(root, "resource")
    assert resource.get("{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype") == "sco"
    assert (resource.get("type"), resource.get("href")) == ("webcontent", "index.html")
    assert [one.text for one in all_of(root, "schema") + all_of(root, "schemaversion")] == [
        "ADL SCORM",
        "1.2",
    ]
    assert files["replay.html"] == b"<!doctype html><p>The page"
    launch = files["index.html"].decode()
    assert 'lang="ar"' in launch
    assert "<script>harm" not in launch
    assert set(re.findall(r'src="([^"]+)"', launch)) == {"replay.html", "scorm.js"}


SYSTEM = """<!doctype html><meta charset="utf-8"><title>Learning system</title>
<script>
window.said = [];
const values = {"cmi.core.lesson_status": "not attempted"};
const note = (name, answer) => (...given) => { said.push([name, ...given].join(" ").trim()); return answer; };
window.API = {
  LMSInitialize: note("LMSInitialize", ANSWER), LMSCommit: note("LMSCommit", "true"),
  LMSFinish: note("LMSFinish", "true"), LMSGetValue: (key) => values[key] || "",
  LMSSetValue: (key, value) => { values[key] = value; return note("LMSSetValue", "true")(key, value); },
  LMSGetLastError: () => "0", LMSGetErrorString: () => "", LMSGetDiagnostic: () => "",
};
</script>
<div><iframe id="outer" src="between.html" width="1200" height="800"></iframe></div>
"""
BETWEEN = (
    '<!doctype html><title>Between</title><iframe id="inner" src="index.html" width="1100" height="700">'
)


@pytest.fixture(scope="module")
def unpacked(page_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real page's package, and beside it what a learning system puts around it."""
    folder = tmp_path_factory.mktemp("scorm")
    for name, content in unzipped(scorm_zip(page_file.read_bytes(), "East Aleppo")).items():
        (folder / name).write_bytes(content)
    for name, answer in (("system", '"true"'), ("refusing", '"false"')):
        (folder / f"{name}.html").write_text(SYSTEM.replace("ANSWER", answer), encoding="utf-8")
    (folder / "opener.html").write_text(
        re.sub("<div>.*", "", SYSTEM.replace("ANSWER", '"true"')), encoding="utf-8"
    )
    (folder / "between.html").write_text(BETWEEN, encoding="utf-8")
    return folder


UNFOCUSED = "Blocked autofocusing on a <button> element in a cross-origin subframe."
"""What Chromium says in a frame of a file, to which every other file is another site; focus comes anyway."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None: ...


@pytest.fixture(scope="module")
def served(unpacked: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(unpacked)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A page that may not fail: no error, no warning, no dialog, no file that is not there."""
    faults: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.on("console", lambda said: said.type in ("error", "warning") and faults.append(said.text))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("dialog", lambda asked: (faults.append(asked.message), asked.dismiss()))
    context.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    yield context.new_page()
    context.close()
    assert [fault for fault in faults if fault != UNFOCUSED] == []


def frame_named(page: Any, name: str) -> Any:
    """A frame, however deep, with its page standing ready."""
    for _ in range(100):
        for frame in page.frames:
            if frame.url.endswith(name):
                frame.wait_for_selector(READY, state="attached")
                return frame
        page.wait_for_timeout(50)
    raise AssertionError(f"no frame {name}")


def test_a_learning_system_hears_that_the_page_was_opened_and_left(tab: Any, served: str) -> None:
    tab.goto(f"{served}/system.html")
    frame = frame_named(tab, "replay.html")
    tab.wait_for_function("said.length >= 3")
    opened = ["LMSInitialize", "LMSSetValue cmi.core.lesson_status completed", "LMSCommit"]
    assert tab.evaluate("said") == opened
    frame.click("#note-seen")
    frame.wait_for_selector(".stage-play", state="visible")
    tab.evaluate("document.getElementById('outer').remove()")
    tab.wait_for_function("said.includes('LMSFinish')")
    assert tab.evaluate("said") == [*opened, "LMSCommit", "LMSFinish"]


@pytest.mark.parametrize("name", ["index.html", "between.html"])
def test_a_system_in_the_window_that_opened_it_is_found_too(tab: Any, served: str, name: str) -> None:
    tab.goto(f"{served}/opener.html")
    with tab.expect_popup() as popup:
        tab.evaluate("name => void window.open(name)", name)
    frame_named(popup.value, "replay.html")
    tab.wait_for_function("said.includes('LMSCommit')")
    popup.value.close(run_before_unload=True)
    tab.wait_for_function("said.includes('LMSFinish')")
    assert [name for name in tab.evaluate("said") if "score" in name] == []


def test_a_system_that_refuses_is_left_alone(tab: Any, served: str) -> None:
    tab.goto(f"{served}/refusing.html")
    frame_named(tab, "replay.html")
    tab.wait_for_function("said.length >= 1")
    tab.evaluate("document.getElementById('outer').remove()")
    tab.wait_for_timeout(200)
    assert tab.evaluate("said") == ["LMSInitialize"]


@pytest.mark.parametrize("way", ["file", "http", "framed file"])
def test_without_a_learning_system_it_is_the_page_and_nothing_else(
    tab: Any, unpacked: Path, served: str, way: str
) -> None:
    """``framed file``: the window around it is another site's to Chromium, and may not be looked into."""
    name = "system.html" if way == "framed file" else "index.html"
    tab.goto(f"{served}/{name}" if way == "http" else (unpacked / name).as_uri())
    frame = frame_named(tab, "replay.html")
    frame.wait_for_selector("#note[open]")
    tab.keyboard.press("Enter")
    frame.wait_for_selector("#note[open]", state="detached")
    frame.locator(".stage-step").nth(1).click()
    frame.wait_for_selector(".stage-day:has-text('16 November 2016')")
    if way == "framed file":
        assert tab.evaluate("said") == []
    else:
        box = tab.locator("iframe").bounding_box()
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 900)
        assert tab.title() == "East Aleppo"


TASKS = [
    Task(ask="What does <b>nobody</b> say of the $ and [the] _road_?", expect="This is for the teacher.")
]


@pytest.fixture(scope="module", params=["aleppo-2016", "valley"])
def lesson_folder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Replay]:
    replay = sim.replay(VALLEY if request.param == "valley" else request.param)
    folder = tmp_path_factory.mktemp(request.param)
    files = [path.name for path in sim.save(replay, folder / "data")]
    text = notebook_json(replay.episode.title, TASKS, files, SEAL)
    (folder / "notebook.ipynb").write_text(text, encoding="utf-8")
    return folder, replay


def ran(folder: Path, **changed: str) -> dict[str, Any]:
    """What each cell of code shows, by id, after words in capital letters were ``changed``."""
    notebook = nbformat.read(folder / "notebook.ipynb", as_version=4)
    for cell in notebook.cells:
        for word, value in changed.items():
            cell.source = re.sub(rf'^{word} = "[^"]*"', f'{word} = "{value}"', cell.source, flags=re.M)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    coded = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [out for cell in coded for out in cell.outputs if out.output_type == "stream"] == []
    return {cell.id: [out["data"]["text/plain"] for out in cell.outputs] for cell in coded}


def test_the_notebook_runs_on_a_replay_and_shows_something(lesson_folder: tuple[Path, Replay]) -> None:
    folder, _ = lesson_folder
    shown = ran(folder)
    silent = {"load", "task-1-code"}
    assert {name for name, out in shown.items() if not out} == silent
    assert [name for name, out in shown.items() if out == ["'There are none.'"]] == []


def test_it_finds_for_a_claim_what_the_check_finds(lesson_folder: tuple[Path, Replay]) -> None:
    folder, replay = lesson_folder
    for check in {c.verdict: c for c in sim.check(replay).checks}.values():
        claim, drives = check.figure.claim, check.figure.role == "drives"
        (shown,) = ran(folder, CLAIM=claim)["agreement-code"]
        expected = "tests nothing" if drives else "agrees" if check.verdict == "agrees" else "differs"
        assert re.search(rf"test +{expected}", shown), f"{claim}: {shown}"
        assert check.figure.attributed_to in shown


def test_its_rule_agrees_with_every_check(lesson_folder: tuple[Path, Replay]) -> None:
    folder, _ = lesson_folder
    text = (folder / "notebook.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "agreement-code"]
    cell.source += '\nassert {*zip(checks["verdict"], checks["test"])} <= {("agrees", "agrees"),'
    cell.source += (
        ' ("differs", "differs"), ("explained", "differs"), ("not-scored", tested({"role": "drives"}))}'
    )
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()


def test_a_word_that_names_nothing_is_answered_in_words(lesson_folder: tuple[Path, Replay]) -> None:
    folder, _ = lesson_folder
    shown = ran(folder, CLAIM="000-p99-99", MEASURE="nothing", DAY="1066-10-14", QUESTION="none", WORD="~")
    cells = [
        "one-claim-code",
        "agreement-code",
        "speakers-compared-code",
        "one-day-code",
        "contradictions-code",
    ]
    assert {name: shown[name] for name in [*cells, "provenance-code"]} == {
        name: ["'There are none.'"] for name in [*cells, "provenance-code"]
    }


def test_tables_without_rows_break_nothing(lesson_folder: tuple[Path, Replay], tmp_path: Path) -> None:
    folder, _ = lesson_folder
    (tmp_path / "data").mkdir()
    for path in (folder / "data").glob("*.csv"):
        head = path.read_text(encoding="utf-8").splitlines()[0]
        (tmp_path / "data" / path.name).write_text(f"{head}\n", encoding="utf-8")
    (tmp_path / "notebook.ipynb").write_bytes((folder / "notebook.ipynb").read_bytes())
    shown = ran(tmp_path)
    assert {tuple(out) for out in shown.values()} == {(), ("'There are none.'",)}


def test_without_its_tables_it_fails(lesson_folder: tuple[Path, Replay], tmp_path: Path) -> None:
    """So that the runs above cannot pass by reading nothing."""
    folder, _ = lesson_folder
    (tmp_path / "notebook.ipynb").write_bytes((folder / "notebook.ipynb").read_bytes())
    with pytest.raises(CellExecutionError, match="FileNotFoundError"):
        ran(tmp_path)


def test_a_notebook_is_a_notebook(lesson_folder: tuple[Path, Replay]) -> None:
    text = (lesson_folder[0] / "notebook.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    names = [cell.id for cell in notebook.cells]
    assert len(set(names)) == len(names)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(
        cell.outputs == [] and cell.execution_count is None for cell in notebook.cells if "outputs" in cell
    )
    assert json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n" == text


def test_only_passed_texts_bring_numbers_and_the_answers_stay_with_the_teacher() -> None:
    text = notebook_json("The crisis", TASKS, [], SEAL)
    told = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
    assert not re.search(r"\d", "".join(line for cell in told for line in cell["source"]))
    assert "for the teacher" not in text
    assert SEAL in "".join(told[0]["source"])
    assert r"\<b\>nobody\</b\> say of the \$ and \[the\] \_road\_?" in "".join(told[-2]["source"])


def test_a_table_that_is_not_there_is_left_out_aloud() -> None:
    files = ["checks.csv", "incidents.csv", "control.csv", "people.csv", "movements.csv", "summary.json"]
    cells = {
        cell["id"]: "".join(cell["source"])
        for cell in json.loads(notebook_json("T", (), files, SEAL))["cells"]
    }
    for name, missing in (("basis", "convoys"), ("convoys", "convoys"), ("ground", "territory")):
        assert cells[name].endswith(f"Left out: the folder `data` has no table `{missing}.csv`.")
        assert f"{name}-code" not in cells
    assert "speakers-code" in cells
