"""What a reader has taken out of a search: widenings of its words that should not be sought.

Promises: written and read back as the same, in the one form that addresses, the API and the
command line share: ``KIND``, ``KIND:WORD`` or ``KIND:WORD=FORM``. A removal of a word that the
query does not have, or of a form that was not sought, changes nothing. Widens nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal[
    "stem", "folded letters", "joined", "pattern", "likeness", "name", "variant", "spelling"
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# Those whose forms can be taken out one by one. Other words with a stem, and other spellings of
# the word's own letters, are one thing each.
BY_FORM: Final[frozenset[Kind]] = frozenset({"pattern", "likeness", "name", "variant", "spelling"})
# What a word is also sought as that is another word.
OTHER_WORDS: Final[tuple[Kind, ...]] = ("name", "variant", "spelling")


@dataclass(frozen=True, slots=True, order=True)
class Removal:
    """One thing taken out: a kind, all of a kind for one word, or one form of that."""

    kind: Kind
    word: str = ""  # as typed; "" any
    form: str = ""  # as it was listed; "" all

    def __str__(self) -> str:
        """As it stands in an address."""
        written = self.kind.replace(" ", "-")
        written += f":{self.word}" if self.word else ""
        return written + (f"={self.form}" if self.form else "")


def read_removal(text: str) -> Removal | None:
    """The removal that was written so, None if it means nothing."""
    name, _, rest = text.strip().partition(":")
    named = " ".join(name.replace("-", " ").lower().split())
    kind = next((kind for kind in KINDS if kind == named), None)
    if kind is None:
        return None
    word, form = " ".join(rest.split()), ""
    if kind in BY_FORM and "=" in word.strip("="):
        word, _, form = word.rpartition("=")
    return Removal(kind, word.strip(), form.strip())


class Without:
    """Some removals, asked by kind and word; words and forms are the same in any case."""

    def __init__(self, removals: Iterable[Removal] = ()) -> None:
        self.removals: Final = tuple(sorted(set(removals)))
        self._known = frozenset(
            (one.kind, one.word.casefold(), one.form.casefold()) for one in self.removals
        )

    def __bool__(self) -> bool:
        return bool(self._known)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Without) and self._known == other._known

    def __hash__(self) -> int:
        return hash(self._known)

    def has(self, kind: Kind, word: str, form: str = "") -> bool:
        """Whether a kind of widening of a word is taken out, or just this form of it."""
        if not self._known:
            return False
        known, word = self._known, word.casefold()
        return (
            (kind, "", "") in known
            or (kind, word, "") in known
            or (form != "" and (kind, word, form.casefold()) in known)
        )

    def forms(self, kind: Kind, word: str) -> frozenset[str]:
        """The forms of a word's widening that are taken out one by one, without regard to case."""
        own = word.casefold()
        return frozenset(f for k, w, f in self._known if f and (k, w) == (kind, own))


def read_without(texts: Iterable[str]) -> Without:
    """The removals that were written so; what means nothing is none."""
    return Without(removal for text in texts if (removal := read_removal(text)))


NOTHING: Final = Without()
# Each word only as it was typed, in its forms: for what must not be widened by itself.
AS_TYPED: Final = Without(map(Removal, OTHER_WORDS))
