"""Plain text: a saved article with its head and its leftovers, or any other text, whole.

Promises: every line that is not blank is in exactly one block, in order, with its place in
bytes of the file; what is not part of an article's text (title, subtitle, byline, page
furniture) is a block with its reason. A text that is no article loses nothing. Guesses no
title from file names.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.model import Fact, Metadata
from indexer.blocks import NO_TEXT, Block, Reading
from indexer.bylines import Byline
from indexer.bytemap import ByteMap
from indexer.decode import decode
from indexer.language import identify
from indexer.parsers.text_header import Head, find_head, furniture, uncertain_title
from indexer.parsers.text_leftovers import is_leftover
from indexer.parsers.text_lines import Paragraph, paragraphs

_LANGUAGE_FROM = 20_000  # code points


def read(data: bytes, declared: str | None = None) -> Reading:
    """The blocks and the metadata of a text file; ``declared`` is an encoding told from outside."""
    decoded = decode(data, declared)
    found = _last_line_apart(paragraphs(decoded.text), decoded.text)
    language = identify(decoded.text[:_LANGUAGE_FROM])
    first, _ = furniture(found, article=False)
    head = find_head(found, language.value if language else "", first)
    kept = furniture(found, article=head is not None)
    titled = head is None and kept[0] == first and uncertain_title(found[first : kept[1]])
    places = ByteMap(data, decoded)
    blocks = tuple(
        _block(number, paragraph, places, kept, head, titled)
        for number, paragraph in enumerate(found)
    )
    notices = decoded.notices if found else (*decoded.notices, NO_TEXT)
    return Reading(
        scheme="bytes",
        blocks=blocks,
        metadata=_metadata(found, head, language, found[first] if titled else None),
        charset=decoded.charset,
        notices=notices,
    )


def _block(
    number: int,
    paragraph: Paragraph,
    places: ByteMap,
    kept: tuple[int, int],
    head: Head | None,
    titled: bool,
) -> Block:
    pieces = tuple(places.piece(start, end) for start, end in paragraph.runs())
    if not kept[0] <= number < kept[1]:
        return Block(kind="paragraph", pieces=pieces, reason="leftover line")
    if head and number == head.title:
        return Block(kind="heading", level=1, pieces=pieces, reason="title line")
    if head and number in head.subtitle:
        return Block(kind="paragraph", pieces=pieces, reason="subtitle line")
    if head and number in head.lines:
        return Block(kind="paragraph", pieces=pieces, reason="byline")
    if titled and number == kept[0]:
        return Block(kind="heading", level=1, pieces=pieces)
    return Block(kind="list_item" if paragraph.is_item else "paragraph", pieces=pieces)


def _last_line_apart(found: Sequence[Paragraph], text: str) -> Sequence[Paragraph]:
    """Page furniture on the last line of a wrapped paragraph as a paragraph of its own."""
    if not found:
        return found
    last = found[-1]
    before, newline, line = last.text.rpartition("\n")
    if not newline or not before.strip() or is_leftover(line) != "sure":
        return found
    middle = last.start + len(before)
    body = Paragraph(last.start, middle, before, alone=False, is_item=last.is_item)
    return (*found[:-1], body, Paragraph(middle + 1, last.end, line, alone=False))


def _metadata(
    found: Sequence[Paragraph], head: Head | None, language: Fact | None, title: Paragraph | None
) -> Metadata:
    if head is None:
        named = Fact(value=title.line(), basis="first line") if title else None
        return Metadata(title=named, language=language)
    subtitle = " ".join(found[number].line() for number in head.subtitle)
    byline: Byline = head.byline
    return Metadata(
        title=Fact(value=found[head.title].line(), basis="title line"),
        subtitle=Fact(value=subtitle, basis="subtitle line") if subtitle else None,
        authors=byline.authors,
        authors_basis="byline" if byline.authors else "",
        byline=" ".join(found[number].line() for number in head.lines),
        published=byline.published,
        modified=byline.modified,
        language=language,
    )
