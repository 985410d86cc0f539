"""The files of a generation in the cluster: its manifest, its dictionary, its lists.

Promises: what is fetched is what was sent, byte by byte; the manifest is sent last, so that a
generation that has one is whole, and its digests are compared whenever one is opened.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from indexer.engines.opensearch import sending
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.mapping import files_index
from indexer.manifest import FILE_NAME as MANIFEST

_PIECE: Final = 4 << 20  # bytes; a third more in a request


def send(connection: Connection, index: str, folder: Path, replicas: int) -> None:
    """Make an index of all files in a folder. Raises MunimentError, OSError."""
    client = connection.client
    connection.call(client.indices.create, index=index, body=files_index(replicas))
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    paths.sort(key=lambda path: path.name == MANIFEST)
    for path in paths:
        name = path.relative_to(folder).as_posix()
        sending.send(connection, index, pieces(path, name))
    connection.call(client.indices.refresh, index=index)


def pieces(path: Path, name: str) -> Iterator[dict[str, Any]]:
    """A file as documents of an index, for ``sending.send``. Raises OSError."""
    with path.open("rb") as file:
        number = 0
        while (piece := file.read(_PIECE)) or not number:
            text = base64.b64encode(piece).decode("ascii")
            source = {"file": name, "number": number, "bytes": text}
            yield {"index": {"_id": f"{number}:{name}"}, "body": source}
            number += 1


def names(connection: Connection, index: str) -> list[str]:
    """The names of all files in an index. Raises MunimentError."""
    body = {
        "size": 10_000,
        "query": {"term": {"number": 0}},
        "sort": [{"file": "asc"}],
        "_source": ["file"],
    }
    found = connection.search(index, body)
    return [hit["_source"]["file"] for hit in found["hits"]["hits"]]


def fetch(connection: Connection, index: str, name: str, path: Path) -> None:
    """Write a file of an index to a path. Raises MunimentError, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number = 0
    with path.open("wb") as file:
        while True:
            piece = connection.found(index, f"{number}:{name}")
            if piece is None:
                return
            file.write(base64.b64decode(piece["bytes"]))
            number += 1
