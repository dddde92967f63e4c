"""Read the record of a project: documents, claims, speakers, wording, regions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sim.base import excess
from sim.days import is_clock
from sim.errors import Fault, FaultsFound, SimError
from sim.record.account import Accounts
from sim.record.claim import Claim, ClaimFile
from sim.record.document import Document
from sim.record.speakers import Regions, Speaker, Speakers
from sim.record.wording import Wording
from sim.yamlfile import MAX_FAULTS, iter_yaml, line_of, lines_of, load_model

M = TypeVar("M", bound=BaseModel)

MAX_RECORD = 8_000_000
"""Bytes of all claims together."""


@dataclass(frozen=True)
class Record:
    """Everything the seeds folder says, indexed."""

    folder: Path
    documents: dict[str, Document]
    claims: dict[str, Claim]
    speakers: dict[str, Speaker]
    regions: dict[str, str]
    wording: Wording
    accounts: Accounts

    def claim(self, claim_id: str) -> Claim:
        """The claim of that id.  Raises `SimError` with the nearest known id."""
        if claim_id in self.claims:
            return self.claims[claim_id]
        near = get_close_matches(claim_id, self.claims, n=1)
        raise SimError(
            f"no claim '{claim_id}' in {self.folder}",
            hint=f"did you mean '{near[0]}'?" if near else "see seeds/claims for the ids",
        )

    def side(self, claim: Claim) -> str:
        """The side whose interest the claim's speaker shares."""
        return self.speakers[claim.said_by].side

    @cached_property
    def by_document(self) -> dict[str, list[Claim]]:
        """Claims of each document in reading order."""
        found: dict[str, list[Claim]] = {document: [] for document in self.documents}
        for claim in self.claims.values():
            found[claim.document].append(claim)
        return found


def load_record(folder: Path) -> Record:
    """The record under ``folder`` (a ``seeds`` directory).

    Raises `FaultsFound` with the faults of all files together.
    """
    if not folder.is_dir():
        raise SimError(f"no record at {folder}", hint="a project keeps its claims in seeds/")
    faults = list(_judge_size(folder / "claims"))
    if faults:
        raise FaultsFound(faults)
    documents = {d.id: d for d in _each(folder / "documents", Document, "id", faults)}
    files = list(_each(folder / "claims", ClaimFile, "document", faults))
    speakers = _one(folder / "speakers.yaml", Speakers, faults)
    regions = _one(folder / "regions.yaml", Regions, faults)
    wording = _one(folder / "wording.yaml", Wording, faults)
    accounts = _one(folder / "accounts.yaml", Accounts, faults)
    if faults or not (speakers and regions and wording and accounts):
        raise FaultsFound(faults)
    faults = list(_judge_counts(folder, files, speakers))
    if faults:
        raise FaultsFound(faults)
    claims = {claim.id: claim for file in files for claim in file.claims}
    record = Record(folder, documents, claims, speakers.speakers, dict(regions.regions), wording, accounts)
    faults = [fault for file in files for fault in _judge_file(record, file)]
    faults += list(_judge_accounts(record))
    if faults:
        raise FaultsFound(faults)
    return record


def _judge_size(folder: Path) -> Iterator[Fault]:
    size = sum(path.lstat().st_size for path in folder.glob("*.yaml"))
    if size > MAX_RECORD:
        problem = f"{size:,} bytes of claims, more than the limit of {MAX_RECORD:,}"
        yield Fault(str(folder), 1, "-", problem, "keep the claims that this scenario draws on")


def _judge_counts(folder: Path, files: Collection[ClaimFile], speakers: Speakers) -> Iterator[Fault]:
    counts = (
        ("claims", sum(len(file.claims) for file in files), folder / "claims"),
        ("speakers", len(speakers.speakers), folder / "speakers.yaml"),
    )
    for what, found, path in counts:
        too_many = excess(what, found)
        if too_many:
            yield Fault(str(path), 1, what, too_many, "leave out what the scenario does not draw on")


def _each(folder: Path, model: type[M], key: str, faults: list[Fault]) -> Iterator[M]:
    """The files of a folder, each named by its ``key``: two files cannot be of one document."""
    try:
        paths = list(iter_yaml(folder))
    except FaultsFound as error:
        faults.extend(error.faults)
        return
    for path in paths:
        found = _one(path, model, faults)
        if found is None:
            continue
        named = getattr(found, key)
        if named != path.stem:
            problem = f"'{named}' stands in {path.name}"
            faults.append(Fault(str(path), line_of(path, (key,)), key, problem, f"write '{path.stem}'"))
        yield found


def _one(path: Path, model: type[M], faults: list[Fault]) -> M | None:
    try:
        return load_model(path, model)
    except FaultsFound as error:
        faults.extend(error.faults)
        return None


def _judge_file(record: Record, file: ClaimFile) -> Iterator[Fault]:
    """What no single claim can know: ids, speakers, wording and links across the record."""
    path = record.folder / "claims" / f"{file.document}.yaml"
    seen: set[str] = set()
    judged: list[tuple[int, str, str, str]] = []
    for index, claim in enumerate(file.claims):
        judged += ((index, *fault) for fault in _judge(record, file.document, claim, seen))
        seen.add(claim.id)
        if len(judged) >= MAX_FAULTS:
            break
    lines = lines_of(path, [("claims", index, key) for index, key, _, _ in judged]) if judged else []
    for line, (index, key, problem, remedy) in zip(lines, judged, strict=True):
        yield Fault(str(path), line, f"{file.claims[index].id}.{key}", problem, remedy)
    if file.document not in record.documents:
        remedy = f"describe it in documents/{file.document}.yaml"
        yield Fault(str(path), line_of(path, ("document",)), "document", "no such document", remedy)


def _judge(record: Record, document: str, claim: Claim, seen: set[str]) -> Iterator[tuple[str, str, str]]:
    if claim.id in seen:
        yield "id", f"'{claim.id}' stands twice", "number the second one anew"
    if claim.document != document:
        yield "id", f"the claim belongs to document {claim.document}", f"move it to {claim.document}.yaml"
    if claim.said_by not in record.speakers:
        near = get_close_matches(claim.said_by, record.speakers, n=1)
        yield "said_by", f"no speaker '{claim.said_by}'", f"did you mean '{near[0]}'?" if near else "add it"
    for field, links in (("disputes", claim.disputes), ("apart", claim.apart)):
        for other in links:
            if other == claim.id:
                yield field, "the claim names itself", "name another claim"
            elif other not in record.claims:
                yield field, f"no claim '{other}'", "name a claim of the record"
            elif claim.id not in getattr(record.claims[other], field):
                yield field, f"{other} does not point back", f"add {claim.id} to the {field} of {other}"
    yield from _judge_wording(record.wording, claim)


def _judge_accounts(record: Record) -> Iterator[Fault]:
    path = record.folder / "accounts.yaml"
    for name, account in record.accounts.accounts.items():
        for kind, order in (account.order or {}).items():
            for speaker in order:
                if speaker not in record.speakers:
                    near = get_close_matches(speaker, record.speakers, n=1)
                    remedy = f"did you mean '{near[0]}'?" if near else "add it to speakers.yaml"
                    keys = ("accounts", name, "order", kind.value)
                    problem = f"no speaker '{speaker}'"
                    yield Fault(str(path), line_of(path, keys), ".".join(keys[1:]), problem, remedy)


def _judge_wording(wording: Wording, claim: Claim) -> Iterator[tuple[str, str, str]]:
    part = claim.when.part
    if part is not None and not is_clock(part) and part not in wording.parts_of_day:
        yield "when", f"no part of day '{part}'", f"one of {', '.join(wording.parts_of_day)}, or HH:MM"
    if claim.wording not in wording.phrases:
        near = get_close_matches(claim.wording, wording.phrases, n=1)
        yield "wording", f"no wording '{claim.wording}'", f"did you mean '{near[0]}'?" if near else "add it"
        return
    try:
        expected = wording.value(claim.wording, claim.said, claim.unit)
    except ValidationError:
        yield "said", f"'{claim.wording}' of {claim.said} gives no rising range", "see seeds/wording.yaml"
        return
    except ValueError as error:
        yield "said", str(error), "see seeds/wording.yaml"
        return
    if claim.value != expected:
        shown = expected.model_dump(exclude_none=True)
        yield "value", f"'{claim.wording}' of {claim.said} is another range", f"write {shown}"
