"""``sim VERB``: find the verb, run it, turn errors into two lines and an exit status."""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from threading import Timer
from typing import Any, NoReturn

import sim
from sim.cli.progress import LINE
from sim.errors import FaultsFound, SimError

VERBS = {
    "list": "scenarios, accounts and what-ifs that can be named",
    "replay": "replay a scenario, print a table by day, write a data package",
    "check": "hold the replay against the sourced figures",
    "render": "pictures and films of a replay",
    "play": "one offline page to look at a replay with",
    "lesson": "a folder for a teacher: plan, slides, cards, quiz, key, page and film",
    "why": "the claims and assumptions behind a place on a day, or a figure",
    "diff": "where the replays of two accounts part",
    "ensemble": "many replays with ranges drawn: how sure each figure is",
    "sensitivity": "which assumption matters: how far each number moves a figure",
    "calibrate": "fit assumptions to figures that drive, and score the fit on those held out",
    "validate": "all faults of a scenario or a record at once",
    "verify": "the record against the documents' text",
    "verify-model": "the engine against cases worked out by hand",
    "schema": "JSON Schema of the files, for editors",
}


atexit.register(gc.freeze)
"""What goes with the process need not be looked through for garbage first: that took a third of a second."""

MORE_MEMORY = "close other programs, or ask for fewer days or a smaller --size"


class Parser(argparse.ArgumentParser):
    """argparse with errors in the program's two lines, and options written out in full."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        raise SimError(message, hint=f"see `{self.prog} --help`")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (0, 1 a check failed, 2 a user's error, 130 Ctrl-C)."""
    _OWNER[:] = [os.getpid()]
    signal.signal(signal.SIGTERM, _end)
    sys.unraisablehook = _again
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    _INTERRUPTS.clear()
    try:
        _write_what_can_be_written()
        status = run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except SimError as error:
        return _complain(error)
    except KeyboardInterrupt:
        return _interrupted()
    except ImportError:
        if not _INTERRUPTS:
            raise
        return _interrupted()
    except MemoryError:
        return _complain(SimError("there is not enough memory", hint=MORE_MEMORY))
    except BrokenPipeError:
        return _drop_output(0)
    except OSError as error:
        return _drop_output(_complain(_of_the_system(error)))


_INTERRUPTS: list[int] = []
"""Ctrl-C so far: a compiled module tells one that falls into its import as an import that failed."""


_OWNER: list[int] = []
"""The process whose signals are answered here."""


def _end(*_: object) -> NoReturn:
    if os.getpid() not in _OWNER:
        os._exit(143)
    sys.exit(143)


def _interrupt(number: int, _: object) -> NoReturn:
    """A child that has only just been forked still has this handler; what it would unwind is its parent's."""
    if os.getpid() not in _OWNER:
        os._exit(130)
    _INTERRUPTS.append(number)
    raise KeyboardInterrupt


def _interrupted() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _say("interrupted: nothing half-written is left", 130)


def run(arguments: list[str]) -> int:
    """Parse and run; the verb's module is imported only here."""
    verb = next((word for word in arguments if not word.startswith("-")), None)
    if verb is not None and verb not in VERBS:
        raise SimError(f"no verb '{verb}'", hint=_meant(verb, VERBS, "sim"))
    parser, verbs = build_parser(verb)
    try:
        given, unknown = parser.parse_known_args(arguments)
    except SystemExit as done:  # --help and --version, after printing
        return int(done.code or 0)
    if unknown:
        raise _unknown(unknown[0], verbs.get(given.verb, parser))
    if given.verb is None:
        parser.print_help()
        return 0
    return int(given.run(given))


def build_parser(verb: str | None) -> tuple[Parser, dict[str, Parser]]:
    """The parser, and those of the verbs; only the named verb gets its arguments."""
    parser = Parser(
        prog="sim",
        description="Replay documented crises day by day, from sourced claims to checked figures.",
        epilog="Exit status: 0 fine, 1 a check does not hold, 2 an error of yours, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"sim {sim.__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs", parser_class=Parser)
    found: dict[str, Parser] = {}
    for name, text in VERBS.items():
        found[name] = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name == verb:
            module = import_module(f"sim.cli.{name.replace('-', '_')}_verb")
            module.add_arguments(found[name])
            found[name].set_defaults(run=module.run)
    return parser, found


def _unknown(word: str, parser: Parser) -> SimError:
    what = "option" if word.startswith("-") else "argument"
    options = re.findall(r"--[a-z][a-z-]*", parser.format_usage())
    return SimError(f"`{parser.prog}` has no {what} '{word}'", hint=_meant(word, options, parser.prog))


def _meant(word: str, known: Sequence[str] | dict[str, str], prog: str) -> str:
    name = word.partition("=")[0]
    if name in known:
        return "options are written behind the verb"
    near = get_close_matches(name, known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"see `{prog} --help`"


def _complain(error: SimError) -> int:
    text = str(error) if isinstance(error, FaultsFound) else _in_one_line(str(error))
    return _say(f"error: {text}\nhint: {_in_one_line(error.hint)}", error.exit_code)


def _in_one_line(text: str) -> str:
    """Line breaks and characters that steer a terminal are shown, not obeyed."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _of_the_system(error: OSError) -> SimError:
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    return SimError(what, hint="check the names given, the rights on them, and the space left")


def _again(lost: sys.UnraisableHookArgs) -> None:
    """A signal that fell into a moment in which Python lets errors go comes again a little later."""
    numbers = {KeyboardInterrupt: signal.SIGINT, SystemExit: signal.SIGTERM}
    number = numbers.get(lost.exc_type)
    if number is None:
        sys.__unraisablehook__(lost)
    else:
        Timer(0.1, os.kill, (os.getpid(), number)).start()


def _say(text: str, status: int) -> int:
    """Write to stderr where there is one; the status, for the caller to return."""
    with suppress(OSError):
        LINE.clear()
        if sys.stderr is not None:
            print(text, file=sys.stderr)
    return status


def _drop_output(status: int) -> int:
    """What stdout still holds cannot be written; without this Python would try again, and complain."""
    with suppress(OSError):
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _write_what_can_be_written() -> None:
    """On a terminal without a character show its code instead of failing."""
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
