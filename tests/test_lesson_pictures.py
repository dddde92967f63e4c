"""Pictures, film and page of a lesson: sizes, words that fit, numbers that are facts, equal bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import sim
from sim.cli.play_verb import brought
from sim.drawings import lesson_blank, lesson_chart, lesson_map
from sim.drawings.figure_marks import ABOVE
from sim.drawings.lesson_blank import BlankMap
from sim.drawings.lesson_map import SmallMaps
from sim.drawings.paper import choose_days
from sim.drawings.presets import Asked
from sim.drawings.render import render
from sim.drawings.stage import Sheet
from sim.errors import SimError
from sim.lessons import film as lesson_film
from sim.lessons import pictures
from sim.lessons.bundle import Bundle
from sim.lessons.facts import Facts
from sim.lessons.film import save_film_for, save_gif_for, save_page_for
from sim.lessons.lesson_file import LessonFile
from sim.lessons.media import Media, Still
from sim.page.build import page
from sim.page.payload import Shown
from sim.scenario.load import load_scenario
from sim.scene.charts import evacuated_figures
from sim.scene.phrases import phrases
from sim.scene.story import Story
from tests.stories import ACCOUNTS, BOTH, FLAGSHIP, VALLEY, told_by

EN = phrases("en")
NUMBER = re.compile(r"[0-9][0-9,.:]*[0-9]|[0-9]")


def bundle_of(folder: Path, *, accounts: int = 5, **asked: Any) -> Bundle:
    replays = tuple(told_by(folder, account) for account in ACCOUNTS[folder][:accounts])
    documents = load_scenario(folder).record.documents.values()
    rows = [document.model_dump(mode="json") for document in documents]
    return Bundle(replays, tuple(map(sim.tables, replays)), rows, LessonFile(**asked), "reference")


@pytest.fixture(scope="module")
def flagship() -> Bundle:
    return bundle_of(FLAGSHIP, map_days=("2016-11-15", "2016-12-06"))


@pytest.fixture(scope="module")
def valley() -> Bundle:
    return bundle_of(VALLEY)


@pytest.fixture(scope="module")
def made(
    flagship: Bundle, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Facts, Media, tuple[dict[date, Still], Still]]:
    """Every picture of the flagship, its maps in colour and in black."""
    folder, facts = tmp_path_factory.mktemp("pictures"), Facts(flagship)
    media = pictures.media_of(flagship, flagship.lesson, facts, folder)
    return facts, media, pictures.day_maps(flagship, facts, list(media.maps), folder, grey=True)


def all_of(media: Media) -> Iterator[Still]:
    yield from (*media.days.values(), *media.maps.values())
    yield from (still for still in (media.beside, media.blank, media.legend, media.chart) if still)


def pixels(still: Still) -> np.ndarray:
    return np.asarray(Image.open(still.path)).astype(int)


# --- what there is, and how large ---


def test_pictures_are_as_large_as_their_place(made: tuple[Facts, Media, Any]) -> None:
    _, media, (grey, signs) = made
    assert media.film is None
    assert list(media.days) == list(media.maps) == list(grey) == [date(2016, 11, 15), date(2016, 12, 6)]
    pages = [*media.days.values(), media.beside]
    assert {Image.open(still.path).size for still in pages if still} == {(1920, 1080)}
    small = {Image.open(still.path).size for still in (*media.maps.values(), *grey.values())}
    assert small == {(1002, 717)}
    full = [media.blank, media.legend, media.chart, signs]
    assert {Image.open(still.path).size[0] for still in full if still} == {2007}
    assert {Image.open(still.path).mode for still in all_of(media)} == {"RGB"}


def test_every_picture_has_its_own_file_and_words(made: tuple[Facts, Media, Any]) -> None:
    _, media, (grey, signs) = made
    stills = [*all_of(media), *grey.values(), signs]
    assert len(stills) == 11
    assert len({still.path for still in stills}) == len(stills)
    assert all(still.alt.endswith((".", ").")) and len(still.alt) > 60 for still in stills)
    assert len({hashlib.sha256(still.path.read_bytes()).digest() for still in stills}) == len(stills)


def test_black_pictures_have_no_colour(made: tuple[Facts, Media, Any]) -> None:
    _, media, (grey, signs) = made
    for still in (*grey.values(), signs, media.blank, media.chart):
        assert still is not None
        assert np.ptp(pixels(still), axis=2).max() <= 10, still.path.name
    assert np.ptp(pixels(media.maps[date(2016, 12, 6)]), axis=2).max() > 100


def test_black_maps_darken_as_the_government_gains(made: tuple[Facts, Media, Any]) -> None:
    first, later = (pixels(still)[..., 0] for still in made[2][0].values())
    assert (later < 128).mean() > 1.2 * (first < 128).mean()


# --- days ---


def test_a_lesson_without_days_shows_the_eventful_ones(flagship: Bundle) -> None:
    days = pictures.lesson_days(flagship, LessonFile())
    chosen = choose_days(Story(flagship.replay), 6)
    assert [(day - date(2016, 11, 15)).days + 1 for day in days] == list(chosen)
    assert pictures.lesson_days(flagship, flagship.lesson) == (date(2016, 11, 15), date(2016, 12, 6))


def test_a_day_outside_the_replay_is_refused(valley: Bundle, tmp_path: Path) -> None:
    for ask in (pictures.day_stills, pictures.beside):
        days: Any = date(2001, 3, 11) if ask is pictures.beside else [date(2001, 3, 11)]
        with pytest.raises(SimError, match="2001-03-11 is not a day of valley") as refused:
            ask(valley, Facts(valley), days, tmp_path)
        assert refused.value.hint == "it runs from 2001-03-05 to 2001-03-10"
    with pytest.raises(SimError, match="not a day"):
        pictures.day_maps(valley, Facts(valley), [date(2001, 3, 4)], tmp_path, grey=True)
    assert list(tmp_path.iterdir()) == []


# --- words that say what is shown ---


def test_every_number_in_words_is_a_fact(made: tuple[Facts, Media, Any]) -> None:
    facts, media, (grey, signs) = made
    known = {number for fact in facts.used.values() for number in NUMBER.findall(fact.text)}
    for still in (*all_of(media), *grey.values(), signs):
        assert set(NUMBER.findall(still.alt)) <= known, still.alt


def test_words_of_a_day_tell_who_gained_what_and_who_says_so(made: tuple[Facts, Media, Any]) -> None:
    facts, media, _ = made
    page_of, map_of = media.days[date(2016, 12, 6)].alt, media.maps[date(2016, 12, 6)].alt
    for told in ("6 December 2016", "“Reference”", "The government took", "Sheikh Lutfi", "(assumed)"):
        assert told in page_of
        assert told in map_of
    inside = facts.fact("replay inside 2016-12-06").text
    assert f"Modelled: {inside} people in opposition-held ground." in page_of
    assert "“Government forces seize Sheikh Lutfi” (encyclopaedia article, 004\u00a0¶28)." in page_of
    assert "“" not in map_of.replace("“Reference”", "")
    assert "Control did not change." in media.maps[date(2016, 11, 15)].alt


def test_words_of_the_chart_have_every_speaker_and_figure(
    flagship: Bundle, made: tuple[Facts, Media, Any]
) -> None:
    facts, media, _ = made
    assert media.chart is not None
    claims = [figure.claim for figure in evacuated_figures(flagship.replay)]
    assert len(claims) == 6
    for claim in claims:
        for part in ("", " speaker", " range", " where"):
            assert facts.fact(claim + part).text in media.chart.alt
    assert media.chart.alt.count("the replay rests on it") == 1
    last = facts.fact("replay evacuated 2016-12-22").text
    assert f"the replay, modelled: {last} at the end of 22 December 2016" in media.chart.alt


def test_a_strangers_name_is_no_token(valley: Bundle, tmp_path: Path) -> None:
    first = valley.replay
    odd = replace(first, episode=replace(first.episode, account_name="<x> &", enclave_name="<date 1>"))
    bundle = replace(valley, replays=(odd, *valley.replays[1:]))
    stills = pictures.day_stills(bundle, Facts(bundle), [date(2001, 3, 6)], tmp_path)
    assert "“<x> &”" in stills[date(2001, 3, 6)].alt
    assert "of <date 1>." in stills[date(2001, 3, 6)].alt


# --- two accounts ---


def test_the_account_that_differs_most_stands_beside(made: tuple[Facts, Media, Any]) -> None:
    beside = made[1].beside
    assert beside is not None
    assert "30 November 2016: by the account “Reference” on the left" in beside.alt
    assert "by the account “Government and its allies” on the right" in beside.alt
    assert "Sheikh Saeed: shared on the left, government on the right" in beside.alt


def test_nothing_stands_beside_where_nothing_differs(
    flagship: Bundle, valley: Bundle, tmp_path: Path
) -> None:
    facts = Facts(flagship)
    assert pictures.beside(flagship, facts, date(2016, 11, 16), tmp_path) is None
    assert pictures.beside(valley, Facts(valley), None, tmp_path) is None
    alone = replace(flagship, replays=flagship.replays[:1], tables=flagship.tables[:1])
    assert pictures.beside(alone, Facts(alone), None, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_day_may_be_asked_for(flagship: Bundle, tmp_path: Path) -> None:
    last = pictures.beside(flagship, Facts(flagship), date(2016, 12, 21), tmp_path)
    assert last is not None
    assert "21 December 2016" in last.alt
    assert "Monitor (SOHR)" in last.alt


# --- words on paper ---


def texts_of(layers: list[Sheet]) -> list[tuple[str, Any, float]]:
    """Every text of the layers with its box in pixels, and its size in points."""
    found = []
    for layer in layers:
        layer.pixels()
        renderer = layer.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        for text in (*layer.page.texts, *layer.ground.texts):
            if text.get_text():
                found.append((text.get_text(), text.get_window_extent(renderer), text.get_fontsize()))
    return found


@pytest.fixture
def layers(monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    """The layers that are printed while a test draws."""
    seen: list[Sheet] = []
    printed = lesson_map.printed

    def watched(*drawn: Sheet) -> Any:
        seen.extend(drawn)
        return printed(*drawn)

    for module in (lesson_map, lesson_blank, lesson_chart):
        monkeypatch.setattr(module, "printed", watched)
    return seen


def apart(one: Any, other: Any, by: float = 0.0) -> bool:
    return bool(
        one.x1 <= other.x0 + by
        or other.x1 <= one.x0 + by
        or one.y1 <= other.y0 + by
        or other.y1 <= one.y0 + by
    )


def check_texts(layers: list[Sheet], least: float, by: float) -> list[str]:
    """Texts stand apart and on the page, none smaller than ``least`` points; what they say."""
    found = texts_of(layers)
    wide, tall = layers[0].look.pixels
    for text, box, size in found:
        assert size >= least, (text, size)
        assert -1 <= box.x0 < box.x1 <= wide + 1, text
        assert -1 <= box.y0 < box.y1 <= tall + 1, text
    for (first, a, _), (second, b, _) in combinations(found, 2):
        assert apart(a, b, by), (first, second)
    return [text for text, _, _ in found]


@pytest.mark.parametrize("folder", BOTH, ids=lambda folder: folder.name)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_words_of_the_chart_stand_clear(folder: Path, lang: str, layers: list[Sheet]) -> None:
    replay, say = told_by(folder, "reference"), phrases(lang)
    assert lesson_chart.draw_chart(Story(replay), say) is not None
    said = " ".join(check_texts(layers, 8.0, 8.0))
    assert say("list.comma").join([say("glossary.replay"), say("sign.modelled")]) in said
    for figure in evacuated_figures(replay):
        assert figure.attributed_to.removesuffix(" (own voice of 000)").split()[-1] in said
        best = figure.claimed.best
        assert best is None or say.number(best) in said


def test_figures_are_written_as_their_facts(flagship: Bundle, layers: list[Sheet]) -> None:
    lesson_chart.draw_chart(Story(flagship.replay), EN)
    said = [text for text, _, _ in texts_of(layers)]
    facts = Facts(flagship)
    for figure in evacuated_figures(flagship.replay):
        assert facts.fact(figure.claim).text in said


def test_no_line_to_words_crosses_words(flagship: Bundle, layers: list[Sheet]) -> None:
    lesson_chart.draw_chart(Story(flagship.replay), EN)
    (layer,) = layers
    boxes = [box for _, box, _ in texts_of(layers)]
    ties = [line for line in layer.page.lines if line.get_gid() == "tie"]
    assert len(ties) == 7
    for tie in ties:
        start, end = layer.page.transData.transform(np.array(tie.get_xydata()))
        for at in np.linspace(0.0, 1.0, 50):
            x, y = start + (end - start) * at
            assert not any(box.x0 < x < box.x1 and box.y0 + 6 < y < box.y1 - 6 for box in boxes)


@pytest.mark.parametrize("shifts", [(0,), (0, 500), (0, 700)], ids=str)
def test_words_of_the_chart_cover_no_figure_and_no_line(
    flagship: Bundle, shifts: tuple[int, ...], layers: list[Sheet]
) -> None:
    replay = flagship.replay
    said = [replace(f, minute=f.minute - by) for by in shifts for f in evacuated_figures(replay)]
    crowded = replace(replay, episode=replace(replay.episode, figures=tuple(said)))
    assert lesson_chart.draw_chart(Story(crowded), EN) is not None
    (layer,) = layers
    boxes = [box for _, box, _ in texts_of(layers)]
    renderer = layer.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    marks = [patch for patch in layer.page.patches if patch.get_zorder() == ABOVE]
    assert marks
    for mark in marks:
        ink = mark.get_window_extent(renderer)
        assert all(apart(ink, box) for box in boxes), mark.get_gid()
    (modelled,) = [line for line in layer.page.lines if len(line.get_xydata()) > 2]
    for x, y in layer.page.transData.transform(np.array(modelled.get_xydata())):
        assert not any(box.x0 < x < box.x1 and box.y0 < y < box.y1 for box in boxes)


def test_no_chart_without_figures_or_room(flagship: Bundle, tmp_path: Path) -> None:
    replay = flagship.replay
    silent = replace(replay, episode=replace(replay.episode, figures=()))
    bundle = replace(flagship, replays=(silent, *flagship.replays[1:]))
    assert pictures.figures_chart(bundle, Facts(bundle), tmp_path) is None
    for times in (3, 4):
        figures = tuple(evacuated_figures(replay)) * times
        crowded = replace(replay, episode=replace(replay.episode, figures=figures))
        assert lesson_chart.draw_chart(Story(crowded), EN) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", BOTH, ids=lambda folder: folder.name)
@pytest.mark.parametrize("grey", [False, True])
def test_names_of_small_maps_stand_clear(folder: Path, grey: bool, layers: list[Sheet]) -> None:
    replay, others = told_by(folder, "reference"), (told_by(folder, ACCOUNTS[folder][1]),)
    maps = SmallMaps(replay, others, EN, grey=grey)
    maps.draw(4)
    said = check_texts(layers, 7.5, 3.0)
    assert any(text.endswith("km") for text in said)
    assert len(maps.names) >= 5
    assert not any(name.leader for name in maps.names)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_signs_stand_in_rows(lang: str, layers: list[Sheet]) -> None:
    replay, others = told_by(FLAGSHIP, "reference"), (told_by(FLAGSHIP, "government"),)
    maps, say = SmallMaps(replay, others, phrases(lang), grey=True), phrases(lang)
    maps.signs()
    said = check_texts(layers, 8.0, 3.0)
    assert len(said) == len(maps.entries(say)) == 10
    assert say("legend.held-by-sdf") in said
    assert say("paper.differ") in said


def test_signs_are_those_that_the_maps_show(layers: list[Sheet]) -> None:
    SmallMaps(told_by(VALLEY, "reference"), (), EN, grey=False).signs()
    said = check_texts(layers, 8.0, 3.0)
    assert EN("legend.held-by-government") in said
    assert EN("paper.shared") in said
    for key in ("legend.held-by-sdf", "paper.differ", "legend.route"):
        assert EN(key) not in said


@pytest.mark.parametrize("folder", BOTH, ids=lambda folder: folder.name)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_map_to_colour_is_empty_but_for_lines_and_names(
    folder: Path, lang: str, layers: list[Sheet]
) -> None:
    drawn = BlankMap(told_by(folder, "reference").episode, phrases(lang))
    paper = drawn.draw()
    assert len(check_texts(layers, 8.0, 6.0)) > 4
    assert (paper[..., 0] > 250).mean() > 0.9
    key = drawn.parts.key
    assert key.wide * key.tall > 0
    boxes = [patch for patch in layers[0].page.patches if patch.get_gid() is None]
    assert sum(patch.get_bbox().width == 34.0 for patch in boxes) == 5
    assert drawn.parts.tall <= 610


@pytest.mark.parametrize("aspect", [0.3, 0.85, 1.19, 1.21, 3.4, 9.0])
def test_map_and_key_share_a_page_whatever_the_shape(aspect: float) -> None:
    parts = lesson_blank._parts(aspect)
    assert parts.wide == 669
    assert parts.tall <= 610
    for place in (parts.map, parts.key):
        assert min(place.x, place.y) >= 0
        assert place.right <= parts.wide
        assert place.bottom <= parts.tall
    across = parts.map.right < parts.key.x
    assert across is not parts.below
    assert across or parts.map.bottom < parts.key.y


# --- film, short film, page ---


def test_film_and_gif_take_the_lessons_names(valley: Bundle, tmp_path: Path) -> None:
    heard: list[str] = []
    out, plain = tmp_path / "lesson", tmp_path / "plain"
    assert save_film_for(valley, out, heard.append) == out / "replay.mp4"
    assert save_gif_for(valley, out) == out / "replay.gif"
    assert heard
    names = {path.name for path in out.iterdir()}
    assert names == {
        "replay.mp4", "replay.gif", "replay.vtt", "replay.descriptions.vtt", "replay-transcript.html",
        "replay.txt", "replay.csv",
    }  # fmt: skip
    others = valley.replays[1:]
    for preset in ("web", "gif-lms"):
        render(valley.replay, preset, plain, asked=Asked(), others=others)
    stem = "valley-reference-web"
    for ending, name in lesson_film.FILM.items():
        assert (out / name).read_bytes() == (plain / f"{stem}{ending}").read_bytes(), name
    assert (out / "replay.gif").read_bytes() == (plain / "valley-reference-gif-lms.gif").read_bytes()
    for name in names - {"replay.mp4", "replay.gif"}:
        text = (out / name).read_text(encoding="utf-8")
        assert stem not in text
        assert not re.search(r'(?:href|src)="(?!#)', text)


def test_a_film_that_fails_leaves_what_was_there(
    valley: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "replay.mp4").write_text("before")

    def broken(*_: Any, **__: Any) -> Any:
        raise SimError("no room", hint="-")

    monkeypatch.setattr(lesson_film, "render", broken)
    with pytest.raises(SimError, match="no room"):
        save_film_for(valley, tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_the_page_is_that_of_sim_play(valley: Bundle, flagship: Bundle, tmp_path: Path) -> None:
    for folder, bundle in ((VALLEY, valley), (FLAGSHIP, flagship)):
        path = save_page_for(bundle, tmp_path)
        assert path == tmp_path / "replay.html"
        replays = list(bundle.replays)
        text = page(replays, brought(load_scenario(folder), replays), Shown())
        assert path.read_text(encoding="utf-8") == text


def test_the_page_knows_the_scenarios_own_account(valley: Bundle, flagship: Bundle, tmp_path: Path) -> None:
    for folder, bundle in ((VALLEY, valley), (FLAGSHIP, flagship)):
        replays, tables = bundle.replays[::-1], bundle.tables[::-1]
        path = save_page_for(replace(bundle, replays=replays, tables=tables), tmp_path)
        shown = Shown(account=0, own=len(replays) - 1)
        text = page(replays, brought(load_scenario(folder), list(replays)), shown)
        assert path.read_text(encoding="utf-8") == text


# --- the same bytes ---

ONCE = """
import sys; from pathlib import Path
from sim.lessons import pictures
from sim.lessons.facts import Facts
from tests.test_lesson_pictures import BOTH, bundle_of
for folder in BOTH:
    bundle, out = bundle_of(folder, accounts=2), Path(sys.argv[1]) / folder.name
    facts = Facts(bundle)
    day = bundle.replay.calendar.dates()[4]
    for grey in (False, True):
        print(pictures.day_maps(bundle, facts, [day], out, grey=grey)[0][day].alt)
    for still in (
        pictures.blank_map(bundle, out), pictures.figures_chart(bundle, facts, out),
        pictures.day_stills(bundle, facts, [day], out)[day], pictures.beside(bundle, facts, None, out),
    ):
        print("" if still is None else still.alt)
"""


@pytest.mark.soak
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        folder = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", ONCE, str(folder)]
        ran = subprocess.run(
            command, env=environment, cwd=FLAGSHIP.parents[1], capture_output=True, text=True, check=True
        )
        files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.png")}
        found.append((ran.stdout, files))
    assert found[0] == found[1]
    assert len(found[0][1]) == 15
