"""Plain rows that the page shows beside the tables of the data package: scores, and documents."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from sim.checks.report import Report

DOCUMENT = ("id", "title", "publisher", "author", "published", "dating", "leaning")
"""What is told of a document."""


def score_rows(report: Report) -> list[list[Any]]:
    """Name, answered, within range, median relative error (None where there is none)."""
    return [
        [s.name, s.answered, s.within, round(s.median_error, 4) if isfinite(s.median_error) else None]
        for s in report.scores
    ]


def document_rows(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: row[key] for key in DOCUMENT} for row in documents]
