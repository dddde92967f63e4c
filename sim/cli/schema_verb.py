"""``sim schema``."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.options import add_output, print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", help="only this one, e.g. control or claims")
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Print the JSON Schema of one kind of file, or of all."""
    from difflib import get_close_matches

    from sim.errors import SimError

    schemas = all_schemas()
    if given.file is None:
        print_json(schemas)
        return 0
    if given.file not in schemas:
        near = get_close_matches(given.file, schemas, n=1)
        raise SimError(
            f"no file '{given.file}'",
            hint=f"did you mean '{near[0]}'?" if near else f"one of {', '.join(schemas)}",
        )
    print_json(schemas[given.file])
    return 0


def all_schemas() -> dict[str, Any]:
    """JSON Schema by kind of file."""
    from pydantic import BaseModel

    from sim.record.account import Accounts
    from sim.record.claim import ClaimFile
    from sim.record.document import Document
    from sim.record.speakers import Regions, Speakers
    from sim.record.wording import Wording
    from sim.scenario.figures import FigureFile
    from sim.scenario.gazetteer import MapFile, PlaceFile, TerritoryFile
    from sim.scenario.schema import Control, Head, People
    from sim.scenario.what_if import WhatIf

    models: dict[str, type[BaseModel]] = {
        "documents": Document,
        "claims": ClaimFile,
        "accounts": Accounts,
        "speakers": Speakers,
        "regions": Regions,
        "wording": Wording,
        "scenario": Head,
        "places": PlaceFile,
        "territory": TerritoryFile,
        "map": MapFile,
        "control": Control,
        "people": People,
        "figures": FigureFile,
        "what-ifs": WhatIf,
    }
    return {name: model.model_json_schema() for name, model in models.items()}
