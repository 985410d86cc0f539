"""Finding a few words in a text, against the analyser that reads all of them."""

from __future__ import annotations

from itertools import combinations, product
from string import ascii_lowercase

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis import Token, fold, term_of, tokens
from indexer.analysis.fold_table import UNSURE, FoldTable
from indexer.analysis.letters import DIGIT, LETTER, OTHER, kind_of
from indexer.analysis.stems import METHODS, core, stems
from indexer.engines.wanted_words import WantedWords

LANGUAGES = sorted({*METHODS, "zh", "ur", "az", "gl", "xx", ""})
SIGNS = (
    "aZ9٣`‘éß²\u0301\u200c\u00ad中한\u0e01\u0e31’'ʼ+#.,!。”،٬ -_@:\u0640\u200bءﹰİйΣς\u00a0\n"
    "\U00020000\U0001f600\ud800"
)
PIECES = st.sampled_from(
    "30,000 30.000 30000 1,234,56 12,345x ٣٠٬٠٠٠ C++ c# C+++ l’homme Ankara’da prisoner's don’’t "
    "a'\u200cb کتاب\u200cها کتاب المدرسة سؤال بناء 中国\u0301 naïve NAIVE Straße U.N. report "
    "reports reported reporting dying die skies sky possibility possible happy e.g.report "
    "the of and Häuser Haus `report` ``reports``. ’tis 'report' ‘sky’s’ rock'n'roll".split()
)
PHRASES = st.lists(PIECES | st.sampled_from(SIGNS), max_size=12).map(" ".join)
TEXTS = st.text(SIGNS, max_size=40) | st.text(max_size=20) | st.lists(PIECES).map("".join) | PHRASES
# English words as rules of endings part and join them.
ENDINGS = (
    "- s es ies ied ed edly ing ingly eed eedly y ly li ational tional enci ency anci ancy abli "
    "ably entli izer ization ation ator alism aliti ality alli fulness ousli ousness iveness "
    "iviti biliti bility bli ogi ogy ogist fulli lessli alize icate iciti ical ful ness ative al "
    "ance er ic able ible ant ement ment ent ism ate iti ous ive ize ion sion e l le ie ying"
).split()
BEGINNINGS = (
    "a bab stab entertain spl fr gener commun arsen past univers later emerg organ inter inn out "
    "cann herr earr even news atlas cosmos bias andes sk d l t idl gentl ugl earl onl singl succ"
).split()
TABLE = FoldTable()  # as an engine has one, for texts of all languages


@given(TEXTS, st.sampled_from(LANGUAGES), st.sets(st.integers(0, 12)))
@example("30,000 30.000 30000 3,000", "en", {0})
@example("a\u00b2 a2", "en", {0})
@example("dying skies possibility", "en", {0, 1, 2})
@example("rock'n'roll ``don't``", "en", {0, 1})
def test_the_words_of_some_terms_are_found(text: str, language: str, places: set[int]) -> None:
    """Any terms, of this text or of others: their words are found, where they stand, no others.

    ``places``: of the wanted terms among the text's.
    """
    found = tokens(text, language)
    wanted = {token.term for place, token in enumerate(found) if place in places}
    wanted |= {"30000", "en:report", "fa:کتاب", "de:haus"}
    at = [place for place, token in enumerate(found) if token.term in wanted]
    words = WantedWords(wanted, language, TABLE).read(text)
    read = [Token(term, *place) for term, place in zip(words.terms, words.places, strict=True)]
    assert read == [found[place] for place in at]
    for first, last in combinations(range(len(at)), 2):
        assert words.are_successive(first, last) == (at[last] - at[first] == last - first)


@given(st.lists(PIECES, max_size=200), st.sampled_from(LANGUAGES))
def test_many_terms_are_found_by_reading_all_words(pieces: list[str], language: str) -> None:
    """More terms than are looked for one by one."""
    text = " ".join(pieces)
    wanted = {term_of(piece, language) for piece in pieces} | {f"w{n}" for n in range(100)}
    found = [token for token in tokens(text, language) if token.term in wanted]
    words = WantedWords(wanted, language, TABLE).read(text)
    assert words.terms == [token.term for token in found]
    assert words.places == [(token.start, token.end) for token in found]


@pytest.mark.slow
def test_letters_fold_one_by_one() -> None:
    """Of every code point: what is sure of it is so beside any letter, and a space ends words.

    Beyond these stand Chinese signs only.
    """
    signs = [chr(code) for code in range(0x20000)]
    folded = TABLE.of("".join(signs))
    assert len(folded) == len(signs)
    for sign, letter in zip(signs, folded, strict=True):
        kind = kind_of(sign)
        assert (letter == " ") == (kind == OTHER)
        if kind in (LETTER, DIGIT) and letter != UNSURE:
            for beside in "aиبक":
                assert fold(f"{beside}{sign}{beside}") == fold(beside) + letter + fold(beside)
            assert kind_of(letter) == kind
        if letter == "'":
            assert fold(sign.join("aиבक1")) == "aиבक1"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_short_english_words_begin_as_their_stems_say(size: int) -> None:
    """All words of so many letters."""
    words = ["".join(letters) for letters in product(ascii_lowercase, repeat=size)]
    for word, term in zip(words, stems(words, "en"), strict=True):
        assert word.startswith(core(term, "en") or "")


@pytest.mark.parametrize("first", BEGINNINGS)
def test_english_words_begin_as_their_stems_say(first: str) -> None:
    """Beginnings that rules name, and others, with every two endings that rules know."""
    words = [first + one + other for one, other in product(ENDINGS, ENDINGS)]
    words = [word.replace("-", "") for word in words]
    for word, term in zip(words, stems(words, "en"), strict=True):
        assert word.startswith(core(term, "en") or "")


@given(st.text("ابتهایمشنکوفلدرسعٰ", min_size=1, max_size=9), st.sampled_from(["ar", "fa", "prs"]))
def test_arabic_and_persian_words_have_what_their_stems_say(word: str, language: str) -> None:
    """What is taken off stands before it or behind it; before it stands no ASCII letter."""
    term = term_of(word, language)
    wanted = core(term, language)
    assert wanted == term.removeprefix(f"{language}:")
    assert wanted in fold(word)


def test_terms_of_other_languages_are_no_words_of_a_text() -> None:
    """A stem carries its language; what is shared by all languages is sought in each."""
    assert core("de:haus", "en") is None
    assert core("30000", "en") == "30000"
    assert core("en:report", "fa") == "report"  # Latin letters elsewhere are English
    assert core("de:haus", "de") == ""
