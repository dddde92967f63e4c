"""``sim VERB``: find the verb, run it, turn errors into two lines and an exit status."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import sim
from sim.errors import SimError

VERBS = {
    "list": "scenarios, accounts and what-ifs that can be named",
    "replay": "replay a scenario, print a table by day, write a data package",
    "check": "hold the replay against the sourced figures",
    "render": "pictures and films of a replay",
    "why": "the claims and assumptions behind a place on a day, or a figure",
    "diff": "where the replays of two accounts part",
    "validate": "all faults of a scenario or a record at once",
    "verify": "the record against the documents' text",
    "schema": "JSON Schema of the files, for editors",
}


class Parser(argparse.ArgumentParser):
    """argparse with errors in the program's two lines."""

    def error(self, message: str) -> NoReturn:
        raise SimError(message, hint=f"see `{self.prog} --help`")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (0, 1 a check failed, 2 a user's error, 130 Ctrl-C)."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        status = run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status
    except SimError as error:
        return _complain(error)
    except KeyboardInterrupt:
        print("interrupted: nothing half-written is left", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run(arguments: list[str]) -> int:
    """Parse and run; the verb's module is imported only here."""
    verb = next((word for word in arguments if not word.startswith("-")), None)
    parser = build_parser(verb if verb in VERBS else None)
    given = parser.parse_args(arguments)
    if given.verb is None:
        parser.print_help()
        return 0
    return int(given.run(given))


def build_parser(verb: str | None) -> Parser:
    """The parser; only the named verb gets its arguments."""
    parser = Parser(
        prog="sim",
        description="Replay documented crises day by day, from sourced claims to checked figures.",
        epilog="Exit status: 0 fine, 1 a check does not hold, 2 an error of yours, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"sim {sim.__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs", parser_class=Parser)
    for name, text in VERBS.items():
        sub = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name == verb:
            module = import_module(f"sim.cli.{name}_verb")
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    return parser


def _complain(error: SimError) -> int:
    print(f"error: {error}\nhint: {error.hint}", file=sys.stderr)
    return error.exit_code
