"""The page by the rules of WCAG 2.2 A and AA, with axe; and sizes, focus, names and roles."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Open, until, words

pytest_plugins = ["browser"]

VIEWS = ("claims", "account", "place", "timeline", "table", "search", "method", "glossary", "download")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
SMALL = """() => [...document.querySelectorAll('button, select, summary, a[href], input, [role=tab]')]
  .filter((one) => one.checkVisibility() && one.type !== 'radio' && one.id !== 'skip')
  .map((one) => [one.id || one.textContent.slice(0, 40), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 24)
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
"""Controls that are too small; radio buttons have a label as target."""

UNMARKED = """() => {
  const walk = document.createTreeWalker(document.getElementById('view'), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const isMarked = node.parentElement.closest('select, [lang=en]');
    if (/[A-Za-z]{4,}/.test(node.textContent) && !isMarked) found.push(node.textContent);
  }
  return found;
}"""


def violations(page: Any) -> list[str]:
    """What axe finds, in a line each."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def go_to(page: Any, view: str) -> None:
    page.click(f"#tab-{view}")
    until(page, f"document.getElementById('tab-{view}').ariaSelected === 'true'")


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing_in_any_view(open_page: Open, lang: str, scheme: str) -> None:
    page = open_page(f"#t=2016-12-19&lang={lang}&place=hanano", color_scheme=scheme)
    for view in VIEWS:
        go_to(page, view)
        if view == "search":
            page.fill("#search-box", "hanano")
        assert violations(page) == [], view


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_axe_finds_nothing_in_the_note(open_page: Open, lang: str) -> None:
    assert violations(open_page(f"#lang={lang}", read=False)) == []


def test_axe_finds_nothing_side_by_side_and_on_a_narrow_screen(open_page: Open) -> None:
    page = open_page("#t=2016-12-01&view=account&second=government", width=320, height=640)
    assert violations(page) == []


def test_axe_finds_nothing_with_everything_unfolded(open_page: Open) -> None:
    page = open_page("#t=2016-12-22&view=claims")
    page.evaluate("for (const one of document.querySelectorAll('#view details')) one.open = true")
    until(page, "document.querySelectorAll('#view .voices').length > 5")
    assert violations(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_targets_are_large_enough(open_page: Open, view: str) -> None:
    page = open_page(f"#t=2016-12-01&place=hanano&view={view}", width=400)
    assert page.evaluate(SMALL) == []


def test_the_page_has_landmarks_and_one_heading_of_the_first_rank(open_page: Open) -> None:
    page = open_page()
    for role in ("banner", "main", "contentinfo", "tablist", "tabpanel"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("heading", level=1).count() == 1


def test_one_can_skip_to_the_replay(open_page: Open) -> None:
    page = open_page()
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.getElementById('skip').focus()")
    assert words(page, "#skip") == "Skip to the replay"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_tabs_are_walked_with_arrows(open_page: Open) -> None:
    page = open_page("#t=2016-12-01")
    page.focus("#tab-claims")
    page.keyboard.press("ArrowRight")
    until(page, "document.activeElement.id === 'tab-account'")
    page.keyboard.press("End")
    until(page, "document.activeElement.id === 'tab-download'")
    assert "1 December 2016" in words(page, ".stage-day")
    page.keyboard.press("Home")
    until(page, "document.activeElement.id === 'tab-claims'")


def test_tabs_are_walked_the_other_way_in_arabic(open_page: Open) -> None:
    page = open_page("#lang=ar")
    page.focus("#tab-claims")
    page.keyboard.press("ArrowLeft")
    until(page, "document.activeElement.id === 'tab-account'")


def test_the_note_cannot_be_dismissed_unread(open_page: Open) -> None:
    page = open_page(read=False)
    for _ in range(3):
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
    assert page.evaluate("document.getElementById('note').open")


def test_tables_have_captions_and_heads(open_page: Open) -> None:
    page = open_page("#t=2016-12-19&view=table")
    for table in page.locator("#view table").all():
        assert table.locator("caption").count() == 1
        heads, columns = (
            table.locator("thead th[scope=col]").count(),
            table.locator("tbody tr:first-child > *").count(),
        )
        assert heads == columns
        assert table.locator("tbody th[scope=row]").count() == table.locator("tbody tr").count()


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_english_is_marked_so_in_arabic(open_page: Open, view: str) -> None:
    page = open_page(f"#t=2016-12-19&lang=ar&place=hanano&view={view}")
    unmarked = page.evaluate(UNMARKED)
    assert unmarked == []


@pytest.mark.parametrize("view", VIEWS)
def test_forced_colours_keep_everything_readable(open_page: Open, view: str) -> None:
    page = open_page(f"#t=2016-12-19&place=hanano&view={view}", forced_colors="active")
    assert len(words(page, "#view")) > 100
    assert violations(page) == []
