"""Small facts derived from the model, which pages, API and command line all show alike.

Promises: pure functions of their arguments; "" or an empty tuple where nothing is known.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from archive.identifiers import show
from archive.model import DateField, Dating, Document, Passage

SHORT_DIGEST = 8  # hexadecimal digits: enough to tell two cards apart, not to prove anything


def host(address: str) -> str:
    """The host of an address, lower case, without port; of ``example.com/a`` too."""
    with_scheme = address if "://" in address else f"//{address}"
    try:
        return (urlsplit(with_scheme).hostname or "").rstrip(".")
    except ValueError:  # an address that cannot be taken apart has no host to show
        return ""


def year(dating: Dating | None) -> str:
    """The year of a date, four digits."""
    return dating.value[:4] if dating else ""


def instant(dating: Dating | None) -> datetime | None:
    """A date as a point in time, if it is known to the minute; naive where it states no zone."""
    if dating is None or dating.precision not in ("minute", "second"):
        return None
    try:
        return datetime.fromisoformat(dating.value)
    except ValueError:
        return None


def short_digest(sha256: str) -> str:
    """The beginning of a digest, for cards."""
    return sha256[:SHORT_DIGEST]


def title_of(document: Document) -> str:
    """What a document is called: its title or, without one, its file's name."""
    known = document.metadata.title
    return known.value if known and known.value.strip() else PurePosixPath(document.path).name


def source_of(document: Document) -> str:
    """The publication or site it says it is from, else the first host that it was found at."""
    stated = document.metadata.source
    return stated.value if stated and stated.value else next(iter(hosts_of(document)), "")


def language_of(document: Document) -> str:
    """The document's language, a lower-case primary subtag of BCP 47."""
    return document.metadata.language.value if document.metadata.language else ""


def is_envelope(passage: Passage) -> bool:
    """Whether a passage is a line of a mail's header, or names what is attached to it.

    Such lines are searched as any, but do not make two mails alike.
    """
    place = passage.place
    if place is None or place.scheme != "part":
        return False
    return any(path.startswith(("header:", "attachment:")) for path, _, _ in place.ranges[:1])


def language_in(document: Document, passage: Passage) -> str:
    """The language of one of the document's passages."""
    return passage.language or language_of(document)


def addresses(document: Document) -> tuple[str, ...]:
    """Where it was found: the address it states first, then those of its captures."""
    stated = document.metadata.original_url
    found = [stated.value if stated else "", *(c.source_url for c in document.captures)]
    return tuple(dict.fromkeys(filter(None, found)))


def hosts_of(document: Document) -> tuple[str, ...]:
    """The distinct hosts of those addresses."""
    return tuple(dict.fromkeys(filter(None, map(host, addresses(document)))))


def captured_of(document: Document) -> tuple[Dating, ...]:
    """When it was captured, oldest first: as recorded, else as the file itself says."""
    recorded = tuple(c.captured_at for c in document.captures if c.captured_at)
    own = document.metadata.captured
    return recorded or ((own,) if own else ())


def accessioned_of(document: Document) -> tuple[Dating, ...]:
    """When it was taken in, as the register says: a date for each capture that is entered."""
    known = dict.fromkeys(c.accessioned_at for c in document.captures if c.accessioned_at)
    return tuple(Dating(value=at, precision="second", basis="register") for at in sorted(known))


def datings_of(document: Document, field: DateField) -> tuple[Dating, ...]:
    """Its dates of one kind, which are never taken for those of another."""
    if field == "published":
        return (document.metadata.published,) if document.metadata.published else ()
    return captured_of(document) if field == "captured" else accessioned_of(document)


def document_address(document_id: str) -> str:
    """The path of a document's page, ``/d/XXXX-XXXX-XXXX-XXXX``."""
    return f"/d/{show(document_id)}"


def passage_address(document_id: str, passage_id: str) -> str:
    """The path of a passage's page: the link that lasts."""
    return f"{document_address(document_id)}/p/{passage_id}"
