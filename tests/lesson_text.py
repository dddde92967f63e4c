"""The text of a lesson's files as a reader sees it, line by line."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def lines(path: Path) -> Sequence[str]:
    """Every line of text that a file shows, alt texts and notes included."""
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, _: int) -> Sequence[str]:
    """The same file, as it was written last, is taken apart once for all tests of it."""
    return tuple(READERS[path.suffix](path))


def _pdf(path: Path) -> Iterator[str]:
    for page in pypdf.PdfReader(path).pages:
        yield from re.sub(r"\bpage [0-9]+ / [0-9]+", "", page.extract_text()).splitlines()


def _docx(path: Path) -> Iterator[str]:
    for name, root in _parts(path, r"word/(document|footer[0-9]*)\.xml"):
        for paragraph in root.iter(f"{W}p"):
            text = "".join(text.text or "" for text in paragraph.iter(f"{W}t"))
            yield text if name.startswith("word/document") else re.sub(r"page\s*[0-9]+ / [0-9]+", "", text)


def _pptx(path: Path) -> Iterator[str]:
    for _, root in _parts(path, r"ppt/(slides|notesSlides)/[^/]*\.xml"):
        for paragraph in root.iter(f"{A}p"):
            if not list(paragraph.iter(f"{A}fld")):
                yield "".join(text.text or "" for text in paragraph.iter(f"{A}t"))
        yield from (element.get("descr", "") for element in root.iter() if element.get("descr"))
    for _, root in _parts(path, r"ppt/charts/chart[^/]*\.xml"):
        for kind in ("cat", "val", "xVal", "yVal", "tx"):
            yield from (value.text or "" for part in root.iter(f"{C}{kind}") for value in part.iter(f"{C}v"))


def _zip(path: Path) -> Iterator[str]:
    for _, root in _parts(path, r"quiz\.xml"):
        yield from (text.text or "" for text in root.iter() if text.tag.endswith("mattext"))


def _parts(path: Path, pattern: str) -> Iterator[tuple[str, ET.Element]]:
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
        for name in archive.namelist():
            if re.fullmatch(pattern, name):
                yield name, ET.fromstring(archive.read(name))


def _html(path: Path) -> Iterator[str]:
    text = re.sub(r"(?s)<(style|script)\b.*?</\1>|<head>.*?</head>", "", path.read_text(encoding="utf-8"))
    yield from (unescape(line) for line in re.sub(r"<[^>]*>", "\n", text).splitlines())


def _notebook(path: Path) -> Iterator[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    yield from (line for cell in cells if cell["cell_type"] == "markdown" for line in cell["source"])


def _plain(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield re.sub(r"\\(.)", r"\1", line)


READERS = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".pptx": _pptx,
    ".zip": _zip,
    ".html": _html,
    ".ipynb": _notebook,
    ".md": _plain,
}
