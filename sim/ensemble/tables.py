"""Tables of analyses as CSV, and numbers in them as short as they can be said."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from math import isinf, isnan
from typing import Any

import numpy as np

from sim.episode.episode import Episode
from sim.episode.question import titled

Row = dict[str, Any]

DIGITS = 6
"""Figures of a number that count; no whole number loses any."""


def headed(episode: Episode) -> dict[str, Any]:
    """What stands first in the summary of an analysis: whose replays they are, and what was asked."""
    return {
        "scenario": episode.scenario,
        "title": titled(episode.title, episode.questions),
        "account": episode.account,
        "account_name": episode.account_name,
        "what_ifs": list(episode.what_ifs),
        "questions": [asdict(question) for question in episode.questions],
    }


def as_json(said: dict[str, Any]) -> str:
    """What an analysis says as JSON: indented, keys as given, no NaN."""
    return json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(rows: Sequence[Row], *, columns: Sequence[str] = ()) -> str:
    """RFC 4180 with line feeds; the columns are those given, or those of the first row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(columns or rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def plainly(value: float | None) -> str:
    """Six figures, no exponent; empty where nothing is known, ``INF`` where there is no bound."""
    if value is None or isnan(value):
        return ""
    if isinf(value):
        return "INF" if value > 0 else "-INF"
    if value == round(value):
        return f"{value:.0f}" if value else "0"
    return np.format_float_positional(value, precision=DIGITS, fractional=False, trim="-")
