"""A scenario without a lesson gets one from its own claims; one with a lesson keeps every word of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import SimError
from sim.lessons.course import course_of
from sim.lessons.facts import Facts
from sim.lessons.generated import completed
from sim.lessons.kit import FILES, chosen, kit_of
from sim.lessons.lesson_file import LessonFile, Levels, Word
from sim.lessons.load import usual
from sim.lessons.sheets import in_order
from sim.scene.claims import contradict, speaker_name
from tests.lessons import bundle_of, with_lesson
from tests.stories import FLAGSHIP, VALLEY


@pytest.fixture(scope="module")
def valley() -> LessonFile:
    bundle = bundle_of(VALLEY)
    return course_of(bundle, Facts(bundle))


def test_the_valley_brings_no_lesson_and_gets_a_whole_one(valley: LessonFile) -> None:
    assert bundle_of(VALLEY).lesson == LessonFile()
    assert all(getattr(valley, name) for name in LessonFile.model_fields if name != "map_days")


def test_cards_are_of_speakers_with_figures_in_the_words_of_the_record(valley: LessonFile) -> None:
    voices = bundle_of(VALLEY).episode.voices
    assert {card.title for card in valley.cards} == {"the Gazette", "North Army", "Valley Guard"}
    for card in valley.cards:
        for saying in card.says:
            (claim,) = saying.claims
            assert speaker_name(voices[claim].said_by) == card.title
            assert saying.text.high == f"{voices[claim].text}."
            assert not voices[claim].value.is_empty


def test_pairs_are_of_two_speakers_and_judged_by_their_ranges_alone(valley: LessonFile) -> None:
    episode = bundle_of(VALLEY).episode
    assert valley.pairs
    for pair in valley.pairs:
        assert episode.voices[pair.first].said_by != episode.voices[pair.second].said_by
        assert any({pair.first, pair.second} <= set(group) for group in episode.disagreements)
        assert (pair.both == "depends") == contradict(episode, pair.first, pair.second)


def test_items_ask_who_says_it_and_the_right_one_moves_about(valley: LessonFile) -> None:
    voices = bundle_of(VALLEY).episode.voices
    places = set()
    for item in valley.quiz:
        right = next(n for n, answer in enumerate(item.answers) if answer.right)
        places.add(right)
        assert item.answers[right].text == speaker_name(voices[item.claims[0]].said_by)
        assert len({answer.text for answer in item.answers}) == len(item.answers)
    assert places == {0, 1, 2}


def test_strips_are_of_different_days(valley: LessonFile) -> None:
    voices = bundle_of(VALLEY).episode.voices
    days = [voices[happening.claim].when[:10] for happening in valley.order]
    assert days == sorted(set(days))


def test_too_few_speakers_make_no_quiz() -> None:
    bundle = bundle_of(VALLEY)
    few = {c: v for c, v in bundle.episode.voices.items() if v.said_by != "Valley Guard"}
    kept = tuple(group for group in bundle.episode.disagreements if set(group) <= set(few))
    replays = tuple(
        replace(replay, episode=replace(replay.episode, voices=few, disagreements=kept))
        for replay in bundle.replays
    )
    assert completed(LessonFile(), replace(bundle, replays=replays)).quiz == ()


def test_what_a_lesson_says_is_kept_and_the_rest_filled_in() -> None:
    own = (Word(word="valley", meaning="A valley that nobody knows."),)
    bundle = with_lesson(bundle_of(VALLEY), LessonFile(words=own))
    found = completed(bundle.lesson, bundle)
    assert found.words == own
    assert found.periods == usual().periods


def test_the_flagships_own_lesson_is_whole() -> None:
    lesson = bundle_of(FLAGSHIP).lesson
    assert all(getattr(lesson, name) for name in LessonFile.model_fields)
    assert len(lesson.cards) == 6
    assert len(lesson.quiz) == 12
    assert len(lesson.map_days) == 6


@pytest.mark.parametrize("folder", [FLAGSHIP, VALLEY], ids=["aleppo-2016", "valley"])
def test_the_minutes_of_each_period_are_those_of_a_period(folder: Path) -> None:
    bundle = bundle_of(folder)
    course = completed(bundle.lesson, bundle)
    assert len(course.periods) == 2
    for period in course.periods:
        minutes = sum(course.numbers[stage.minutes].value for stage in period.stages)
        assert minutes == course.numbers["period"].value


def test_right_answers_stand_at_every_place() -> None:
    lesson = bundle_of(FLAGSHIP).lesson
    places = [next(n for n, a in enumerate(item.answers) if a.right) for item in lesson.quiz]
    assert all(places.count(place) >= 2 for place in range(4)), places


def test_both_levels_say_something_of_their_own() -> None:
    for card in bundle_of(FLAGSHIP).lesson.cards:
        for text in (card.who, card.knows, card.stake):
            assert isinstance(text, Levels)
            assert text.high != text.middle


def test_the_strips_of_the_key_are_in_order() -> None:
    kit = kit_of(bundle_of(FLAGSHIP))
    days = [kit.bundle.voice(happening.claim).when for happening in in_order(kit)]
    assert days == sorted(days)
    assert set(in_order(kit)) == set(kit.course.order)


def test_only_names_files() -> None:
    assert chosen(None) == tuple(FILES)
    assert chosen("key, slides") == ("slides", "key")
    for text, hint in (("slide", "did you mean 'slides'?"), ("", "choose among plan"), ("key,zzz", "choose")):
        with pytest.raises(SimError) as refused:
            chosen(text)
        assert hint in refused.value.hint
