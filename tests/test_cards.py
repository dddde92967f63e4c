"""The cards before and after: what they say, in which order of size, and that all of it fits every page."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from column import inks, overlaps, within

from sim.drawings.cards import end_card, end_pieces, end_setting, title_card
from sim.drawings.layout import LAYOUTS, PORTRAIT, SMALL, SQUARE, WIDE, Box, Layout
from sim.drawings.stage import Look, Sheet, inked, sheet
from sim.engine.play import play
from sim.errors import SimError
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.scene.claims import documents
from sim.scene.phrases import phrases
from sim.scene.story import Story

EACH = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
LANGS = pytest.mark.parametrize("lang", ["en", "ar"])


@pytest.fixture(scope="module")
def story(flagship: Scenario) -> Story:
    return Story(play(resolve(flagship)))


@pytest.fixture(scope="module", autouse=True)
def typeface() -> Iterator[None]:
    with inked():
        yield


def said(layer: Sheet) -> str:
    return " ".join(text.get_text() for text in layer.page.texts).replace("\u00a0", " ")


@EACH
@LANGS
def test_nothing_on_a_card_overlaps_leaves_the_page_or_is_too_small(
    layout: Layout, lang: str, story: Story
) -> None:
    edge = 0.025 * min(layout.wide, layout.tall)
    page = Box(edge, edge, layout.wide - 2 * edge, layout.tall - 2 * edge)
    for card in (title_card, end_card):
        layer = sheet(Look(layout, phrases(lang)))
        card(layer, story)
        found = inks(layer)
        assert overlaps(found) == []
        assert all(within(ink.box, page) for ink in found)
        assert min(ink.size for ink in found) >= layout.type.small - 1e-6


@EACH
def test_the_title_card_shows_title_question_and_content_note(layout: Layout, story: Story) -> None:
    layer, episode = sheet(Look(layout, phrases("en"))), story.replay.episode
    title_card(layer, story)
    text = said(layer)
    for part in (episode.title, episode.subtitle, episode.question, episode.content_note, "Reference"):
        assert part in text
    assert text.index(episode.title) < text.index(episode.question) < text.index(episode.content_note)
    largest = max(layer.page.texts, key=lambda one: one.get_fontsize())
    assert largest.get_text() in episode.title
    assert any(patch.get_gid() == "content-note" for patch in layer.page.patches)


def test_the_content_note_stands_in_arabic_too(story: Story) -> None:
    layer, say = sheet(Look(WIDE, phrases("ar"))), phrases("ar")
    title_card(layer, story)
    assert say("card.note") in said(layer)
    assert say("card.before") in said(layer)


@EACH
def test_the_end_card_counts_sources_and_names_licence_hashes_and_what_is_left_out(
    layout: Layout, story: Story
) -> None:
    layer, episode = sheet(Look(layout, phrases("en"))), story.replay.episode
    end_card(layer, story)
    text, found = said(layer), documents(episode)
    speakers = {voice.said_by for voice in episode.voices.values()}
    counted = f"{len(episode.voices)} claims of {len(speakers)} speakers"
    for part in (
        counted, f"documents {found[0]} to {found[-1]}", "CC BY 4.0", "SIL Open Font License",
        episode.inputs_hash[:16], story.replay.digest[:16], "not taken off the people counted",
        *(word for credit in episode.credits for word in credit.split()),
    ):  # fmt: skip
        assert part in text, part
    command = "sim render aleppo-2016 --account reference --for"
    assert command in text


@pytest.mark.parametrize("layout", [WIDE, SQUARE, PORTRAIT], ids=lambda layout: layout.name)
def test_the_end_card_names_every_lettered_speaker(layout: Layout, story: Story) -> None:
    layer = sheet(Look(layout, phrases("en")))
    end_card(layer, story)
    for letter, name in story.speakers:
        assert f"{letter} {name}" in said(layer)


def test_letters_are_explained_only_where_a_chart_has_them(story: Story) -> None:
    small = " ".join(piece.text for piece in end_pieces(Look(SMALL, phrases("en")), story))
    wide = " ".join(piece.text for piece in end_pieces(Look(WIDE, phrases("en")), story))
    assert "Letters in the charts" in wide
    assert "Letters in the charts" not in small
    assert phrases("en")("card.method-figures") in wide
    assert phrases("en")("card.method-figures") not in small


@EACH
@LANGS
def test_the_end_card_is_set_as_large_as_it_fits(layout: Layout, lang: str, story: Story) -> None:
    setting = end_setting(Look(layout, phrases(lang)), story)
    assert setting.fits
    assert layout.type.small <= setting.size <= layout.type.caption * 1.1
    for column, y, line, piece in setting.lines:
        assert line
        assert setting.columns[column].y <= y <= setting.columns[column].bottom
        assert column < len(setting.columns)
        assert piece.text
    headings = [(c, y) for c, y, _, piece in setting.lines if piece.heading]
    after = [(c, y) for c, y, _, piece in setting.lines if not piece.heading]
    assert all(any(c == column and below > y for c, below in after) for column, y in headings)


def test_a_what_if_and_a_seed_are_told(story: Story) -> None:
    episode = replace(story.replay.episode, what_ifs=("half the buses?",))
    changed = Story(replace(story.replay, episode=episode, rng_seed=7), ground=story.ground)
    text = " ".join(piece.text for piece in end_pieces(Look(WIDE, phrases("en")), changed))
    assert "What if: half the buses?" in text
    assert "--rng-seed 7" in text
    layer = sheet(Look(WIDE, phrases("en")))
    title_card(layer, changed)
    assert "half the buses?" in said(layer)


def test_sources_that_do_not_fit_are_refused_not_cut(story: Story) -> None:
    episode = replace(story.replay.episode, credits=("after somebody with a long name " * 200,))
    changed = Story(replace(story.replay, episode=episode), ground=story.ground)
    with pytest.raises(SimError, match="do not fit"):
        end_card(sheet(Look(SMALL, phrases("en"))), changed)
