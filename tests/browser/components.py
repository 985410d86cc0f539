"""Every component of the pages in every state, on one page of a site under test.

Promises: what is shown is made by the site's own macros and style sheet, of values made up here;
no site that is not under test has this page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, render_template
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup, escape

from archive.verifications import Verification
from web.cards import Card, Copy, LeftOutLine, Line, Why
from web.facets import Choice
from web.narrowing import Chip
from web.timeline import Bar, Chart, Dates, Note
from web.widenings import Form, Removed, Widening, Widenings

ADDRESS = "/components"
HERE = Markup("/search?q=archive")

LATIN = Line(
    direction="ltr", language=Markup("en"), address=HERE, number=7, page="p. 3",
    heading=Markup("Keeping › How a capture is kept"),
    words=Markup("…the <mark>chain of custody</mark> tells what happened before that day."),
)  # fmt: skip
PERSIAN = Line(
    direction="rtl", language=Markup("fa"), address=HERE, number=12, page="",
    heading=Markup("راهنما"),
    words=Markup("نگران نیم‌فاصله نباشید؛ <mark>بایگانی</mark> باید هر سه را بیابد."),
)  # fmt: skip
BARE = Line("ltr", Markup("en"), HERE, 104, "", Markup(), Markup("A <mark>word</mark>."))
CARD = Card(
    rank=1, title=Markup("Provenance and the <mark>Chain</mark> of Custody"), direction="ltr",
    language=Markup("en"), address=HERE, source=Markup("guide.example.org"),
    authors=Markup("Ann Example"), kind=Markup("web page, English"), is_partial=False,
    published=Markup('<time datetime="2024-10-11">11 October 2024</time> (byline)'),
    captured=Markup('<time datetime="2024-10-12">12 October 2024</time> (sidecar)'),
    sha256=escape("0123456789abcdef" * 4), lines=(LATIN, BARE), left_out=(), more=1, copies=(),
    copies_count=0, copies_more=0, fixity="verified",
    checked=Markup("unchanged, verified 28 November 2026"),
    why=(
        Why("words", Markup("chain"), 6, 9, 41), Why("small words", Markup("of"), 1, 1, 9),
        Why("closeness", Markup(), 0, 0, 30), Why("likeness", Markup(), 0, 0, 20),
    ),
    link=Markup("http://localhost/d/0123"), provenance="/help", look="/help", cite="/help",
    spans=Markup(),
)  # fmt: skip
CARDS = (
    CARD,
    replace(
        CARD, rank=2, title=Markup("راهنمای کوتاه جست‌وجو در <mark>بایگانی</mark>"), direction="rtl",
        language=Markup("fa"), lines=(PERSIAN, LATIN), fixity="changed",
        checked=Markup("changed or gone, seen 28 November 2026"), more=27, is_partial=True,
    ),
    replace(
        CARD, rank=3, title=Markup("A page of which nothing is known"), source=Markup(),
        authors=Markup(), published=Markup("not dated"), captured=Markup(), fixity="unknown",
        checked=Markup("not verified yet"),
        lines=(), more=0, why=(),
        left_out=(LeftOutLine("ltr", HERE, Markup("menu"), Markup("A <mark>menu</mark>")),),
        copies=(
            Copy("A reprint", "en", HERE, "Example News", Markup("3 May 2021 (byline)")),
            Copy("This one", "en", "", "", Markup("not dated")),
        ),
        copies_count=23, copies_more=21,
    ),
)  # fmt: skip
CHIPS = (Chip("Language: English", HERE), Chip("Type: Plain text", HERE, without=True))
CHOICES = (
    Choice(Markup("English"), "1,019", HERE, HERE, "taken"),
    Choice(Markup("A language with a name that is longer"), "12", HERE, HERE),
    Choice(Markup("فارسی"), "4", HERE, HERE, "left out"),
)
BARS = [
    Bar(n * 10, 40 - h, h, HERE, escape(f"{1988 + n}: {h}")) for n, h in ((0, 8), (7, 40), (9, 2))
]
DATES = Dates(
    fields=[("published", HERE), ("captured", HERE), ("accessioned", HERE)],
    field="published", chart=Chart(BARS, 10, "1988", "1997"), notes=[Note("3 without", HERE)],
    date_from="1988", date_to="",
)  # fmt: skip
WIDENED = Widenings(
    found=(
        Widening("chain", "forms of the same word", (Form("chained", None, ""),), 9, HERE),
        Widening("Noury", "spellings of the name", (Form("Nouri", 1, HERE),), 1, HERE),
    ),
    removed=(Removed("Noori", "Noury", HERE), Removed("other letters", "", HERE)),
    as_typed=HERE,
)
VERIFICATIONS: Sequence[Verification | None] = (
    None,
    Verification(at="2026-11-28T07:00:00Z", chain_ok=True),
    Verification(at="2026-11-28T07:00:00Z", chain_ok=True, changed=("a.txt",)),
    Verification(at="2026-11-28T07:00:00Z", chain_ok=False),
)


class Links:
    """The links that chips and dates need."""

    cleared = HERE
    kept_but_dates: Sequence[tuple[str, str]] = ()


def add_components(app: Flask) -> None:
    """Give a site the page with all components, before its first request."""
    here = FileSystemLoader(Path(__file__).parent)
    app.jinja_loader = ChoiceLoader([here, *filter(None, [app.jinja_loader])])
    shown: dict[str, Any] = {
        "cards": CARDS, "chips": CHIPS, "choices": CHOICES, "dates": DATES, "links": Links(),
        "widened": WIDENED, "verifications": VERIFICATIONS,
    }  # fmt: skip
    app.add_url_rule(ADDRESS, "components", lambda: render_template("components.html", **shown))
