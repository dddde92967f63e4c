"""The quiz as a package that learning systems import: IMS QTI 1.2 inside an IMS content package.

It keeps to the profile of Common Cartridge 1.1, because Moodle imports QTI 1.2 in no other form and
Canvas, Blackboard and Brightspace take this one too.  Readers of QTI differ most in feedback: each answer
has one condition with its own, and what all see hangs on a condition that lets the others follow.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase

from sim.errors import SimError
from sim.lessons.archive import zipped
from sim.lessons.lesson_file import Item

PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
METADATA = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
QUESTIONS = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"

MANIFEST = "imsmanifest.xml"
QUIZ = "quiz.xml"

KIND = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"

QUIZ_FIELDS = {
    "cc_profile": "cc.exam.v0p1",
    "qmd_assessmenttype": "Examination",
    "qmd_scoretype": "Percentage",
    "qmd_feedbackpermitted": "Yes",
    "cc_maxattempts": "unlimited",
}
"""What the profile wants to know of a quiz; Examination is its only word for one."""

ITEM_FIELDS = {"cc_profile": "cc.multiple_choice.v0p1"}

ALL_OF_IT = "100"
"""Score of the best answer, in percent of an item; QTI knows a right answer by its score."""

RESPONSE = "response1"
GENERAL = "general_fb"
"""Names by which Canvas and the profile know the answer given and the feedback that all see."""


def qti_zip(title: str, items: Sequence[Item], seal: str) -> bytes:
    """The package: a manifest and one quiz, answers in the order given.

    Raises `SimError` for a quiz without items or with two of one id.
    """
    if not items:
        raise SimError("a quiz without items makes no package", hint="write some under 'quiz' in lesson.yaml")
    doubled = [name for name, count in Counter(item.id for item in items).items() if count > 1]
    if doubled:
        raise SimError(f"two quiz items have the id '{doubled[0]}'", hint="give each item an id of its own")
    quiz = f"quiz-{seal}"
    return zipped({MANIFEST: xml_bytes(_manifest(title, quiz)), QUIZ: xml_bytes(_quiz(title, quiz, items))})


def xml_bytes(root: ET.Element) -> bytes:
    """A document with its declaration, indented, as UTF-8."""
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def put(
    parent: ET.Element, path: str, text: str | None = None, attributes: Mapping[str, str] | None = None
) -> ET.Element:
    """New elements below ``parent``, one in the other by ``path``; the last has text and attributes."""
    *outer, last = path.split("/")
    for name in outer:
        parent = ET.SubElement(parent, name)
    element = ET.SubElement(parent, last, dict(attributes or {}))
    element.text = text
    return element


def _manifest(title: str, quiz: str) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": PACKAGE, "xmlns:lomimscc": METADATA, "identifier": "package"})
    metadata = put(root, "metadata")
    put(metadata, "schema", "IMS Common Cartridge")
    put(metadata, "schemaversion", "1.1.0")
    put(metadata, "lomimscc:lom/lomimscc:general/lomimscc:title/lomimscc:string", title)
    whole = {"identifier": "contents", "structure": "rooted-hierarchy"}
    top = put(put(root, "organizations/organization", None, whole), "item", None, {"identifier": "top"})
    put(put(top, "item", None, {"identifier": "entry", "identifierref": quiz}), "title", title)
    resource = put(root, "resources/resource", None, {"identifier": quiz, "type": KIND})
    put(resource, "file", None, {"href": QUIZ})
    return root


def _quiz(title: str, quiz: str, items: Sequence[Item]) -> ET.Element:
    root = ET.Element("questestinterop", {"xmlns": QUESTIONS})
    whole = put(root, "assessment", None, {"ident": quiz, "title": title})
    _fields(put(whole, "qtimetadata"), QUIZ_FIELDS)
    section = put(whole, "section", None, {"ident": "items"})
    for item in items:
        _item(section, item)
    return root


def _fields(parent: ET.Element, fields: Mapping[str, str]) -> None:
    for label, entry in fields.items():
        field = put(parent, "qtimetadatafield")
        put(field, "fieldlabel", label)
        put(field, "fieldentry", entry)


def _item(section: ET.Element, item: Item) -> None:
    element = put(section, "item", None, {"ident": item.id, "title": item.id})
    _fields(put(element, "itemmetadata/qtimetadata"), ITEM_FIELDS)
    _presentation(put(element, "presentation"), item)
    _processing(put(element, "resprocessing"), item)
    for name, text in _feedback(item):
        _said(put(element, "itemfeedback", None, {"ident": name}), "flow_mat/material", text)


def _presentation(parent: ET.Element, item: Item) -> None:
    _said(parent, "material", item.stem)
    response = put(parent, "response_lid", None, {"ident": RESPONSE, "rcardinality": "Single"})
    choices = put(response, "render_choice", None, {"shuffle": "No"})
    for name, answer in zip(_names(item), item.answers, strict=True):
        _said(
            put(choices, "response_label", None, {"ident": name, "rshuffle": "No"}), "material", answer.text
        )


def _processing(parent: ET.Element, item: Item) -> None:
    """What is said and scored: to everyone first, then by the answer given."""
    score = {"varname": "SCORE", "vartype": "Decimal", "minvalue": "0", "maxvalue": ALL_OF_IT}
    put(parent, "outcomes/decvar", None, score)
    everyone = put(parent, "respcondition", None, {"continue": "Yes"})
    put(everyone, "conditionvar/other")
    _show(everyone, GENERAL)
    for name, answer in zip(_names(item), item.answers, strict=True):
        condition = put(parent, "respcondition", None, {"continue": "No"})
        put(condition, "conditionvar/varequal", name, {"respident": RESPONSE})
        if answer.right:
            put(condition, "setvar", ALL_OF_IT, {"varname": "SCORE", "action": "Set"})
        _show(condition, f"{name}_fb")


def _show(condition: ET.Element, feedback: str) -> None:
    put(condition, "displayfeedback", None, {"feedbacktype": "Response", "linkrefid": feedback})


def _feedback(item: Item) -> Iterator[tuple[str, str]]:
    """Each feedback by the name that a condition shows it under.

    Names do not hold the item's id: Canvas reads words such as *correct* in them as its own.
    """
    best = next(answer for answer in item.answers if answer.right)
    yield GENERAL, f"Best answer: {best.text} (claims: {', '.join(item.claims)})"
    for name, answer in zip(_names(item), item.answers, strict=True):
        yield f"{name}_fb", answer.why


def _said(parent: ET.Element, path: str, text: str) -> None:
    put(parent, f"{path}/mattext", text, {"texttype": "text/plain"})


def _names(item: Item) -> list[str]:
    return [f"answer_{letter}" for letter in ascii_lowercase[: len(item.answers)]]
