"""Saved web pages: HTML to the blocks of its text and what is known of it.

Promises: one tree, parsed once from the stored bytes, from which every text is cut with its place;
each visible character of the page is in exactly one block, main text or left out with a reason;
zero-width joiners and marks of direction are kept as they are. Follows no link, runs no script,
and has no rule for any particular site.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.blocks import Block, Reading
from indexer.parsers.html.furniture import arrange, first_prose
from indexer.parsers.html.head import plain
from indexer.parsers.html.main_text import chosen
from indexer.parsers.html.metadata import metadata_of, read_stated, title_of
from indexer.parsers.html.run import HIDDEN, Run
from indexer.parsers.html.saved import Saved
from indexer.parsers.html.titles import Headline
from indexer.parsers.html.tree import parse
from indexer.parsers.html.unread import empty, unshown
from indexer.parsers.html.walk import runs

_LEVELS = range(1, 5)  # of headings that may show a title
_ABOVE = 25  # runs above the first paragraph in which its headline stands
# Parts of a page whose headings are no titles of its text.
APART = frozenset(
    (
        "navigation", "menu", "footer", "dialog", "cookie notice", "newsletter box", "search box",
        "form",
    )
)  # fmt: skip


def read(data: bytes, declared: str | None = None, saved: Saved | None = None) -> Reading:
    """Read the bytes of a saved page; never raises for what is in them.

    From outside the page come the encoding that a header declares, and what its saving tool says.
    """
    page = parse(data, declared)
    stated = read_stated(page, saved)
    shown = runs(page.root)
    is_main = chosen(page, shown)
    title = title_of(stated, _headings(shown, is_main))
    article = arrange(
        shown, is_main, title.value if title else "", stated.descriptions, stated.language
    )
    blocks = tuple(
        Block(kind=run.kind, pieces=tuple(run.pieces), level=run.level, reason=reason)
        for run, reason in zip(shown, article.reasons, strict=True)
    )
    text = "\n".join(
        run.text for run, reason in zip(shown, article.reasons, strict=True) if reason is None
    )
    untold = unshown(stated.described.body, shown)
    return Reading(
        scheme="html",
        blocks=blocks,
        metadata=metadata_of(stated, title, article, text),
        charset=page.charset,
        notices=(*page.notices, *empty(page, any(run.folded for run in shown)), *untold),
        partial=bool(untold),
    )


def _headings(shown: Sequence[Run], is_main: Sequence[bool]) -> list[Headline]:
    """The headings that may show the title."""
    first = first_prose(shown, is_main)
    return [
        Headline(
            plain(run.text),
            run.level,
            apart=run.region in APART,
            near=first == len(shown) or 0 <= first - place <= _ABOVE,
            parts=tuple(piece.text for piece in run.pieces),
        )
        for place, run in enumerate(shown)
        if run.level in _LEVELS and run.region != HIDDEN and run.folded
    ]
