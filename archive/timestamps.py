"""Time stamp tokens over the register's head (RFC 3161): what they say, and where they are kept.

Promises: tokens and the certificates that they were checked with lie beside the register as they
were received, so that any program can check them again. Checks none by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

FOLDER_NAME = "timestamps"
TOKEN, AUTHORITIES = ".tsr", ".pem"  # suffixes: a response of an authority; certificates trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """A token: by whose clock which line of the register existed when.

    ``problem`` is a sentence where it does not hold, "" where it was checked just now; then the
    other facts but ``file`` may be missing.
    """

    file: str  # its name in the folder of timestamps
    n: int = 0  # the line of the register whose SHA-256 was stamped, from 1
    head: str = ""  # that SHA-256
    at: str = ""  # ISO 8601 UTC, by the authority's clock
    accuracy_ms: int | None = None  # as the authority states it
    authority: str = ""  # whose clock it is: the subject of the certificate that signed
    vouched_by: str = ""  # the certificate that was given as trusted, and its SHA-256
    fingerprint: str = ""
    problem: str = ""


class Timestamps(Protocol):
    """The tokens of an archive, checked; safe to share between threads."""

    def every(self) -> tuple[Timestamp, ...]:
        """All of them, by the line that they stamp."""
        ...

    def covering(self, digests: Iterable[str]) -> tuple[Timestamp, ...]:
        """Those that hold and stamp a line at or after the first entry of one of these SHA-256."""
        ...


def folder_in(keep: Path) -> Path:
    """Where tokens lie."""
    return keep / FOLDER_NAME
