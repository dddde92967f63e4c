"""The page draws the film's scene: districts, fronts, dots, convoys, by the page's own modules."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from browser import READY
from stories import ACCOUNTS, FLAGSHIP

import sim
from sim.days import DAY
from sim.page.build import page_script
from sim.result.replay import Replay
from sim.scene.marks import Scene
from sim.scene.story import Story

pytest_plugins = ["browser"]

BOOT = "boot().catch(confess);"

EXPOSED = """
await loadPayload();
globalThis.told = (id, minute) => {
  const account = accountIndex(id);
  const scene = sceneAt(id, minute);
  const { dots } = standingAt(account, minute, scene);
  return {
    districts: scene.districts.map((one) => [one.id, one.parts, one.holding, one.outline, one.changed,
      one.word, one.sources, one.difference ? one.difference.speakers : []]),
    fronts: scene.fronts.map((one) => one.sure), km2: scene.km2, evacuated: scene.evacuated,
    captions: scene.captions.map((one) => one.claim.id),
    convoys_today: scene.convoys.left, back: scene.convoys.back,
    dots: dots.map((one) => [one.held.length, one.captured.length]),
    travellers: travellersAt(account, minute),
    convoys: convoysAt(account, minute).map((one) =>
      [one.id, one.status, one.people, one.modelled, one.at, one.trail.length]),
  };
};
globalThis.toldReady = true;
"""

NEAR = 0.012
"""km: the page's points are whole metres."""


@pytest.fixture(scope="module")
def told(chromium: Any, page_file: Any) -> Any:
    """Asks the page's modules, brought in a second time, for what is to be seen at a minute."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.wait_for_selector(READY, state="attached")
    script = page_script()
    assert BOOT in script
    page.add_script_tag(content=script.replace(BOOT, EXPOSED), type="module")
    for _ in range(100):
        if page.evaluate("globalThis.toldReady === true"):
            break
        page.wait_for_timeout(50)
    yield lambda account, minute: page.evaluate("([id, minute]) => told(id, minute)", [account, minute])
    context.close()


@cache
def played(account: str) -> Replay:
    """With the random seed that the page has."""
    return sim.replay("aleppo-2016", account=account)


def story(account: str) -> Story:
    """The account's story beside the others, which stand in the scenario's order."""
    others = tuple(played(other) for other in ACCOUNTS[FLAGSHIP] if other != account)
    return Story(played(account), others=others)


def minutes_of(days: int) -> list[int]:
    """Each day's end, and moments within days."""
    return sorted([*range(DAY, days * DAY + 1, DAY), *range(500, days * DAY, 3 * DAY + 397)])


@pytest.mark.parametrize("account", ACCOUNTS[FLAGSHIP])
def test_the_page_shows_the_films_scene(told: Any, account: str) -> None:
    film = story(account)
    for minute in minutes_of(film.days):
        page, scene = told(account, minute), film.scene(minute)
        assert page["districts"] == districts_of(scene), minute
        assert page["fronts"] == [front.sure for front in scene.fronts], minute
        assert page["km2"] == pytest.approx(scene.totals.km2, abs=0.003), minute
        assert page["evacuated"] == list(scene.totals.evacuated), minute
        assert (page["convoys_today"], page["back"]) == (
            scene.totals.convoys_today,
            scene.totals.convoys_turned_back,
        )
        assert set(page["captions"]) == {caption.claim for caption in scene.captions}


@pytest.mark.parametrize("account", ["reference", "monitor"])
def test_what_moves_is_where_the_film_has_it(told: Any, account: str) -> None:
    film = story(account)
    names = film.replay.episode.territory.districts
    for minute in minutes_of(film.days):
        page, motion = told(account, minute), film.motion(minute)
        dots = {name: {"held": 0, "captured": 0} for name in names}
        for mark in motion.people:
            dots[mark.district][mark.ground] = len(mark.dots)
        assert page["dots"] == [[dots[name]["held"], dots[name]["captured"]] for name in names], minute
        near(page["travellers"], [mark.at for mark in motion.travellers])
        assert [row[:4] for row in page["convoys"]] == [
            [mark.convoy, mark.status, mark.people, mark.modelled] for mark in motion.convoys
        ], minute
        near([row[4] for row in page["convoys"]], [mark.at for mark in motion.convoys])
        for row, mark in zip(page["convoys"], motion.convoys, strict=True):
            assert abs(row[5] - len(mark.trail)) <= 1, (minute, row[0])


def districts_of(scene: Scene) -> list[list[Any]]:
    """A scene's districts as the page tells of them."""
    return [
        [
            mark.id, [round(10_000 * share) for share in mark.shares], mark.holding, mark.outline,
            mark.changed, mark.word, mark.sources,
            [] if mark.difference is None else list(mark.difference.speakers),
        ]
        for mark in scene.districts
    ]  # fmt: skip


def near(found: list[list[float]], expected: list[tuple[float, float]]) -> None:
    """Points in metres where others are in km."""
    assert len(found) == len(expected)
    for (x, y), (east, north) in zip(found, expected, strict=True):
        assert (x / 1000, y / 1000) == pytest.approx((east, north), abs=NEAR)
