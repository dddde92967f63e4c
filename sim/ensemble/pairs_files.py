"""The files of pairs: differences and plan as CSV, members as Parquet, the picture, and the summary."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.ensemble.files import QUANTILES, sha256, write_members, written
from sim.ensemble.gaps import Gaps
from sim.ensemble.pairs import WHERE_FROM
from sim.ensemble.pairs_run import Pairs
from sim.ensemble.pairs_summary import summarise_pairs
from sim.ensemble.run import clear
from sim.ensemble.tables import Row, as_csv, as_json
from sim.store import replacing_all

BASIS = "model:what-if"
"""Where every difference comes from: two replays of the model."""

DIFFERENCES, PLAN, MEMBERS, SUMMARY = "differences.csv", "plan.csv", "members.parquet", "summary.json"
HISTORY, EDITED = "documented", "what-if"


def save_pairs(made: Pairs, folder: Path) -> dict[str, Any]:
    """Write the files, all of them or none, and take the unfinished ones away; what the summary says.

    Raises `SimError` when the folder cannot be written to.
    """
    texts = {DIFFERENCES: as_csv(list(difference_rows(made))), PLAN: as_csv(list(plan_rows(made)))}
    paths = [folder / name for name in (*texts, MEMBERS, SUMMARY)]
    with replacing_all(paths) as temporaries:
        for temporary, text in zip(temporaries, texts.values(), strict=False):
            temporary.write_bytes(text.encode("utf-8"))
        write_members(temporaries[-2], made.members, partial(_columns, made))
        hashes = {path.name: sha256(there) for path, there in zip(paths[:-1], temporaries, strict=False)}
        said = summarise_pairs(made, hashes)
        temporaries[-1].write_bytes(as_json(said).encode("utf-8"))
    made.rows.close()
    clear(folder)
    return said


def difference_rows(made: Pairs) -> Iterator[Row]:
    """What-if less documented history: of each headline, then of each day's end.

    A place is left out on days on which it differs in no pair.
    """
    job, asked = made.job, _asked(made)
    for number, (name, unit) in enumerate(job.headlines.items()):
        yield {
            "figure": name, "date": "", "place": "", "group": "", "unit": unit,
            **_told(made.headlines, number), **asked,
        }  # fmt: skip
    calendar, days = job.history.base.calendar, made.days
    for day, date in enumerate(calendar.dates()):
        for number, one in enumerate(job.series):
            at = number * calendar.days + day
            if one.whole or days.differs[at]:
                yield {
                    "figure": "", "date": date.isoformat(), "place": one.place, "group": one.group,
                    "unit": one.unit, **_told(days, at), **asked,
                }  # fmt: skip


def _told(found: Gaps, at: int) -> Row:
    return {
        "mean": written(found.mean[at]),
        "mean_low": written(found.low[at]),
        "mean_high": written(found.high[at]),
        **{name: written(level) for name, level in zip(QUANTILES, found.levels[:, at], strict=True)},
        "positive": written(found.positive[at]),
        "basis": BASIS,
    }


def _asked(made: Pairs) -> Row:
    """The what-ifs, as each row names them."""
    questions = made.job.edited.base.questions
    return {
        "what_if": "; ".join(one.said for one in questions),
        "question": " ".join(one.question for one in questions),
        "warning": " ".join(dict.fromkeys(one.warning for one in questions)),
    }


def plan_rows(made: Pairs) -> Iterator[Row]:
    """Every number of the two replays, in which of them it stands, drawn or not, and the reason."""
    for number, where in made.job.plan:
        yield {
            "number": number.name, "kind": number.kind, "stands_in": WHERE_FROM[where],
            "used_at": " ".join(number.used_at), "drawn": "yes" if number.shape else "no",
            "shape": number.shape, "low": number.told(number.low, written),
            "single_replay": number.told(number.value, written), "high": number.told(number.high, written),
            "attributed_to": number.said_by, "reason": number.reason,
        }  # fmt: skip
    is_drawn = made.job.history.chance
    yield {
        "number": "chance", "kind": "chance", "stands_in": WHERE_FROM["both"], "used_at": "",
        "drawn": "yes" if is_drawn else "no", "shape": "", "low": "",
        "single_replay": made.job.history.rng_seed, "high": "", "attributed_to": "",
        "reason": "a seed of its own for each pair" if is_drawn else "every pair has the seed given",
    }  # fmt: skip


def _columns(made: Pairs, start: int, stop: int) -> dict[str, Any]:
    first, second = made.both
    job, digests = made.job, np.split(made.digests[start:stop], 2, axis=1)
    columns: dict[str, Any] = {
        "member": list(range(start, stop)),
        "rng_seed": [job.history.seed(member) for member in range(start, stop)],
        **{number.name: made.values[start:stop, i] for i, number in enumerate(job.drawn)},
    }
    for which, values in ((HISTORY, first), (EDITED, second)):
        columns |= {f"{which}.{name}": values[start:stop, i] for i, name in enumerate(job.headlines)}
    for which, half in zip((HISTORY, EDITED), digests, strict=True):
        columns[f"{which}.trace_sha256"] = [digest.tobytes().hex() for digest in half]
    return columns
