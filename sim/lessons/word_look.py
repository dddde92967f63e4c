"""Styles, lists and typefaces of papers for Word."""

from __future__ import annotations

from collections.abc import Sequence

from sim.lessons.doc import Doc
from sim.lessons.measures import from_right
from sim.scene.palette import CITY, FAINT_INK, INK, LAND, RULE

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

FACE, ARABIC_FACE, FALLBACK = "IBM Plex Sans", "IBM Plex Sans Arabic", "Arial"

LISTS = {
    "bullet": ("List Bullet", "bullet", "•", FACE),
    "number": ("List Number", "decimal", "%1.", FACE),
    "letter": ("List Letter", "upperLetter", "%1.", FACE),
    "tick": ("List Tick", "bullet", "☐", "Segoe UI Symbol"),
}
"""For each style of a listing: its style here, how it counts, its sign, and whose sign that is."""

_CELL = (
    '<w:tblCellMar><w:top w:w="{y}" w:type="dxa"/><w:left w:w="{x}" w:type="dxa"/>'
    '<w:bottom w:w="{y}" w:type="dxa"/><w:right w:w="{x}" w:type="dxa"/></w:tblCellMar>'
)

_ALL = ("top", "left", "bottom", "right", "insideH", "insideV")


def styles(doc: Doc) -> str:
    """``styles.xml``."""
    return f"<w:styles {SPACE}>{_defaults(doc)}{_roots(doc)}{_paragraphs()}{_tables()}</w:styles>"


def numbering(counted: Sequence[str]) -> str:
    """``numbering.xml``: a number for each of `LISTS`, then one for each listing that counts from one."""
    kinds = list(LISTS)
    made = "".join(_counting(at, *look) for at, look in enumerate(LISTS.values()))
    for number, kind in enumerate([*kinds, *counted], start=1):
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        made += (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kinds.index(kind)}"/>'
            f"{again if number > len(kinds) else ''}</w:num>"
        )
    return f"<w:numbering {SPACE}>{made}</w:numbering>"


def typefaces() -> bytes:
    """``fontTable.xml``: what to show where the typeface is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{FALLBACK}"/><w:charset w:val="{charset}"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        for name, charset in ((FACE, "00"), (ARABIC_FACE, "B2"))
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:fonts {SPACE}>{fonts}</w:fonts>".encode()


def _counting(at: int, style: str, counts: str, sign: str, face: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{counts}"/>'
        f'<w:pStyle w:val="{style.replace(" ", "")}"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="start"/>'
        '<w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/></w:rPr>'
        "</w:lvl></w:abstractNum>"
    )


def _defaults(doc: Doc) -> str:
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}" w:cs="{ARABIC_FACE}"/>'
        f'<w:color w:val="{INK[1:]}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{doc.lang}" w:eastAsia="{doc.lang}" w:bidi="{doc.lang}"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )


def _roots(doc: Doc) -> str:
    """What the other styles rest on, and strong words."""
    bidi = "<w:bidi/>" if from_right(doc) else ""
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{bidi}{_spaced(0, 100, 259)}</w:pPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:qFormat/>'
        "<w:rPr><w:b/><w:bCs/></w:rPr></w:style>"
    )


def _paragraphs() -> str:
    ruled = f'<w:rFonts w:ascii="{FALLBACK}" w:hAnsi="{FALLBACK}" w:cs="{FALLBACK}"/>'
    gap = '<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/>'
    faint = f'<w:color w:val="{FAINT_INK[1:]}"/>'
    bar = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{INK[1:]}"/></w:pBdr>'
    thin = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="5" w:color="{RULE[1:]}"/></w:pBdr>'
    made = [
        _style("Title", "<w:keepNext/>" + _spaced(0, 80, 240), _bold(24), next_one="Normal"),
        _style("Subtitle", bar + _spaced(0, 280, 252), faint + _sized(12), next_one="Normal"),
        *(_heading(*look) for look in ((1, 15, 440), (2, 12.5, 340), (3, 11, 280))),
        _style("Lead", _spaced(0, 160, 259), _sized(13)),
        _style("Small", _spaced(0, 100, 252), faint + _sized(9)),
        _style("Caption", _spaced(80, 160, 252), _sized(10)),
        _style("Table Caption", "<w:keepNext/>" + _spaced(160, 100, 252), _bold(10), based="Caption"),
        *(_list_style(at, look[0]) for at, look in enumerate(LISTS.values(), start=1)),
        _style("Picture", _spaced(160, 80, 240)),
        _style("Box Title", "<w:keepNext/>" + _spaced(0, 0, 252), _bold(12.5)),
        _style("Table Text", _spaced(0, 0, 252), _sized(10)),
        _style("Table Head", _spaced(0, 0, 252), _bold(10), based="Table Text"),
        _style("Row Head", _spaced(0, 0, 252), _bold(10), based="Table Text"),
        _style("Write Line", _spaced(240, 0, 240), ruled + faint),
        _style("Table Gap", gap, _sized(4)),
        _style("Footer", thin + _spaced(0, 0, 240), faint + _sized(8.5)),
    ]
    return "".join(made)


def _heading(level: int, size: float, above: int) -> str:
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    pages = "<w:keepNext/><w:keepLines/>" + _spaced(above, 120, 252) + outline
    return _style(f"heading {level}", pages, _bold(size), next_one="Normal", name=f"Heading{level}")


def _list_style(number: int, title: str) -> str:
    counted = f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'
    return _style(title, counted + _spaced(0, 60, 252) + '<w:ind w:left="397" w:hanging="397"/>')


def _style(
    title: str, pages: str, letters: str = "", *, based: str = "Normal", next_one: str = "", name: str = ""
) -> str:
    """A paragraph style by its title; its id is the title without spaces, or ``name``."""
    following = f'<w:next w:val="{next_one}"/>' if next_one else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name or title.replace(" ", "")}"><w:name w:val="{title}"/>'
        f'<w:basedOn w:val="{based.replace(" ", "")}"/>{following}<w:qFormat/>'
        f"<w:pPr>{pages}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _spaced(before: int, after: int, line: int) -> str:
    """Twentieths of a point above and below, 240ths of a line."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _sized(points: float) -> str:
    return f'<w:sz w:val="{round(2 * points)}"/><w:szCs w:val="{round(2 * points)}"/>'


def _bold(points: float) -> str:
    return f"<w:b/><w:bCs/>{_sized(points)}"


def _tables() -> str:
    frame, row = _ALL[:4], ("top", "bottom", "insideH")
    ground, band = _shaded(LAND), _shaded(CITY)
    head_line = _borders(("bottom",), 8, INK, kind="tcBorders")
    bar = _borders(("left",), 24, INK)
    return "".join(
        [
            '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
            f"<w:tblPr>{_CELL.format(x=0, y=0)}</w:tblPr></w:style>",
            _table("Lesson Table", _lines_of_table(), 125, 85, head_line + ground),
            _table("Lesson Sheet", _borders(_ALL, 4, FAINT_INK), 125, 85, ground),
            _table("Lesson Strips", _borders(_ALL, 8, INK, line="dashed"), 125, 85, ground),
            _table("Lesson Card", _borders((*frame, "insideH"), 8, INK), 198, 125, band),
            _table("Lesson Note", _borders(frame, 4, FAINT_INK), 198, 100, ""),
            _table("Lesson Answer", bar, 198, 100, "", ground=ground),
            _table("Lesson Pictures", _borders(row, 0, INK, line="nil"), 80, 40, ""),
        ]
    )


def _lines_of_table() -> str:
    """Strong above and below, thin between rows."""
    strong, thin = INK[1:], RULE[1:]
    return (
        f'<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{strong}"/>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{strong}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{thin}"/></w:tblBorders>'
    )


def _borders(
    sides: Sequence[str], eighths: int, colour: str, *, line: str = "single", kind: str = "tblBorders"
) -> str:
    """Lines so many eighths of a point thick."""
    made = "".join(
        f'<w:{side} w:val="{line}" w:sz="{eighths}" w:space="0" w:color="{colour[1:]}"/>' for side in sides
    )
    return f"<w:{kind}>{made}</w:{kind}>"


def _shaded(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour[1:]}"/>'


def _table(title: str, borders: str, x: int, y: int, first_row: str, *, ground: str = "") -> str:
    """A table style; ``x`` and ``y`` are the room in a cell, in twentieths of a point."""
    first = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{first_row}</w:tcPr></w:tblStylePr>' * bool(first_row)
    return (
        f'<w:style w:type="table" w:styleId="{title.replace(" ", "")}"><w:name w:val="{title}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr>{borders}{_CELL.format(x=x, y=y)}</w:tblPr>'
        f"<w:tcPr>{ground}</w:tcPr>{first}</w:style>"
    )
