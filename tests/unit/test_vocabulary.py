"""Words by patterns and completions, where the vocabulary or what is asked is odd."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing
from itertools import product
from pathlib import Path

import numpy as np

from archive.query import Fuzzy, Pattern
from archive.search import Filters
from indexer.engines.shapes import shape_arrays
from indexer.engines.vocabulary import Vocabulary
from indexer.engines.whoosh_engine import open_engine
from indexer.engines.words import term_arrays, word_arrays
from tests.engines import NO_TEXTS, whoosh_engine
from tests.properties.test_whoosh_segments import build
from tests.small_documents import document


def fitting(words: Iterable[str], pattern: str) -> list[str]:
    """The words that a pattern fits, out of a vocabulary of just these."""
    listed = sorted(words)
    pairs = np.arange(len(listed))
    none = shape_arrays([], pairs[:0], pairs[:0], listed)
    terms = term_arrays(pairs, pairs, len(listed), len(listed))
    arrays = word_arrays(listed, pairs, none) | terms
    vocabulary = Vocabulary(arrays)
    places = vocabulary.fitting(Pattern(pattern))
    return [vocabulary.words.text(place) for place in places]


def test_patterns_are_the_regular_expression() -> None:
    """Whatever stars and question marks a pattern has, it fits what it says."""
    words = ["".join(letters) for size in (3, 5, 6) for letters in product("abک", repeat=size)]
    for head, tail in product(("aab", "?ab", "a?ک"), product("a?*", repeat=4)):
        pattern = head + "".join(tail)
        if "*" in pattern and len(pattern.partition("*")[0].replace("?", "")) < 3:
            assert fitting(words, pattern) == []
            continue
        expected = re.compile(pattern.replace("*", ".*").replace("?", ".")).fullmatch
        assert fitting(words, pattern) == sorted(filter(expected, words))


def test_a_pattern_of_many_stars_ends() -> None:
    """Trying every way to share out a word between stars would outlast everybody."""
    words = ["a" * 128, "a" * 127 + "b"]
    assert fitting(words, "aaa" + "*a" * 30 + "*b") == words[1:]
    assert fitting(words, "aaa" + "*b" + "*a" * 30) == []


def test_patterns_of_words_longer_than_lengths_are_kept() -> None:
    """A length that does not fit its byte rules nothing out."""
    words = ["a" * size for size in (254, 255, 256, 300)]
    assert fitting(words, "?" * 256) == ["a" * 256]
    assert fitting(words, "?" * 255 + "aaa*") == ["a" * 300]
    assert fitting(words, "?" * 254) == ["a" * 254]


def test_no_completions_are_asked_for(tmp_path: Path) -> None:
    """Of two words that fit none is told if none is wanted."""
    with closing(whoosh_engine(tmp_path, [document("a", ["prison prisoners"])])) as engine:
        assert engine.suggest("pris", 0) == ()
        assert len(engine.suggest("pris", 1)) == 1


def test_patterns_reach_every_segment(tmp_path: Path) -> None:
    """A word that fits is sought by its stem also where no document has the word itself."""
    segments = [[document("a", ["wars"])], [document("b", ["war"])], [document("c", ["peace"])]]
    build(tmp_path, segments)
    with closing(open_engine(tmp_path, NO_TEXTS)) as engine:
        for wanted in (Pattern("wars*"), Pattern("?ars"), Fuzzy("warss", 1)):
            assert engine.count(wanted, Filters()) == 2
