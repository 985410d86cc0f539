"""A run: the text of one block of a page, as it stands there, before anything is judged.

Promises: plain values; a run's text is the join of its pieces. ``region`` is a plain word for the
part of the page that it stands in, as far as the page's own names tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.model import PassageKind
from indexer.blocks import Piece
from indexer.parsers.html.align import letters
from indexer.parsers.html.nodes import Node

HIDDEN = "hidden"
NOSCRIPT = "shown without scripts only"
READING = "reading aid"  # how characters are read (ruby); it would part the words it stands by


@dataclass(slots=True)
class Run:
    """The text of one block. ``region`` is the part of the page it stands in, if one is known.

    ``part`` is the element that is that part; ``linked`` how many of the characters stand in
    links; ``node`` the nearest block-level element around it.
    ``text`` is the characters as they stand in the page, ``folded`` its letters and digits.
    """

    kind: PassageKind
    pieces: list[Piece]
    node: Node
    level: int = 0
    region: str | None = None
    part: Node | None = None
    linked: int = 0
    text: str = field(init=False)
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        """Join the pieces, once for all who ask."""
        pieces = self.pieces
        alone = len(pieces) == 1
        self.text = pieces[0].text if alone else "".join([piece.text for piece in pieces])
        self.folded = letters(self.text)
