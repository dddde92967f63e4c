"""Defects planted in the engine for one test: a piece of a function's text replaced by another."""

from __future__ import annotations
import __future__

import inspect
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest

from sim.verification.case import Case, Outcome, run


@dataclass(frozen=True)
class Defect:
    """In ``where`` (module of the engine, dot, function or class and method) ``old`` becomes ``new``."""

    where: str
    old: str
    new: str


Defects = dict[str, Sequence[Defect]]
"""By id of the case that each must make fail."""

UNCHECKED = Defect("world.World.deny", "raise LostPeople(", "repr(")
"""Without the engine's own count, so that the case itself has to notice."""


def plant(monkeypatch: pytest.MonkeyPatch, defect: Defect) -> None:
    """Put one defect in, everywhere in the engine where the function goes by its name."""
    room, *path = defect.where.split(".")
    module = import_module(f"sim.engine.{room}")
    owner: Any = module
    for name in path[:-1]:
        owner = getattr(owner, name)
    sound = getattr(owner, path[-1])
    text = textwrap.dedent(inspect.getsource(sound))
    assert text.count(defect.old) == 1, f"{defect.where} holds {defect.old!r} {text.count(defect.old)} times"
    spoilt: dict[str, Any] = {}
    code = compile(
        text.replace(defect.old, defect.new), defect.where, "exec", __future__.annotations.compiler_flag
    )
    exec(code, vars(module), spoilt)
    for holder in [owner] if owner is not module else _users(path[-1], sound):
        monkeypatch.setattr(holder, path[-1], spoilt[path[-1]])


def _users(name: str, sound: object) -> list[object]:
    engine = [module for key, module in sys.modules.items() if key.startswith("sim.engine.")]
    return [module for module in engine if getattr(module, name, None) is sound]


def run_spoilt(case: Case, defects: Sequence[Defect], monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """The outcome of a case with the defects in the engine."""
    for defect in defects:
        plant(monkeypatch, defect)
    return run(case)


def wrong(outcome: Outcome) -> str:
    """What does not hold, for the message of a test."""
    failing = [str(reading) for reading in outcome.readings if not reading.holds]
    return "\n".join([outcome.case.id, outcome.fault, *failing])
