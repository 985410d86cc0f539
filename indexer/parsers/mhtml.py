"""Pages saved as one message (MHTML): the page in it, read as any saved page is.

Promises: the text is that of the page's own part, decoded as its headers say; passages keep the
part and their place in its tree; where the page came from, when and by what it was saved is read
from the message's headers, with that as the basis. Pages that were shown in its frames are read
too, and left out of the text unless the page has none of its own. Of a file that was cut off what
is there is read, and said to be a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from lxml.html import HtmlElement

from archive.errors import UnreadableError
from archive.mhtml import SavedPage, read_saved_page
from archive.mime import Part
from archive.model import Dating, Fact, Metadata
from indexer.blocks import Block, Reading
from indexer.parsers.html import read as read_html
from indexer.parsers.html.saved import Saved, is_web, script_date
from indexer.parsers.html.tree import parse, string_at
from indexer.parsers.mail.fields import mail_date

BASIS = "MHTML header"
FRAMES = 40  # read at most; those of a page are advertisements and players
FRAME = "frame"
_SAVED_BY = "saved by "


def read(data: bytes) -> Reading:
    """Read a message's page. Raises UnreadableError when there is none in it."""
    page = read_saved_page(data)
    if page.root is None:
        raise UnreadableError("This file is a saved page (MHTML) without a page in it.")
    reading = read_html(page.root.content(), page.root.charset, _saved(page))
    blocks = tuple(_placed(reading.blocks, page.root.number))
    has_text = any(block.reason is None for block in blocks)
    frames = page.frames[:FRAMES]
    for frame in frames:
        shown = read_html(frame.content(), frame.charset).blocks
        blocks += tuple(_placed(_left_out(shown) if has_text else shown, frame.number))
    return replace(
        reading,
        scheme="part",
        blocks=blocks,
        metadata=_titled(reading.metadata, page.headers),
        notices=(*reading.notices, *_notices(page, len(page.frames) - len(frames))),
        partial=reading.partial or not page.whole,
    )


def resolver(data: bytes) -> Callable[[str, int, int], str]:
    """From a range of a place of the scheme "part" to the text there; "" where there is none."""
    parts = {part.number: part for part in read_saved_page(data).parts}
    trees: dict[str, HtmlElement] = {}

    def resolve(path: str, start: int, end: int) -> str:
        number, slash, rest = path.partition("/")
        if number not in parts:
            return ""
        if number not in trees:
            trees[number] = parse(parts[number].content(), parts[number].charset).root
        return (string_at(trees[number], slash + rest) or "")[start:end]

    return resolve


def _placed(blocks: Iterable[Block], number: str) -> Iterator[Block]:
    """Blocks of a part's page with the part in their places."""
    for block in blocks:
        pieces = tuple(
            piece if piece.path is None else piece._replace(path=number + piece.path)
            for piece in block.pieces
        )
        yield replace(block, pieces=pieces)


def _left_out(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield replace(block, reason=block.reason or FRAME)


def _saved(page: SavedPage) -> Saved | None:
    """What the headers say of the capture; None where they say nothing, and the page may."""
    address = page.address if is_web(page.address) else ""
    captured = _captured(page.headers.get("date", ""))
    tool = _tool(page.headers.get("from", ""))
    if not (address or captured or tool):
        return None
    return Saved(address, BASIS, captured, tool)


def _tool(sender: str) -> str:
    """The program, of "<Saved by Blink>"; "" when the sender is none."""
    name = sender.strip().strip('<>"')
    return name[len(_SAVED_BY) :].strip() if name.lower().startswith(_SAVED_BY) else ""


def _captured(text: str) -> Dating | None:
    """The date of saving: as mail has it (RFC 5322), or as Firefox's extension wrote it."""
    return script_date(text, BASIS) or mail_date(text, BASIS)


def _titled(known: Metadata, headers: Mapping[str, str]) -> Metadata:
    """The subject is the page's title as the browser knew it; it serves where the page has none."""
    subject = headers.get("subject", "")
    if known.title or not subject:
        return known
    return replace(known, title=Fact(value=subject, basis=BASIS))


def _notices(page: SavedPage, unread: int) -> Iterator[str]:
    if not page.whole:
        yield _cut_off(page.root)
    if unread > 0:
        yield f"It has {unread} more frames than are read; their text is missing."


def _cut_off(root: Part | None) -> str:
    if root is not None and root.whole:
        return (
            "The file is cut off: it ends before its last part does. The page itself is whole; "
            "pictures, styles or frames are missing."
        )
    return "The file is cut off within the page: what came after is missing."
