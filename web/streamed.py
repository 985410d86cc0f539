"""Answers of any length as files: sent while they are made, of one generation.

Promises: the generation is held until the last piece was sent or the reader has gone; searches of
others take their turns between the parts. An answer that cannot be made to its end is broken off,
so that nobody takes a part for the whole.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TypeVar

from flask import Response
from werkzeug.exceptions import ServiceUnavailable

from archive.search import Snapshot
from web import guard
from web.site import Site

_PATIENCE = 60  # seconds that an answer waits for a turn before it breaks off
_PAUSE = 0.2
JSON_LINES = "application/jsonl"  # a JSON text a line
T = TypeVar("T")


def streamed(
    site: Site, begin: Callable[[Snapshot], Iterator[str]], media_type: str, name: str = ""
) -> Response:
    """What ``begin`` makes of the current generation; with a name, a file to be downloaded."""
    with ExitStack() as stack:
        pieces = begin(stack.enter_context(site.snapshot()))
        kept = stack.pop_all()
    response = Response(pieces, content_type=f"{media_type}; charset=utf-8")
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.call_on_close(kept.close)
    return response


def json_lines(values: Iterable[object]) -> Iterator[str]:
    """Each value as a line of JSON."""
    return (json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def in_turns(
    site: Site, some: Callable[[int, int], Iterable[T]], total: int, part: int
) -> Iterator[T]:
    """All of what ``some`` gives by offset and count, part by part, each in its turn."""
    for offset in range(0, total, part):
        yield from _part(site, some, offset, part)


def _part(site: Site, some: Callable[[int, int], Iterable[T]], offset: int, part: int) -> list[T]:
    """Raises ServiceUnavailable when there is no turn for long: then the reader gets no end."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with guard.slot(site):
                return list(some(offset, part))
        except ServiceUnavailable:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
