"""Stock Whoosh, as its documentation shows it: the measure of what was gained."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from whoosh import fields, highlight, index, qparser, searching, writing
from whoosh import query as queries
from whoosh.analysis import StemmingAnalyzer

from benchmarks.corpus.queries import Query
from benchmarks.corpus.texts import Text
from benchmarks.system import HITS, Shape, body


class StockWhoosh:
    """One index."""

    def __init__(self) -> None:
        self._writer: writing.IndexWriter
        self._searcher: searching.Searcher
        self._parser: qparser.QueryParser

    def prepare(self, texts: Sequence[Text]) -> Sequence[Text]:
        """As they are."""
        return texts

    def begin(self, folder: Path) -> None:
        """Start an index; 256 MB for the writer."""
        self._writer = index.create_in(folder, _schema()).writer(limitmb=256)

    def add(self, prepared: Sequence[Text]) -> None:
        """Enter these."""
        for text in prepared:
            self._writer.add_document(
                id=text["id"],
                title=text["title"],
                body=body(text),
                source=text["source"],
                year=text["year"],
                language=text["language"],
                author=text["author"] or "-",
            )

    def finish(self) -> None:
        """Commit."""
        self._writer.commit()

    def open(self, folder: Path) -> None:
        """Open the index and a searcher on it."""
        self._searcher = index.open_dir(folder).searcher()
        self._parser = qparser.QueryParser("body", self._searcher.schema)
        self._parser.add_plugin(qparser.FuzzyTermPlugin())

    def reader(self) -> StockWhoosh:
        """The same: one shared searcher is faster than one a thread."""
        return self

    def search(self, query: Query, shape: Shape) -> int:
        """Ten best by BM25F; facets by its grouping; highlights by its highlighter."""
        words = query["words"]
        text = {
            "or": " OR ".join(words),
            "phrase": f'"{" ".join(words)}"',
            "near": f'"{" ".join(words)}"~{query.get("within")}',
            "prefix": f"{words[0]}*",
            "fuzzy": f"{words[0]}~1",
        }.get(query["op"], " AND ".join(words))
        parsed = self._parser.parse(text)
        if "source" in query:
            years = queries.NumericRange("year", query["first"], query["last"])
            parsed = queries.And([parsed, queries.Term("source", query["source"]), years])
        found = self._searcher.search(parsed, limit=HITS, groupedby=list(shape.facets) or None)
        for name in shape.facets:
            found.groups(name)
        for hit in islice(found, HITS):
            hit["id"]
        if shape.passages:
            found.fragmenter = highlight.ContextFragmenter(maxchars=300, surround=50)
            for hit in islice(found, HITS):  # with groups Whoosh returns all
                hit.highlights("body", top=3)
        return len(found)

    def extend(self, folder: Path, texts: Sequence[Text]) -> None:
        """One commit."""
        self._writer = index.open_dir(folder).writer(limitmb=256)
        self.add(texts)
        self.finish()


def _schema() -> fields.Schema:
    analyzer = StemmingAnalyzer(stoplist=None, minsize=1)
    return fields.Schema(
        id=fields.STORED,
        title=fields.STORED,
        body=fields.TEXT(analyzer=analyzer, stored=True),
        source=fields.ID(stored=True, sortable=True),
        year=fields.NUMERIC(int, stored=True, sortable=True),
        language=fields.ID(stored=True, sortable=True),
        author=fields.ID(stored=True, sortable=True),
    )
