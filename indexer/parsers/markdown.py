"""Markdown (CommonMark with tables, strikethrough and footnotes) as text with its places.

Promises: headings, paragraphs, list items, quotations, table rows, code and the alternative
texts of images, without their signs; the places in bytes are exact wherever the text stands
literally in the file; front matter becomes metadata. What is not shown text (front matter, link
definitions, comments, a byline) is a block with its reason. Runs no HTML and follows no link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.model import Fact, Metadata
from indexer.blocks import NO_TEXT, Block, Reading
from indexer.bylines import NONE, Byline, read_byline
from indexer.bytemap import ByteMap
from indexer.decode import decode
from indexer.language import identify
from indexer.parsers.markdown_blocks import read_blocks
from indexer.parsers.markdown_matter import read_front_matter

_FRONT_MATTER = re.compile(
    r"\s*?---[ \t]*\r?\n(?P<yaml>.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_LONGEST_MATTER = 65_536  # code points; no description is longer
_LANGUAGE_FROM = 20_000  # code points


def read(data: bytes) -> Reading:
    """The blocks and the metadata of a Markdown file in whatever encoding it is."""
    decoded = decode(data)
    text = decoded.text
    places = ByteMap(data, decoded)
    matter = _FRONT_MATTER.match(text[:_LONGEST_MATTER])
    stated, notice = read_front_matter(matter["yaml"]) if matter else (Metadata(), "")
    body_from = matter.end() if matter else 0
    blocks = read_blocks(text, body_from, places)
    if matter and matter[0].strip():
        front = Block(
            kind="code",
            pieces=(places.piece(*_trimmed(text, 0, body_from)),),
            reason="front matter",
        )
        blocks = (front, *blocks)
    language = stated.language or identify(text[body_from : body_from + _LANGUAGE_FROM])
    blocks, byline = _byline_apart(blocks, language.value if language else "")
    notices = [*decoded.notices, notice, "" if blocks else NO_TEXT]
    return Reading(
        scheme="bytes",
        blocks=blocks,
        metadata=_metadata(blocks, stated, byline, language),
        charset=decoded.charset,
        notices=tuple(filter(None, notices)),
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space at its ends."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _byline_apart(blocks: tuple[Block, ...], language: str) -> tuple[tuple[Block, ...], Byline]:
    """The paragraph right under the first heading as a byline, when it is one."""
    shown = [number for number, block in enumerate(blocks) if block.reason is None]
    if len(shown) < 3 or blocks[shown[0]].kind != "heading":
        return blocks, NONE
    under = blocks[shown[1]]
    byline = read_byline(_text(under), language) if under.kind == "paragraph" else NONE
    if not byline.is_byline:
        return blocks, NONE
    left_out = Block(kind=under.kind, pieces=under.pieces, reason="byline")
    return (*blocks[: shown[1]], left_out, *blocks[shown[1] + 1 :]), byline


def _metadata(
    blocks: Sequence[Block], stated: Metadata, byline: Byline, language: Fact | None
) -> Metadata:
    """What the front matter states, and where it is silent what heading and byline say."""
    heading = next((b for b in blocks if b.kind == "heading" and b.level == 1), None)
    title = Fact(value=_line(heading), basis="heading") if heading and _line(heading) else None
    line = next((_line(b) for b in blocks if b.reason == "byline"), "")
    return Metadata(
        title=stated.title or title,
        subtitle=stated.subtitle,
        authors=stated.authors or byline.authors,
        authors_basis=stated.authors_basis or ("byline" if byline.authors else ""),
        byline=line,
        published=stated.published or byline.published,
        modified=stated.modified or byline.modified,
        source=stated.source,
        language=language,
        original_url=stated.original_url,
    )


def _text(block: Block) -> str:
    return "".join(piece.text for piece in block.pieces)


def _line(block: Block) -> str:
    return " ".join(_text(block).split())
