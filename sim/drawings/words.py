"""Films in words: captions for a player, and a text for those who cannot see the pictures."""

from __future__ import annotations

from sim.drawings.cards import METHOD, account_line, sources
from sim.drawings.chart import about
from sim.drawings.column import NOTHING_TOLD
from sim.drawings.reel import Cue
from sim.episode.places import PARTIES
from sim.result.replay import Replay
from sim.scene.bands import people_bands
from sim.scene.dates import long_date, weekday
from sim.scene.marks import Caption, Scene
from sim.scene.palette import PARTY_NAMES


def web_captions(cues: list[Cue]) -> str:
    """A WebVTT file: the date, then what is said of the day with its speaker."""
    blocks = ["WEBVTT"]
    for cue in cues:
        if cue.scene is not None:
            said = [_said(caption) for caption in cue.scene.captions] or [NOTHING_TOLD]
            told = [long_date(cue.scene.date), *said]
            blocks.append(f"{_clock(cue.start)} --> {_clock(cue.end)}\n" + "\n".join(map(_safe, told)))
    return "\n\n".join(blocks) + "\n"


def alt_text(replay: Replay, scenes: list[Scene]) -> str:
    """One paragraph on the whole, then a paragraph for each day."""
    episode, names = replay.episode, people_bands(replay).names
    territory = episode.territory
    head = [
        f"{episode.title}. {episode.subtitle}",
        f"Before you watch: {episode.content_note}",
        f"On the left a schematic map of {len(territory.districts)} districts ({territory.km2:.1f} km²), "
        "coloured by who holds each at the end of the day; on the right the date, what is said of the day, "
        "people by group of places (modelled), ground by party, and the evacuated so far.",
        " ".join([*sources(replay), account_line(episode), *METHOD]),
    ]
    return "\n\n".join([*head, *(day_text(scene, names) for scene in scenes)]) + "\n"


def day_text(scene: Scene, names: tuple[str, ...]) -> str:
    """What one frame shows, in sentences."""
    held = ", ".join(
        f"{PARTY_NAMES[party]} {abs(km2):.1f}" for party, km2 in zip(PARTIES, scene.totals.km2, strict=True)
    )
    bands = zip(names, scene.totals.bands, strict=True)
    people = ", ".join(f"{about(count)} {name}" for name, count in bands)
    changed = [mark.label for mark in scene.districts if mark.changed]
    differ = [mark.label for mark in scene.districts if mark.reports_differ]
    parts = [
        f"{weekday(scene.date)} {long_date(scene.date)}, day {scene.day} of {scene.days}.",
        *(f"{_said(caption)}." for caption in scene.captions),
        f"Ground held in km²: {held}.",
        f"Control changed in {', '.join(changed)}." if changed else "Control did not change.",
        f"Reports differ on {', '.join(differ)}." if differ else "",
        f"People (modelled): {people}.",
        f"Evacuated so far (modelled): {about(sum(scene.totals.evacuated))}.",
    ]
    return " ".join(part for part in parts if part)


def _said(caption: Caption) -> str:
    differ = "; reports differ" if caption.disputed else ""
    return f"{caption.text} ({caption.speaker}, {caption.locator}{differ})"


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "→")


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"
