"""What was made last and may be asked for again: a few things by their names.

Promises: may be shared between threads; never keeps more than so many, the last used ones.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The last ``count`` things that were put in or asked for."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._guard = threading.Lock()
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """A thing, if it is among them."""
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep a thing, and forget the one that was used longest ago."""
        with self._guard:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._count:
                self._kept.popitem(last=False)
