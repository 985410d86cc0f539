"""The site under waitress: one process, its limits each with a reason.

Promises: a port that is taken, or an address that is not this machine's, is told in a sentence
before anything else starts; the address is said once the site answers. Waitress never ends a
hung thread, so its limits keep slow clients from filling it (docs/deployment.md: put a proxy in
front of it for the world).
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import closing
from typing import Any

from flask import Flask
from waitress.server import create_server

from archive.errors import MunimentError
from archive.settings import Settings

LIMITS: dict[str, Any] = {
    "connection_limit": 1000,  # idle half-requests must not shut others out
    "channel_timeout": 20,  # seconds a silent client keeps its connection
    "cleanup_interval": 5,  # seconds between looks for silent clients
    "max_request_header_size": 16_384,  # bytes; the longest query, percent-encoded, fits
    "max_request_body_size": 65_536,  # bytes; nothing is uploaded
    "asyncore_use_poll": True,  # more than 1,024 connections
    "clear_untrusted_proxy_headers": True,
    "expose_tracebacks": False,
    "ident": None,  # says nothing of itself
}


def listen(settings: Settings) -> socket.socket:
    """A socket on the setting's host and port; port 0 takes any free one.

    Raises MunimentError with a sentence when it cannot be had.
    """
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((settings.host, settings.port))
    except OSError as error:
        raise MunimentError(_refused(settings, error)) from error
    return taken


def serve(
    app: Flask, listening: socket.socket, settings: Settings, ready: Callable[[], None]
) -> None:
    """Answer requests on the socket until interrupted; ``ready`` is called just before."""
    with closing(listening):
        server = create_server(app, sockets=[listening], threads=settings.threads, **LIMITS)
        ready()
        try:
            server.run()
        finally:
            server.close()


def address(listening: socket.socket) -> str:
    """What to type into a browser on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not bound
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _refused(settings: Settings, error: OSError) -> str:
    place = f"{settings.host}, port {settings.port}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"Another program is already using {place}. Choose another port, for example: "
            f"muniment serve --port {settings.port % 65_000 + 1} (or: make serve "
            f"PORT={settings.port % 65_000 + 1})."
        )
    if error.errno == errno.EACCES:
        return f"This user may not use {place}. Choose a port above 1023, for example 8080."
    return f"{place} is not an address of this machine. Choose another host, for example 127.0.0.1."
