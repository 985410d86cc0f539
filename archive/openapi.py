"""The description of the JSON API: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).

Promises: every name that ``archive.answers`` puts into an answer is described here and required,
so that a test can hold each answer against its description. Made anew at each call; whoever
serves it may keep it.
"""

from __future__ import annotations

from typing import Any, get_args

from archive.answers.batch import BatchStatus
from archive.answers.report import State
from archive.answers.suggest import CompletionKind
from archive.model import AgentKind, DateField, PassageKind, Precision
from archive.parameters import Order
from archive.search import FACET_FIELDS, Sort
from archive.selectors import Status
from archive.without import Kind

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SPAN: Schema = {
    "type": "array",
    "items": COUNT,
    "minItems": 2,
    "maxItems": 2,
    "description": "Start and end in Unicode code points, half-open.",
}


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
            **_object(type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT),
            "required": ["title", "status"],
        },
        "Fact": _object(value=TEXT, basis=TEXT),
        "Dating": _object(
            value={**TEXT, "description": "ISO 8601, cut to the precision."},
            precision=_one_of(Precision), basis=TEXT, text=TEXT,
        ),
        "Agent": _object(name=TEXT, kind=_one_of(AgentKind)),
        "Passage": _object(**_passage()),
        "ShownPassage": _object(**_passage(), highlights=_list(SPAN)),
        "DocumentEntry": _object(**_document_entry()),
        "Hit": _object(
            rank={"type": "integer", "minimum": 1},
            score={"type": "number"},
            document=_object(**_document_entry(), title_highlights=_list(SPAN)),
            passages=_list(_ref("ShownPassage")),
            left_out=_list(
                _object(number=COUNT, text=TEXT, reason=TEXT, highlights=_list(SPAN))
            ),
            more=COUNT,
            has_all={"type": "boolean", "description": "Not only some of the words."},
            copies={
                **_list(_ref("DocumentEntry")),
                "description": "Documents that match too, with nearly the same text; this one is "
                "the earliest and stands for them.",
            },
            more_copies=COUNT,
        ),
        "Search": _search(),
        "Concordance": _concordance(),
        "Batch": _object(generation=TEXT, rows=_list(_object(
            line={"type": "integer", "minimum": 1}, query=TEXT, status=_one_of(BatchStatus),
            understood=TEXT, total=_object(value=COUNT, relation={"enum": ["eq"]}),
            notices=_list(TEXT), hits=_list(_ref("Hit")),
        ))),
        "Similar": _object(
            document=_ref("DocumentEntry"), words=_list(TEXT), query=TEXT, hits=_list(_ref("Hit")),
        ),
        "Capture": _object(
            path=TEXT, source_url=_or_null(TEXT), captured_at=_or_null(_ref("Dating")),
            captured_by=_or_null(TEXT), collection=_or_null(TEXT), rights=_or_null(TEXT),
            note=_or_null(TEXT), accessioned_at=_or_null(TEXT), sidecar=_or_null(TEXT),
            assets=_list(TEXT),
            file={**_or_null(TEXT), "description": "That a record lies in, in the corpus."},
            within={
                **_list(_ref("Record")),
                "description": "The way from that file to the record, outermost first.",
            },
        ),
        "Record": _object(
            container=TEXT, container_sha256=TEXT, locator=TEXT, offset=_or_null(COUNT),
            id=_or_null(TEXT), headers=_list(_list(TEXT)),
        ),
        **_report(),
        "Document": _document(),
        "PassageAnswer": _passage_answer(),
        "Suggestions": _object(query=TEXT, suggestions=_list(_object(
            kind=_one_of(CompletionKind), text=TEXT, count=COUNT, url=_or_null(TEXT),
            query={**TEXT, "description": "To be searched when it is chosen."},
            language=_or_null(TEXT),
        ))),
        "Generation": _object(
            id=TEXT, created=TEXT, documents=COUNT, passages=COUNT, engine=TEXT, schema=TEXT,
            analyser=TEXT, parsers={"type": "object", "additionalProperties": TEXT}, canon=TEXT,
            register=_object(head=TEXT, count=COUNT),
        ),
    }  # fmt: skip


def _paths() -> Schema:
    document = _parameter("document", TEXT, "Identifier of a document, or a prefix of 8 symbols.",
                          place="path")  # fmt: skip
    passage = _parameter("passage", TEXT, "Identifier of a passage.", place="path")
    order = _parameter("order", _one_of(Order), "Lines by their documents' dates, or by the words "
                       "before or after.")  # fmt: skip
    return {
        "/api/v1/search": _get("search", "Search the archive.", "Search", _search_parameters()),
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
        "/api/v1/documents/{document}/similar": _get(
            "similar", "Documents like one, by its most telling words.", "Similar", [document],
            missing=True,
        ),
        "/api/v1/suggest": _get(
            "suggest", "Words, authors and titles of the archive that may be meant.", "Suggestions",
            [_parameter("q", TEXT, "What was typed so far.")],
        ),
        "/api/v1/report": _get(
            "report", "What became of the files, by kind and by reason.", "Report", [],
        ),
        "/api/v1/report/files": _lines(),
        "/api/v1/generations/current": _get(
            "generation", "What is searched: the current generation.", "Generation", [],
        ),
    }  # fmt: skip


def _search_parameters() -> list[Schema]:
    number = {"type": "integer", "minimum": 1}
    date = {**TEXT, "examples": ["1988", "1988-07", "1988-07-19"]}
    values = _list(TEXT)
    return [
        _parameter("q", TEXT, "The query, in the language that the help page tells of."),
        _parameter("page", number, "Which page of results, from 1."),
        _parameter("per_page", number, "Documents on a page."),
        _parameter("sort", _one_of(Sort), "The order of documents."),
        *(_parameter(f"f.{name}", values, f"Only with one of these: {name}.")
          for name in FACET_FIELDS),
        *(_parameter(f"-f.{name}", values, f"Only without these: {name}.")
          for name in FACET_FIELDS),
        _parameter("from", date, "Dated on or after; documents without a date are left out."),
        _parameter("to", date, "Dated on or before."),
        _parameter("date_field", _one_of(DateField), "Which date from and to are about."),
        _parameter("values", number, "Values of each facet that are listed; every year is."),
        _parameter("group", {"enum": ["0", "1"]}, "1: near-duplicates under the earliest."),
        _parameter("without", values, "What words are not to be widened by: a kind, kind:word or "
                   "kind:word=form, such as name:Noury=Nouri."),
        _parameter("strict", {"enum": ["0", "1"]}, "1: only documents with every word."),
    ]  # fmt: skip


def _search() -> Schema:
    facet = _list(_object(value=TEXT, count=COUNT))
    narrowed = {"type": "object", "additionalProperties": facet}
    return _object(
        query=_query(),
        generation=TEXT,
        total=_object(
            value=COUNT,
            relation={"enum": ["eq"]},
            with_all={**COUNT, "description": "Those that have all the words."},
        ),
        entries={
            **COUNT,
            "description": "Hits on all pages: documents that stand under another are none.",
        },
        took_ms={"type": "number", "minimum": 0},
        hits=_list(_ref("Hit")),
        facets=_object(**dict.fromkeys(FACET_FIELDS, facet)),
        more_values={
            **_object(**dict.fromkeys(FACET_FIELDS, COUNT)),
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
            **_object(field=_one_of(DateField), years=facet, months=facet, undated=COUNT),
            "description": "Documents by the date that `date_field` names; months where there are "
            "few years, and among them a year for dates not known more precisely.",
        },
        alternatives={
            **_list(_object(word=TEXT, count=COUNT)),
            "description": "When nothing was found: each word alone, with its documents.",
        },
        ignored={**_list(TEXT), "description": "Parameters that are not known."},
        links=_object(self=TEXT, next=_or_null(TEXT), prev=_or_null(TEXT)),
    )  # fmt: skip


def _query() -> Schema:
    return _object(
        text=TEXT, understood=TEXT,
        matched={
            "enum": ["all", "all, then some", "some"],
            "description": "Some: no document has all the words; these have some of them. All, "
            "then some: those that have them all come first.",
        },
        refused={"type": "boolean", "description": "It was not run; the notices say why."},
        stopped={"type": "boolean", "description": "It was refused since it took too long."},
        notices=_list(TEXT),
        expansions=_list(_object(
            word=TEXT, kind=_one_of(Kind), forms=_list(TEXT), count=COUNT,
            counts={**_list(COUNT), "description": "Documents of each form, where forms are "
                    "sought one by one."},
            without={**TEXT, "description": "What the parameter “without” takes it out by; “=” "
                     "and a form after it takes out that form."},
        )),
        without={**_list(TEXT), "description": "What was taken out."},
        corrections={
            **_list(_object(word=TEXT, text=TEXT, count=COUNT, query=TEXT)),
            "description": "What rare words may have been meant to be, and the query with it.",
        },
    )  # fmt: skip


def _concordance() -> Schema:
    number = {"type": "integer", "minimum": 1}
    line = _object(
        number=number, before=TEXT, keyword=TEXT, after=TEXT,
        start={**COUNT, "description": "Of the keyword, in the document's canonical text."},
        end=COUNT, passage=_object(id=TEXT, url=TEXT, number=number),
        document=_ref("DocumentEntry"),
    )  # fmt: skip
    return _object(
        query=_query(), generation=TEXT, total=_object(value=COUNT, relation={"enum": ["eq"]}),
        documents={**COUNT, "description": "That have the occurrences."}, order=_one_of(Order),
        took_ms={"type": "number", "minimum": 0}, lines=_list(line), ignored=_list(TEXT),
        links=_object(self=TEXT, next=_or_null(TEXT), prev=_or_null(TEXT)),
    )  # fmt: skip


def _document() -> Schema:
    fact, dating = _or_null(_ref("Fact")), _or_null(_ref("Dating"))
    return _object(
        id=TEXT, url=TEXT, title=fact, subtitle=fact, authors=_list(_ref("Agent")),
        authors_basis=TEXT, byline=TEXT, published=dating, modified=dating, captured=dating,
        source=fact, language=fact, original_url=fact, media_type=TEXT, charset=TEXT, size=COUNT,
        sha256=TEXT, text_sha256=TEXT, parser=_object(name=TEXT, version=TEXT),
        partial={"type": "boolean"}, notices=_list(TEXT), captures=_list(_ref("Capture")),
        text={**TEXT, "description": "Canonical text, which offsets count in."},
        passages=_list(_ref("Passage")), left_out=_list(_object(text=TEXT, reason=TEXT)),
        copies={
            **_list(_ref("DocumentEntry")),
            "description": "Others with nearly the same text, the earliest first.",
        },
        generation=TEXT, links=_object(self=TEXT, original=TEXT, view=TEXT, provenance=TEXT,
                                      similar=TEXT),
    )  # fmt: skip


def _passage_answer() -> Schema:
    return _object(
        status=_one_of(Status), score={"type": "number"}, id=TEXT, url=TEXT, text=TEXT,
        prefix=TEXT, suffix=TEXT, start=COUNT, end=COUNT,
        stored=_or_null(_object(exact=TEXT, prefix=TEXT, suffix=TEXT, read_by=TEXT)),
        candidates=_list(SPAN), passage=_or_null(_ref("Passage")), document=_ref("DocumentEntry"),
    )  # fmt: skip


def _passage() -> dict[str, Schema]:
    return {
        "id": TEXT, "url": TEXT, "kind": _one_of(PassageKind), "text": TEXT,
        "heading": {**_list(TEXT), "description": "The headings above it, outermost first."},
        "language": {**_or_null(TEXT), "description": "The document's, if not its own."},
        "page": _or_null({"type": "integer"}), "start": COUNT, "end": COUNT,
    }  # fmt: skip


def _document_entry() -> dict[str, Schema]:
    dating = _or_null(_ref("Dating"))
    return {
        "id": TEXT, "title": TEXT, "authors": _list(_ref("Agent")), "source": _or_null(TEXT),
        "published": dating, "captured": dating, "language": _or_null(TEXT), "media_type": TEXT,
        "url": TEXT, "original_url": _or_null(TEXT), "sha256": TEXT,
    }  # fmt: skip


def _get(
    name: str, summary: str, schema: str, parameters: list[Schema], *, missing: bool = False
) -> Schema:
    problem = {"content": {"application/problem+json": {"schema": _ref("Problem")}}}
    responses: dict[str, Schema] = {
        "200": {
            "description": "Found.",
            "content": {"application/json": {"schema": _ref(schema)}},
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


def _lines() -> Schema:
    listed = _get("files", "Every file and record, a line each (FileOutcome).", "FileOutcome", [])[
        "get"
    ]
    content = {"application/jsonl": {"schema": TEXT}}
    responses = {**listed["responses"], "200": {"description": "Found.", "content": content}}
    return {"get": {**listed, "responses": responses}}


def _report() -> dict[str, Schema]:
    states = dict.fromkeys(get_args(State), COUNT)
    problem = _object(path=TEXT, reason=TEXT, media_type=_or_null(TEXT), count=COUNT)
    return {
        "Report": _object(
            generation=TEXT, documents=COUNT, passages=COUNT, files=COUNT,
            kinds=_list(_object(media_type=_or_null(TEXT), **states)),
            reasons=_list(_object(state=_one_of(State), reason=TEXT, count=COUNT)),
            failed=_list(problem), partial=_list(problem), skipped=_list(problem),
            duplicates=_list(_object(path=TEXT, of=TEXT)),
            opened=_list(_object(path=TEXT, media_type=TEXT, records=COUNT)),
            notices=_list(TEXT), seconds={"type": "number"},
        ),
        "FileOutcome": _object(
            path=TEXT, state=_one_of(State), media_type=_or_null(TEXT), reason=_or_null(TEXT),
            count=COUNT, document=_or_null(TEXT), of=_or_null(TEXT),
        ),
    }  # fmt: skip


def _parameter(name: str, schema: Schema, told: str, *, place: str = "query") -> Schema:
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "description": told, "schema": schema, **required}


def _object(**properties: Schema) -> Schema:
    """An object that has all of these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(literal: Any) -> Schema:
    return {"enum": list(get_args(literal))}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
