"""What is said of files that were not read, or not wholly: the sentences that pages translate.

Those who read files speak English, in rooms that know no page, and many of their sentences are for
whoever keeps the archive. The commonest of those that readers see stand here too, with ``{}`` for
what is filled in, so that the catalogues have them (``tools/catalogues``) and
``interface.translated`` finds them; what is not among them is said in English.
tests/unit/test_reasons.py sees that each is still said.
"""

from __future__ import annotations

from typing import Final

from web.interface import N_

SENTENCES: Final = (
    # Of any file.
    N_("No text was found in it."),
    N_("No text was found in it; only its title can be searched."),
    N_("Only its title can be searched."),
    N_("The file is empty."),
    N_("The file holds no text."),
    N_("It is empty."),
    N_("It is hidden: its name begins with a dot."),
    N_("It looks like a sidecar, but its file is not beside it."),
    N_("It is of a kind not read by this version: {}."),
    N_("It holds binary data of no kind that is read by this version."),
    N_(
        "Its name says {}, but it holds binary data: it is damaged, or something else under a "
        "wrong name."
    ),
    N_("The file may not be read by this user; change its permissions."),
    N_("The character encoding was guessed from the bytes: {}."),
    N_("The file says that it is in {}, but its bytes are UTF-8; it was read as such."),
    N_("It was withdrawn on {}."),
    N_("Reading “{}” took over {} seconds and was stopped."),
    # Of pictures and scans.
    N_(
        "It is a picture ({}). If it shows text, OCR can read that: the setting ocr, and "
        "Tesseract installed."
    ),
    N_("It is a picture in which OCR found no text."),
    N_("Scanned, no text: page {} is a picture without text."),
    N_("Scanned, no text: pages {} are pictures without text."),
    N_("OCR can read pictures of text: the setting ocr, and Tesseract installed."),
    N_("In Persian and Arabic print OCR often misreads numbers: check years and counts."),
    # Of PDFs and office documents.
    N_("The PDF is damaged: it cannot be opened."),
    N_("The PDF is encrypted: it opens with a password only."),
    N_("The pages of the PDF hold no text."),
    N_("Only the first {} of {} pages were read."),
    N_("The document is encrypted with a password, so it was not read."),
    N_("The text of 1 embedded object in it was not read."),
    N_("The text of {} embedded objects in it was not read."),
    # Of saved pages and mails.
    N_(
        "The page holds no text of its own; its scripts would load it. Save it again as the "
        "browser shows it (as MHTML, or as a single file)."
    ),
    N_("The file is cut off within the page: what came after is missing."),
    N_("The mail is cut off: it ends before its last part does."),
    N_("The mail's body holds no text."),
    N_("The mail's body is encrypted (PGP/MIME); its header was read."),
    N_("The mail's body is encrypted (S/MIME); its header was read."),
    N_("A text in the mail is encrypted (PGP); the rest was read."),
    # Of what lies in containers.
    N_("Nothing is in it."),
    N_("It is encrypted with a password."),
    N_("It is encrypted with a password, so it was not read."),
    N_("The compressed file is damaged or cut off."),
    N_("It is a picture that belongs to pages; in web archives only their text is read."),
    N_("It is an index, a list or a log of the WACZ file itself."),
    N_("It is not one of the WACZ file's web archives."),
    N_("It is a request."),
    N_("It is a redirect."),
    N_("It is an error (HTTP status {})."),
    N_("It says that nothing had changed (HTTP status 304)."),
    N_("It is a revisit: what was found had been archived before."),
    N_("It is metadata of the archive."),
    N_("It describes the archive."),
)
