"""Pages of PDFs and pictures to look at, with a passage's words in boxes, beside their text.

Promises: boxes are drawn only around the passage's own words, or where OCR found them; what cannot
be located or drawn is said in a sentence, and text and download are there all the same. A picture
is sent under a policy that lets it be nothing else; a page is drawn by a confined process, one at a
time, first come, first served. Does not choose sizes and colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import NotFoundError, UnreadableError
from archive.model import Document, Passage, Place
from archive.page_images import SHARE, Box, PageImage, pages_of
from web import guard
from web.found import find_document
from web.interface import N_, gettext, translated
from web.place_marks import MARK_ID, letters
from web.recent import Recent
from web.site import Site

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
EDITION = "1"  # of how pages are drawn; another makes browsers ask anew
KEPT = 6  # pages drawn last, of at most some megabytes each: a browser asks for one at once
_PARSERS = frozenset({"pdf", "picture"})  # whose originals have pages that can be drawn
_DIGITS = 6

UNKNOWN = N_(
    "The text of this document has no passage with the identifier in this address, so nothing is "
    "boxed. It may have been mistyped, or be of an earlier reading of the document."
)
BUSY = N_(
    "Too many pages are being drawn. Please try again in a moment; the document’s text can be read "
    "meanwhile."
)
NOT_KNOWN = N_("Where the passage stood in the original is not known, so nothing is boxed.")
NOT_THERE = N_(
    "The words of the passage are not where it was read on this page, so nothing is boxed: compare "
    "its text with the page yourself."
)
OFF_THE_PAPER = N_("The passage stands outside of what the page shows, so nothing can be boxed.")
IN_A_NOTE = N_("The box shows where its field or comment is; its words may not be visible there.")
NO_SUCH_PAGE = N_("There is no page at this address that could be shown.")
NO_NUMBER = N_("“{}” is not the number of a page.")
UNREAD = N_("The file cannot be read.")
ONE_PAGE = N_("The original has one page; there is no page {:,}.")
SO_MANY_PAGES = N_("The original has {:,} pages; there is no page {:,}.")

Pictures = Recent[tuple[str, int], bytes]  # by digest and page


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What the page about a page needs to know."""

    number: int
    pages: int  # of the file; 0 where it could not be opened
    image: PageImage | None
    boxes: tuple[Box, ...]
    problem: str  # why the page cannot be shown
    notice: str  # what is to be said of the boxes
    passages: tuple[Passage, ...]  # on it
    marked_on: tuple[int, ...]  # the pages of the passage that is asked for


def add_routes(room: Blueprint, site: Site, recent: Pictures) -> None:
    """The pictures under ``/d/<D>/page/``."""

    @room.get("/d/<name>/page/<number>.png")
    def page_image(name: str, number: str) -> BaseResponse:
        with site.snapshot() as snapshot:
            document = find_document(snapshot.documents, name)
        page = read_number(number)
        if page is None or not has_pages(document):
            raise NotFoundError(NO_SUCH_PAGE)
        return _answer(site, document, page, recent)


def has_pages(document: Document) -> bool:
    """Whether the original has pages that are shown as pictures."""
    return document.parser in _PARSERS


def look(
    site: Site,
    document: Document,
    passage: Passage | None,
    passages: Sequence[Passage],
    recent: Pictures,
) -> str:
    """The page about a page of the original, that of ``?page=``, with the passage boxed.

    ``passages`` are all of the document. Raises NotFoundError for a page that there is not.
    """
    given = request.args.get("page", "")
    number = read_number(given) if given else _first_page(passage)
    if number is None:
        raise NotFoundError(NO_NUMBER.format(given[:20]))
    return render_template(
        "leaf.html",
        document=document,
        passage=passage,
        leaf=_leaf(site, document, number, passage, passages, recent),
        share=SHARE,
        mark_id=MARK_ID,
        q=request.args.get("q", ""),
    )


def read_number(text: str) -> int | None:
    """The number of a page in an address, from 1; None where it is none."""
    plain = text.isdecimal() and len(text) <= _DIGITS
    return (int(text) or None) if plain else None


def _first_page(passage: Passage | None) -> int:
    if passage is None:
        return 1
    return next(iter(pages_of(passage.place)), passage.page or 1)


def _answer(site: Site, document: Document, number: int, recent: Pictures) -> BaseResponse:
    response = Response(mimetype="image/png")
    response.set_etag(f"{document.sha256}-{number}-{EDITION}")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    picture = recent.get((document.sha256, number))
    if picture is None:
        try:
            image = _drawn(site, document, number, None, recent)
        except (UnreadableError, OSError) as error:
            return _sentence(_words_of(error))
        if not image.png:
            raise _no_page(image, number)
        picture = image.png
    response.data = picture
    return response


def _sentence(sentence: str) -> Response:
    response = Response(translated(sentence) + "\n", 422, mimetype="text/plain")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def _words_of(error: Exception) -> str:
    return str(error) if not isinstance(error, OSError) else UNREAD


def _drawn(
    site: Site, document: Document, number: int, place: Place | None, recent: Pictures
) -> PageImage:
    """The page. Raises NotFoundError where the original is gone, UnreadableError, OSError."""
    with guard.turn(site.drawing, BUSY):
        _, file = site.originals.open(document)
        with file:
            image = site.draw(file, document.path, document.media_type, number, place)
    if image.png:
        recent.put((document.sha256, number), image.png)
    return image


def _no_page(image: PageImage, number: int) -> NotFoundError:
    if image.pages == 1:
        return NotFoundError(ONE_PAGE.format(number))
    return NotFoundError(SO_MANY_PAGES.format(image.pages, number))


def _leaf(
    site: Site,
    document: Document,
    number: int,
    passage: Passage | None,
    passages: Sequence[Passage],
    recent: Pictures,
) -> Leaf:
    image, problem = None, ""
    marked_on = pages_of(passage.place) if passage else ()
    place = passage.place if passage and number in marked_on else None
    try:
        image = _drawn(site, document, number, place, recent)
    except (NotFoundError, UnreadableError, OSError) as error:
        problem = translated(_words_of(error))
    if image and not image.png:
        raise _no_page(image, number)
    boxes, notice = _boxed(image, passage, number) if passage and image else ((), "")
    if passage is None and request.args.get("p"):
        notice = gettext(UNKNOWN)
    return Leaf(
        number=number,
        pages=image.pages if image else 0,
        image=image,
        boxes=boxes,
        problem=problem,
        notice=notice,
        passages=tuple(each for each in passages if number in _pages(each)),
        marked_on=marked_on,
    )


def _pages(passage: Passage) -> tuple[int, ...]:
    return pages_of(passage.place) or ((passage.page,) if passage.page else ())


def _boxed(image: PageImage, passage: Passage, number: int) -> tuple[tuple[Box, ...], str]:
    """The boxes to draw, and what is to be said of them."""
    pages = pages_of(passage.place)
    if not pages:
        return (), gettext(NOT_KNOWN)
    if number not in pages:
        return (), ""
    found, wanted = letters(image.words), letters(passage.text)
    is_whole = pages == (number,) and not _has_boxes_of_its_own(passage)
    if not (found == wanted if is_whole else found in wanted):
        return (), gettext(NOT_THERE)
    if not image.boxes:
        return (), gettext(OFF_THE_PAPER)
    return image.boxes, gettext(IN_A_NOTE) if image.annotated else ""


def _has_boxes_of_its_own(passage: Passage) -> bool:
    """Whether some of it was read by OCR: the page then cannot tell its words."""
    ranges = passage.place.ranges if passage.place else ()
    return any("@" in path for path, _, _ in ranges)
