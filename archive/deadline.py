"""When a search has to be done, and what is said of one that is not.

Promises: looking at the clock costs less than a microsecond, so that it can be done between all
steps of a search. Times are seconds of a clock that only goes forward.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import monotonic
from typing import NoReturn

from archive.errors import StoppedError

STOPPED = (
    "The search was stopped after {seconds} s, and nothing is shown of it. Add a rare word, a date "
    "or a filter, or leave out what is common: words that most documents have, wildcards with few "
    "letters, literal search for such words."
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time; without one there is no end."""

    at: float = math.inf  # of ``time.monotonic``
    seconds: float = math.inf  # that were given

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from now."""
        return cls(monotonic() + seconds, seconds)

    def check(self) -> None:
        """Raises StoppedError when it has passed."""
        if monotonic() > self.at:
            self.stop()

    def stop(self) -> NoReturn:
        """Raises StoppedError: somebody who was told when it has to be done was not."""
        raise StoppedError(STOPPED.format(seconds=f"{self.seconds:g}"))

    def left(self) -> float:
        """Seconds until then."""
        return self.at - monotonic()


NEVER = Deadline()
