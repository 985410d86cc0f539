"""Many documents sent to the cluster: as fast as it takes them, and none lost.

Promises: what the server has no room for at the moment, or does not answer in time, is sent again,
later and in smaller pieces; returns when everything was acknowledged, and raises what to do when
something was refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from opensearchpy import exceptions

from archive.errors import MunimentError
from indexer.engines.opensearch.connection import Connection

BYTES: Final = 8 << 20  # of documents in one request, a fraction of what servers take
_MOST: Final = 1_000  # documents in one request
_WAITS: Final = 8  # times in a row that a busy server is asked again
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0  # seconds
_BUSY: Final = 429

Action = Mapping[str, Any]  # {"index": {"_id": …}, "body": …}, with another verb in its place


class OvertakenError(MunimentError):
    """What is sent is not wanted any more: somebody else sent a later version, or ended it all."""


def send(connection: Connection, index: str, actions: Iterable[Action]) -> None:
    """Have everything done. Raises OvertakenError, MunimentError."""
    for lines in _requests(actions):
        _send(connection, index, lines)


def _requests(actions: Iterable[Action]) -> Iterator[list[list[str]]]:
    """The actions as lines, in requests of bounded size."""
    held: list[list[str]] = []
    size = 0
    for action in actions:
        lines = [json.dumps(part) for part in _parts(action)]
        length = sum(map(len, lines))  # in bytes too: everything else than ASCII is escaped
        if held and (size + length > BYTES or len(held) >= _MOST):
            yield held
            held, size = [], 0
        held.append(lines)
        size += length
    if held:
        yield held


def _parts(action: Action) -> Iterator[object]:
    body = action.get("body")
    yield {name: value for name, value in action.items() if name != "body"}
    if body is not None:
        yield body


def _send(connection: Connection, index: str, held: list[list[str]]) -> None:
    waits = 0
    while held:
        some = held[: max(1, len(held) >> waits)]
        body = "".join(f"{line}\n" for lines in some for line in lines)
        items = _done(connection, body, index, is_last=waits == _WAITS)
        left = some
        if items is not None:
            pairs = zip(some, items, strict=True)
            left = [lines for lines, item in pairs if _is_busy(connection, item)]
        held = left + held[len(some) :]
        if not left:
            waits = max(0, waits - 1)
            continue
        if waits == _WAITS:
            raise connection.refused(_BUSY, "")
        time.sleep(min(_FIRST_WAIT * 2**waits, _LONGEST_WAIT))
        waits += 1


def _done(
    connection: Connection, body: str, index: str, *, is_last: bool
) -> list[dict[str, Any]] | None:
    """What became of each action; None where no answer came in time.

    Whether it was done then is not known; it may be done once more, since each names its document.
    """
    with connection.telling():
        try:
            items: list[dict[str, Any]] = connection.client.bulk(body=body, index=index)["items"]
        except exceptions.ConnectionTimeout:
            if is_last:
                raise
            return None
        return items


def _is_busy(connection: Connection, item: Mapping[str, Any]) -> bool:
    """Whether it was not taken for the moment. Raises MunimentError where it never will be."""
    (done,) = item.values()
    status, error = int(done.get("status", 500)), done.get("error")
    if not error:
        return False
    if status == _BUSY and "block" not in error.get("type", ""):
        return True
    if "version_conflict" in error.get("type", "") or "require_alias" in error.get("reason", ""):
        raise OvertakenError("Another builder has gone on with this in the meantime.")
    raise connection.refused(status, done)
