"""One page from replays: payload, modules and style joined into one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from sim.errors import SimError
from sim.page.coding import NUMBERS, TEXTS, armoured, as_bytes, compact_json, squeezed
from sim.page.joining import bare_script, declared_names, joined_script, joined_style
from sim.page.pack import packed
from sim.page.payload import Brought, Shown, Streams, payload
from sim.page.slimming import slimmed
from sim.page.tables import plain
from sim.page.words import note_texts, page_texts
from sim.result.replay import Replay
from sim.scene.phrases import LANGUAGES, phrases
from sim.store import save_text

ASSETS = Path(__file__).parent / "assets"

LIMIT = 150_000
"""Bytes of a page at most."""

STYLES = ("page.css", "stage.css")

ONLY_ASKED = "bands"
"""Module and style sheet that a page has only when it shows bands."""

NOSCRIPT = "note.noscript"

FIELD = re.compile(r"\{\{(\w+)\}\}")
UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
"""Letters that a script block may not hold, as JSON writes them otherwise."""


def page(replays: Sequence[Replay], brought: Brought, shown: Shown, *, limit: int | None = LIMIT) -> str:
    """The whole page.

    Raises `SimError` for a language without texts, and for a page of more bytes than ``limit``.
    """
    phrases(shown.lang)
    texts = page_texts(page_script(bands=brought.spread is not None))
    head, streams = packed(*payload(replays, brought, shown, texts))
    text = filled_page(head, streams, shown)
    size = len(text.encode())
    if limit is not None and size > limit:
        raise SimError(
            f"the page would have {size:,} bytes, more than {limit:,}",
            hint="shorten the texts of the scenario, or leave accounts out of it",
        )
    return text


def save_page(path: Path, replays: Sequence[Replay], brought: Brought, shown: Shown) -> Path:
    """Write `page` into a file; raises as it does."""
    save_text(path, page(replays, brought, shown))
    return path


def filled_page(head: Mapping[str, Any], streams: Streams, shown: Shown) -> str:
    """The frame of a page with everything in its place."""
    bands = "spread" in streams
    program, style, loader = page_program(bands=bands), page_style(bands=bands), page_loader()
    told, numbers = as_bytes(head, streams)
    parts = {
        "lang": shown.lang,
        "dir": "rtl" if phrases(shown.lang).rtl else "ltr",
        "title": escape(plain(head["title"])),
        "noscript": "".join(_without_script(head, lang) for lang in LANGUAGES),
        "csp": _policy([loader, program], [style]),
        "style": "",
        "meta": f'<script type="application/json" id="meta">{safe_json(_meta(head, shown))}</script>',
        "payload": _blocks([program.encode(), style.encode(), told], numbers),
        "script": f'<script type="module">{loader}</script>',
    }
    return FIELD.sub(lambda field: parts[field[1]], _asset("page.html"))


def page_script(*, bands: bool = False) -> str:
    """The page's own program, all modules as one; that of the ``bands`` where they are shown."""
    return joined_script(_modules(bands))


def page_program(*, bands: bool = False) -> str:
    """`page_script` as it travels."""
    return slimmed(page_script(bands=bands), declared_names(_modules(bands)))


def _modules(bands: bool) -> dict[str, str]:
    paths = (path for path in sorted(ASSETS.glob("*.mjs")) if bands or path.stem != ONLY_ASKED)
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def page_loader() -> str:
    """The one script that stands open in the page: it unpacks the rest."""
    return slimmed(bare_script(_asset("loader.js")), ())


def page_style(*, bands: bool = False) -> str:
    """The page's style sheets as one, the page's before those of its parts."""
    names = (*STYLES, f"{ONLY_ASKED}.css") if bands else STYLES
    return joined_style("\n".join(_asset(name) for name in names))


def _without_script(head: Mapping[str, Any], lang: str) -> str:
    """What a page says where no program may run: its title, the note of the scenario, and why."""
    own = f'<span lang="en" dir="ltr">{escape(plain(head["title"]))}. {escape(plain(head["note"]))}</span> '
    direction = "rtl" if phrases(lang).rtl else "ltr"
    said = f'<span lang="{lang}" dir="{direction}">{escape(phrases(lang)(NOSCRIPT))}</span> '
    return own + said if lang == LANGUAGES[0] else said


def safe_json(data: Any) -> str:
    """JSON that ends no script block and breaks no line."""
    return compact_json(data).translate(UNSAFE)


def _meta(head: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    """What the page needs before anything is unpacked."""
    said = {key: head[key] for key in ("scenario", "title", "subtitle", "question", "note")}
    directions = {lang: "rtl" if phrases(lang).rtl else "ltr" for lang in LANGUAGES}
    return {
        **plain(said),
        "lang": shown.lang,
        "languages": list(LANGUAGES),
        "direction": directions,
        "strings": note_texts(),
    }


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Nothing from anywhere but these texts, and pictures and sound that the page holds itself."""
    rules = [
        "default-src 'none'",
        f"script-src {' '.join(map(_hash, scripts))}",
        f"style-src {' '.join(map(_hash, styles))}",
        "img-src data: blob:",
        "media-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _blocks(texts: Sequence[bytes], numbers: bytes) -> str:
    """Program, style and head as one run of letters, numbers as another; the loader takes them apart."""
    packed = squeezed(b"".join(texts), TEXTS), squeezed(numbers, NUMBERS)
    return _block("texts", packed[0], texts) + _block("numbers", packed[1], [numbers])


def _block(name: str, data: bytes, parts: Sequence[bytes]) -> str:
    sizes = " ".join(str(len(part)) for part in parts)
    opened = f'<script type="application/octet-stream" id="{name}" data-sizes="{sizes}">'
    return f"{opened}{armoured(data)}</script>"


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
