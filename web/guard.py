"""What stands before and after every page: limits, headers, and one shape of error.

Promises: every answer, whatever its status, has the full set of security headers; every error
is one sentence with what to do, as a page or as RFC 9457 problem+json under /api; no error
shows an exception's own words. Sets no cookie.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError, ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import (
    MunimentError,
    NoIndexError,
    NotFoundError,
    TooCostlyError,
    UnavailableError,
    UsageError,
)
from archive.settings import Settings
from web.interface import N_, gettext, translated
from web.site import Site
from web.slots import FullError, SearchSlots

log = logging.getLogger("muniment")

# Nothing inline, nothing from elsewhere, framed by nobody (Content Security Policy Level 3).
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
BODY_LIMIT = 262_144  # bytes; nothing is uploaded, but a chapter may be pasted as a quotation
RETRY_SECONDS = 2  # a full house empties quickly: searches take milliseconds
LOOPBACK = ("localhost", "127.0.0.1", "::1")

# What is wrong: on pages in the reader’s language, for programs in English.
SENTENCES = {
    400: N_("The request could not be understood."),
    404: N_("There is nothing at this address."),
    405: N_("This address can only be read."),
    413: N_("The request is too large."),
    414: N_("The address is too long."),
    503: N_("Too many searches are running. Please try again in a moment."),
}
# The same in a word or two, over a page.
TITLES = {
    400: N_("Bad Request"),
    404: N_("Not Found"),
    405: N_("Method Not Allowed"),
    413: N_("Request Entity Too Large"),
    414: N_("Request-URI Too Long"),
    500: N_("Internal Server Error"),
    503: N_("Service Unavailable"),
}
AWAY = N_("The archive’s search servers do not answer. Please try again in a few minutes.")
UNEXPECTED = N_("Something went wrong here. It has been written to the log.")
FOREIGN_HOST = N_(
    "This site does not answer to that host name. Its keeper can add it to the setting "
    "“trusted_hosts”."
)


def install(app: Flask, settings: Settings) -> None:
    """Put the guard around every route of ``app``."""
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.before_request(partial(_refuse_foreign_host, trusted_hosts(settings)))
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(MunimentError, known_error)
    app.register_error_handler(Exception, _unexpected_error)


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """Host names the site answers to; any other may be a DNS rebinding attack."""
    public = urlsplit(settings.public_url).hostname or ""
    names = (*LOOPBACK, settings.host, *settings.trusted_hosts, public)
    return frozenset(name.strip("[]").lower() for name in names if name)


def _refuse_foreign_host(trusted: frozenset[str]) -> None:
    """Raises SecurityError. Flask's own TRUSTED_HOSTS cannot name an IPv6 address."""
    try:
        name = urlsplit(f"//{request.host}").hostname
    except ValueError:
        name = None
    if name not in trusted:
        raise SecurityError


def slot(site: Site) -> AbstractContextManager[None]:
    """One of the few places for searches that run at once; 503 when all are taken."""
    return turn(site.slots)


@contextmanager
def turn(slots: SearchSlots, full: str = SENTENCES[503]) -> Iterator[None]:
    """One of so many places for work that takes long; 503 with a sentence when all are taken."""
    try:
        with slots.taken():
            yield
    except FullError as error:
        raise ServiceUnavailable(full, retry_after=RETRY_SECONDS) from error


def _add_headers(response: Response) -> Response:
    """The page policy, wherever a route has not set a stricter one of its own."""
    headers = response.headers
    own = {name.lower() for name, _ in headers}
    headers.extend([pair for pair in HEADERS.items() if pair[0].lower() not in own])
    return response


def _http_error(error: HTTPException) -> BaseResponse:
    if error.code is not None and 300 <= error.code < 400:
        return error.get_response()
    status = error.code or 500
    sentence = SENTENCES.get(status, UNEXPECTED if status >= 500 else SENTENCES[400])
    if isinstance(error, ServiceUnavailable):
        sentence = error.description or sentence
    if isinstance(error, SecurityError):
        sentence = FOREIGN_HOST
    response = _answer(status, sentence)
    if isinstance(error, ServiceUnavailable):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if status == HTTPStatus.METHOD_NOT_ALLOWED and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return response


def known_error(error: MunimentError) -> BaseResponse:
    """An error whose sentence is meant for people."""
    if isinstance(error, NotFoundError):
        return _answer(404, str(error))
    if isinstance(error, NoIndexError):
        return _answer(503, str(error))
    if isinstance(error, UsageError):
        return _answer(400, str(error))
    if isinstance(error, TooCostlyError):
        return _answer(503, str(error))
    log.error("%s", error)  # its sentence is for the keeper: it may name folders of the server
    if isinstance(error, UnavailableError):
        return _answer(503, AWAY)
    return _answer(500, UNEXPECTED)


def _unexpected_error(error: Exception) -> BaseResponse:
    log.error("unexpected error at %s", request.endpoint, exc_info=error)
    return _answer(500, UNEXPECTED)


def _is_program() -> bool:
    """Whether JSON was asked for, by the address or by what is accepted."""
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        return True
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"]) == "application/json"


def _answer(status: int, sentence: str) -> Response:
    """The one shape of an error: a page, or a problem document for programs."""
    title = HTTPStatus(status).phrase
    if _is_program():
        response = jsonify(type="about:blank", title=title, status=status, detail=sentence)
        response.mimetype = "application/problem+json"
    else:
        page = render_template(
            "error.html",
            status=status,
            title=gettext(TITLES.get(status, title)),
            sentence=translated(sentence),
        )
        response = Response(page, mimetype="text/html")
    response.status_code = status
    return response
