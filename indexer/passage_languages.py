"""The languages of long passages that are not in their document's.

Promises: a function of the texts and of the document's language; only a long passage that is
plainly in another language is said to be. Most passages of a long document are not identified one
by one: those are in its language that use the words which its first ones share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from indexer.language import identify_passage

LONG: Final = 200  # letters: fewer do not tell a language for sure
_LEARNT_FROM: Final = 6  # passages in the document's language
_SHARED: Final = 3  # of them that have a word which is then taken for one of the language
_USUAL: Final = 0.5  # of the part that these words are of the passages that they are learnt from
_UNSPACED: Final = 20  # code points a word: more, and the signs are counted themselves


def passage_languages(texts: Iterable[str], language: str) -> Iterator[str]:
    """Of each text its language where it is another than ``language``, else ""."""
    usual = _Usual()
    for text in texts:
        if len(text) < LONG or usual.is_like(text) or sum(map(str.isalpha, text)) < LONG:
            yield ""
        else:
            own = identify_passage(text, language)
            if not own:
                usual.learn(text)
            yield own


class _Usual:
    """The words that the first passages in the document's language share."""

    def __init__(self) -> None:
        self._learnt: list[Sequence[str]] = []
        self._shared: frozenset[str] = frozenset()
        self._least = 0.0

    def learn(self, text: str) -> None:
        """A passage in the document's language."""
        if len(self._learnt) == _LEARNT_FROM:
            return
        self._learnt.append(_words(text))
        if len(self._learnt) == _LEARNT_FROM:
            having = Counter(word for words in self._learnt for word in set(words))
            self._shared = frozenset(word for word, count in having.items() if count >= _SHARED)
            self._least = _USUAL * self._part([word for words in self._learnt for word in words])

    def is_like(self, text: str) -> bool:
        """Whether a passage has the shared words about as often."""
        return bool(self._shared) and self._part(_words(text)) >= self._least

    def _part(self, words: Sequence[str]) -> float:
        return sum(word in self._shared for word in words) / len(words)


def _words(text: str) -> Sequence[str]:
    words = text.casefold().split()
    return words if len(words) * _UNSPACED > len(text) else text
