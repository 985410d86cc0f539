"""Pages that a browser has already: answered in a word, without being made again (RFC 9110, 13).

Promises: a page has an ``ETag`` of everything that it is made of: its address, the generation, what
the keep knows, the language, this very software. A browser that has it asks with that, and is told
that it is still so (304) before any search is run. What depends on more (the files of the corpus, a
clock) says so, and has no tag. Nobody in between keeps a page
without asking: what was withdrawn is to go at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from flask import Flask, Response, g, request

from archive.errors import MunimentError
from archive.register_chain import REGISTER_NAME
from archive.search import Snapshot
from web.interface import CATALOGUES, spoken
from web.site import Site

ASK_FIRST = "no-cache"  # keep it, but ask each time whether it is still so
_METHODS = frozenset({"GET", "HEAD"})
_PROGRAMS = frozenset({"text/html", "application/json", "application/atom+xml"})
_DIGITS = 32  # of a SHA-256, in hexadecimal: more than enough to tell editions of a page apart


def install(app: Flask, site: Site) -> None:
    """Put validators on the pages of ``app``; the language of an answer is known by then."""
    made_by, beside = _software(), _beside(site.settings.keep_folder)

    @app.before_request
    def still_so() -> Response | None:
        # Told before the page is made: one that is made of what came since is asked for again.
        g.validators = _validators(site, made_by + spoken().code, beside)
        tag = g.validators[0]
        if request.method not in _METHODS or not request.if_none_match.contains_weak(tag):
            return None
        response = Response(status=304)
        _add(response, *g.validators)
        return response

    @app.after_request
    def validated(response: Response) -> Response:
        if (
            request.method in _METHODS
            and response.status_code == 200
            and response.mimetype in _PROGRAMS
            and not response.is_streamed
            and "validators" in g
            and "Cache-Control" not in response.headers
            and "ETag" not in response.headers
        ):
            _add(response, *g.validators)
        return response


def unsettled() -> None:
    """The running request's answer depends on more: on a clock, or on files of the corpus."""
    g.pop("validators", None)


def _validators(site: Site, made_by: str, beside: Iterable[Path]) -> tuple[str, datetime | None]:
    """The ETag of the running request's answer and when its generation was made; "" if unknown."""
    try:
        with site.snapshot() as snapshot:
            return _told(snapshot, made_by, map(_stamp, beside))
    except MunimentError:
        return "", None


def _told(snapshot: Snapshot, made_by: str, stamps: Iterable[str]) -> tuple[str, datetime | None]:
    parts = [
        made_by, request.host, request.full_path, request.headers.get("Accept", ""),
        snapshot.generation.id, *stamps,
    ]  # fmt: skip
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    try:
        modified = datetime.fromisoformat(snapshot.generation.created)
    except ValueError:
        modified = None
    return digest[:_DIGITS], modified


def _beside(keep: Path) -> list[Path]:
    """What may change while a generation stays: withdrawals, time stamps, a verification."""
    return [keep / name for name in (REGISTER_NAME, "timestamps", "verified.json")]


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_mtime_ns}-{status.st_size}"


def _software() -> str:
    """What makes the pages: the version, and the templates and scripts as they lie."""
    digest = hashlib.sha256(version("muniment").encode())
    for folder in ("templates", "static", CATALOGUES):
        for file in sorted(files("web").joinpath(folder).iterdir(), key=lambda one: one.name):
            digest.update(file.name.encode() + file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def _add(response: Response, tag: str, modified: datetime | None) -> None:
    response.headers["Cache-Control"] = ASK_FIRST
    response.vary.add("Accept")
    if tag:
        response.set_etag(tag, weak=True)
    if modified:
        response.last_modified = modified.astimezone(UTC)
