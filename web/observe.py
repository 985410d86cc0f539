"""Whether the site lives and is ready, and a log that tells nobody what was read.

Promises: /livez answers as long as the process does; /readyz only when a generation can be
searched; a log line has the method, the kind of page, the status and the milliseconds, and never
a query, an identifier, an address of a reader or a user agent.
"""

from __future__ import annotations

import logging
import os
import time

from flask import Blueprint, Response, g, request

from archive.errors import MunimentError
from web.site import Site

log = logging.getLogger("muniment.requests")


def blueprint(site: Site) -> Blueprint:
    """The health pages; they take no search slot, so that they answer when all are taken."""
    room = Blueprint("observe", __name__)

    @room.get("/livez")
    def livez() -> Response:
        return _plain(200, f"alive: {_process()}\n")

    @room.get("/readyz")
    def readyz() -> Response:
        try:
            with site.snapshot() as snapshot:
                waiting = f"{site.slots.waiting} searches wait in {_process()}"
                return _plain(200, f"ready: generation {snapshot.generation.id}; {waiting}\n")
        except MunimentError as error:
            return _plain(503, f"not ready: {error}\n")

    room.before_app_request(_begin)
    room.after_app_request(_log)
    return room


def _process() -> str:
    """Which of the site's processes answers: each speaks for itself."""
    return f"process {os.getpid()}"


def _plain(status: int, text: str) -> Response:
    response = Response(text, status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


def _begin() -> None:
    g.began = time.perf_counter()


def _log(response: Response) -> Response:
    """One line a request; the kind of page is its rule, ``/d/<document>``, not its address."""
    began = g.get("began")
    milliseconds = (time.perf_counter() - began) * 1000 if began else 0.0
    kind = request.url_rule.rule if request.url_rule else "nothing"
    log.info("%s %s %d %.1f ms", request.method, kind, response.status_code, milliseconds)
    return response
