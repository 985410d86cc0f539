"""Each answer in the language of whoever asks.

Promises: what is made in a request speaks the language that its reader chose in the address, or
that the browser asks for; the answer says which (``Content-Language``), and where the reader chose,
every link of the page goes on in it. Sets no cookie.
"""

from __future__ import annotations

from flask import Flask, Response, g, request

from web import interface

PAGES = "text/html"


def install(app: Flask) -> None:
    """Have every page of ``app`` speak its reader's language."""

    @app.before_request
    def begin() -> None:
        wishes = list(request.accept_languages.values())
        g.speaking = interface.speaking(interface.chosen(by_hand(), wishes))
        g.speaking.__enter__()

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        speaking = g.pop("speaking", None)
        if speaking:
            speaking.__exit__(None, None, None)

    @app.after_request
    def said(response: Response) -> Response:
        foreign = "sandbox" in response.headers.get("Content-Security-Policy", "")
        if response.mimetype != PAGES or response.is_streamed or foreign or "speaking" not in g:
            return response
        code = interface.spoken().code
        response.content_language.add(code)
        response.vary.add("Accept-Language")
        if by_hand():
            response.set_data(interface.carried(response.get_data(as_text=True), code))
        return response


def by_hand() -> str:
    """The language that the address asks for, a BCP 47 tag; "" where it asks for none."""
    return request.args.get("lang", "").strip()


def ways() -> list[tuple[interface.Tongue, str]]:
    """Every language of the interface with the address of the running request in it."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return [
        (each, interface.address_in(request.path, others, each.code)) for each in interface.known()
    ]
