r"""BibTeX and BibLaTeX: an entry that both read.

Promises: every value is one brace group whose braces balance whatever the text has; the ten signs
that mean something to TeX are written as commands; all other letters stay as they are (UTF-8, as
biber and today's BibTeX read it). Titles keep their capitals, being braced twice.
Sources: BibTeXing (Patashnik, 1988), the biblatex manual, 2.1 and 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from archive.cite.csl import Item, iso_date, shown_id

TYPES = {
    "webpage": "online",
    "personal_communication": "misc",
    "book": "book",
    "report": "techreport",
    "document": "misc",
}
# Braces as commands: BibTeX counts even escaped ones.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
        "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip


def bibtex(item: Item) -> str:
    """The entry of a CSL item, with its last newline."""
    lines = [f"  {name} = {{{value}}}" for name, value in _fields(item) if value]
    kind = TYPES[item["type"]]
    return f"@{kind}{{{shown_id(item)},\n" + ",\n".join(lines) + "\n}\n"


def tex(text: str) -> str:
    """A text as TeX sets it letter for letter."""
    return text.translate(_TEX)


def _fields(item: Item) -> Iterator[tuple[str, str]]:
    issued = iso_date(item, "issued")
    year, _, month = issued.partition("-")
    yield "author", " and ".join(map(_name, item.get("author", ())))
    yield "title", f"{{{tex(item['title'])}}}"
    yield "date", issued
    yield "year", year
    yield "month", month.partition("-")[0].lstrip("0")
    yield "organization", tex(item.get("container-title", ""))
    publisher = "institution" if item["type"] == "report" else "publisher"
    yield publisher, tex(item.get("publisher", ""))
    yield "howpublished", item.get("genre", "")
    yield "pages", item.get("page", "")
    yield "url", verbatim(item["URL"])
    yield "urldate", iso_date(item, "accessed")
    yield "language", item.get("language", "")
    yield "note", tex(item["note"])
    yield "annote", tex(item.get("annote", ""))


def verbatim(url: str) -> str:
    """An address as the field ``url`` has it, which is read letter for letter."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~_-.")


def _name(name: dict[str, str]) -> str:
    """A name with its parts, or whole in braces, so that none of it is taken for a part."""
    if "literal" in name:
        return f"{{{tex(name['literal'])}}}"
    order = (name["family"], name.get("suffix", ""), name["given"])
    return ", ".join(_part(tex(part)) for part in order if part)


def _part(part: str) -> str:
    return f"{{{part}}}" if "," in part or " and " in f" {part.lower()} " else part
