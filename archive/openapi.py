"""The description of the JSON API: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).

Promises: every name that ``archive.answers`` puts into an answer is described here and required,
so that a test can hold each answer against its description. Made anew at each call; whoever
serves it may keep it.
"""

from __future__ import annotations

from archive.answers.batch import BatchStatus
from archive.answers.suggest import CompletionKind
from archive.json_schema import COUNT, SPAN, TEXT, Schema, list_of, object_of, one_of, or_null, ref
from archive.model import AgentKind, DateField, PassageKind, Precision
from archive.openapi_answers import (
    alternatives_schema,
    citation_schema,
    query_schema,
    quote_schema,
    record_schema,
    report_schemas,
    why_schema,
)
from archive.parameters import Order
from archive.search import FACET_FIELDS, Sort
from archive.selectors import Status

_SELECTION = "/api/v1/documents/{document}/passages/{passage}/selections/{selection}"


def description(base_url: str, version: str) -> Schema:
    """The whole description; ``base_url`` is where the site is, ``version`` the program's."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Muniment",
            "version": version,
            "description": "Search an archive of saved source documents and read its passages. "
            "Offsets are Unicode code points, half-open. Errors are problem+json (RFC 9457).",
        },
        "servers": [{"url": base_url.rstrip("/") or "/"}],
        "paths": _paths(),
        "components": {"schemas": schemas()},
    }


def schemas() -> dict[str, Schema]:
    """Every shape by its name, referring to one another as components of the description."""
    return {
        "Problem": {
            **object_of(type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT),
            "required": ["title", "status"],
        },
        "Fact": object_of(value=TEXT, basis=TEXT),
        "Dating": object_of(
            value={**TEXT, "description": "ISO 8601, cut to the precision."},
            precision=one_of(Precision), basis=TEXT, text=TEXT,
        ),
        "Agent": object_of(name=TEXT, kind=one_of(AgentKind)),
        "Passage": object_of(**_passage()),
        "ShownPassage": object_of(**_passage(), highlights=list_of(SPAN)),
        "DocumentEntry": object_of(**_document_entry()),
        "Hit": object_of(
            rank={"type": "integer", "minimum": 1},
            score={"type": "number"},
            why=why_schema(),
            document=object_of(**_document_entry(), title_highlights=list_of(SPAN)),
            passages=list_of(ref("ShownPassage")),
            left_out=list_of(
                object_of(number=COUNT, text=TEXT, reason=TEXT, highlights=list_of(SPAN))
            ),
            more=COUNT,
            has_all={"type": "boolean", "description": "Not only some of the words."},
            copies={
                **list_of(ref("DocumentEntry")),
                "description": "Documents that match too, with nearly the same text; this one is "
                "the earliest and stands for them.",
            },
            more_copies=COUNT,
        ),
        "Search": _search(),
        "Concordance": _concordance(),
        "Batch": object_of(generation=TEXT, rows=list_of(object_of(
            line={"type": "integer", "minimum": 1}, query=TEXT, status=one_of(BatchStatus),
            understood=TEXT, total=object_of(value=COUNT, relation={"enum": ["eq"]}),
            notices=list_of(TEXT), hits=list_of(ref("Hit")),
        ))),
        "Citation": citation_schema(),
        "Similar": object_of(
            document=ref("DocumentEntry"), words=list_of(TEXT), query=TEXT,
            hits=list_of(ref("Hit")),
        ),
        "Capture": object_of(
            path=TEXT, source_url=or_null(TEXT), captured_at=or_null(ref("Dating")),
            captured_by=or_null(TEXT), collection=or_null(TEXT), rights=or_null(TEXT),
            note=or_null(TEXT), accessioned_at=or_null(TEXT), sidecar=or_null(TEXT),
            assets=list_of(TEXT),
            file={**or_null(TEXT), "description": "That a record lies in, in the corpus."},
            within={
                **list_of(ref("Record")),
                "description": "The way from that file to the record, outermost first.",
            },
        ),
        "Record": object_of(
            container=TEXT, container_sha256=TEXT, locator=TEXT, offset=or_null(COUNT),
            id=or_null(TEXT), headers=list_of(list_of(TEXT)),
        ),
        **report_schemas(),
        "Quote": quote_schema(),
        "Prov": {"type": "object", "required": ["prefix", "entity", "activity", "agent"]},
        "SearchRecord": record_schema(),
        "Versions": object_of(versions=list_of(object_of(
            captured=or_null(ref("Dating")), capture=ref("Capture"), document=ref("DocumentEntry"),
        ))),
        "Document": _document(),
        "PassageAnswer": _passage_answer(),
        "Suggestions": object_of(query=TEXT, suggestions=list_of(object_of(
            kind=one_of(CompletionKind), text=TEXT, count=COUNT, url=or_null(TEXT),
            query={**TEXT, "description": "To be searched when it is chosen."},
            language=or_null(TEXT),
        ))),
        "Generation": object_of(
            id=TEXT, created=TEXT, documents=COUNT, passages=COUNT, engine=TEXT, schema=TEXT,
            analyser=TEXT, parsers={"type": "object", "additionalProperties": TEXT}, canon=TEXT,
            register=object_of(head=TEXT, count=COUNT),
        ),
    }  # fmt: skip


def _paths() -> Schema:
    document = _parameter("document", TEXT, "Identifier of a document, or a prefix of 8 symbols.",
                          place="path")  # fmt: skip
    passage = _parameter("passage", TEXT, "Identifier of a passage.", place="path")
    selection = _parameter("selection", TEXT, "Start, length and check, as its link has them: "
                           "12-57-9C1F.", place="path")  # fmt: skip
    order = _parameter("order", one_of(Order), "Lines by their documents' dates, or by the words "
                       "before or after.")  # fmt: skip
    return {
        "/api/v1/search": _get("search", "Search the archive.", "Search", _search_parameters()),
        "/api/v1/search/hits": _lines(
            "hits", "Every document found, without pages", "Hit", _search_parameters()
        ),
        "/api/v1/search/record": _get(
            "record", "The record of a search, to be kept and repeated.", "SearchRecord",
            _search_parameters(),
        ),
        "/api/v1/concordance": _get(
            "concordance", "Every occurrence in its line, of the documents of a search.",
            "Concordance", [*_search_parameters(), order],
        ),
        "/api/v1/batch": _batch(),
        "/api/v1/documents/{document}": _get(
            "document", "A document: metadata, provenance, passages.", "Document", [document],
            missing=True,
        ),
        "/api/v1/documents/{document}/passages/{passage}": _get(
            "passage", "Where a passage is in the document as it is read now.", "PassageAnswer",
            [document, passage], missing=True,
        ),
        _SELECTION: _get(
            "selection", "Where a reader’s own selection is: code points from the start of the "
            "passage’s text, and on into the next ones.", "PassageAnswer",
            [document, passage, selection], missing=True,
        ),
        "/api/v1/documents/{document}/versions": _get(
            "versions", "The captures of its addresses, the oldest first.", "Versions",
            [document], missing=True,
        ),
        "/api/v1/documents/{document}/provenance": _get(
            "provenance", "Where it comes from, as W3C PROV-JSON.", "Prov", [document],
            missing=True,
        ),
        "/api/v1/documents/{document}/passages/{passage}/provenance": _get(
            "passage_provenance", "The same, down to a passage.", "Prov", [document, passage],
            missing=True,
        ),
        "/api/v1/documents/{document}/citation": _get(
            "citation", "How to cite it: CSL, styles of manuals, files in other formats.",
            "Citation", [document], missing=True,
        ),
        "/api/v1/documents/{document}/passages/{passage}/citation": _get(
            "passage_citation", "How to cite a passage.", "Citation", [document, passage],
            missing=True,
        ),
        f"{_SELECTION}/citation": _get(
            "selection_citation", "How to cite a selection.", "Citation",
            [document, passage, selection], missing=True,
        ),
        "/api/v1/documents/{document}/similar": _get(
            "similar", "Documents like one, by its most telling words.", "Similar", [document],
            missing=True,
        ),
        "/api/v1/suggest": _get(
            "suggest", "Words, authors and titles of the archive that may be meant.", "Suggestions",
            [_parameter("q", TEXT, "What was typed so far.")],
        ),
        "/api/v1/quote": _quote(),
        "/api/v1/report": _get(
            "report", "What became of the files, by kind and by reason.", "Report", [],
        ),
        "/api/v1/report/files": _lines("files", "Every file and record", "FileOutcome", []),
        "/api/v1/generations/current": _get(
            "generation", "What is searched: the current generation.", "Generation", [],
        ),
    }  # fmt: skip


def _search_parameters() -> list[Schema]:
    number = {"type": "integer", "minimum": 1}
    date = {**TEXT, "examples": ["1988", "1988-07", "1988-07-19"]}
    values = list_of(TEXT)
    return [
        _parameter("q", TEXT, "The query, in the language that the help page tells of."),
        _parameter("page", number, "Which page of results, from 1."),
        _parameter("per_page", number, "Documents on a page."),
        _parameter("sort", one_of(Sort), "The order of documents."),
        *(_parameter(f"f.{name}", values, f"Only with one of these: {name}.")
          for name in FACET_FIELDS),
        *(_parameter(f"-f.{name}", values, f"Only without these: {name}.")
          for name in FACET_FIELDS),
        _parameter("from", date, "Dated on or after; documents without a date are left out."),
        _parameter("to", date, "Dated on or before."),
        _parameter("date_field", one_of(DateField), "Which date from and to are about."),
        _parameter("values", number, "Values of each facet that are listed; every year is."),
        _parameter("group", {"enum": ["0", "1"]}, "1: near-duplicates under the earliest."),
        _parameter("without", values, "What words are not to be widened by: a kind, kind:word or "
                   "kind:word=form, such as name:Noury=Nouri."),
        _parameter("strict", {"enum": ["0", "1"]}, "1: only documents with every word."),
    ]  # fmt: skip


def _search() -> Schema:
    facet = list_of(object_of(value=TEXT, count=COUNT))
    narrowed = {"type": "object", "additionalProperties": facet}
    return object_of(
        query=query_schema(),
        generation=TEXT,
        total=object_of(
            value=COUNT,
            relation={"enum": ["eq"]},
            with_all={**COUNT, "description": "Those that have all the words."},
        ),
        entries={
            **COUNT,
            "description": "Hits on all pages: documents that stand under another are none.",
        },
        took_ms={"type": "number", "minimum": 0},
        hits=list_of(ref("Hit")),
        facets=object_of(**dict.fromkeys(FACET_FIELDS, facet)),
        more_values={
            **object_of(**dict.fromkeys(FACET_FIELDS, COUNT)),
            "description": "Values of each field that facets leave out; `values` lists more.",
        },
        others={
            **narrowed,
            "description": "Of each field that narrows the search its other values, counted as if "
            "it did not.",
        },
        more_others={"type": "object", "additionalProperties": COUNT},
        left_out={
            **narrowed,
            "description": "Of each field values that are excluded, and what each excludes.",
        },
        timeline={
            **object_of(field=one_of(DateField), years=facet, months=facet, undated=COUNT),
            "description": "Documents by the date that `date_field` names; months where there are "
            "few years, and among them a year for dates not known more precisely.",
        },
        alternatives=alternatives_schema(),
        ignored={**list_of(TEXT), "description": "Parameters that are not known."},
        links=object_of(self=TEXT, next=or_null(TEXT), prev=or_null(TEXT)),
    )  # fmt: skip


def _concordance() -> Schema:
    number = {"type": "integer", "minimum": 1}
    line = object_of(
        number=number, before=TEXT, keyword=TEXT, after=TEXT,
        start={**COUNT, "description": "Of the keyword, in the document's canonical text."},
        end=COUNT, passage=object_of(id=TEXT, url=TEXT, number=number),
        document=ref("DocumentEntry"),
    )  # fmt: skip
    return object_of(
        query=query_schema(), generation=TEXT,
        total=object_of(value=COUNT, relation={"enum": ["eq"]}),
        documents={**COUNT, "description": "That have the occurrences."}, order=one_of(Order),
        took_ms={"type": "number", "minimum": 0}, lines=list_of(line), ignored=list_of(TEXT),
        links=object_of(self=TEXT, next=or_null(TEXT), prev=or_null(TEXT)),
    )  # fmt: skip


def _document() -> Schema:
    fact, dating = or_null(ref("Fact")), or_null(ref("Dating"))
    return object_of(
        id=TEXT, url=TEXT, title=fact, subtitle=fact, authors=list_of(ref("Agent")),
        authors_basis=TEXT, byline=TEXT, published=dating, modified=dating, captured=dating,
        source=fact, language=fact, original_url=fact, media_type=TEXT, charset=TEXT, size=COUNT,
        sha256=TEXT, text_sha256=TEXT, parser=object_of(name=TEXT, version=TEXT),
        partial={"type": "boolean"}, notices=list_of(TEXT), captures=list_of(ref("Capture")),
        text={**TEXT, "description": "Canonical text, which offsets count in."},
        passages=list_of(ref("Passage")), left_out=list_of(object_of(text=TEXT, reason=TEXT)),
        attachments=list_of(object_of(name=TEXT, sha256=TEXT, size=COUNT, url=or_null(TEXT))),
        came_with={
            **list_of(ref("DocumentEntry")), "description": "Mails that it is attached to.",
        },
        copies={
            **list_of(ref("DocumentEntry")),
            "description": "Others with nearly the same text, the earliest first.",
        },
        generation=TEXT, links=object_of(self=TEXT, original=TEXT, view=TEXT, provenance=TEXT,
                                      similar=TEXT),
    )  # fmt: skip


def _passage_answer() -> Schema:
    return object_of(
        status=one_of(Status), score={"type": "number"}, id=TEXT, url=TEXT, text=TEXT,
        selection=or_null(object_of(start=COUNT, length=COUNT, check=TEXT)),
        highlight_url={
            **or_null(TEXT),
            "description": "With a text fragment, by which a browser highlights the words itself.",
        },
        prefix=TEXT, suffix=TEXT, start=COUNT, end=COUNT,
        stored=or_null(object_of(exact=TEXT, prefix=TEXT, suffix=TEXT, read_by=TEXT)),
        candidates=list_of(SPAN), passage=or_null(ref("Passage")), document=ref("DocumentEntry"),
    )  # fmt: skip


def _passage() -> dict[str, Schema]:
    return {
        "id": TEXT, "url": TEXT, "kind": one_of(PassageKind), "text": TEXT,
        "heading": {**list_of(TEXT), "description": "The headings above it, outermost first."},
        "language": {**or_null(TEXT), "description": "The document's, if not its own."},
        "page": or_null({"type": "integer"}),
        "ocr": {
            **or_null({"type": "integer", "minimum": 0, "maximum": 100}),
            "description": "Percent by which OCR was sure, where the text was read by it.",
        },
        "start": COUNT, "end": COUNT,
    }  # fmt: skip


def _document_entry() -> dict[str, Schema]:
    dating = or_null(ref("Dating"))
    return {
        "id": TEXT, "title": TEXT, "authors": list_of(ref("Agent")), "source": or_null(TEXT),
        "published": dating, "captured": dating, "language": or_null(TEXT), "media_type": TEXT,
        "url": TEXT, "original_url": or_null(TEXT), "sha256": TEXT,
    }  # fmt: skip


def _get(
    name: str, summary: str, schema: str, parameters: list[Schema], *, missing: bool = False
) -> Schema:
    problem = {"content": {"application/problem+json": {"schema": ref("Problem")}}}
    responses: dict[str, Schema] = {
        "200": {
            "description": "Found.",
            "content": {"application/json": {"schema": ref(schema)}},
        },
        "default": {"description": "What went wrong.", **problem},
    }
    if missing:
        responses["404"] = {"description": "There is no such thing in this archive.", **problem}
    operation = {"operationId": name, "summary": summary, "responses": responses}
    return {"get": {**operation, "parameters": parameters}}


def _batch() -> Schema:
    posted = _get("batch", "Many searches at once, one a line.", "Batch", _search_parameters())
    queries = {
        "required": True,
        "description": "A query a line, in UTF-8; of a table the column “query” or “name”.",
        "content": {"text/plain": {"schema": TEXT}, "text/csv": {"schema": TEXT}},
    }
    return {"post": {**posted["get"], "requestBody": queries}}


def _quote() -> Schema:
    asked = _get(
        "quote", "Whether a quotation stands in a text word for word, and what differs.", "Quote",
        [_parameter("q", TEXT, "The quotation.")],
    )  # fmt: skip
    body = {"required": True, "content": {"text/plain": {"schema": TEXT}}}
    posted = {**asked["get"], "operationId": "check_quote", "parameters": [], "requestBody": body}
    return {**asked, "post": posted}


def _lines(name: str, told: str, of: str, parameters: list[Schema]) -> Schema:
    """An answer of JSON Lines, each of which is one ``of``."""
    listed = _get(name, f"{told}, a line each ({of}).", of, parameters)["get"]
    content = {"application/jsonl": {"schema": TEXT}}
    responses = {**listed["responses"], "200": {"description": "Found.", "content": content}}
    return {"get": {**listed, "responses": responses}}


def _parameter(name: str, schema: Schema, told: str, *, place: str = "query") -> Schema:
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "description": told, "schema": schema, **required}
