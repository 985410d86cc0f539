"""Xapian 1.4 by its own Python module, which Debian packages for the system's Python."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import xapian

from benchmarks.corpus.queries import Query
from benchmarks.corpus.texts import Text
from benchmarks.system import ALL_FACETS, HITS, RefusedError, Shape, body

_SLOTS = {name: slot for slot, name in enumerate(ALL_FACETS)}
_FLAGS = (
    xapian.QueryParser.FLAG_BOOLEAN
    | xapian.QueryParser.FLAG_PHRASE
    | xapian.QueryParser.FLAG_WILDCARD
)


class Xapian:
    """One glass database."""

    def __init__(self) -> None:
        self._folder: Path
        self._writing: xapian.WritableDatabase
        self._stemmer = xapian.Stem("english")

    def prepare(self, texts: Sequence[Text]) -> Sequence[Text]:
        """As they are."""
        return texts

    def begin(self, folder: Path) -> None:
        """Start a database; nothing else writes, nothing is synced."""
        flags = xapian.DB_CREATE_OR_OVERWRITE | xapian.DB_NO_SYNC | xapian.DB_DANGEROUS
        self._writing = xapian.WritableDatabase(str(folder / "database"), flags)
        self._generator = self._make_generator()

    def add(self, prepared: Sequence[Text]) -> None:
        """Enter these, with positions; years in a slot that ranges can be asked of."""
        for text in prepared:
            document = xapian.Document()
            self._generator.set_document(document)
            self._generator.set_termpos(0)
            self._generator.index_text(body(text))
            document.add_boolean_term(f"XS{text['source']}")
            for name, slot in _SLOTS.items():
                document.add_value(slot, str(text[name]))  # type: ignore[literal-required]
            document.set_data(json.dumps({**text, "passages": "\n".join(text["passages"])}))
            self._writing.add_document(document)

    def finish(self) -> None:
        """Commit."""
        self._writing.commit()
        self._writing.close()

    def open(self, folder: Path) -> None:
        """Open a database and make its query parser."""
        self._folder = folder
        self._database = xapian.Database(str(folder / "database"))
        self._parser = xapian.QueryParser()
        self._parser.set_stemmer(self._stemmer)
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self._parser.set_database(self._database)
        self._parser.set_default_op(xapian.Query.OP_AND)

    def reader(self) -> Xapian:
        """A database handle of its own: handles are not for several threads."""
        other = Xapian()
        other.open(self._folder)
        return other

    def search(self, query: Query, shape: Shape) -> int:
        """Ten best by Xapian's BM25; facets by a match spy over all that match."""
        parsed = self._parser.parse_query(_text(query), _FLAGS)
        if "source" in query:
            source = xapian.Query(f"XS{query['source']}")
            first, last = str(query["first"]), str(query["last"])
            years = xapian.Query(xapian.Query.OP_VALUE_RANGE, _SLOTS["year"], first, last)
            narrowed = xapian.Query(xapian.Query.OP_AND, source, years)
            parsed = xapian.Query(xapian.Query.OP_FILTER, parsed, narrowed)
        enquire = xapian.Enquire(self._database)
        enquire.set_query(parsed)
        spies = [xapian.ValueCountMatchSpy(_SLOTS[name]) for name in shape.facets]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, HITS, self._database.get_doccount() if spies else 0)
        for spy in spies:
            sum(value.termfreq for value in spy.top_values(100))
        for match in found:
            stored = match.document.get_data()
            if shape.passages:
                data = json.loads(stored)
                found.snippet(data["passages"], 300, self._stemmer)
        return int(found.get_matches_estimated())

    def extend(self, folder: Path, texts: Sequence[Text]) -> None:
        """One commit."""
        self._writing = xapian.WritableDatabase(str(folder / "database"), xapian.DB_OPEN)
        self._generator = self._make_generator()
        self.add(texts)
        self.finish()

    def _make_generator(self) -> xapian.TermGenerator:
        generator = xapian.TermGenerator()
        generator.set_stemmer(self._stemmer)
        return generator


def _text(query: Query) -> str:
    words = query["words"]
    match query["op"]:
        case "word" | "and":
            return " AND ".join(words)
        case "or":
            return " OR ".join(words)
        case "phrase":
            return f'"{" ".join(words)}"'
        case "near":
            return f"{words[0]} NEAR/{query['within']} {words[1]}"
        case "prefix":
            return f"{words[0]}*"
    raise RefusedError("Xapian 1.4 has no likeness of words.")
