"""Which language a page is recognised in.

Promises: the languages that were asked for are tried one at a time until one plainly fits, and the
best of them is taken; the outcome depends on the page and the order alone. Together in one run
they mix letters: of a Persian page a third of the words came out with Arabic or Latin ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from indexer.language import identify
from indexer.ocr.words import sureness, words

SURE = 80.0  # percent from which a reading in its own language is taken without trying others
_OWN = 15.0  # percent that it counts for that a text is in the language it was recognised in

# The models' names for languages (ISO 639-2) by the shorter ones that texts are identified as.
_SHORT = {
    "ara": "ar", "ben": "bn", "bul": "bg", "ces": "cs", "chi_sim": "zh", "chi_tra": "zh",
    "dan": "da", "deu": "de", "ell": "el", "eng": "en", "fas": "fa", "fin": "fi", "fra": "fr",
    "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id", "ita": "it",
    "jpn": "ja", "kat": "ka", "kor": "ko", "kmr": "ku", "nld": "nl", "nor": "no", "pol": "pl",
    "por": "pt", "pus": "ps", "ron": "ro", "rus": "ru", "spa": "es", "srp": "sr", "swe": "sv",
    "tgk": "tg", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi",
}  # fmt: skip


class Attempt(NamedTuple):
    """A page recognised in a language."""

    language: str
    table: str
    score: float  # percent it is sure, and more where the text is in this language

    @property
    def fits(self) -> bool:
        """Whether it is not worth trying another language."""
        return self.score >= SURE + _OWN


def best(languages: Sequence[str], recognise: Callable[[str], str]) -> Attempt:
    """The best attempt; ``recognise`` gives the table of words in a language."""
    attempts: list[Attempt] = []
    for language in languages:
        attempts.append(_judged(language, recognise(language)))
        if attempts[-1].fits:
            break
    return max(attempts, key=lambda attempt: attempt.score)


def _judged(language: str, table: str) -> Attempt:
    found = list(words(table))
    told = identify(" ".join(word.text for word in found))
    own = told is not None and told.value == _SHORT.get(language, language)
    return Attempt(language, table, sureness(found) + (_OWN if own else 0.0))
