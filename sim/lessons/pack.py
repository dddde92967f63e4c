"""The folder of a lesson: every file made anew from one bundle, and put in place together."""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from sim.errors import SimError
from sim.lessons.bundle import Bundle
from sim.lessons.facts import Facts
from sim.lessons.kit import FILES, kit_of
from sim.lessons.makers import MAKERS, lacking, media_for, save_readme
from sim.store import replacing_all, save_text

MANIFEST = "lesson.json"

Tell = Callable[[str], None] | None


def save_pack(
    bundle: Bundle, folder: Path, *, only: Sequence[str] = tuple(FILES), tell: Tell = None
) -> list[Path]:
    """Write the files named ``only`` into ``folder``; returns them.

    All are made before any takes its place, so that a folder never holds half a lesson.  Raises
    `SimError` when other files of the folder were made from other data, when a library is missing,
    or when something cannot be written.
    """
    before = _before(folder, bundle, only)
    kit = kit_of(bundle)
    left = {name: why for name in only if (why := lacking(name, kit)) is not None}
    wanted = [name for name in only if name not in left]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".lesson-", dir=folder) as scratch:
        staging, parts = Path(scratch) / "made", Path(scratch) / "parts"
        staging.mkdir()
        parts.mkdir()
        media = media_for(kit, wanted, parts, tell)
        for number, name in enumerate(wanted, start=1):
            if tell is not None:
                tell(f"lesson: {name}; {number} of {len(wanted)}")
            MAKERS[name](kit, media, staging)
        there = sorted({*before, *wanted}, key=list(FILES).index)
        save_readme(kit, there, left, staging, folder)
        save_text(staging / "facts.csv", facts_csv(kit.facts))
        return _put_in_place(staging, folder, bundle, there)


def _before(folder: Path, bundle: Bundle, only: Sequence[str]) -> list[str]:
    """Parts that stay in the folder beside those made now.  Raises `SimError` if their data are others."""
    path = folder / MANIFEST
    if set(only) == set(FILES) or not path.exists():
        return []
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        data, parts = said["data"], [name for name in said["parts"] if name in FILES and name not in only]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SimError(f"{path} cannot be read", hint="make the whole lesson anew, without --only") from error
    if data != bundle.data_hash and parts:
        raise SimError(
            f"the files in {folder} were made from other data ({str(data)[:12]}) than {bundle.seal}",
            hint="key and sheets must agree: make the whole lesson anew, without --only",
        )
    return parts


def _put_in_place(staging: Path, folder: Path, bundle: Bundle, parts: Sequence[str]) -> list[Path]:
    """Move what was made to where it belongs, the manifest last."""
    made = sorted(path for path in staging.rglob("*") if path.is_file())
    said: dict[str, Any] = {
        "scenario": bundle.episode.scenario,
        "account": bundle.episode.account,
        "data": bundle.data_hash,
        "paper": bundle.paper,
        "lang": bundle.lang,
        "grades": list(bundle.grades),
        "parts": list(parts),
        "files": {path.relative_to(staging).as_posix(): _sha256(path) for path in made},
    }
    save_text(staging / MANIFEST, json.dumps(said, indent=2, ensure_ascii=False) + "\n")
    names = [*(path.relative_to(staging) for path in made), Path(MANIFEST)]
    finals = [folder / name for name in names]
    with replacing_all(finals) as temporaries:
        for name, temporary in zip(names, temporaries, strict=True):
            (staging / name).replace(temporary)
    return finals


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def facts_csv(facts: Facts) -> str:
    """Every number, date and name that was brought into a text, and where it comes from."""
    found = StringIO()
    rows = csv.writer(found, lineterminator="\n")
    rows.writerow(("token", "text", "basis"))
    rows.writerows(
        (fact.token, fact.text, fact.basis) for fact in sorted(facts.used.values(), key=lambda f: f.token)
    )
    return found.getvalue()
