"""The page as one file: what it may hold, how modules are joined, what is refused, the command."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from player_pages import VALLEY, all_accounts, page_of, valley_replays

from sim.cli.main import main
from sim.cli.play_verb import brought
from sim.errors import SimError
from sim.page.build import ASSETS, LIMIT, page, page_program, page_script, page_style, safe_json, save_page
from sim.page.joining import bare_script, joined_script, joined_style
from sim.page.notebook import FRONT, SANDBOX, widget
from sim.page.payload import Shown
from sim.page.slimming import slimmed
from sim.page.words import BEGUN, WRITTEN, page_texts
from sim.scenario.load import Scenario
from sim.scene.phrases import all_texts

NETWORK = re.compile(
    r"https?:|//[a-z0-9-]+\.[a-z]|@import|url\((?!data:|#|\"#)|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource"
)
STORES = re.compile(
    r"localStorage|sessionStorage|indexedDB|document\.cookie|window\.parent|\bparent\.|\btop\."
)
UNSAFE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    r"|setAttribute\(\"on|\.onclick"
)


@pytest.fixture(scope="module")
def flagship_page(flagship: Scenario) -> str:
    return page_of(flagship, all_accounts(flagship))


@pytest.fixture(scope="module")
def valley_page() -> str:
    return page_of(*valley_replays())


def test_the_flagship_with_all_accounts_fits(flagship_page: str, capsys: pytest.CaptureFixture[str]) -> None:
    size = len(flagship_page.encode())
    with capsys.disabled():
        print(f"\n  the page: {size:,} of {LIMIT:,} bytes")
    assert size <= LIMIT


def test_the_same_replays_give_the_same_bytes(valley_page: str) -> None:
    assert page_of(*valley_replays()) == valley_page


def test_the_policy_allows_these_texts_alone(valley_page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', valley_page)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == rules["media-src"] == "data: blob:"
    assert "unsafe" not in policy[1]
    loader = re.search(r'<script type="module">(.*?)</script>', valley_page, re.DOTALL)
    assert loader is not None
    wanted = {_hash(loader[1]), _hash(page_program())}
    assert set(rules["script-src"].split()) == wanted
    assert rules["style-src"] == _hash(page_style())
    assert valley_page.index("Content-Security-Policy") < valley_page.index("<script")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_every_asset_is_in_the_page() -> None:
    style = page_style(bands=True)
    for path in ASSETS.glob("*.css"):
        assert joined_style(path.read_text(encoding="utf-8")) in style


@pytest.mark.parametrize("path", sorted(ASSETS.iterdir()), ids=lambda path: path.name)
def test_no_asset_reaches_out_keeps_anything_or_writes_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    without_names = text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    code = bare_script(without_names) if path.suffix in (".mjs", ".js") else without_names
    for wrong in (NETWORK, STORES, UNSAFE):
        assert wrong.search(code) is None, wrong.search(code)
    assert len(text.splitlines()) <= 300


def test_every_text_that_a_module_names_exists() -> None:
    script = page_script(bands=True)
    rooms = {key.split(".")[0] for key in all_texts()}
    named = {key for key in WRITTEN.findall(script) if key.split(".")[0] in rooms}
    assert named <= set(all_texts()), named - set(all_texts())
    for begun in BEGUN.findall(script):
        if begun.split(".")[0] in rooms:
            assert any(key.startswith(begun) for key in all_texts()), begun


def test_texts_come_in_every_language_and_only_those_asked_for() -> None:
    texts = page_texts("t('panel.skip'); t(`month.${n}`)")
    assert list(texts) == ["en", "ar"]
    assert set(texts["en"]) == set(texts["ar"])
    asked = {key for key in texts["en"] if not key.startswith(("glossary.", "contested."))}
    assert asked == {"panel.skip", *(key for key in all_texts() if key.startswith("month."))}


def test_modules_become_one_text() -> None:
    joined = joined_script({
        "main": 'import { b } from "./a.mjs";\n/** Says. */\nb();\n',
        "a": "export const c = 1;\n\n  // of one line\nexport async function b() {\n  return c; // 1\n}\n",
        "clock": 'export { b } from "./a.mjs";\n/*\n * of many\n */\nexport class D {}\n',
    })  # fmt: skip
    assert joined == "class D {}\nconst c = 1;\nasync function b() {\nreturn c; // 1\n}\nb();\n"
    assert joined_style("/* a\n b */ .x {\n  y: z;\n}\n\n") == ".x {\ny: z;\n}\n"
    assert bare_script("a\n/** b */\nc\n") == "a\nc\n"


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"a": "const x = 1;", "b": "function x() {}"}, "'x' stands at the top of both a.mjs and b.mjs"),
        ({"a": 'import { y } from "./b.mjs";', "b": ""}, "a.mjs imports 'y', which no module declares"),
        ({"a": 'import y from "./b.mjs";'}, "a form that cannot be joined"),
        ({"a": 'import { y as z } from "./b.mjs";'}, "a form that cannot be joined"),
    ],
)
def test_modules_that_do_not_fit_are_refused(modules: dict[str, str], said: str) -> None:
    with pytest.raises(SimError, match=re.escape(said)):
        joined_script(modules)


@pytest.mark.parametrize(
    ("program", "wanted"),
    [
        ("const tall = 1 ;\nconst x = tall + +tall - -tall;\n", "const aa=1;const x=aa+ +aa- -aa;"),
        ("function tall(a) {\n  return a / 2 / b;\n}\nb\n(tall)", "function aa(a){return a/2/b;}\nb\n(aa)"),
        ("f = { tall }; tall = 1;", "f={tall};tall=1;"),
        ("f.tall = [...tall];", "f.tall=[...tall];"),
        ("f = [...tall, g ? tall : low];", "f=[...aa,g?aa:low];"),
        ("f = { tall: 1 }; tall()", "f={tall:1};tall()"),
        ("f = `tall ${ tall + `${tall}` } }`;", "f=`tall ${aa+`${aa}`} }`;"),
        ("f = 'tall  //'; // tall\ng = /[/] tall/g.test(tall)", "f='tall  //';g=/[/] tall/g.test(aa)"),
        ("if (a) {\n  tall();\n} else b = a ?? 'x';", "if(a){tall();}else b=a??'x';"),
        ("a?.b?.[tall]; c = a ? .5 : 1", "a?.b?.[aa];c=a?.5:1"),
    ],
)
def test_a_program_in_fewer_letters(program: str, wanted: str) -> None:
    assert slimmed(program, {"tall"}) == wanted


def test_names_of_properties_stay() -> None:
    program = "const one = 1;\nconst two = { one };\nconst three = two.one + one + two;"
    assert slimmed(program, {"one", "two", "three"}) == "const one=1;const aa={one};const ab=aa.one+one+aa;"


@pytest.mark.parametrize("program", ["f = 'x", "f = `x", "f = `${x", 'f = "'])
def test_a_text_without_an_end_is_refused(program: str) -> None:
    with pytest.raises(ValueError, match="without an end"):
        slimmed(program, ())


def test_json_in_a_script_block_ends_nothing() -> None:
    harmful = "</script><!--&\u2028\u2029"
    written = safe_json({"a": harmful})
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == {"a": harmful}


def test_a_page_that_is_too_large_is_refused() -> None:
    scenario, replays = valley_replays()
    with pytest.raises(SimError, match="more than 10,000"):
        page(replays, brought(scenario, replays), Shown(), limit=10_000)
    assert len(page(replays, brought(scenario, replays), Shown(), limit=None)) > 10_000


def test_an_unknown_language_is_refused() -> None:
    scenario, replays = valley_replays()
    with pytest.raises(SimError, match="no texts in the language 'xx'"):
        page(replays, brought(scenario, replays), Shown(lang="xx"))


def test_the_frame_says_the_language_and_nothing_of_its_own(valley_page: str) -> None:
    scenario, replays = valley_replays()
    arabic = page(replays, brought(scenario, replays), Shown(lang="ar"))
    assert '<html lang="en" dir="ltr">' in valley_page
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "{{" not in re.sub(r"<script.*?</script>", "", valley_page, flags=re.DOTALL)
    meta = json.loads(re.search(r'id="meta">(.*?)</script>', arabic, re.DOTALL)[1])  # type: ignore[index]
    assert (meta["lang"], meta["direction"]) == ("ar", {"en": "ltr", "ar": "rtl"})
    assert meta["note"] == scenario.head.content_note
    assert set(meta["strings"]["ar"]) == set(meta["strings"]["en"]) != set()


def test_the_file_is_written_whole(tmp_path: Path, valley_page: str) -> None:
    scenario, replays = valley_replays()
    path = save_page(tmp_path / "new" / "page.html", replays, brought(scenario, replays), Shown())
    assert path.read_bytes() == valley_page.encode()
    with pytest.raises(SimError):
        save_page(path, replays, brought(scenario, replays), replace(Shown(), lang="xx"))
    assert path.read_bytes() == valley_page.encode()
    assert [p.name for p in path.parent.iterdir()] == ["page.html"]


def test_the_command_writes_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", str(VALLEY), "--account", "north", "--lang", "ar", "--out", str(tmp_path)]) == 0
    path = tmp_path / "valley-play.html"
    assert capsys.readouterr().out.splitlines() == [str(path)]
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert '<html lang="ar" dir="rtl">' in path.read_bytes().decode()


def test_the_command_says_it_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--what-if", "twice-the-buses", "--rng-seed", "3", "--out", str(tmp_path), "--json"]
    assert main(["play", str(VALLEY), *options]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["accounts"] == ["reference", "north"]
    assert said["bytes"] == Path(said["page"]).stat().st_size


def test_the_default_folder_names_what_was_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["play", str(VALLEY), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "outputs" / "valley" / "reference" / "valley-play.html").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--account", "nobody"], "the scenario has no account 'nobody'"),
        (["--lang", "xx"], "no texts in the language 'xx'"),
        (["--what-if", "none"], "none"),
    ],
)
def test_the_command_refuses_in_two_lines(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["play", str(VALLEY), *options, "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err.splitlines()
    assert error[0].startswith("error: ")
    assert said in error[0]
    assert error[1].startswith("hint: ")
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_shows_the_same_page_in_a_closed_frame(valley_page: str) -> None:
    shown = widget(valley_page, title="The valley", height=600)
    assert (shown.page, shown.title, shown.height) == (valley_page, "The valley", 600)
    assert "allow-same-origin" not in SANDBOX
    assert f'"{SANDBOX}"' in FRONT


def test_a_notebook_without_anywidget_gets_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "anywidget", None)
    with pytest.raises(SimError, match="needs 'anywidget'") as refused:
        widget("", title="")
    assert "[notebook]" in refused.value.hint


def test_the_frame_of_a_notebook_runs_the_page_and_reaches_nothing(valley_page: str, chromium: Any) -> None:
    """The widget's own front end, given a model as a notebook has it, in a page with a secret."""
    front = FRONT.replace("export default", "globalThis.front =")
    page = chromium.new_context(offline=True).new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_script_tag(content=front)
    page.evaluate(
        "(told) => front.render({ model: { get: (key) => told[key] }, el: document.body })",
        {"page": valley_page, "title": "The valley", "height": 700},
    )
    frame = page.frame_locator("iframe[title='The valley']")
    frame.locator("html[data-ready='1']").wait_for(state="attached", timeout=20_000)
    frame.locator("#note-seen").click()
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
    assert [text for text in wrong if "autofocus" not in text] == []  # a frame may not take the focus
