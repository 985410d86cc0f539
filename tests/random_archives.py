"""Random archives, random query trees and random requests, for tests against the oracle."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from archive.model import DateField
from archive.query import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InEverything,
    InField,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Single,
    Together,
    Verbatim,
    Word,
    phrase_parts,
)
from archive.search import FACET_FIELDS, Filters, SearchRequest
from archive.without import AS_TYPED
from tests.oracle_documents import UNSEEN
from tests.small_documents import Indexed, document

# Few words, so that random texts and random queries meet; then one for each rule of the analyser.
COMMON = st.sampled_from("war prison کتاب ها".split())
ODD = st.sampled_from(
    "wars prisons Prison’s naïve naive C++ C 1988 1,988 death-commission death Häuser haus ☃ "
    "\u0301 کتاب\u200cها كتابها می\u200cرود رود می 中国 国 中 the of als از "
    "war\u200f \u202aprison\u202c pri\u200eson 1,988,000".split()
)
WORDS = COMMON | ODD
STOPS = st.sampled_from([" ", " ", ". ", "! ", ".” ", "。"])
TEXTS = st.lists(st.tuples(WORDS, STOPS), max_size=8).map(
    lambda x: "".join(map("".join, x)).strip()
)
DATES = st.sampled_from(["1988", "1988-07", "1988-07-19", "1989-01-01", "2021"])
MAYBE_DATES = st.just("") | DATES
MOMENTS = st.sampled_from(["", "2021-03-01T09:30:00Z", "2021-04-01T00:00:00Z"])
NAMES = st.sampled_from(["Ann Example", "B. Sample", "ann example"])
HOSTS = st.sampled_from(["example.org", "www.example.org", "example.com", "anexample.org"])
URLS = HOSTS.map(lambda host: f"https://{host}/page")
SOURCES = st.sampled_from(["", "Example News", "Prison Notes"])
TYPES = st.sampled_from(["text/html", "text/plain"])
LANGUAGES = st.sampled_from(["en", "fa", "de", "zh", ""])
COLLECTIONS = st.sampled_from(["papers", "Notes"])


def some(values: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[list[str]]:
    """A short list."""
    return st.lists(values, max_size=most)


@st.composite
def documents(draw: st.DrawFn, name: str, language: str | None = None) -> Indexed:
    """One document of this name, in any language, and in several, if none is given."""
    return document(
        name,
        draw(some(TEXTS, most=5)),
        spoken=draw(some(LANGUAGES, most=3)) if language is None else (),
        title=draw(TEXTS),
        subtitle=draw(st.just("") | TEXTS),
        authors=draw(some(NAMES)),
        language=draw(LANGUAGES) if language is None else language,
        source=draw(SOURCES),
        published=draw(MAYBE_DATES),
        captured=draw(some(MAYBE_DATES)),
        accessioned=draw(some(MOMENTS)),
        urls=draw(some(URLS)),
        original_url=draw(st.just("") | URLS),
        collections=draw(some(COLLECTIONS)),
        media_type=draw(TYPES),
    )


@st.composite
def archives(draw: st.DrawFn) -> list[Indexed]:
    """Up to eight documents."""
    return [draw(documents(str(number))) for number in range(draw(st.integers(0, 8)))]


@st.composite
def leftovers_of(draw: st.DrawFn, indexed: list[Indexed]) -> dict[str, list[str]]:
    """What was left out of the main text of each document."""
    return {document.id: draw(some(TEXTS, most=3)) for document, _ in indexed}


Step = tuple[list[Indexed], list[Indexed]]  # what goes and what comes in one update


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """An archive and up to three updates of it; what went may come again, changed.

    Documents go only where all are in one language: a pattern's word keeps the stems that it had
    in a language whose documents went, as long as it is a word of another
    (docs/decisions/0012-searching-segments.md).
    """
    language = draw(st.none() | LANGUAGES)
    living: dict[str, Indexed] = {}
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 4))):
        some_go = living and language is not None
        gone = draw(st.sets(st.sampled_from(sorted(living)))) if some_go else set()
        new = [f"{number}.{place}" for place in range(draw(st.integers(0, 4)))]
        again = draw(st.sets(st.sampled_from(sorted(gone)))) if gone else set()
        removed = [living.pop(name) for name in sorted(gone)]
        come = {name: draw(documents(name, language)) for name in [*new, *sorted(again)]}
        living |= come
        steps.append((removed, list(come.values())))
    return steps


def left(steps: list[Step]) -> list[Indexed]:
    """The documents that are there after all updates."""
    living: dict[str, Indexed] = {}
    for removed, added in steps:
        for gone, _ in removed:
            del living[gone.id]
        living |= {indexed[0].id: indexed for indexed in added}
    return list(living.values())


LEAVES: st.SearchStrategy[Word | Phrase] = WORDS.map(Word) | st.lists(
    WORDS, min_size=2, max_size=3
).map(" ".join).map(Phrase)
EXACTLY = st.one_of(
    st.builds(Exactly, st.just("source"), SOURCES | HOSTS),
    st.builds(Exactly, st.just("site"), HOSTS),
    st.builds(Exactly, st.just("language"), LANGUAGES),
    st.builds(Exactly, st.just("type"), TYPES | st.just("HTML")),
    st.builds(Exactly, st.just("collection"), COLLECTIONS | st.just("notes")),
)
# Phrases with patterns in them.
WILD = st.sampled_from(
    ["war pri*", "pris?n* war", "pri* pri*", "wa? pri* کتا*", "co-op pri*", "☃ pri*"]
)
PATTERNS = st.sampled_from(["pri*", "wa?", "pris?n*", "w?r*", "کتا*", "1988*", "zzz*"]).map(Pattern)
ALIKE = st.builds(
    Fuzzy, st.sampled_from(["wor", "prision", "کتب", "1989", "C++"]), st.sampled_from([1, 2])
)
LITERAL = (
    st.lists(st.tuples(WORDS, STOPS), min_size=1, max_size=2)
    .map(lambda x: "".join(c for c in "".join(map("".join, x)) if c not in UNSEEN).strip())
    .map(Verbatim)
)
SINGLE: st.SearchStrategy[Single] = LITERAL | LEAVES | PATTERNS | ALIKE | WILD.map(Phrase)
PARTS = st.lists(
    SINGLE | st.lists(SINGLE, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    min_size=2,
    max_size=4,
).map(tuple)
PLACED = st.builds(Near, PARTS, st.integers(1, 6), st.booleans()) | st.builds(
    Together, PARTS, st.sampled_from(["sentence", "passage"])
)
CONDITIONS: st.SearchStrategy[Node] = (
    st.builds(InField, st.sampled_from(["title", "author"]), SINGLE | NAMES.map(Phrase))
    | EXACTLY
    | PLACED
    | PATTERNS
    | WILD.map(Phrase)
    | LITERAL
    | ALIKE
    | st.builds(Dates, st.sampled_from(get_args(DateField)), MAYBE_DATES, MAYBE_DATES)
)


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(nodes, min_size=2, max_size=4).map(tuple)
    return parts.map(And) | parts.map(Or) | nodes.map(Not)


AS_READERS_TYPE = st.lists(LEAVES, min_size=2, max_size=6).map(tuple).map(And)
QUERIES: st.SearchStrategy[Node] = AS_READERS_TYPE | st.recursive(
    LEAVES | CONDITIONS, _grown, max_leaves=8
)


# Queries as they are typed: whatever is understood of them has one answer.
_TYPED = st.sampled_from(
    'AND OR NOT - + ( ) " =" “ ” W/3 PRE/2 /s /p ~ ~2 * ? in:everything title: author: -title: '
    "source: date:1988 before:1989 pri* pris?n* wor~ prision~2 = , ؟".split(" ")
)
TYPED = st.lists(st.tuples(WORDS | _TYPED, st.sampled_from([" ", " ", ""])), max_size=9).map(
    lambda pieces: "".join(map("".join, pieces))
)


def _chosen() -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    values = st.sampled_from(["", "1988", "en", "text/html", "papers", "Ann Example"])
    return st.dictionaries(
        st.sampled_from(FACET_FIELDS), st.lists(values, max_size=2).map(tuple), max_size=2
    )


REQUESTS = st.builds(
    SearchRequest,
    query=st.none() | QUERIES | QUERIES.map(InEverything),
    filters=st.just(Filters())
    | st.builds(
        Filters,
        include=_chosen(),
        exclude=_chosen(),
        date_from=MAYBE_DATES,
        date_to=MAYBE_DATES,
        date_field=st.sampled_from(get_args(DateField)),
    ),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    limit=st.just(10),
    passages=st.integers(1, 4),
    without=st.just(AS_TYPED),  # ``test_without`` is about the rest
    some_below=st.sampled_from([0, 0, 2, 10]),
)


def widens(node: Node | None) -> bool:
    """Whether a pattern or a likeness is in a tree."""
    if isinstance(node, And | Or | Near | Together):
        return any(map(widens, node.parts))
    if isinstance(node, Not | InField | InEverything):
        return widens(node.part)
    if isinstance(node, Phrase):
        return any(isinstance(part, Pattern) for part in phrase_parts(node.text))
    return isinstance(node, Pattern | Fuzzy)
