"""What widened the words of a search, as a result page shows it: each with a way to take it out.

Promises: every link is the whole search with one thing changed; what was taken out is listed, with
a way back. Searches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, NamedTuple

from archive.answers import SearchAnswer
from archive.parameters import SearchParameters
from archive.search import Expansion
from archive.without import BY_FORM, Kind, Removal
from web.interface import N_, gettext
from web.narrowing import address

# How the other forms belong to the word.
LABELS: Final[Mapping[Kind, str]] = {
    "stem": N_("forms of the same word"),
    "folded letters": N_("other letters"),
    "joined": N_("written in one"),
    "pattern": N_("words that fit"),
    "likeness": N_("words that are like it"),
    "name": N_("spellings of the name"),
    "variant": N_("from this archive’s list of variants"),
    "spelling": N_("no document has it as typed"),
}


class Form(NamedTuple):
    """A form, its documents (None: not counted by itself), and the search without it or ""."""

    text: str
    documents: int | None
    address: str


@dataclass(frozen=True, slots=True)
class Widening:
    """One kind of widening of one word."""

    word: str
    label: str
    forms: tuple[Form, ...]
    count: int
    address: str  # the search without it


class Removed(NamedTuple):
    """Something that was taken out, and the search with it again."""

    label: str
    word: str
    address: str


@dataclass(frozen=True, slots=True)
class Widenings:
    """All of a search."""

    found: tuple[Widening, ...]
    removed: tuple[Removed, ...]
    as_typed: str  # the search without any of them; "" where there are not several


def widenings(answer: SearchAnswer) -> Widenings:
    """What a page says of how its words were widened."""
    now = answer.parameters.with_page(1)
    whole = [Removal(each.kind, each.word) for each in answer.expansions]
    return Widenings(
        found=tuple(_widening(now, each) for each in answer.expansions),
        removed=tuple(_removed(now)),
        as_typed=address(now.with_removed(*whole)) if len(whole) > 1 else "",
    )


def _widening(now: SearchParameters, each: Expansion) -> Widening:
    return Widening(
        word=each.word,
        label=gettext(LABELS[each.kind]),
        forms=tuple(_forms(now, each)),
        count=each.count,
        address=address(now.with_removed(Removal(each.kind, each.word))),
    )


def _forms(now: SearchParameters, each: Expansion) -> Iterator[Form]:
    alone = each.kind in BY_FORM and len(each.forms) > 1
    for form, count in zip_longest(each.forms, each.counts):
        removal = Removal(each.kind, each.word, form)
        yield Form(form, count, address(now.with_removed(removal)) if alone else "")


def _removed(now: SearchParameters) -> Iterator[Removed]:
    for removal in now.without.removals:
        what = removal.form or gettext(LABELS[removal.kind])
        yield Removed(what, removal.word, address(now.with_restored(removal)))
