"""Progress on a terminal: one line on stderr, drawn in place and taken away when the work is done."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress

WIDTH = 24
"""Cells of a full bar."""

ERASE = "\r\033[K"


class Line:
    """The line; a text that ends in ``12 of 38`` is drawn with a bar before it.

    Nothing is ever written when stderr is closed, is no terminal, or is one that cannot redraw a line.
    A terminal that is gone in the middle of the work stops nothing.
    """

    def __init__(self) -> None:
        self.is_drawn = False

    def tell(self, text: str) -> None:
        if _can_redraw():
            _write(f"{ERASE}{f'{bar(text)}{text}'[: _columns() - 1]}")
            self.is_drawn = True

    def clear(self) -> None:
        if self.is_drawn:
            _write(ERASE)
            self.is_drawn = False


def _write(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def bar(text: str) -> str:
    """``[######..................] `` for a text that ends in how much is done of how much."""
    counted = re.search(r"([0-9]+) of ([0-9]+)$", text)
    if counted is None or not int(counted[2]):
        return ""
    full = min(WIDTH, WIDTH * int(counted[1]) // int(counted[2]))
    return f"[{'#' * full}{'.' * (WIDTH - full)}] "


def _can_redraw() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _columns() -> int:
    """Columns of the terminal; a terminal that does not know has 80."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80


LINE = Line()
