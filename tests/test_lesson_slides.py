"""Slides: their order, their words for those who do not see them, figures that are claims, equal bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import sim
from sim.lessons.bundle import Bundle
from sim.lessons.facts import Facts
from sim.lessons.kit import Kit, kit_of
from sim.lessons.lesson_file import LessonFile
from sim.lessons.load import load_lesson
from sim.lessons.media import Media, Still
from sim.lessons.slide_chart import MODELLED
from sim.lessons.slide_figures import told
from sim.lessons.slide_layouts import FOOT, LAYOUTS, NUMBER, TALL, WIDE
from sim.lessons.slide_text import MOST, brief
from sim.lessons.slides import deck_of, save_slides
from sim.scenario.load import Scenario, load_scenario
from sim.scene.charts import evacuated_figures

pytest.importorskip("pptx", reason="the extra for lessons is not installed")
from pptx import Presentation

FOLDER = Path(__file__).parent
VALLEY = FOLDER / "data" / "valley" / "scenarios" / "valley"
ALEPPO = FOLDER.parent / "scenarios" / "aleppo-2016"

FILM = b"not a film, but bytes that must come out as they went in"

MAIN_KINDS = ("PICTURE", "TABLE", "CHART", "MEDIA_CLIP")


def bundle_of(scenario: Scenario, lesson: LessonFile) -> Bundle:
    replays = tuple(sim.replay(scenario, account=account) for account in scenario.head.accounts)
    documents = [document.model_dump(mode="json") for document in scenario.record.documents.values()]
    return Bundle(replays, tuple(sim.tables(replay) for replay in replays), documents, lesson, "reference")


def media_in(folder: Path) -> Media:
    """Plain pictures of the right shapes, and a film."""
    folder.mkdir(exist_ok=True)
    days = [date(2001, 3, 5), date(2001, 3, 7), date(2001, 3, 9)]
    stills = {}
    for number, day in enumerate(days):
        for name, size in (("day", (480, 270)), ("map", (500, 358))):
            path = folder / f"{name}-{day}.png"
            Image.new("RGB", size, (40 * number, 90, 120)).save(path)
            stills[name, day] = Still(path, f"{name} of the replay, picture {'abc'[number]}")
    signs = folder / "signs.png"
    Image.new("RGB", (1000, 61), "white").save(signs)
    (folder / "replay.mp4").write_bytes(FILM)
    return Media(
        film=folder / "replay.mp4",
        days={day: stills["day", day] for day in days},
        maps={day: stills["map", day] for day in days},
        beside=Still(stills["day", days[0]].path, "two maps beside each other"),
        legend=Still(signs, "the signs of the maps"),
    )


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    return media_in(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module")
def valley() -> Kit:
    return kit_of(bundle_of(load_scenario(VALLEY), LessonFile()))


@pytest.fixture(scope="module")
def aleppo(flagship: Scenario) -> Kit:
    return kit_of(bundle_of(flagship, load_lesson(ALEPPO)))


@pytest.fixture(scope="module", params=["valley", "aleppo"])
def kit(request: pytest.FixtureRequest) -> Kit:
    found: Kit = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def path(kit: Kit, media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("deck") / "slides.pptx"
    return save_slides(where, kit.bundle, kit.course, kit.facts, media)


@pytest.fixture(scope="module")
def deck(path: Path) -> Any:
    return Presentation(str(path))


def title(slide: Any) -> str:
    text: str = slide.shapes.title.text_frame.text
    return text


def slide_named(deck: Any, start: str) -> Any:
    return next(slide for slide in deck.slides if title(slide).startswith(start))


def alt(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr") or "")


def main_shapes(deck: Any) -> Iterator[tuple[Any, Any]]:
    """Slide and shape of every picture, film, table and chart."""
    for slide in deck.slides:
        for shape in slide.placeholders:
            if shape.placeholder_format.type.name in MAIN_KINDS:
                yield slide, shape


def texts(slide: Any) -> Iterator[str]:
    """All that stands on a slide but for its number."""
    for shape in slide.placeholders:
        if shape.placeholder_format.idx == NUMBER:
            continue
        if shape.has_text_frame:
            yield from (paragraph.text for paragraph in shape.text_frame.paragraphs)
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_between_twelve_and_eighteen_slides_in_sixteen_to_nine(deck: Any) -> None:
    assert 12 <= len(deck.slides) <= 18
    assert (deck.slide_width, deck.slide_height) == (WIDE, TALL)
    assert WIDE * 9 == TALL * 16


def test_every_title_stands_and_none_twice(deck: Any) -> None:
    titles = [title(slide) for slide in deck.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_title_content_note_two_periods_and_sources_in_this_order(deck: Any, kit: Kit) -> None:
    titles = [title(slide) for slide in deck.slides]
    assert titles[0] == kit.bundle.episode.title
    assert titles[1] == "Before we begin"
    assert titles[2] == f"Period one: {kit.course.periods[0].title}"
    assert titles.index(f"Period two: {kit.course.periods[1].title}") > titles.index("Can both be true?")
    assert titles[-1] == "Sources and licence"
    assert kit.bundle.episode.content_note in list(texts(deck.slides[1]))
    assert any("CC BY 4.0" in text for text in texts(deck.slides[-1]))
    for row in kit.bundle.documents:
        assert row["title"] in list(texts(deck.slides[-1]))


def test_every_shape_is_a_placeholder_of_its_layout_and_none_is_empty(deck: Any) -> None:
    for slide in deck.slides:
        known = {spot.placeholder_format.idx for spot in slide.slide_layout.placeholders}
        found = [shape.placeholder_format.idx for shape in slide.shapes]
        assert sorted(found) == sorted(set(found))
        assert set(found) == known, title(slide)
        for shape in slide.placeholders:
            assert not shape.has_text_frame or shape.text_frame.text.strip(), (title(slide), shape.name)


def test_title_first_and_footer_and_number_last(deck: Any, kit: Kit) -> None:
    for number, slide in enumerate(deck.slides, start=1):
        order = [shape.placeholder_format.idx for shape in slide.shapes]
        assert order[0] == 0
        assert order[-2:] == [FOOT, NUMBER]
        *_, foot, count = slide.shapes
        assert kit.bundle.seal in foot.text_frame.text
        assert count._element.xpath(".//a:fld")[0].get("type") == "slidenum"
        assert count._element.xpath(".//a:t")[0].text == str(number)


def test_reading_order_is_that_of_the_page(deck: Any) -> None:
    """Down the page, and from left to right where two stand side by side."""
    for slide in deck.slides:
        for one, other in pairwise(list(slide.shapes)[:-1]):
            beside = other.left >= one.left + one.width - 9525
            assert beside or other.top >= one.top, (title(slide), one.name, other.name)


def test_every_picture_film_table_and_chart_is_told_in_words(deck: Any, media: Media) -> None:
    kinds = set()
    for slide, shape in main_shapes(deck):
        assert len(alt(shape)) > 10, (title(slide), shape.name)
        kinds.add(shape.placeholder_format.type.name)
    assert kinds == set(MAIN_KINDS)
    legend = next(shape for slide, shape in main_shapes(deck) if title(slide) == "The legend alone")
    assert media.legend is not None
    assert alt(legend) == media.legend.alt


def test_no_picture_is_cut_or_stretched(deck: Any) -> None:
    for slide, shape in main_shapes(deck):
        if shape.placeholder_format.type.name == "PICTURE":
            wide, tall = shape.image.size
            assert shape.width / shape.height == pytest.approx(wide / tall, rel=0.01), title(slide)
            assert (shape.crop_left, shape.crop_right, shape.crop_top, shape.crop_bottom) == (0, 0, 0, 0)


def test_nothing_stands_beyond_the_page(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 <= shape.top
            assert shape.left + shape.width <= WIDE
            assert shape.top + shape.height <= TALL


def test_every_slide_has_notes_with_time_and_words_to_say_ask_and_avoid(deck: Any) -> None:
    for number, slide in enumerate(deck.slides):
        lines = slide.notes_slide.notes_text_frame.text.splitlines()
        wanted = ["Time:", "Say:", "Not this:"] + (["Ask:", "What may come:"] if number else [])
        for head in wanted:
            assert head in lines, (title(slide), head)
            assert lines[lines.index(head) + 1].strip()


def test_minutes_of_the_plan_stand_in_the_notes(deck: Any, kit: Kit) -> None:
    notes = slide_named(deck, "Period one").notes_slide.notes_text_frame.text
    stages = kit.course.periods[0].stages
    minutes = [kit.course.numbers[stage.minutes].value for stage in stages]
    assert f"{sum(minutes)} minutes for the whole period" in notes
    for stage, count in zip(stages, minutes, strict=True):
        assert f"{count} minutes, {stage.title}" in notes


def test_no_number_without_a_fact(deck: Any, kit: Kit) -> None:
    """Slides, notes, charts and what is told of charts and tables; pictures have words of their own."""
    known = {number for fact in kit.facts.used.values() for number in numbers(fact.text)}
    for slide in deck.slides:
        said = [*texts(slide), slide.notes_slide.notes_text_frame.text]
        for shape in slide.placeholders:
            if shape.has_chart or shape.has_table:
                said.append(alt(shape))
            if shape.has_chart:
                said += [element.text for element in shape.chart._chartSpace.iter() if is_text(element)]
        for text in said:
            assert numbers(text) <= known, (title(slide), text, numbers(text) - known)


def numbers(text: str) -> set[str]:
    return set(re.findall(r"[0-9](?:[0-9,.]*[0-9])?", text))


def is_text(element: Any) -> bool:
    """A written name in a chart: of a series or a category."""
    parents = {parent.tag.rsplit("}", 1)[-1] for parent in element.iterancestors()}
    return element.tag.endswith("}v") and bool(parents & {"tx", "cat"})


def test_table_has_each_figure_with_its_speaker_and_place(deck: Any, kit: Kit) -> None:
    slide = slide_named(deck, "Who says how many")
    table = next(shape for shape in slide.placeholders if shape.has_table).table
    assert table.first_row
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    found = evacuated_figures(kit.bundle.replay)
    assert len(rows) == len(found)
    for row, figure in zip(rows, found, strict=True):
        voice = kit.bundle.voice(figure.claim)
        assert row[1] == kit.facts.span(figure.claim)
        assert row[4] == voice.locator.replace(" ", "\u00a0")
        assert voice.said_by.startswith(row[0])


def test_bars_are_the_claims_a_series_for_each_speaker(aleppo: Kit, media: Media) -> None:
    chart = chart_of(deck_of(aleppo, media).file, "The figures, each by its speaker")
    plot = chart.plots[0]
    said = evacuated_figures(aleppo.bundle.replay)
    assert len(list(plot.categories)) == len(said)
    speakers = [series.name for series in plot.series]
    assert speakers == list(dict.fromkeys(figure.attributed_to for figure in said))
    for at, figure in enumerate(said):
        claimed = figure.claimed
        value = next(n for n in (claimed.best, claimed.low, claimed.high) if n is not None)
        here = [(series.name, series.values[at]) for series in plot.series if series.values[at] is not None]
        assert here == [(figure.attributed_to, value)]


def test_ranges_are_those_of_the_claims(aleppo: Kit, media: Media) -> None:
    file = deck_of(aleppo, media).file
    bars = chart_of(file, "The figures, each by its speaker")
    said = {
        (figure.attributed_to, at): figure
        for at, figure in enumerate(evacuated_figures(aleppo.bundle.replay))
    }
    drawn = set()
    for series in bars.plots[0].series:
        for side in ("plus", "minus"):
            for point in series._element.xpath(f"./c:errBars/c:{side}/c:numLit/c:pt"):
                at, length = int(point.get("idx")), float(point[0].text)
                claimed = said[series.name, at].claimed
                assert claimed.best is not None
                assert claimed.low is not None
                assert claimed.high is not None
                wanted = claimed.high - claimed.best if side == "plus" else claimed.best - claimed.low
                assert length == pytest.approx(wanted)
                drawn.add((series.name, at))
    assert drawn == {key for key, figure in said.items() if figure.claimed.best is not None}


def test_a_limit_is_named_and_hatched(aleppo: Kit, media: Media) -> None:
    bars = chart_of(deck_of(aleppo, media).file, "The figures, each by its speaker")
    limits = {}
    for series in bars.plots[0].series:
        for label in series._element.xpath("./c:dLbls/c:dLbl"):
            at = int(label.xpath("./c:idx/@val")[0])
            words = label.xpath("./c:numFmt/@formatCode")[0].replace("\u00a0", " ")
            hatched = bool(series._element.xpath(f"./c:dPt[c:idx/@val={at}]/c:spPr/a:pattFill"))
            limits[at] = ("at most" in words, "at least" in words, hatched)
    for at, figure in enumerate(evacuated_figures(aleppo.bundle.replay)):
        claimed = figure.claimed
        most = claimed.best is None and claimed.low is None
        least = claimed.best is None and claimed.high is None
        assert limits[at] == (most, least, most or least)


def test_the_modelled_line_stands_apart_and_follows_the_replay(kit: Kit, deck: Any) -> None:
    chart = chart_of(deck, "The replay among the speakers")
    line, *speakers = chart.plots[0].series
    assert line.name == MODELLED
    assert line._element.xpath("./c:spPr/a:ln/a:prstDash/@val") == ["dash"]
    assert all(series._element.xpath("./c:spPr/a:ln/a:noFill") for series in speakers)
    labels = list(chart.plots[0].categories)
    dates = {kit.facts.say.short_date(day): day for day in kit.bundle.replay.calendar.dates()}
    for label, value in zip(labels, line.values, strict=True):
        text = kit.facts.fact(f"replay evacuated {dates[label].isoformat()}").text
        assert text == kit.facts.say.number(value)
    assert len(labels) == len(set(labels))
    for figure in told(kit):
        at = labels.index(kit.facts.say.short_date(figure.day))
        assert [s.values[at] for s in speakers if s.name == figure.speaker] == [figure.value]


def chart_of(deck: Any, name: str) -> Any:
    return next(shape for shape in slide_named(deck, name).placeholders if shape.has_chart).chart


def test_embedded_workbook_has_the_same_numbers(path: Path, deck: Any) -> None:
    chart = chart_of(deck, "The replay among the speakers")
    with zipfile.ZipFile(path) as archive:
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
    assert len(books) == sum(1 for _, shape in main_shapes(deck) if shape.has_chart)
    assert chart.part.chart_workbook.xlsx_part is not None


def test_the_film_travels_inside_with_a_still(path: Path, deck: Any) -> None:
    slide = slide_named(deck, "The replay, day by day")
    film = next(s for s in slide.placeholders if s.placeholder_format.type.name == "MEDIA_CLIP")
    with zipfile.ZipFile(path) as archive:
        films = [name for name in archive.namelist() if name.endswith(".mp4")]
        assert [archive.read(name) for name in films] == [FILM]
    assert film._element.xpath(".//a:videoFile")
    assert film._element.xpath(".//a:blip/@r:embed")
    assert "captions" in alt(film)
    assert "Captions are in the picture" in slide.notes_slide.notes_text_frame.text


def test_nothing_moves_but_the_film(deck: Any) -> None:
    for slide in deck.slides:
        assert not slide._element.xpath("./p:transition")
        moving = slide._element.xpath(".//p:timing//p:anim | .//p:timing//p:animEffect")
        assert not moving


def test_the_language_is_said_of_every_run(deck: Any) -> None:
    for slide in deck.slides:
        for element in (slide._element, slide.notes_slide.notes_text_frame._txBody):
            for run in element.xpath(".//a:r"):
                assert run.xpath("./a:rPr/@lang") == ["en-GB"], run.xpath("./a:t")[0].text
    assert deck.core_properties.language == "en-GB"


def test_text_is_large_and_colours_are_read_on_their_ground() -> None:
    for layout in LAYOUTS:
        for spot in layout.spots:
            least = 12 if spot.kind in ("ftr", "sldNum") else 14
            assert spot.size >= least, (layout.name, spot.name)
            if spot.name in ("Text", "Question", "List", "What to look for"):
                assert spot.size >= 18
            assert (spot.colour == "bg1") == (layout.ground == "accent1")


def test_few_words_on_a_slide(deck: Any) -> None:
    for slide in deck.slides:
        words = [
            word
            for shape in slide.placeholders
            if shape.has_text_frame and shape.placeholder_format.idx not in (FOOT, NUMBER)
            for word in shape.text_frame.text.split()
        ]
        most = {"Sources": 100, "Title and list": 60}.get(slide.slide_layout.name, MOST + 12)
        assert len(words) <= most, title(slide)


def test_student_material_has_no_words_of_games(deck: Any) -> None:
    for slide in deck.slides:
        shown = " ".join(texts(slide)).lower()
        assert not re.search(r"\b(game|win|winner|score|simulation|level up)\b", shown), title(slide)


def test_same_bytes_in_two_processes(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from test_lesson_slides import *\n"
        "kit = kit_of(bundle_of(load_scenario(VALLEY), LessonFile()))\n"
        "save_slides(Path(sys.argv[2]), kit.bundle, kit.course, kit.facts, media_in(Path(sys.argv[3])))\n"
    )
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland")):
        path = tmp_path / seed / "slides.pptx"
        media = tmp_path / f"media{seed}"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        arguments = [sys.executable, "-c", program, str(FOLDER), str(path), str(media)]
        subprocess.run(arguments, env=environment, check=True, timeout=300)
        found.append(path.read_bytes())
    assert found[0] == found[1]
    assert str(tmp_path).encode() not in b"".join(members(found[0]).values())


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_without_pictures_slides_are_left_out_and_the_first_notes_say_why(valley: Kit) -> None:
    made = deck_of(valley, Media())
    titles = [title(slide) for slide in made.file.slides]
    assert "The replay, day by day" not in titles
    assert "Two days of one map" not in titles
    notes = made.file.slides[0].notes_slide.notes_text_frame.text
    assert "Not in this deck: The film (no film was made)." in notes
    assert {name for name, _ in made.left_out} >= {"What one day shows", "The film", "The legend alone"}
    assert all(f"{name} ({why})" in notes for name, why in made.left_out)


def test_an_empty_course_makes_a_deck_without_empty_slides(valley: Kit) -> None:
    bare = replace(valley, course=LessonFile())
    made = deck_of(bare, Media())
    titles = [title(slide) for slide in made.file.slides]
    assert titles[0] == valley.bundle.episode.title
    assert titles[-1] == "Sources and licence"
    assert "Who speaks?" not in titles
    for slide in made.file.slides:
        assert all(shape.text_frame.text for shape in slide.placeholders if shape.has_text_frame)


def test_hostile_texts_come_out_as_typed(valley: Kit) -> None:
    nasty = 'A <b>&amp;</b> ]]> {x} \\n "quoted" <?xml?> ${y} %s'
    period = valley.course.periods[0].model_copy(update={"title": nasty, "closing": nasty})
    course = valley.course.model_copy(update={"periods": (period, *valley.course.periods[1:])})
    made = deck_of(replace(valley, course=course), Media())
    titles = [title(slide) for slide in made.file.slides]
    assert f"Period one: {nasty}" in titles
    assert nasty in list(texts(slide_named(made.file, "Before you leave: period one")))


def test_brief_keeps_whole_sentences() -> None:
    assert brief(["One two. Three four five. Six."], 5) == ["One two. Three four five."]
    assert brief(["One two three four."], 2) == ["One two three four."]
    assert brief(["One two.", "Three four five."], 3) == ["One two."]
    assert brief(["One.", "Two."], 9) == ["One.", "Two."]


def test_the_seal_and_the_facts_are_those_of_the_other_papers(valley: Kit, media: Media) -> None:
    facts = Facts(valley.bundle)
    deck_of(Kit(valley.bundle, valley.course, facts), media)
    assert valley.foot.split(" · ")[1].endswith(valley.bundle.seal)
    assert facts.used["licence"].text == "CC BY 4.0"
