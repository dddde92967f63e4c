"""Fuzz the readers: ``python tests/hostile/fuzz_loaders.py CORPUS -max_total_time=600``.

Needs atheris, in an environment of its own: it is no dependency of the project.  The first byte of an
input chooses the file that the rest stands for; whatever stands there, only faults with a line may come
of it.  CORPUS is a folder that grows; an input that breaks a reader is left in this folder as ``crash-…``
and belongs into ``tests/data/hostile``, as a case.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["sim"]):
    from sim.errors import FaultsFound
    from sim.lessons.lesson_file import LessonFile
    from sim.record.account import Accounts
    from sim.record.claim import ClaimFile
    from sim.record.document import Document
    from sim.record.speakers import Regions, Speakers
    from sim.record.wording import Wording
    from sim.scenario.figures import FigureFile
    from sim.scenario.gazetteer import MapFile, PlaceFile, TerritoryFile
    from sim.scenario.overlay import WhatIf
    from sim.scenario.schema import Control, Head, People
    from sim.yamlfile import load_model

SEEDS = {
    "accounts": Accounts, "000": ClaimFile, "document": Document, "speakers": Speakers, "regions": Regions,
    "wording": Wording, "scenario": Head, "places": PlaceFile, "territory": TerritoryFile, "map": MapFile,
    "control": Control, "people": People, "figures": FigureFile, "twice-the-buses": WhatIf,
    "lesson": LessonFile,
}  # fmt: skip
MODELS = list(SEEDS.values())
FOLDER = TemporaryDirectory()
GIVEN = Path(FOLDER.name) / "given.yaml"


def read(data: bytes) -> None:
    """One input: refused with lines, or a model; anything else that is raised breaks the reader."""
    if not data:
        return
    GIVEN.write_bytes(data[1:])
    try:
        load_model(GIVEN, MODELS[data[0] % len(MODELS)])
    except FaultsFound as error:
        faults = error.faults
    else:
        return
    assert faults
    assert all(fault.line >= 1 and str(fault).isprintable() for fault in faults)


def seed(corpus: Path) -> None:
    """Fill an empty corpus with the valley's files."""
    corpus.mkdir(parents=True, exist_ok=True)
    valley = Path(__file__).parents[1] / "data" / "valley"
    for path in sorted(valley.rglob("*.yaml")):
        stem = "document" if path.parent.name == "documents" else path.stem
        if stem in SEEDS:
            kind = list(SEEDS).index(stem)
            (corpus / f"{path.parent.name}-{path.name}").write_bytes(bytes([kind]) + path.read_bytes())


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit("error: no folder for the corpus\nhint: python tests/hostile/fuzz_loaders.py CORPUS")
    seed(Path(sys.argv[1]))
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()
