"""What else a word of a query is sought as: what is listed with it, other spellings, corrections.

Promises: a function of the word and of the generation, the same for every query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from archive.search import Suggestion
from archive.variants import Group
from archive.without import Kind
from indexer.engines.dictionary import Dictionary, words_of
from indexer.engines.names import NameForms
from indexer.engines.spelling import Spelling

_KEPT: Final = 1 << 12  # words whose ways are remembered


@dataclass(frozen=True, slots=True)
class Ways:
    """One kind of widening of one word; ``forms`` as documents spell them, or as listed."""

    word: str  # as typed; several words where a listed form has as many
    kind: Kind
    forms: tuple[str, ...]
    language: str = ""  # of the documents that the forms are sought in; "" of any


class Widener:
    """The dictionary and the variants of a generation."""

    def __init__(
        self, dictionary: Dictionary, groups: Sequence[Group], is_known: Callable[[str], bool]
    ) -> None:
        """``is_known``: whether any document has what is sought for a word."""
        self._dictionary = dictionary
        self._names = NameForms(dictionary)
        self._spelling = Spelling(dictionary)
        self._is_known = is_known
        self._listed: defaultdict[str, list[Group]] = defaultdict(list)
        for group in groups:
            for form in dict.fromkeys(map(key, group.forms)):
                self._listed[form].append(group)
        self.longest = max((len(form.split()) for form in self._listed), default=1)
        self._kept: dict[str, tuple[Ways, ...]] = {}

    def of(self, typed: str) -> tuple[Ways, ...]:
        """How a word is widened, or words side by side that are listed as one form."""
        found = self._kept.get(typed)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[typed] = self._of(typed)
        return found

    def _of(self, typed: str) -> tuple[Ways, ...]:
        found = self.listed(typed)
        known = {key(form) for ways in found for form in ways.forms}
        names = [form for form in self._names.of(typed) if form not in known]
        if names:
            found.append(Ways(typed, "name", tuple(map(self._dictionary.shown, names))))
        if not found and not self._is_known(typed):
            sure = self._spelling.sure(typed)
            if sure:
                found.append(Ways(typed, "spelling", (sure,)))
        return tuple(found)

    def listed(self, typed: str) -> list[Ways]:
        """What is listed with a form of one word or more."""
        own = key(typed)
        return [
            Ways(typed, "variant", tuple(f for f in group.forms if key(f) != own), group.language)
            for group in self._listed.get(own, ())
        ]

    def corrections(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """What a word may have been meant to be, and how many documents have that."""
        return self._spelling.corrections(typed, limit)


def key(form: str) -> str:
    """What the spellings of a form share: its words, folded."""
    return " ".join(words_of(form))
