"""Words of the subject: what they mean here, who says which, and why ours."""

from __future__ import annotations

from sim.lessons.doc import Block, Doc, Grid, Heading, Para
from sim.lessons.kit import Kit


def glossary(kit: Kit) -> Doc:
    """Plain words first, then those that are contested."""
    plain = [word for word in kit.course.words if word.said_by is None]
    contested = [word for word in kit.course.words if word.said_by is not None]
    blocks: list[Block | None] = [
        Para("Words carry points of view. These are the ones used here, and why.", "lead"),
        Grid(("Word", "What it means here"), tuple((w.word, w.meaning) for w in plain), (0.25, 0.75))
        if plain
        else None,
    ]
    if contested:
        rows = tuple(
            (w.word, w.meaning, f"{w.said_by or ''} {_where(kit, w.claims)}".strip(), w.ours or "")
            for w in contested
        )
        heads = ("Word", "What it says", "Who uses it", "What we write, and why")
        blocks += [Heading("Contested words"), Grid(heads, rows, (0.14, 0.24, 0.34, 0.28))]
    return kit.doc("glossary", "Glossary", blocks, subtitle=kit.title)


def _where(kit: Kit, claims: tuple[str, ...]) -> str:
    return f"[{kit.at(claims)}]" if claims else ""
