"""A document as the oracle holds it: its terms, its dates, its values, looked at one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.facts import host, language_in, language_of
from archive.model import DateField, Dating, Document, Passage
from archive.query import Exactly
from archive.query.dates import interval
from archive.search import FacetCount, Timeline
from archive.text import Span, sentences
from indexer.analysis import fold, folded, spelling, tokens
from indexer.analysis.function_words import is_function_word
from indexer.engines.base import facet_values
from indexer.engines.sketches import RUN

# Marks that only steer the direction of writing.
UNSEEN = frozenset("\u061c\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Unit(list[str]):
    """The terms of a title, a name or a passage, and the text that they are of."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.tokens = tokens(text, language)
        super().__init__(token.term for token in self.tokens)

    def verbatim(self, wanted: str) -> Iterator[tuple[tuple[int, int], Span]]:
        """Every place of these characters: its first and last word, and its code points.

        Neither of its ends is within a word. Marks of direction are looked over.
        """
        seen = [(at, sign) for at, sign in enumerate(self.text) if sign not in UNSEEN]
        inside = {at for token in self.tokens for at in range(token.start + 1, token.end)}
        for first in range(len(seen) - len(wanted) + 1):
            found = seen[first : first + len(wanted)]
            if "".join(sign for _, sign in found) != wanted:
                continue
            begin, end = found[0][0], found[-1][0] + 1
            following = seen[first + len(wanted)][0] if first + len(wanted) < len(seen) else end
            words = [n for n, t in enumerate(self.tokens) if begin <= t.start and t.end <= end]
            if begin not in inside and following not in inside and words:
                yield (words[0], words[-1]), (begin, end)


@dataclass(frozen=True)
class Held:
    """A document as terms."""

    document: Document
    title: Unit
    authors: list[Unit]
    header: list[Unit]  # title, subtitle, authors
    passages: list[Unit]
    languages: set[str]
    breaks: list[list[int]]  # of header and passages: the words that begin a further sentence
    spellings: set[str]  # its words as readers know them
    words: set[tuple[str, str]]  # folded words and the term of each
    runs: set[tuple[str, ...]]  # of so many words in its passages
    terms: set[str]  # of its text
    about: list[str]  # these terms in order, but for those of function words

    @property
    def length(self) -> int:
        return len(self.about)

    @property
    def keywords(self) -> dict[str, int]:
        """The terms it has most often, of those as frequent the first, and how often."""
        counts = Counter(self.about)
        ordered = sorted(counts, key=lambda t: (-min(counts[t], 255), self.about.index(t)))
        return {term: min(counts[term], 255) for term in ordered[:64]}


def hold(document: Document, passages: Sequence[Passage], left_out: Sequence[str] = ()) -> Held:
    """Analyse a document once; what was left out is held as if it were further passages."""

    language = language_of(document)
    known = document.metadata
    title = Unit(known.title.value if known.title else "", language)
    subtitle = Unit(known.subtitle.value if known.subtitle else "", language)
    names = [agent.name for agent in known.authors]
    if known.byline and known.byline not in names:
        names.append(known.byline)
    names_of = [fact.value for fact in (known.title, known.subtitle) if fact] + names
    left = ["" if text in names_of else text for text in left_out]
    spoken = [(passage.text, language_in(document, passage)) for passage in passages]
    header = [title, subtitle, *(Unit(name, language) for name in names)]
    units = [Unit(text, of) for text, of in [*spoken, *((text, language) for text in left)]]
    every = header + units
    words = [(unit.text[t.start : t.end], t.term) for unit in every for t in unit.tokens]
    shapes = [(shape, term) for word, term in words if (shape := spelling(word))]
    return Held(
        document=document,
        title=title,
        authors=header[2:],
        header=header,
        passages=units,
        breaks=[breaks(unit.text, unit.language) for unit in every],
        languages={unit.language for unit in every},
        spellings={shape for shape, _ in shapes},
        words={(folded(shape), term) for shape, term in shapes},
        runs=runs(spoken),
        terms={t.term for unit in header + units[: len(passages)] for t in unit.tokens},
        about=[
            token.term
            for unit in header + units[: len(passages)]
            for token in unit.tokens
            if not _is_function_word(unit.text[token.start : token.end], token.term, unit.language)
        ],
    )


def runs(texts: Sequence[tuple[str, str]]) -> set[tuple[str, ...]]:
    """Every run of so many words, as all spellings of them are written."""
    words = []
    for text, language in texts:
        for token in tokens(text, language):
            shape = spelling(text[token.start : token.end])
            words.append((folded(shape) if shape else "") or token.term)
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def _is_function_word(word: str, term: str, language: str) -> bool:
    shape = spelling(word)
    return is_function_word(folded(shape) if shape else term.rpartition(":")[2], language)


def breaks(text: str, language: str) -> list[int]:
    """The words of a text that begin a further sentence."""
    starts = [token.start for token in tokens(text, language)]
    begins = [start for start, _ in sentences(text)[1:]]
    found = {next((n for n, at in enumerate(starts) if at >= begin), 0) for begin in begins}
    return sorted(found - {0})


def overlaps(datings: Iterable[Dating], start: str, end: str) -> bool:
    """Whether one of the dates shares a day with [start, end]."""
    first = interval(start)[0] if start else date.min
    last = interval(end)[1] if end else date.max
    return any(interval(d.value)[0] <= last and interval(d.value)[1] >= first for d in datings)


def datings_of(document: Document, field: str) -> list[Dating]:
    """The document's dates of one kind."""
    if field == "published":
        return [document.metadata.published] if document.metadata.published else []
    if field == "accessioned":
        entered = [c.accessioned_at for c in document.captures if c.accessioned_at]
        return [Dating(value=at, precision="second", basis="register") for at in entered]
    captured = [c.captured_at for c in document.captures if c.captured_at]
    return captured or ([document.metadata.captured] if document.metadata.captured else [])


def timeline_of(field: DateField, documents: Sequence[Document]) -> Timeline:
    """The documents by year and, where there are three years at most, by month."""
    years: Counter[str] = Counter()
    months: Counter[str] = Counter()
    undated = 0
    for document in documents:
        dates = [dating.value for dating in datings_of(document, field)]
        years.update({date[:4] for date in dates})
        months.update({date[:7] for date in dates})
        undated += not dates
    return Timeline(
        field=field,
        years=tuple(FacetCount(value=v, count=n) for v, n in sorted(years.items())),
        months=tuple(FacetCount(value=v, count=n) for v, n in sorted(months.items()))
        if len(years) <= 3
        else (),
        undated=undated,
    )


def same_value(one: str, other: str) -> bool:
    """Whether two values are equal with letters folded."""

    def plain(value: str) -> str:
        return " ".join(filter(None, map(fold, value.split()))) or value.casefold().strip()

    return plain(one) == plain(other)


def commonest(shapes: Counter[str]) -> str:
    """The spelling of most documents, letter case apart; then its commonest case."""
    lower: Counter[str] = Counter()
    for shape, count in shapes.items():
        lower[shape.casefold()] += count
    best = min(lower, key=lambda word: (-lower[word], word))
    return min(
        (shape for shape in shapes if shape.casefold() == best),
        key=lambda shape: (-shapes[shape], shape),
    )


def is_exactly(document: Document, node: Exactly) -> bool:
    """Whether the document has the value in the field."""
    if node.field == "site":
        wanted_host = node.value.casefold().strip(". ")
        urls = [capture.source_url for capture in document.captures]
        if document.metadata.original_url:
            urls.append(document.metadata.original_url.value)
        hosts = [host(url) for url in urls]
        return any(h == wanted_host or h.endswith("." + wanted_host) for h in hosts if h)
    values = list(facet_values(document)[node.field])
    if node.field == "type":
        values += values[0].split("/")
    return any(same_value(value, node.value) for value in values)
