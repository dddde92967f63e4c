"""Tables that a teacher can edit: heads, hairlines, large text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.lessons.needs import needed
from sim.lessons.slide_deck import Page, write
from sim.lessons.slide_layouts import INCH

HEADS, HEAD = 18, 0.46
"""Heads: largest type in points, height of their row in inches."""

SMALL = 14
"""Points of a cell's second line: who says the first, and where it stands."""

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The file format's table style without any lines or fills of its own."""

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def fill_table(
    page: Page,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    size: int = 16,
    tall: float = 0.5,
    alt: str,
) -> None:
    """A table with a row of heads; ``widths`` and ``tall`` (least height of a row) are in inches.

    What stands after a line's end in a text is set smaller.
    """
    frame = page.table(len(rows) + 1, len(heads), alt)
    table = frame.table
    table._tbl.tblPr.find(f"{{{_A}}}tableStyleId").text = NO_STYLE
    table.first_row, table.horz_banding = True, False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = round(INCH * wide)
    for number, (row, told) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
        row.height = round(INCH * (HEAD if number == 0 else tall))
        for cell, text in zip(row.cells, told, strict=True):
            _cell(cell, text, min(size, HEADS) if number == 0 else size, head=number == 0)
    frame.height = sum(row.height for row in table.rows)


def _cell(cell: Any, text: str, size: int, *, head: bool) -> None:
    points = needed("pptx.util").Pt
    write(cell.text_frame, text.split("\n"))
    cell.vertical_anchor = needed("pptx.enum.text").MSO_ANCHOR.MIDDLE
    cell.margin_left, cell.margin_right = 0, round(0.15 * INCH)
    for number, paragraph in enumerate(cell.text_frame.paragraphs):
        for run in paragraph.runs:
            run.font.size, run.font.bold = points(SMALL if number else size), head
            run.font.color.theme_color = needed("pptx.enum.dml").MSO_THEME_COLOR[_ink(number)]
    _line(cell, "accent1" if head else "accent6", 19050 if head else 9525)


def _ink(line: int) -> str:
    """Of a cell's first line, and of those after it."""
    return "TEXT_2" if line else "TEXT_1"


def _line(cell: Any, colour: str, thick: int) -> None:
    """Below a cell; the file format wants lines before fills, and there are no fills."""
    line = needed("pptx.oxml").parse_xml(
        f'<a:lnB xmlns:a="{_A}" w="{thick}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:lnB>'
    )
    cell._tc.get_or_add_tcPr().append(line)
