"""The pages of the archive as a whole: front page, search, browse, report, help.

Promises: every page is a GET that can be linked, works without a script, and answers from one
generation, whole. What a page says of a search is what the API says of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from archive.answers import (
    ConcordanceAnswer,
    SearchAnswer,
    concordance_answer,
    kind_rows,
    reason_rows,
    search_answer,
)
from archive.answers.report import State
from archive.model import BuildReport, Document
from archive.parameters import SearchParameters
from archive.parameters_reading import MOST_VALUES, read_parameters
from archive.search import Snapshot
from archive.verifications import known
from web import (
    guard,
    lines,
    pages_batch,
    pages_concordance,
    pages_document,
    pages_quote,
    pages_reader,
    pages_selection,
    pages_versions,
)
from web.cards import cards
from web.examples import examples
from web.facets import FIRST, MOST, ORDER, Choice, Toggles, shown_facets, values_address
from web.found import base_url
from web.histogram import columns
from web.interface import language_name, translated
from web.narrowing import Links, address, asked, chips, json_address, removable, understood
from web.promise import promise_page
from web.site import Site
from web.timeline import chart, dates
from web.validators import unsettled
from web.widenings import widenings
from web.words import (
    became,
    state_name,
    type_name,
)

NEWEST_SHOWN = 5  # documents on the front page
EXAMPLES_FROM = 30  # documents whose titles give the help its examples
SHELF = 6  # values of a field on the front page
SHELF_WHOLE = 1000  # values of a field on its own page
SHOWN_VALUES = FIRST + MOST  # of a facet beside the results
REASONS_SHOWN = 100
PROBLEMS_SHOWN = 500  # files in each part of the report
UNRECOGNISED = "application/octet-stream"  # the media type of what is no known one
HELD_LANGUAGES = 6  # named in the sentence about what the archive holds


@dataclass(frozen=True, slots=True)
class Shelf:
    """A field with its most frequent values and the number of the others."""

    field: str
    address: str  # of all its values
    first: list[Choice]
    rest_count: int
    known: bool  # whether any of the first is more than "not known"


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much the archive holds, from when and in which languages."""

    documents: int
    passages: int
    first: str  # year of publication, "" where none is known
    last: str
    undated: int
    languages: list[str]  # names, the most frequent first
    more_languages: bool


def blueprint(site: Site) -> Blueprint:
    """Every page for people but the original's."""
    room = Blueprint("pages", __name__)

    @room.get("/")
    def home() -> str:
        with site.snapshot() as snapshot:
            return _home(site, snapshot)

    @room.get("/search")
    def search() -> str:
        parameters = read_parameters(request.args.items(multi=True), site.settings, group=True)
        # The page is made in its turn too: it would only take turns with the next search.
        with guard.slot(site), site.snapshot() as snapshot:
            if parameters.view == "kwic":
                found = concordance_answer(snapshot, parameters, site.settings, SHOWN_VALUES)
                return _results(site, snapshot, found.search, found)
            answer = search_answer(snapshot, parameters, site.settings, SHOWN_VALUES)
            return _results(site, snapshot, answer)

    @room.get("/browse")
    @room.get("/browse/<field>")
    def browse(field: str = "") -> str:
        if field and field not in ORDER:
            abort(404)
        parameters = read_parameters(request.args.items(multi=True), site.settings)
        most = SHELF_WHOLE if field else SHELF * 2
        with guard.slot(site), site.snapshot() as snapshot:
            answer = search_answer(snapshot, parameters, site.settings, most)
        shelves = [_shelf(name, answer, most) for name in ORDER if field in ("", name)]
        return render_template(
            "browse.html",
            field=field,
            shelves=shelves,
            answer=answer,
            all_values=json_address(parameters.with_values(MOST_VALUES)),
            most_values=MOST_VALUES,
        )

    @room.get("/browse/<field>/<path:value>")
    def browse_value(field: str, value: str) -> Response:
        if field not in ORDER:
            abort(404)
        return redirect(browse_address(field, value))

    @room.get("/report")
    def report_page() -> str:
        with site.snapshot() as snapshot:
            report = snapshot.report
            reasons = [
                {
                    "count": row.count,
                    "state": state_name(row.state),
                    "reason": translated(row.reason),
                }
                for row in reason_rows(report)
            ]
            return render_template(
                "report.html",
                report=report,
                kinds=_kinds(report),
                reasons=reasons,
                reasons_shown=REASONS_SHOWN,
                generation=snapshot.generation,
                verification=site.verifications.last(),
                stamps=site.timestamps.every(),
                shown=PROBLEMS_SHOWN,
            )

    @room.get("/help")
    def help_page() -> str:
        with site.snapshot() as snapshot:
            documents = _newest(snapshot, EXAMPLES_FROM)
            facets = _facets(site, snapshot).facets
            shown = examples(documents, facets, snapshot.documents)
        return render_template("help.html", examples=shown)

    @room.get("/about")
    def about() -> str:
        with site.snapshot() as snapshot:
            return render_template(
                "about.html",
                generation=snapshot.generation,
                report=snapshot.report,
                verification=site.verifications.last(),
                stamps=site.timestamps.every(),
            )

    @room.get("/promise")
    def promise() -> str:
        return render_template("promise.html", promise=promise_page())

    pages_concordance.add_routes(room, site)
    pages_batch.add_routes(room, site)
    pages_quote.add_routes(room, site)
    pages_document.add_routes(room, site)
    pages_reader.add_routes(room, site)
    pages_selection.add_routes(room, site)
    pages_versions.add_routes(room, site)
    return room


def browse_address(field: str, value: str) -> str:
    """The address of all documents that have this value."""
    return address(SearchParameters().with_facet(field, value))


def _facets(site: Site, snapshot: Snapshot) -> SearchAnswer:
    """The facets of the whole archive: the first values of each field."""
    with guard.slot(site):
        return search_answer(snapshot, SearchParameters(), site.settings, SHELF)


def _shelf(field: str, answer: SearchAnswer, most: int) -> Shelf:
    """The values of a field in the documents of a search, each with the search narrowed to it."""
    values = [count for count in answer.facets[field] if count.value]
    if field == "year":
        values.sort(key=lambda count: count.value, reverse=True)
    unknown = [count for count in answer.facets[field] if not count.value]
    shown = values[: most - len(unknown)]
    toggles = Toggles(answer.parameters, field)
    return Shelf(
        field=field,
        address=values_address(answer.parameters, field),
        first=[toggles.choice(count.value, count.count) for count in (*shown, *unknown)],
        rest_count=len(values) - len(shown) + answer.more_values[field],
        known=bool(values),
    )


def _kinds(report: BuildReport) -> list[tuple[str, str]]:
    """What became of the files of each kind; types that people call the same are one kind."""
    named: dict[str, Counter[State]] = {}
    for row in kind_rows(report):
        kind = type_name(row.media_type or UNRECOGNISED)
        named.setdefault(kind, Counter()).update(row.counts)
    return [(kind, became(counts)) for kind, counts in named.items()]


def _home(site: Site, snapshot: Snapshot) -> str:
    answer = _facets(site, snapshot)
    shelves = [_shelf(field, answer, SHELF) for field in ORDER if field != "year"]
    return render_template(
        "home.html",
        holdings=_holdings(snapshot, answer),
        years=chart(columns(answer.timeline), SearchParameters()),
        shelves=[shelf for shelf in shelves if shelf.known],
        newest=_newest(snapshot, NEWEST_SHOWN),
        report=snapshot.report,
        verification=site.verifications.last(),
    )


def _newest(snapshot: Snapshot, most: int) -> list[Document]:
    ids = snapshot.documents.newest(most)
    found = snapshot.documents.documents(ids)
    return [found[document_id] for document_id in ids if document_id in found]


def _holdings(snapshot: Snapshot, answer: SearchAnswer) -> Holdings:
    facets = answer.facets
    years = sorted(count.value for count in facets["year"] if count.value)
    names = [language_name(count.value) for count in facets["language"] if count.value]
    return Holdings(
        documents=snapshot.generation.documents,
        passages=snapshot.generation.passages,
        first=years[0] if years else "",
        last=years[-1] if years else "",
        undated=sum(count.count for count in facets["year"] if not count.value),
        languages=names[:HELD_LANGUAGES],
        more_languages=len(names) > HELD_LANGUAGES or bool(answer.more_values["language"]),
    )


def _results(
    site: Site, snapshot: Snapshot, answer: SearchAnswer, in_lines: ConcordanceAnswer | None = None
) -> str:
    if answer.stopped:
        unsettled()
    parameters = answer.parameters
    links = Links(answer)
    make_cards = partial(
        cards,
        asked=asked(parameters),
        base=base_url(site.settings),
        known=partial(known, last=site.verifications.last()),
    )
    context: dict[str, Any] = {
        "answer": answer,
        "q": parameters.q,
        "base": base_url(site.settings),
        "view": parameters.view,
        "sort": parameters.sort,
        "understood": understood(answer),
        "notices": removable(answer, (in_lines or answer).notices),
        "cards": make_cards(hit for hit in answer.hits if hit.has_all),
        "some_cards": make_cards(hit for hit in answer.hits if not hit.has_all),
        "chips": chips(parameters),
        "facets": shown_facets(answer),
        "dates": dates(answer),
        "links": links,
        "widenings": widenings(answer),
        "corrections": [
            (one, address(parameters.with_query(one.query))) for one in answer.corrections
        ],
        "report": snapshot.report,
    }
    if not answer.total:
        context |= ways_on(answer)
    if in_lines is not None:
        return render_template("concordance.html", **context | lines.context(in_lines))
    return render_template("search.html", **context)


def ways_on(answer: SearchAnswer) -> dict[str, Any]:
    """What else to ask where nothing was found, each with its address."""
    now = answer.parameters.with_page(1)
    ways: dict[str, list[tuple[str, int, str]]] = {"part": [], "like": [], "everything": []}
    for one in answer.alternatives:
        ways[one.kind].append((one.word, one.count, address(now.with_query(one.word))))
    found = [word for word, count, _ in ways["part"] if count]
    any_of = address(now.with_query(" OR ".join(found))) if len(found) > 1 else ""
    return {"ways": ways, "any_of": any_of}
