"""The page's stage in a real browser: keys, pointer, links, motion, small screens, strangers' texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import Open, day_shown, too_wide, until, words
from player_pages import hostile_html

import sim
from sim.days import DAY
from sim.result.replay import Replay

pytest_plugins = ["browser"]

FRAMES = """(ms) => new Promise((done) => {
  const gaps = [];
  const start = performance.now();
  let last = start;
  const frame = (now) => {
    gaps.push(now - last);
    last = now;
    now - start < ms ? requestAnimationFrame(frame) : done(gaps);
  };
  requestAnimationFrame(frame);
})"""

PLACES_SEEN = """() => new Promise((done) => {
  const seen = new Set();
  const range = document.getElementById("stage-scrub");
  const look = (left) => {
    seen.add(range.value);
    left ? setTimeout(look, 30, left - 1) : done([...seen]);
  };
  look(100);
})"""

CITE = {"en": "Cite this day", "ar": "اقتبس هذا اليوم"}

DAY_13 = 12
"""27 November, counted from 0."""


@pytest.fixture(scope="module")
def replay() -> Replay:
    return sim.replay("aleppo-2016")


def sentence_of(replay: Replay, day: int) -> str:
    """What a listener has to hear of the end of a day, from the replay's own tables."""
    rows = [
        row
        for row in sim.tables(replay)["territory"]
        if str(row["date"]) == str(replay.calendar.dates()[day])
    ]
    km2 = {str(row["party"]): float(row["km2"]) for row in rows}
    whole = replay.episode.territory.km2
    part = {name: f"{value:.1f} km² ({100 * value / whole:.0f}%)" for name, value in km2.items()}
    changed = {c.district for c in replay.control_changes if c.minute // DAY == day}
    date = replay.calendar.dates()[day]
    return (
        f"{date.day} {date:%B} {date.year}, day {day + 1} of {replay.calendar.days}. "
        f"Of {whole:.1f} km², government forces hold {part['government']}, "
        f"the opposition {part['opposition']}, the Kurdish-led SDF {part['sdf']}. "
        f"Control changed that day in {len(changed)} districts."
    )


def test_nothing_plays_and_nothing_is_told_before_the_note_was_read(open_page: Open) -> None:
    page = open_page(read=False)
    assert page.locator("#note").get_attribute("open") is not None
    before = day_shown(page)
    page.keyboard.press("k")
    page.wait_for_timeout(700)
    assert (day_shown(page), words(page, "#announce")) == (before, "")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('announce').textContent.length > 20")
    page.wait_for_timeout(700)
    assert day_shown(page) == before


def test_the_sentence_of_27_november_is_the_replays(open_page: Open, replay: Replay) -> None:
    page = open_page("#t=2016-11-27")
    until(page, "document.getElementById('announce').textContent.length > 20")
    assert words(page, "#announce") == sentence_of(replay, DAY_13)
    assert sentence_of(replay, DAY_13).split(". Control")[0] in page.get_by_role("slider").get_attribute(
        "aria-valuetext"
    )
    assert sentence_of(replay, DAY_13) in page.locator("body").aria_snapshot().replace('\\"', '"')


def test_each_district_says_who_holds_it(open_page: Open, replay: Replay) -> None:
    page = open_page("#t=2016-11-27")
    names = (
        page.locator(".stage-map")
        .first.locator("[role=option]")
        .evaluate_all("list => list.map((one) => one.getAttribute('aria-label'))")
    )
    districts, places = replay.episode.territory.districts, {p.id: p.name for p in replay.episode.places}
    for name, district, shares in zip(names, districts, replay.control[DAY_13], strict=True):
        held = [
            p
            for p, share in zip(("government", "opposition", "Kurdish-led SDF"), shares, strict=True)
            if share > 0.005
        ]
        expected = f"held by the {held[0]}" if len(held) == 1 else "shared, "
        assert name.startswith(f"{places[district]}: {expected}"), name
    assert "Masaken Hanano: held by the government" in "\n".join(names)


def test_the_sentence_below_the_map_follows_the_day(open_page: Open) -> None:
    page = open_page("#t=2016-11-15")
    hanano = page.locator(".stage-map").first.locator("[role=option][aria-label^='Masaken Hanano']")
    hanano.evaluate("one => one.dispatchEvent(new PointerEvent('pointerenter'))")
    assert "held by the opposition" in page.inner_text(".stage-tip")
    page.evaluate("location.hash = '#t=2016-12-19'")
    page.wait_for_function(
        "document.querySelector('.stage-tip').textContent.includes('held by the government')"
    )


def test_a_session_by_keyboard_only(open_page: Open) -> None:
    page = open_page()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role') === 'option'"):
            break
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != first
    assert page.locator(".stage-focus").count() == 1
    page.keyboard.press("l")
    assert day_shown(page) == "22 November 2016"
    page.locator(".stage-play").focus()
    for key, day in (("ArrowRight", 23), ("ArrowLeft", 22), ("PageUp", 15), ("PageDown", 22), ("j", 15)):
        page.keyboard.press(key)
        assert day_shown(page) == f"{day} November 2016", key
    page.keyboard.press("End")
    assert day_shown(page) == "22 December 2016"
    page.keyboard.press("Home")
    page.keyboard.press(".")
    page.keyboard.press("k")
    until(page, "document.querySelector('.stage-play').textContent.includes('Pause')")
    page.keyboard.press(" ")
    until(page, "document.querySelector('.stage-play').textContent.includes('Play')")
    page.keyboard.press(">")
    assert page.locator("#stage-speed").input_value() == "2"
    page.keyboard.press("<")
    page.keyboard.press("c")
    assert page.locator(".stage-captions").is_hidden()
    page.keyboard.press("?")
    assert page.locator(".stage-dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    until(page, "location.hash.includes('view=table')")


def test_keys_do_nothing_outside_the_player(open_page: Open) -> None:
    page = open_page("#t=2016-11-27")
    page.locator("#settings button").first.focus()
    page.keyboard.press("l")
    page.keyboard.press("k")
    page.wait_for_timeout(200)
    assert day_shown(page) == "27 November 2016"


def test_a_session_by_pointer_only(open_page: Open) -> None:
    page = open_page("#t=2016-11-27")
    page.locator(".stage-step").nth(1).click()
    assert day_shown(page) == "28 November 2016"
    page.locator("#stage-scrub").scroll_into_view_if_needed()
    box = page.locator("#stage-scrub").bounding_box()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    assert day_shown(page).endswith("December 2016")
    page.locator(".stage-play").click()
    page.wait_for_timeout(400)
    page.locator(".stage-play").click()
    assert "Play" in words(page, ".stage-play")
    page.select_option("#stage-second", "government")
    assert page.locator(".stage-map").nth(1).is_visible()
    page.locator("[role=option]").nth(7).click(position=None, force=True)
    until(page, "location.hash.includes('place=')")
    page.get_by_role("button", name="Cite this day").click()
    cited = page.locator(".stage-copy").input_value()
    assert re.search(r"account “Reference”.*SHA-256 [0-9a-f]{16}.*CC BY 4\.0", cited), cited


def test_reduced_motion_goes_from_day_to_day(open_page: Open) -> None:
    page = open_page("#t=2016-12-14", reduced_motion="reduce")
    page.select_option("#stage-speed", "4")
    page.locator(".stage-play").click()
    seen = page.evaluate(PLACES_SEEN)
    assert len(seen) > 1
    assert all(float(value) == int(float(value)) for value in seen)


def test_links_lead_back_and_forth(open_page: Open) -> None:
    page = open_page("#t=2016-12-15&account=monitor&view=table&lang=ar")
    assert (page.locator("html").get_attribute("lang"), page.locator("html").get_attribute("dir")) == (
        "ar",
        "rtl",
    )
    assert "١٥ كانون الأول ٢٠١٦" in day_shown(page)
    page.evaluate("location.hash = '#t=2016-12-01T14:30&account=government&second=monitor'")
    until(page, "document.querySelector('.stage-more').textContent.includes('14:00')")
    assert (day_shown(page), page.locator(".stage-map").nth(1).is_visible()) == ("1 December 2016", True)
    page.locator(".stage-play").focus()
    page.keyboard.press("End")
    until(page, "location.hash.includes('t=2016-12-22')")
    page.go_back()
    until(page, "document.querySelector('.stage-day').textContent === '1 December 2016'")
    page.go_back()
    until(page, "document.documentElement.lang === 'ar'")


def test_playing_writes_no_history(open_page: Open) -> None:
    page = open_page("#t=2016-11-27")
    page.locator(".stage-play").click()
    long = page.evaluate("history.length")
    page.wait_for_timeout(1500)
    assert (page.evaluate("history.length"), page.evaluate("location.hash")) == (long, "#t=2016-11-27")


def test_wishes_that_make_no_sense_are_refused(open_page: Open) -> None:
    page = open_page("#t=1066-10-14&account=nobody&view=%3Cimg%3E&lang=xx&place=__proto__&second=constructor")
    assert (day_shown(page), page.locator("html").get_attribute("lang")) == ("15 November 2016", "en")


def test_embedded_it_has_neither_head_nor_foot(open_page: Open) -> None:
    page = open_page("?embed=1#t=2016-12-15")
    assert (page.locator("#head").is_visible(), page.locator("#foot").is_visible()) == (False, False)
    assert day_shown(page) == "15 December 2016"


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 640])
def test_small_screens_need_no_sideways_scrolling(open_page: Open, width: int, lang: str) -> None:
    """1280 units at 400 % are 320; the two maps stand below each other."""
    page = open_page(f"#t=2016-12-15&second=government&lang={lang}", width=width, height=640)
    assert too_wide(page) <= 0
    small = page.locator("#stage button:visible, #stage select:visible, #stage input:visible")
    boxes = [one.bounding_box() for one in small.all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 44


def test_first_paint_memory_and_frames(open_page: Open, capsys: pytest.CaptureFixture[str]) -> None:
    """Frames are held against those of the same page at rest: other work slows both."""
    page = open_page("#t=2016-12-14")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    resting = page.evaluate(FRAMES, 2000)
    page.locator(".stage-play").click()
    playing = page.evaluate(FRAMES, 4000)
    page.locator(".stage-play").click()
    memory = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    rate, usual = (1000 * len(gaps) / sum(gaps) for gaps in (playing, resting))
    with capsys.disabled():
        print(f"\nfirst paint {paint:.0f} ms, {rate:.0f} frames/s (at rest {usual:.0f}), {memory:.0f} MB")
    assert paint < 10_000
    assert memory < 150
    assert rate > 0.25 * usual


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_strangers_page_executes_nothing(open_page: Open, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(hostile_html(lang), encoding="utf-8")
    page = open_page(file=file, width=800)
    for key in ("ArrowRight", "End", "c", "t"):
        page.locator(".stage-play").focus()
        page.keyboard.press(key)
    page.locator(".stage-map [role=option]").first.click(force=True)
    page.get_by_role("button", name=CITE[lang]).click()
    assert page.evaluate("globalThis.harmed === undefined")
    assert page.locator("#main img, #main script, #main iframe, #main a[href^=javascript]").count() == 0
    assert too_wide(page) <= 0
