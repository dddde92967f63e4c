"""Spoilt projects: each file of ``data/hostile`` changes the valley and is named by its outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "data" / "hostile"
CASES = sorted(FOLDER.glob("*.yaml"))


def read_case(path: Path) -> dict[str, Any]:
    """What is changed (``file`` with ``old`` and ``new``, ``edits``, ``whole``, ``bytes`` or ``crlf``).

    ``says``, ``line`` and ``key`` are what a refusal must say; ``door: map`` that it is
    `python -m sim.scenario.geometry` that refuses it, in two lines.
    """
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def spoil(project: Path, case: dict[str, Any]) -> None:
    """Change the project as the case says."""
    path = project / case["file"]
    if "whole" in case:
        path.write_bytes(case["whole"].encode())
    elif "bytes" in case:
        path.write_bytes(case["bytes"].encode("latin-1"))
    elif "crlf" in case:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    else:
        text = path.read_text(encoding="utf-8")
        for old, new in case.get("edits") or [(case["old"], case["new"])]:
            assert old in text, f"'{old}' does not stand in {case['file']}"
            text = text.replace(old, new, 1)
        path.write_bytes(text.encode())
