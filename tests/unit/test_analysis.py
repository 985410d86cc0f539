"""The analyser: how text is cut and folded, and what is found by what."""

from __future__ import annotations

import threading
import unicodedata

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Token, fold, joined, spelling, terms_for_word, tokens
from indexer.analysis.stems import METHODS

LANGUAGES = ("", "ar", "de", "en", "fa", "fr", "ru", "tr", "zh")
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from(
        "aAéßİıſǅяйёїЁكکيیىةهأإآؤئء۱١ـ\u200c\u200d\u00ad'’-.,+#中国한ไทยが\u0301\u064b\u3099"
    )
)

CUTS: list[tuple[str, str, list[str]]] = [
    ("", "death-commission’s", ["death", "commission’s"]),
    ("", "2021/02/03", ["2021", "02", "03"]),
    ("", "name@example.org, www.example.org/a_b", "name example org www example org a b".split()),
    ("", "C++, C# and F#: c+ a#b", ["C++", "C#", "and", "F#", "c", "a", "b"]),
    (
        "en",
        "30,000 and 1,234,567.50 or 1,23",
        ["30,000", "and", "1,234,567", "50", "or", "1", "23"],
    ),
    ("de", "30.000 und 3,141", ["30.000", "und", "3", "141"]),
    ("fa", "۳۰٬۰۰۰ نفر در ۱۳۶۷/۵/۶", ["۳۰٬۰۰۰", "نفر", "در", "۱۳۶۷", "۵", "۶"]),
    ("en", "l'homme", ["l'homme"]),
    ("fr", "l'homme d’État", ["l", "homme", "d", "État"]),
    ("fa", "می\u200cرود،کتاب\u200cها\u200c.", ["می\u200cرود", "کتاب\u200cها"]),
    ("en", "co\u00adoperate MP3s 1990s ’tis", ["co\u00adoperate", "MP3s", "1990s", "tis"]),
    ("zh", "中国 v2 한국", ["中", "国", "v2", "한", "국"]),
    ("th", "ที่นี่", ["ที่", "นี่"]),
    ("ja", "ｶﾞが", ["ｶﾞ", "が"]),
    ("en", "… — 🙂 ' \u200c", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), CUTS)
def test_words_are_cut_where_readers_expect(language: str, text: str, expected: list[str]) -> None:
    """Each token's span is the word as it stands in the text."""
    assert [text[token.start : token.end] for token in tokens(text, language)] == expected


SAME: list[tuple[str, str, str]] = [
    ("en", "commission", "Commissions"),
    ("en", "prisoner's", "prisoners"),
    ("en", "O’Brien", "OBRIEN"),
    ("en", "naïve", "naive"),
    ("en", "30,000", "30000"),
    ("en", "Qur’an", "Qurʾan"),
    ("de", "Straße", "STRASSE"),
    ("de", "Häuser", "Haus"),
    ("tr", "İstanbul’da", "istanbul"),
    ("tr", "DIYARBAKIR", "Diyarbakır"),
    ("el", "φυλακής", "ΦΥΛΑΚΗΣ"),
    ("ru", "ёлки", "елка"),
    ("fa", "كتاب", "کتاب"),
    ("fa", "علي", "علی"),
    ("fa", "موسى", "موسی"),
    ("fa", "کتاب\u200cها", "کتابهای"),
    ("fa", "کتاب\u200cها", "کتاب"),
    ("fa", "مدرسة", "مدرسه"),
    ("fa", "مَدرِسه", "مدرسه"),
    ("fa", "مـــدرسه", "مدرسه"),
    ("fa", "أإآٱ", "اااا"),
    ("fa", "شیء", "شی"),
    ("fa", "مسؤول", "مسوول"),
    ("fa", "۱۳۶۷", "١٣٦٧"),
    ("fa", "۱۳۶۷", "1367"),
    ("fa", "خانه\u200cی", "خانهٔ"),
    ("fa", "خانهٔ", "خانه"),
    ("fa", "Commissions", "commission"),
    ("zh", "Archives", "archive"),
    ("ar", "المدرسة", "مدرسه"),
    ("ar", "والمدرسة", "مدرسه"),
    ("ar", "وزارة", "الوزارة"),
    ("ar", "سجناء", "السجن"),
    ("ar", "كتاب", "بالكتاب"),
    ("ar", "الحكومة", "لحكومتهم"),
    ("fr", "emprisonnée", "emprisonnés"),
    ("fr", "emprisonnee", "emprisonné"),
    ("pt", "prisões", "prisão"),
    ("pt", "prisoes", "prisao"),
    ("tr", "gözler", "göz"),
    ("tr", "gozlerini", "göz"),
    ("tr", "mahkûmların", "mahkum"),
    ("tr", "kitapları", "kitabı"),
    ("tr", "DIYARBAKIR", "diyarbakir"),
    ("sr", "затвореника", "zatvorenika"),
    ("hi", "क़लम", "कलम"),
    ("hi", "आँख", "आंख"),
    ("ja", "葛\U000e0100", "葛"),
    ("th", "น้ำ", "นํ้า"),
    ("ur", "ہے", "ھے"),
    ("ar", "إعدام", "اعدام"),
    ("ar", "ﻻ", "لا"),
    ("he", "שָׁלוֹם", "שלום"),
    ("ja", "ｶﾞ", "ガ"),
    ("en", "ＡＢＣ", "abc"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_spellings_and_forms_meet(language: str, one: str, other: str) -> None:
    """Forms of a word in its language, and spellings that readers take for equal, are one term."""
    assert [t.term for t in tokens(one, language)] == [t.term for t in tokens(other, language)]


APART: list[tuple[str, str, str]] = [
    ("en", "C++", "C"),
    ("en", "C#", "C++"),
    ("uk", "мой", "мои"),
    ("uk", "їжак", "іжак"),
    ("ja", "か", "が"),
    ("fa", "تنها", "تن"),
    ("ar", "كتاب", "تاب"),
    ("ar", "لبنان", "بنان"),
    ("ar", "الله", "له"),
    ("en", "Commissions", "Kommissionen"),
    ("mr", "क", "का"),
]


@pytest.mark.parametrize(("language", "one", "other"), APART)
def test_different_words_stay_apart(language: str, one: str, other: str) -> None:
    """Folding does not reach letters that tell words apart."""
    assert [t.term for t in tokens(one, language)] != [t.term for t in tokens(other, language)]


def test_stems_belong_to_a_language() -> None:
    """A stem is of its language; numbers and words in another script are shared by all."""
    assert terms_for_word("arms", ["de", "en"]) == (("de:arm",), ("en:arm",))
    assert terms_for_word("1988", LANGUAGES) == (("1988",),)
    assert terms_for_word("commission", ["fa", "en", ""]) == (("commission",), ("en:commiss",))
    assert terms_for_word("☃", LANGUAGES) == ()


@given(st.text(st.sampled_from("ابتجدرسعفقلمنهوی"), min_size=5, max_size=8))
def test_the_article_makes_no_difference_in_arabic(noun: str) -> None:
    """A noun meets itself with the article, and with "and" before that, unless it looks so."""
    if noun.startswith(("و", "ال", "بال", "فال", "لل")):
        return
    (term,) = [token.term for token in tokens(noun, "ar")]
    for typed in (f"ال{noun}", f"وال{noun}", f"بال{noun}"):
        assert [token.term for token in tokens(typed, "ar")] == [term]


def test_every_stemmer_of_snowball_is_used() -> None:
    """What Snowball can stem is stemmed, but for those that others are better than."""
    used = {method.algorithm for method in METHODS.values()}
    used |= {"french", "portuguese", "serbian", "turkish"}
    assert set(Stemmer.algorithms()) - used == {"arabic", "persian", "porter", "dutch_porter"}


def test_persian_compounds_are_sought_in_every_dress() -> None:
    """With a ZWNJ, in one, and as two words: each finds what the others find."""
    whole = tuple(token.term for token in tokens("می\u200cرود", "fa"))
    parts = tuple(token.term for token in tokens("می رود", "fa"))
    assert len(whole) == 1
    assert len(parts) == 2
    for typed in ("می\u200cرود", "می رود"):
        assert set(terms_for_word(typed, ["fa"])) == {whole, parts}
    assert set(terms_for_word("میرود", ["fa"])) == {whole}
    assert joined("می", "رود") == "میرود"
    assert joined("a", "رود") is None


def test_a_run_without_end_is_bounded() -> None:
    """A word of 100,000 letters is one token with a short term."""
    (token,) = tokens("a" * 100_000, "en")
    assert (token.start, token.end) == (0, 100_000)
    assert len(token.term) < 200


@pytest.mark.parametrize(
    ("characters", "shown"),
    [
        ("Commission’s", "Commission"),
        ("co\u00adoperate", "cooperate"),
        ("کتاب\u200cها", "کتاب\u200cها"),
        ("a", None),
        ("国", None),
    ],
)
def test_spelling(characters: str, shown: str | None) -> None:
    """Words are shown to readers as documents spell them, without invisible marks."""
    assert spelling(characters) == shown


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_spans_are_within_and_in_order(text: str, language: str) -> None:
    """Tokens are never empty, do not overlap, and are in the order of the text."""
    end = 0
    for token in tokens(text, language):
        assert end <= token.start < token.end <= len(text)
        assert token.term
        assert not any(character.isspace() for character in token.term)
        end = token.end


@given(TEXTS)
def test_folding_is_idempotent_and_blind_to_normal_form(text: str) -> None:
    """Folding twice is folding once; NFC and NFD, upper and lower case fold alike."""
    folded = fold(text)
    assert fold(folded) == folded
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == folded
    assert fold(text.casefold()) == folded


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_normal_forms_give_the_same_terms(text: str, language: str) -> None:
    """Composed and decomposed text have the same terms in the same order."""
    composed, decomposed = (
        [token.term for token in tokens(unicodedata.normalize(form, text), language)]
        for form in ("NFC", "NFD")
    )
    assert composed == decomposed


@given(st.text(st.sampled_from("کتابیهء"), max_size=12), st.data())
def test_arabic_letters_are_persian_ones(word: str, data: st.DataObject) -> None:
    """Whatever mixture of Arabic and Persian forms a word is typed in, its term is the same."""
    variants = {"ک": "كکڪ", "ی": "يیى", "ه": "هةہە", "ا": "اأإآٱ"}
    typed = "".join(data.draw(st.sampled_from(variants.get(letter, letter))) for letter in word)
    for language in ("fa", "ar", "ur"):
        assert [t.term for t in tokens(typed, language)] == [t.term for t in tokens(word, language)]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_a_word_finds_itself(text: str, language: str) -> None:
    """Every token of a text, typed as it stands, is sought by the term it is indexed under."""
    for token in tokens(text, language):
        typed = text[token.start : token.end]
        assert (token.term,) in terms_for_word(typed, [language]) or len(typed) > 100


def test_threads_stem_alike() -> None:
    """Stemmers are not shared between threads: eight at once give what one gives."""
    words = [f"{stem}{ending}" for stem in ("arrest", "imprison") for ending in ("ed", "ing", "s")]
    text = " ".join(f"{word}{number}x{word}" for number in range(300) for word in words)
    expected = tokens(text + " commissions executed", "en")
    found: list[list[Token]] = []
    threads = [
        threading.Thread(target=lambda: found.append(tokens(text + " commissions executed", "en")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
