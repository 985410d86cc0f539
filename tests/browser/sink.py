"""What hostile pages try to reach, and the log of everything a browser asked the network for.

Promises: whatever is asked of the sink is noted, by any name that leads to it; ``asked`` reads
Chromium's own network log, in which are also names that were only looked up and connections
that were only opened. Hosts are ``<name of the page>.localhost``, which Chromium resolves itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.loopback import running

WRITTEN = "sink.example"  # how the pages in the data spell the sink
CONTROL = "control"  # the host under which the sink serves the pages untreated
# Events of the network log that name what a page wanted (net/log/net_log_event_type_list.h).
_EVENTS = ("URL_REQUEST_START_JOB", "HOST_RESOLVER_MANAGER_REQUEST")


class Sink:
    """A server on loopback that answers anything, and serves hostile pages as they are."""

    def __init__(self, files: Mapping[str, str], parent: str) -> None:
        """``files`` are served from ``control.localhost``; ``parent`` has a ``{}`` for a frame."""
        self.requests: list[str] = []  # "host/path" of what was not asked of the control host
        self._parent = parent
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        self._files = {name: self.spelled(text) for name, text in files.items()}

    def spelled(self, text: str) -> str:
        """A page of the data with the sink's real name in it."""
        return text.replace(WRITTEN, f"localhost:{self.port}")

    @contextmanager
    def running(self) -> Iterator[Sink]:
        """Serve while the block runs."""
        with running(self._server):
            yield self

    def _answer(self, host: str, path: str) -> tuple[str, bytes]:
        name = unquote(urlsplit(path).path).lstrip("/")
        if host == CONTROL:
            if name.startswith("framed/"):
                return "text/html", self._parent.format("/" + name[7:]).encode()
            kind = "text/javascript" if name.endswith(".js") else "text/css"
            kind = "image/svg+xml" if name.endswith(".svg") else kind
            kind = "text/html" if name.endswith(".html") else kind
            return kind, self._files.get(name, "").encode()
        self.requests.append(f"{host}{path}")
        return "text/css" if name.endswith(".css") else "text/html", b""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Answer whatever is asked, and note it."""
                host = (self.headers.get("Host") or "").partition(".")[0]
                kind, body = sink._answer(host, self.path)
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    with suppress(ConnectionError):  # the page was closed meanwhile
                        self.wfile.write(body)

            do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - names of http.server

            def log_message(self, *_: object) -> None:
                """Keep quiet: what was asked is in ``requests``."""

        return Handler


def asked(log: Path) -> set[str]:
    """Every address and name in a network log that is one of ``*.localhost``, but the control's.

    An address with its path for a request, a bare host for a name that was looked up.
    """
    text = log.read_text("utf-8", "replace")
    try:
        known = json.loads(text)
    except ValueError:  # the browser had no time to end its log
        known = json.loads(text.rstrip().rstrip(",") + "]}")
    types = known["constants"]["logEventTypes"]
    wanted = {types[name] for name in _EVENTS}
    found = set()
    for event in known["events"]:
        parameters = event.get("params", {})
        if event["type"] in wanted:
            address = str(parameters.get("url") or parameters.get("host") or "")
            host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
            if host.endswith(".localhost") and not host.startswith(f"{CONTROL}."):
                found.add(address)
    return found
