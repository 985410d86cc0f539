"""Words by patterns and completions, where the vocabulary or what is asked is odd."""

from __future__ import annotations

import re
from contextlib import closing
from itertools import product
from pathlib import Path

from indexer.arrays.strings import Strings, packed
from indexer.engines.vocabulary import matching
from tests.engines import whoosh_engine
from tests.small_documents import document


def strings(words: list[str]) -> Strings:
    """A sorted list of words."""
    return Strings(packed("words", sorted(word.encode() for word in words)), "words")


def test_patterns_are_the_regular_expression() -> None:
    """Whatever stars and question marks a pattern has, it fits what it says."""
    words = strings(
        ["".join(letters) for size in (3, 5, 7) for letters in product("ab", repeat=size)]
    )
    for tail in product("ab?*", repeat=4):
        pattern = "aab" + "".join(tail)
        expected = re.compile(pattern.replace("*", ".*").replace("?", ".")).fullmatch
        found = [words.text(place) for place in matching(words, pattern)]
        assert found == [word for word in words.texts() if expected(word)]


def test_a_pattern_of_many_stars_ends() -> None:
    """Trying every way to share out a word between stars would outlast everybody."""
    words = strings(["a" * 128, "a" * 127 + "b"])
    assert list(matching(words, "aaa" + "*a" * 30 + "*b")) == [1]
    assert list(matching(words, "aaa" + "*a" * 30 + "*c")) == []


def test_no_completions_are_asked_for(tmp_path: Path) -> None:
    """Of two words that fit none is told if none is wanted."""
    with closing(whoosh_engine(tmp_path, [document("a", ["prison prisoners"])])) as engine:
        assert engine.suggest("pris", 0) == ()
        assert len(engine.suggest("pris", 1)) == 1
