"""The one analyser: text into terms, for indexing, for queries and for marking.

Promises: what matches a query is what is marked in the list and in the document, because all
three come from here; one token a position; a token's term is a pure function of its own
characters and the language, and cached as such. No stop words are taken out, so that phrases
are exact. Does not know fields, passages or engines.

Why each rule is as it is: docs/decisions/0006-analyser.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import Stemmer

from indexer.analysis.cutting import spans
from indexer.analysis.letters import APOSTROPHES, SINGLE, fold, kind_of
from indexer.analysis.stems import stem, stems

__all__ = [
    "ANALYSER", "Form", "Token", "fold", "folded", "forms_of", "is_plain", "joined", "spelling",
    "term_of", "terms_and_spans", "terms_for_word", "tokens",
]  # fmt: skip

# Stems and letters come from these libraries too, so an index made with others is another's.
ANALYSER: Final = f"4-snowball{Stemmer.version()}-unicode{unicodedata.unidata_version}"

MAX_WORD: Final = 128  # code points; a longer run of letters is not a word, its start stands for it
_CACHED_WORDS: Final = 1 << 17  # about 30 MB; the distinct words of some thousand documents
_CACHED_QUERIES: Final = 1 << 10
_MAX_VARIANTS: Final = 8  # ways to split or join a Persian phrase that are sought

ZWNJ: Final = "\u200c"
_ARABIC_GAP: Final = re.compile(r"(?<=[\u0620-\u06ff])[ \u200c](?=[\u0620-\u06ff])")
_ARABIC_WORD: Final = re.compile(r"[\u0620-\u06ff\u200c\u200d]+")
_UNSEEN: Final = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640]")
# Where an apostrophe parts a name from its ending: Ankara'da.
_APOSTROPHE_ENDINGS: Final = frozenset({"az", "tr"})


class Token(NamedTuple):
    """A term and where it stood; its position is its index in the list of tokens."""

    term: str
    start: int  # code points in the text, half-open
    end: int


# As calling Token does, without a call of Python for each word: a page is marked in two thirds of
# the time.
_token: Final[Callable[[type[Token], tuple[str, int, int]], Token]] = tuple.__new__


def _bare(word: str, language: str) -> str:
    """The word without a possessive: prisoner's, Ankara'nın."""
    if word.isalnum():
        return word
    if len(word) > 3 and word[-2] in APOSTROPHES and word[-1] in "sS":
        return word[:-2]
    if language in _APOSTROPHE_ENDINGS:
        for index in range(3, len(word)):
            if word[index] in APOSTROPHES:
                return word[:index]
    return word


def folded(word: str) -> str:
    """What all spellings of one word share: folded, but ``C++``, ``C#`` and ``C`` are three."""
    return fold(word) + word[len(word.rstrip("+#")) :]


def term_of(characters: str, language: str) -> str:
    """The term of a token by its characters; "" if nothing of them is left."""
    word = characters[:MAX_WORD]
    if word[-1] in "+#":
        return folded(word)
    bare = fold(_bare(word, language))
    return stem(bare, language) if bare else ""


class Form(NamedTuple):
    """What is known of a token by its characters and language."""

    term: str  # "": it is no token
    spelling: str | None  # as readers are shown it; None: it is no word
    word: str  # what all spellings of the word share


_NO_FORM: Final = Form("", None, "")


def is_plain(token: str) -> bool:
    """Whether there is nothing to take off and nothing to fold but case, as in most words."""
    return token.isascii() and token.isalnum() and len(token) <= MAX_WORD


def forms_of(tokens: Sequence[str], language: str) -> list[Form]:
    """What is known of many tokens by their characters, in less time than one by one."""
    lowered = [token.lower() for token in tokens]
    stemmed = stems(lowered, language)
    return [
        Form(term, token if len(token) > 1 else None, word)
        if is_plain(token)
        else _form_of(token, language)
        for token, word, term in zip(tokens, lowered, stemmed, strict=True)
    ]


def _form_of(characters: str, language: str) -> Form:
    term = term_of(characters, language)
    if not term:
        return _NO_FORM
    shape = spelling(characters)
    word = folded(shape) if shape else ""
    return Form(term, shape if word else None, word)


_term = lru_cache(maxsize=_CACHED_WORDS)(term_of)


def tokens(text: str, language: str) -> list[Token]:
    """The tokens of a text in a language (BCP 47 primary subtag in lower case, "" unknown)."""
    terms, places = terms_and_spans(text, language)
    return [
        _token(Token, (term, start, end)) for term, (start, end) in zip(terms, places, strict=True)
    ]


def terms_and_spans(text: str, language: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The terms of the tokens of a text, and where each token stands; quicker than ``tokens``."""
    places = spans(text, language)
    terms = [_term(text[start:end][:MAX_WORD], language) for start, end in places]
    if "" in terms:
        places = [place for place, term in zip(places, terms, strict=True) if term]
        terms = [term for term in terms if term]
    return terms, places


def _variants(text: str) -> Iterable[str]:
    """The text, and for Arabic script the same with a joint opened or a gap closed.

    A Persian compound is written with a ZWNJ, with a space or in one; the index holds the first
    and the last as one token, so the two ways are sought as two phrases.
    """
    yield text
    gaps = list(_ARABIC_GAP.finditer(text))[:_MAX_VARIANTS]
    for gap in gaps:
        other = ZWNJ if gap.group() == " " else " "
        yield text[: gap.start()] + other + text[gap.end() :]


def terms_for_word(word: str, languages: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """What to seek for a word or phrase in an index that holds documents of these languages.

    Any of the sequences matches; the terms of one are sought at successive positions. Distinct,
    in a fixed order; empty if the word holds no letter and no digit.
    """
    return _terms_for_word(word, tuple(languages))


@lru_cache(maxsize=_CACHED_QUERIES)  # a word is asked for by each part of one search
def _terms_for_word(word: str, languages: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if is_plain(word):
        return tuple(sorted({(_term(word, language),) for language in languages}))
    sequences = {
        tuple(token.term for token in tokens(variant, language))
        for language in languages
        for variant in _variants(word)
    }
    return tuple(sorted(sequences - {()}))


def joined(first: str, second: str) -> str | None:
    """Two words typed side by side as the one that they may be written as, or None.

    For the Arabic script only, where the space within a compound is a habit, not a rule.
    """
    if _ARABIC_WORD.fullmatch(first) and _ARABIC_WORD.fullmatch(second):
        return first + second
    return None


def spelling(word: str) -> str | None:
    """How a token's own characters are shown to readers as a word; None if it is no word.

    Signs of scripts without spaces and single letters are no words to suggest.
    """
    seen = _bare(word, "")
    if not seen.isascii():
        seen = unicodedata.normalize("NFC", _UNSEEN.sub("", seen))
        if seen and kind_of(seen[0]) == SINGLE:
            return None
    return seen if 2 <= len(seen) <= MAX_WORD else None
