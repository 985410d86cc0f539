"""What things are called: tables of names and labels that are said in the reader's language.

Promises: English sentences and words as gettext finds them; ``web.words`` says them. Knows no
page and decides nothing.
"""

from __future__ import annotations

from archive.answers import State
from archive.verifications import Fixity
from web.interface import N_, several

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

# What the last verification found of a document's files.
FIXITY_NAMES: dict[Fixity, str] = {
    "verified": N_("unchanged, verified %(day)s"),
    "changed": N_("changed or gone, seen %(day)s"),
    "unknown": N_("not verified yet"),
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

# What is counted, with its number.
COUNTED = {
    "byte": several("%(num)s byte", "%(num)s bytes"),
    "character": several("%(num)s character", "%(num)s characters"),
    "document": several("%(num)s document", "%(num)s documents"),
    "file": several("%(num)s file", "%(num)s files"),
    "link": several("%(num)s link", "%(num)s links"),
    "more document": several("%(num)s more document", "%(num)s more documents"),
    "more passage": several("%(num)s more passage", "%(num)s more passages"),
    "occurrence": several("%(num)s occurrence", "%(num)s occurrences"),
    "passage": several("%(num)s passage", "%(num)s passages"),
    "piece": several("%(num)s piece", "%(num)s pieces"),
    "query": several("%(num)s query", "%(num)s queries"),
    "question": several("%(num)s question", "%(num)s questions"),
    "quotation": several("%(num)s quotation", "%(num)s quotations"),
    "record": several("%(num)s record", "%(num)s records"),
    "time": several("%(num)s time", "%(num)s times"),
}

KILOBYTE = 1000  # bytes
UNITS = {
    10**9: N_("%(size)s GB"),
    10**6: N_("%(size)s MB"),
    KILOBYTE: N_("%(size)s kB"),
}

# Formats of citations, by the endings of their files, whose names are words.
FORMAT_NAMES = {
    "jsonld": N_("Web Annotation (JSON-LD)"),
    "txt": N_("Plain text"),
}

# What became of a quotation.
VERDICTS = {
    "verbatim": N_("It stands in this archive word for word."),
    "form": N_("Its words stand in this archive; signs, capitals or accents differ."),
    "different": N_("It stands in this archive with other words; the differences are shown."),
    "absent": N_("It was not found in the text of this archive’s documents."),
}
