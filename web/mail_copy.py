"""A mail to be looked at: its page with its own pictures, or its text, whichever a passage is in.

Promises: attachments are not opened; a page is sanitised like any other; nothing is fetched. The
mail's header is in its text and its own bytes, not in the copy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup

from archive.errors import UnreadableError
from archive.mhtml import PAGE_TYPES, SavedPage, within_part
from archive.mime import Part, read_message
from archive.model import Passage
from web.assets import Parts
from web.interface import N_
from web.place_marks import marked_string
from web.sanitise import sanitised

MEDIA_TYPE = "message/rfc822"
NO_TEXT = N_("There is no text in this mail that could be shown.")
Decode = Callable[[bytes, str | None], str]  # bytes and their encoding as declared


def mail_copy(data: bytes, decode: Decode, passage: Passage | None) -> str | Markup:
    """A page's HTML, or a text with the passage marked. Raises UnreadableError without either."""
    message = read_message(data)
    leaves = tuple(message.leaves())
    part = _part_of(leaves, passage) or _body(leaves)
    if part is None:
        raise UnreadableError(NO_TEXT)
    text = decode(part.content(), part.charset)
    if part.media_type not in PAGE_TYPES:
        return marked_string(text, passage, part.number)
    page = SavedPage({}, leaves, part, message.whole)
    if passage:
        passage = replace(passage, place=within_part(passage.place, part.number))
    return sanitised(text, Parts(page), passage)


def _part_of(leaves: Sequence[Part], passage: Passage | None) -> Part | None:
    """The part that a passage stands in; None where it is in the header."""
    ranges = passage.place.ranges if passage and passage.place else ()
    number = ranges[0][0].partition("/")[0] if ranges else ""
    return next((part for part in leaves if part.number == number), None)


def _body(leaves: Sequence[Part]) -> Part | None:
    """The first page, else the first text, that is no attachment."""
    shown = [part for part in leaves if not part.text("content-disposition").startswith("attach")]
    pages = [part for part in shown if part.media_type in PAGE_TYPES]
    texts = [part for part in shown if part.media_type.startswith("text/")]
    return next(iter([*pages, *texts]), None)
