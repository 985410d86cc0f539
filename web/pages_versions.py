"""What stood at an address at several times: the captures by date, and two of them compared.

Promises: the list is of this archive's captures and says so; a comparison shows every passage of
both texts. The TimeMap is that of RFC 7089, whose mementos are the unmodified originals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, jsonify, redirect, render_template, request
from markupsafe import Markup, escape
from werkzeug.http import http_date, parse_date
from werkzeug.wrappers import Response

from archive.answers import (
    Version,
    at_address,
    first_with,
    resolve_passage,
    versions,
    versions_plain,
)
from archive.deadline import Deadline
from archive.differences import PASSAGES, Difference, Words, differences
from archive.errors import NotFoundError, StoppedError, UsageError
from archive.facts import document_address, title_of
from archive.model import Document, Passage
from archive.search import Snapshot
from web import guard
from web.found import any_passage_id, any_selected, base_url, find_document
from web.interface import N_
from web.mementos import TIMEMAP, moment, timing_links, uri
from web.site import Site

NO_CAPTURE = N_("This archive has no capture of that address.")
NOT_HERE = N_("The words that this link points to are not in this document.")
NO_TIME = N_("This archive has captures of that address, but does not know when they were made.")
NOT_A_TIME = N_("“{}” is no time. Accept-Datetime takes one such as Thu, 31 May 2007 20:35:00 GMT.")
TOO_LONG = N_("“{}” is too long to be compared here: more than {:,} passages.")
_MARKS = {"removed": Markup("<del>{}</del>"), "added": Markup("<ins>{}</ins>")}


@dataclass(frozen=True, slots=True)
class Row:
    """A passage of either text in the comparison."""

    kind: str
    words: Markup
    old: Passage | None
    new: Passage | None


@dataclass(frozen=True, slots=True)
class Appears:
    """The oldest dated capture with some words; ``stopped`` where it took too long to tell."""

    words: str
    first: Version | None
    stopped: bool = False


def add_routes(room: Blueprint, site: Site) -> None:
    """``/d/<D>/versions``, ``/d/<D>/versions/<D>``, the TimeMaps and the TimeGates."""

    @room.get("/d/<name>/versions")
    def document_versions(name: str) -> str:
        with site.snapshot() as snapshot:
            document = find_document(snapshot.documents, name)
            known = versions(snapshot.documents, document)
            asked = request.args.get("p", "")
            appears = _appears(site, snapshot, document, known, asked) if asked else None
        return render_template("versions.html", document=document, versions=known, appears=appears)

    @room.get("/d/<name>/versions/<other>")
    def compared(name: str, other: str) -> str:
        with guard.slot(site), site.snapshot() as snapshot:
            old = find_document(snapshot.documents, name)
            new = find_document(snapshot.documents, other)
            rows = list(_rows(snapshot, old, new))
        changed = sum(row.kind != "same" for row in rows)
        return render_template("compared.html", old=old, new=new, rows=rows, changed=changed)

    @room.get("/timemap/link/<path:url>")
    def timemap(url: str) -> Response:
        target, known = _at(site, url)
        lines = ",\n".join(_links(target, known, base_url(site.settings)))
        return Response(f"{lines}\n", mimetype=TIMEMAP)

    @room.get("/timegate/<path:url>")
    def timegate(url: str) -> Response:
        target, known = _at(site, url)
        nearest = _nearest(known, request.headers.get("Accept-Datetime", ""))
        response = redirect(f"{document_address(nearest.document.id)}/original")
        response.vary.add("Accept-Datetime")
        for name, rest in timing_links(target):
            response.headers.add("Link", f"<{name}>; {rest}")
        return response


def add_api_route(room: Blueprint, site: Site) -> None:
    """The list for programs."""

    @room.get("/d/<document_id>/versions.json")
    @room.get("/api/v1/documents/<document_id>/versions")
    def versions_api(document_id: str) -> Response:
        with site.snapshot() as snapshot:
            known = versions(snapshot.documents, find_document(snapshot.documents, document_id))
        return jsonify(versions_plain(known, base_url(site.settings)))


def _appears(
    site: Site, snapshot: Snapshot, document: Document, known: tuple[Version, ...], key: str
) -> Appears:
    """Where the words of a passage, or of a selection, first appear. Raises NotFoundError."""
    passage, _, selection = key.partition("/")
    selected = any_selected(selection) if selection else None
    with guard.slot(site):
        wanted = any_passage_id(passage)
        answer = resolve_passage(snapshot, site.kept, document.id, wanted, selected)
        if answer.status not in ("exact", "moved"):
            raise NotFoundError(NOT_HERE)
        deadline = Deadline.after(site.settings.search_seconds)
        try:
            first = first_with(snapshot.documents, known, answer.text, deadline)
        except StoppedError:
            return Appears(answer.text, None, stopped=True)
        return Appears(answer.text, first)


def _at(site: Site, url: str) -> tuple[str, tuple[Version, ...]]:
    """The address asked for, with its query, and its captures. Raises NotFoundError."""
    query = request.query_string.decode("ascii", "replace")
    target = f"{url}?{query}" if query else url
    with site.snapshot() as snapshot:
        known = at_address(snapshot.documents, target)
    if not known:
        raise NotFoundError(NO_CAPTURE)
    return target, known


def _nearest(known: tuple[Version, ...], wanted: str) -> Version:
    """The capture nearest in time (RFC 7089, 4.1.1), the newest where no time is wanted.

    Raises NotFoundError where no capture's time is known, UsageError for what is no time.
    """
    dated = [(when, each) for each in known if (when := moment(each.captured))]
    if not dated:
        raise NotFoundError(NO_TIME)
    if not wanted:
        return max(dated, key=lambda pair: pair[0])[1]
    time = parse_date(wanted)
    if time is None:
        raise UsageError(NOT_A_TIME.format(wanted[:80]))
    return min(dated, key=lambda pair: abs(pair[0] - time))[1]


def _links(url: str, known: tuple[Version, ...], base: str) -> Iterator[str]:
    """The links of a TimeMap (RFC 7089, 5): captures whose time is known to the minute."""
    yield f'<{uri(url)}>; rel="original"'
    yield f'<{base}/timemap/link/{uri(url)}>; rel="self"; type="{TIMEMAP}"'
    yield f'<{base}/timegate/{uri(url)}>; rel="timegate"'
    for each in known:
        when = moment(each.captured)
        if when:
            place = f"{base}{document_address(each.document.id)}/original"
            yield f'<{place}>; rel="memento"; datetime="{http_date(when)}"'


def _rows(snapshot: Snapshot, old: Document, new: Document) -> Iterator[Row]:
    """Raises UsageError for texts that are too long to be compared."""
    before = snapshot.documents.passages(old.id)
    after = snapshot.documents.passages(new.id)
    try:
        found = differences([each.text for each in before], [each.text for each in after])
    except ValueError:
        raise UsageError(TOO_LONG.format(title_of(old), PASSAGES)) from None
    for each in found:
        yield _row(each, before, after)


def _row(each: Difference, before: tuple[Passage, ...], after: tuple[Passage, ...]) -> Row:
    return Row(
        kind=each.kind,
        words=Markup(" ").join(map(_words, each.words)),
        old=before[each.old] if each.old is not None else None,
        new=after[each.new] if each.new is not None else None,
    )


def _words(words: Words) -> Markup:
    mark = _MARKS.get(words.kind)
    return mark.format(words.text) if mark else escape(words.text)
