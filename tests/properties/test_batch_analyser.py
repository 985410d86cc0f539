"""The analyser on arrays against the analyser that reads letter by letter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Token, tokens
from indexer.analysis.batches import BatchAnalyser
from indexer.analysis.stems import METHODS
from tests.oracle_documents import breaks

LANGUAGES = sorted({*METHODS, "fa", "zh", "az", "gl", "xx", ""})
# Every kind of sign, so that the rules meet in every order.
SIGNS = (
    "aZ9٣é\u0301\u200c\u00ad中한\u0e01\u0e31’'ʼ+#.,!。”،٬ -_@:\u0640\u200bß\U00020000\U0001f600İ"
    "\ud800"
)
PIECES = st.sampled_from(
    "30,000 30.000 1,234,56 12,345x C++ c# C+++ l’homme Ankara’da prisoner's 's don’’t a'\u200cb "
    "کتاب\u200cها المدرسة 中国\u0301 naïve Straße U.N. x".split()
)
TEXTS = st.text(SIGNS, max_size=40) | st.text(max_size=20) | st.lists(PIECES).map("".join)


def as_tokens(analyser: BatchAnalyser, texts: list[str], language: str) -> list[list[Token]]:
    """What the batch analyser finds, in the form of the other."""
    found = analyser.analyse(texts, language)
    return [
        [
            Token(analyser.forms[form].term, start, end)
            for form, start, end in zip(
                found.forms[first:last].tolist(),
                found.starts[first:last].tolist(),
                found.ends[first:last].tolist(),
                strict=True,
            )
        ]
        for first, last in zip(found.edges[:-1], found.edges[1:], strict=True)
    ]


def sentence_words(analyser: BatchAnalyser, texts: list[str], language: str) -> list[list[int]]:
    """Of each text its words that begin a further sentence."""
    found = analyser.analyse(texts, language)
    every = found.breaks.tolist()
    return [
        [word - first for word in every if first <= word < last]
        for first, last in pairwise(found.edges.tolist())
    ]


@given(st.lists(st.tuples(st.lists(TEXTS, min_size=1), st.sampled_from(LANGUAGES)), max_size=6))
def test_batches_are_tokens(batches: list[tuple[list[str], str]]) -> None:
    """Any texts, in any languages one after another, give the terms and spans of ``tokens``."""
    analyser = BatchAnalyser()
    for texts, language in batches:
        assert as_tokens(analyser, texts, language) == [tokens(t, language) for t in texts]
        assert sentence_words(analyser, texts, language) == [breaks(t, language) for t in texts]
    for form in analyser.forms:
        assert form.term


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_in_every_language(language: str) -> None:
    """All code points of the scripts in use, alone and between letters, and very long words."""
    codes = (
        *range(0x1200),
        *range(0x2000, 0x3140),
        *range(0xA960, 0xA980),
        *range(0xFE00, 0x10000),
    )
    signs = [chr(code) for code in codes]
    texts = ["".join(signs), "a".join(signs), " ".join(signs), "word" * 100, "a\u00ad" * 90]
    assert as_tokens(BatchAnalyser(), texts, language) == [tokens(t, language) for t in texts]


@pytest.mark.slow
def test_many_distinct_words() -> None:
    """Tables grow, and what has been met keeps its number."""
    texts = [" ".join(f"w{number % 30_000}x{number}" for number in range(start, start + 5_000))
             for start in range(0, 60_000, 5_000)]  # fmt: skip
    analyser = BatchAnalyser()
    expected = [tokens(text, "en") for text in texts]
    for _ in range(2):
        found = as_tokens(analyser, texts[:6], "en") + as_tokens(analyser, texts[6:], "en")
        assert found == expected
        assert len(analyser.forms) == len({token.term for text in expected for token in text})
