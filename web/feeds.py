"""For other programs: what feed readers, address bars, phones and robots ask a site for.

Promises: a feed is the search that its page shows; all else is made from settings and identifiers.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, abort, jsonify, render_template, request

from archive.answers import completions, search_answer
from archive.errors import UsageError
from archive.facts import document_address
from archive.parameters_reading import read_parameters, seen_as
from web import atom, guard
from web.api import TYPED
from web.found import base_url
from web.site import Site

IN_SITEMAP = 20_000  # addresses in one file; sitemaps.org allows 50,000 and 50 MB
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512", "seal.svg": "any"}

# Search results and originals are endless or foreign; documents and passages are welcome.
ROBOTS = """User-agent: *
Disallow: /search
Disallow: /api/
Disallow: /d/*/view
Disallow: /d/*/look
Disallow: /d/*/page/
Disallow: /d/*/similar
Disallow: /d/*/cite
Disallow: /unapi
Disallow: /concordance
Disallow: /d/*/original
"""


def blueprint(site: Site) -> Blueprint:
    """Robots (RFC 9309), OpenSearch 1.1, Atom (RFC 4287), sitemaps, and the web manifest."""
    room = Blueprint("feeds", __name__)

    @room.get("/robots.txt")
    def robots() -> Response:
        sitemap = f"\nSitemap: {base_url(site.settings)}/sitemap.xml\n"
        return Response(ROBOTS + sitemap, mimetype="text/plain")

    @room.get("/search.atom")
    def feed() -> Response:
        pairs = atom.as_feed(list(seen_as("list", request.args.items(multi=True))))
        parameters = read_parameters(pairs, site.settings)
        with guard.slot(site), site.snapshot() as snapshot:
            answer = search_answer(snapshot, parameters, site.settings)
        if answer.refused or answer.stopped:
            raise UsageError(" ".join(answer.notices))
        title = f"{parameters.q} – Muniment" if parameters.q else "Muniment: what was taken in"
        return Response(atom.feed(answer, base_url(site.settings), title), mimetype=atom.TYPE)

    @room.get("/suggest.json")
    def suggest() -> Response:
        """What an address bar offers (OpenSearch Suggestions 1.1)."""
        typed = request.args.get("q", "")[:TYPED]
        with guard.slot(site), site.snapshot() as snapshot:
            offered = [each.query for each in completions(snapshot, typed)]
        response = jsonify([typed, list(dict.fromkeys(offered))])
        response.mimetype = "application/x-suggestions+json"
        return response

    @room.get("/sitemap.xml")
    def sitemap() -> Response:
        with site.snapshot() as snapshot:
            count = snapshot.generation.documents
        files = range(1, max(1, -(-count // IN_SITEMAP)) + 1)
        base = base_url(site.settings)
        places = (f"{base}/sitemap-{number}.xml" for number in files)
        return _sitemap("sitemapindex", "sitemap", places)

    @room.get("/sitemap-<int:number>.xml")
    def sitemap_part(number: int) -> Response:
        with guard.slot(site), site.snapshot() as snapshot:
            identifiers = snapshot.documents.newest(number * IN_SITEMAP)
        part = identifiers[(number - 1) * IN_SITEMAP :]
        if not part and number != 1:
            abort(404)
        base = base_url(site.settings)
        return _sitemap("urlset", "url", (base + document_address(each) for each in part))

    @room.get("/manifest.webmanifest")
    def manifest() -> Response:
        response = jsonify(
            name="Muniment", short_name="Muniment", start_url="/", scope="/", display="minimal-ui",
            background_color="#faf8f3", theme_color="#7d2a20",
            description="Search the saved documents of this archive, passage by passage.",
            icons=[{"src": f"/static/{name}", "sizes": sizes} for name, sizes in ICONS.items()],
        )  # fmt: skip
        response.mimetype = "application/manifest+json"
        return response

    @room.get("/opensearch.xml")
    def opensearch() -> Response:
        return Response(
            render_template("opensearch.xml", base=base_url(site.settings)),
            mimetype="application/opensearchdescription+xml",
        )

    return room


def _sitemap(kind: str, each: str, places: Iterable[str]) -> Response:
    """A file of addresses (sitemaps.org); these have no sign that XML would escape."""
    rows = "".join(f"<{each}><loc>{place}</loc></{each}>\n" for place in places)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    whole = f'{head}<{kind} xmlns="{_SITEMAP}">\n{rows}</{kind}>\n'
    return Response(whole, mimetype="application/xml")
