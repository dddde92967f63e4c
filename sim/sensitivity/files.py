"""The files of a sensitivity analysis: indices and ends of ranges as CSV, the tornado, the summary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.drawings.tornado import save_tornado_png, tornado_svg
from sim.ensemble.plan import Number
from sim.ensemble.points import readings
from sim.ensemble.tables import Row, as_csv, as_json, headed, plainly
from sim.ensemble.versions import versions
from sim.ensemble.words import figure_words, number_words
from sim.sensitivity.design import points_needed
from sim.sensitivity.run import CHANCE, SEEDS, Screening
from sim.sensitivity.told import (
    METHOD_NAMES,
    above_chance,
    level_of,
    note_of,
    number_of,
    tornado_of,
)
from sim.store import replacing_all

BASIS = "model:sensitivity"
LIBRARIES = ("numpy", "simpy", "pydantic", "scipy", "SALib")
TABLES = ("sensitivity.csv", "tornado.csv")
PICTURES = ("tornado.png", "tornado.svg")
SUMMARY = "summary.json"

NOTE = (
    "Every figure here is modelled. The indices say which numbers move the replay, not which are wrong; "
    "what the model leaves out, and numbers without a range, are not in them."
)
OF_CHANCE = "the seed of the draws; points that differ in numbers only have the same one"


def save_screening(made: Screening, folder: Path) -> dict[str, Any]:
    """Write the files, all of them or none; what the summary says.

    Raises `SimError` when the folder cannot be written to.
    """
    tornado = tornado_of(made)
    texts = [as_csv(list(index_rows(made))), as_csv(list(end_rows(made))), tornado_svg(tornado)]
    names = (*TABLES, PICTURES[1], PICTURES[0], SUMMARY)
    with replacing_all([folder / name for name in names]) as temporaries:
        for temporary, text in zip(temporaries, texts, strict=False):
            temporary.write_bytes(text.encode("utf-8"))
        save_tornado_png(temporaries[3], tornado)
        hashes = {
            name: hashlib.sha256(temporary.read_bytes()).hexdigest()
            for name, temporary in zip(names[:-1], temporaries, strict=False)
        }
        said = summarise(made, hashes)
        temporaries[-1].write_bytes(as_json(said).encode("utf-8"))
    return said


def index_rows(made: Screening) -> Iterator[Row]:
    """Each index of each number for each figure, the numbers that matter most first."""
    for figure in made.figures:
        for number in made.ranked[figure]:
            for index in made.indices[figure][number]:
                yield {
                    "figure": figure, "unit": _unit(made, figure), **_told(made, number_of(made, number)),
                    "method": made.asked.method, "index": index.name, "value": plainly(index.value),
                    "low": plainly(index.low), "high": plainly(index.high), "basis": BASIS,
                }  # fmt: skip


def end_rows(made: Screening) -> Iterator[Row]:
    """What the picture shows: figures with one number at an end of its range, and with other seeds alone."""
    for place, figure in enumerate(made.figures):
        for number in made.leading(figure):
            ends = made.ends[number, figure]
            yield {
                "figure": figure, "unit": _unit(made, figure), **_told(made, number_of(made, number)),
                "figure_at_low": plainly(ends.low), "figure_in_single_replay": plainly(ends.single),
                "figure_at_high": plainly(ends.high), "seeds": SEEDS, "basis": BASIS,
            }  # fmt: skip
        alone = made.alone[:, place]
        yield {
            "figure": figure, "unit": _unit(made, figure), **_told(made, None),
            "figure_at_low": plainly(float(alone.min())),
            "figure_in_single_replay": plainly(float(alone.mean())),
            "figure_at_high": plainly(float(alone.max())), "seeds": SEEDS, "basis": BASIS,
        }  # fmt: skip


def summarise(made: Screening, outputs: dict[str, str]) -> dict[str, Any]:
    """Everything but the tables; the number of workers is no part of it."""
    episode, asked = made.job.base, made.asked
    return {
        **headed(episode),
        "method": asked.method,
        "method_name": METHOD_NAMES[asked.method],
        "runs": asked.paths,
        "numbers": len(made.job.drawn),
        "replays": made.replays,
        "points": points_needed(asked.method, made.inputs, asked.paths),
        "rng_seed": asked.rng_seed,
        "versions": versions(LIBRARIES),
        "inputs_sha256": episode.inputs_hash,
        "chance": OF_CHANCE,
        "interval": "95 %, by SALib's resampling",
        "figures": {figure: _of_figure(made, figure) for figure in made.figures},
        "note": NOTE,
        "manifest": {"inputs": dict(episode.inputs), "outputs": outputs},
    }


def _of_figure(made: Screening, figure: str) -> dict[str, Any]:
    alone = made.alone[:, made.figures.index(figure)]
    leading = made.leading(figure)
    return {
        "words": figure_words(made.job.base, figure),
        "unit": _unit(made, figure),
        "single_replay": {"mean": float(alone.mean()), "low": float(alone.min()), "high": float(alone.max())},
        "leading": [_leading(made, figure, number) for number in leading],
        "chance": _interval(made, figure, made.inputs - 1),
        "not_told_apart": level_of(made, figure),
        "above_chance": above_chance(made, figure),
        "says": note_of(made, figure),
    }


def _leading(made: Screening, figure: str, number: int) -> dict[str, Any]:
    drawn, ends = made.job.drawn[number], made.ends[number, figure]
    return {
        "number": drawn.name,
        "words": number_words(made.job.scenario, drawn),
        "kind": drawn.kind,
        "attributed_to": drawn.said_by,
        "drawn": [drawn.told(end, str) if drawn.since else end for end in (drawn.low, drawn.high)],
        "figure_at_ends": [ends.low, ends.high],
        **_interval(made, figure, number),
    }


def _interval(made: Screening, figure: str, number: int) -> dict[str, Any]:
    index = made.indices[figure][number][0]
    ends = [None if end is None else round(end, 4) for end in (index.low, index.high)]
    return {"index": index.name, "value": round(index.value, 4), "interval": ends}


def _told(made: Screening, number: Number | None) -> Row:
    """What a row says of a number, or of chance."""
    if number is None:
        return {
            "number": CHANCE, "words": CHANCE, "kind": CHANCE, "drawn_low": "", "single_replay": "",
            "drawn_high": "", "attributed_to": "", "reason": OF_CHANCE,
        }  # fmt: skip
    return {
        "number": number.name, "words": number_words(made.job.scenario, number), "kind": number.kind,
        "drawn_low": number.told(number.low, plainly), "single_replay": number.told(number.value, plainly),
        "drawn_high": number.told(number.high, plainly), "attributed_to": number.said_by,
        "reason": number.reason,
    }  # fmt: skip


def _unit(made: Screening, figure: str) -> str:
    return readings(made.job.first)[figure][1]
