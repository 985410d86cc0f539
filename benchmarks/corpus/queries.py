"""Queries of every kind, drawn from the corpus's own statistics.

Promises: the same texts give the same queries; no query is in the list twice, whatever its kind,
so that none was answered before when it is timed. A query is plain JSON that every system
translates to its own: ``op`` (``word``, ``and``, ``or``, ``phrase``, ``near``, ``prefix``,
``fuzzy``), ``words``, and where they matter ``within`` (words), ``source``, ``first`` and
``last`` (years).

Shares are of the documents: rare words are in 0.02 to 0.1 %, middling ones in 2 to 15 %, common
ones in 15 to 60 %.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NotRequired, TypedDict

from benchmarks.corpus.texts import PART, PROCESSES, SEED, ensure, read_part

TIMED = 40  # queries of a kind that are timed in a round
MIXED = 6000  # for threads and clients, of several kinds
WARM = 10  # others of the kind that go before them, untimed
SAMPLE = 100_000  # texts that statistics are taken from, at most
TOKEN = re.compile(r"\w+")
WORD = re.compile(r"[a-z]{3,20}")

BARE = (
    "rare", "common", "and", "or", "phrase", "near", "prefix", "prefix_widest", "fuzzy", "filter",
)  # fmt: skip
KINDS = (*BARE, "or+facets", "or+passages", "and+passages", "phrase+passages", "page")


class Query(TypedDict):
    """One query; see the module."""

    op: str
    words: list[str]
    within: NotRequired[int]
    source: NotRequired[str]
    first: NotRequired[int]
    last: NotRequired[int]


Queries = dict[str, list[Query]]


def queries(corpus: Path, count: int) -> Queries:
    """The queries for the first ``count`` texts, made once and kept beside them."""
    path = corpus / f"queries-{count}.json"
    if not path.exists():
        path.write_text(json.dumps(_Drawing(corpus, count).kinds(), indent=1), encoding="utf-8")
    made: Queries = json.loads(path.read_text(encoding="utf-8"))
    return made


def plain_words(passages: list[str]) -> set[str]:
    """The distinct words of a text that queries are made of: three letters or more."""
    tokens = TOKEN.findall(" ".join(passages).lower())
    return {token for token in tokens if WORD.fullmatch(token)}


def _frequencies(order: tuple[Path, int]) -> tuple[Counter[str], Counter[str]]:
    """Documents by word, and texts by source, among the first texts of a part."""
    path, count = order
    documents: Counter[str] = Counter()
    by_source: Counter[str] = Counter()
    for text in islice(read_part(path), count):
        documents.update(plain_words(text["passages"]))
        by_source[text["source"]] += 1
    return documents, by_source


class _Drawing:
    def __init__(self, corpus: Path, count: int) -> None:
        self._rng = random.Random(SEED)
        self._count = min(count, SAMPLE)
        parts = ensure(corpus, count)[: -(-self._count // PART)]
        orders = [(p, min(PART, self._count - n * PART)) for n, p in enumerate(parts)]
        self._documents: Counter[str] = Counter()
        by_source: Counter[str] = Counter()
        with multiprocessing.Pool(PROCESSES) as workers:
            for words, of_sources in workers.imap(_frequencies, orders):
                self._documents.update(words)
                by_source.update(of_sources)
        self._sources = sorted(name for name, n in by_source.items() if n >= self._count / 200)
        self._passages = [
            tokens
            for text in islice(read_part(parts[0]), self._count)
            for passage in text["passages"]
            if len(tokens := TOKEN.findall(passage.lower())) > 50
        ]
        self._rare = self._between(0.0002, 0.001)
        self._middling = self._between(0.02, 0.15)
        self._common = self._between(0.15, 0.6)
        self._drawn: set[str] = set()

    def kinds(self) -> Queries:
        """Queries by kind, those to warm up with first; and ``mixed`` ones."""
        draw: dict[str, Callable[[], Query | None]] = {
            "rare": lambda: _word(self._rng.choice(self._rare)),
            "common": lambda: _word(self._rng.choice(self._common)),
            "and": self._and,
            "or": self._or,
            "phrase": self._phrase,
            "near": self._near,
            "prefix": self._prefix,
            "fuzzy": self._fuzzy,
            "filter": self._filter,
            "page": self._any,
            "mixed": lambda: self._rng.choice((draw["rare"], draw["common"], self._any))(),
        }
        made: Queries = {}
        for kind in KINDS:
            if kind == "prefix_widest":
                made[kind] = self._widest()
            else:
                made[kind] = list(self._distinct(draw[kind.partition("+")[0]], TIMED + WARM))
        made["mixed"] = list(self._distinct(draw["mixed"], MIXED))
        return made

    def _distinct(self, draw: Callable[[], Query | None], count: int) -> Iterator[Query]:
        """Queries that were not drawn before; fewer where the words do not give so many."""
        found = 0
        for _ in range(100 * count):
            query = draw()
            if query is None:
                continue
            key = json.dumps({**query, "words": sorted(query["words"])})
            if key not in self._drawn:
                self._drawn.add(key)
                yield query
                found += 1
                if found == count:
                    return

    def _between(self, least: float, most: float) -> list[str]:
        """Words by their share of the documents; in a small corpus a word is in one at least."""
        low, high = max(1, least * self._count), max(2, most * self._count)
        return sorted(word for word, n in self._documents.items() if low <= n <= high)

    def _run(self, length: int) -> list[str]:
        """So many tokens in a row of some passage."""
        words = self._rng.choice(self._passages)
        at = self._rng.randrange(len(words) - length)
        return words[at : at + length]

    def _sought(self, word: str) -> bool:
        """A word that says something and is not rare: in 0.2 to 30 % of the documents."""
        if not WORD.fullmatch(word):
            return False
        return 0.002 * self._count <= self._documents[word] <= 0.3 * self._count

    def _and(self) -> Query | None:
        """Two or three words of one text, at least one of them common."""
        run = sorted(set(self._run(50)))
        common = [word for word in run if 0.15 <= self._documents[word] / self._count <= 0.6]
        others = [word for word in run if 0.01 <= self._documents[word] / self._count < 0.15]
        more = self._rng.choice((1, 2))
        if not common or len(others) < more:
            return None
        words = [self._rng.choice(common), *self._rng.sample(others, more)]
        return Query(op="and", words=words)

    def _or(self) -> Query:
        """Five words, two of them common."""
        words = self._rng.sample(self._common, 2) + self._rng.sample(self._middling, 3)
        self._rng.shuffle(words)
        return Query(op="or", words=words)

    def _phrase(self) -> Query | None:
        """Two or three words that stand together in a text."""
        run = self._run(self._rng.choice((2, 3)))
        if len(set(run)) == len(run) and all(self._sought(word) for word in run):
            return Query(op="phrase", words=run)
        return None

    def _near(self) -> Query | None:
        """Two words that stand within five words of each other in a text."""
        run = self._run(5)
        pair = [run[0], run[self._rng.randrange(1, 5)]]
        if pair[0] != pair[1] and all(self._sought(word) for word in pair):
            return Query(op="near", words=pair, within=5)
        return None

    def _prefix(self) -> Query | None:
        """The first four to six letters of a longer middling word."""
        word = self._rng.choice(self._middling)
        if len(word) < 6:
            return None
        return Query(op="prefix", words=[word[: self._rng.randint(4, len(word) - 1)][:6]])

    def _widest(self) -> list[Query]:
        """The prefixes of four letters with the most postings: the widest first, of all timed."""
        postings: Counter[str] = Counter()
        for word, n in self._documents.items():
            if len(word) > 4:
                postings[word[:4]] += n
        widest = [
            Query(op="prefix", words=[prefix]) for prefix, _ in postings.most_common(TIMED + WARM)
        ]
        return widest[TIMED:] + widest[:TIMED]

    def _fuzzy(self) -> Query | None:
        """A word of the dictionary with one letter changed, lost or added."""
        word = self._rng.choice(self._middling)
        if not 5 <= len(word) <= 12:
            return None
        at = self._rng.randrange(1, len(word))
        letter = self._rng.choice("abcdefghijklmnopqrstuvwxyz")
        edited = word[:at] + self._rng.choice((letter + word[at + 1 :], word[at + 1 :],
                                               letter + word[at:]))  # fmt: skip
        return None if edited in self._documents else Query(op="fuzzy", words=[edited])

    def _filter(self) -> Query:
        """A common word in one source and some years."""
        first = self._rng.randint(1985, 2015)
        return Query(
            op="word",
            words=[self._rng.choice(self._common)],
            source=self._rng.choice(self._sources),
            first=first,
            last=first + self._rng.randint(3, 9),
        )

    def _any(self) -> Query | None:
        """What readers type: words, and now and then alternatives or a phrase."""
        return self._rng.choice((self._and, self._and, self._or, self._phrase))()


def _word(word: str) -> Query:
    return Query(op="word", words=[word])
