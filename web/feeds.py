"""For other programs: what a browser's address bar and a robot ask a site for.

Promises: plain files made from the settings alone; no search is run and no document read.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from web.site import Site

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
    """``/robots.txt`` (RFC 9309) and ``/opensearch.xml`` (OpenSearch 1.1)."""
    room = Blueprint("feeds", __name__)

    @room.get("/robots.txt")
    def robots() -> Response:
        return Response(ROBOTS, mimetype="text/plain")

    @room.get("/opensearch.xml")
    def opensearch() -> Response:
        base = (site.settings.public_url or request.host_url).rstrip("/")
        return Response(
            render_template("opensearch.xml", base=base),
            mimetype="application/opensearchdescription+xml",
        )

    return room
