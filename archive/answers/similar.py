"""Documents like one, answered: its most telling words as a query over the archive.

Promises: an ordinary search, told as such, so that whoever wonders can run and change it; the
document itself and those with nearly its text are not in it; the work is bounded whatever the
document's length. Raises NotFoundError when there is no such document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.answers.search import AnswerHit, answer_hits
from archive.errors import NotFoundError
from archive.facts import language_in, language_of, title_of
from archive.identifiers import show
from archive.model import Document
from archive.query import Node, Or, Word, unparse
from archive.search import SearchRequest, Snapshot
from archive.without import AS_TYPED

SIMILAR = 10  # documents that are shown
WORDS = 25  # of the query; more add little, and each costs
READ = 100_000  # code points of the text that are read, some 15,000 words
PASSAGES = 1  # shown of each
LEAST = 0.3  # of the best one's score; what has less shares a word or two by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarAnswer:
    """What is like a document, the most alike first."""

    document: Document
    words: tuple[str, ...]  # the most telling first
    query: str  # these words as a query; "" where there is none
    hits: tuple[AnswerHit, ...]


def similar_answer(snapshot: Snapshot, document_id: str) -> SimilarAnswer:
    """What is like the document with this full identifier."""
    document = snapshot.documents.document(document_id)
    if document is None:
        raise NotFoundError(
            f"There is no document {show(document_id)} in this archive. Check the identifier."
        )
    texts = list(_texts(snapshot, document))
    words = snapshot.engine.telling(texts, language_of(document), WORDS)
    query = _query(words)
    if query is None:
        return SimilarAnswer(document=document, words=(), query="", hits=())
    request = SearchRequest(
        query=query,
        limit=SIMILAR + 1,
        passages=PASSAGES,
        facets=(),
        group=True,
        reorder=False,  # the words are what the document itself tells
        expansions=False,
        without=AS_TYPED,  # other spellings of names tell nothing new
    )
    own = {document_id, *snapshot.engine.copies(document_id)}
    others = [hit for hit in snapshot.engine.search(request).hits if hit.document_id not in own]
    found = [hit for hit in others if hit.score >= LEAST * others[0].score]
    return SimilarAnswer(
        document=document,
        words=words,
        query=unparse(query),
        hits=answer_hits(snapshot, query, tuple(found[:SIMILAR]), 0, AS_TYPED),
    )


def _query(words: tuple[str, ...]) -> Node | None:
    if len(words) < 2:
        return Word(words[0]) if words else None
    return Or(tuple(map(Word, words)))


def _texts(snapshot: Snapshot, document: Document) -> Iterator[str]:
    """Title and passages in the document's language, up to a bound."""
    title = title_of(document)
    yield title
    left = READ - len(title)
    language = language_of(document)
    for passage in snapshot.documents.passages(document.id):
        if language_in(document, passage) != language:
            continue
        yield passage.text
        left -= len(passage.text)
        if left <= 0:
            return
