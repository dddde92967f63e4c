"""What the shading of the charts is of, and its widest band on a day, in words."""

from __future__ import annotations

import numpy as np

from sim.days import DAY
from sim.result.replay import Floats
from sim.result.spread import WIDE
from sim.scene.phrases import Phrases
from sim.scene.story import Story


def bands_credit(story: Story, say: Phrases) -> list[str]:
    """What is shaded, for the foot of a picture; nothing where nothing is."""
    return _drawn("bands.credit", story, say)


def bands_told(story: Story, say: Phrases) -> list[str]:
    """The same in a whole sentence."""
    return _drawn("bands.told", story, say)


def day_bands(story: Story, day: int, say: Phrases) -> list[str]:
    """Between which numbers 9 of 10 replays lie at the end of a day (from one)."""
    if story.shaded is None:
        return []
    of = story.shaded
    parts = [say("bands.inside", range=_range(of.inside[:, day - 1], say))]
    at = max(0, int(np.searchsorted(of.minutes, day * DAY, side="right")) - 1)
    gone = of.evacuated[:, at]
    if gone[WIDE[1]] > 0:
        parts.append(say("bands.evacuated", range=_range(gone, say)))
    low, high = (say.percent(float(of.share[end, day - 1])) for end in WIDE)
    parts.append(say("bands.share", range=low if low == high else say("bands.range", low=low, high=high)))
    return [say("bands.day", parts=say.listed(parts))]


def _range(lines: Floats, say: Phrases) -> str:
    """People, to the nearest hundred."""
    low, high = (say.about(round(float(lines[end]))) for end in WIDE)
    return low if low == high else say("bands.range", low=low, high=high)


def _drawn(key: str, story: Story, say: Phrases) -> list[str]:
    if story.shaded is None:
        return []
    what = say.listed([say(f"bands.{kind}") for kind in story.shaded.drawn])
    return [say(key, n=say.number(story.shaded.runs), what=what)]
