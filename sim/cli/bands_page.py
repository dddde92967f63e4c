"""The page of bands that goes with an ensemble's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.result.replay import Replay

PICTURE, VECTORS = "bands.png", "bands.svg"


def save_bands_page(folder: Path, single: Replay, said: dict[str, Any], *, workers: int = 1) -> list[Path]:
    """Draw what was saved in ``folder``; ``said`` is its summary, ``single`` the replay with nothing drawn.

    With two ``workers`` or more both are drawn at once.  Raises `SimError` when they cannot be written.
    """
    from sim.drawings.spread_page import spread_png, spread_svg
    from sim.drawings.workers import in_order
    from sim.ensemble.saved import read_spread
    from sim.store import replacing_all, save_text

    spread, words = read_spread(folder, single.episode), coverage_words(said["coverage"])
    paths = [folder / PICTURE, folder / VECTORS]
    with replacing_all(paths) as (picture, vectors):
        ways: list[Callable[[], object]] = [
            lambda: spread_png(picture, single, spread, words),
            lambda: save_text(vectors, spread_svg(single, spread, words)),
        ]

        def drawn(number: int) -> Iterator[Path]:
            ways[number]()
            yield paths[number]

        return list(in_order(drawn, len(ways), workers))


def coverage_words(found: dict[str, Any]) -> list[str]:
    """How many held-out figures lie in the bands, what that is worth, and what bands do not say."""
    from sim.scene.phrases import phrases

    say, lines = phrases("en"), []
    for band in ("50", "90"):
        lies, meets = found[f"band_{band}"]["number_in_band"], found[f"band_{band}"]["range_meets_band"]
        counts = {
            "met": lies["in"],
            "tried": lies["figures"],
            "meets": meets["in"],
            "ranges": meets["figures"],
        }
        ends = {end: say.percent(lies[end]) for end in ("low", "high")}
        numbers = {name: say.number(count) for name, count in counts.items()}
        lines.append(say("bands.coverage", band=band, **numbers, **ends))
    return [*lines, found["note"], say("bands.limits")]
