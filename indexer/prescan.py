"""The character encoding that a page declares about itself.

Promises: ``declared_by_page`` is the "prescan a byte stream to determine its encoding" of the
WHATWG HTML standard (section 13.2.3.2), over more than its 1024 bytes since a parser that meets
a later declaration changes the encoding too, plus the encoding of an XML declaration; it never
raises. Does not decode and does not look at byte order marks.
"""

from __future__ import annotations

import re

from indexer.charsets import canonical

PRESCANNED = 65_536  # bytes; pages put long scripts and styles before their declaration
_SPACE = b"\t\n\x0c\r "
_XML = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']\s*([\w.:-]+)""", re.IGNORECASE)
_CHARSET = re.compile(rb"charset[\t\n\x0c\r ]*=[\t\n\x0c\r ]*", re.IGNORECASE)
_META = re.compile(rb"<meta[\t\n\x0c\r /]", re.IGNORECASE)
_TAG = re.compile(rb"</?[A-Za-z]")
# A whole tag at once, as ``_skip_tag`` reads it; a tag with an open quote does not match.
_WHOLE_TAG = re.compile(
    rb"""</?[A-Za-z][^\t\n\x0c\r >]*+(?:[\t\n\x0c\r /]*+[^\t\n\x0c\r />][^\t\n\x0c\r />=]*+"""
    rb"""[\t\n\x0c\r ]*+(?:=[\t\n\x0c\r ]*+(?:"[^"]*"|'[^']*'|(?!["'])[^\t\n\x0c\r >]*+))?)*+"""
    rb"""[\t\n\x0c\r /]*+>"""
)


def declared_by_page(data: bytes) -> str | None:
    """The encoding named by the page's own ``<meta>`` or XML declaration, in its WHATWG name."""
    head = data[:PRESCANNED]
    position = 0
    while (position := head.find(b"<", position)) >= 0:
        if head.startswith(b"<!--", position):
            position = _after(head, b"-->", position + 2)
        elif _META.match(head, position):
            position, found = _read_meta(head, position + 5)
            if found:
                return found
        elif whole := _WHOLE_TAG.match(head, position):
            position = whole.end()
        elif tag := _TAG.match(head, position):
            position = _skip_tag(head, tag.end())
        elif head.startswith((b"<!", b"</", b"<?"), position):
            position = _after(head, b">", position)
        else:
            position += 1
    return _declared_by_xml(head)


def _declared_by_xml(head: bytes) -> str | None:
    found = _XML.match(head)
    return _in_ascii_family(canonical(found[1].decode("ascii"))) if found else None


def _after(head: bytes, mark: bytes, position: int) -> int:
    found = head.find(mark, position)
    return len(head) if found < 0 else found + len(mark)


def _skip_tag(head: bytes, position: int) -> int:
    while position < len(head) and head[position] not in _SPACE + b">":
        position += 1
    while True:
        position, name, _ = _attribute(head, position)
        if not name:
            return position + 1


def _read_meta(head: bytes, position: int) -> tuple[int, str | None]:
    """The position after a ``<meta>`` and the encoding it declares, if it does."""
    seen: set[bytes] = set()
    is_pragma, needs_pragma, charset = False, None, None
    while True:
        position, name, value = _attribute(head, position)
        if not name:
            break
        if name in seen:
            continue
        seen.add(name)
        if name == b"http-equiv":
            is_pragma = value == b"content-type"
        elif name == b"content" and charset is None:
            label = _label_in_content(value)
            if label is not None:
                charset, needs_pragma = label, True
        elif name == b"charset":
            charset, needs_pragma = value, False
    if position >= len(head) or charset is None or (needs_pragma and not is_pragma):
        return position + 1, None
    return position + 1, _in_ascii_family(canonical(charset.decode("ascii", "replace")))


def _in_ascii_family(charset: str | None) -> str | None:
    """A page read byte by byte cannot be in UTF-16, so the standard reads UTF-8 for it."""
    return "utf-8" if charset and charset.startswith("utf-16") else charset


def _label_in_content(value: bytes) -> bytes | None:
    """The label after "charset=" in a ``content`` attribute."""
    found = _CHARSET.search(value)
    if not found:
        return None
    rest = value[found.end() :]
    if rest[:1] in (b'"', b"'"):
        label, closing, _ = rest[1:].partition(rest[:1])
        return label if closing else None
    return re.split(rb"[\t\n\x0c\r ;]", rest, maxsplit=1)[0]


def _attribute(head: bytes, position: int) -> tuple[int, bytes, bytes]:
    """The next attribute of a tag: position after it, name, value, both in lower case."""
    while position < len(head) and head[position] in _SPACE + b"/":
        position += 1
    if position >= len(head) or head[position] in b">":
        return position, b"", b""
    start = position
    while position < len(head) and not (
        head[position] in _SPACE + b"/>" or (head[position] in b"=" and position > start)
    ):
        position += 1
    name = head[start:position].lower()
    while position < len(head) and head[position] in _SPACE:
        position += 1
    if position >= len(head):
        return position, b"", b""
    if head[position] not in b"=":
        return position, name, b""
    position += 1
    while position < len(head) and head[position] in _SPACE:
        position += 1
    return _value(head, position, name)


def _value(head: bytes, position: int, name: bytes) -> tuple[int, bytes, bytes]:
    if position >= len(head):
        return position, b"", b""
    quote = head[position : position + 1]
    if quote in (b'"', b"'"):
        end = head.find(quote, position + 1)
        if end < 0:
            return len(head), b"", b""
        return end + 1, name, head[position + 1 : end].lower()
    start = position
    while position < len(head) and head[position] not in _SPACE + b">":
        position += 1
    return position, name, head[start:position].lower()
