"""A text the record was read from; the text itself is not kept here."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from sim.base import Model, Words


class Document(Model):
    """``seeds/documents/<id>.yaml``: what the text is, whose, and the hash of what was read."""

    id: Annotated[str, StringConstraints(pattern="^[0-9]{3}$")]
    title: Words
    description: Words
    publisher: Words
    author: Words | None = None
    published: date | None = None
    updated: date | None = None
    dating: Words
    leaning: Words
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]
    paragraphs: Annotated[int, Field(ge=1, le=9999)]
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    rights: Words
