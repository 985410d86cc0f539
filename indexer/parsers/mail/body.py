"""The text of a mail's body: of its alternatives the best that can be read, the others compared.

Promises: every text of the body is in a block, at its place; of a version that was not taken what
it alone says is left out with that reason. HTML is read by the tree and the walk of saved pages,
but not judged: a mail has no furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.mime import Part
from indexer.blocks import Block, Piece
from indexer.parsers.html.run import HIDDEN, READING
from indexer.parsers.html.tree import parse
from indexer.parsers.html.walk import runs
from indexer.parsers.mail.charsets import decoded
from indexer.parsers.mail.plain import plain_blocks
from indexer.parsers.mail.structure import CALENDAR, Alternatives, Node

PAGES = frozenset(("text/html", "application/xhtml+xml"))
OTHER_VERSION = "other version of the text"
_FAR_POORER = 0.5  # of the letters that the page has
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Body:
    """Reads the nodes of a body; gathers what is to be said of it."""

    notices: list[str] = field(default_factory=list)
    charsets: list[str] = field(default_factory=list)
    coded: set[str] = field(default_factory=set)  # reasons of texts that are no words

    def blocks(self, nodes: Iterable[Node]) -> list[Block]:
        """The blocks of these nodes, in order."""
        return [block for node in nodes for block in self._node(node)]

    def _node(self, node: Node) -> list[Block]:
        if isinstance(node, Alternatives):
            return self._best(node)
        return self._page(node) if node.media_type in PAGES else self._plain(node)

    def _best(self, node: Alternatives) -> list[Block]:
        """The plain text, unless it is missing or far poorer than the page."""
        read = [(nodes, self.blocks(nodes)) for nodes in node.branches]
        page = max((_letters(blocks) for nodes, blocks in read if _is_page(nodes)), default=0)
        enough = [
            blocks
            for nodes, blocks in read
            if not _is_page(nodes) and _letters(blocks) >= max(1, page * _FAR_POORER)
        ]
        best = enough[0] if enough else max((blocks for _, blocks in reversed(read)), key=_letters)
        said = set(_words(best))
        others = [blocks for _, blocks in read if blocks is not best]
        return best + [
            replace(block, reason=block.reason or OTHER_VERSION)
            for blocks in others
            for block in blocks
            if not said.issuperset(_words([block]))
        ]

    def _page(self, part: Part) -> list[Block]:
        page = parse(part.content(), part.charset)
        self.notices += page.notices
        self.charsets.append(page.charset)
        return [
            Block(
                kind=run.kind,
                level=run.level,
                pieces=tuple(_placed(piece, part.number) for piece in run.pieces),
                reason=run.region if run.region in {HIDDEN, READING} else None,
            )
            for run in runs(page.root)
        ]

    def _plain(self, part: Part) -> list[Block]:
        found = decoded(part.content(), part.charset)
        self.notices += found.notices
        self.charsets.append(found.charset)
        said = part.parameters
        blocks = list(
            plain_blocks(
                found.text,
                part.number,
                flowed=said.get("format", "").lower() == "flowed",
                delsp=said.get("delsp", "").lower() == "yes",
                folded=part.media_type == CALENDAR,
            )
        )
        self.coded.update(block.reason for block in blocks if block.reason)
        return blocks


def text_of(blocks: Iterable[Block]) -> str:
    """The text of blocks that are not left out, a block a line."""
    return "\n".join(
        "".join(piece.text for piece in block.pieces) for block in blocks if block.reason is None
    )


def _placed(piece: Piece, number: str) -> Piece:
    return piece if piece.path is None else piece._replace(path=number + piece.path)


def _is_page(nodes: Sequence[Node]) -> bool:
    return any(_holds_page(node) for node in nodes)


def _holds_page(node: Node) -> bool:
    if isinstance(node, Alternatives):
        return any(_is_page(branch) for branch in node.branches)
    return node.media_type in PAGES


def _letters(blocks: Iterable[Block]) -> int:
    return sum(map(str.isalnum, text_of(blocks)))


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for word in _WORD.findall("".join(piece.text for piece in block.pieces)):
            yield word.casefold()
