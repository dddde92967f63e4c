"""An empty deck in this project's type, colours and layouts, made from the template of python-pptx."""

from __future__ import annotations

import re
from typing import Any

from sim.lessons.needs import needed
from sim.lessons.slide_layouts import LAYOUTS, NAMESPACES, TALL, WIDE, layout_xml
from sim.scene.palette import (
    BACKGROUND,
    DOCUMENTED_EDGE,
    FAINT_INK,
    INK,
    LAND,
    OLD_CITY,
    ROUTE,
    RULE,
    WATER,
    WATER_INK,
)

FONT, PANOSE = "IBM Plex Sans", "020B0503050203000203"
"""The typeface, and its description by which a program finds another where it is not installed."""

COLOURS = {
    "dk1": INK, "lt1": BACKGROUND, "dk2": FAINT_INK, "lt2": LAND,
    "accent1": ROUTE, "accent2": OLD_CITY, "accent3": WATER_INK, "accent4": DOCUMENTED_EDGE,
    "accent5": WATER, "accent6": RULE, "hlink": ROUTE, "folHlink": OLD_CITY,
}  # fmt: skip
"""The theme's colours; no party's colour is among them, so that no speaker is drawn in one."""

_THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
_THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"


def empty_deck() -> Any:
    """A presentation without slides."""
    deck: Any = needed("pptx").Presentation()
    deck.slide_width, deck.slide_height = WIDE, TALL
    _theme(deck.slide_master.part.part_related_by(_THEME))
    _master(deck.slide_master)
    _layouts(deck)
    _without_thumbnail(deck.part.package)
    return deck


def _theme(part: Any) -> None:
    """Typeface and colours into the theme's file."""
    text = part.blob.decode("utf-8")
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>' for name, colour in COLOURS.items()
    )
    face = f'<a:latin typeface="{FONT}" panose="{PANOSE}"/>'
    text = text.replace('name="Office Theme"', 'name="Replay"')
    text = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>", f'<a:clrScheme name="Replay">{colours}</a:clrScheme>', text
    )
    text = re.sub(r'<a:fontScheme name="[^"]*"', '<a:fontScheme name="Replay"', text)
    part._blob = re.sub(r'<a:latin typeface="Calibri"/>', face, text).encode("utf-8")


def _master(master: Any) -> None:
    """Titles to the left and bold, text without bullets, boxes of the wide page."""
    boxes = {0: (0.9, 0.9, 11.5, 0.9), 1: (0.9, 2.35, 10.9, 4.3)}
    for shape in list(master.placeholders):
        kind = shape.placeholder_format.idx
        if shape.placeholder_format.type.name in ("DATE", "FOOTER", "SLIDE_NUMBER"):
            shape._element.getparent().remove(shape._element)
        else:
            shape.left, shape.top, shape.width, shape.height = (round(914400 * n) for n in boxes[kind])
    styles = master._element.find(f"{{{_P}}}txStyles")
    for level in styles.iter(f"{{{_A}}}lvl1pPr"):
        level.set("algn", "l")
    _replaced(styles, "titleStyle", _TITLE_STYLE)


def _layouts(deck: Any) -> None:
    """The template's layouts get our content; those that are too many go."""
    parse = needed("pptx.oxml").parse_xml
    theirs = list(deck.slide_layouts)
    for layout, ours in zip(theirs, LAYOUTS, strict=False):
        made, element = parse(layout_xml(ours)), layout._element
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        element.attrib.update(made.attrib)
        element.extend(list(made))
    for layout in theirs[len(LAYOUTS) :]:
        deck.slide_layouts.remove(layout)


def _without_thumbnail(package: Any) -> None:
    """The template's own little picture shows another deck."""
    for key, relation in list(package._rels.items()):
        if relation.reltype == _THUMBNAIL:
            package.drop_rel(key)


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"

_TITLE_STYLE = (
    f'<p:titleStyle {NAMESPACES}><a:lvl1pPr algn="l" defTabSz="457200" rtl="0" eaLnBrk="1" latinLnBrk="0" '
    'hangingPunct="1"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef>'
    '<a:buNone/><a:defRPr sz="3400" b="1" kern="1200"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
    '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr>'
    "</a:lvl1pPr></p:titleStyle>"
)


def _replaced(parent: Any, name: str, xml: str) -> None:
    old = parent.find(f"{{{_P}}}{name}")
    parent.replace(old, needed("pptx.oxml").parse_xml(xml))
