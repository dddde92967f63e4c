"""A saved ensemble read back: its lines by day, once it is sure that they belong to what is shown."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from sim.days import Calendar
from sim.ensemble.plan import KINDS
from sim.ensemble.run import STATE
from sim.ensemble.sure import LEVELS
from sim.episode.episode import Episode
from sim.errors import SimError
from sim.result.spread import EVACUATED, GROUND, INSIDE, Name, Spread

BANDS, SUMMARY = "bands.csv", "summary.json"

MOST = 64_000_000
"""Bytes of a file that is read; the bands of the flagship take one."""

COLUMNS = ("date", "place", "group", "unit", *(f"q{round(level * 100):02d}" for level in LEVELS))


def read_spread(folder: Path, episode: Episode) -> Spread:
    """The lines of the ensemble in ``folder``, which has to be one of this very episode.

    Raises `SimError` when there is none or it is not finished, when it was made from other data, by
    another account or with a what-if, or when its files are not what was saved.
    """
    if episode.what_ifs:
        raise SimError(
            "bands are of the documented replay, and a what-if is asked for", hint="leave out one of the two"
        )
    said = _summary(folder, episode)
    _refuse_others(folder, said, episode)
    raw = _bytes(folder / BANDS)
    if hashlib.sha256(raw).hexdigest() != _text(said, "manifest", "outputs", BANDS):
        raise _changed(folder / BANDS, "it is not as it was saved")
    lines = _lines(folder / BANDS, raw, episode.calendar)
    lacking = [", ".join(name) for name in (INSIDE, EVACUATED, GROUND) if name not in lines]
    if lacking:
        raise _changed(folder / BANDS, f"it has nothing of {lacking[0]}")
    varied = said.get("varied")
    varied = varied if isinstance(varied, dict) else {}
    return Spread(
        account=episode.account,
        runs=_runs(folder, said),
        drawn=tuple(kind for kind in KINDS if varied.get(kind)),
        lines=lines,
    )


def _summary(folder: Path, episode: Episode) -> dict[str, Any]:
    path, again = folder / SUMMARY, f"sim ensemble {episode.scenario} --account {episode.account}"
    if (folder / STATE).is_file():
        raise SimError(f"the ensemble in {folder} is not finished", hint=f"go on with: {again} --resume")
    if not path.is_file():
        whose = f"{episode.scenario} by account {episode.account}"
        raise SimError(
            f"no ensemble of {whose} in {folder}", hint=f"make one with: {again}; or name its folder"
        )
    try:
        said = json.loads(_bytes(path))
    except (ValueError, RecursionError):
        raise _changed(path, "it is not JSON") from None
    if not isinstance(said, dict):
        raise _changed(path, "it is no summary")
    return said


def _refuse_others(folder: Path, said: dict[str, Any], episode: Episode) -> None:
    """Raise `SimError` for an ensemble of something else."""
    asked = {
        "scenario": ("scenario", episode.scenario),
        "account": ("account", episode.account),
    }
    for key, (what, wanted) in asked.items():
        if said.get(key) != wanted:
            raise SimError(
                f"the ensemble in {folder} is of {what} {str(said.get(key))[:60]}, not of {wanted}",
                hint="name another folder, or make one with sim ensemble",
            )
    if said.get("what_ifs") != []:
        raise SimError(
            f"the ensemble in {folder} holds a what-if", hint="bands are drawn of the documented replay only"
        )
    if said.get("inputs_sha256") != episode.inputs_hash:
        raise SimError(
            f"the ensemble in {folder} was made from other data than are read now",
            hint=f"make it anew with: sim ensemble {episode.scenario} --account {episode.account}",
        )


def _runs(folder: Path, said: dict[str, Any]) -> int:
    runs = said.get("runs")
    if type(runs) is not int or runs < 2:
        raise _changed(folder / SUMMARY, "it does not say how many replays there are")
    return runs


def _lines(path: Path, raw: bytes, calendar: Calendar) -> dict[Name, Any]:
    """(level, day) by name; what is not there on every day, as an empty place, is left out."""
    dates = {date.isoformat(): day for day, date in enumerate(calendar.dates())}
    found: dict[Name, list[tuple[int, list[float]]]] = defaultdict(list)
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8", "replace"), newline=""))
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise _changed(path, f"it has not the columns {', '.join(COLUMNS)}")
    for row in rows:
        values = [_number(path, row[name]) for name in COLUMNS[4:]]
        if row["date"] not in dates:
            raise _changed(path, f"'{str(row['date'])[:20]}' is not a day of the replay")
        found[row["place"], row["group"], row["unit"]].append((dates[row["date"]], values))
    return {
        name: np.array([values for _, values in days]).T
        for name, days in found.items()
        if [day for day, _ in days] == list(range(calendar.days))
    }


def _number(path: Path, text: Any) -> float:
    try:
        value = float(text)
    except (TypeError, ValueError):
        value = float("nan")
    if not isfinite(value):
        raise _changed(path, f"'{str(text)[:20]}' is not a number")
    return value


def _text(said: Any, *keys: str) -> str:
    for key in keys:
        said = said.get(key) if isinstance(said, dict) else None
    return str(said)


def _bytes(path: Path) -> bytes:
    """A plain file of no more than `MOST` bytes."""
    if not path.is_file():
        raise _changed(path, "it is missing")
    try:
        with path.open("rb") as file:
            raw = file.read(MOST + 1)
    except OSError as error:
        raise SimError(f"cannot read {path}: {error.strerror}", hint="check its rights") from None
    if len(raw) > MOST:
        raise _changed(path, f"it has more than {MOST:,} bytes")
    return raw


def _changed(path: Path, why: str) -> SimError:
    return SimError(f"{path} is no file of an ensemble: {why}", hint="make it anew with sim ensemble")
