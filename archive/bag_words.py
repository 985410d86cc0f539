"""What an exported bag says of itself, for whoever opens it in thirty years without Muniment."""

from __future__ import annotations

_README = """\
THIS FOLDER IS A MUNIMENT ARCHIVE

It was written by Muniment, a program for archives of saved source documents, as a bag: a folder
with digests of all that lies in it (BagIt 1.0, RFC 8493). No program of ours is needed to read it.

TO CHECK THAT NOTHING IN IT CHANGED

    sha256sum -c --quiet manifest-sha256.txt
    sha256sum -c --quiet tagmanifest-sha256.txt

in this folder. No output means that every file is as it was written. This does not prove that the
whole bag was not written anew: note the SHA-256 of tagmanifest-sha256.txt elsewhere.

WHAT LIES WHERE

    data/corpus/           the source documents as they were saved, with the files beside them
    data/keep/             the register (which bytes were taken in when; each line names the digest
                           of the one before) and every text that was ever read from a document
    data/texts/            the text of each document as it is read today, in UTF-8
    data/links.jsonl       where every link of the archive leads, a line of JSON each
    data/citations.*       a citation of each document, in CSL-JSON, BibTeX and RIS
    data/tombstones.jsonl  what remains of documents that were withdrawn; they are not in this bag
    data/left-out.jsonl    every file that is not here, and why
    data/records/          documents whose container is not here, by the SHA-256 of their bytes
    data/renamed/          files with names that manifests cannot have; data/renamed.jsonl has them

HOW TO FOLLOW A LINK

Links begin with {base}
and go on with /d/DOCUMENT or /d/DOCUMENT/p/PASSAGE. Seek the link in data/links.jsonl. "original"
is the file in this bag, "captures" its names in the corpus: what stands behind "!/" is inside that
file. "edition" is the text that the passage stands in: unpack it with gzip; it is JSON, and
"start" and "end" count Unicode code points in the "text" of its "edition". A link that goes on
behind the passage (/START-LENGTH-CHECK) counts from the passage's start.

DOCUMENT is computed from the file: the first 80 bits of its SHA-256 in Crockford's base 32.

TO SERVE IT AGAIN

    muniment restore THIS-FOLDER --corpus A-NEW-FOLDER
    muniment serve --corpus A-NEW-FOLDER

The first checks every file and puts it where it was; all links then lead where they led.
"""


def readme(base: str) -> str:
    """The page that lies in the bag; ``base`` is what links begin with."""
    return _README.format(base=base)
