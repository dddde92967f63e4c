"""No loaded words in the program's own voice; quoted documents keep theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.yamlfile import load_yaml

ROOT = Path(__file__).parents[1]
LIST = load_yaml(ROOT / "tests" / "data" / "loaded-words.yaml")


def pattern(*parts: str) -> re.Pattern[str]:
    words = "|".join(row["words"] for part in parts for row in LIST[part])
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


LOADED, MATERIALS = pattern("everywhere"), pattern("everywhere", "materials")
ALLOWED = {
    r"\brebels\b(?=['\",\]:}-])": "the slug of a speaker or an account in YAML and code, which is an id",
    r"\bdocument-[0-9]{3}\b": "an id",
    r"^contested\.\S+: .*": "the page's glossary, which explains such words",
    r"https?://\S+": "an address cannot be reworded",
}
"""What may stand there all the same, and why; taken out of a line before it is looked at."""
TEXTS = sorted(
    [
        *(ROOT / "sim").rglob("*.py"),
        *(p for p in (ROOT / "scenarios").rglob("*.yaml") if p.name != "lesson.yaml"),
        *(p for p in (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CITATION.cff") if p.is_file()),
        *(ROOT / "sim").rglob("*.yaml"),
        *(ROOT / "sim").rglob("*.typ"),
        *(ROOT / "sim").rglob("*.html"),
        *(ROOT / "sim").rglob("*.js"),
    ]
)
"""Not GLOSSARY.md, which explains such words; nor seeds/, where tokens quote and leanings are named."""


def loaded(line: str, words: re.Pattern[str] = LOADED) -> list[str]:
    for let_through in ALLOWED:
        line = re.sub(let_through, "", line)
    return words.findall(line)


def test_every_word_on_the_list_has_a_reason_and_another_word() -> None:
    rows = [row for part in LIST.values() for row in part]
    assert all(set(row) == {"words", "because", "instead"} and all(row.values()) for row in rows)
    assert len({row["words"] for row in rows}) == len(rows)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_program_speaks_plainly(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = {f"{number}: {word}" for number, line in enumerate(lines, 1) for word in loaded(line)}
    assert not found, f"{path.relative_to(ROOT)}: use the party's plain name (see GLOSSARY.md)"


LESSONS = sorted([*(ROOT / "scenarios").rglob("lesson.yaml"), ROOT / "sim" / "lessons" / "default.yaml"])


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
def test_a_lesson_speaks_plainly_but_where_it_explains_a_word_or_a_caution(path: Path) -> None:
    said = {key: part for key, part in load_yaml(path).items() if key not in ("words", "avoid")}
    explained = [word for word in load_yaml(path)["words"] if "said_by" not in word]
    assert not [(text, word) for text in texts([said, explained]) for word in loaded(text, MATERIALS)]


def texts(part: Any) -> Iterator[str]:
    """Every text of plain data."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts(inner)


@pytest.mark.parametrize(
    "text",
    [
        "the regime's army",
        "Rebel defences",
        "was liberated",
        "Terrorist forces",
        "Jihadist group",
        "insurgents",
    ],
)
def test_loaded_words_are_seen(text: str) -> None:
    assert loaded(text)


@pytest.mark.parametrize(
    "text",
    ["said_by: [rebels, army]", "regiment", "opposition fighters", "a deliberate choice", "registered"],
)
def test_plain_words_are_let_through(text: str) -> None:
    assert not loaded(text)
