"""A mail's plain text: paragraphs, quoted lines, the signature, with their places.

Promises: every line that is not blank is in exactly one block, in order; the signs that mark a line
as quoted, and the line that begins a signature, are marks and no text. Lines are joined where the
mail says so (``format=flowed``, RFC 3676) or a program wrapped them. Places are code points in the
decoded text, half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.model import PassageKind
from indexer.blocks import Block, Piece
from indexer.parsers.text_lines import paragraphs

ENCRYPTED = "encrypted"
FILE = "file written in the text"  # uuencode, which mail had before MIME
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_QUOTED = re.compile(r"(?:> ?)++")
_ESCAPED = re.compile(r">+(?=From )")  # by a mailbox, RFC 4155
_SIGNATURE = "-- "
# What is no text though it is written in letters: the reason, and where it begins and ends.
_CODED = (
    (
        ENCRYPTED,
        re.compile(r"-----BEGIN PGP MESSAGE-----.*?(?:-----END PGP MESSAGE-----|\Z)", re.S),
    ),
    (FILE, re.compile(r"^begin [0-7]{3,4} \S[^\r\n]*\r?\n(?:[ -`]{0,62}\r?\n)++end$", re.M)),
)


@dataclass(slots=True)
class _Unquoted:
    """A text without its marks, and where each stretch of it stood."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    starts: list[int] = field(default_factory=list)  # of stretches, in this text
    origins: list[int] = field(default_factory=list)  # of the same, in the decoded one; -1: none
    depths: list[tuple[int, int]] = field(default_factory=list)  # from where on, how often quoted

    def add(self, text: str, origin: int) -> None:
        """Add a stretch that stood at ``origin``, -1 for one that did not."""
        if not text:
            return
        last = self.origins[-1] if self.origins else -1
        follows = last >= 0 and origin == last + self.size - self.starts[-1]
        if not (follows and origin >= 0):
            self.starts.append(self.size)
            self.origins.append(origin)
        self.parts.append(text)
        self.size += len(text)

    def begin(self, depth: int) -> None:
        """Begin lines that are quoted so many times, with a blank line before them."""
        self.add("\n\n", -1)
        self.depths.append((self.size, depth))

    def depth(self, position: int) -> int:
        """How often the text at a position is quoted."""
        at = bisect_right(self.depths, (position, 1 << 60)) - 1
        return self.depths[at][1] if at >= 0 else 0


def plain_blocks(
    text: str, number: str, *, flowed: bool = False, delsp: bool = False, folded: bool = False
) -> Iterator[Block]:
    """The blocks of the text of the part ``number``.

    ``flowed`` and ``delsp`` are parameters of its type (RFC 3676, 4); ``folded``: a line that
    begins with a space goes on with the one before (RFC 5545, 3.1).
    """
    bare = _unfolded(text) if folded else _unquoted(text, flowed=flowed, delsp=delsp)
    whole = "".join(bare.parts)
    coded = sorted((*each.span(), why) for why, form in _CODED for each in form.finditer(whole))
    for paragraph in paragraphs(whole):
        pieces = tuple(
            piece
            for start, end in paragraph.runs()
            for piece in _pieces(bare, whole, start, end, number)
        )
        found = bisect_right(coded, (paragraph.start, len(whole) + 1, "")) - 1
        is_coded = found >= 0 and paragraph.start < coded[found][1]
        yield Block(
            kind=_kind(bare.depth(paragraph.start), is_item=paragraph.is_item),
            pieces=pieces,
            reason=coded[found][2] if is_coded else None,
        )


def _kind(depth: int, *, is_item: bool) -> PassageKind:
    if depth:
        return "quotation"
    return "list_item" if is_item else "paragraph"


def _pieces(bare: _Unquoted, whole: str, start: int, end: int, number: str) -> Iterator[Piece]:
    index = bisect_right(bare.starts, start) - 1
    while index < len(bare.starts) and bare.starts[index] < end:
        begin, origin = bare.starts[index], bare.origins[index]
        index += 1
        last = bare.starts[index] if index < len(bare.starts) else bare.size
        a, b = max(start, begin), min(end, last)
        if origin < 0:
            yield Piece(whole[a:b], None, 0)
        else:
            yield Piece(whole[a:b], number, origin + a - begin)


def _unquoted(text: str, *, flowed: bool, delsp: bool) -> _Unquoted:
    bare = _Unquoted()
    before = last = 0  # of the line before: how often it is quoted, where it ends
    soft = False  # whether it goes on
    for line in _LINE.finditer(text):
        begin, end = line.start(), line.end(1)
        depth, begin = _mark(text, begin, end)
        content = text[begin:end]
        is_signature = content.rstrip("\r") == _SIGNATURE
        if depth != before or is_signature:
            bare.begin(depth)
        elif not soft and line.start():
            # A line end that directly goes before is a part of the text, else it stands for one.
            bare.add(text[last : line.start()], last if begin == line.start() else -1)
        before, last = depth, end
        if is_signature:
            soft = False
            continue
        if flowed and content.startswith(" "):  # stuffed, RFC 3676, 4.4
            begin, content = begin + 1, content[1:]
        soft = flowed and content.endswith(" ")
        bare.add(content[:-1] if soft and delsp else content, begin)
    return bare


def _mark(text: str, begin: int, end: int) -> tuple[int, int]:
    """How often a line is quoted, and where its own text begins."""
    if escaped := _ESCAPED.match(text, begin, end):
        return len(escaped[0]) - 1, escaped.end()
    quoted = _QUOTED.match(text, begin, end)
    return (quoted[0].count(">"), quoted.end()) if quoted else (0, begin)


def _unfolded(text: str) -> _Unquoted:
    bare = _Unquoted()
    for line in _LINE.finditer(text):
        begin = line.start()
        if begin and line[1].startswith((" ", "\t")):
            begin += 1
        elif begin:
            bare.add("\n", -1)
        bare.add(text[begin : line.end(1)], begin)
    return bare
