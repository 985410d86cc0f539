"""A run: the text of one block of a page, as it stands there, before anything is judged.

Promises: plain values; a run's text is the join of its pieces. ``region`` is a plain word for the
part of the page that it stands in, as far as the page's own names tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archive.model import PassageKind
from indexer.blocks import Piece
from indexer.parsers.html.align import letters

HIDDEN = "hidden"
NOSCRIPT = "shown without scripts only"
READING = "reading aid"  # how characters are read (ruby); it would part the words it stands by


@dataclass(slots=True)
class Run:
    """The text of one block. ``region`` is the part of the page it stands in, if one is known.

    ``part`` is the element that is that part; ``linked`` how many of the characters stand in
    links; ``element`` the nearest block-level element around it, ``names`` its class and id.
    ``text`` is the characters as they stand in the page, ``folded`` its letters and digits.
    """

    kind: PassageKind
    pieces: list[Piece]
    element: HtmlElement
    level: int = 0
    region: str | None = None
    part: HtmlElement | None = None
    linked: int = 0
    names: str = ""
    text: str = field(init=False)
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        """Join the pieces, once for all who ask."""
        self.text = "".join([piece.text for piece in self.pieces])
        self.folded = letters(self.text)
