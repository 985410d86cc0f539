"""Facts in words: dates with their basis, languages, types, sizes and counts.

Promises: functions of plain values, in the language spoken (``web.interface``); every date says how
it is known; what is not known is said to be not known. Makes no HTML.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.answers import PassageAnswer, State
from archive.model import Dating, Document, Passage
from archive.timestamps import Timestamp
from web.interface import (
    N_,
    day,
    digits,
    gettext,
    language_name,
    ngettext,
    number,
    several,
)

_KILOBYTE = 1000  # bytes
UNITS = {
    10**9: N_("%(size)s GB"),
    10**6: N_("%(size)s MB"),
    _KILOBYTE: N_("%(size)s kB"),
}

# How a date or another fact is known, as the end of a sentence.
BASIS_CLAUSES = {
    "ARC record": N_("as the web archive recorded it"),
    "WARC record": N_("as the web archive recorded it"),
    "mail header": N_("as the mail’s own header says"),
    "EPUB metadata": N_("as the book’s own metadata say"),
    "JSON-LD": N_("as the page’s own metadata (JSON-LD) say"),
    "MHTML header": N_("as the program that saved the page wrote in the file’s head"),
    "SingleFile comment": N_("as the program that saved the page (SingleFile) wrote in it"),
    "PDF creation date": N_("the day on which the PDF was made, as it says itself"),
    "PDF metadata": N_("as the PDF’s own metadata say"),
    "address": N_("read from its address"),
    "author element": N_("from where the page names its author"),
    "browser's comment": N_("as the browser that saved the page wrote in it"),
    "byline": N_("as its byline says"),
    "canonical link": N_("as the page’s own metadata (canonical link) say"),
    "document properties": N_("as the document’s own properties say"),
    "file name": N_("read from its file name"),
    "first line": N_("its first line"),
    "found in the page": N_("a guess from the dates in the page"),
    "h1": N_("from the page’s main heading"),
    "heading": N_("from its first heading"),
    "identified from the text": N_("identified by its words"),
    "largest text": N_("the largest text of its first page"),
    "lang attribute": N_("as the page says of itself"),
    "meta tag": N_("as the page’s own metadata say"),
    "sidecar": N_("as the sidecar beside the file says"),
    "standfirst": N_("from the lines below its heading"),
    "subtitle style": N_("from its first paragraph in the style of a subtitle"),
    "subtitle line": N_("from the line below its title"),
    "time element": N_("as a date marked in the page says"),
    "title element": N_("from the page’s title"),
    "title line": N_("from its title line"),
    "title style": N_("from its first paragraph in the style of a title"),
}

# The same in a list, where the word of the trade would not be understood.
BASIS_LABELS = {
    "JSON-LD": N_("page metadata"),
    "meta tag": N_("page metadata"),
    "time element": N_("marked in the page"),
    "found in the page": N_("guessed from the page"),
    "ARC record": N_("ARC record"),
    "WARC record": N_("WARC record"),
    "mail header": N_("mail header"),
    "EPUB metadata": N_("EPUB metadata"),
    "MHTML header": N_("MHTML header"),
    "SingleFile comment": N_("SingleFile comment"),
    "PDF creation date": N_("PDF creation date"),
    "PDF metadata": N_("PDF metadata"),
    "address": N_("address"),
    "author element": N_("author element"),
    "browser's comment": N_("browser's comment"),
    "byline": N_("byline"),
    "canonical link": N_("canonical link"),
    "document properties": N_("document properties"),
    "file name": N_("file name"),
    "first line": N_("first line"),
    "h1": N_("h1"),
    "heading": N_("heading"),
    "identified from the text": N_("identified from the text"),
    "largest text": N_("largest text"),
    "lang attribute": N_("lang attribute"),
    "sidecar": N_("sidecar"),
    "standfirst": N_("standfirst"),
    "subtitle style": N_("subtitle style"),
    "subtitle line": N_("subtitle line"),
    "title element": N_("title element"),
    "title line": N_("title line"),
    "title style": N_("title style"),
}

TYPES = {
    "text/html": N_("web page"),
    "application/xhtml+xml": N_("web page (XHTML)"),
    "text/plain": N_("plain text"),
    "text/markdown": N_("Markdown text"),
    "multipart/related": N_("web page (MHTML)"),
    "application/pdf": N_("PDF"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": N_("Word document"),
    "application/vnd.oasis.opendocument.text": N_("OpenDocument text"),
    "application/rtf": N_("RTF document"),
    "application/epub+zip": N_("EPUB book"),
    "message/rfc822": N_("mail"),
    "application/mbox": N_("mailbox"),
    "application/warc": N_("web archive (WARC)"),
    "application/x-internet-archive": N_("web archive (ARC)"),
    "application/wacz": N_("web archive (WACZ)"),
    "application/zip": N_("zip archive"),
    "application/gzip": N_("gzip-compressed file"),
    "application/json": N_("data (JSON)"),
    "application/octet-stream": N_("kind not recognised"),
    "image/png": N_("picture (PNG)"),
    "image/jpeg": N_("picture (JPEG)"),
    "image/tiff": N_("picture (TIFF)"),
    "image/webp": N_("picture (WebP)"),
    "image/gif": N_("picture (GIF)"),
    "image/bmp": N_("picture (BMP)"),
    "image/jp2": N_("picture (JPEG 2000)"),
}

# What became of a file.
STATE_NAMES: dict[State, str] = {
    "indexed": N_("read whole"),
    "partial": N_("read in part"),
    "duplicate": N_("the same bytes as another"),
    "opened": N_("opened"),
    "failed": N_("not read"),
    "skipped": N_("left aside"),
}

# Why something is not part of a text, as parsers say it.
REASONS = (
    N_("address of a link"),
    N_("advertisement"),
    N_("alternative text of a picture"),
    N_("byline"),
    N_("comment"),
    N_("cookie notice"),
    N_("copyright line"),
    N_("date line"),
    N_("deleted (tracked change)"),
    N_("dialog"),
    N_("encrypted"),
    N_("field code"),
    N_("footer"),
    N_("form"),
    N_("frame"),
    N_("front matter"),
    N_("header"),
    N_("hidden"),
    N_("keywords"),
    N_("leftover line"),
    N_("mail header"),
    N_("menu"),
    N_("moved elsewhere (tracked change)"),
    N_("navigation"),
    N_("newsletter box"),
    N_("not main text"),
    N_("other version of the text"),
    N_("page footer"),
    N_("page header"),
    N_("outside the parts"),
    N_("reading aid"),
    N_("related links"),
    N_("search box"),
    N_("share row"),
    N_("shown without scripts only"),
    N_("sidebar"),
    N_("subtitle line"),
    N_("table of contents"),
    N_("title"),
    N_("title line"),
    N_("unsure reading"),
)

FIELD_NAMES = {
    "year": N_("Year published"),
    "source": N_("Source"),
    "language": N_("Language"),
    "type": N_("Type"),
    "collection": N_("Collection"),
    "author": N_("Author"),
}
UNKNOWN_VALUES = {
    "year": N_("Not dated"),
    "source": N_("Source not known"),
    "language": N_("Language not known"),
    "type": N_("Type not known"),
    "collection": N_("In no collection"),
    "author": N_("Author not known"),
}

# Formats of citations, by the endings of their files, whose names are words.
FORMAT_NAMES = {
    "jsonld": N_("Web Annotation (JSON-LD)"),
    "txt": N_("Plain text"),
}

# What is counted, with its number.
COUNTED = {
    "byte": several("%(num)s byte", "%(num)s bytes"),
    "character": several("%(num)s character", "%(num)s characters"),
    "document": several("%(num)s document", "%(num)s documents"),
    "file": several("%(num)s file", "%(num)s files"),
    "link": several("%(num)s link", "%(num)s links"),
    "more document": several("%(num)s more document", "%(num)s more documents"),
    "more passage": several("%(num)s more passage", "%(num)s more passages"),
    "more piece": several("%(num)s more piece", "%(num)s more pieces"),
    "occurrence": several("%(num)s occurrence", "%(num)s occurrences"),
    "passage": several("%(num)s passage", "%(num)s passages"),
    "piece": several("%(num)s piece", "%(num)s pieces"),
    "query": several("%(num)s query", "%(num)s queries"),
    "question": several("%(num)s question", "%(num)s questions"),
    "quotation": several("%(num)s quotation", "%(num)s quotations"),
    "time": several("%(num)s time", "%(num)s times"),
}


def leaf(page: int | None, before: str = "") -> str:
    """The page of a passage, "p. 3", behind ``before``; "" where there are no pages."""
    return before + gettext("p. %(page)s", page=digits(str(page))) if page else ""


def by_ocr(percent: int | None, before: str = "") -> str:
    """That a passage was recognised on a picture, and how surely, behind ``before``; else ""."""
    if percent is None:
        return ""
    return before + gettext("read by OCR, %(percent)s %% sure", percent=number(percent))


def selected(answer: PassageAnswer) -> str:
    """What a link to a reader's own selection means, as far as that is known."""
    if answer.selection is None or (answer.stored is None and answer.passage is None):
        return ""
    told = counted(answer.selection.length, "character")
    first, last = answer.passage, answer.last
    if first is None or last is None:
        return gettext("A reader’s selection of %(characters)s", characters=told)
    begin, end = _passage(first), _passage(last)
    if first == last:
        return gettext(
            "A reader’s selection of %(characters)s in %(passage)s", characters=told, passage=begin
        )
    return gettext(
        "A reader’s selection of %(characters)s from %(first)s to %(last)s",
        characters=told, first=begin, last=end,
    )  # fmt: skip


def _passage(passage: Passage) -> str:
    if passage.page:
        return gettext(
            "passage %(number)s, p. %(page)s",
            number=number(passage.ordinal + 1), page=digits(str(passage.page)),
        )  # fmt: skip
    return gettext("passage %(number)s", number=number(passage.ordinal + 1))


def counted(count: int, noun: str) -> str:
    """A number with its noun, one of ``COUNTED``: ``1 file``, ``2,000 files``."""
    return ngettext(*COUNTED[noun], count)


def short_day(iso: str) -> str:
    """A date (ISO 8601) without the time of day, which a list does not need."""
    return day(iso.partition("T")[0])


def basis_clause(basis: str) -> str:
    """How something is known, as the end of a sentence: ``as its byline says``."""
    if basis in BASIS_CLAUSES:
        return gettext(BASIS_CLAUSES[basis])
    return gettext("known from: %(basis)s", basis=basis) if basis else ""


def basis_label(basis: str) -> str:
    """How a date is known, in a word or two for a list."""
    return gettext(BASIS_LABELS[basis]) if basis in BASIS_LABELS else basis


def is_of_day(dating: Dating) -> bool:
    """Whether a date says a day, so that something was on it and not in it."""
    return dating.precision not in ("year", "month")


def with_basis(said: str, dating: Dating) -> str:
    """A sentence that tells a date, ended with how it is known and as it stood there.

    ``Published on 3 February 2021, as its byline says (“February 3, 2021”).``
    """
    clause = basis_clause(dating.basis)
    whole = gettext("%(said)s, %(how)s", said=said, how=clause) if clause else said
    if dating.text and dating.text != dating.value:
        return gettext("%(said)s (“%(text)s”).", said=whole, text=dating.text)
    return gettext("%(said)s.", said=whole)


def field_name(field: str) -> str:
    """What a field is called over its values."""
    return gettext(FIELD_NAMES[field])


def state_name(state: State) -> str:
    """What became of a file."""
    return gettext(STATE_NAMES[state])


def reason_name(reason: str) -> str:
    """Why something was left out of a text."""
    return gettext(reason) if reason in REASONS else reason


def type_name(media_type: str) -> str:
    """What a media type is called among people."""
    return gettext(TYPES[media_type]) if media_type in TYPES else media_type


def format_name(suffix: str, label: str) -> str:
    """What a format of citations is called; ``label`` where that is the same in all languages."""
    return gettext(FORMAT_NAMES[suffix]) if suffix in FORMAT_NAMES else label


def became(counts: Mapping[State, int]) -> str:
    """What became of the files of a kind, as a list."""
    told = (f"{number(count)} {state_name(state)}" for state, count in counts.items() if count)
    return listed(list(told))


def value_name(field: str, value: str) -> str:
    """A facet value as a reader should see it."""
    if not value:
        return gettext(UNKNOWN_VALUES[field]) if field in UNKNOWN_VALUES else gettext("Not known")
    if field == "language":
        return language_name(value)
    if field == "type":
        name = type_name(value)
        return name[0].upper() + name[1:]
    return digits(value) if field == "year" else value


def size(count: int) -> str:
    """A number of bytes: exact, and in a unit that can be pictured."""
    exact = counted(count, "byte")
    return f"{short_size(count)} ({exact})" if count >= _KILOBYTE else exact


def short_size(count: int) -> str:
    """A number of bytes in a unit that can be pictured."""
    for factor, unit in UNITS.items():
        if count >= factor:
            return gettext(unit, size=number(count / factor, 1))
    return counted(count, "byte")


def authors_of(document: Document) -> str:
    """The names of its authors in one line."""
    return listed([agent.name for agent in document.metadata.authors])


def listed(names: list[str]) -> str:
    """Names in a sentence: ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    # Where names are parted by another comma, this says so.
    before = gettext(", ").join(names[:-1])
    return gettext("%(names)s and %(last)s", names=before, last=names[-1])


STAMP_PROVES = N_(
    "To whoever trusts that clock this proves that the lines of the register, and the digests in "
    "them, were not written later. It does not say when a file was made or captured, nor that "
    "what it says is true."
)


def stamped(stamp: Timestamp) -> str:
    """What a time stamp that holds says, in a sentence."""
    told = {
        "authority": stamp.authority, "line": number(stamp.n), "day": day(stamp.at[:10]),
        "clock": digits(stamp.at[11:19]), "voucher": stamp.vouched_by,
    }  # fmt: skip
    if not stamp.accuracy_ms:
        return gettext(
            "By the clock of %(authority)s, line %(line)s of the register and every line before "
            "it existed on %(day)s at %(clock)s UTC. %(voucher)s vouches for that clock.",
            **told,
        )
    seconds = digits(f"{stamp.accuracy_ms / 1000:g}")
    return gettext(
        "By the clock of %(authority)s, line %(line)s of the register and every line before it "
        "existed on %(day)s at %(clock)s UTC, give or take %(seconds)s s. %(voucher)s vouches for "
        "that clock.",
        **told, seconds=seconds,
    )  # fmt: skip
