"""A link to words of a passage without a script: a form that is given the copied words.

Promises: leads to the selection's own page where the words stand once, and lists the places where
they stand more often; the passage's link is there in any case.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from archive.answers import selections_of
from archive.facts import passage_address
from web import guard
from web.found import find_document, read_passage_id
from web.site import Site

LONGEST = 100_000  # code points of words that are looked for; an address is shorter by far


def add_routes(room: Blueprint, site: Site) -> None:
    """``/d/<D>/p/<P>/words?words=…``."""

    @room.get("/d/<document_id>/p/<passage_id>/words")
    def selected(document_id: str, passage_id: str) -> str | Response:
        words = request.args.get("words", "")[:LONGEST]
        with guard.slot(site), site.snapshot() as snapshot:
            document = find_document(snapshot.documents, document_id)
            wanted = read_passage_id(passage_id)
            places = selections_of(snapshot, document.id, wanted, words)
        address = passage_address(document.id, wanted)
        if len(places) == 1:
            return redirect(f"{address}/{places[0].selection}")
        return render_template(
            "selected.html", document=document, address=address, places=places, words=words
        )
