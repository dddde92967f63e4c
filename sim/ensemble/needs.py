"""Libraries that only an ensemble needs, asked for when one is made."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sim.errors import SimError


def needed(name: str) -> Any:
    """The module ``name`` of one of them.  Raises `SimError` where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        what, extra = "an ensemble needs scipy and pyarrow", "ensemble"
        if name.startswith("distributed"):
            what, extra = "a cluster needs Dask's library distributed", "cluster"
        raise SimError(what, hint=f"pip install 'sim[{extra}]'") from error
