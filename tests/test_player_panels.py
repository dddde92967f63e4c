"""The page's panels: the data package's numbers, and answers that can be found by keyboard alone."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from browser import Open, too_wide, until, words
from player_pages import hostile_html

import sim
from sim.result.replay import Replay

pytest_plugins = ["browser"]

ACCOUNTS = ("reference", "government", "monitor", "humanitarian", "opposition")
TABLES = (
    "control", "people", "territory", "convoys", "incidents", "checks", "unchecked", "disagreements",
    "provenance",
)  # fmt: skip
VIEWS = ("claims", "account", "place", "timeline", "table", "search", "method", "glossary", "download")
GROUPS = ("civilians", "fighters", "wounded")

CELLS = """(id) => [...document.querySelectorAll(`#${id} tbody tr`)]
  .map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"""


@pytest.fixture(scope="module")
def replays() -> dict[str, Replay]:
    return {account: sim.replay("aleppo-2016", account=account) for account in ACCOUNTS}


def show(page: Any, link: str, wanted: str) -> None:
    """Follow a link within the page until what it asks for is there.

    Again where the page has just put its own address, of the day before, in the link's place.
    """
    for _ in range(20):
        page.evaluate("(link) => { location.hash = link; }", link)
        with suppress(AssertionError):
            return until(page, wanted, seconds=1)
    raise AssertionError(f"not so after {link}: {wanted}")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_tables_to_be_saved_are_those_of_the_data_package(
    open_page: Open, replays: dict[str, Replay], tmp_path: Path, account: str
) -> None:
    sim.save(replays[account], tmp_path / "package")
    page = open_page(f"#account={account}&view=download")
    for stem in TABLES:
        with page.expect_download() as saved:
            page.click(f"#save-{stem}")
        file = tmp_path / f"{stem}.csv"
        saved.value.save_as(file)
        assert saved.value.suggested_filename == f"aleppo-2016-{account}-{stem}.csv"
        assert file.read_bytes() == (tmp_path / "package" / f"{stem}.csv").read_bytes(), stem


def whole(text: str) -> int:
    return int(text.replace(",", ""))


def share(text: str) -> float:
    return round(float(text.rstrip("%")) / 100, 4)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_tables_of_each_day_show_the_numbers_of_the_replay(
    open_page: Open, replays: dict[str, Replay], account: str
) -> None:
    """Every day of the scenario's own account, every fifth of the others."""
    tables, calendar = sim.tables(replays[account]), replays[account].calendar
    every = 1 if account == ACCOUNTS[0] else 5
    districts = replays[account].episode.territory.districts
    page = open_page(f"#account={account}&view=table")
    for day, date in list(enumerate(calendar.dates()))[::every]:
        iso, title = date.isoformat(), f"{date.day} {date:%B} {date.year}"
        wanted = f"document.querySelector('#table-control caption').textContent.includes(', {title},')"
        show(page, f"t={iso}&account={account}&view=table", wanted)
        shown = [[share(cell) for cell in row[1:4]] for row in page.evaluate(CELLS, "table-control")]
        rows = [row for row in tables["control"] if row["date"] == iso]
        assert shown == [[row["share"] for row in rows[at : at + 3]] for at in range(0, len(rows), 3)], day
        assert len(shown) == len(districts)
        km2 = [row[1] for row in page.evaluate(CELLS, "table-territory")]
        assert km2 == [f"{row['km2']:.3f}" for row in tables["territory"] if row["date"] == iso]
        people = {row[0]: [whole(cell) for cell in row[1:4]] for row in page.evaluate(CELLS, "table-people")}
        assert people == people_of(tables, iso, replays[account])


def people_of(tables: Any, iso: str, replay: Replay) -> dict[str, list[int]]:
    """People by place's name and group, from the data package."""
    called = {place.id: place.name for place in replay.episode.places} | {"in-transit": "on the road"}
    found: dict[str, list[int]] = {}
    for row in tables["people"]:
        if row["date"] == iso:
            found.setdefault(called[row["place"]], [0, 0, 0])[GROUPS.index(row["group"])] = row["people"]
    return found


def test_figures_of_a_day_stand_beside_the_replay_as_in_the_checks(
    open_page: Open, replays: dict[str, Replay]
) -> None:
    page = open_page("#t=2016-12-20&view=table")
    shown = page.evaluate(
        "[...document.querySelectorAll('#table-figures [data-replayed]')].map((one) => one.dataset.replayed)"
    )
    checks = sim.tables(replays["reference"])["checks"]
    assert shown == [row["replayed"] for row in checks if row["date"] == "2016-12-20"] != []


def press_until(page: Any, key: str, wanted: str, most: int = 120) -> None:
    """Press a key until a script is true."""
    for _ in range(most):
        if page.evaluate(wanted):
            return
        page.keyboard.press(key)
    raise AssertionError(f"not reached with {most} times {key}: {wanted}")


def focused(what: str) -> str:
    return f"document.activeElement.id === '{what}'"


def test_how_many_had_left_by_19_december_is_found_by_keyboard_alone(open_page: Open) -> None:
    """Who says what, why they differ, and what the program assumed."""
    page = open_page()
    press_until(page, "Tab", "document.activeElement.matches('#stage button')")
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('.stage-day').textContent === '19 December 2016'")
    press_until(page, "Tab", focused("tab-claims"))
    assert "What is said by 19 December 2016" in words(page, "#view")
    press_until(page, "Tab", focused("q-evacuated"))
    if not page.evaluate("document.activeElement.parentElement.open"):
        page.keyboard.press("Enter")
    said = words(page, "[data-question=evacuated] .voices")
    for words_said in (
        "25,000 (24,500–25,500) people · International Committee of the Red Cross",
        "8,500 (8,450–8,550) people · Syrian Observatory for Human Rights",
        "at most 8,500 people · opposition officials (not named)",
        "3,400 (3,350–3,450) people · Russian Ministry of Defence",
    ):
        assert words_said in said
    assert "document 004, paragraph 48" in said
    assert "since the evacuation began on 15 December" in said
    assert "modelled" in words(page, "#replayed-evacuated")
    press_until(page, "Tab", focused("first-evacuated"))
    assert "They speak of different moments of a running total" in words(page, "[data-question=evacuated]")
    press_until(page, "Tab", focused("assumed-evacuated"))
    page.keyboard.press("Enter")
    assumed = words(page, "details:has(> #assumed-evacuated)")
    assert "evacuation.fleet.seats: 50. a city bus" in assumed
    assert page.locator("details:has(> #assumed-evacuated) li").first.is_visible()


def together(page: Any, question: str, first: str, second: str) -> str:
    """The answer for two claims picked from a question's lists."""
    for side, claim in (("first", first), ("second", second)):
        options = page.locator(f"#{side}-{question} option").all_text_contents()
        page.select_option(
            f"#{side}-{question}", index=next(i for i, o in enumerate(options) if o.endswith(claim))
        )
    return words(page, f"[data-question={question}] [aria-live]")


YES, NO = "Both can be true.", "They cannot both be true."
SAME = "They count the same thing at the same moment, and their ranges"


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("p48-11", "p48-12", f"{NO} They count the same thing, and the later total is lower by 8,250"),
        ("p47-01", "p47-08", f"{YES} They speak of different moments of a running total"),
        ("p48-10", "p48-11", f"{YES} They begin to count at different times."),
        ("p47-01", "p47-03", f"{YES} One counts a part of the people, the other all of them."),
        ("p47-01", "p47-06", f"{YES} {SAME} overlap: 8,450–8,500"),
        ("p47-02", "p47-07", f"{NO} {SAME} lie 2,700 apart."),
    ],
)
def test_which_can_both_be_true(open_page: Open, first: str, second: str, answer: str) -> None:
    page = open_page("#t=2016-12-22")
    page.evaluate("document.querySelector('[data-question=evacuated]').open = true")
    assert together(page, "evacuated", first, second).startswith(answer)
    assert together(page, "evacuated", second, first).startswith(answer)


@pytest.mark.parametrize("typed", ["hanano", "HANANO", "هنانو", "هَنانو", "Masaken  hanáno"])
def test_a_place_is_found_however_it_is_written(open_page: Open, typed: str) -> None:
    page = open_page("#view=search")
    page.fill("#search-box", typed)
    page.get_by_role("button", name="Masaken Hanano", exact=True).click()
    until(page, "location.hash.includes('place=hanano')")
    assert "Masaken Hanano" in words(page, "#view h2")


def test_a_place_says_why_it_has_its_colour(open_page: Open, replays: dict[str, Replay]) -> None:
    page = open_page("#t=2016-11-27&view=place&place=hanano")
    assert words(page, "#place-state") == "On 27 November 2016: held by the government."
    assert words(page, "#place-why").startswith(
        "Because of a claim: the last change was on 26 November 2016 at 12:00"
    )
    change = [c for c in replays["reference"].control_changes if c.district == "hanano"][-1]
    assert page.locator(f"#view [data-claim='{change.basis.removeprefix('claim:')}']").count() >= 1


def test_the_timeline_can_be_narrowed(open_page: Open, replays: dict[str, Replay]) -> None:
    episode = replays["reference"].episode
    page = open_page("#view=timeline")
    page.select_option("#pick-days", "all")
    assert words(page, "#timeline-list").startswith(f"Incidents: {len(episode.incidents)}")
    page.select_option("#pick-family", "russia")
    russian = [i for i in episode.incidents if episode.voices[i.claim].family == "russia"]
    assert words(page, "#timeline-list").startswith(f"Incidents: {len(russian)}")


def test_accounts_are_switched_and_compared(open_page: Open) -> None:
    page = open_page("#t=2016-12-01&view=account")
    page.check("input[value=monitor]")
    until(page, "location.hash.includes('account=monitor')")
    assert page.evaluate("document.activeElement.value") == "monitor"
    page.select_option("#pick-second", "government")
    until(page, "location.hash.includes('second=government')")
    assert "Districts on which the two differ on 1 December 2016:" in words(page, "#view")


def test_arabic_is_whole_and_its_digits_can_be_chosen(open_page: Open) -> None:
    page = open_page("#t=2016-12-19&view=table")
    page.click("#head-ar")
    until(page, "document.documentElement.dir === 'rtl'")
    assert page.evaluate("document.documentElement.lang") == "ar"
    assert "١٩ كانون الأول ٢٠١٦" in words(page, "#table-control caption")
    page.click("#digits-latn")
    assert "19 كانون الأول 2016" in words(page, "#table-control caption")
    page.click("#head-en")
    until(page, "document.documentElement.dir === 'ltr'")


def test_tables_can_be_sorted(open_page: Open) -> None:
    page = open_page("#t=2016-11-15&view=table")
    page.click("#table-people thead th:last-child button")
    page.click("#table-people thead th:last-child button")
    sums = [whole(row[-1]) for row in page.evaluate(CELLS, "table-people")]
    assert sums == sorted(sums, reverse=True)
    assert page.get_attribute("#table-people thead th:last-child", "aria-sort") == "descending"


def test_paper_has_six_maps_and_a_table_of_sources(open_page: Open) -> None:
    page = open_page("#t=2016-12-22")
    page.emulate_media(media="print")
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert page.locator("#print .six svg").count() == 6
    assert page.locator("#print tbody tr").count() > 40


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_strangers_texts_stay_texts_in_every_panel(open_page: Open, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(hostile_html(lang), encoding="utf-8")
    page = open_page(file=file, width=900)
    for view in VIEWS:
        page.click(f"#tab-{view}")
        until(page, f"document.getElementById('tab-{view}').ariaSelected === 'true'")
        assert page.evaluate("typeof globalThis.harmed") == "undefined"
        assert page.locator("main img, main script, main iframe, main a[href^=javascript]").count() == 0
        assert too_wide(page) <= 0, view


def test_a_saved_table_reads_as_a_table(open_page: Open, tmp_path: Path) -> None:
    page = open_page("#view=download")
    with page.expect_download() as saved:
        page.click("#save-incidents")
    saved.value.save_as(tmp_path / "incidents.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "incidents.csv").read_text(encoding="utf-8"))))
    assert len({len(row) for row in rows}) == 1
