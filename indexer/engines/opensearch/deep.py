"""However deep into an answer: the hits behind a place, without those before it being held.

Promises: what is asked page after page costs the same for each page, since what the last one ended
with is remembered; an index does not change, so that the next begins right behind it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import sha256
from json import dumps
from threading import Lock
from typing import Any, Final

NEAR: Final = 10_000  # hits that the cluster may count off by itself
_STEP: Final = 5_000  # hits passed over at once
_KEPT: Final = 1 << 12  # places that are remembered

Body = dict[str, Any]
Hits = Sequence[dict[str, Any]]
Ask = Callable[[Body], Hits]


class Deep:
    """The places of one index that were reached; for threads."""

    def __init__(self) -> None:
        self._ends: OrderedDict[tuple[bytes, int], list[Any]] = OrderedDict()
        self._lock = Lock()

    def hits(self, ask: Ask, body: Body, first: int, count: int) -> Hits:
        """So many hits of a search from ``first`` on; ``ask`` gives those of a whole body."""
        key = sha256(dumps(body, sort_keys=True).encode()).digest()
        at = self._reached(key, first)
        if at < first <= NEAR - count:
            return self._asked(ask, key, {**body, "from": first, "size": count}, first)
        while at < first:
            passed = self._behind(ask, key, body, at, min(_STEP, first - at))
            if not passed:
                return ()
            at += len(passed)
        return self._behind(ask, key, body, first, count)

    def _behind(self, ask: Ask, key: bytes, body: Body, at: int, count: int) -> Hits:
        with self._lock:
            end = self._ends.get((key, at))
        after = {} if end is None else {"search_after": end}
        return self._asked(ask, key, {**body, **after, "size": count}, at)

    def _asked(self, ask: Ask, key: bytes, body: Body, first: int) -> Hits:
        hits = ask(body)
        if hits:
            with self._lock:
                self._ends[key, first + len(hits)] = hits[-1]["sort"]
                while len(self._ends) > _KEPT:
                    self._ends.popitem(last=False)
        return hits

    def _reached(self, key: bytes, first: int) -> int:
        """The farthest place up to ``first`` that was reached."""
        with self._lock:
            if (key, first) in self._ends:
                return first
            return max((at for of, at in self._ends if of == key and at < first), default=0)
