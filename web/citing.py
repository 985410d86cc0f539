"""What pages say of themselves for those who cite them: tags, spans, downloads, one sentence.

Promises: everything is escaped where it is made; links begin with the setting ``public_url`` or,
without it, with the address that the reader came by, and then a sentence says so. Formats by a
style only where a citation was asked for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from archive.answers import PassageAnswer
from archive.cite import (
    FORMATS,
    Cited,
    cited_document,
    cited_passage,
    csl_item,
    identity,
    plain_text,
    reference_pieces,
)
from archive.cite.schema_org import schema_org
from archive.cite.zotero import coins, coins_in_list, meta_tags
from archive.errors import NotFoundError
from archive.model import Document
from archive.settings import Settings
from web.csl_styles import every_style
from web.interface import N_, translated
from web.marks import safe
from web.words import format_name

NO_PUBLIC_URL = N_(
    "Links in citations begin with {}, the address that you came by; others may not reach it. The "
    "keeper of this archive can set public_url to the address that lasts."
)


class Download(NamedTuple):
    """A citation as a file."""

    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """What the page of a document or a passage places."""

    address: str  # of its page "Cite"
    reference: tuple[str, ...]  # the pieces of one plain line
    downloads: tuple[Download, ...]
    plain: str  # address of the plain text, which the script copies
    tags: tuple[tuple[str, str], ...]  # names and contents of <meta>
    json_ld: Markup
    spans: Markup  # COinS and unAPI
    warning: str


def citing(cited: Cited, settings: Settings) -> Citing:
    """Everything that a page says of what it shows."""
    item = csl_item(cited)
    return Citing(
        address=f"{cited.address}/cite",
        reference=tuple(reference_pieces(cited)),
        downloads=tuple(
            Download(format_name(suffix, form.label), f"{cited.address}.{suffix}")
            for suffix, form in FORMATS.items()
        ),
        plain=f"{cited.address}.txt",
        tags=tuple(meta_tags(item)),
        json_ld=_data(schema_org(cited, item)),
        spans=spans(cited),
        warning=translated(warning(cited.base, settings)),
    )


def citing_page(
    document: Document, answer: PassageAnswer | None, base: str, settings: Settings
) -> Citing:
    """The same for a document's page that may be opened at a passage."""
    try:
        cited = cited_passage(answer, base) if answer else cited_document(document, base)
    except NotFoundError:  # there never were such words: the document remains
        cited = cited_document(document, base)
    return citing(cited, settings)


def citation_plain(cited: Cited, warned: str = "") -> dict[str, Any]:
    """A citation for programs: the CSL item, the styles, and where the files are.

    ``warned`` is what must be known of its links, where they do not begin with ``public_url``.
    """
    item = csl_item(cited)
    return {
        "id": cited.key,
        "url": cited.link,
        "text": plain_text(cited),
        "csl": item,
        "styles": [
            {
                "name": each.style.name,
                "label": each.style.label,
                "note": each.note_text or None,
                "entry": each.entry_text or None,
                "remark": each.remark or None,
            }
            for each in every_style(item, cited.link)
        ],
        "files": {suffix: f"{cited.link}.{suffix}" for suffix in FORMATS},
        "warning": warned or None,
    }


def spans(cited: Cited) -> Markup:
    """What Zotero finds on the page of a work: a COinS span and an unAPI identifier."""
    return _spans(coins(csl_item(cited)), cited)


def spans_in_list(cited: Cited) -> Markup:
    """The same in a list, where the span only tells one work from others."""
    return _spans(coins_in_list(identity(cited)), cited)


def _spans(context_object: str, cited: Cited) -> Markup:
    context = context_object.replace("&", "&amp;")  # all other signs are percent-encoded
    return safe(  # an identifier has letters, digits, hyphens and slashes
        f'<span class="Z3988" title="{context}"></span>'
        f'<abbr class="unapi-id" title="{cited.key}"></abbr>'
    )


def warning(base: str, settings: Settings) -> str:
    """What whoever cites must know of the links, in English, or ""."""
    return "" if settings.public_url else NO_PUBLIC_URL.format(base)


def link_headers(address: str, base: str) -> list[str]:
    """Values of ``Link``: how to cite it (RFC 8574), and the files that describe it."""
    described = [
        f'<{base}{address}.{suffix}>; rel="describedby"; type="{form.essence}"'
        for suffix, form in FORMATS.items()
    ]
    return [f'<{base}{address}>; rel="cite-as"', *described]


def _data(value: object) -> Markup:
    """JSON inside an element of HTML, where no sign of it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return safe(text)  # nothing in it is markup any more
