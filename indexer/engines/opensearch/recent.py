"""Documents that were fetched a moment ago: what was found by them is shown of them next.

Promises: never more than so many; what a generation holds does not change, so that it is as good
as fetched again. For threads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Final

from indexer.engines.opensearch.connection import Entry

_KEPT: Final = 512  # entries, of some ten thousand bytes each


class Recent:
    """The entries of one generation that were fetched last, by identifier."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = Lock()

    def keep(self, entries: Mapping[str, Entry]) -> None:
        """Remember some, each with all of ``entries.READ``."""
        with self._lock:
            for name, entry in entries.items():
                self._entries[name] = entry
                self._entries.move_to_end(name)
            while len(self._entries) > _KEPT:
                self._entries.popitem(last=False)

    def known(self, names: Iterable[str]) -> dict[str, Entry]:
        """Those of some that are remembered."""
        with self._lock:
            return {name: self._entries[name] for name in names if name in self._entries}
