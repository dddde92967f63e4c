"""Films in words: captions and descriptions for a player, and a text for whoever cannot see the pictures."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from sim.drawings.shading_words import bands_told
from sim.drawings.telling import day_line, described, plain, said, speaker, spoken, told
from sim.drawings.timing import Cue, cues, day_scene
from sim.episode.episode import Episode
from sim.scene.marks import Beat, Caption, Scene
from sim.scene.phrases import Phrases
from sim.scene.story import Story


def captions_vtt(story: Story, beats: Iterable[Beat], say: Phrases) -> str:
    """A WebVTT file: for each day its date, then what is said of it with speaker and locator.

    A day of two captions has two cues, each as long as it takes to read in proportion; together
    they fill the day.  Cards have no cues: their text is read from the picture.
    """
    blocks = []
    for cue in cues(beats):
        scene = day_scene(story, cue.beat)
        if scene is not None:
            blocks += [_block(start, end, lines) for start, end, lines in _day_cues(cue, scene, say)]
    return _file(blocks)


def descriptions_vtt(story: Story, beats: Iterable[Beat], say: Phrases) -> str:
    """A WebVTT file of kind ``descriptions``: what changes on a day, as far as there is time to speak it."""
    blocks = []
    for cue in cues(beats):
        day = cue.beat.day
        text = _card(story, cue, say) if day is None else described(story, day, say, cue.end - cue.start)
        blocks.append(_block(cue.start, cue.end, [text]))
    return _file(blocks)


def alt_text(story: Story, beats: Iterable[Beat], say: Phrases) -> str:
    """One paragraph on the whole, then a paragraph for each day of ``beats``."""
    scenes = [scene for beat in beats if (scene := day_scene(story, beat)) is not None]
    return "\n\n".join([whole(story, say), *(day_text(story, scene, say) for scene in scenes)]) + "\n"


def whole(story: Story, say: Phrases) -> str:
    """What the picture shows on every day, and what stands on its first card."""
    episode, territory = story.replay.episode, story.replay.episode.territory
    n, km2 = say.number(len(territory.districts)), say.number(territory.km2, 1)
    shown = [say("words.picture", n=n, km2=km2), *bands_told(story, say)]
    return " ".join([*opening(episode, say), *shown])


def opening(episode: Episode, say: Phrases) -> list[str]:
    """Title, content note and question, sentence by sentence."""
    title, subtitle = plain(episode.title), plain(episode.subtitle)
    return [
        say("words.title", title=title, subtitle=subtitle),
        say("words.note", note=plain(episode.content_note)),
        say("words.question", question=plain(episode.question)),
    ]


def day_text(story: Story, scene: Scene, say: Phrases) -> str:
    """What one day shows, in sentences."""
    captions = [f"{said(caption, say)}." for caption in scene.captions or scene.untold] or [
        say("words.nothing-told")
    ]
    return " ".join([day_line(scene, say), *captions, *told(story, scene.day, say)])


def _card(story: Story, cue: Cue, say: Phrases) -> str:
    """The content note always; title and question as far as there is time."""
    if cue.beat.kind == "end":
        return say("words.end")
    title, note, question = opening(story.replay.episode, say)
    if spoken([title, note, question], say) <= cue.end - cue.start:
        return " ".join([title, note, question])
    return " ".join([title, note]) if spoken([title, note], say) <= cue.end - cue.start else note


def _day_cues(cue: Cue, scene: Scene, say: Phrases) -> list[tuple[float, float, list[str]]]:
    date = say.long_date(scene.date)
    if not scene.captions:
        return [(cue.start, cue.end, [date, _nothing_shown(scene, say)])]
    edges = _edges(cue, scene.captions)
    texts = [[date, *map(plain, c.lines), speaker(c, say)] for c in scene.captions]
    return [(start, end, lines) for (start, end), lines in zip(pairwise(edges), texts, strict=True)]


def _nothing_shown(scene: Scene, say: Phrases) -> str:
    """Why a day has no caption."""
    if scene.untold:
        return say.count("caption.too-long", len(scene.untold))
    return say("words.nothing-told")


def _edges(cue: Cue, captions: tuple[Caption, ...]) -> list[float]:
    """Where cues begin and end when captions share a stretch of film by the time they take to read."""
    needed = sum(caption.seconds for caption in captions)
    edges, so_far = [cue.start], 0.0
    for caption in captions[:-1]:
        so_far += caption.seconds
        edges.append(cue.start + (cue.end - cue.start) * so_far / needed)
    return [*edges, cue.end]


def _file(blocks: list[str]) -> str:
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _block(start: float, end: float, lines: list[str]) -> str:
    return "\n".join([f"{_clock(start)} --> {_clock(end)}", *(_safe(line) for line in lines if line)])


def _safe(text: str) -> str:
    """Text that no player takes for markup or for a cue's times."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float) -> str:
    whole_ms = round(seconds * 1000)
    hours, minutes = whole_ms // 3_600_000, whole_ms // 60_000 % 60
    return f"{hours:02d}:{minutes:02d}:{whole_ms // 1000 % 60:02d}.{whole_ms % 1000:03d}"
