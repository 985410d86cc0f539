"""The things an archive keeps: documents, captures, passages, and what is known of them.

Promises: plain frozen values without behaviour beyond small derived facts; every date and
every fact carries its basis (how we know). Offsets are Unicode code points, half-open, in the
canonical text of the document's edition. Does not know files, parsers, engines or pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Precision = Literal["year", "month", "day", "minute", "second"]
AgentKind = Literal["person", "organization"]
PassageKind = Literal[
    "heading", "paragraph", "list_item", "table_row", "quotation", "caption", "code"
]
PlaceScheme = Literal["html", "bytes", "paragraph", "epub", "part", "pdf", "ocr"]
NAMED = "named "  # how the locator of a member by its path begins
DateField = Literal["published", "captured", "accessioned"]  # kinds of dates, kept apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person or an organisation that wrote, published or captured something."""

    name: str
    kind: AgentKind = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """A date as precisely as it is known, and how it is known.

    ``value`` is ISO 8601 cut to ``precision``: ``1988``, ``1988-07``, ``1988-07-19``,
    ``1988-07-19T10:30+03:30``. ``basis`` is a word a reader understands: "byline", "meta tag",
    "JSON-LD", "time element", "address", "file name", "sidecar", "SingleFile comment".
    ``text`` is the date as it was written, when it was.
    """

    value: str
    precision: Precision
    basis: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One stated fact about a document and its basis ("meta tag", "title line", "sidecar")."""

    value: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a mail carries; its digest tells the document that it may be."""

    name: str  # as the mail calls it, or what it is where it has no name
    sha256: str  # of its bytes without transfer encoding, 64 hexadecimal digits
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a document besides its text; everything may be unknown."""

    title: Fact | None = None
    subtitle: Fact | None = None
    authors: tuple[Agent, ...] = ()
    authors_basis: str = ""
    byline: str = ""  # the raw line as printed
    published: Dating | None = None
    modified: Dating | None = None
    source: Fact | None = None  # the publication or site, for example "Example News"
    language: Fact | None = None  # BCP 47, lower case primary subtag: "en", "fa"
    original_url: Fact | None = None
    captured: Dating | None = None  # as the file itself says (a SingleFile comment)
    captured_from: Fact | None = None  # the address it was saved from, likewise
    captured_by: Fact | None = None  # the tool that saved it, likewise
    attachments: tuple[Attachment, ...] = ()  # of a mail, in its order


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stood in the original.

    ``scheme`` "html": ranges of (node path, start, end); the path is lxml's ``getpath`` of the
    element followed by ``#text`` (its text before the first child) or ``#tail``; start and end
    are code points in that string as lxml holds it. ``scheme`` "bytes": ranges of
    ("", start, end) in bytes of the original. ``scheme`` "paragraph": the path is the name of the
    document's part, ``#`` and the number of the paragraph in that part, from 1; start and end are
    code points among all characters of the paragraph, also those left out. ``scheme`` "epub": the
    path is the name of the book's item, ``!`` and the node path in its page as for "html".
    ``scheme`` "part": as "html" in the decoded bytes of a part of the message, with the part's
    number before the path ("2/html/body/p#text"); of plain text the path is the number alone, start
    and end are code points in the decoded text. Of a mail also "header:from", code points in the
    decoded field with its name ("From: …"; the second of that name is "header:from[2]"), and
    "attachment:2", in the line that names it, and "before:1" and "behind:1", in what stands outside
    the parts of a multipart. ``scheme`` "pdf": ranges of (page from "1",
    start, end) in characters as PDFium counts those of the page; of an annotation (page#number,
    start, end) in its text. ``scheme`` "ocr": ranges of (page from "1", "@" and the box of a line
    on it as "left,top,right,bottom" in ten-thousandths of the page's width and height, start, end)
    in code points of the line as it was recognised. An empty tuple: the place is not known.
    """

    scheme: PlaceScheme
    ranges: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A citable piece of a document's canonical text: ``text == canonical[start:end]``."""

    id: str  # 8 symbols, see archive.identifiers.passage_id
    ordinal: int  # 0, 1, 2 … in reading order
    kind: PassageKind
    text: str
    start: int  # code points in the canonical text
    end: int
    heading: tuple[str, ...] = ()  # the headings above it, outermost first
    level: int = 0  # of a heading passage: 1 to 6; else 0
    page: int | None = None
    place: Place | None = None
    language: str = ""  # BCP 47 primary subtag, where it is not the document's
    ocr: int | None = None  # percent of confidence of the program that recognised it; None: not so


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Text of the original that is not part of its main text, kept with the reason."""

    text: str
    reason: str  # "menu", "cookie notice", "share row", "leftover line", "related links" …
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One reading of an original by one parser version: text, passages, what was left out.

    A function of the bytes, the media type and the parser's version (never of file names or
    sidecars), so that it can be kept by digest and used again. The version of one with recognised
    pages names the program, its models and languages.
    """

    sha256: str  # of the original's bytes, 64 hexadecimal digits
    media_type: str
    parser: str  # "html", "text", "markdown"
    parser_version: str
    canon: str  # version of the canonical-text rules: "canon-1"
    charset: str  # as decoded: "utf-8", "windows-1256"
    metadata: Metadata
    text: str  # canonical text; the passages' texts joined by newlines
    passages: tuple[Passage, ...]
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()  # plain sentences: what was not read, or guessed
    partial: bool = False  # something of the file could not be read
    pictures: tuple[int, ...] = ()  # pages from 1 whose text is in a picture only, and not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A place in a container: a mailbox, a mail, a web archive, a zip archive.

    ``container`` is the container's media type and ``container_sha256`` the digest of its bytes;
    ``locator`` finds the record in them; ``NAMED`` and a path finds a member of a zip archive, as
    a page in it means its own pictures. ``id`` is what the container calls it (WARC-Record-ID,
    Message-ID), ``headers`` are those of the record that tell where it is from, as they stand.
    """

    container: str
    container_sha256: str
    locator: str
    offset: int | None = None  # bytes from the container's beginning, where it is known
    id: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A record that is no document, but shown with a page: a picture, a style sheet."""

    file: str  # of the corpus, that it lies in
    within: tuple[Record, ...]  # the way to it, from the outermost container
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A document found at a place and time: a file of the corpus, or a record in one.

    A record's path is that of the file, ``!/``, and what the container calls the record, for each
    container from the outermost inwards; ``within`` tells the same for machines, and is empty for
    a file.
    """

    path: str  # in the corpus, POSIX, relative
    source_url: str = ""
    captured_at: Dating | None = None
    captured_by: str = ""
    collection: str = ""
    rights: str = ""
    note: str = ""
    accessioned_at: str = ""  # ISO 8601 UTC, from the register
    sidecar: str = ""  # path of the sidecar, when there is one
    assets: tuple[str, ...] = ()  # paths of the saved page's own files
    file: str = ""  # path of the file of the corpus that a record lies in; "" for a file itself
    within: tuple[Record, ...] = ()  # from the outermost container to the document


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Bytes with an identity, everything known of them, without their passages.

    ``metadata`` is the edition's, overridden by sidecars. ``captures`` has at least one, oldest
    first.
    """

    id: str  # 16 symbols without hyphens, see archive.identifiers.document_id
    sha256: str
    size: int  # bytes
    media_type: str
    charset: str
    metadata: Metadata
    captures: tuple[Capture, ...]
    parser: str
    parser_version: str
    text_sha256: str  # of the canonical text in UTF-8
    passage_count: int
    notices: tuple[str, ...] = ()
    partial: bool = False

    @property
    def path(self) -> str:
        """The path of the first capture."""
        return self.captures[0].path

    @property
    def collections(self) -> tuple[str, ...]:
        """Distinct collections of its captures, in order."""
        return tuple(dict.fromkeys(c.collection for c in self.captures if c.collection))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """A file or record that was not or not wholly indexed, and why, for the report.

    ``count`` is above 1 where so many records of the container at ``path`` share the reason.
    """

    path: str
    reason: str
    media_type: str = ""  # where it is known
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A file or record with the bytes of another: one document, captured more than once."""

    path: str
    of: str  # the path of the document's first capture
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A container that is itself no document."""

    path: str
    media_type: str
    records: int  # in it, whatever became of them


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCount:
    """The number of documents of a media type, and of those that were read in part only."""

    media_type: str
    documents: int
    partial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a rebuild did, for readers and machines."""

    generation: str
    documents: int
    passages: int
    files: int  # source files seen (sidecars and assets apart)
    skipped: tuple[FileProblem, ...] = ()  # deliberately not indexed (hidden, unknown type)
    partial: tuple[FileProblem, ...] = ()
    failed: tuple[FileProblem, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    opened: tuple[Opened, ...] = ()
    types: tuple[TypeCount, ...] = ()
    notices: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One whole, checked index: what it was built from and with."""

    id: str
    created: str  # ISO 8601 UTC
    documents: int
    passages: int
    engine: str  # "whoosh"
    schema: str  # version of the index layout
    analyser: str  # version of the analyser
    parsers: dict[str, str] = field(default_factory=dict)
    canon: str = "canon-1"
    register_head: str = ""
    register_count: int = 0
