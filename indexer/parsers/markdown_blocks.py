"""Markdown's tokens to blocks, each with its place.

Promises: every line of the file that holds a letter or a digit is in a block, in the order of
the file; lines that are not shown text (link definitions) are left out with a reason. Reads no
front matter and no bylines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from archive.model import PassageKind
from indexer.blocks import Block, Piece
from indexer.bytemap import ByteMap
from indexer.parsers.markdown_html import text_of_html
from indexer.parsers.markdown_inline import Inline
from indexer.parsers.markdown_rules import make_parser

_CONTAINERS: dict[str, PassageKind] = {
    "blockquote_open": "quotation",
    "list_item_open": "list_item",
}
_ENDS = {"blockquote_close", "list_item_close"}
_LEAVES = {"inline", "fence", "code_block", "html_block", "hr", "heading_open", "table_open"}
_SPACE = Piece(" ", None, 0)
_NEWLINE = Piece("\n", None, 0)


def read_blocks(text: str, body_from: int, places: ByteMap) -> tuple[Block, ...]:
    """The blocks of a Markdown text whose body begins at the code point ``body_from``."""
    return _Walk(text, body_from, places).run()


class _Walk:
    """One walk over the tokens of one file."""

    def __init__(self, text: str, body_from: int, places: ByteMap) -> None:
        # Markdown sees a text of the same length, so that its lines count in the file's text:
        # blanks for the front matter, and one kind of line end.
        source = re.sub(r"[^\r\n]", " ", text[:body_from]) + text[body_from:]
        source = source.replace("\\\r\n", "  \n").replace("\r\n", " \n").replace("\r", "\n")
        self._source = source.replace("\0", "\ufffd")
        self._places = places
        self._lines = [0, *(match.end() for match in re.finditer(r"\n", self._source))]
        self._kinds: list[PassageKind] = []
        self._found: list[tuple[int, Block]] = []  # the code point where it begins, and the block

    def run(self) -> tuple[Block, ...]:
        """All blocks, in the order of the file."""
        tokens = make_parser().parse(self._source)
        self._walk(tokens)
        self._found.extend(self._unseen(tokens))
        self._found.sort(key=lambda found: found[0])
        return tuple(block for _, block in self._found if _has_text(block))

    def _walk(self, tokens: Sequence[Token]) -> None:
        number = 0
        while number < len(tokens):
            token = tokens[number]
            if token.type in _CONTAINERS:
                self._kinds.append(_CONTAINERS[token.type])
            elif token.type in _ENDS:
                self._kinds.pop()
            elif token.type == "tr_open":
                number = self._row(tokens, number)
            elif token.type == "inline":
                self._inline(token, tokens[number - 1])
            elif token.type in ("fence", "code_block"):
                self._code(token)
            elif token.type == "html_block":
                self._html(token)
            number += 1

    def _inline(self, token: Token, opening: Token) -> None:
        start, end = self._stretch(token)
        inline = Inline(self._source, start, end, self._places)
        pieces = inline.read(token.children or [])
        if opening.type == "heading_open":
            block = Block(kind="heading", level=int(opening.tag[1:]), pieces=pieces)
        else:
            block = Block(kind=self._kinds[-1] if self._kinds else "paragraph", pieces=pieces)
        self._found.append((start, block))
        for caption in inline.captions:
            self._found.append((start, Block(kind="caption", pieces=(caption,))))

    def _row(self, tokens: Sequence[Token], number: int) -> int:
        """One table row, its cells parted by spaces; gives the number of its last token."""
        start, end = self._stretch(tokens[number])
        inline = Inline(self._source, start, end, self._places)
        pieces: list[Piece] = []
        while tokens[number].type != "tr_close":
            if tokens[number].type == "inline":
                pieces += [_SPACE] if pieces else []
                pieces += inline.read(tokens[number].children or [])
            number += 1
        self._found.append((start, Block(kind="table_row", pieces=tuple(pieces))))
        for caption in inline.captions:
            self._found.append((start, Block(kind="caption", pieces=(caption,))))
        return number

    def _code(self, token: Token) -> None:
        """Code line by line, since a quotation's or a list's signs stand between its lines."""
        start, end = self._stretch(token)
        position = self._source.find("\n", start) if token.type == "fence" else start
        pieces: list[Piece] = []
        for line in token.content.split("\n"):
            at = self._source.find(line, position, end) if line.strip() else -1
            if at >= 0:
                pieces.append(self._places.piece(at, at + len(line)))
                position = at + len(line)
            elif line.strip():
                pieces.append(Piece(line, None, 0))  # its tabs were made spaces
            pieces.append(_NEWLINE)
        self._found.append((start, Block(kind="code", pieces=tuple(pieces))))

    def _html(self, token: Token) -> None:
        start, end = self._stretch(token)
        shown, hidden = text_of_html(self._source[start:end])
        for runs, reason in ((shown, None), (hidden, "comment or script")):
            pieces: list[Piece] = []
            for run, literal in runs:
                if isinstance(run, str):
                    pieces.append(Piece(run, None, 0))
                else:
                    pieces.append(self._places.piece(start + run, start + run + literal))
            self._found.append(
                (start, Block(kind="paragraph", pieces=tuple(pieces), reason=reason))
            )

    def _stretch(self, token: Token) -> tuple[int, int]:
        """The code points of a token's lines."""
        first, last = token.map or (0, 0)
        return self._line(first), self._line(last)

    def _line(self, number: int) -> int:
        return self._lines[number] if number < len(self._lines) else len(self._source)

    def _unseen(self, tokens: Sequence[Token]) -> Iterator[tuple[int, Block]]:
        """Lines that no token shows: link definitions, and what is nested too deeply."""
        seen: set[int] = set()
        for token in tokens:
            if token.type in _LEAVES and token.map:
                seen.update(range(*token.map))
        for number in range(len(self._lines)):
            start = self._line(number)
            line = self._source[start : self._line(number + 1)]
            if number not in seen and any(map(str.isalnum, line)):
                piece = self._places.piece(start, start + len(line.rstrip()))
                reason = "link definition" if line.lstrip(" >").startswith("[") else "markup"
                yield start, Block(kind="paragraph", pieces=(piece,), reason=reason)


def _has_text(block: Block) -> bool:
    return any(piece.text.strip() for piece in block.pieces)
