"""The site under waitress: processes that share a socket, and limits each with a reason.

Promises: the address is said once every process answers. Waitress never ends a hung thread, so
its limits keep slow clients from filling it (docs/deployment.md: put a proxy in front of it for
the world).
"""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from archive.settings import Settings
from web import workers
from web.garbage import spare_the_collector
from web.sharing import LOOK, MOMENT, STEP, Board

MOST_PROCESSES = 4  # that are started unasked; each has some 100 MB of its own

LIMITS: dict[str, Any] = {
    "connection_limit": 1000,  # idle half-requests must not shut others out
    "channel_timeout": 20,  # seconds a silent client keeps its connection
    "cleanup_interval": 5,  # seconds between looks for silent clients
    "max_request_header_size": 16_384,  # bytes; the longest query, percent-encoded, fits
    "max_request_body_size": 1_048_576,  # bytes; more than the site takes, so that it can say so
    "asyncore_use_poll": True,  # more than 1,024 connections
    "clear_untrusted_proxy_headers": True,
    "expose_tracebacks": False,
    "ident": None,  # says nothing of itself
}


def serve(
    make_app: Callable[[], Flask],
    listening: socket.socket,
    settings: Settings,
    ready: Callable[[], None],
) -> None:
    """Answer requests on the socket until interrupted; ``ready`` is called once all can.

    Each process makes its application itself, with files and threads of its own.
    """
    count = settings.processes or min(_processors(), MOST_PROCESSES)
    board = Board(count)
    spare_the_collector()

    def work(number: int, works: Callable[[], None]) -> None:
        app = make_app()
        for name in app.jinja_env.list_templates():  # so that no reader waits for it
            app.jinja_env.get_template(name)
        server = _Server(app, listening, settings.threads, board, number)
        works()
        try:
            server.run()
        finally:
            server.close()

    with closing(listening):
        workers.run(count, work, ready)


def _processors() -> int:
    """Those that this process may use: a container has fewer than its machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Server(TcpWSGIServer):
    """Waitress on a socket that others listen on too."""

    def __init__(
        self, app: Flask, listening: socket.socket, threads: int, board: Board, number: int
    ) -> None:
        self._board, self._number = board, number
        self._pending = select.poll()
        self._pending.register(listening, select.POLLIN)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(threads)
        adjusted = Adjustments(sockets=[listening], threads=threads, **LIMITS)
        adjusted.asyncore_loop_timeout = LOOK  # type: ignore[assignment] # as given, it is cut to whole seconds
        super().__init__(  # as waitress.server.create_server does
            app,
            {},
            _sock=listening,
            dispatcher=dispatcher,
            adj=adjusted,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
        )

    def readable(self) -> bool:
        """Whether to listen; asked before each wait."""
        self._board.tell(self._number, self._connections)
        return bool(super().readable())

    def handle_accept(self) -> None:
        """Take the next connection, or leave it to a process that has fewer: it was woken too."""
        deadline = time.monotonic() + MOMENT
        while self._board.is_for_another(self._number, self._connections):
            if time.monotonic() > deadline:
                break
            if not self._pending.poll(0):
                return  # the other one has taken it
            time.sleep(STEP)
        super().handle_accept()
        self._board.tell(self._number, self._connections)

    @property
    def _connections(self) -> int:
        return len(self.active_channels)  # type: ignore[arg-type]  # in truth a dictionary
