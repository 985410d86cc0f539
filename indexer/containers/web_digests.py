"""The digests that a web archive states of its records, checked.

Promises: a digest in an unknown algorithm or form is no mismatch; SHA-1 in Base32, as most programs
write it, and any other in Base32 or hexadecimal digits (ISO 28500:2017, 5.8).
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable

_ALGORITHMS = {
    "md5": "md5", "sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256",
    "sha512": "sha512", "sha-512": "sha512",
}  # fmt: skip


def is_contradicted(stated: str, contents: Iterable[bytes]) -> bool:
    """Whether a stated digest ("sha1:3EF8…") is known to be that of none of these contents."""
    name, _, value = stated.strip().partition(":")
    algorithm = _ALGORITHMS.get(name.lower())
    if algorithm is None or not value:
        return False
    given = value.strip().rstrip("=").lower()
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    if len(given) not in (size * 2, (size * 8 + 4) // 5):
        return False
    return all(given not in _forms(algorithm, content) for content in contents)


def _forms(algorithm: str, content: bytes) -> tuple[str, str]:
    digest = hashlib.new(algorithm, content, usedforsecurity=False)
    return digest.hexdigest(), b32encode(digest.digest()).decode("ascii").rstrip("=").lower()
