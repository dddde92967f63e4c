"""``sim lesson SCENARIO``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sim.cli.options import add_out, add_output, add_scenario, done, folder_for, load_asked, print_json, tell
from sim.errors import SimError

if TYPE_CHECKING:
    from sim.lessons.bundle import Bundle


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument("--lang", metavar="en|ar", default="en", help="language of film, page and maps")
    parser.add_argument("--grade", choices=("middle", "high"), help="one level of reading (default: both)")
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="size of paper")
    parser.add_argument("--only", metavar="A,B", help="some files only, such as slides,key")
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Make the folder of a lesson."""
    from sim.lessons.kit import chosen
    from sim.lessons.pack import save_pack

    only = chosen(given.only)
    _refuse_what_ifs(given)
    bundle = bundle_asked(given)
    folder = folder_for(given, bundle.replay) / "lesson"
    paths = save_pack(bundle, folder, only=only, tell=lambda text: tell(given, text))
    done()
    if given.json:
        print_json({"folder": str(folder), "data": bundle.data_hash, "files": [str(path) for path in paths]})
    elif not given.quiet:
        print(f"{len(paths)} files in {folder}/; begin with {folder / 'README.html'}")
    return 0


def _refuse_what_ifs(given: argparse.Namespace) -> None:
    if given.what_if:
        raise SimError(
            "a lesson has no what-ifs: students look at what is documented",
            hint="leave --what-if out; sim replay and sim play take it",
        )


def bundle_asked(given: argparse.Namespace) -> Bundle:
    """Every account's replay, the one asked for first, and the lesson beside the scenario."""
    import sim
    from sim.scene.phrases import phrases

    phrases(given.lang)
    tell(given, f"{given.scenario}: reading")
    return sim.bundle(
        load_asked(given),
        account=given.account,
        rng_seed=given.rng_seed,
        tell=lambda text: tell(given, f"{given.scenario}: {text}"),
        lang=given.lang,
        paper=given.paper,
        grade=given.grade,
    )
