"""The plain form for a message or a note: the quotation, what it is from, and its link.

Promises: no style's, so that it needs none; it names what is known, in one order, and how the date
is known is on the page that the link leads to. The link stands alone on the last line, where every
program finds its end.
"""

from __future__ import annotations

from archive.cite.cited import Cited
from archive.cite.csl import clean, csl_item, iso_date


def plain_text(cited: Cited) -> str:
    """Quotation, reference and link, a line each, with the last newline."""
    quotation = cited.quotation
    lines = [f"“{clean(quotation.text)}”"] if quotation else []
    return "\n".join([*lines, reference(cited), cited.link]) + "\n"


def reference(cited: Cited) -> str:
    """Authors, title, source and dates in one line."""
    return ", ".join(reference_pieces(cited)) + "."


def reference_pieces(cited: Cited) -> list[str]:
    """The same piece by piece: each may run from the right."""
    item = csl_item(cited)
    authors = ", ".join(
        name.get("literal") or f"{name['given']} {name['family']}"
        for name in item.get("author", ())
    )
    source = item.get("container-title") or item.get("publisher", "")
    quotation = cited.quotation
    issued, accessed = iso_date(item, "issued"), iso_date(item, "accessed")
    pieces = (
        authors,
        f"“{item['title']}”",
        item.get("genre", ""),
        source,
        issued or "not dated",
        *((_places("p.", quotation.pages), _places("¶", quotation.numbers)) if quotation else ()),
        item["URL"] if item["URL"] != cited.link else "",
        f"captured {accessed}" if accessed else "",
    )
    return [piece for piece in pieces if piece]


def _places(sign: str, numbers: str) -> str:
    """``p. 7``, ``pp. 7–8``, ``¶¶ 3–4``; the sign is doubled before several."""
    if "–" in numbers:
        sign = f"p{sign}" if sign == "p." else sign * 2
    return f"{sign} {numbers}" if numbers else ""
