"""tantivy by its Python binding: English stems, exact counts, aggregations, its own snippets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tantivy
from Stemmer import Stemmer

from benchmarks.corpus.queries import Query
from benchmarks.corpus.texts import Text
from benchmarks.system import HITS, Shape, body


class Tantivy:
    """One index."""

    def __init__(self) -> None:
        self._index: tantivy.Index
        self._searcher: tantivy.Searcher
        self._writer: tantivy.IndexWriter
        self._stemmer = Stemmer("english")

    def prepare(self, texts: Sequence[Text]) -> Sequence[Text]:
        """As they are."""
        return texts

    def begin(self, folder: Path) -> None:
        """Start an index, with the binding's own memory and threads."""
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._writer = self._index.writer()

    def add(self, prepared: Sequence[Text]) -> None:
        """Enter these."""
        for text in prepared:
            self._writer.add_document(
                tantivy.Document(
                    id=text["id"],
                    title=text["title"],
                    body=body(text),
                    source=text["source"],
                    year=text["year"],
                    language=text["language"],
                    author=text["author"],
                )
            )

    def finish(self) -> None:
        """Commit, and wait for the merges."""
        self._writer.commit()
        self._writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open the index and a searcher on it."""
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def reader(self) -> Tantivy:
        """The same: a searcher is for all threads."""
        return self

    def search(self, query: Query, shape: Shape) -> int:
        """Ten best by BM25 and the exact number; facets by a second pass, as the binding has it."""
        asked = self._query(query)
        found = self._searcher.search(asked, HITS)
        if shape.facets:
            wanted = {name: {"terms": {"field": name, "size": 100}} for name in shape.facets}
            self._searcher.aggregate(asked, wanted)
        documents = [self._searcher.doc(address) for _, address in found.hits]
        for document in documents:
            document["id"][0]
        if shape.passages:
            extracts = tantivy.SnippetGenerator.create(self._searcher, asked, self._schema, "body")
            extracts.set_max_num_chars(300)
            for document in documents:
                extract = extracts.snippet_from_doc(document)
                extract.fragment()
                extract.highlighted()
        return int(found.count)

    def extend(self, folder: Path, texts: Sequence[Text]) -> None:
        """One commit."""
        self._index = tantivy.Index.open(str(folder))
        self._writer = self._index.writer()
        self.add(texts)
        self.finish()

    def _query(self, query: Query) -> tantivy.Query:
        words = query["words"]
        match query["op"]:
            case "prefix":
                return tantivy.Query.regex_query(self._schema, "body", f"{words[0]}.*")
            case "fuzzy":
                stem = self._stemmer.stemWord(words[0])
                return tantivy.Query.fuzzy_term_query(self._schema, "body", stem, 1)
            case "phrase":
                text = f'"{" ".join(words)}"'
            case "near":  # its slop: how many more steps than neighbours have
                text = f'"{" ".join(words)}"~{query["within"] - 1}'
            case "or":
                text = " OR ".join(words)
            case _:
                text = " AND ".join(words)
        if "source" in query:
            years = f"year:[{query['first']} TO {query['last']}]"
            text = f'({text}) AND source:"{query["source"]}" AND {years}'
        return self._index.parse_query(text, ["body"])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
    for name in ("source", "language", "author"):
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw")
    builder.add_integer_field("year", stored=True, indexed=True, fast=True)
    return builder.build()
