"""Zip files whose bytes depend on what is in them and on nothing else."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from sim.store import replacing

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold; stands for no time at all."""

_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip file of members by name, in their order."""
    found = BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return found.getvalue()


def settled(office: bytes) -> bytes:
    """A Word or PowerPoint file, or a workbook in one, without the time at which it was made."""
    with zipfile.ZipFile(BytesIO(office)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in members.items():
        if name == "docProps/core.xml":
            members[name] = _TIME.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", content)
        elif name.endswith(".xlsx"):
            members[name] = settled(content)
    return zipped(members)


def save_bytes(path: Path, content: bytes) -> Path:
    """Write a whole file or none."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path
