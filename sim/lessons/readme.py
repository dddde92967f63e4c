"""``README.html``: what is in the folder, which file for which minute, and what is not there and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.lessons.doc import Block, Box, Doc, Grid, Heading, Para
from sim.lessons.kit import FILES, Kit, listing
from sim.lessons.plan import ORDINALS

ABOUT: dict[str, tuple[str, str]] = {
    "plan": ("Both periods, minute by minute; the other task; what not to do", "You, before"),
    "slides": ("Slides with notes, film and pictures in them; tables and charts can be edited", "Class"),
    "handout": ("One page, for a class without a projector", "Class"),
    "cards": ("Source cards: who says what on the same days", "Pairs"),
    "organiser": ("A row for each card, then pairs of claims: can both be true?", "Pairs"),
    "map-sheet": ("Small maps of chosen days, and a blank one to colour", "Each student"),
    "cut-and-order": ("Strips to cut out and put in order", "Pairs"),
    "other-task": ("The same skills and the same worth, without war", "Anyone who wishes"),
    "key": ("Every answer with its claims, and why others are reasonable", "You alone"),
    "quiz": (
        "Items with reasons, to print or for a learning platform (QTI)",
        "Each student; the answers are yours",
    ),
    "page": (
        "The replay to explore, offline, in any browser; for a learning platform as SCORM",
        "Class, pairs",
    ),
    "film": (
        "The replay to watch, without sound: captions stand in the picture and beside it (.vtt); a short GIF",
        "Class",
    ),
    "notebook": (
        "Test a claim with the tables in the folder data (Python with pandas)",
        "Those who like to count",
    ),
    "glossary": ("Words used here; who uses which, and why ours", "You and class"),
}


def readme(kit: Kit, made: Sequence[str], left: Mapping[str, str]) -> Doc:
    """The folder's first page; ``made`` names what is there, ``left`` says why something is not."""
    rows = tuple((FILES[name], *ABOUT[name], _when(kit, name)) for name in FILES if name in made)
    gone = tuple(f"**{FILES[name].split(', ')[0]}** is not here: {why}" for name, why in left.items())
    seal, full = kit.facts.keep("seal", kit.bundle.seal, "hash of the data"), kit.bundle.data_hash
    blocks: list[Block | None] = [
        Para(kit.question, "lead"),
        Box("Content note", tuple(Para(text) for text in kit.course.content_note)),
        Heading("What is here, and when it is used"),
        Grid(("File", "What it is", "For whom", "When"), rows, (0.25, 0.37, 0.16, 0.22)),
        Heading("What is not here") if gone else None,
        listing(gone),
        Heading("Before the lesson"),
        listing(kit.course.before, "tick"),
        Heading("Where every number comes from"),
        Para(
            "facts.csv lists every number in these files with the claim, the replay or the assumption "
            "behind it. What the replay worked out is called modelled wherever it stands."
        ),
        Para(f"Data {seal}; in full: {kit.facts.keep('hash', full, 'hash of the data')}.", "small"),
        Para(
            f"Licence of all texts, pictures and tables: {kit.licence}. Papers are in English because the "
            "record is; film, page and maps speak the language that was asked for.",
            "small",
        ),
    ]
    return kit.doc("README", "Lesson folder", blocks, subtitle=kit.title)


def _when(kit: Kit, name: str) -> str:
    """The minutes of the plan that use a file."""
    found = []
    for ordinal, period in zip(ORDINALS, kit.course.periods, strict=False):
        start = 0
        for stage in period.stages:
            end = start + int(kit.minutes(stage.minutes))
            if name in stage.uses:
                span = kit.facts.keep(
                    f"minutes {start} to {end}", f"{start}–{end}", "teaching:sums of minutes"
                )
                found.append(f"{ordinal} period, minutes {span}")
            start = end
    return "; ".join(found) or ("Before" if name in ("plan", "key", "glossary") else "As you like")


def linked(html: str, folders: Sequence[Path]) -> str:
    """File names in the page as links, where the files are in one of ``folders``."""
    names = sorted({name for files in FILES.values() for name in files.split(", ")}, key=len, reverse=True)
    there = [name for name in names if any((folder / name).exists() for folder in folders)] + ["facts.csv"]
    pattern = re.compile("|".join(rf"(?<![\w./-]){re.escape(name)}" for name in there))
    return pattern.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', html)
