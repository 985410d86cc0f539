"""What the oracle says of words in texts: which tell, what stands beside them, what they become."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from archive.facts import language_of
from archive.search import InContext, Run, Suggestion
from indexer.analysis import folded, spelling, tokens
from tests.oracle_documents import Held, commonest


def telling(
    held: Sequence[Held], texts: Sequence[str], language: str, limit: int
) -> tuple[str, ...]:
    """The words that tell texts from the documents held, spelt as they are there most often."""
    times: Counter[str] = Counter()
    spelt: dict[str, Counter[str]] = {}
    for text in texts:
        for token in tokens(text, language):
            shape = spelling(text[token.start : token.end])
            if shape and any(map(str.isalpha, shape)):
                times[token.term] += 1
                spelt.setdefault(token.term, Counter())[shape] += 1
    alike = sum(language_of(one.document) == language for one in held)
    weighed = []
    for term, count in times.items():
        having = sum(term in set().union(*one.header, *one.passages) for one in held)
        if having > 1:
            weight = (1 + math.log(count)) * math.log(1 + alike / having)
            weighed.append((-weight, spelt[term]))
    weighed.sort(key=lambda pair: pair[0])
    return tuple(
        min(shapes, key=lambda each: (-shapes[each], each)) for _, shapes in weighed[:limit]
    )


def in_context(
    texts: Sequence[str], language: str, runs: Sequence[Run], words: int = 0
) -> list[InContext]:
    """Words of texts with their neighbours, as they are put in order."""
    found = []
    for text, token, size in runs:
        of_text = tokens(texts[text], language)
        around = [_compared(texts[text][t.start : t.end]) for t in of_text]
        found.append(
            InContext(
                start=of_text[token].start,
                end=of_text[token + size - 1].end,
                before=tuple(around[max(0, token - words) : token][::-1]),
                after=tuple(around[token + size :][:words]),
            )
        )
    return found


def _compared(word: str) -> str:
    """A word as it is put in order: folded, without a possessive."""
    shape = spelling(word)
    return (folded(shape) if shape else "") or folded(word)


def suggest(held: Sequence[Held], prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """The words that what was typed may become."""
    typed = tokens(prefix, "")
    if not typed or typed[-1].end != len(prefix):
        return ()
    start = typed[-1].start
    shapes: dict[str, Counter[str]] = {}
    documents: Counter[str] = Counter()
    for one in held:
        documents.update({folded(shape) for shape in one.spellings} - {""})
        for shape in one.spellings:
            shapes.setdefault(folded(shape), Counter())[shape] += 1
    fits = [word for word in documents if word.startswith(folded(prefix[start:]))]
    fits.sort(key=lambda word: (-documents[word], word))
    return tuple(
        Suggestion(text=prefix[:start] + commonest(shapes[word]), count=documents[word])
        for word in fits[:limit]
    )
