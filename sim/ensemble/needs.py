"""Libraries that only an ensemble needs, asked for when one is made."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sim.errors import SimError


def needed(name: str) -> Any:
    """The module ``name`` of one of them.  Raises `SimError` where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise _lacking(name) from error


def ask_for(*libraries: str) -> None:
    """Raise `SimError` where one of them is not installed; none is loaded."""
    for name in libraries:
        if find_spec(name) is None:
            raise _lacking(name)


def _lacking(name: str) -> SimError:
    what, extra = "an ensemble needs scipy and pyarrow", "ensemble"
    if name.startswith("distributed"):
        what, extra = "a cluster needs Dask's library distributed", "cluster"
    return SimError(what, hint=f"pip install 'sim[{extra}]'")
