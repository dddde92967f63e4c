"""Modules and style sheets joined into one text, without comments and leading white space."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sim.errors import SimError

FIRST = ("unpack", "data", "texts", "clock")
"""Modules that stand first, in this order; the others follow by name."""

LAST = "main"

IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "\./[\w-]+\.mjs";$')
REEXPORT = re.compile(r'^export \{ [\w, ]+ \} from "\./[\w-]+\.mjs";$')
DECLARED = re.compile(r"^(?:async )?(?:function\*?|const|let|class) +([A-Za-z_$][\w$]*)", re.MULTILINE)


def joined_script(modules: Mapping[str, str]) -> str:
    """One module out of many, by name: without imports and exports.

    Raises `SimError` naming the module for a top-level name that stands twice, an import of what no
    module declares, or an import in another form than ``import { a, b } from "./x.mjs";``.
    """
    order = [*(n for n in FIRST if n in modules), *sorted(n for n in modules if n not in (*FIRST, LAST))]
    names: dict[str, str] = {}
    wanted: list[tuple[str, str]] = []
    parts = []
    for name in [*order, *([LAST] if LAST in modules else [])]:
        lines = [line for line in modules[name].splitlines() if REEXPORT.match(line) is None]
        wanted += [
            (name, asked) for line in lines if line.startswith("import") for asked in _imported(name, line)
        ]
        text = "\n".join(line.removeprefix("export ") for line in lines if not line.startswith("import"))
        for declared in DECLARED.findall(text):
            if names.setdefault(declared, name) != name:
                raise _wrong(f"'{declared}' stands at the top of both {names[declared]}.mjs and {name}.mjs")
        parts.append(bare_script(text))
    missing = [(name, asked) for name, asked in wanted if asked not in names]
    if missing:
        raise _wrong(f"{missing[0][0]}.mjs imports '{missing[0][1]}', which no module declares")
    return "".join(parts)


def declared_names(modules: Mapping[str, str]) -> set[str]:
    """What modules declare at their top."""
    lines = (line.removeprefix("export ") for text in modules.values() for line in text.splitlines())
    return {found[1] for line in lines if (found := DECLARED.match(line)) is not None}


def bare_script(text: str) -> str:
    """Without comments that fill whole lines, empty lines, and white space around lines."""
    kept, inside = [], False
    for line in (line.strip() for line in text.splitlines()):
        if inside or line.startswith("/*"):
            inside = not line.endswith("*/")
        elif line and not line.startswith("//"):
            kept.append(line + "\n")
    return "".join(kept)


def joined_style(text: str) -> str:
    """Without comments, empty lines, and white space around lines."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "".join(f"{line}\n" for line in (line.strip() for line in text.splitlines()) if line)


def _imported(module: str, line: str) -> list[str]:
    found = IMPORT.match(line)
    if found is None:
        raise _wrong(f"{module}.mjs imports in a form that cannot be joined: {line[:80]}")
    return [name.strip() for name in found[1].split(",") if name.strip()]


def _wrong(problem: str) -> SimError:
    return SimError(f"the page's modules do not fit together: {problem}", hint="mend sim/page/assets")
