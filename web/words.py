"""Facts in words: dates with their basis, languages, types, sizes and counts, in English.

Promises: pure functions of plain values; every date says how it is known; what is not known is
said to be not known. Makes no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.answers import PassageAnswer, State
from archive.model import Dating, Document
from archive.timestamps import Timestamp

MONTHS = (
    "January February March April May June July August September October November December"
).split()

# How a date or another fact is known, as the end of a sentence.
BASIS_CLAUSES = {
    "ARC record": "as the web archive recorded it",
    "WARC record": "as the web archive recorded it",
    "mail header": "as the mail’s own header says",
    "EPUB metadata": "as the book’s own metadata say",
    "JSON-LD": "as the page’s own metadata (JSON-LD) say",
    "MHTML header": "as the program that saved the page wrote in the file’s head",
    "SingleFile comment": "as the program that saved the page (SingleFile) wrote in it",
    "PDF creation date": "the day on which the PDF was made, as it says itself",
    "PDF metadata": "as the PDF’s own metadata say",
    "address": "read from its address",
    "author element": "from where the page names its author",
    "browser's comment": "as the browser that saved the page wrote in it",
    "byline": "as its byline says",
    "canonical link": "as the page’s own metadata (canonical link) say",
    "document properties": "as the document’s own properties say",
    "file name": "read from its file name",
    "first line": "its first line",
    "found in the page": "a guess from the dates in the page",
    "h1": "from the page’s main heading",
    "heading": "from its first heading",
    "identified from the text": "identified by its words",
    "largest text": "the largest text of its first page",
    "lang attribute": "as the page says of itself",
    "meta tag": "as the page’s own metadata say",
    "sidecar": "as the sidecar beside the file says",
    "standfirst": "from the lines below its heading",
    "subtitle style": "from its first paragraph in the style of a subtitle",
    "subtitle line": "from the line below its title",
    "time element": "as a date marked in the page says",
    "title element": "from the page’s title",
    "title line": "from its title line",
    "title style": "from its first paragraph in the style of a title",
}

# The same in a list, where the word of the trade would not be understood.
BASIS_LABELS = {
    "JSON-LD": "page metadata",
    "meta tag": "page metadata",
    "time element": "marked in the page",
    "found in the page": "guessed from the page",
}

# The languages that an archive is likely to hold, by ISO 639-1 and -3 codes.
LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan",
    "ckb": "Central Kurdish", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "ko": "Korean", "ku": "Kurdish", "la": "Latin", "lt": "Lithuanian", "lv": "Latvian",
    "ms": "Malay", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "tg": "Tajik", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

TYPES = {
    "text/html": "web page",
    "application/xhtml+xml": "web page (XHTML)",
    "text/plain": "plain text",
    "text/markdown": "Markdown text",
    "multipart/related": "web page (MHTML)",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/rtf": "RTF document",
    "application/epub+zip": "EPUB book",
    "message/rfc822": "mail",
    "application/mbox": "mailbox",
    "application/warc": "web archive (WARC)",
    "application/x-internet-archive": "web archive (ARC)",
    "application/wacz": "web archive (WACZ)",
    "application/zip": "zip archive",
    "application/gzip": "gzip-compressed file",
    "application/octet-stream": "kind not recognised",
    "image/png": "picture (PNG)",
    "image/jpeg": "picture (JPEG)",
    "image/tiff": "picture (TIFF)",
    "image/webp": "picture (WebP)",
    "image/gif": "picture (GIF)",
    "image/bmp": "picture (BMP)",
    "image/jp2": "picture (JPEG 2000)",
}

# What became of a file.
STATE_NAMES: dict[State, str] = {
    "indexed": "read whole",
    "partial": "read in part",
    "duplicate": "the same bytes as another",
    "opened": "opened",
    "failed": "not read",
    "skipped": "left aside",
}

FIELD_NAMES = {
    "year": "Year published",
    "source": "Source",
    "language": "Language",
    "type": "Type",
    "collection": "Collection",
    "author": "Author",
}
UNKNOWN_VALUES = {
    "year": "Not dated",
    "source": "Source not known",
    "language": "Language not known",
    "type": "Type not known",
    "collection": "In no collection",
    "author": "Author not known",
}

_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(.*))?")


def leaf(page: int | None, before: str = "") -> str:
    """The page of a passage, "p. 3", behind ``before``; "" where there are no pages."""
    return f"{before}p. {page}" if page else ""


def by_ocr(percent: int | None, before: str = "") -> str:
    """That a passage was recognised on a picture, and how surely, behind ``before``; else ""."""
    return "" if percent is None else f"{before}read by OCR, {percent} % sure"


def selected(answer: PassageAnswer) -> str:
    """What a link to a reader's own selection means, as far as that is known."""
    if answer.selection is None or (answer.stored is None and answer.passage is None):
        return ""
    told = counted(answer.selection.length, "character")
    first, last = answer.passage, answer.last
    if first is None or last is None:
        return f"A reader’s selection of {told}"
    begin, end = (f"passage {each.ordinal + 1}{leaf(each.page, ', ')}" for each in (first, last))
    where = f"in {begin}" if first == last else f"from {begin} to {end}"
    return f"A reader’s selection of {told} {where}"


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: ``1 file``, ``2,000 files``."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def number(value: int) -> str:
    """A number as people write it: ``2,000``."""
    return f"{value:,}"


def day(iso: str) -> str:
    """An ISO 8601 date of any precision: ``1988``, ``July 1988``, ``19 July 1988, 10:30 UTC``.

    What is no such date comes back as it is.
    """
    match = _ISO.fullmatch(iso)
    if not match or not 1 <= int(match[2] or 1) <= 12:
        return iso
    year, month, day_of_month, clock, zone = match.groups()
    parts = [str(int(day_of_month))] if day_of_month else []
    parts += [MONTHS[int(month) - 1]] if month else []
    written = " ".join([*parts, year.lstrip("0") or "0"])
    if clock:
        written += f", {clock}{_zone(zone)}"
    return written


def _zone(zone: str) -> str:
    if zone in ("Z", "+00:00"):
        return " UTC"
    return f" (UTC{zone})" if zone else ""


def short_day(iso: str) -> str:
    """The same without the time of day, which a list does not need."""
    return day(iso.partition("T")[0])


def basis_clause(basis: str) -> str:
    """How something is known, as the end of a sentence: ``as its byline says``."""
    return BASIS_CLAUSES.get(basis, f"known from: {basis}" if basis else "")


def basis_label(basis: str) -> str:
    """How a date is known, in a word or two for a list."""
    return BASIS_LABELS.get(basis, basis)


def on_day(dating: Dating) -> str:
    """``on 3 February 2021``, ``in July 1988``."""
    return f"{'in' if dating.precision in ('year', 'month') else 'on'} {day(dating.value)}"


def dating_sentence(verb: str, dating: Dating | None) -> str:
    """``Published on 3 February 2021, as its byline says (“February 3, 2021”).``"""
    if dating is None:
        return f"{verb} at a date that is not known."
    written = f" (“{dating.text}”)" if dating.text and dating.text != dating.value else ""
    clause = basis_clause(dating.basis)
    return f"{verb} {on_day(dating)}{', ' + clause if clause else ''}{written}."


def language_name(code: str) -> str:
    """The English name of a BCP 47 tag's language, the tag itself if we have no name for it."""
    return LANGUAGES.get(code.lower().partition("-")[0], code)


def type_name(media_type: str) -> str:
    """What a media type is called among people."""
    return TYPES.get(media_type, media_type)


def became(counts: Mapping[State, int]) -> str:
    """What became of the files of a kind, as a list."""
    return listed([f"{count:,} {STATE_NAMES[state]}" for state, count in counts.items() if count])


def value_name(field: str, value: str) -> str:
    """A facet value as a reader should see it."""
    if not value:
        return UNKNOWN_VALUES.get(field, "Not known")
    if field == "language":
        return language_name(value)
    if field == "type":
        name = type_name(value)
        return name[0].upper() + name[1:]
    return value


def size(count: int) -> str:
    """A number of bytes: exact, and in a unit that can be pictured."""
    exact = counted(count, "byte")
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit} ({exact})"
    return exact


def short_size(count: int) -> str:
    """A number of bytes in a unit that can be pictured."""
    return size(count).partition(" (")[0]


def authors_of(document: Document) -> str:
    """The names of its authors in one line."""
    return listed([agent.name for agent in document.metadata.authors])


def listed(names: list[str]) -> str:
    """Names in a sentence: ``A, B and C``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


STAMP_PROVES = (
    "To whoever trusts that clock this proves that the lines of the register, and the digests in "
    "them, were not written later. It does not say when a file was made or captured, nor that "
    "what it says is true."
)


def stamped(stamp: Timestamp) -> str:
    """What a time stamp that holds says, in a sentence."""
    within = f", give or take {stamp.accuracy_ms / 1000:g} s" if stamp.accuracy_ms else ""
    return (
        f"By the clock of {stamp.authority}, line {stamp.n:,} of the register and every line "
        f"before it existed on {day(stamp.at[:10])} at {stamp.at[11:19]} UTC{within}. "
        f"{stamp.vouched_by} vouches for that clock."
    )
