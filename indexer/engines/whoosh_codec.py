"""The segment as Whoosh sees it: a codec over the arrays of a bundle.

Promises: Whoosh's own searcher gives from these segments what it gives from its own, with exact
lengths instead of lengths rounded to a byte. Whoosh keeps ``ColumnarCodec`` and
``ColumnarSegment`` by name in its table of contents, so this module's name and theirs are part
of the format. Whoosh carries no types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3Segment
from whoosh.reading import TermInfo, TermNotFound

from indexer.arrays.bundle import Array, read
from indexer.arrays.strings import Strings
from indexer.engines.postings import Field
from indexer.engines.whoosh_matcher import ArrayMatcher
from indexer.engines.whoosh_schema import FIELDS, ID

EXTENSION: Final = ".arrays"

Term = tuple[str, bytes]


class ColumnarSegment(W3Segment):  # type: ignore[misc]  # Whoosh carries no types
    """A segment whose contents are one bundle."""

    def should_assemble(self) -> bool:
        """Never copied into one file with others: it is mapped where it lies."""
        return False


class _Nothing:
    """In place of Whoosh's writers of postings and documents: bundles come ready made."""

    is_closed = True


class ColumnarCodec(W3Codec):  # type: ignore[misc]
    """Reads and names columnar segments."""

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """A segment without files."""
        return ColumnarSegment(self, indexname)

    def per_document_writer(self, storage: Any, segment: ColumnarSegment) -> _Nothing:
        """None is needed."""
        return _Nothing()

    def field_writer(self, storage: Any, segment: ColumnarSegment) -> _Nothing:
        """None is needed."""
        return _Nothing()

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ArrayTerms:
        """The dictionary and postings."""
        return ArrayTerms(arrays_of(storage, segment), segment.doc_count_all())

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ArrayDocuments:
        """Lengths and identifiers."""
        return ArrayDocuments(storage, segment)


def arrays_of(storage: Any, segment: ColumnarSegment) -> dict[str, Array]:
    """The arrays of a segment. Raises OSError, and ValueError if they are damaged."""
    return read(Path(storage.folder) / segment.make_filename(EXTENSION))


class ArrayDocuments(W3PerDocReader):  # type: ignore[misc]
    """What Whoosh asks about single documents."""

    def __init__(self, storage: Any, segment: ColumnarSegment) -> None:
        super().__init__(storage, segment)
        self._arrays = arrays_of(storage, segment)
        self._ids = Strings(self._arrays, "ids")

    def has_column(self, fieldname: str) -> bool:
        """Whoosh's columns are not used."""
        return False

    def _lengths(self, fieldname: str) -> Array:
        return self._arrays.get(f"{fieldname}.lengths", np.empty(0, np.uint32))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Tokens of one document in one field."""
        lengths = self._lengths(fieldname)
        return lengths.item(docnum) if lengths.size else default

    def field_length(self, fieldname: str) -> int:
        """Tokens of all documents in one field."""
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Tokens of the shortest; 0 where there is no document."""
        lengths = self._lengths(fieldname)
        return int(lengths.min()) if lengths.size else 0

    def max_field_length(self, fieldname: str) -> int:
        """Tokens of the longest."""
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """The identifier only: the rest is in the columns and in the document store."""
        return {ID: self._ids.text(docnum)}


class ArrayTerms(TermsReader):  # type: ignore[misc]
    """The dictionaries of a segment's fields."""

    def __init__(self, arrays: dict[str, Array], size: int) -> None:
        self._fields = {name: Field(arrays, name, size) for name in FIELDS}
        self._lengths = {name: arrays[f"{name}.lengths"] for name in FIELDS}

    def __contains__(self, term: Term) -> bool:
        return self._number(*term) is not None

    def _number(self, fieldname: str, text: bytes) -> int | None:
        field = self._fields.get(fieldname)
        return field.terms.index(text) if field else None

    def _must(self, fieldname: str, text: bytes) -> int:
        number = self._number(fieldname, text)
        if number is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return number

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """A cursor over the terms of a field."""
        return ArrayCursor(self, fieldname, self._fields[fieldname].terms, fieldobj)

    def indexed_field_names(self) -> list[str]:
        """The fields with postings."""
        return list(FIELDS)

    def _from(self, fieldname: str, text: bytes) -> Iterator[tuple[Term, int]]:
        terms = self._fields[fieldname].terms
        return (((fieldname, terms[i]), i) for i in range(terms.place(text), len(terms)))

    def terms(self) -> Iterable[Term]:
        """All, in the order of field and bytes."""
        return merge(*(self.terms_from(name, b"") for name in FIELDS))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Those of a field from a place on."""
        return (term for term, _ in self._from(fieldname, prefix))

    def items(self) -> Iterable[tuple[Term, TermInfo]]:
        """All with what is known of them."""
        lists = (self.items_from(name, b"") for name in FIELDS)
        return merge(*lists, key=lambda item: item[0])

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """Those of a field from a place on with what is known of them."""
        return ((term, self.info(fieldname, i)) for term, i in self._from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """What is known of a term."""
        return self.info(fieldname, self._must(fieldname, text))

    def info(self, fieldname: str, number: int) -> TermInfo:
        """The same by the term's place."""
        found = self._fields[fieldname].at(number)
        lengths = self._lengths[fieldname][found.documents]
        return TermInfo(
            weight=float(found.counts.sum(dtype=np.int64)),
            df=found.documents.size,
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(found.counts.max()),
            minid=int(found.documents[0]),
            maxid=int(found.documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often a term occurs."""
        number = self._number(fieldname, text)
        if number is None:
            return 0
        return float(self._fields[fieldname].at(number).counts.sum(dtype=np.int64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many documents a term occurs."""
        number = self._number(fieldname, text)
        return 0 if number is None else self._fields[fieldname].count(number)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ArrayMatcher:
        """A matcher for a term."""
        found = self._fields[fieldname].at(self._must(fieldname, text))
        return ArrayMatcher(found, self._lengths[fieldname], format_, (fieldname, text), scorer)

    def close(self) -> None:
        """Release the arrays."""
        self._fields.clear()


class ArrayCursor(FieldCursor):  # type: ignore[misc]
    """Steps through the terms of a field; fuzzy queries do."""

    def __init__(self, reader: ArrayTerms, name: str, terms: Strings, fieldobj: Any) -> None:
        self._reader = reader
        self._name = name
        self._terms = terms
        self._field = fieldobj
        self._at = 0

    def is_valid(self) -> bool:
        """Whether it stands at a term."""
        return self._at < len(self._terms)

    def text(self) -> str | None:
        """The term here, None after the last."""
        if not self.is_valid():
            return None
        text: str = self._field.from_bytes(self._terms[self._at])
        return text

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not smaller."""
        text = string if isinstance(string, bytes) else string.encode()
        self._at = self._terms.place(text)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def term_info(self) -> TermInfo:
        """What is known of the term here."""
        return self._reader.info(self._name, self._at)
