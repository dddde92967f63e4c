"""Films in words: cues against beats, every caption with its speaker, no stranger's word as markup."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from stories import VALLEY, story_of

import sim
from sim.days import DAY
from sim.drawings.shots import shots
from sim.drawings.telling import PACE, described, gains, made_from, plain, said, speaker, spoken, told
from sim.drawings.timing import cues, timing_csv
from sim.drawings.transcript import STYLE, transcript_html
from sim.drawings.words import alt_text, captions_vtt, descriptions_vtt
from sim.result.replay import Replay
from sim.scene.marks import Beat, Caption, Scene
from sim.scene.palette import contrast
from sim.scene.phrases import phrases
from sim.scene.story import Story

EN, AR = phrases("en"), phrases("ar")
HOSTILE = (
    "</script></style><img src=x onerror=alert(1)> & a --> b\n\n00:00:01.000 --> 00:00:09.000\u2029\u202e=1+1"
)

ONCE = """
import hashlib, sim
from sim.drawings.timing import timing_csv
from sim.drawings.transcript import transcript_html
from sim.drawings.words import alt_text, captions_vtt, descriptions_vtt
from sim.scene.phrases import phrases
from sim.scene.story import Story
story = Story(sim.replay("aleppo-2016"))
beats = story.beats()
texts = [timing_csv(story, beats, fps=24)]
for lang in ("en", "ar"):
    for write in (captions_vtt, descriptions_vtt, alt_text, transcript_html):
        texts.append(write(story, beats, phrases(lang)))
print(hashlib.sha256("".join(texts).encode()).hexdigest())
"""


class Hostile(Story):
    """A story in which every caption is a stranger's attempt."""

    def scene(self, minute: int) -> Scene:
        first = Caption((HOSTILE, HOSTILE), HOSTILE, HOSTILE, "other", HOSTILE, True, 2.0)
        return replace(super().scene(minute), captions=(first, replace(first, disputed=False, seconds=1.0)))


@pytest.fixture(scope="module")
def replay() -> Replay:
    return sim.replay("aleppo-2016")


@pytest.fixture(scope="module")
def story(replay: Replay) -> Story:
    return Story(replay)


@pytest.fixture(scope="module")
def beats(story: Story) -> tuple[Beat, ...]:
    return story.beats()


@pytest.fixture(scope="module")
def hostile(replay: Replay) -> Hostile:
    episode = replace(
        replay.episode, title=HOSTILE, subtitle=HOSTILE, question=HOSTILE, content_note=HOSTILE,
        account_name=HOSTILE, what_ifs=(HOSTILE,), credits=(HOSTILE,),
        places=tuple(replace(place, name=HOSTILE) for place in replay.episode.places),
    )  # fmt: skip
    return Hostile(replace(replay, episode=episode))


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def parsed(vtt: str) -> list[tuple[float, float, list[str]]]:
    """Start, end and lines of every cue; anything else than the header and cues is refused."""
    header, *blocks = vtt.removesuffix("\n").split("\n\n")
    assert header == "WEBVTT"
    found = []
    for block in blocks:
        times, *lines = block.split("\n")
        match = re.fullmatch(r"(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})", times)
        assert match, times
        found.append((seconds(match[1]), seconds(match[2]), lines))
    return found


def days_of(beats: tuple[Beat, ...]) -> list[Beat]:
    return [beat for beat in beats if beat.day is not None]


def test_cues_follow_one_another(beats: tuple[Beat, ...]) -> None:
    placed = cues(beats)
    assert placed[0].start == 0.0
    assert all(a.end == b.start for a, b in pairwise(placed))
    assert placed[-1].end == pytest.approx(sum(beat.run + beat.rest for beat in beats))


def test_captions_fill_each_day_and_no_card(story: Story, beats: tuple[Beat, ...]) -> None:
    found = parsed(captions_vtt(story, beats, EN))
    at = beats[0].run + beats[0].rest
    assert found[0][0] == pytest.approx(at, abs=0.001)
    left = list(found)
    for beat in days_of(beats):
        end = at + beat.run + beat.rest
        mine = [cue for cue in left if cue[0] < end - 0.002]
        left = left[len(mine) :]
        assert mine[0][0] == pytest.approx(at, abs=0.001)
        assert mine[-1][1] == pytest.approx(end, abs=0.001)
        assert len(mine) == max(1, len(story.scene(beat.end).captions))
        at = end
    assert left == []
    assert all(first[1] == second[0] for first, second in pairwise(found))


def test_captions_share_a_day_by_the_time_they_take_to_read(story: Story) -> None:
    both = next(day for day in range(1, story.days + 1) if len(story.scene(day * DAY).captions) == 2)
    beat = Beat("day", "day", both, (both - 1) * DAY, both * DAY, 2.0, 4.0)
    first, second = parsed(captions_vtt(story, [beat], EN))
    needed = [caption.seconds for caption in story.scene(both * DAY).captions]
    assert first[1] - first[0] == pytest.approx(6.0 * needed[0] / sum(needed), abs=0.002)
    assert second[1] == pytest.approx(6.0)


def test_every_caption_stands_in_its_cue_with_who_says_so(story: Story, beats: tuple[Beat, ...]) -> None:
    found = parsed(captions_vtt(story, beats, EN))
    for beat in days_of(beats):
        scene = story.scene(beat.end)
        date = EN.long_date(scene.date)
        todays = [lines for _, _, lines in found if lines[0] == date]
        for caption, lines in zip(scene.captions, todays, strict=bool(scene.captions)):
            assert lines[1:-1] == list(caption.lines)
            assert 1 <= len(lines[1:-1]) <= 2
            assert lines[-1].startswith(f"{caption.speaker}, {caption.locator}")
            assert lines[-1].endswith("; disputed") is caption.disputed
        if not scene.captions:
            assert todays == [[date, "No dated claim of this day."]]


def test_descriptions_can_be_spoken_in_their_time(story: Story, beats: tuple[Beat, ...]) -> None:
    for say in (EN, AR):
        found = parsed(descriptions_vtt(story, beats, say))
        assert len(found) == len(beats)
        for beat, (start, end, lines) in zip(beats, found, strict=True):
            assert end - start == pytest.approx(beat.seconds, abs=0.002)
            (text,) = lines
            if beat.day is None:
                continue
            date = say.short_date(story.scene(beat.end).date)
            assert text.startswith(date)
            assert spoken([text], say) <= beat.seconds + 0.001 or text == f"{date}."


def test_time_to_speak_counts_words_and_digits() -> None:
    assert spoken(["One two three."], EN) == pytest.approx(3 / PACE["en"])
    assert spoken(["12,300 people", "left"], EN) == pytest.approx((5 + 1 + 1) / PACE["en"])


@pytest.mark.parametrize("day", range(2, 39))
def test_who_gained_what_is_read_off_the_replay(story: Story, replay: Replay, day: int) -> None:
    before, after = replay.control[day - 2], replay.control[day - 1]
    names = {place.id: place.name for place in replay.episode.places}
    wanted: dict[str, int] = {}
    sentences = gains(story, day, EN, 100)
    for party, name in enumerate(("government", "opposition", "SDF (Kurdish-led)")):
        up = np.flatnonzero(after[:, party] - before[:, party] > 0.005)
        for verb, part in (
            ("took", [i for i in up if after[i, party] >= 0.995]),
            ("gained ground in", [i for i in up if after[i, party] < 0.995]),
        ):
            mine = [s for s in sentences if s.startswith(f"The {name} {verb} ")]
            assert len(mine) == (1 if part else 0)
            for i in part:
                assert names[replay.episode.territory.districts[i]] in mine[0]
            if part:
                wanted[f"{name} {verb}"] = len(part)
    counted = gains(story, day, EN, 0)
    assert [int(n) for s in counted for n in re.findall(r"(\d+) districts?\.", s)] == list(wanted.values())


def test_what_is_told_of_the_days_that_matter(story: Story, replay: Replay) -> None:
    november = " ".join(told(story, 13, EN))
    assert "The government took" in november
    assert "Masaken Hanano" not in november
    december = " ".join(told(story, 31, EN))
    left = [c for c in replay.convoys if c.departed is not None and 30 * DAY <= c.departed < 31 * DAY]
    assert f"{len(left)} convoys left for the west" in december
    assert (
        f"Evacuated so far: {EN.about(sum(replay.evacuated_at(31 * DAY - 1)))} people (modelled)" in december
    )
    km2 = replay.km2()[30]
    assert f"government {km2[0]:.1f}, opposition {km2[1]:.1f} and SDF (Kurdish-led) {km2[2]:.1f}." in december
    assert "Control did not change." in " ".join(told(story, 3, EN))


def test_convoys_are_told_on_the_day_they_left(story: Story, replay: Replay) -> None:
    for day in range(1, story.days + 1):
        left = [c for c in replay.convoys if c.departed is not None and c.departed // DAY + 1 == day]
        match = re.search(r"(\d+) convoys? left for the west(.*?)\.", " ".join(told(story, day, EN)))
        assert (int(match[1]) if match else 0) == len(left)
        modelled = all(convoy.basis.startswith("model:") for convoy in left)
        assert match is None or (match[2] == " (modelled)") is modelled


def test_crossings_of_all_days_add_up(story: Story, replay: Replay) -> None:
    told_of, crossed = 0, sum(replay.fled_at(replay.calendar.minutes).values())
    for day in range(1, story.days + 1):
        sentences = " ".join(told(story, day, EN))
        match = re.search(r"Crossed the lines: ([\d,]+) people \(modelled\)", sentences)
        told_of += int(match[1].replace(",", "")) if match else 0
    assert told_of == pytest.approx(crossed, abs=50 * story.days)


def test_what_is_modelled_is_said_to_be(story: Story) -> None:
    for day in range(1, story.days + 1):
        for sentence in told(story, day, EN):
            if re.search(r"people|People", sentence):
                assert "(modelled)" in sentence, sentence


def test_assumed_changes_are_said_to_be(story: Story) -> None:
    marks = {mark.name: mark for mark in story.scene(28 * DAY).districts}
    told_of = " ".join(gains(story, 28, EN, 100))
    assert marks["Bustan al-Qasr"].outline == "assumed"
    assert "Bustan al-Qasr (assumed)" in told_of
    assert marks["Sheikh Saeed"].outline == "documented"
    assert "Sheikh Saeed (assumed)" not in told_of


def test_a_long_day_says_more_than_a_short_one(story: Story) -> None:
    short, long = described(story, 22, EN, 5.0), described(story, 22, EN, 60.0)
    assert "districts" in short
    assert len(long) > len(short)
    assert described(story, 22, EN, 0.5) == "6 Dec."


def test_alt_text_has_a_paragraph_for_each_day(story: Story, beats: tuple[Beat, ...]) -> None:
    whole, *days = alt_text(story, beats, EN).removesuffix("\n").split("\n\n")
    assert story.replay.episode.content_note in whole
    assert len(days) == story.days
    for number, text in enumerate(days, start=1):
        scene = story.scene(number * DAY)
        assert text.startswith(f"{EN.weekday(scene.date)} {EN.long_date(scene.date)}, day {number} of 38.")
        assert all(said(caption, EN) in text for caption in scene.captions)


def test_a_part_of_the_film_has_only_its_days(story: Story) -> None:
    part = story.beats(first=31, last=33, cards=False)
    assert alt_text(story, part, EN).count("day 31 of 38") == 1
    assert len(alt_text(story, part, EN).split("\n\n")) == 4
    assert parsed(captions_vtt(story, part, EN))[0][0] == 0.0


def test_arabic_words_and_figures(story: Story, beats: tuple[Beat, ...]) -> None:
    text = alt_text(story, beats, AR)
    assert "١٥ كانون الأول ٢٠١٦" in text
    assert "سيطرت الحكومة" in text
    assert text.count("\u2068") == text.count("\u2069")
    assert "The government" not in text


# --- the transcript ---


class Page(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))


SAFE = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "div", "strong",
    "section", "time", "blockquote", "cite", "table", "caption", "thead", "tbody", "tr", "th", "td", "bdi",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "dir", "charset", "http-equiv", "content", "name", "class", "role", "id", "datetime",
    "aria-label", "tabindex", "scope",
}  # fmt: skip


@pytest.mark.parametrize("say", [EN, AR], ids=["en", "ar"])
def test_nothing_of_a_stranger_becomes_markup(hostile: Hostile, say: sim.scene.phrases.Phrases) -> None:
    page = Page(transcript_html(hostile, hostile.beats(), say))
    assert set(page.tags) <= SAFE
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert page.open == []
    assert page.tags.count("style") == 1
    assert any("onerror=alert(1)" in text for _, text in page.texts)


def test_nothing_of_a_stranger_becomes_a_cue(hostile: Hostile) -> None:
    for write in (captions_vtt, descriptions_vtt):
        text = write(hostile, hostile.beats(), EN)
        found = parsed(text)
        assert text.count("-->") == len(found)
        assert "<" not in text
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)
        assert "\u202e" not in text
        assert "\u2029" not in text
    assert all(len(lines) == 4 for _, _, lines in parsed(captions_vtt(hostile, hostile.beats(), EN)))


def test_plain_words() -> None:
    assert plain("a\r\nb\u2028c\u202ed\u2066e\u2069 \t f") == "a b cde f"
    assert plain("حلب — Aleppo’s") == "حلب — Aleppo’s"


def test_the_transcript_holds_every_caption_and_figure(story: Story, beats: tuple[Beat, ...]) -> None:
    text = transcript_html(story, beats, EN)
    page = Page(text)
    words = " ".join(data for _, data in page.texts)
    for beat in days_of(beats):
        for caption in story.scene(beat.end).captions:
            assert caption.text in words
            assert f"{caption.speaker}, {caption.locator}" in words
            assert f"claim {caption.claim}" in words
    figures = (*story.evacuated.figures, *story.share.figures)
    assert page.tags.count("tr") == len(figures) + 2
    for figure in story.evacuated.figures:
        assert EN.span(figure.low, figure.best, figure.high) in words
    for figure in story.share.figures:
        assert EN.span(figure.low, figure.best, figure.high, percent=True) in words
    assert words.count("the replay rests on it") == sum(figure.drives for figure in figures)
    assert page.tags.count("h3") == story.days
    assert story.replay.episode.inputs_hash in words
    assert story.replay.digest in words
    assert "CC BY 4.0" in words


def test_the_transcript_forbids_everything_but_its_style(story: Story, beats: tuple[Beat, ...]) -> None:
    text = transcript_html(story, beats, EN)
    (style,) = re.findall(r"<style>(.*?)</style>", text, flags=re.S)
    assert style == STYLE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'http-equiv="Content-Security-Policy" content="{policy}"' in text
    assert "style=" not in text
    assert "http://" not in text
    assert "url(" not in text


def test_the_transcript_can_be_read(story: Story, beats: tuple[Beat, ...]) -> None:
    inks = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", STYLE))
    assert inks
    assert all(contrast(ink, "#ffffff") >= 4.5 for ink in inks)
    assert '<html lang="en" dir="ltr">' in transcript_html(story, beats, EN)
    arabic = transcript_html(story, beats, AR)
    assert '<html lang="ar" dir="rtl">' in arabic
    quotes = re.findall(r"<blockquote>\n<p([^>]*)>", arabic)
    assert set(quotes) == {' lang="en" dir="ltr"'}


def test_times_in_the_transcript_are_those_of_the_film(story: Story, beats: tuple[Beat, ...]) -> None:
    text = transcript_html(story, beats, EN)
    for cue in cues(beats):
        if cue.beat.day is not None:
            start, end = (f"{round(at) // 60}:{round(at) % 60:02d}" for at in (cue.start, cue.end))
            assert f"In the film {start} to {end}" in text


def test_made_from(story: Story) -> None:
    made = made_from(story.replay, EN)
    assert made.startswith("aleppo-2016 · account reference · random seed 0 · inputs ")
    assert made.endswith(story.replay.digest[:12])


# --- the timing table ---


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_timing_table_adds_up(story: Story, beats: tuple[Beat, ...]) -> None:
    rows = rows_of(timing_csv(story, beats, fps=24))
    assert len(rows) == len(beats) == story.days + 2
    assert rows[0]["start_s"] == "0.000"
    assert rows[0]["start_frame"] == "0"
    for row, following in pairwise(rows):
        assert row["end_s"] == following["start_s"]
        assert row["end_frame"] == following["start_frame"]
    for row, beat in zip(rows, beats, strict=True):
        assert float(row["end_s"]) - float(row["start_s"]) == pytest.approx(beat.run + beat.rest, abs=0.002)
        assert float(row["run_s"]) == pytest.approx(beat.run, abs=0.001)
        assert abs(int(row["start_frame"]) - 24 * float(row["start_s"])) <= 1
        assert row["day"] == ("" if beat.day is None else str(beat.day))
    assert int(rows[-1]["end_frame"]) == sum(shot.frames for shot in shots(beats, 24))
    assert sum(row["key_day"] == "true" for row in rows) == len(story.key_days)


def test_the_timing_table_names_captions_and_claims(story: Story, beats: tuple[Beat, ...]) -> None:
    row = rows_of(timing_csv(story, beats, fps=12))[31]
    scene = story.scene(31 * DAY)
    assert (row["date"], row["kind"], row["fps"]) == ("2016-12-15", "day", "12")
    assert row["claims"].split(" | ") == [caption.claim for caption in scene.captions]
    assert row["captions"].split(" | ") == [caption.text for caption in scene.captions]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(story: Story, start: str) -> None:
    beat = Beat("title", f"{start}cmd", None, 0, 0, 0.0, 1.0)
    assert rows_of(timing_csv(story, [beat], fps=24))[0]["name"] == f"'{start}cmd"


def test_same_words_in_any_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", ONCE],
            env={"PYTHONHASHSEED": seed, "LC_ALL": locale, "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed, locale in (("1", "C"), ("2", "C.UTF-8"))
    }  # fmt: skip
    assert len(digests) == 1


LONG = "word " * 120


class Wordy(Story):
    """A story whose every dated claim is longer than two captions."""

    def __init__(self, story: Story) -> None:
        episode = story.replay.episode
        long = tuple(replace(one, text=f"{one.text} {LONG}".strip()) for one in episode.incidents)
        super().__init__(replace(story.replay, episode=replace(episode, incidents=long)))


def test_claims_too_long_for_captions_are_counted_in_the_film_and_told_in_the_transcript() -> None:
    story = Wordy(story_of(VALLEY))
    scenes = [story.scene((day + 1) * DAY - 1) for day in range(story.days)]
    scene = max(scenes, key=lambda scene: len(scene.untold))
    assert len(scene.untold) > 1
    assert scene.captions == ()
    beats = story.beats(first=scene.day, last=scene.day, cards=False)
    counted = f"The {len(scene.untold)} dated claims of this day are too long for captions."
    assert counted in captions_vtt(story, beats, EN)
    for told_whole in (transcript_html(story, beats, EN), alt_text(story, beats, EN)):
        assert "No dated claim" not in told_whole
        for one in scene.untold:
            assert one.text in told_whole
            assert speaker(one, EN) in told_whole


def test_a_day_without_dated_claims_says_so() -> None:
    bare = story_of(VALLEY)
    silent = Story(replace(bare.replay, episode=replace(bare.replay.episode, incidents=())))
    beats = silent.beats(first=1, last=1, cards=False)
    assert "No dated claim of this day." in captions_vtt(silent, beats, EN)
    assert silent.scene(DAY).untold == ()
