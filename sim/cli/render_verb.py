"""``sim render SCENARIO --for PRESET``."""

from __future__ import annotations

import argparse

from sim.cli.options import add_out, add_output, add_scenario, done, folder_for, play_asked, print_json, tell

PRESETS = ("frames", "web", "gif-slide")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument(
        "--for", dest="preset", metavar="PRESET", required=True, help=f"one of {', '.join(PRESETS)}"
    )
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Draw the replay for one use."""
    from sim.errors import SimError

    if given.preset not in PRESETS:
        raise SimError(f"no preset '{given.preset}'", hint=f"one of {', '.join(PRESETS)}")
    from sim.drawings.render import render

    replay = play_asked(given)
    paths = render(replay, given.preset, folder_for(given, replay), tell=lambda text: tell(given, text))
    done()
    if given.json:
        print_json({"preset": given.preset, "files": [str(path) for path in paths]})
    elif not given.quiet:
        print(
            "\n".join(str(path) for path in paths if path.suffix != ".png")
            or f"{len(paths)} pictures in {paths[0].parent}/"
        )
    return 0
