"""Write the data package: CSV tables, ``datapackage.json`` and ``summary.json``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from sim.checks.parting import Parting
from sim.checks.report import Report, check_replay
from sim.exports import tables
from sim.exports.columns import COLUMNS, describe_package
from sim.exports.manifest import manifest
from sim.exports.summary import summarise
from sim.result.replay import Replay
from sim.store import save_texts

SUMMARY = "summary.json"

Tables = dict[str, list[dict[str, Any]]]


def tables_of(replay: Replay, report: Report | None = None) -> Tables:
    """Every table of the package as rows, by file stem."""
    report = report or check_replay(replay)
    return {
        "control": list(tables.control_rows(replay)),
        "people": list(tables.people_rows(replay)),
        "movements": list(tables.movement_rows(replay)),
        "convoys": list(tables.convoy_rows(replay)),
        "territory": list(tables.territory_rows(replay)),
        "incidents": list(tables.incident_rows(replay)),
        "checks": list(tables.check_rows(report)),
        "unchecked": list(tables.unchecked_rows(report)),
        "disagreements": list(tables.disagreement_rows(replay, report)),
        "provenance": list(tables.provenance_rows(replay)),
    }


def save_package(
    replay: Replay, folder: Path, *, report: Report | None = None, parting: Parting | None = None
) -> list[Path]:
    """Write the package of ``replay`` into ``folder``; an older package there is replaced as a whole.

    ``report`` is what `check_replay` says of the replay, where that is known already;
    ``parting`` how far it is from the scenario's own account.  Raises
    `SimError` when the folder cannot be written to.
    """
    return save_texts(folder, package_texts(replay, report=report, parting=parting))


def package_texts(
    replay: Replay, *, report: Report | None = None, parting: Parting | None = None
) -> dict[str, str]:
    """Every file of the package by name; the summary, with the manifest of the others, comes last."""
    report = report or check_replay(replay)
    texts = {f"{stem}.csv": as_csv(stem, rows) for stem, rows in tables_of(replay, report).items()}
    texts["datapackage.json"] = as_json(describe_package(replay, _tables_among(texts)))
    texts[SUMMARY] = as_json({**summarise(replay, report, parting), "manifest": manifest(replay, texts)})
    return texts


def _tables_among(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name.endswith(".csv")}


def as_csv(stem: str, rows: list[dict[str, Any]]) -> str:
    """RFC 4180 with line feeds; columns in the documented order."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(COLUMNS[stem]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_json(data: Any) -> str:
    """Indented, keys as given, no NaN."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
