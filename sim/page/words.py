"""Texts of a page, of all languages: its own, and those that it shares with film and sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sim.scene.phrases import LANGUAGES, Text, all_texts

BEFORE = "note."
"""How the keys begin that are needed before anything is unpacked."""

ALWAYS = ("glossary.", "contested.")
"""How the keys begin that a page lists, whatever they are."""

WRITTEN = re.compile(r"""["'`]([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)["'`]""")
BEGUN = re.compile(r"`([a-z][a-z0-9-]*\.(?:[a-z0-9-]+\.)*[a-z0-9-]*)\$\{")
"""Keys as a program has them: whole, or the beginning before something is put in."""

Texts = dict[str, dict[str, Text]]


def page_texts(script: str) -> Texts:
    """By language and key, in the order of keys: those that a program asks for."""
    whole = set(WRITTEN.findall(script))
    begun = (*ALWAYS, *BEGUN.findall(script))
    wanted = sorted(key for key in all_texts() if key in whole or key.startswith(begun))
    return {lang: {key: _plain(all_texts()[key][lang]) for key in wanted} for lang in LANGUAGES}


def note_texts() -> Texts:
    """Those that stand before anything is unpacked."""
    keys = [key for key in sorted(all_texts()) if key.startswith(BEFORE)]
    return {lang: {key: _plain(all_texts()[key][lang]) for key in keys} for lang in LANGUAGES}


def _plain(text: Text) -> Text:
    return dict(text) if isinstance(text, Mapping) else text
