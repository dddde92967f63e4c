"""Texts by language: numbers, dates and forms as it writes them; nothing missing, nothing twice."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path

import pytest

from sim.errors import FaultsFound, SimError
from sim.scene.phrases import ARABIC_FIGURES, FORMS, ISOLATE, LANGUAGES, POP, all_texts, load_texts, phrases

EN, AR = phrases("en"), phrases("ar")
DAY = date(2016, 12, 15)
ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN_NAMES = re.compile(
    r"CC BY 4\.0|IBM Plex|SIL Open Font License 1\.1|SHA-256|OpenStreetMap|\bMP4\b|\bPDF\b|\bGIF\b"
)
"""What stays in Latin letters, its digits with it."""

CONTESTED = "contested."
"""Keys of texts that are about the words of others."""


def forms(key: str, lang: str) -> list[str]:
    text = all_texts()[key][lang]
    return [text] if isinstance(text, str) else list(text.values())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_numbers_in_english() -> None:
    assert [EN.number(12345), EN.number(45.06, 1), EN.number(0), EN.number(-0.02, 1)] == [
        "12,345", "45.1", "0", "0.0",
    ]  # fmt: skip
    assert [EN.percent(0.08), EN.percent(1.0)] == ["8%", "100%"]


def test_numbers_in_arabic() -> None:
    assert AR.number(12345) == "١٢٬٣٤٥"
    assert AR.number(45.06, 1) == "٤٥٫١"
    assert AR.percent(0.08) == "٨٪"
    assert len(ARABIC_FIGURES) == 13


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0"), (1, "fewer than 100"), (49, "fewer than 100"), (50, "100"), (250, "300"), (12349, "12,300")],
)
def test_modelled_numbers_are_rounded_to_hundreds(count: int, shown: str) -> None:
    assert EN.about(count) == shown


def test_a_figure_keeps_its_bounds() -> None:
    assert EN.span(None, 8500, None) == "8,500"
    assert EN.span(8000, 8500, 9000) == "8,500 (8,000–9,000)"
    assert EN.span(8500, 8500, 8500) == "8,500"
    assert EN.span(2000, None, 3000) == "2,000–3,000"
    assert EN.span(25000, None, None) == "at least 25,000"
    assert EN.span(None, None, 8500) == "at most 8,500"
    assert EN.span(0.9, None, None, percent=True) == "at least 90%"
    with pytest.raises(ValueError, match="without any number"):
        EN.span(None, None, None)


def test_dates_do_not_depend_on_the_machine() -> None:
    assert EN.long_date(DAY) == "15 December 2016"
    assert EN.short_date(DAY) == "15 Dec"
    assert EN.weekday(DAY) == "Thursday"
    assert AR.long_date(DAY) == "١٥ كانون الأول ٢٠١٦"
    assert AR.weekday(DAY) == "الخميس"
    assert AR.long_date(date(2016, 11, 15)) == "١٥ تشرين الثاني ٢٠١٦"
    assert EN.clock(14 * 60 + 5) == "14:05"
    assert EN.clock(3 * 1440 + 5) == "00:05"


def test_every_month_and_weekday_has_its_own_name() -> None:
    for say in (EN, AR):
        assert len({say(f"month.{n}") for n in range(1, 13)}) == 12
        assert len({say.weekday(date(2016, 11, 14 + n)) for n in range(7)}) == 7
    assert EN.weekday(date(2016, 11, 14)) == "Monday"


def test_lists() -> None:
    assert [EN.listed(["a", "b", "c"]), EN.listed(["a"]), EN.listed([])] == ["a, b and c", "a", ""]
    assert AR.listed(["حلب", "إدلب", "حماة"]) == "حلب، إدلب وحماة"


def test_counts_take_the_form_of_their_language() -> None:
    assert EN.count("words.convoys", 1).startswith("1 convoy left")
    assert EN.count("words.convoys", 2).startswith("2 convoys left")
    taken = {n: AR.count("words.took-many", n, party="الحكومة") for n in (1, 2, 3, 10, 11, 99, 100, 102, 103)}
    assert taken[1].endswith("على حي واحد.")
    assert taken[2].endswith("على حيين.")
    assert [taken[n].split()[-1] for n in (3, 10, 103)] == ["أحياء."] * 3
    assert [taken[n].split()[-1] for n in (11, 99)] == ["حيًا."] * 2
    assert [taken[n].split()[-1] for n in (100, 102)] == ["حي."] * 2
    assert "١٠٣" in taken[103]


def test_latin_words_inside_an_arabic_sentence_keep_their_direction() -> None:
    inside = AR("words.speaker", speaker="Russian MoD (Moscow)", locator="004 ¶24")
    assert inside == f"{ISOLATE}Russian MoD (Moscow){POP}، {ISOLATE}004 ¶24{POP}"
    assert inside.count(ISOLATE) == inside.count(POP)
    assert ISOLATE not in EN("words.speaker", speaker="Russian MoD", locator="004 ¶24")
    assert AR.listed(["Hanano", "حلب"]).count(ISOLATE) == 1


def test_values_are_put_in_as_they_are() -> None:
    assert EN("words.date", date="{0.__class__} {x}") == "{0.__class__} {x}."


def test_what_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match=r"no text 'legend\.nothing'"):
        EN("legend.nothing")
    with pytest.raises(KeyError, match=r"words\.date.*date"):
        EN("words.date")
    with pytest.raises(KeyError, match="forms for counts"):
        EN("words.convoys")
    with pytest.raises(KeyError, match="no forms"):
        EN.count("words.date", 2)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SimError, match="no texts in the language 'xx'") as refused:
        phrases("xx")
    assert refused.value.hint == "choose one of en, ar"


def test_same_language_same_phrases() -> None:
    assert phrases("en") == EN
    assert hash(phrases("en")) == hash(EN)
    assert phrases("ar") != EN
    assert (EN.rtl, AR.rtl) == (False, True)


def test_parties() -> None:
    parties = ["government", "opposition", "SDF (Kurdish-led)", "nobody"]
    assert [EN.party(n) for n in (0, 1, 2, None)] == parties


@pytest.mark.parametrize("key", sorted(all_texts()))
def test_every_text_stands_in_both_languages(key: str) -> None:
    wanted = set().union(*(fields(text) for text in forms(key, "en")))
    got = set().union(*(fields(text) for text in forms(key, "ar")))
    assert wanted == got
    for text in forms(key, "ar"):
        bare = LATIN_NAMES.sub("", re.sub(r"\{[^}]*\}", "", text))
        assert not re.search(r"[A-Za-z0-9]", bare), f"not in Arabic letters and digits: {bare}"
    assert not any(ARABIC.search(text) for text in forms(key, "en"))


@pytest.mark.parametrize("key", sorted(key for key in all_texts() if not key.startswith(CONTESTED)))
def test_words_are_neutral(key: str) -> None:
    said = " ".join(forms(key, "en")).lower()
    for word in ("regime", "rebel", "terrorist", "liberat", "militant", "fell ", "score", "defeat"):
        assert word not in said
    arabic = " ".join(forms(key, "ar"))
    for word in ("نظام الأسد", "إرهاب", "تحرير", "متمرد", "ميليشيا"):
        assert word not in arabic


def test_arabic_counts_have_all_forms() -> None:
    for key, text in all_texts().items():
        if not isinstance(text["ar"], str):
            assert set(text["ar"]) == set(FORMS), key


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_texts_of_all_files_are_joined(tmp_path: Path) -> None:
    write(tmp_path, "phrases-a.yaml", "a: {en: A, ar: أ}\n")
    write(tmp_path, "phrases-b.yaml", "b: {en: B, ar: ب}\n")
    write(tmp_path, "other.yaml", "c: {en: C}\n")
    assert {key: dict(said) for key, said in load_texts(tmp_path).items()} == {
        "a": {"en": "A", "ar": "أ"},
        "b": {"en": "B", "ar": "ب"},
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: {en: A, ar: أ}\n", "stands in another file too"),
        ("b: {en: B}\n", "needs exactly the languages en, ar"),
        ("b: {en: B, ar: ب, de: B}\n", "needs exactly the languages en, ar"),
        ("b: B\n", "needs exactly the languages en, ar"),
        ("b: {en: 3, ar: ب}\n", "is not a text"),
        ("b: {en: '', ar: ب}\n", "is not a text"),
        ("b: {en: {one: B}, ar: ب}\n", "'other' must be there"),
        ("b: {en: {other: B, dual: B}, ar: ب}\n", "forms for counts"),
    ],
)
def test_faulty_texts_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, "phrases-a.yaml", "a: {en: A, ar: أ}\n")
    write(tmp_path, "phrases-b.yaml", f"# one\n{text}")
    with pytest.raises(FaultsFound) as found:
        load_texts(tmp_path)
    assert [(fault.line, problem in fault.problem) for fault in found.value.faults] == [(2, True)]


def test_languages() -> None:
    assert LANGUAGES == ("en", "ar")
