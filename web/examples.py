"""Examples of queries that find something in the archive at hand.

Promises: words, names and dates come from the archive's own documents, so that each example can
be run where it is read; an archive without documents has none. Searches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.facts import language_of, title_of
from archive.model import Document
from archive.search import DocumentStore, FacetCount
from archive.text import sentences
from web.interface import N_, digits, gettext, language_name, ngettext
from web.marks import RIGHT_TO_LEFT

PASSAGES = 12  # of a document that sentences are looked for in
APART = 5  # words between two of an example at most
_TOKEN = re.compile("[\\w\u200c\u200d]+")
_WORD = re.compile(r"[^\W\d_]{5,}")
_FROM_RIGHT = re.compile("[\u0590-\u08ff]{4,}")
_LETTERS = range(5, 16)  # of a word that is an example
_OTHER = ("title", "byline", "title line", "subtitle line")  # left out, and searched as such
# Where every sign is a word, a wildcard within one finds nothing.
_WITHOUT_SPACES = frozenset("ja km ko lo my th zh".split())


@dataclass(frozen=True, slots=True)
class Example:
    """A query and what it asks for."""

    query: str
    meaning: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Words of one sentence, in its order and as it has them."""

    one: str
    other: str  # a few words on
    pair: str  # two that stand side by side


def examples(
    documents: Sequence[Document], facets: Mapping[str, Sequence[FacetCount]], store: DocumentStore
) -> dict[str, list[Example]]:
    """What can be asked, by the part of the help that tells of it, in words of these documents."""
    language = next((count.value for count in facets.get("language", ())), "")
    spoken = [document for document in documents if language_of(document) == language] or documents
    titles = {title_of(d): _WORD.findall(title_of(d)) for d in spoken if d.metadata.title}
    full = [title for title, words in titles.items() if len(words) >= 2]
    words = list(dict.fromkeys(word.lower() for found in titles.values() for word in found))
    sentence = _sentence(spoken, store)
    found: dict[str, list[Example]] = {
        "words": [*_of_words(full, titles, words), *_of_exclusion(spoken, store)],
        "fields": list(_of_facets(facets)),
        "everything": list(_of_left_out([*spoken, *documents], store)),
        "patterns": [],
        "near": [],
        "literal": [],
        "right_to_left": list(_of_right_to_left(documents, language, store)),
    }
    if sentence:
        found["near"] = list(_of_near(sentence))
        found["literal"] = list(_of_literal(sentence))
        if language not in _WITHOUT_SPACES:
            found["patterns"] = list(_of_patterns(sentence))
    return found


def _of_words(
    full: Sequence[str], titles: Mapping[str, list[str]], words: Sequence[str]
) -> Iterator[Example]:
    if full:
        one, other = (word.lower() for word in titles[full[0]][:2])
        yield Example(f"{one} {other}", gettext("documents that have both words, anywhere"))
        yield Example(f'"{full[0]}"', gettext("these words next to each other, in this order"))
        yield Example(f"title:{one}", gettext("the word in the title"))
    if len(words) >= 2:
        one, other = words[0], words[-1]
        yield Example(f"{one} OR {other}", gettext("either of the words, or both"))
        yield Example(
            f"({one} OR {other}) {words[1]}", gettext("parentheses say what belongs together")
        )


def _of_exclusion(documents: Sequence[Document], store: DocumentStore) -> Iterator[Example]:
    """A word of one title, and a word of another that its document does not have in any form."""
    titles = [(document, _WORD.findall(title_of(document).lower())) for document in documents]
    unwanted = next((words[0] for _, words in titles if words), "")
    for document, words in titles:
        text = f"{title_of(document)} {store.text(document.id)}".lower()
        if words and unwanted[:4] not in text:
            yield Example(f"{words[0]} -{unwanted}", gettext("the first word, and not the second"))
            return


def _of_patterns(sentence: _Sentence) -> Iterator[Example]:
    word, other = sentence.one.lower(), sentence.other.lower()
    yield Example(f"{word[:-1]}*", gettext("words that begin so"))
    yield Example(
        f"{word[:2]}?{word[3:]}", gettext("any one letter in the place of the question mark")
    )
    yield Example(
        f"{word[:3]}{word[4:]}~", gettext("words with one letter changed, missing or added")
    )
    yield Example(f"{other}~2", gettext("words with two such letters"))
    yield Example(f'"{sentence.pair}*"', gettext("a phrase whose last word may go on"))


def _of_near(sentence: _Sentence) -> Iterator[Example]:
    one, other = sentence.one.lower(), sentence.other.lower()
    yield Example(f"{one} W/{APART} {other}", _apart())
    yield Example(f"{one} PRE/{APART} {other}", gettext("the same, the first before the second"))
    yield Example(
        f'({one} OR "{sentence.pair}") W/10 {other[:-1]}*',
        gettext("with alternatives, phrases and wildcards"),
    )
    yield Example(f"{one} {other} /s", gettext("all the words in one sentence"))
    yield Example(f"{other} /p {one}", gettext("all the words in one paragraph"))


def _apart() -> str:
    return ngettext(
        "at most %(num)s word apart, in either order",
        "at most %(num)s words apart, in either order",
        APART,
    )


def _of_literal(sentence: _Sentence) -> Iterator[Example]:
    yield Example(
        f'="{sentence.pair}"', gettext("with these capital letters, accents and signs only")
    )
    yield Example(f"={sentence.one}", gettext("the same for one word"))


def _of_left_out(documents: Sequence[Document], store: DocumentStore) -> Iterator[Example]:
    for document in documents:
        for piece in store.left_out(document.id):
            words = _WORD.findall(piece.text)
            if words and piece.reason not in _OTHER:
                yield Example(
                    f"in:everything {words[0].lower()}",
                    gettext("also in menus, boxes and what else is no part of a text"),
                )
                return


def _of_right_to_left(
    documents: Sequence[Document], shown: str, store: DocumentStore
) -> Iterator[Example]:
    """Of the first document that is written so, if not all examples are."""
    some = [d for d in documents if language_of(d) in RIGHT_TO_LEFT and language_of(d) != shown]
    sentence = _sentence(some, store, _FROM_RIGHT)
    if sentence:
        language = language_name(language_of(some[0]))
        yield Example(f'"{sentence.pair}"', gettext("a phrase in %(language)s", language=language))
        yield Example(f"{sentence.one} W/{APART} {sentence.other}", gettext("near each other"))
        yield Example(f"{sentence.one[:-1]}*", gettext("words that begin so"))
        yield Example(
            f'="{sentence.pair}"', gettext("with these letters, vowel signs and joiners only")
        )


def _sentence(
    documents: Sequence[Document], store: DocumentStore, word: re.Pattern[str] = _WORD
) -> _Sentence | None:
    """The first sentence that has what examples need, in such words."""
    for document in documents:
        for passage in store.passages(document.id, range(min(PASSAGES, document.passage_count))):
            for start, end in sentences(passage.text):
                if found := _words(passage.text[start:end], word):
                    return found
    return None


def _words(text: str, word: re.Pattern[str]) -> _Sentence | None:
    tokens = list(_TOKEN.finditer(text))
    long = [
        number
        for number, token in enumerate(tokens)
        if len(token.group()) in _LETTERS and word.fullmatch(token.group())
    ]
    far = [(a, b) for a, b in pairwise(long) if 1 < b - a <= APART]
    beside = [
        text[a.start() : b.end()]
        for a, b in pairwise(tokens)
        if text[a.end() : b.start()] == " " and all(word.fullmatch(x.group()) for x in (a, b))
    ]
    if not far or not beside:
        return None
    one, other = (tokens[number].group() for number in far[0])
    return _Sentence(one, other, next((p for p in beside if p != p.lower()), beside[0]))


def _of_facets(facets: Mapping[str, Sequence[FacetCount]]) -> Iterator[Example]:
    first = {
        field: next((c.value for c in counts if c.value), "") for field, counts in facets.items()
    }
    years = sorted(count.value for count in facets.get("year", ()) if count.value)
    if years:
        oldest, newest = years[0], years[-1]
        first_year, last_year = digits(oldest), digits(newest)
        in_year = gettext("published in %(year)s, as far as the date is known", year=last_year)
        yield Example(f"date:{newest}", in_year)
        if oldest != newest:
            between = gettext(
                "published from %(first)s to %(last)s", first=first_year, last=last_year
            )
            yield Example(f"date:{oldest}..{newest}", between)
            yield Example(f"after:{oldest}", gettext("published after %(year)s", year=first_year))
            yield Example(f"before:{newest}", gettext("published before %(year)s", year=last_year))
    if language := first.get("language"):
        name = language_name(language)
        yield Example(f"language:{language}", gettext("in %(language)s", language=name))
    for field, meaning in (
        ("source", N_("from this source")),
        ("author", N_("by this author")),
        ("collection", N_("in this collection")),
    ):
        if value := first.get(field):
            yield Example(f'{field}:"{value}"', gettext(meaning))
    if media_type := first.get("type"):
        yield Example(f"type:{media_type}", gettext("files of this type"))
