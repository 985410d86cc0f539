"""A property that is worked out when it is first asked for, and kept in the object.

Promises: what ``functools.cached_property`` promises, but for its lock, which it has until Python
3.12 and which takes twice as long as all else: a search makes some dozens of such properties. Two
threads that ask at once may both work it out, and keep the same.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    once = functools.cached_property
else:

    class once:  # noqa: N801 - a decorator, as ``property`` is
        """The decorator."""

        def __init__(self, make: Callable[[Any], Any]) -> None:
            self._make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._make(instance)
            return value
