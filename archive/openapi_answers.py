"""The parts of the API's description that tell a single answer."""

from __future__ import annotations

from typing import get_args

from archive.answers.alternatives import AlternativeKind
from archive.answers.report import State
from archive.cite import FORMATS
from archive.json_schema import COUNT, TEXT, Schema, list_of, object_of, one_of, or_null, ref
from archive.quotations import Kind as StepKind
from archive.quotations import Verdict
from archive.without import Kind
from archive.worth import WorthKind


def report_schemas() -> dict[str, Schema]:
    """The report, and what became of one file."""
    states = dict.fromkeys(get_args(State), COUNT)
    problem = object_of(path=TEXT, reason=TEXT, media_type=or_null(TEXT), count=COUNT)
    return {
        "Report": object_of(
            generation=TEXT, documents=COUNT, passages=COUNT, files=COUNT,
            kinds=list_of(object_of(media_type=or_null(TEXT), **states)),
            reasons=list_of(object_of(state=one_of(State), reason=TEXT, count=COUNT)),
            failed=list_of(problem), partial=list_of(problem), skipped=list_of(problem),
            duplicates=list_of(object_of(path=TEXT, of=TEXT)),
            opened=list_of(object_of(path=TEXT, media_type=TEXT, records=COUNT)),
            notices=list_of(TEXT), seconds={"type": "number"},
        ),
        "FileOutcome": object_of(
            path=TEXT, state=one_of(State), media_type=or_null(TEXT), reason=or_null(TEXT),
            count=COUNT, document=or_null(TEXT), of=or_null(TEXT),
        ),
    }  # fmt: skip


def alternatives_schema() -> Schema:
    """Other searches, where one found nothing."""
    return {
        **list_of(object_of(word=TEXT, count=COUNT, kind=one_of(AlternativeKind))),
        "description": "When nothing was found: each part alone, words like those that find "
        "nothing, and all that was left out of texts; with what each finds.",
    }


def why_schema() -> Schema:
    """What the score of a hit is the sum of."""
    worth = object_of(
        kind=one_of(WorthKind), score={"type": "number"}, text=TEXT, count=COUNT, documents=COUNT
    )
    return {
        **list_of(worth),
        "description": "What the score is the sum of, where a page was asked for: words of the "
        "query with their places in the document and the documents that have them, how close "
        "together they stand, and what the document shares with the best of all.",
    }


def citation_schema() -> Schema:
    """A citation of a document or a passage."""
    style = object_of(
        name=TEXT, label=TEXT, remark={**or_null(TEXT), "description": "Why a form is missing."},
        note={**or_null(TEXT), "description": "For a note, or in the text."},
        entry={**or_null(TEXT), "description": "For the list of what was cited."},
    )  # fmt: skip
    return object_of(
        id=TEXT, url={**TEXT, "description": "The link that lasts."}, styles=list_of(style),
        text={**TEXT, "description": "Quotation, reference and link, a line each."},
        csl={"type": "object", "description": "A CSL item (CSL-JSON 1.0.2)."},
        warning={**or_null(TEXT), "description": "Where `public_url` is not set: that others may "
                 "not reach the links."},
        files={
            **object_of(**dict.fromkeys(FORMATS, TEXT)),
            "description": "The addresses of the same in exchange formats; "
            "`/search.csl.json`, `.bib` and `.ris` give all documents of a search.",
        },
    )  # fmt: skip


def quote_schema() -> Schema:
    """The quote checker's answer."""
    verdict: Schema = {"enum": [*get_args(Verdict), "absent"]}
    step = object_of(kind=one_of(StepKind), quoted=TEXT, text=TEXT)
    return object_of(
        verdict=verdict, pieces=list_of(TEXT),
        stopped={"type": "boolean", "description": "Not every document could be compared in time."},
        found=list_of(object_of(
            verdict=one_of(Verdict), likeness={"type": "number"}, start=COUNT, end=COUNT,
            steps=list_of(step), passage=ref("Passage"), document=ref("DocumentEntry"),
            captures=list_of(ref("Capture")),
        )),
    )  # fmt: skip


def query_schema() -> Schema:
    """A query as it was understood."""
    return object_of(
        text=TEXT, understood=TEXT,
        matched={
            "enum": ["all", "all, then some", "some"],
            "description": "Some: no document has all the words; these have some of them. All, "
            "then some: those that have them all come first.",
        },
        refused={"type": "boolean", "description": "It was not run; the notices say why."},
        stopped={"type": "boolean", "description": "It was refused since it took too long."},
        notices=list_of(TEXT),
        expansions=list_of(object_of(
            word=TEXT, kind=one_of(Kind), forms=list_of(TEXT), count=COUNT,
            counts={**list_of(COUNT), "description": "Documents of each form, where forms are "
                    "sought one by one."},
            without={**TEXT, "description": "What the parameter “without” takes it out by; “=” "
                     "and a form after it takes out that form."},
        )),
        without={**list_of(TEXT), "description": "What was taken out."},
        corrections={
            **list_of(object_of(word=TEXT, text=TEXT, count=COUNT, query=TEXT)),
            "description": "What rare words may have been meant to be, and the query with it.",
        },
    )  # fmt: skip


def record_schema() -> Schema:
    """A search record."""
    return object_of(
        format=TEXT, made=TEXT, query=TEXT, parameters=TEXT, understood=TEXT,
        refused={"type": "boolean"}, notices=list_of(TEXT),
        widened=list_of(object_of(word=TEXT, kind=one_of(Kind), forms=list_of(TEXT))),
        generation=object_of(
            id=TEXT, created=TEXT, documents=COUNT, passages=COUNT, register_head=TEXT,
            register_count=COUNT,
        ),
        total=COUNT, with_all=COUNT,
        documents={**list_of(TEXT), "description": "Identifiers of the best, in their order."},
        documents_sha256={**TEXT, "description": "Of these, a line feed between them."},
    )  # fmt: skip
