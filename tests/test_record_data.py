"""The real record: whole, in order, in neutral words of its own."""

import os
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from sim.record.account import choose
from sim.record.claim import Claim, Kind, Measure
from sim.record.load import Record, load_record
from sim.record.speakers import Side
from sim.yamlfile import load_yaml

ROOT = Path(__file__).parents[1]
DOCUMENTS = os.environ.get("SIM_DOCUMENTS")
RUN = 8
"""So many words in a row may be those of a document, and no more."""


@cache
def the_record() -> Record:
    return load_record(ROOT / "seeds")


@pytest.fixture
def record() -> Record:
    return the_record()


def test_the_record_loads_with_all_five_documents(record: Record) -> None:
    assert list(record.documents) == ["000", "001", "002", "003", "004"]
    assert all(record.by_document[document] for document in record.documents)
    assert sum(map(len, record.by_document.values())) == len(record.claims) > 500


def test_no_claim_was_lost_between_the_files_and_the_record(record: Record) -> None:
    printed = [
        claim["id"]
        for document in record.documents
        for claim in load_yaml(ROOT / "seeds" / "claims" / f"{document}.yaml")["claims"]
    ]
    assert printed == list(record.claims)


def test_every_value_is_what_its_wording_makes_of_what_was_said(record: Record) -> None:
    for claim in record.claims.values():
        assert claim.value == record.wording.value(claim.wording, claim.said, claim.unit), claim.id


def test_claims_stand_in_reading_order(record: Record) -> None:
    for claims in record.by_document.values():
        for one, other in pairwise(claims):
            assert one.order < other.order, (one.id, other.id)


def test_every_paragraph_is_one_of_its_document(record: Record) -> None:
    for claim in record.claims.values():
        assert 1 <= claim.paragraph <= record.documents[claim.document].paragraphs, claim.id


def test_every_place_is_known(record: Record) -> None:
    places = load_yaml(ROOT / "scenarios" / "aleppo-2016" / "places.yaml")["places"]
    known = {place["id"] for place in places} | set(record.regions)
    assert {claim.id: claim.place for claim in record.claims.values() if claim.place not in known} == {}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_occurs(record: Record, kind: Kind) -> None:
    assert any(claim.kind is kind for claim in record.claims.values())


def test_shares_lie_between_nothing_and_everything(record: Record) -> None:
    shares = [claim for claim in record.claims.values() if claim.unit == "share"]
    assert len(shares) > 100
    for claim in shares:
        assert all(0 <= n <= 1 for n in (claim.value.low, claim.value.high) if n is not None), claim.id


def test_people_are_never_negative(record: Record) -> None:
    for claim in record.claims.values():
        assert (claim.value.low or 0) >= 0, claim.id


def test_a_share_of_control_names_whose(record: Record) -> None:
    shares = [claim for claim in record.claims.values() if claim.measure is Measure.CONTROL_SHARE]
    assert shares
    assert [claim.id for claim in shares if claim.party is None] == []


def test_links_are_mutual_and_say_one_thing(record: Record) -> None:
    linked = [claim for claim in record.claims.values() if claim.disputes or claim.apart]
    assert linked
    for claim in linked:
        assert not set(claim.disputes) & set(claim.apart), claim.id
        assert len(set(claim.disputes)) == len(claim.disputes), claim.id
        assert all(claim.id in record.claims[other].disputes for other in claim.disputes)
        assert all(claim.id in record.claims[other].apart for other in claim.apart)


def test_every_speaker_of_the_list_speaks(record: Record) -> None:
    speaking = {claim.said_by for claim in record.claims.values()}
    assert speaking <= set(record.speakers)
    assert {record.speakers[s].side for s in speaking} >= {Side.GOVERNMENT, Side.OPPOSITION, Side.NONE}


def test_every_wording_of_the_table_has_a_reason(record: Record) -> None:
    assert all(len(phrase.because.split()) >= 2 for phrase in record.wording.phrases.values())


def test_every_account_has_an_answer_to_every_question(record: Record) -> None:
    for account in record.accounts.accounts:
        for kind in Kind:
            claims = [claim for claim in record.claims.values() if claim.kind is kind]
            choice = choose(record.accounts, account, kind, claims, record.speakers)
            assert choice.claim in claims
            assert len(choice.passed_over) == len(claims) - 1


def test_the_five_accounts_are_there(record: Record) -> None:
    assert list(record.accounts.accounts) == [
        "reference",
        "government",
        "monitor",
        "humanitarian",
        "opposition",
    ]
    assert record.accounts.fallback == "reference"


LOADED = re.compile(r"regime|terrorist|rebel|liberat|militant|insurgent|jihadist", re.IGNORECASE)


def test_our_own_words_take_no_side(record: Record) -> None:
    assert [claim.id for claim in record.claims.values() if LOADED.search(claim.text)] == []
    assert LOADED.search("Rebels were there"), "the test looks for the words"


# --- our words are our own -----------------------------------------------------------------------


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of one word more than may be taken over."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + RUN + 1]) for n in range(len(words) - RUN)}


def own_words(claim: Claim) -> Iterator[str]:
    yield from (text for text in (claim.text, claim.note, claim.when.because) if text)
    yield from claim.tokens
    if claim.scope:
        yield from (claim.scope.who, claim.scope.since, claim.scope.where)


@pytest.mark.skipif(
    not DOCUMENTS, reason="set SIM_DOCUMENTS to the folder of the documents' texts (000*.txt … 004*.txt)"
)
def test_nothing_repeats_nine_words_of_a_document(record: Record) -> None:
    paths = sorted(Path(str(DOCUMENTS)).glob("00?*.txt"))
    assert len(paths) == len(record.documents)
    printed = set().union(*(runs(path.read_text(encoding="utf-8")) for path in paths))
    assert len(printed) > 5_000
    taken = [claim.id for claim in record.claims.values() if any(runs(t) & printed for t in own_words(claim))]
    assert taken == []


def test_a_run_of_nine_words_would_be_seen() -> None:
    text = "One two three, four five six seven eight nine ten"
    assert runs("ONE two three four five six seven eight nine") & runs(text)
    assert not runs("one two three four five six seven eight") & runs(text)
