"""The socket that the site is asked at, and what to type to get there.

Promises: a port that is taken, or an address that is not this machine's, is told in a sentence
before anything else starts.
"""

from __future__ import annotations

import errno
import socket

from archive.errors import MunimentError
from archive.settings import Settings


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
