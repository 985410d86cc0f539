"""A mail's header: the lines that people read, those for machines, and the facts in them.

Promises: a field that is broken costs that field only; every field is a line with a path, so that
it is found again; nothing is guessed: a date that no mail can have is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import getaddresses, parsedate_to_datetime

from archive.mime import Part
from archive.mime_header import Decoder, header_text
from archive.model import Agent, Dating
from indexer.byline_names import read_names
from indexer.parsers.mail.charsets import header_decoder
from indexer.sidecars import read_date

BASIS = "mail header"
SHOWN = ("from", "sender", "reply-to", "to", "cc", "bcc", "date")
_UNLESS_FROM = frozenset(("sender", "reply-to"))  # shown where they say something else
_FIRST = frozenset((*SHOWN, "subject"))  # read wherever they stand
FIELDS = 1_000  # of the others, read at most
_ADDRESS_BYTES = 2_000  # the standard library recurses over comments
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]++@[^\s<>()\[\],;:\"@]++")
_YEARS = range(1971, 2100)  # the first mail between computers was sent in 1971
# Mailboxes of functions (RFC 2142) and of programs.
_FUNCTIONS = re.compile(
    r"(?:info|marketing|sales|support|abuse|noc|security|(?:post|host|web|list)master|usenet|news"
    r"|www|uucp|ftp|mailer-daemon|(?:do[-_.]?)?no[-_.]?(?:t[-_.]?)?reply|newsletters?|bounces?"
    r"|notifications?|alerts?|office|contact|press|editor(?:ial)?|root|daemon|admin(?:istrator)?"
    r"|help(?:desk)?|service|announce(?:ments?)?)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its name in lower case, the line decoded, and its path in a place."""

    name: str
    text: str
    path: str

    @property
    def value(self) -> str:
        """The text without the name."""
        return self.text.partition(":")[2].strip()


def lines(message: Part) -> Iterator[Line]:
    """The fields of a header that say something, in their order."""
    decode = header_decoder(message)
    seen: Counter[str] = Counter()
    for number, (name, value) in enumerate(message.fields):
        key = name.lower()
        seen[key] += 1
        if number >= FIELDS and (key not in _FIRST or seen[key] > 1):
            continue
        text = header_text(value, decode)
        which = f"[{seen[key]}]" if seen[key] > 1 else ""
        if text:
            yield Line(key, f"{name}: {text}", f"header:{key}{which}")


def is_shown(line: Line, sender: str) -> bool:
    """Whether people read a line; ``sender`` is the value of From."""
    if line.name in _UNLESS_FROM:
        return _address(line.value) != _address(sender)
    return line.name in SHOWN


def authors(message: Part) -> tuple[Agent, ...]:
    """Who the mail is from, by name; by address where no name is given."""
    value = message.value("from") or b""
    plain = " ".join(value[:_ADDRESS_BYTES].decode("latin-1").split())
    try:
        found = getaddresses([plain])
    except (ValueError, IndexError, RecursionError):
        found = []
    addresses = _ADDRESS.findall(plain)
    if addresses and not any("@" in address.strip("@") for _, address in found):
        found = [("", address) for address in addresses]  # not parted by commas
    decode = header_decoder(message)
    agents = [_agent(name, address, decode) for name, address in found if name or address]
    return tuple(dict.fromkeys(agent for agent in agents if agent.name))


def mail_date(text: str, basis: str) -> Dating | None:
    """A date as mail has it (RFC 5322, 3.3), or ISO 8601; None for one that cannot be."""
    text = text[:200].strip()
    try:
        moment = parsedate_to_datetime(text)
        found = Dating(value=moment.isoformat(), precision="second", basis=basis, text=text)
    except (ValueError, TypeError, IndexError, OverflowError):
        known = read_date(text, basis)
        if known is None:
            return None
        found = known
    return found if int(found.value[:4]) in _YEARS else None


def _agent(name: str, address: str, decode: Decoder) -> Agent:
    """A person unless the name or the mailbox is that of an organisation or a program."""
    name = header_text(name.encode("latin-1", "replace"), decode).strip("\"' ")
    if not name or name.casefold() == address.casefold():
        name = header_text(address.encode("latin-1", "replace"), decode).strip("<>")
    read = read_names(name, after_by_word=True) if "@" not in name else None
    organisation = bool(read) and all(agent.kind == "organization" for agent in read or ())
    local = address.partition("@")[0]
    if organisation or ("@" in address and _FUNCTIONS.match(local)):
        return Agent(name=name, kind="organization")
    return Agent(name=name)


def _address(text: str) -> str:
    """The address in a line, for comparing."""
    inner = re.search(r"<([^<>]*)>", text)
    return (inner[1] if inner else text).strip().casefold()
