"""How documents lie in the cluster: the fields of its indices, and the version of all that.

Promises: ``SCHEMA`` changes whenever what was written before could be misread. Terms are made by
our analyser and only taken apart at spaces by the server; nothing is guessed from data.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from indexer.engines.base import GAP
from indexer.engines.columns import VALUE_FIELDS
from indexer.engines.days import DATE_FIELDS
from indexer.engines.scoring import K1, B
from indexer.engines.whoosh_schema import FIELDS

SCHEMA: Final = "1"

CONTENT: Final = "content"  # the terms that scores are told by: see ``analysed``
FOLDED: Final = ("source", "site", "language", "type", "collection")  # what ``Exactly`` asks for
_LONGEST: Final = 200  # code points of a term: the server cuts a word of more than 255 units


def stored(term: str) -> str:
    """A term as the cluster has it: one that is too long by its digest."""
    if len(term) <= _LONGEST // 2 or len(term.encode("utf-16-le")) // 2 <= _LONGEST:
        return term
    return f"~{sha256(term.encode()).hexdigest()}"


def documents_index(shards: int, replicas: int) -> dict[str, Any]:
    """The body that makes an index for documents."""
    words = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
    kept = {"type": "keyword", "index": False, "doc_values": False}
    properties: dict[str, Any] = {
        "id": {"type": "keyword"},
        **{name: {**words, "norms": False, "position_increment_gap": GAP} for name in FIELDS},
        CONTENT: {**words, "index_options": "freqs", "similarity": "ours"},
        "values": {"properties": {name: {"type": "keyword"} for name in _plain(VALUE_FIELDS)}},
        "folded": {"properties": {name: {"type": "keyword"} for name in FOLDED}},
        "days": {"properties": {name: {"type": "integer_range"} for name in DATE_FIELDS}},
        "first": {"properties": {name: {"type": "integer"} for name in DATE_FIELDS}},
        "length": {"type": "integer", "index": False},
        "passage_count": {"type": "integer", "index": False},
        "accessioned": {"type": "keyword"},
        "addresses": {"type": "keyword"},
        "group": {"type": "integer"},
        "rank": {"type": "integer"},
        **dict.fromkeys(("record", "passages", "leftovers"), kept),
    }
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "-1",  # what is built is read when it is whole
            "codec": "best_compression",
            "similarity": {"ours": {"type": "BM25", "k1": K1, "b": B}},
        },
        "mappings": {"dynamic": "strict", "properties": properties},
    }


def value_field(name: str) -> str:
    """The field of the values that are filtered and counted by."""
    return f"values.{_plain([name])[0]}"


def _plain(names: Any) -> list[str]:
    return [name.replace(".", "_") for name in names]


def files_index(replicas: int) -> dict[str, Any]:
    """The body that makes an index for the files of a generation, cut into pieces."""
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": replicas},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "file": {"type": "keyword"},
                "number": {"type": "integer"},
                "bytes": {"type": "binary"},
            },
        },
    }


def work_index(replicas: int) -> dict[str, Any]:
    """The body that makes an index for the work on a generation: files, portions, and the lead."""
    made = files_index(replicas)
    made["mappings"]["properties"] |= {
        "portion": {"type": "integer"},
        "state": {"type": "keyword"},
        "holder": {"type": "keyword"},
        "apart": {"type": "boolean"},
        **{name: {"type": "integer"} for name in ("epoch", "documents", "passages")},
        **{name: {"type": "integer"} for name in ("size", "originals")},
        "beat": {"type": "long"},
        "terms": {"type": "object", "enabled": False},
    }
    return made
