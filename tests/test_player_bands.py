"""Bands of many replays in the page: only where asked for, drawn, told in a table, and switched off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import Open, until, words
from ensembles import valley
from test_player_access import SMALL, go_to, violations

from sim.cli.main import main
from sim.cli.play_verb import brought
from sim.engine.play import play
from sim.ensemble.saved import read_spread
from sim.errors import SimError
from sim.page.build import LIMIT, page, page_program, page_script
from sim.page.payload import Shown
from sim.page.words import page_texts
from sim.result.spread import EVACUATED, GROUND, INSIDE, NARROW, WIDE, Spread
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

pytest_plugins = ["browser"]


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valley(tmp_path_factory.mktemp("ranged"))


@pytest.fixture(scope="module")
def folder(ranged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bands") / "ensemble"
    assert main(["ensemble", str(ranged), "--runs", "12", "--out", str(out), "--quiet"]) == 0
    return out


@pytest.fixture(scope="module")
def banded(ranged: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page")
    assert main(["play", str(ranged), "--bands", str(folder), "--out", str(out), "--quiet"]) == 0
    return out / "valley-play-bands.html"


@pytest.fixture(scope="module")
def spread(ranged: Path, folder: Path) -> Spread:
    return read_spread(folder, resolve(load_scenario(ranged)))


def test_a_page_without_bands_has_nothing_of_them() -> None:
    assert "table-bands" not in page_script()
    assert "table-bands" in page_script(bands=True)
    assert len(page_program()) < len(page_program(bands=True))
    assert not any(key.startswith("bands.") for key in page_texts(page_script())["en"])


def test_a_page_with_bands_is_small_enough(banded: Path) -> None:
    assert banded.stat().st_size <= LIMIT


def test_bands_of_an_account_that_the_page_does_not_show_are_refused(ranged: Path, spread: Spread) -> None:
    scenario = load_scenario(ranged)
    replays = [play(resolve(scenario, account="north"))]
    with pytest.raises(SimError, match="bands are of account reference"):
        page(replays, brought(scenario, replays, spread), Shown())


def numbers(text: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", text)]


@pytest.mark.parametrize("day", [1, 4, 6])
def test_the_table_has_the_day_as_the_ensemble_has_it(
    open_page: Open, banded: Path, ranged: Path, spread: Spread, day: int
) -> None:
    opened = open_page(f"#t=2001-03-{day + 4:02d}&view=table", file=banded)
    until(opened, "document.getElementById('table-bands') !== null")
    replay = play(resolve(load_scenario(ranged)))
    own = [
        int(replay.in_enclave()[day - 1].sum()),
        sum(replay.evacuated_at(day * 1440)),
        round(100 * float(replay.km2()[day - 1, 0]) / replay.episode.territory.km2),
    ]
    km2 = replay.episode.territory.km2
    lines = [
        np.rint(spread.lines[INSIDE]),
        np.rint(spread.lines[EVACUATED]),
        100 * spread.lines[GROUND] / km2,
    ]
    for row in range(3):
        cells = [
            words(opened, f"#table-bands tbody tr:nth-child({row + 1}) td:nth-of-type({at})")
            for at in (1, 2, 3)
        ]
        ends = [sorted({round(float(lines[row][end, day - 1])) for end in band}) for band in (WIDE, NARROW)]
        assert [numbers(cell) for cell in cells] == [[own[row]], *ends]


def count(page_: Any, selector: str) -> int:
    return int(page_.evaluate(f"document.querySelectorAll({selector!r}).length"))


def test_bands_are_drawn_under_the_line_and_can_be_switched_off(open_page: Open, banded: Path) -> None:
    opened = open_page("#t=2001-03-10", file=banded)
    until(opened, "document.querySelectorAll('.stage-band').length === 4")
    order = opened.evaluate(
        "[...document.querySelectorAll('.stage-chart path')]"
        ".map((one) => one.getAttribute('class').split(' ')[0])"
    )
    assert order.index("stage-stair") > order.index("stage-band")
    button = opened.locator(".stage-bands button")
    assert button.get_attribute("aria-pressed") == "true"
    button.focus()
    opened.keyboard.press("Enter")
    assert count(opened, ".stage-band") == 0
    assert opened.locator(".stage-bands button").get_attribute("aria-pressed") == "false"
    assert opened.evaluate("document.activeElement.closest('.stage-bands') !== null")
    opened.set_viewport_size({"width": 700, "height": 800})
    opened.wait_for_timeout(200)
    assert count(opened, ".stage-band") == 0
    opened.keyboard.press("Enter")
    assert count(opened, ".stage-band") == 4
    opened.set_viewport_size({"width": 900, "height": 800})
    until(opened, "document.querySelectorAll('.stage-band').length === 4")


def test_another_account_has_no_bands_and_says_whose_they_are(open_page: Open, banded: Path) -> None:
    opened = open_page("#t=2001-03-10&account=north&view=table", file=banded)
    until(opened, "document.querySelector('.stage-bands') !== null")
    assert count(opened, ".stage-band") == 0
    assert count(opened, "#table-bands") == 0
    assert "belong to another account" in words(opened, ".stage-bands")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, banded: Path, lang: str, scheme: str) -> None:
    opened = open_page(f"#t=2001-03-10&lang={lang}", file=banded, color_scheme=scheme)
    go_to(opened, "table")
    until(opened, "document.getElementById('table-bands') !== null")
    assert violations(opened) == []
    assert opened.evaluate(SMALL) == []
