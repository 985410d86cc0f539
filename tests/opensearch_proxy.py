"""A door before a real node: TLS and a password, as a cluster for others has them.

The distribution that the tests start has no module for either; the node behind the door is real.
"""

from __future__ import annotations

import http.client
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.loopback import running

PASSED_ON = ("Content-Type", "Accept")


@contextmanager
def guarded(node: str, certificate: Path, user: str, password: str) -> Iterator[str]:
    """The address, on loopback, at which a node is reached with these alone."""
    target = urlsplit(node)
    expected = f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != expected:
                self._answer(401, "text/plain", b"Unauthorized")
                return
            headers = {n: self.headers[n] for n in PASSED_ON if n in self.headers}
            connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=60)
            with closing(connection):
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                kind = answer.getheader("Content-Type", "application/json")
                self._answer(answer.status, kind, answer.read())

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _pass_on  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    # The handshake is for the thread of each connection, so that a refused one ends only itself.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused handshake
    with running(server) as port:
        yield f"https://127.0.0.1:{port}"
