"""The text within one Markdown paragraph, heading or cell, without its signs.

Promises: each stretch of text that stands literally in the file is a piece with its place; text
that does not (``&amp;`` read as ``&``) is a piece without one; nothing is found twice. Addresses
of links and names of tags are not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from indexer.blocks import Piece
from indexer.bytemap import ByteMap

_GAP = re.compile(r"\s*")


class Inline:
    """A reader of inline tokens that moves on through [position, end) of the source."""

    def __init__(self, source: str, position: int, end: int, places: ByteMap) -> None:
        self._source = source
        self._position = position
        self._end = end
        self._places = places
        self.captions: list[Piece] = []  # alternative texts of the images met

    def read(self, tokens: Iterable[Token]) -> tuple[Piece, ...]:
        """The pieces of shown text in these tokens."""
        pieces: list[Piece] = []
        for token in tokens:
            piece = self._piece(token)
            if piece and piece.text:
                pieces.append(piece)
        return tuple(pieces)

    def _piece(self, token: Token) -> Piece | None:
        if token.type in ("text", "code_inline"):
            if token.type == "code_inline":
                self._pass(token.markup)
            return self._literal(token.content)
        if token.type == "text_special":
            if token.info == "escape":
                self._pass("\\")
                return self._literal(token.content)
            self._pass(token.markup)
            return Piece(token.content, None, 0)
        if token.type in ("softbreak", "hardbreak"):
            return self._literal("\n")
        if token.type == "image":
            self._image(token)
            return None
        if token.type == "link_close":
            self._pass_link(token)
        elif token.type in ("html_inline", "footnote_ref"):
            self._pass(token.content)
        return None

    def _literal(self, text: str) -> Piece:
        at = self._source.find(text, self._position, self._end)
        if at < 0:
            return Piece(text, None, 0)
        self._position = at + len(text)
        return self._places.piece(at, self._position)

    def _pass(self, sign: str) -> None:
        """Move on behind a sign, if it is there."""
        at = self._source.find(sign, self._position, self._end)
        if at >= 0:
            self._position = at + len(sign)

    def _image(self, token: Token) -> None:
        self._pass("![")
        if token.content:
            self.captions.append(self._literal(token.content))
        self._pass_link(token)

    def _pass_link(self, token: Token) -> None:
        """Move on behind "](address "title")", "][label]" or, of an autolink, ">"."""
        if token.info == "auto":
            self._pass(">")
            return
        self._pass("]")
        following = self._source[self._position : self._position + 1]
        if following == "[":
            self._pass("]")
        elif following == "(":
            self._pass_address()

    def _pass_address(self) -> None:
        position = self._after_gap(self._position + 1)
        address = parseLinkDestination(self._source, position, self._end)
        if address.ok:
            position = self._after_gap(address.pos)
            title = parseLinkTitle(self._source, position, self._end)
            position = self._after_gap(title.pos) if title.ok else position
        if self._source[position : position + 1] == ")":
            self._position = position + 1

    def _after_gap(self, position: int) -> int:
        found = _GAP.match(self._source, position, self._end)
        return found.end() if found else position
