"""What is printed or taken apart: page sizes, chosen days, embedded letters, layers, equal bytes."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

import sim
from sim.days import DAY
from sim.drawings.layout import PAIR, WIDE, Box
from sim.drawings.multiples import near_view, steady, thousands
from sim.drawings.paper import (
    DOTS,
    GRIDS,
    PAPERS,
    Paper,
    Up,
    cells,
    choose_days,
    draw_sheet,
    page_layout,
    save_sheet,
)
from sim.drawings.picture import Picture
from sim.drawings.stage import Look, Sheet, blank, inked, over
from sim.drawings.vectors import LAYERS, save_layers, save_svg
from sim.errors import SimError
from sim.result.replay import Replay
from sim.scene.marks import PeopleMark
from sim.scene.palette import PARTY_COLOURS
from sim.scene.phrases import phrases
from sim.scene.story import Story

EN, AR = phrases("en"), phrases("ar")
SVG = "{http://www.w3.org/2000/svg}"
NOON = 31 * DAY - 720

ONCE = """
import sys; from pathlib import Path
import sim
from sim.drawings.layout import WIDE
from sim.drawings.paper import save_sheet
from sim.drawings.picture import Picture
from sim.drawings.stage import Look
from sim.drawings.vectors import save_layers, save_svg
from sim.scene.phrases import phrases
folder, replay = Path(sys.argv[1]), sim.replay("aleppo-2016")
picture = Picture(replay, Look(WIDE, phrases("en")))
save_sheet(folder / "a.pdf", picture.story, phrases("en"), up=6)
save_sheet(folder / "b.pdf", picture.story, phrases("ar"), up=12, paper="letter", grey=True)
save_svg(folder / "c.svg", picture, 31 * 1440 - 720)
save_layers(folder / "layers", picture, 31 * 1440 - 720)
"""


@pytest.fixture(scope="module")
def replay() -> Replay:
    return sim.replay("aleppo-2016")


@pytest.fixture(scope="module")
def story(replay: Replay) -> Story:
    return Story(replay, others=(sim.replay("aleppo-2016", account="government"),))


@pytest.fixture(scope="module")
def picture(replay: Replay) -> Picture:
    return Picture(replay, Look(WIDE, EN))


def drawn(story: Story, paper: Paper, up: Up, *, grey: bool = False, lang: str = "en") -> Sheet:
    with inked():
        return draw_sheet(story, Look(page_layout(paper, up), phrases(lang), grey=grey), up)


# --- the days ---


def test_days_are_the_first_the_last_and_the_largest_changes(story: Story, replay: Replay) -> None:
    lost = -np.diff(replay.km2()[:, 1])
    gone = [sum(replay.evacuated_at(day * DAY)) for day in range(39)]
    for up in (6, 12):
        days = choose_days(story, up)
        assert len(days) == up
        assert list(days) == sorted(set(days))
        assert (days[0], days[-1]) == (1, story.days)
        assert int(np.argmax(lost)) + 2 in days
        assert int(np.argmax(np.diff(gone))) + 1 in days
    assert set(choose_days(story, 6)) <= set(choose_days(story, 12))


def test_a_short_replay_shows_all_its_days(story: Story) -> None:
    assert choose_days(story, 38) == tuple(range(1, 39))
    assert choose_days(story, 40) == tuple(range(1, 39))


def test_no_day_left_out_changes_more_than_one_shown(story: Story, replay: Replay) -> None:
    areas, days = replay.episode.territory.areas, range(2, story.days)
    ground, moved, left = {}, {}, {}
    for day in range(2, story.days + 1):
        now, before = day - 1, day - 2
        ground[day] = sum(
            abs(float(a - b)) * float(area)
            for old, new, area in zip(replay.control[before], replay.control[now], areas, strict=True)
            for a, b in zip(old, new, strict=True)
        )
        moved[day] = int(abs(story.bands.counts[now] - story.bands.counts[before]).sum())
        left[day] = abs(sum(replay.evacuated_at(day * DAY)) - sum(replay.evacuated_at((day - 1) * DAY)))
    parts = [(kind, sum(kind.values())) for kind in (ground, moved, left)]
    change = {day: sum(kind[day] / whole for kind, whole in parts) for day in days}
    for up in (6, 12):
        shown = set(choose_days(story, up)) & set(days)
        assert min(change[day] for day in shown) >= max(change[day] for day in set(days) - shown)


# --- the page ---


@pytest.mark.parametrize(("paper", "points"), [("a4", (595.276, 841.890)), ("letter", (612.0, 792.0))])
@pytest.mark.parametrize("up", [6, 12])
def test_the_page_has_the_size_of_the_paper(
    story: Story, tmp_path: Path, paper: Paper, points: tuple[float, float], up: Up
) -> None:
    raw = save_sheet(tmp_path / "sheet.pdf", story, EN, paper=paper, up=up).read_bytes()
    (found,) = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", raw)
    assert [float(side) for side in found] == pytest.approx(points, abs=0.01)
    assert len(re.findall(rb"/Type /Page\b", raw)) == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_letters_are_embedded_and_nothing_is_a_bitmap(story: Story, tmp_path: Path, lang: str) -> None:
    raw = save_sheet(tmp_path / "sheet.pdf", story, phrases(lang)).read_bytes()
    fonts = set(re.findall(rb"/BaseFont /([A-Za-z0-9+-]+)", raw))
    assert fonts
    assert all(b"IBMPlexSans" in font for font in fonts)
    assert any(b"Arabic" in font for font in fonts) is (lang == "ar")
    assert raw.count(b"/FontFile2") == len(re.findall(rb"/Type /FontDescriptor", raw)) > 0
    assert b"/Type3" not in raw
    assert b"/Subtype /Image" not in raw


def test_the_file_carries_no_date_and_no_program_version(story: Story, tmp_path: Path) -> None:
    raw = save_sheet(tmp_path / "sheet.pdf", story, EN).read_bytes()
    for word in (b"CreationDate", b"ModDate", b"Producer"):
        assert word not in raw
    assert b"/Title (East Aleppo, November to December 2016)" in raw


def test_cells_fill_their_place_without_touching() -> None:
    for up, (columns, rows) in GRIDS.items():
        place = Box(40, 150, 747, 850)
        boxes = cells(place, up)
        assert len(boxes) == up == columns * rows
        assert boxes[-1].right == pytest.approx(place.right)
        assert boxes[-1].bottom == pytest.approx(place.bottom)
        for a, b in combinations(boxes, 2):
            assert a.right < b.x or b.right < a.x or a.bottom < b.y or b.bottom < a.y


PAGES = [(paper, up, lang) for paper in PAPERS for up in GRIDS for lang in ("en", "ar")]


@pytest.mark.parametrize(("paper", "up", "lang"), PAGES)
def test_no_text_covers_another_or_leaves_the_page(story: Story, paper: Paper, up: Up, lang: str) -> None:
    layer = drawn(story, paper, up, lang=lang)
    layer.pixels()
    renderer = layer.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [text for text in layer.page.texts if text.get_text()]
    boxes = [text.get_window_extent(renderer) for text in texts]
    wide, tall = layer.look.pixels
    assert len(texts) > 5 * up
    for text, box in zip(texts, boxes, strict=True):
        assert 30 < box.x0 < box.x1 < wide - 30, text.get_text()
        assert 30 < box.y0 < box.y1 < tall - 30, text.get_text()
        assert text.get_fontsize() >= 7.5
    for (a, first), (b, second) in combinations(zip(boxes, texts, strict=True), 2):
        apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 + 2.5 or b.y1 <= a.y0 + 2.5
        assert apart, (first.get_text(), second.get_text())


def test_the_page_says_what_it_must(story: Story) -> None:
    words = " ".join(text.get_text() for text in drawn(story, "a4", 6).page.texts)
    episode = story.replay.episode
    for wanted in (episode.title, episode.content_note, episode.question, "Name:", "account “Reference”",
                   "convoys, names and what is said of each day are left out", "1,000 people (modelled)",
                   episode.inputs_hash[:12], "CC BY 4.0", "GeoNames (CC BY 4.0)"):  # fmt: skip
        assert wanted in words
    for day in choose_days(story, 6):
        scene = story.scene(day * DAY)
        assert EN.long_date(scene.date) in words
        assert f"day {day} of 38" in words
        assert f"{scene.totals.km2[0]:.1f} km²" in words
        assert EN.about(scene.totals.bands[0]) in words


def test_ground_stands_beside_its_own_partys_swatch(story: Story) -> None:
    texts = [text.get_text() for text in drawn(story, "letter", 12).page.texts]
    shown = [float(text.removesuffix(" km²")) for text in texts if text.endswith(" km²")]
    wanted = [km2 for day in choose_days(story, 12) for km2 in story.scene(day * DAY).totals.km2]
    assert shown == pytest.approx(wanted, abs=0.051)


def colours(layer: Sheet) -> set[tuple[int, ...]]:
    """Every colour of fills and strokes on the small maps."""
    found = set()
    for axes in layer.figure.axes:
        for drawn_ in axes.collections:
            for shade in (*drawn_.get_facecolor(), *drawn_.get_edgecolor()):
                found.add(tuple(round(255 * float(part)) for part in shade[:3]))
    return found


def test_grey_uses_no_colour_of_a_party(story: Story) -> None:
    party = {tuple(round(255 * part) for part in to_rgb(colour)) for colour in PARTY_COLOURS.values()}
    assert party <= colours(drawn(story, "a4", 6))
    assert not party & colours(drawn(story, "a4", 6, grey=True))


def inkiness(layer: Sheet, story: Story, day: int, district: str) -> float:
    """Part of a district's middle that is black when the page is printed in one bit."""
    pixels = layer.pixels()[..., :3].astype(float) @ (0.299, 0.587, 0.114)
    pixels[layer.pixels()[..., 3] < 128] = 255
    view, index = near_view(story.ground), choose_days(story, 6).index(day)
    axes = [a for a in layer.figure.axes if a.get_xlim() == (view.west, view.east)][index]
    mark = next(mark for mark in story.scene(day * DAY).districts if mark.id == district)
    x, y = axes.transData.transform(mark.centre)
    row, reach = pixels.shape[0] - y, 14 * layer.look.scale
    part = pixels[round(row - reach) : round(row + reach), round(x - reach) : round(x + reach)]
    return float((part < 128).mean())


def test_parties_can_be_told_apart_in_one_bit(story: Story) -> None:
    with inked():
        look = Look(page_layout("a4", 6), EN, scale=3.0, grey=True)
        layer = draw_sheet(story, look, 6)
    opposition = inkiness(layer, story, 1, "sheikh-lutfi")
    government = inkiness(layer, story, 38, "sheikh-lutfi")
    assert opposition < 0.12
    assert 0.2 < government < 0.6


# --- small maps ---


def people(*counts: int) -> tuple[PeopleMark, ...]:
    return tuple(
        PeopleMark(f"d{n}", "held", 100, tuple((float(n), float(at)) for at in range(count)))
        for n, count in enumerate(counts)
    )


def test_a_dot_for_each_thousand() -> None:
    assert len(thousands(people(100))) == 10
    assert [x for x, _ in thousands(people(14, 16, 10))] == [0.0, 1.0, 1.0, 2.0]
    assert thousands(people(4)) == []
    assert len(thousands(people(5, 5, 5))) == 2
    assert thousands(()) == []
    assert len(set(thousands(people(95, 23)))) == 12


def test_dots_of_a_day_stand_for_its_people(story: Story) -> None:
    for day in (1, 22, 38):
        marks = story.motion(day * DAY).people
        everyone = sum(len(mark.dots) * mark.unit for mark in marks)
        assert len(thousands(marks)) == (everyone + 500) // 1000
        places = {dot for mark in marks for dot in mark.dots}
        assert set(thousands(marks)) <= places


def test_the_small_map_shows_all_cells_and_little_else(story: Story) -> None:
    view = near_view(story.ground)
    points = [point for ring in story.ground.cells for point in ring]
    assert all(view.shows(point, margin=0.3) for point in points)
    assert view.east - view.west < 0.75 * (story.ground.view.east - story.ground.view.west)


def test_small_maps_keep_who_holds_and_what_is_assumed(story: Story) -> None:
    for mark in story.scene(28 * DAY).districts:
        for grey in (False, True):
            kept = steady(mark, grey=grey)
            assert (kept.shares, kept.outline, kept.holding) == (mark.shares, mark.outline, mark.holding)
            alone = mark.shares[1] > 0.99
            assert kept.word == ("no source" if grey and alone else "told")


def test_dots_are_smaller_on_smaller_maps() -> None:
    assert DOTS[12] < DOTS[6]


# --- one moment in layers ---


@pytest.fixture(scope="module")
def svg(picture: Picture, tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_svg(tmp_path_factory.mktemp("svg") / "moment.svg", picture, NOON).read_text(encoding="utf-8")


def test_the_svg_has_a_group_for_each_layer(svg: str, picture: Picture) -> None:
    root = ElementTree.fromstring(svg)
    groups = [child.get("id") for child in root if child.tag == f"{SVG}g"]
    assert groups == ["paper", *LAYERS]
    for wanted in ("base", "districts", "fronts", "people", "convoys", "names", "legend", "dateline",
                   "captions", "charts"):  # fmt: skip
        group = next(child for child in root if child.get("id") == wanted)
        assert len(list(group.iter(f"{SVG}path"))) + len(list(group.iter(f"{SVG}use"))) > 0, wanted
    assert root.get("viewBox") == "0 0 921.6 518.4"


def test_ids_of_the_svg_are_unique_and_links_lead_somewhere(svg: str) -> None:
    ids = re.findall(r'\bid="([^"]*)"', svg)
    assert len(ids) == len(set(ids))
    links = set(re.findall(r"url\(#([^)]*)\)", svg)) | set(re.findall(r'href="#([^"]*)"', svg))
    assert links
    assert links <= set(ids)


def test_the_svg_is_described_in_words_and_needs_nothing(svg: str, picture: Picture) -> None:
    root = ElementTree.fromstring(svg)
    told = root.find(f"{SVG}desc")
    assert told is not None
    assert told.text is not None
    assert told.text.startswith("Thursday 15 December 2016, day 31 of 38.")
    for word in ("<image", "<script", "<dc:date", "Matplotlib", "<text", "@import"):
        assert word not in svg


def test_fronts_and_districts_stand_in_their_own_layers(svg: str, picture: Picture) -> None:
    root = ElementTree.fromstring(svg)
    ids = {
        group.get("id"): " ".join(str(part.get("id")) for part in group.iter())
        for group in root
        if group.get("id") in ("districts", "fronts")
    }
    assert "fronts-fronts" in ids["fronts"]
    assert "front-casing" in ids["fronts"]
    assert "front" not in ids["districts"]
    assert "route" not in ids["fronts"]


def test_people_and_convoys_stand_in_their_own_layers(svg: str, picture: Picture) -> None:
    root = ElementTree.fromstring(svg)
    signs = {
        group.get("id"): len(list(group.iter(f"{SVG}use"))) + len(list(group.iter(f"{SVG}path")))
        for group in root
        if group.get("id") in ("people", "convoys")
    }
    spots = {kind: len(places) for kind, places in picture.spots(NOON).items()}
    people = sum(spots.get(kind, 0) for kind in ("held", "captured", "travelling"))
    assert people > 1000
    assert signs["people"] >= people
    assert 0 < signs["convoys"] < people / 4


def test_layers_laid_over_each_other_are_the_picture(picture: Picture, tmp_path: Path) -> None:
    paths = save_layers(tmp_path, picture, NOON)
    assert [path.name for path in paths] == [f"{n:02d}-{name}.png" for n, name in enumerate(LAYERS)]
    whole = blank(picture.look)
    for path in paths:
        pixels = np.round(imread(path) * 255).astype(np.uint8)
        assert pixels.shape == whole.shape
        whole = over(whole, pixels)
    still = picture.still(NOON)
    differing = np.abs(whole[..., :3].astype(int) - still[..., :3].astype(int)).max(axis=2)
    assert (differing > 24).mean() < 0.004


def test_an_svg_of_hostile_names_stays_an_svg(replay: Replay, tmp_path: Path) -> None:
    hostile = '</title></desc><script>alert(1)</script> & --> url(#x) id="y"'
    places = tuple(replace(place, name=hostile) for place in replay.episode.places)
    episode = replace(replay.episode, title=hostile, account_name=hostile, places=places)
    picture = Picture(replace(replay, episode=episode), Look(WIDE, EN))
    text = save_svg(tmp_path / "hostile.svg", picture, 28 * DAY).read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    for tag in ("title", "desc"):
        told = root.find(f"{SVG}{tag}")
        assert told is not None
        assert "</title></desc><script>alert(1)</script> &" in (told.text or "")
    assert not list(root.iter(f"{SVG}script"))


def test_two_accounts_are_not_taken_apart(replay: Replay, tmp_path: Path) -> None:
    both = Picture(replay, Look(PAIR, EN), second=sim.replay("aleppo-2016", account="government"))
    for save in (save_svg, save_layers):
        with pytest.raises(SimError, match="side by side"):
            save(tmp_path / "both", both, NOON)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.soak
def test_same_replay_same_bytes_in_any_process(tmp_path: Path) -> None:
    digests = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", ONCE, str(folder)], check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        )  # fmt: skip
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        assert len(files) == 3 + len(LAYERS)
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])
    assert digests[0] == digests[1]
