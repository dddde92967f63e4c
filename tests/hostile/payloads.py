"""The valley with payloads in every text that its readers let through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from doors import SCENARIO
from mutants import Plain

from sim.yamlfile import load_yaml

SHORT = (
    "</script><script>globalThis.harmed=1</script>",
    "<img src=x onerror=globalThis.harmed=1>",
    "[x](javascript:globalThis.harmed=1)",
    'x"><svg/onload=globalThis.harmed=1>',
    "From $5 to $9 in $\\frac{1$",
    '#read("/etc/passwd") #image("x")',
    "]]> <!--<script> {{payload}} ${1}",
    "' OR 1=1; =cmd|'/c calc'!A1",
    "\\input{/etc/passwd} `id` *b* _i_",
    "&lt;b&gt; &#x202e; &amp; %3Cscript%3E",
)
"""Each fits a name."""

LONG = " ".join(SHORT)
QUIET = 'x [x](javascript:harmed) $x$ #read("/etc/passwd") ]]> {{payload}} \'"& =cmd|calc `id` *b* _i_'
"""For lessons, in whose texts no digit stands and nothing in pointed brackets but tokens."""

NAMES = {"title", "enclave_name", "name"}
TEXTS = {
    "subtitle", "question", "content_note", "arabic", "also", "note", "because", "text", "who", "since",
    "where",
    "tokens", "reason", "credit", "settled", "schematic", "cells", "description", "publisher", "author",
    "dating",
    "leaning", "rights",
}  # fmt: skip

LESSON = {
    "numbers": {"first-part": {"value": 5, "because": LONG}},
    "second_question": QUIET,
    **{key: [QUIET] for key in ("content_note", "before", "differentiation")},
    **{key: [QUIET] for key in ("other_task", "other_task_answers")},
    "avoid": [{"what": QUIET, "why": QUIET}],
    "periods": [
        {
            "title": QUIET[:80], "question": QUIET, "aims": [QUIET], "standards": [QUIET], "closing": QUIET,
            "stages": [
                {
                    "minutes": "first-part", "title": QUIET[:80], "teacher": [QUIET], "students": [QUIET],
                    "uses": ["slides"],
                }
            ],
            "prompts": [{"ask": QUIET, "expect": [QUIET], "claims": ["000-p02-01"]}],
        }
    ] * 2,
    "cards": [
        {
            "title": QUIET[:80], "ask": QUIET,
            **{key: {"high": QUIET, "middle": QUIET} for key in ("who", "knows", "stake")},
            "says": [{"text": {"high": QUIET, "middle": QUIET}, "claims": ["000-p02-01"]}],
        }
    ],
    "pairs": [{"first": "000-p02-01", "second": "000-p02-03", "both": "no", "why": QUIET}],
    "order": [{"text": QUIET, "claim": "000-p03-01"}, {"text": QUIET, "claim": "000-p04-01"}],
    "map_tasks": [{"ask": QUIET, "expect": QUIET}],
    "notebook_tasks": [{"ask": QUIET, "expect": QUIET}],
    "quiz": [
        {
            "id": "one", "period": 1, "stem": QUIET, "claims": ["000-p02-01"],
            "answers": [{"text": f"{QUIET} {n}", "right": n == "a", "why": QUIET} for n in "abc"],
        }
    ],
    "words": [
        {"word": QUIET[:80], "meaning": QUIET, "said_by": QUIET, "ours": QUIET, "claims": ["000-p02-01"]}
    ],
}  # fmt: skip


def poison(project: Path) -> int:
    """Put payloads into every text of every file; how many there were."""
    count = 0
    for path in sorted(project.rglob("*.yaml")):
        data = load_yaml(path)
        count += sum(1 for _ in _poisoned(data, path.stem == "regions"))
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    lesson = yaml.dump(LESSON, Dumper=Plain, sort_keys=False, allow_unicode=True)
    (project / SCENARIO / "lesson.yaml").write_text(lesson, encoding="utf-8")
    return count


def _poisoned(data: Any, is_all: bool) -> Iterator[None]:
    """One None for each text that was replaced."""
    items = (
        list(data.items())
        if isinstance(data, dict)
        else list(enumerate(data))
        if isinstance(data, list)
        else []
    )
    for number, (key, value) in enumerate(items):
        if isinstance(value, str) and key in NAMES:
            data[key] = f"{value[:12]} {SHORT[(len(value) + number) % len(SHORT)]}"
            yield
        elif isinstance(value, str) and (key in TEXTS or is_all):
            data[key] = f"{value[:12]} {LONG}"[: 200 if key == "question" else 600]
            yield
        elif isinstance(value, list) and key in TEXTS:
            data[key] = [f"x {SHORT[n % len(SHORT)]}" for n in range(len(value))]
            yield
        else:
            yield from _poisoned(value, is_all and isinstance(value, dict))
