"""A page made from a scenario and a record that mean harm: all of it is data, nothing of it is run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from player_pages import ENDLESS, HARMFUL, hostile_html

from sim.page.build import LIMIT
from sim.page.coding import NUMBERS, TEXTS, from_bytes, unarmoured, unsqueezed

STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(scope="module")
def hostile_page() -> str:
    return hostile_html()


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_it_is_still_within_the_limit(hostile_page: str) -> None:
    assert len(hostile_page.encode()) <= LIMIT


def test_it_adds_no_element_and_no_attribute(hostile_page: str) -> None:
    elements = Elements(hostile_page).found
    assert [attrs.get("id") or attrs["type"] for tag, attrs in elements if tag == "script"] == [
        "meta", "texts", "numbers", "module",
    ]  # fmt: skip
    assert not [tag for tag, _ in elements if tag in ("img", "svg", "iframe", "object", "base", "form")]
    assert not [name for _, attrs in elements for name in attrs if name.startswith("on")]


def test_what_stands_open_in_the_file_is_escaped(hostile_page: str) -> None:
    title = re.search(r"<title>(.*?)</title>", hostile_page)
    assert title is not None
    assert "<" not in title[1]
    meta = re.search(r'id="meta">(.*?)</script>', hostile_page)
    assert meta is not None
    assert json.loads(meta[1])["title"] == HARMFUL[0]
    assert "{{" not in re.sub(r"<script.*?</script>", "", hostile_page, flags=re.DOTALL)


def test_the_data_hold_the_texts_without_what_steers(hostile_page: str) -> None:
    texts = list(_texts(_unpacked(hostile_page)))
    assert any(text.startswith(HARMFUL[0]) for text in texts)
    assert not [text for text in texts if STEERS.search(text)]
    longest = max(texts, key=len)
    assert len(longest) <= 4_000 < len(ENDLESS)
    assert longest.startswith("AAAA")
    assert longest.endswith("…")


def _unpacked(text: str) -> dict[str, Any]:
    blocks = {}
    for name, bits in (("texts", TEXTS), ("numbers", NUMBERS)):
        block = re.search(rf'id="{name}" data-sizes="([\d ]+)">(.*?)</script>', text, re.DOTALL)
        assert block is not None
        sizes = [int(size) for size in block[1].split()]
        blocks[name] = unsqueezed(unarmoured(block[2]), bits)[: sum(sizes)], sizes
    told, sizes = blocks["texts"]
    head = from_bytes(told[sum(sizes[:2]) :], blocks["numbers"][0])
    return {key: value for key, value in head.items() if key != "strings"}


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from (key, *_texts(value))
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_browser_runs_nothing_of_it_and_asks_for_nothing(lang: str, chromium: Any, tmp_path: Any) -> None:
    path = tmp_path / "hostile.html"
    path.write_bytes(hostile_html(lang).encode())
    page = chromium.new_context(offline=True).new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(f"file://{path}")
    page.wait_for_selector("html[data-ready='1']", timeout=20_000)
    page.click("#note-seen")
    tabs = page.locator("#tabs button")
    for number in range(tabs.count()):
        tabs.nth(number).click()
    assert page.evaluate("globalThis.harmed") is None
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len(asked) == 1
    assert page.query_selector_all("main img[src=x], svg[onload], a[href^='javascript:']") == []
