"""What kind of file this is: by its content first, then by its name.

Promises: every sequence of bytes has a media type; a file whose bytes are not text is never
called text or HTML, whatever its name says; a known format that no parser reads keeps its own
type, so that the report can name it. Opens no file, and unpacks no more than the first bytes of
a compressed one. The first 64 KB of a large file are enough, and of a zip archive its name.
"""

from __future__ import annotations

import re
import zlib
from pathlib import PurePosixPath

import zstandard

from indexer.decode import control_share, utf_16_or_32
from indexer.zip_names import has_table, member_names

BINARY = "application/octet-stream"
OLE = "application/x-ole-storage"
GZIP = "application/gzip"
ZSTD = "application/zstd"

_SIGNATURES = (  # (offset in bytes, the bytes there, media type): the formats' own specifications
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"II+\x00", "image/tiff"),  # with addresses of 64 bits
    (0, b"MM\x00+", "image/tiff"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "application/ogg"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"\x1f\x8b", GZIP),
    (0, b"\x28\xb5\x2f\xfd", ZSTD),
    (0, b"\x5d\x2a\x4d\x18", "application/warc"),  # the dictionary of a compressed one
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"WARC/", "application/warc"),
    (0, b"filedesc://", "application/x-internet-archive"),
    (0, b"AT&TFORM", "image/vnd.djvu"),
)

PICTURES = frozenset({
    "image/png", "image/jpeg", "image/tiff", "image/webp", "image/gif", "image/bmp", "image/jp2",
})  # fmt: skip
EPUB = "application/epub+zip"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
MAIL = "message/rfc822"
MAILBOX = "application/mbox"
WARC = "application/warc"
WEB_ARCHIVE_1 = "application/x-internet-archive"  # ARC, the Internet Archive's format before WARC
WACZ = "application/wacz"
ZIP = "application/zip"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"

# A zip archive tells what it is by a first member with its type (OpenDocument 1.3, part 2; EPUB
# OCF 3.3), or by the folder that its main part is in (Office Open XML, part 2).
_ZIP_BEGINNINGS = (b"mimetypeapplication/epub+zip", EPUB), (b"mimetype" + ODT.encode(), ODT)
_OFFICE_FOLDERS = (
    ("word/", DOCX),
    ("xl/", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/", _OFFICE + "presentationml.presentation"),
)
# Where a WACZ file holds its web archives; other data packages have a datapackage.json too.
_ARCHIVED = re.compile(r"archive/.*\.w?arc(?:\.gz|\.zst)?$", re.IGNORECASE | re.DOTALL)
_UNPACKED = 64  # bytes that tell what a compressed file holds
# The stream of an OLE file that holds an Office document encrypted with a password (MS-OFFCRYPTO).
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

_NEVER_TEXT = frozenset(
    {DOCX, EPUB, ODT, RTF, WACZ, WARC}
)  # a text called so is under a wrong name
_BY_SUFFIX = {
    ".html": "text/html", ".htm": "text/html", ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml", ".xht": "application/xhtml+xml",
    ".md": "text/markdown", ".markdown": "text/markdown", ".mdown": "text/markdown",
    ".txt": "text/plain", ".text": "text/plain", ".log": "text/plain",
    ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".json": "application/json", ".jsonl": "application/json", ".xml": "application/xml",
    ".svg": "image/svg+xml", ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".yaml": "application/yaml", ".yml": "application/yaml",
    ".docx": DOCX, ".docm": DOCX, ".odt": ODT, ".rtf": RTF, ".epub": EPUB,
    ".eml": MAIL, ".mbox": MAILBOX, ".mbx": MAILBOX,
    ".mhtml": "multipart/related", ".mht": "multipart/related",
    ".warc": WARC, ".wacz": WACZ,
}  # fmt: skip

_NAMES = {
    "text/html": "HTML",
    "application/xhtml+xml": "XHTML",
    "text/plain": "plain text",
    "text/markdown": "Markdown",
    "text/css": "style sheet",
    "text/javascript": "script",
    "text/csv": "CSV table",
    "text/tab-separated-values": "table of values",
    "application/json": "JSON",
    "application/yaml": "YAML",
    "application/xml": "XML",
    "application/pdf": "PDF",
    "application/rtf": "RTF document",
    "application/x-ole-storage": "older Office document",
    "application/epub+zip": "EPUB book",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel table",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/zip": "zip archive",
    "application/warc": "web archive (WARC)",
    "application/wacz": "web archive (WACZ)",
    "application/x-internet-archive": "web archive (ARC)",
    GZIP: "gzip-compressed file",
    ZSTD: "Zstandard-compressed file",
    "application/vnd.sqlite3": "SQLite database",
    MAILBOX: "mailbox",
    MAIL: "mail message",
    "multipart/related": "saved page (MHTML)",
    BINARY: "binary",
}

# Sizes of the second header, by which a bitmap is told from a text that begins with "BM".
_BMP_HEADERS = frozenset(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))
_CHARSET = "; charset="
_FIRST_NAME = 30  # bytes before the name of a zip archive's first member
_PDF_WITHIN = 1024  # bytes that may stand before the header (ISO 32000-1, annex H)
_LOOKED_AT = 4096  # bytes at the beginning that tell the kind
_HEADERS_WITHIN = 65_536  # bytes; the addresses in those of a saved page may be long
_HTML = re.compile(
    rb"""(?: \s | <!--.*?--> | <\?xml[^>]*> )*
         < (?: !doctype\s+html | html | head | body | title | meta | script | table | article )
         [\s>/]""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_XHTML = re.compile(rb"<\?xml[^>]*>.*?<html[^>]*\sxmlns\s*=", re.IGNORECASE | re.DOTALL)
# A page that a browser or Word saved: one message whose parts belong together, to nobody.
_RELATED = re.compile(rb"content-type:[ \t]*(?:\r?\n[ \t]+)?multipart/related", re.IGNORECASE)
_PAGE_PART = re.compile(rb"content-type:[ \t]*(?:\r?\n[ \t]+)?text/html", re.IGNORECASE)
_SAVED = re.compile(rb"snapshot-content-location:|from:[ \t]*<?\"?saved by|x-maf:", re.IGNORECASE)
_SENT = re.compile(
    rb"^(?:to|cc|bcc|received|delivered-to|return-path|message-id|reply-to):",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_FIELD_NAME = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_MAIL_FIELDS = frozenset(
    b"return-path received delivered-to mime-version message-id from to cc date subject sender "
    b"reply-to in-reply-to references user-agent x-mailer dkim-signature authentication-results "
    b"content-type content-transfer-encoding list-id delivery-date envelope-to status x-status "
    b"snapshot-content-location".split()
)
_FEW_FIELDS = 3  # of those; a note may begin with one or two
# The line between two messages of a mailbox (RFC 4155, appendix A): by its date, which programs
# write in several ways, else by the header that follows it.
_DATED = re.compile(
    rb"From [^\r\n]{0,500}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
    rb"(?=[^\r\n]{0,60}\b(?:19|20)\d\d\b)[^\r\n]{0,60}?\d:\d\d[^\r\n]{0,100}(?:\r?\n|\Z)"
)
_BEFORE_HEADER = re.compile(
    rb"From [^\r\n]{1,500}\r?\n(?:>From [^\r\n]*\r?\n)?(?:return-path|received|delivered-to"
    rb"|message-id|from|to|date|subject|mime-version|status|x-[\w-]+):",
    re.IGNORECASE,
)


def media_type(data: bytes, name: str) -> str:
    """The media type (RFC 6838) of a file with these bytes and this name, without parameters.

    An empty file goes by its name. Of text, only what is recognised from its first bytes is
    HTML, or mail where its name promises nothing else; Markdown, style sheets, tables and other
    texts are known by their names.
    """
    suffix = PurePosixPath(name).suffix.lower()
    by_name = _BY_SUFFIX.get(suffix)
    known = _signature(data, by_name)
    if known:
        return known
    if by_name != "text/markdown" and _is_saved_page(data, by_name):
        return "multipart/related"
    message = _message_kind(data, by_name)
    if message:
        return message
    if not _is_text(data):
        return BINARY
    return _text_type(data[:_LOOKED_AT], None if by_name in _NEVER_TEXT else by_name)


def by_suffix(suffix: str) -> str | None:
    """The media type that the end of a file's name promises; None when it promises nothing."""
    return _BY_SUFFIX.get(suffix.lower())


def with_charset(media_type: str, charset: str) -> str:
    """A media type with the encoding of the bytes, which something outside of them tells."""
    return f"{media_type}{_CHARSET}{charset}"


def split_charset(media_type: str) -> tuple[str, str]:
    """The inverse of ``with_charset``; "" where there is no charset."""
    kind, _, charset = media_type.partition(_CHARSET)
    return kind, charset


def describe(media_type: str) -> str:
    """A plain name for readers, "PDF" or "Word document"; the type itself when none is known."""
    media_type, _ = split_charset(media_type)
    if media_type in _NAMES:
        return _NAMES[media_type]
    family, _, kind = media_type.partition("/")
    if family in ("image", "audio", "video", "font"):
        return f"{kind.removeprefix('vnd.').removesuffix('+xml').upper()} {family}"
    return media_type


def _is_saved_page(data: bytes, by_name: str | None) -> bool:
    """Whether this is a page saved as one message (MHTML), which may hold pictures as they are.

    A mail with pictures is built the same; but it was sent to somebody.
    """
    head = data[:_HEADERS_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    header = _HEADER.match(head)
    if header is None or not _RELATED.search(header[0]):
        return False
    if by_name == "multipart/related" or _SAVED.search(header[0]):
        return True
    if by_name == MAIL:  # a draft was not sent yet
        return False
    return not _SENT.search(header[0]) and bool(_PAGE_PART.search(head))


def is_postmark(lines: bytes) -> bool:
    """Whether this begins with the line that separates messages in a mailbox ("From …")."""
    return bool(_DATED.match(lines) or _BEFORE_HEADER.match(lines))


def _message_kind(data: bytes, by_name: str | None) -> str | None:
    """A mailbox or a mail by its first lines, which may hold bytes that are no text.

    A single mail is often saved with the line of the mailbox that it was in: its name tells.
    """
    head = data[:_HEADERS_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if by_name == MAIL and (is_postmark(head) or _HEADER.match(head)):
        return MAIL
    if is_postmark(head) and (by_name == MAILBOX or _is_mailbox(head)):
        return MAILBOX
    return MAIL if by_name is None and _is_mail(head) else None


def _is_mailbox(head: bytes) -> bool:
    """Whether a header follows the first line, which has a date, or else is one of a mail."""
    rest = head.partition(b"\n")[2]
    return bool(_BEFORE_HEADER.match(head)) and (bool(_DATED.match(head)) or _is_mail(rest))


def _is_mail(head: bytes) -> bool:
    """Whether this begins with a header that only a mail has."""
    header = _HEADER.match(head)
    names = _FIELD_NAME.findall(header[0].lower()) if header else []
    return len(_MAIL_FIELDS.intersection(names)) >= _FEW_FIELDS


def _signature(data: bytes, by_name: str | None) -> str | None:
    for offset, magic, kind in _SIGNATURES:
        if data.startswith(magic, offset):
            # What is encrypted can be known by its name only.
            encrypted = kind == OLE and by_name == DOCX and _ENCRYPTED_PACKAGE in data
            return DOCX if encrypted else _packed_kind(data[:_LOOKED_AT], kind)
    if data.startswith(b"BM") and data[14:18] in _BMP_HEADERS:
        return "image/bmp"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, by_name)  # before PDF, which may lie in it as it is
    if b"%PDF-" in data[:_PDF_WITHIN] and data[:1] != b"<":
        return "application/pdf"
    return None


def _packed_kind(head: bytes, kind: str) -> str:
    """What a compressed file is: a web archive, or just a compressed file."""
    try:
        if kind == GZIP:
            unpacked = zlib.decompressobj(31).decompress(head, _UNPACKED)
        elif kind == ZSTD:
            with zstandard.ZstdDecompressor().stream_reader(head) as reader:
                unpacked = reader.read(_UNPACKED)
        else:
            return kind
    except (zlib.error, zstandard.ZstdError):
        return kind
    for offset, magic, held in _SIGNATURES:
        if held in (WARC, WEB_ARCHIVE_1) and unpacked.startswith(magic, offset):
            return held
    return kind


def _zip_kind(data: bytes, by_name: str | None) -> str:
    """The kind of a zip archive, by its members; one that is none of the known is a plain zip."""
    for beginning, kind in _ZIP_BEGINNINGS:
        if data.startswith(beginning, _FIRST_NAME):
            return kind
    names = member_names(data)
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_FOLDERS:
            if any(name.startswith(folder) for name in names):
                return kind
    if "META-INF/container.xml" in names:
        return EPUB
    if "datapackage.json" in names and any(_ARCHIVED.match(name) for name in names):
        return WACZ
    # OpenDocument whose type does not stand first, as it should, and a document that was cut off:
    # only their names tell what they are.
    is_odt = by_name == ODT and "content.xml" in names
    is_cut = by_name in _NEVER_TEXT and not has_table(data)
    return by_name if by_name and (is_odt or is_cut) else "application/zip"


def _is_text(data: bytes) -> bool:
    """Whether the beginning, the middle and the end read as text in some encoding."""
    middle = len(data) // 2
    parts = (data[:_LOOKED_AT], data[middle : middle + _LOOKED_AT], data[-_LOOKED_AT:])
    if utf_16_or_32(data[:_LOOKED_AT]):
        return True
    # Text has next to no control characters; a few strays and NULs are forgiven, as in a page
    # padded with them by its server.
    return sum(control_share(part) for part in parts) / 3 < 0.02 or _mostly_padding(data)


def _mostly_padding(data: bytes) -> bool:
    """Whether only NUL bytes around a page make it look binary."""
    stripped = data.replace(b"\0", b"")
    return bool(_HTML.match(stripped[:_LOOKED_AT])) and control_share(stripped) < 0.02


def _text_type(head: bytes, by_name: str | None) -> str:
    encoding = utf_16_or_32(head)
    if encoding:
        head = head.decode(encoding, "ignore").encode("utf-8")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\0")
    if by_name in ("text/markdown", "text/html", "application/xhtml+xml"):
        return by_name
    if _HTML.match(head):
        return "application/xhtml+xml" if _XHTML.match(head) else "text/html"
    return by_name or "text/plain"
