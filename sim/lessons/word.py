"""A paper as a Word file, to be changed by whoever teaches with it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from sim.lessons.archive import save_bytes, settled
from sim.lessons.doc import Doc
from sim.lessons.measures import FOOT, SIDE, TOP, page_size, text_width
from sim.lessons.needs import needed
from sim.lessons.runs import plain
from sim.lessons.word_body import Body, field, paragraph, spoken, twips
from sim.lessons.word_look import SPACE, numbering, styles, typefaces


def save_word(path: Path, doc: Doc) -> Path:
    """Write a paper as a Word file.

    Raises `SimError` for a picture that is not there or cannot be read, and where python-docx is not
    installed.
    """
    return save_bytes(path, word_of(doc))


def word_of(doc: Doc) -> bytes:
    """The bytes of `save_word`."""
    document: Any = needed("docx").Document()
    body = Body(doc, document.part)
    _fill(document.element.body, body.paper(), at=0)
    _fill(document.styles.element, styles(doc))
    _fill(document.part.numbering_part.element, numbering(body.counted))
    _page(document, doc)
    _named(document, doc)
    _tidied(document)
    found = BytesIO()
    document.save(found)
    return settled(found.getvalue())


def _fill(element: Any, xml: str, *, at: int | None = None) -> None:
    """Put what is in ``xml`` into an element: instead of all that it has, or before it."""
    children = list(needed("docx.oxml").parse_xml(xml))
    if at is None:
        element[:] = children
    else:
        element[at:at] = children


def _page(document: Any, doc: Doc) -> None:
    """Size and margins of the pages, and the foot of each."""
    mm = needed("docx.shared").Mm
    section = document.sections[0]
    section.page_width, section.page_height = map(mm, page_size(doc))
    section.orientation = needed("docx.enum.section").WD_ORIENT.LANDSCAPE if doc.landscape else None
    section.left_margin = section.right_margin = mm(SIDE)
    section.top_margin, section.bottom_margin, section.footer_distance = mm(TOP), mm(FOOT), mm(11)
    foot = section.footer
    foot.is_linked_to_previous = False
    right = twips(text_width(doc))
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs>'
    number = f"{spoken(f'{doc.page} ', doc)}{field('PAGE')}{spoken(' / ', doc)}{field('NUMPAGES')}"
    told = f"{spoken(plain(doc.foot), doc)}<w:r><w:tab/></w:r>{number}"
    _fill(foot.paragraphs[0]._p.getparent(), f"<w:ftr {SPACE}>{paragraph('Footer', told, tabs)}</w:ftr>")


def _named(document: Any, doc: Doc) -> None:
    """Title and language, and nobody's name."""
    about = document.core_properties
    about.title, about.subject, about.language = plain(doc.title), plain(doc.subtitle), doc.lang
    about.author = about.last_modified_by = about.comments = about.keywords = ""


def _tidied(document: Any) -> None:
    """Our typefaces for those of the empty file, its language and its ways, and no picture of it."""
    kinds = needed("docx.opc.constants").RELATIONSHIP_TYPE
    document.part.part_related_by(kinds.FONT_TABLE)._blob = typefaces()
    for own in [own for own, link in document.part.package.rels.items() if link.reltype == kinds.THUMBNAIL]:
        del document.part.package.rels[own]
    name = needed("docx.oxml.ns").qn
    ways = document.settings.element
    for way in ways.iter(name("w:compatSetting")):
        if way.get(name("w:name")) == "compatibilityMode":
            way.set(name("w:val"), "15")
    for lang in ways.iter(name("w:themeFontLang")):
        lang.set(name("w:val"), document.core_properties.language)
