"""Hold the record against the documents' text: hashes, locators, tokens."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.errors import SimError
from sim.record.claim import Claim
from sim.record.document import Document
from sim.record.load import Record


@dataclass(frozen=True)
class Finding:
    """One disagreement between the record and a document's text."""

    document: str
    claim: str | None
    what: str

    def __str__(self) -> str:
        return f"{self.claim or self.document}: {self.what}"


@dataclass(frozen=True)
class Verification:
    """What was compared, and what did not hold."""

    documents: int
    claims: int
    tokens: int
    findings: tuple[Finding, ...]


def verify_record(record: Record, folder: Path) -> Verification:
    """Compare every document, claim and token of ``record`` with the texts in ``folder``.

    The text of document ``004`` is the one ``.txt`` file there whose name starts with ``004``.
    Tokens are compared also where the hash differs.  Raises `SimError` when a text is missing,
    or when there is nothing to compare.
    """
    if not record.claims:
        raise SimError("the record has no claims to verify", hint="add claims under seeds/claims")
    texts = {document: _text_of(folder, document) for document in record.documents}
    findings = [
        *(f for document in record.documents.values() for f in _check_document(document, texts[document.id])),
        *(f for claim in record.claims.values() for f in _check_claim(claim, texts)),
    ]
    tokens = sum(len(claim.tokens) for claim in record.claims.values())
    return Verification(len(texts), len(record.claims), tokens, tuple(findings))


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of a text; paragraph 1 is the first."""
    return [line for line in text.splitlines() if line.strip()]


def _text_of(folder: Path, document: str) -> bytes:
    found = sorted(folder.glob(f"{document}*.txt")) if folder.is_dir() else []
    if len(found) != 1:
        raise SimError(
            f"{len(found)} texts of document {document} in {folder}",
            hint="give --documents the folder that holds one .txt file for each document",
        )
    try:
        return found[0].read_bytes()
    except OSError as error:
        raise SimError(
            f"cannot read {found[0]} ({error.strerror or error})",
            hint="give --documents a folder of readable files",
        ) from error


def _check_document(document: Document, raw: bytes) -> Iterator[Finding]:
    digest = hashlib.sha256(raw).hexdigest()
    if digest != document.sha256:
        what = f"the record was read from {document.sha256[:12]}…, this text is {digest[:12]}…"
        yield Finding(document.id, None, f"hash differs: {what}")
    count = len(paragraphs(raw.decode("utf-8", errors="replace")))
    if count != document.paragraphs:
        yield Finding(document.id, None, f"{document.paragraphs} paragraphs recorded, {count} found")


def _check_claim(claim: Claim, texts: dict[str, bytes]) -> Iterator[Finding]:
    if claim.document not in texts:
        yield Finding(claim.document, claim.id, "its document is not described in seeds/documents")
        return
    lines = paragraphs(texts[claim.document].decode("utf-8", errors="replace"))
    if claim.paragraph > len(lines):
        yield Finding(claim.document, claim.id, f"paragraph {claim.paragraph} of {len(lines)}")
        return
    text = _plain(lines[claim.paragraph - 1])
    for token in claim.tokens:
        if not _stands_in(text, _plain(token)):
            yield Finding(claim.document, claim.id, f"token '{token}' is not in paragraph {claim.paragraph}")


def _stands_in(text: str, token: str) -> bool:
    """Is the token printed there, and not as a piece of a longer number (40 in 240 or 40,000)?"""
    before = r"(?<![0-9])(?<![0-9][.,])" if token[:1].isdigit() else ""
    after = r"(?![.,]?[0-9])" if token[-1:].isdigit() else ""
    return re.search(before + re.escape(token) + after, text) is not None


def _plain(text: str) -> str:
    """Letters as written, with typographic quotes, dashes and spacing evened out."""
    table = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
    return " ".join(unicodedata.normalize("NFC", text).translate(table).split())
