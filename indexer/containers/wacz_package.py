"""What a WACZ file states of itself: the digests of its members, and what made it.

Promises: plain values whatever stands there; nothing is believed beyond being compared. Source:
"Web Archive Collection Zipped" 1.1.1, 5.2.3, and its form 1.0, which py-wacz wrote.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from archive.errors import UnreadableError
from indexer.containers.wacz_members import member

PACKAGE = "datapackage.json"
PACKAGE_DIGEST = "datapackage-digest.json"
_LIMIT = 16 * 1024 * 1024  # bytes of such a file
_SOFTWARE_LIMIT = 200  # code points


@dataclass(frozen=True, slots=True)
class Package:
    """What is stated. ``doubts``: sentences on what of it is not so."""

    digests: Mapping[str, str] = field(default_factory=dict)  # by name; SHA-256, hexadecimal
    software: str = ""
    doubts: tuple[str, ...] = ()


def read_package(source: BinaryIO, archive: zipfile.ZipFile) -> Package:
    """What the file states of itself."""
    data, stated = _json(source, archive, PACKAGE)
    if not stated:
        return Package(
            doubts=(f"It has no {PACKAGE} that can be read, so its files were not checked by it.",)
        )
    digests = dict(_digests(stated.get("resources")))
    names = frozenset(archive.namelist())
    doubts = [
        f"Its {PACKAGE} lists a file that is not in it: {shown(name)}."
        for name in list(digests)[:20]
        if name not in names
    ]
    if _is_contradicted(source, archive, data):
        doubts.append(f"Its {PACKAGE} does not have the digest that its {PACKAGE_DIGEST} states.")
    software = stated.get("software")
    return Package(digests, shown(software) if isinstance(software, str) else "", tuple(doubts))


def shown(name: str) -> str:
    """A name as it may stand in a sentence."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:_SOFTWARE_LIMIT]


def _digests(resources: Any) -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of each file that is listed with one."""
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict) or not isinstance(resource.get("path"), str):
            continue
        stats = resource.get("stats")
        earlier = stats.get("hash") if isinstance(stats, dict) else None
        stated = resource.get("hash", earlier)
        if isinstance(stated, str) and resource.get("hashing", "sha256") == "sha256":
            yield resource["path"], stated.removeprefix("sha256:").lower()


def _is_contradicted(source: BinaryIO, archive: zipfile.ZipFile, package: bytes) -> bool:
    _, stated = _json(source, archive, PACKAGE_DIGEST)
    digest = stated.get("hash")
    if not isinstance(digest, str) or not digest.startswith("sha256:"):
        return False
    return hashlib.sha256(package).hexdigest() != digest.removeprefix("sha256:").lower()


def _json(source: BinaryIO, archive: zipfile.ZipFile, name: str) -> tuple[bytes, dict[str, Any]]:
    """A member's bytes, and the object in it; empty when there is none that can be read."""
    try:
        data = member(source, archive, archive.getinfo(name)).read(_LIMIT)
        found = json.loads(data)
    except (KeyError, UnreadableError, ValueError, RecursionError):
        return b"", {}
    return data, found if isinstance(found, dict) else {}
