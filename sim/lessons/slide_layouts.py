"""The slides' layouts: which placeholders each has, where they stand, how large their text is."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

INCH = 914400
WIDE, TALL = 40 * INCH // 3, 15 * INCH // 2
"""A page of 16 to 9, in the units of the file."""

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)

BODY, MAIN, SOURCE, SECOND, SECOND_LINE, SIGNS, FOOT, NUMBER = 1, 10, 11, 12, 13, 14, 20, 21
"""Indexes of placeholders; a title has 0.  ``MAIN`` is a slide's picture, film, table or chart."""


FIELD = "{7F2C2A54-6C5D-4E0B-9B57-5A3C1E0D9A10}"
"""The file format wants a name of this form for the field that is a slide's number."""


@dataclass(frozen=True)
class Spot:
    """A placeholder: its type, its box in inches from the top left, the size of its text in points."""

    kind: str
    idx: int
    name: str
    box: tuple[float, float, float, float]
    size: int
    colour: str = "tx1"
    anchor: str = "t"
    bold: bool = False
    align: str = "l"


@dataclass(frozen=True)
class SlideLayout:
    """``ground`` is the theme's colour behind everything; ``kind`` the file format's name for it."""

    name: str
    kind: str
    spots: tuple[Spot, ...]
    ground: str = "bg1"
    rule: tuple[float, float, float] | None = None


def _foot(colour: str = "tx2") -> tuple[Spot, ...]:
    return (
        Spot("ftr", FOOT, "Footer", (0.5, 7.02, 10.6, 0.32), 12, colour, "ctr"),
        Spot("sldNum", NUMBER, "Slide number", (11.5, 7.02, 1.33, 0.32), 12, colour, "ctr", align="r"),
    )


def _title(box: tuple[float, float, float, float] = (0.9, 0.9, 11.5, 0.9), size: int = 40) -> Spot:
    return Spot("title", 0, "Title", box, size, bold=True, anchor="b")


TIGHT = (0.5, 0.2, 12.33, 0.66)
"""A title above something that needs the page."""


def _shown(kind: str, name: str) -> tuple[Spot, ...]:
    """A picture of 16 to 9, as large as it goes; beside it what to look for, and whose it is."""
    return (
        _title(TIGHT, 28),
        Spot(kind, MAIN, name, (0.5, 0.98, 10.5, 5.90625), 18),
        Spot("body", BODY, "What to look for", (11.2, 0.98, 1.75, 3.7), 20),
        Spot("body", SOURCE, "Source", (11.2, 4.75, 1.75, 2.13), 14, "tx2", "b"),
        *_foot(),
    )


def _main(kind: str, name: str) -> tuple[Spot, ...]:
    """A table or a chart, a question to it, and how to read it."""
    return (
        _title(TIGHT, 32),
        Spot(kind, MAIN, name, (0.5, 1.05, 12.33, 4.7), 16),
        Spot("body", BODY, "Question", (0.5, 5.83, 12.33, 0.62), 24, bold=True, anchor="ctr"),
        Spot("body", SOURCE, "Source", (0.5, 6.48, 12.33, 0.42), 14, "tx2", "ctr"),
        *_foot(),
    )


LAYOUTS = (
    SlideLayout(
        "Opening", "title",
        (
            Spot("ctrTitle", 0, "Title", (0.9, 1.6, 11.5, 1.7), 40, anchor="b", bold=True),
            Spot("subTitle", BODY, "Subtitle", (0.9, 3.75, 10.6, 1.0), 26, "tx2"),
            Spot("body", SOURCE, "About this deck", (0.9, 5.2, 10.6, 0.9), 22),
            *_foot(),
        ), ground="bg2", rule=(0.9, 3.48, 2.4),
    ),
    SlideLayout(
        "Section", "secHead",
        (
            Spot("title", 0, "Title", (0.9, 1.3, 11.5, 2.0), 44, "bg1", "b", bold=True),
            Spot("body", BODY, "Question", (0.9, 3.75, 10.9, 2.2), 30, "bg1"),
            *_foot("bg1"),
        ), ground="accent1", rule=(0.9, 3.48, 2.4),
    ),
    SlideLayout(
        "Title and text", "tx",
        (_title(), Spot("body", BODY, "Text", (0.9, 2.35, 11.2, 4.4), 32), *_foot()), rule=(0.9, 1.98, 2.4),
    ),
    SlideLayout(
        "Title and list", "cust",
        (
            _title((0.9, 0.45, 11.5, 0.9)),
            Spot("body", BODY, "List", (0.9, 1.8, 11.5, 3.95), 26),
            Spot("body", SOURCE, "Question", (0.9, 5.85, 11.5, 0.9), 26, bold=True, anchor="ctr"),
            *_foot(),
        ), rule=(0.9, 1.5, 2.4),
    ),
    SlideLayout(
        "Title and signs", "cust",
        (
            _title((0.5, 0.75, 12.33, 0.9)),
            Spot("pic", SIGNS, "Signs", (0.5, 2.3, 12.33, 1.2), 18),
            Spot("body", BODY, "Question", (0.5, 3.9, 11.8, 2.8), 32),
            *_foot(),
        ), rule=(0.5, 1.8, 2.4),
    ),
    SlideLayout("Title and picture", "cust", _shown("pic", "Picture")),
    SlideLayout("Title and film", "cust", _shown("media", "Film")),
    SlideLayout("Title and table", "cust", _main("tbl", "Table")),
    SlideLayout("Title and chart", "cust", _main("chart", "Chart")),
    SlideLayout(
        "Two pictures", "cust",
        (
            _title(TIGHT, 28),
            Spot("body", SOURCE, "First day", (0.5, 0.88, 6.05, 0.48), 20, bold=True, anchor="b"),
            Spot("pic", MAIN, "First picture", (0.5, 1.38, 6.05, 4.15), 18),
            Spot("body", SECOND_LINE, "Second day", (6.78, 0.88, 6.05, 0.48), 20, bold=True, anchor="b"),
            Spot("pic", SECOND, "Second picture", (6.78, 1.38, 6.05, 4.15), 18),
            Spot("pic", SIGNS, "Signs", (0.5, 5.6, 12.33, 0.74), 18),
            Spot("body", BODY, "Question", (0.5, 6.4, 12.33, 0.52), 22, bold=True, anchor="ctr"),
            *_foot(),
        ),
    ),
    SlideLayout(
        "Sources", "cust",
        (
            _title(TIGHT, 32),
            Spot("tbl", MAIN, "Table", (0.5, 1.1, 12.33, 3.4), 14),
            Spot("body", SOURCE, "Licence and map", (0.5, 5.05, 12.33, 1.85), 14, anchor="b"),
            *_foot(),
        ),
    ),
)  # fmt: skip


def layout_xml(layout: SlideLayout) -> str:
    """The whole layout as the file format writes it."""
    shapes = "".join(_spot(number, spot) for number, spot in enumerate(layout.spots, start=2))
    drawn = "" if layout.rule is None else _rule(len(layout.spots) + 2, layout)
    return (
        f'<p:sldLayout {NAMESPACES} type="{layout.kind}" preserve="1" userDrawn="1">'
        f"<p:cSld name={quoteattr(layout.name)}>{_ground(layout.ground)}{tree(drawn + shapes)}</p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def tree(shapes: str) -> str:
    """Shapes of a page, in reading order."""
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr>'
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
        f"</a:xfrm></p:grpSpPr>{shapes}</p:spTree>"
    )


def placed(box: tuple[float, float, float, float]) -> str:
    """A box in inches as the file format writes it."""
    x, y, wide, tall = (round(INCH * part) for part in box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{tall}"/></a:xfrm>'


def _ground(colour: str) -> str:
    fill = f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:effectLst/>'
    return f"<p:bg><p:bgPr>{fill}</p:bgPr></p:bg>"


def _rule(number: int, layout: SlideLayout) -> str:
    """A short thick line, of the layout alone: no slide has it as a shape to be read out."""
    x, y, wide = layout.rule or (0.0, 0.0, 0.0)
    colour = "bg1" if layout.ground == "accent1" else "accent1"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Rule"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{placed((x, y, wide, 0.06))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _spot(number: int, spot: Spot) -> str:
    kind = f'type="{spot.kind}"' + (f' idx="{spot.idx}"' if spot.idx else "")
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(spot.name)}/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{placed(spot.box)}</p:spPr><p:txBody><a:bodyPr lIns="0" rIns="0" anchor="{spot.anchor}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle>{_level(spot)}</a:lstStyle><a:p>{_sample(spot)}</a:p></p:txBody></p:sp>"
    )


def _level(spot: Spot) -> str:
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{spot.align}"><a:spcBef><a:spcPts val="1000"/></a:spcBef>'
        f'<a:buNone/><a:defRPr sz="{100 * spot.size}" b="{int(spot.bold)}"><a:solidFill>'
        f'<a:schemeClr val="{spot.colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    )


def _sample(spot: Spot) -> str:
    """What stands in an empty placeholder when a teacher edits the layout."""
    if spot.kind == "sldNum":
        return f'<a:fld id="{FIELD}" type="slidenum"><a:rPr lang="en-GB"/><a:t>#</a:t></a:fld>'
    return f'<a:r><a:rPr lang="en-GB"/><a:t>{spot.name}</a:t></a:r>'
