"""What the indices of an archive are called in its cluster.

Promises: a generation's name is in those of its indices; names of other archives, and of anything
else in the cluster, are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.errors import SettingsError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_GENERATION: Final = r"(?P<generation>[0-9]{6,}-[0-9]{8}t[0-9]{6}z)"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one archive."""

    archive: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.archive):
            raise SettingsError(
                f"“{self.archive}” in the setting “opensearch_name” cannot begin the names of "
                "indices; use small letters a to z, digits, hyphens."
            )

    @property
    def current(self) -> str:
        """The alias that leads to the indices of the generation in use."""
        return f"{self.archive}-current"

    def documents(self, generation: str) -> str:
        """The index of a generation's documents."""
        return f"{self.archive}-{generation.lower()}-documents"

    def files(self, generation: str) -> str:
        """The index of a generation's files."""
        return f"{self.archive}-{generation.lower()}-files"

    def work(self, generation: str) -> str:
        """The index of what is to be done for a generation that is being built."""
        return f"{self.archive}-{generation.lower()}-work"

    def intake(self, generation: str) -> str:
        """The alias under which a generation's documents are taken in while it is built."""
        return f"{self.archive}-{generation.lower()}-intake"

    def both(self, generation: str) -> tuple[str, str]:
        """Those that a whole generation has."""
        return self.documents(generation), self.files(generation)

    def all_of(self, generation: str) -> tuple[str, ...]:
        """Those that a generation may have, whole or not."""
        return (*self.both(generation), self.work(generation))

    @property
    def every(self) -> str:
        """What all indices of all generations fit."""
        return ",".join(f"{self.archive}-*-{what}" for what in ("documents", "files", "work"))

    @property
    def every_work(self) -> str:
        """What all indices of work fit."""
        return f"{self.archive}-*-work"

    def generations(self, indices: Iterable[str]) -> tuple[str, ...]:
        """The generations that some indices are of, newest first."""
        own = re.compile(rf"{re.escape(self.archive)}-{_GENERATION}-(documents|files|work)")
        found = {match["generation"].upper() for name in indices if (match := own.fullmatch(name))}
        return tuple(sorted(found, key=lambda name: (len(name), name), reverse=True))
