"""Marking: where a query's words stand in a text, by the analyser that found them.

Promises: spans are sorted, do not overlap and lie within the text, in code points; a phrase is
one span, marked only where it stands whole; words that are not wanted are not marked. Does not
know an index: only the query, the text and its language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from archive.query import Node
from archive.search import Span
from indexer.analysis import terms_for_word, tokens
from indexer.engines.queries import field_and_text, prepare, words_sought


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans without overlaps; spans that touch become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def mark(
    query: Node, texts: Sequence[str], language: str, sought: Iterable[str]
) -> list[tuple[Span, ...]]:
    """The spans of the query's words in each text; see ``SearchEngine.mark``.

    ``sought``: the languages that the query's words were looked up in. A term may come from
    another language than the text's: ``30.000``, typed as Germans write it, finds 30,000.
    """
    languages = {language, *sought}
    tree, _ = prepare(query)
    by_first: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for leaf in words_sought(tree) if tree is not None else ():
        for sequence in terms_for_word(field_and_text(leaf)[1], languages):
            by_first[sequence[0]].add(sequence)
    return [_mark(text, language, by_first) for text in texts]


def _mark(text: str, language: str, by_first: dict[str, set[tuple[str, ...]]]) -> tuple[Span, ...]:
    found = tokens(text, language)
    terms = [token.term for token in found]
    spans = []
    for index, term in enumerate(terms):
        for sequence in by_first.get(term, ()):
            after = index + len(sequence)
            if tuple(terms[index:after]) == sequence:
                spans.append((found[index].start, found[after - 1].end))
    return merge(spans)
