"""One document as the cluster holds it, and read back from there.

Promises: what is read is what was entered; values that are filtered and counted by are those of
``indexer.engines.base``, and dates the intervals of days that they may be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from archive.facts import datings_of, hosts_of, language_in, language_of
from archive.model import Document, LeftOut, Passage
from indexer.documents.part_build import accessioned, addresses_of
from indexer.documents.rows import row_maker, row_reader
from indexer.engines.base import facet_values
from indexer.engines.columns import SITE, SPOKEN, TIMELINES
from indexer.engines.days import DATE_FIELDS, day_interval
from indexer.engines.evaluation import folded_value
from indexer.engines.opensearch.analysed import Terms
from indexer.engines.opensearch.mapping import CONTENT

READ = ["record", "passages", "leftovers"]  # what of an entry is a document again

_document_row, _document_of = row_maker(Document), row_reader(Document)
_passage_row, _passage_of = row_maker(Passage), row_reader(Passage)
_leftover_row, _leftover_of = row_maker(LeftOut), row_reader(LeftOut)


def entry_of(
    document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut], terms: Terms
) -> dict[str, Any]:
    """The entry of a document."""
    values = facet_values(document)
    values[SITE] = hosts_of(document)
    spoken = [language_of(document), *(language_in(document, each) for each in passages)]
    values[SPOKEN] = tuple(dict.fromkeys(spoken))
    days: dict[str, list[dict[str, int]]] = {}
    first: dict[str, list[int]] = {}
    for name in DATE_FIELDS:
        known = [d.value for d in datings_of(document, name) if day_interval(d.value)]
        pairs = [pair for iso in known if (pair := day_interval(iso))]
        days[name] = [{"gte": begin, "lte": end} for begin, end in pairs]
        first[name] = [begin for begin, _ in pairs]
        for of, digits in zip(TIMELINES[name], (4, 7), strict=True):
            values.setdefault(of, tuple(dict.fromkeys(iso[:digits] for iso in known)) or ("",))
    return {
        "id": document.id,
        **terms.fields,
        CONTENT: terms.content,
        "values": {name.replace(".", "_"): list(found) for name, found in values.items()},
        "folded": {
            "source": [folded_value(value) for value in values["source"]],
            "language": [folded_value(value) for value in values["language"]],
            "collection": [folded_value(value) for value in values["collection"]],
            "type": [folded_value(x) for v in values["type"] for x in (v, *v.split("/"))],
            "site": [domain for host in values[SITE] for domain in _domains(host)],
        },
        "days": days,
        "first": first,
        "length": terms.length,
        "passage_count": len(passages),
        "accessioned": accessioned(document),
        "addresses": list(addresses_of(document)),
        "record": json.dumps(_document_row(document)),
        "passages": json.dumps([_passage_row(passage) for passage in passages]),
        "leftovers": json.dumps([_leftover_row(each) for each in left_out]),
    }


def document_in(entry: Mapping[str, Any]) -> Document:
    """The document of an entry. Raises ValueError."""
    return _document_of(json.loads(entry["record"]))


def passages_in(entry: Mapping[str, Any]) -> tuple[Passage, ...]:
    """Its passages, in reading order. Raises ValueError."""
    return tuple(map(_passage_of, json.loads(entry["passages"])))


def left_out_in(entry: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    """What is no main text of it, in order. Raises ValueError."""
    return tuple(map(_leftover_of, json.loads(entry["leftovers"])))


def _domains(host: str) -> list[str]:
    """A host and every domain that it is in."""
    labels = host.split(".")
    return [".".join(labels[place:]) for place in range(len(labels))]
