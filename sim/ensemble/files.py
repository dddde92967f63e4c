"""The files of an ensemble: bands, checks and plan as CSV, members as Parquet, and the summary."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from math import isinf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.draws import Floats
from sim.ensemble.needs import needed
from sim.ensemble.readings import headlines, series_of
from sim.ensemble.run import Ensemble, clear
from sim.ensemble.summary import summarise
from sim.ensemble.sure import LEVELS, chance
from sim.ensemble.tables import Row, as_csv, as_json
from sim.store import replacing_all, save_text

BASIS = "model:ensemble"
"""Where every number of bands, members and checks comes from; `plan.csv` says what it was made of."""

QUANTILES = [f"q{round(level * 100):02d}" for level in LEVELS]
TABLES = ("bands.csv", "checks.csv", "plan.csv")
MEMBERS, SUMMARY = "members.parquet", "summary.json"
AT_ONCE = 1000
"""Members of one row group of the table of members."""


def save_ensemble(made: Ensemble, folder: Path) -> dict[str, Any]:
    """Write the files, all of them or none, and take the unfinished ones away; what the summary says.

    Raises `SimError` when the folder cannot be written to.
    """
    rows = (band_rows(made), check_rows(made), plan_rows(made))
    texts = {name: as_csv(list(table)) for name, table in zip(TABLES, rows, strict=True)}
    paths = [folder / name for name in (*TABLES, MEMBERS, SUMMARY)]
    with replacing_all(paths) as temporaries:
        for temporary, text in zip(temporaries, texts.values(), strict=False):
            temporary.write_bytes(text.encode("utf-8"))
        write_members(temporaries[-2], made.members, partial(_columns, made))
        hashes = {
            path.name: sha256(temporary) for path, temporary in zip(paths[:-1], temporaries, strict=False)
        }
        said = summarise(made, hashes)
        temporaries[-1].write_bytes(as_json(said).encode("utf-8"))
    made.rows.close()
    clear(folder)
    return said


def with_pictures(said: dict[str, Any], folder: Path, pictures: Sequence[Path]) -> dict[str, Any]:
    """The summary of a folder, written anew with pictures that were drawn there among the outputs.

    Raises `SimError` when it cannot be written.
    """
    manifest, drawn = said["manifest"], {path.name: sha256(path) for path in pictures}
    said = {**said, "manifest": {**manifest, "outputs": {**manifest["outputs"], **drawn}}}
    save_text(folder / SUMMARY, as_json(said))
    return said


def band_rows(made: Ensemble) -> Iterator[Row]:
    """Quantiles at each day's end; a place is left out on days when nobody is there in any member."""
    first = made.job.first
    series, days = series_of(first), first.calendar.days
    *bands, most = made.days.reshape(len(LEVELS) + 1, len(series), days)
    for day, date in enumerate(first.calendar.dates()):
        for number, one in enumerate(series):
            if one.whole or most[number, day]:
                yield {
                    "date": date.isoformat(), "place": one.place, "group": one.group, "unit": one.unit,
                    **_told([band[number, day] for band in bands]), "basis": BASIS,
                }  # fmt: skip


def check_rows(made: Ensemble) -> Iterator[Row]:
    """For each figure the chance that a member falls in the claimed range, and where members fall."""
    for number, figure in enumerate(made.job.base.figures):
        met = chance(made.in_range[number], made.members)
        yield {
            "figure": figure.id, "claim": figure.claim, "date": figure.day, "measure": figure.measure,
            "unit": figure.unit, "claimed_low": written(figure.claimed.low),
            "claimed_high": written(figure.claimed.high), "attributed_to": figure.attributed_to,
            "role": figure.role, "members_in_range": met.met, "probability": written(met.share),
            "probability_low": written(met.low), "probability_high": written(met.high),
            **_told(made.figure_bands[:, number]), "basis": BASIS,
        }  # fmt: skip


def plan_rows(made: Ensemble) -> Iterator[Row]:
    """Every number that the account's episode is made of, drawn or not, and the reason."""
    for number in made.job.plan:
        yield {
            "number": number.name, "kind": number.kind, "used_at": " ".join(number.used_at),
            "drawn": "yes" if number.shape else "no", "shape": number.shape,
            "low": number.told(number.low, written),
            "single_replay": number.told(number.value, written), "high": number.told(number.high, written),
            "attributed_to": number.said_by, "reason": number.reason,
        }  # fmt: skip
    is_drawn = made.job.chance
    yield {
        "number": "chance", "kind": "chance", "used_at": "", "drawn": "yes" if is_drawn else "no",
        "shape": "", "low": "", "single_replay": made.job.rng_seed, "high": "", "attributed_to": "",
        "reason": "a seed of its own for each member" if is_drawn else "every member has the seed given",
    }  # fmt: skip


def write_members(path: Path, members: int, columns: Callable[[int, int], dict[str, Any]]) -> None:
    """Write as Parquet the ``columns`` of the members from one number to before another, `AT_ONCE` each."""
    arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    starts = range(0, members, AT_ONCE)
    tables = (arrow.table(columns(start, min(start + AT_ONCE, members))) for start in starts)
    first = next(tables)
    with parquet.ParquetWriter(path, first.schema, compression="zstd") as writer:
        for table in chain([first], tables):
            writer.write_table(table)


def _columns(made: Ensemble, start: int, stop: int) -> dict[str, Any]:
    span, names = slice(start, stop), headlines(made.job.first)
    seeds = np.array([made.job.seed(member) for member in range(start, stop)], dtype=np.int64)
    return {
        "member": numbers(np.arange(start, stop, dtype=np.int64)),
        "rng_seed": numbers(seeds),
        **{number.name: numbers(made.values[span, i]) for i, number in enumerate(made.job.drawn)},
        **{name: numbers(made.headlines[span, i]) for i, name in enumerate(names)},
        "trace_sha256": texts([digest.tobytes().hex() for digest in made.digests[span]]),
    }


def numbers(values: NDArray[np.generic]) -> Any:
    """Values as Arrow's, without going through pandas, which would be imported for it."""
    arrow = needed("pyarrow")
    kind = arrow.from_numpy_dtype(values.dtype)
    return arrow.Array.from_buffers(kind, len(values), [None, arrow.py_buffer(np.ascontiguousarray(values))])


def texts(values: Sequence[str]) -> Any:
    """Texts as Arrow's, likewise."""
    arrow = needed("pyarrow")
    ends = np.cumsum([0, *(len(text.encode()) for text in values)], dtype=np.int32)
    buffers = [None, arrow.py_buffer(ends), arrow.py_buffer("".join(values).encode())]
    return arrow.Array.from_buffers(arrow.string(), len(values), buffers)


def _told(bands: Floats | Sequence[float]) -> Row:
    return {name: written(value) for name, value in zip(QUANTILES, bands, strict=True)}


def written(value: float | None) -> str:
    """As short as it can be said, to four places behind the point; nothing where there is no bound."""
    if value is None:
        return ""
    if isinf(value):
        return "INF" if value > 0 else "-INF"
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
