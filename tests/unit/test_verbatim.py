"""Where characters stand exactly in a text: against looking everywhere, and at odd places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.verbatim import occurrences
from tests.oracle_documents import UNSEEN, Unit

SIGNS = st.text(st.sampled_from("aA1á’'.,+# \u200c\u200f\u0301کي中"), max_size=24)


@given(SIGNS, SIGNS, st.sampled_from(["en", "fa", "de", ""]))
def test_is_what_looking_everywhere_finds(text: str, wanted: str, language: str) -> None:
    """Every place of the characters that holds a word and cuts none, and no other."""
    plain = "".join(sign for sign in wanted if sign not in UNSEEN)
    if not plain:
        return
    words = Unit(text, language)
    found = list(occurrences(text, plain, language))
    every = [span for _, span in words.verbatim(plain)]
    assert [span for span in found if span in every] == every
    for start, end in set(found) - set(every):  # signs alone, which no index leads to
        assert not Unit(text[start:end], language)


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Words words, WORDS", "words", ["words"]),
        ("swords and wordsmiths", "words", []),
        ("C++ and C", "C", [(8, 9)]),
        ("30,000 or 30 000", "30", [(10, 12)]),
        ("aaa aa", "aa", [(4, 6)]),
        ("ab ab ab", "ab ab", [(0, 5), (3, 8)]),
        ("می‌رود", "می", []),
        ("حكم\u200f الإعدام", "حكم الإعدام", [(0, 12)]),
        ("naïve naive", "naive", [(6, 11)]),
    ],
)
def test_odd_places(text: str, wanted: str, found: list[tuple[int, int] | str]) -> None:
    """Case, marks, joiners and numbers count; marks of direction do not."""
    spans = list(occurrences(text, wanted, "en"))
    assert [text[a:b] if isinstance(x, str) else (a, b)
            for (a, b), x in zip(spans, found, strict=True)] == found  # fmt: skip
