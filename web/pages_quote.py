"""The quote checker: a quotation to paste, and how the archive's texts compare with it.

Promises: works without a script; what is pasted is kept nowhere, and stands in no address unless
its reader puts it there; every place has its link.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, jsonify, render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from archive.answers import QuoteAnswer, QuoteFound, quote_answer, quote_plain
from archive.batch import decoded
from archive.deadline import Deadline
from archive.errors import StoppedError, UsageError
from archive.facts import passage_address
from archive.quotations import LENGTH, Step
from web import guard
from web.found import base_url
from web.interface import N_, gettext
from web.names import VERDICTS
from web.site import Site

EMPTY = N_("Paste a quotation of at least one word.")
NOT_ALL = N_("There was no time to look through every document that has its words.")
STOPPED = N_(
    "Looking for this quotation took longer than this archive allows, so nothing is said about it. "
    "Try a shorter part of it, with its rarest words."
)
_MARKS = {
    "form": Markup('<span class="form" title="{title}">{text}</span>'),
    "changed": Markup("<del>{quoted}</del> <ins>{text}</ins>"),
    "added": Markup("<del>{quoted}</del>"),
    "left_out": Markup("<ins>{text}</ins>"),
    "omission": Markup('<span class="omission">{quoted}</span>'),
}


def add_routes(room: Blueprint, site: Site) -> None:
    """``/quote``: the box, and what came of it."""

    @room.route("/quote", methods=["GET", "POST"])
    def quote() -> str:
        typed = request.values.get("q", "")
        if not typed.strip():
            return _page(typed, "")
        answer = _answer(site, typed)
        if not answer.quotation.pieces:
            return _page(typed, gettext(EMPTY))
        more = gettext(NOT_ALL) if answer.stopped else ""
        return _page(typed, f"{gettext(VERDICTS[answer.verdict])} {more}".strip(), answer.found)


def add_api_route(room: Blueprint, site: Site) -> None:
    """``/api/v1/quote``: the quotation as the body or as ``q``."""

    @room.route("/api/v1/quote", methods=["GET", "POST"])
    def quote_api() -> Response:
        sent = decoded(request.get_data(), "What was sent") if request.method == "POST" else ""
        typed = sent or request.args.get("q", "")
        if not typed.strip():
            raise UsageError(EMPTY)
        answer = _answer(site, typed)
        if not answer.quotation.pieces:
            raise UsageError(EMPTY)
        return jsonify(quote_plain(answer, base_url(site.settings)))


def shown(steps: tuple[Step, ...]) -> Markup:
    """The comparison as running text: the quotation's words struck out, the text's own marked."""
    return Markup(" ").join(part for part in map(_shown, steps) if part)


def _shown(step: Step) -> Markup:
    if step.kind not in _MARKS:
        return escape(step.text)
    title = gettext("in the quotation: %(words)s", words=step.quoted)
    return _MARKS[step.kind].format(quoted=step.quoted, text=step.text, title=title)


def _page(typed: str, sentence: str, found: Sequence[QuoteFound] = ()) -> str:
    told = [(each, shown(each.comparison.steps), _address(each)) for each in found]
    return render_template("quote.html", typed=typed, length=LENGTH, sentence=sentence, found=told)


def _answer(site: Site, typed: str) -> QuoteAnswer:
    with guard.slot(site), site.snapshot() as snapshot:
        try:
            return quote_answer(snapshot, typed, Deadline.after(site.settings.search_seconds))
        except StoppedError as error:
            raise StoppedError(STOPPED) from error


def _address(found: QuoteFound) -> str:
    return passage_address(found.document.id, found.passage.id)
