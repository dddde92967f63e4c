"""Versions that an ensemble's numbers depend on."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version

import sim

LIBRARIES = ("numpy", "simpy", "pydantic", "scipy", "pyarrow")


def versions(libraries: Sequence[str] = LIBRARIES) -> dict[str, str]:
    """Of the program, of Python, and of the libraries that the numbers pass through."""
    own = {"sim": sim.__version__, "python": platform.python_version()}
    return own | {name: version(name) for name in libraries}
