"""A notebook in which students hold claims against a replay, with its tables and pandas and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from sim.base import Model, Slug, Words
from sim.lessons.lesson_file import Task
from sim.yamlfile import load_model

CELLS = Path(__file__).with_name("notebook.yaml")

LEFT_OUT = "Left out: the folder `data` has no table {missing}."

ANSWER = "**Your answer** (double-click here and write):"

OWN_CODE = "# Your code"

Cell = dict[str, Any]


class Section(Model):
    """A question and the code that helps to answer it; ``tables`` are those that the code reads."""

    name: Slug
    title: Words
    tables: tuple[Slug, ...]
    ask: Words
    code: str


class Cells(Model):
    """``notebook.yaml``: what opens every notebook, and the sections after it."""

    opening: str
    sections: tuple[Section, ...]


def notebook_json(title: str, tasks: Sequence[Task], files: Sequence[str], seal: str) -> str:
    """The notebook as text, without outputs.

    ``files`` are the names of those in the folder ``data`` beside it; a section whose tables are not
    among them says so in its place.  What a good answer to a task has stays out: that is the teacher's.
    """
    there = {PurePosixPath(name).stem for name in files if name.endswith(".csv")}
    cells = [_told("title", _opening(title, seal)), _code("load", _usual().opening)]
    for section in _usual().sections:
        cells += _section(section, there)
    for number, task in enumerate(tasks, start=1):
        cells += _asked(f"task-{number}", f"## Task\n\n{_plain(task.ask)}", OWN_CODE)
    python = {"display_name": "Python", "language": "python", "name": "python3"}
    about = {"kernelspec": python, "language_info": {"name": "python"}, "seal": seal}
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


@cache
def _usual() -> Cells:
    return load_model(CELLS, Cells)


def _opening(title: str, seal: str) -> str:
    return (
        f"# Testing claims: {_plain(title)}\n\n"
        "Behind every number in these tables there are people. Behind every claim there is a speaker, who "
        "may know or not know, and may want to be believed.\n\n"
        "Run the cells from top to bottom. The tables lie in the folder `data` beside this notebook. "
        "To look at something else, change what stands behind a word in capital letters and run the cells "
        "again from there.\n\n"
        f"Data seal: {seal}"
    )


def _section(section: Section, there: set[str]) -> Iterator[Cell]:
    missing = ", ".join(f"`{name}.csv`" for name in section.tables if name not in there)
    if missing:
        yield _told(section.name, f"## {section.title}\n\n{LEFT_OUT.format(missing=missing)}")
    else:
        yield from _asked(section.name, f"## {section.title}\n\n{section.ask}", section.code)


def _asked(name: str, question: str, code: str) -> Iterator[Cell]:
    """A question, a cell of code, and room for an answer."""
    yield _told(name, question)
    yield _code(f"{name}-code", code)
    yield _told(f"{name}-answer", ANSWER)


def _plain(text: str) -> str:
    """``text`` with no markup of Markdown but strong words."""
    return re.sub(r"([\\`_<>#$\[\]|])", r"\\\1", text)


def _told(name: str, text: str) -> Cell:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _code(name: str, text: str) -> Cell:
    unrun: Cell = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "id": name, "metadata": {}, "source": _lines(text), **unrun}


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").splitlines(keepends=True)
