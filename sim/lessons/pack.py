"""The folder of a lesson: every file made anew from one bundle, and put in place together."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from sim.errors import SimError
from sim.lessons.bundle import Bundle
from sim.lessons.facts import Facts
from sim.lessons.kit import FILES, Kit, kit_of
from sim.lessons.makers import MAKERS, lacking, media_for, save_readme
from sim.store import refusing, replacing_all, room_in, save_text

MANIFEST = "lesson.json"

Tell = Callable[[str], None] | None


def save_pack(
    bundle: Bundle, folder: Path, *, only: Sequence[str] = tuple(FILES), tell: Tell = None
) -> list[Path]:
    """Write the files named ``only`` into ``folder``; returns them.

    All are made before any takes its place, so that a folder never holds half a lesson.  Raises
    `SimError` when other files of the folder were made from other data or are made at the same time,
    when a library is missing, or when something cannot be written.
    """
    kit = kit_of(bundle)
    left = {name: why for name in only if (why := lacking(name, kit)) is not None}
    wanted = [name for name in only if name not in left]
    with refusing(f"into {folder}"), room_in(folder) as room:
        manifest = _manifest(folder)
        there = sorted({*_before(manifest, folder, bundle, only), *wanted}, key=list(FILES).index)
        staging = _made(kit, wanted, room, tell)
        save_readme(kit, there, left, staging, folder)
        save_text(staging / "facts.csv", facts_csv(kit.facts))

        def ensure() -> None:
            if set(only) != set(FILES) and _manifest(folder) != manifest:
                raise SimError(f"another lesson came into {folder} meanwhile", hint="run the command again")

        return _put_in_place(staging, folder, bundle, there, ensure)


def _made(kit: Kit, wanted: Sequence[str], room: Path, tell: Tell) -> Path:
    """A folder in ``room`` with all files that are wanted."""
    staging, parts = room / "made", room / "parts"
    staging.mkdir()
    parts.mkdir()
    media = media_for(kit, wanted, parts, tell)
    for number, name in enumerate(wanted, start=1):
        if tell is not None:
            tell(f"lesson: {name}; {number} of {len(wanted)}")
        MAKERS[name](kit, media, staging)
    return staging


def _manifest(folder: Path) -> bytes | None:
    """The manifest that lies in a folder, if one does."""
    path = folder / MANIFEST
    return path.read_bytes() if path.exists() else None


def _before(manifest: bytes | None, folder: Path, bundle: Bundle, only: Sequence[str]) -> list[str]:
    """Parts that stay in the folder beside those made now.  Raises `SimError` if their data are others."""
    if set(only) == set(FILES) or manifest is None:
        return []
    try:
        said = json.loads(manifest)
        data, parts = said["data"], [name for name in said["parts"] if name in FILES and name not in only]
    except (ValueError, KeyError, TypeError) as error:
        raise SimError(
            f"{folder / MANIFEST} cannot be read", hint="make the whole lesson anew, without --only"
        ) from error
    if data != bundle.data_hash and parts:
        raise SimError(
            f"the files in {folder} were made from other data ({str(data)[:12]}) than {bundle.seal}",
            hint="key and sheets must agree: make the whole lesson anew, without --only",
        )
    return parts


def _put_in_place(
    staging: Path, folder: Path, bundle: Bundle, parts: Sequence[str], ensure: Callable[[], None]
) -> list[Path]:
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
    with replacing_all(finals, ensure=ensure) as temporaries:
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
