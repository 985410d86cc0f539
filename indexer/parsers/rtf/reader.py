"""Reads the tokens of an RTF document into flows of paragraphs.

Promises: groups that are no text are passed over whole; a character given by its number replaces
the fallback that follows it; bytes are decoded by the character set of their font. Groups may
nest as deep as real documents do, and not deeper. Uses no recursion.
"""

from __future__ import annotations

import re
from dataclasses import replace

from archive.errors import UnreadableError
from indexer.blocks import Block, Piece
from indexer.parsers.office.links import CODE as LINK_CODE
from indexer.parsers.office.links import LINK
from indexer.parsers.office.paragraphs import DELETED, HIDDEN, describes
from indexer.parsers.rtf import charsets
from indexer.parsers.rtf.characters import Characters
from indexer.parsers.rtf.flow import Flow, Look
from indexer.parsers.rtf.state import (
    BODY,
    CODE,
    DATE_PARTS,
    FACT,
    FACTS,
    FLOWS,
    FONTS,
    GROUPS,
    INFO,
    LABEL,
    NAME,
    PICTURE,
    SHAPE,
    SIGNS,
    SKIP,
    SKIPPED,
    STYLES,
    SYMBOLS,
    TRANSPARENT,
    VALUE,
    State,
)  # fmt: skip
from indexer.parsers.rtf.styles import Styles
from indexer.parsers.rtf.tokens import Token, tokens

_FACT_LIMIT = 1_000  # characters of a fact in the document's information
DEPTH_LIMIT = 2_000  # groups in one another
_DESCRIPTION = "wzDescription"  # of a picture: the name of the property
_NUMBER = re.compile(r"\d|\w[^\w\s]|[^\w\s]\w")  # of a list's item ("a)"), and no sign alone
_ASIDE = frozenset({LABEL, NAME, VALUE})
_SILENT = frozenset({SKIP, PICTURE})
_ENDS = frozenset({"par", "sect", "page"})
_SWITCHES = {"ltrch": False, "rtlch": True, "loch": False, "hich": False, "dbch": True}


class Reader:
    """One reading. ``flow`` is the body, ``left_out`` what stands outside of it."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.left_out: list[Block] = []
        self.facts: dict[str, str] = {}
        self.codec = charsets.DEFAULT
        self.is_whole = False
        self._flows = [self.flow]
        self._states = [State()]
        self._styles = Styles()
        self._fonts: dict[int, str] = {}
        self._default_font = -1
        self._skip = 0  # characters of a fallback still to come
        self._characters = Characters(self.put)
        self._code: list[tuple[str, int, int]] = []  # characters of the code of a field
        self._aside: list[tuple[str, int, int]] = []  # of a label, of a property's name or value
        self._property_name = ""
        self._words = {
            "par": self._end_paragraph,
            "cell": self._end_cell,
            "nestcell": self._end_cell,
            "row": self._end_row,
            "nestrow": self._end_row,
        }

    def read(self, data: bytes) -> list[Block]:
        """The blocks of a document. Raises UnreadableError when its groups nest too deeply."""
        for token in tokens(data):
            if token.kind == "text":
                self._text(token)
            elif token.kind == "byte":
                self._byte(token)
            elif token.kind == "word":
                self._word(token)
            elif token.kind == "open":
                self._open()
            elif token.kind == "close":
                self._close()
                if len(self._states) == 1:
                    self.is_whole = True
                    break
            else:
                self._symbol(token)
        while len(self._states) > 1:
            self._close()
        self._characters.flush()
        return [*self.flow.end(self._look()), *self.left_out]

    # groups

    def _open(self) -> None:
        self._characters.flush()
        self._skip = 0
        if len(self._states) >= DEPTH_LIMIT:
            raise UnreadableError(
                "The document nests its groups deeper than any real one does, so it was not read."
            )
        self._states.append(replace(self._states[-1], begins=True, starred=False, owns_flow=False))

    def _close(self) -> None:
        self._characters.flush()
        self._skip = 0
        state = self._states[-1]
        if len(self._states) == 1:
            return
        if state.owns_flow:
            blocks = self._flows[-1].end(self._look())
            self._flows.pop()
            reason = blocks[0].reason if blocks else None
            if blocks and reason and all(block.reason for block in blocks):
                self.left_out += blocks
            else:
                self._flows[-1].beside(blocks)
            self._flows[-1].part()
        self._states.pop()
        if state.goes == STYLES:
            self._styles.end_group()
        elif state.goes == FACT and self._states[-1].goes == INFO:
            self._end_fact(state.fact)
        elif state.goes == CODE and self._states[-1].goes != CODE:
            self._end_code()
        elif state.goes in _ASIDE and self._states[-1].goes != state.goes:
            self._end_aside(state.goes)

    def _destination(self, name: str, state: State) -> bool:
        """Whether a word says where the characters of the group go; then it is heeded."""
        if name == "upr":
            state.twice, state.goes = state.goes, SKIP
        elif name == "ud" and state.twice:
            state.twice, state.goes = "", state.twice
        elif state.goes == SKIP:
            return True
        elif name in FLOWS and state.goes in {BODY, SHAPE}:
            self._flows[-1].part()
            self._flows.append(Flow(self._flows[-1].reason or FLOWS[name]))
            fresh = State(font=self._default_font)
            fresh.begins, fresh.owns_flow, fresh.fallback = False, True, state.fallback
            self._states[-1] = fresh
        elif name in GROUPS:
            state.goes = GROUPS[name]
        elif name in SKIPPED or (state.starred and not self._is_known(name, state)):
            state.goes = SKIP
        elif state.goes == INFO and name in FACTS:
            state.goes, state.fact = FACT, name
            self.facts.setdefault(name, "")
        elif name == "fldrslt" and state.goes == CODE:
            state.goes = BODY
        else:
            return False
        return True

    @staticmethod
    def _is_known(name: str, state: State) -> bool:
        return name in TRANSPARENT or state.goes in {STYLES, FONTS}

    # words

    def _word(self, token: Token) -> None:
        if self._skip:
            self._skip -= 1
            return
        state, name = self._states[-1], token.name
        if state.goes == SKIP and name != "ud":
            return
        if state.begins and self._destination(name, state):
            self._characters.flush()
            return
        state.begins = False
        if name == "u":
            self._unicode(token)
        elif name in SIGNS:
            self._emit(SIGNS[name], token.start, token.end)
        elif name in self._words or name in _ENDS:
            self._characters.flush()
            if state.goes in {BODY, FACT}:
                self._words.get(name, self._end_paragraph)(state)
        else:
            self._property(name, token.number, state)

    def _property(self, name: str, number: int | None, state: State) -> None:
        """A word that changes what holds."""
        value = number or 0
        if name == "f" or name == "af":
            self._use_font(name, value, state)
        elif name in _SWITCHES:
            state.uses_other = _SWITCHES[name]
        elif name == "uc":
            state.fallback = min(max(value, 0), 16)
        elif name in {"ansicpg", "mac", "pc", "pca"}:
            pages = {"mac": 10000, "pc": 437, "pca": 850}
            self.codec = charsets.of_code_page(pages.get(name, value))
        elif name in {"fcharset", "cpg"} and state.goes == FONTS:
            codec = charsets.of_font(value) if name == "fcharset" else charsets.of_code_page(value)
            if codec:
                self._fonts[state.font] = codec
        elif name == "deff":
            self._default_font = value
        elif name in DATE_PARTS and state.goes == FACT:
            self.facts[state.fact] += f"{name}{value} "
        else:
            self._look_of(name, number, state)

    def _use_font(self, name: str, number: int, state: State) -> None:
        if name == "f":
            state.font = number
        elif state.uses_other:
            state.other_font = number

    def _look_of(self, name: str, number: int | None, state: State) -> None:
        """A word that changes how characters or a paragraph look."""
        is_on = number != 0
        if name == "plain":
            state.font, state.other_font, state.uses_other = self._default_font, -1, False
            state.hidden = state.deleted = False
        elif name == "pard":
            state.depth, state.style, state.outline, state.listed = 0, 0, 9, False
        elif name == "v":
            state.hidden = is_on
        elif name == "deleted":
            state.deleted = is_on
        elif name == "intbl":
            state.depth = max(state.depth, 1)
        elif name == "itap":
            state.depth = min(max(number or 0, 0), 50)
        elif name in {"s", "outlinelevel", "ls"}:
            self._style_of(name, number or 0, state)

    def _style_of(self, name: str, number: int, state: State) -> None:
        if state.goes == STYLES:
            self._styles.describe(name, number)
        elif name == "s":
            state.style = number
        elif name == "outlinelevel":
            state.outline = number
        else:
            state.listed = number != 0

    # paragraphs

    def _look(self) -> Look:
        state = self._states[-1]
        return self._styles.look(state.style, state.outline, state.listed, state.depth)

    def _end_paragraph(self, state: State) -> None:
        self._flows[-1].end_paragraph(self._look())

    def _end_cell(self, state: State) -> None:
        self._flows[-1].end_cell(self._look(), max(state.depth, 1))

    def _end_row(self, state: State) -> None:
        self._flows[-1].end_row(self._look(), max(state.depth, 1))

    def _end_fact(self, fact: str) -> None:
        self.facts[fact] = " ".join(self.facts[fact].split())

    def _end_code(self) -> None:
        """Keep the address of a link, which its text does not show."""
        link = LINK_CODE.match("".join(sign for sign, _, _ in self._code))
        if link:
            for sign, start, end in self._code[slice(*link.span("to"))]:
                self._flows[-1].add(sign, start, end, LINK)
        self._code = []

    def _end_aside(self, what: str) -> None:
        """Keep the number of a list's item as it is printed, and a picture's description."""
        text = "".join(sign for sign, _, _ in self._aside)
        if what == NAME:
            self._property_name = text.strip()
        elif what == LABEL and _NUMBER.search(text):
            for sign, start, end in self._aside:
                self._flows[-1].add(sign, start, end, None)
        elif what == VALUE and self._property_name == _DESCRIPTION and describes(text):
            ends = tuple(end for _, _, end in self._aside)
            piece = Piece(text, "", self._aside[0][1], ends)
            self._flows[-1].beside(
                [Block(kind="caption", pieces=(piece,), reason=self._flows[-1].reason)]
            )
        self._aside = []

    # characters

    def _symbol(self, token: Token) -> None:
        if self._skip:
            self._skip -= 1
        elif token.name in {"\n", "\r", "\r\n"}:
            self._characters.flush()
            if self._states[-1].goes == BODY:
                self._end_paragraph(self._states[-1])
        elif token.name == "*":
            self._states[-1].starred = True
        elif token.name in SYMBOLS:
            self._emit(SYMBOLS[token.name], token.start, token.end)

    def _text(self, token: Token) -> None:
        start, data = token.start, token.data
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            start, data = start + skipped, data[skipped:]
        if data and self._states[-1].goes not in _SILENT:
            self._bytes(data, start, token.end)

    def _byte(self, token: Token) -> None:
        if self._skip:
            self._skip -= 1
        elif self._states[-1].goes not in _SILENT:
            self._bytes(token.data, token.start, token.end)

    def _bytes(self, data: bytes, start: int, end: int) -> None:
        """Bytes of characters, in the encoding of their font."""
        if not data.isspace():
            self._states[-1].begins = False
        self._characters.add(data, start, end, self._codec())

    def _codec(self) -> str:
        state = self._states[-1]
        font = state.other_font if state.uses_other and state.other_font >= 0 else state.font
        return self._fonts.get(font, self.codec)

    def _unicode(self, token: Token) -> None:
        self._skip = self._states[-1].fallback
        self._states[-1].begins = False
        self._characters.number(token.number or 0, token.start, token.end)

    def _emit(self, sign: str, start: int, end: int) -> None:
        self._states[-1].begins = False
        self._characters.sign(sign, start, end)

    def put(self, sign: str, start: int, end: int) -> None:
        """A character at these bytes goes where its group says."""
        state = self._states[-1]
        if state.goes == BODY:
            reason = DELETED if state.deleted else HIDDEN if state.hidden else None
            self._flows[-1].add(sign, start, end, reason)
            return
        self._flows[-1].part()
        if state.goes == CODE:
            self._code.append((sign, start, end))
        elif state.goes in _ASIDE:
            self._aside.append((sign, start, end))
        elif state.goes == FACT:
            if len(self.facts[state.fact]) < _FACT_LIMIT:
                self.facts[state.fact] += sign
        elif state.goes == STYLES:
            self._styles.named(sign)
