"""The card before the first day and the card after the last."""

from __future__ import annotations

import textwrap
from typing import Any

from sim.drawings.stage import RIGHT, SMALL, Pixels, Sheet, blank, box, inked, over, panel, sheet, write
from sim.episode.episode import Episode
from sim.result.replay import Replay
from sim.scene.claims import documents
from sim.scene.crowd import UNIT
from sim.scene.dates import long_date
from sim.scene.palette import FAINT_INK, INK, RULE

LEFT = 96.0
METHOD = (
    "Control changes only at moments that documents or written assumptions give; nothing moves in between.",
    "Where control is shared, stripes show how much each party held, not where.",
    f"People and most convoys are modelled: one dot is {UNIT:,} people, where it stands means nothing.",
    "Deaths are told as incidents and are not taken off the people counted.",
    "The map is schematic: cells of true area grown round known centres, not the districts' real borders.",
)


def title_card(replay: Replay, scale: float) -> Pixels:
    """Title, question and content note: shown before anything else."""
    with inked():
        layer, episode = sheet(None, scale), replay.episode
        page = layer.page
        box(page, LEFT, 126, 64, 5, facecolor=INK)
        write(page, LEFT, 188, episode.title, size=42, fontweight="bold")
        y = paragraph(layer, 230, episode.subtitle, size=20, wide=95)
        y = paragraph(layer, y + 26, episode.question, size=20, wide=95, style="italic")
        _content_note(layer, y + 34, episode.content_note)
        first, last = long_date(episode.calendar.first), long_date(episode.calendar.last)
        whose = f"A replay, {first} to {last}. {account_line(episode)}"
        write(page, LEFT, 640, whose, size=15, color=FAINT_INK)
        return over(blank(scale), layer.pixels())


def _content_note(layer: Sheet, y: float, note: str) -> None:
    lines = textwrap.wrap(note, 112)
    tall = 66 + 25 * len(lines)
    panel(layer.page, LEFT, y, RIGHT - LEFT - 80, tall, facecolor="#f7f8f9", edgecolor=RULE, linewidth=0.8)
    write(layer.page, LEFT + 20, y + 36, "Before you watch", size=18, fontweight="bold")
    paragraph(layer, y + 67, note, size=18, wide=112, x=LEFT + 20)


def end_card(replay: Replay, scale: float) -> Pixels:
    """Where it comes from, how it was made, what it leaves out."""
    with inked():
        layer, episode = sheet(None, scale), replay.episode
        page = layer.page
        write(page, LEFT, 92, "Where this comes from", size=30, fontweight="bold")
        y = 134.0
        for line in (*sources(replay), account_line(episode)):
            y = paragraph(layer, y, line, size=17, wide=120) + 7
        write(page, LEFT, y + 34, "How to read it", size=22, fontweight="bold")
        y += 66
        for line in METHOD:
            y = paragraph(layer, y, line, size=17, wide=120) + 7
        write(page, LEFT, 676, made_from(replay), size=SMALL, color=FAINT_INK)
        return over(blank(scale), layer.pixels())


def paragraph(
    layer: Sheet, y: float, text: str, *, size: float, wide: int, x: float = LEFT, **more: Any
) -> float:
    """Lines of at most ``wide`` characters from base line ``y`` down; returns the next base line."""
    for line in textwrap.wrap(text, wide):
        write(layer.page, x, y, line, size=size, **more)
        y += size * 1.4
    return y


def account_line(episode: Episode) -> str:
    """Whose word was followed, and any change of the scenario."""
    what_if = f" What if: {', '.join(episode.what_ifs)}." if episode.what_ifs else ""
    return f"Where documents disagree, this replay follows the account '{episode.account_name}'.{what_if}"


def sources(replay: Replay) -> list[str]:
    """Sentences on documents, speakers and coordinates."""
    episode = replay.episode
    speakers = {voice.said_by for voice in episode.voices.values()}
    found = documents(episode)
    said = f"{len(episode.voices)} claims of {len(speakers)} speakers, read from {_documents(found)}."
    if not episode.credits:
        return [said]
    return [said, f"Map: {'; '.join(episode.credits)}; the rest by written assumptions."]


def _documents(found: tuple[str, ...]) -> str:
    if len(found) == 1:
        return f"document {found[0]}"
    return f"documents {', '.join(found)}" if found else "no document"


def made_from(replay: Replay) -> str:
    """What a reader needs to make the same picture again."""
    episode = replay.episode
    return (
        f"{episode.scenario} · account {episode.account} · random seed {replay.rng_seed}"
        f" · inputs {episode.inputs_hash[:12]} · trace {replay.digest[:12]}"
    )
