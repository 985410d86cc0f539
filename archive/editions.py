"""Every edition that was ever served, kept beside the register: old links resolve against them.

Promises: an edition is a function of the original's bytes, the parser and its version, so its
file is named by them and its bytes are the same each time it is written; each file carries its
own digest, and a damaged one is set aside, never read. Safe to share between threads. Knows no
parser, and never deletes an edition.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from archive.errors import StorageError
from archive.identifiers import digest_prefix
from archive.model import Edition, Metadata
from archive.plain import from_plain, json_bytes, to_plain
from archive.readings import Held, Places, Reading, places_in, places_of
from archive.storage import make_folder, replace_file, sync_file, sync_folder
from archive.text import CANON

T = TypeVar("T")

FORMATS = (2, 1)  # that are read; the first is written. In 1 passages held their texts too
GZIP_LEVEL = 4  # a tenth smaller than level 1; level 6 gains a twentieth for twice the time
FOLDER_NAME = "editions"
SUFFIX = ".json.gz"
TOMBSTONE = "tombstone"  # in place of a parser's name
DAMAGED_SUFFIX = ".damaged"

# The file is one JSON object in exactly these bytes, so that the digest can be checked on the
# payload as it stands: {"edition":<payload>,"format":2,"sha256":"<digest of the payload>"}
_BEFORE = b'{"edition":'
_AFTER = b',"format":%d,"sha256":"%s"}\n'
_AFTER_LENGTH = len(_AFTER % (FORMATS[0], b"0" * 64))

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[a-z0-9][a-z0-9.-]*")  # of a file name


def edition_to_plain(edition: Edition) -> dict[str, Any]:
    """An edition as JSON values; what has its default is left out.

    So are the passages' texts, which stand in the edition's between ``start`` and ``end``.
    """
    plain: dict[str, Any] = to_plain(edition)
    for passage in plain.get("passages", ()):
        del passage["text"]
    return plain


def edition_from_plain(plain: object) -> Edition:
    """The inverse of ``edition_to_plain``, for editions whose maker need not be trusted.

    Raises ValueError when it is not an edition or a passage is not the text it points at.
    """
    edition = from_plain(Edition, _with_texts(plain))
    after = -1  # where the passage before, and the newline behind it, end
    for ordinal, passage in enumerate(edition.passages):
        follows = after < passage.start <= passage.end <= len(edition.text)
        stands = edition.text[passage.start : passage.end] == passage.text
        if not follows or not stands or passage.ordinal != ordinal:
            raise ValueError(f"passage {ordinal} is not where it says")
        after = passage.end
    if edition.passages and after != len(edition.text):
        raise ValueError("the text goes on behind its last passage")
    return edition


def _with_texts(plain: object) -> object:
    """The same with the texts of passages that have none, cut from the edition's.

    What has another shape is left to whoever reads it.
    """
    text = plain.get("text") if isinstance(plain, dict) else None
    passages = plain.get("passages") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or not isinstance(text, str) or not isinstance(passages, list):
        return plain
    return {**plain, "passages": [_with_text(passage, text) for passage in passages]}


def _with_text(passage: object, text: str) -> object:
    if not isinstance(passage, dict) or "text" in passage:
        return passage
    start, end = passage.get("start"), passage.get("end")
    if type(start) is not int or type(end) is not int:
        return passage
    return {**passage, "text": text[start:end]}


def tombstone(edition: Edition) -> Edition:
    """What may be known of a document that was withdrawn: what a citation of it needs.

    Of no parser that reads anything, so that it is never taken for what the original says.
    """
    known = edition.metadata
    cited = Metadata(
        title=known.title, authors=known.authors, authors_basis=known.authors_basis,
        published=known.published, source=known.source, language=known.language,
        original_url=known.original_url,
    )  # fmt: skip
    return Edition(
        sha256=edition.sha256, media_type=edition.media_type, parser=TOMBSTONE, parser_version="1",
        canon=edition.canon, charset=edition.charset, metadata=cited, text="",
        passages=(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoded:
    """An edition and the JSON that it is written as."""

    edition: Edition
    payload: bytes


def encode(edition: Edition) -> Encoded:
    """The edition with its JSON; the same each time."""
    return Encoded(edition, json_bytes(edition_to_plain(edition)))


def decode(payload: bytes) -> Encoded:
    """The inverse of ``encode``, for JSON whose maker need not be trusted.

    Takes the JSON as it is where it says an edition, so that it need not be written again: a
    maker that is not ours can thereby write the same edition with other white space, no more.
    Raises ValueError, and RecursionError for what nests too deep.
    """
    return Encoded(edition_from_plain(json.loads(payload)), payload)


def pack(payload: bytes) -> bytes:
    """The bytes of the file of an edition with this JSON."""
    digest = hashlib.sha256(payload).hexdigest().encode()
    return gzip.compress(_BEFORE + payload + _AFTER % (FORMATS[0], digest), GZIP_LEVEL, mtime=0)


def unpack(data: bytes) -> Edition:
    """The edition that was packed. Raises ValueError when the bytes are not what was packed."""
    return decode(unpack_payload(data)).edition


def unpack_payload(data: bytes) -> bytes:
    """The inverse of ``pack``. Raises ValueError when the bytes are not what was packed."""
    try:
        text = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("an edition's file does not unpack") from error
    payload = text[len(_BEFORE) : -_AFTER_LENGTH]
    digest = hashlib.sha256(payload).hexdigest().encode()
    known = (_AFTER % (each, digest) for each in FORMATS)
    if not text.startswith(_BEFORE) or text[-_AFTER_LENGTH:] not in known:
        raise ValueError("an edition's file is not what its digest says")
    return payload


class EditionStore:
    """The editions in a lasting folder, by the original's SHA-256 and the parser's version.

    ``notices`` tells of damaged files that were met, as sentences.
    """

    def __init__(self, keep: Path) -> None:
        self._folder = keep / FOLDER_NAME
        self._unsynced: set[Path] = set()
        self._lock = threading.Lock()
        self._held = Held()
        self.notices: list[str] = []

    def get(
        self, sha256: str, parser: str, parser_version: str, canon: str = CANON
    ) -> Edition | None:
        """The kept edition, or None when there is none or its file is damaged."""
        path = self._path(sha256, parser, parser_version, canon)
        edition = self._read(path)
        key = (sha256, parser, parser_version, canon)
        if edition is None or key == _key(edition):
            return edition
        self._set_aside(path)
        return None

    def put(self, encoded: Encoded) -> None:
        """Keep an edition; on the disk for certain only after ``sync``. Raises StorageError."""
        path = self._path(*_key(encoded.edition))
        make_folder(path.parent)
        replace_file(path, pack(encoded.payload), sync=False)
        with self._lock:
            self._unsynced.add(path)

    def sync(self) -> None:
        """Bring every edition put since the last time to the disk. Raises StorageError."""
        with self._lock:
            paths, self._unsynced = self._unsynced, set()
        for path in sorted(paths):
            sync_file(path)
        for folder in sorted({path.parent for path in paths}):
            sync_folder(folder)

    def editions_of(self, sha256: str) -> tuple[Edition, ...]:
        """Every readable edition of an original, the newest first: by canonical-text rules,
        then by the parser's version."""
        if not _SHA256.fullmatch(sha256):
            return ()
        editions = [edition for path in self._paths_of(sha256) if (edition := self._read(path))]
        return tuple(sorted(editions, key=_age, reverse=True))

    def readings(self, sha256: str, passage_id: str, but: str = "") -> Iterator[Reading]:
        """What each kept edition of an original calls by a passage's identifier, newest first.

        ``but`` is the parser and the version of an edition that is left out, "html 12".
        """
        if not _SHA256.fullmatch(sha256):
            return
        named = sorted(((_named(path), path) for path in self._paths_of(sha256)), reverse=True)
        for (*_, parser, version), path in named:
            read_by = f"{parser} {version}"
            places = self._places(path) if read_by != but else None
            if places and (reading := places.reading(passage_id, read_by)):
                yield reading

    def editions_named(self, document_id: str) -> tuple[Edition, ...]:
        """The same by an identifier alone, also of a document that the archive has no more.

        Raises ValueError when it is no whole identifier.
        """
        prefix = digest_prefix(document_id)
        paths = sorted((self._folder / prefix[:2]).glob(f"{prefix}*.*{SUFFIX}"))
        editions = [edition for path in paths if (edition := self._read(path))]
        return tuple(sorted(editions, key=_age, reverse=True))

    def digests(self) -> tuple[str, ...]:
        """The SHA-256 of every original that has an edition here, sorted."""
        names = (path.name for path in self._folder.glob(f"??/*{SUFFIX}"))
        found = {name.partition(".")[0] for name in names}
        return tuple(sorted(filter(_SHA256.fullmatch, found)))

    def file_of(self, edition: Edition) -> Path:
        """The file that an edition is kept in. Raises StorageError for names that none has."""
        return self._path(*_key(edition))

    def _paths_of(self, sha256: str) -> list[Path]:
        return sorted((self._folder / sha256[:2]).glob(f"{sha256}.*{SUFFIX}"))

    def _places(self, path: Path) -> Places | None:
        """The places of a file's edition. A file that is written anew has another key."""
        try:
            known = path.stat()
        except OSError:
            return None
        return self._held.get((path, known.st_mtime_ns, known.st_size), partial(self._told, path))

    def _told(self, path: Path) -> Places | None:
        payload = self._load(path, unpack_payload)
        if payload is None:
            return None
        found = places_in(payload)
        if found is None and (edition := self._load(path, unpack)):
            return places_of(edition)
        return found

    def _path(self, sha256: str, parser: str, version: str, canon: str) -> Path:
        if not _SHA256.fullmatch(sha256) or not all(map(_PART.fullmatch, (parser, version, canon))):
            raise StorageError(
                f"An edition of “{parser}” version “{version}” cannot be kept: its names must be "
                "of small letters, digits, dots and hyphens."
            )
        return self._folder / sha256[:2] / f"{sha256}.{parser}-{version}.{canon}{SUFFIX}"

    def _read(self, path: Path) -> Edition | None:
        return self._load(path, unpack)

    def _load(self, path: Path, unpacked: Callable[[bytes], T]) -> T | None:
        try:
            return unpacked(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError:
            self.notices.append(f"The edition {path.name} cannot be read; check its permissions.")
        except (ValueError, RecursionError):
            self._set_aside(path)
        return None

    def _set_aside(self, path: Path) -> None:
        """Rename a damaged file, where the folder may be written, so that it is made again."""
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + DAMAGED_SUFFIX))
        self.notices.append(
            f"The edition {path.name} was damaged and is set aside; it is made again when the "
            "parser still has that version."
        )


def _key(edition: Edition) -> tuple[str, str, str, str]:
    return edition.sha256, edition.parser, edition.parser_version, edition.canon


def _named(path: Path) -> tuple[list[int], list[int], str, str]:
    """What an edition's file name says, so that the newest sorts last.

    The versions of the canonical text and of the parser as numbers, the parser's name, which has
    no hyphen, and its version.
    """
    _, _, rest = path.name.removesuffix(SUFFIX).partition(".")
    middle, _, canon = rest.rpartition(".")
    parser, _, version = middle.partition("-")
    return _numbers(canon), _numbers(version), parser, version


def _age(edition: Edition) -> tuple[list[int], list[int], str]:
    return _numbers(edition.canon), _numbers(edition.parser_version), edition.parser


def _numbers(version: str) -> list[int]:
    """Versions compare by their numbers: "10" is newer than "9"."""
    return [int(number) for number in re.findall(r"[0-9]+", version)]
