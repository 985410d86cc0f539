"""A run: the text of one block of a page, as it stands there, before anything is judged.

Promises: plain values; a run's text is the join of its pieces. ``region`` is a plain word for the
part of the page that it stands in, as far as the page's own names tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.model import PassageKind
from indexer.blocks import Piece

HIDDEN = "hidden"
NOSCRIPT = "shown without scripts only"
READING = "reading aid"  # how characters are read (ruby); it would part the words it stands by


@dataclass(slots=True)
class Run:
    """The text of one block. ``region`` is the part of the page it stands in, if one is known.

    ``part`` is the element that is that part; ``linked`` how many of the characters stand in
    links; ``element`` the nearest block-level element around it, ``names`` its class and id.
    """

    kind: PassageKind
    pieces: list[Piece]
    element: HtmlElement
    level: int = 0
    region: str | None = None
    part: HtmlElement | None = None
    linked: int = 0
    names: str = ""

    @property
    def text(self) -> str:
        """The characters as they stand in the page."""
        return "".join(piece.text for piece in self.pieces)
