"""Libraries that only a lesson needs, asked for when one is made."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from sim.errors import SimError


def needed(name: str) -> ModuleType:
    """The module ``name`` of one of them.  Raises `SimError` where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise SimError(
            "the lesson needs typst, python-docx and python-pptx",
            hint="pip install 'sim[lesson]'",
        ) from error
