"""The parent's end of one parser process: forked, asked, timed, ended.

Promises: ``ask`` gives a whole answer or raises ``ProcessFailedError`` with a sentence within its
time, whatever the process does; ``whole`` says whether it may be asked again. Answers are not
interpreted here. The other end is ``indexer.sandbox_child``.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from archive.plain import json_bytes
from archive.settings import MIB, Settings
from indexer.fork_server import END_SECONDS, START_SECONDS, ForkServer, cause_of, not_started
from indexer.frames import PIECE, FrameError, FrameTooLongError, frame, read_frame

WALL_FACTOR = 2  # seconds by the clock for each of processor time: a busy machine is not a hang
_FETCH = b'{"fetch":'
_FAR = (1 << 63) - 1  # no file is longer
DYING_SECONDS = 0.2  # from the end of its socket to the end of a process that crashed


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseLimits:
    """What one file may take."""

    seconds: int = 30  # of processor time
    memory_bytes: int = 2048 * MIB  # of address space, besides what the libraries hold
    output_bytes: int = 64 * MIB  # of the answer about it

    @classmethod
    def of(cls, settings: Settings) -> ParseLimits:
        """The limits that the settings ask for."""
        return cls(
            seconds=settings.parse_seconds,
            memory_bytes=settings.parse_memory_mb * MIB,
            output_bytes=settings.parse_output_bytes,
        )


class ProcessFailedError(Exception):
    """The process gave no answer; the sentence says why.

    ``again``: something left behind by an earlier file may have caused it.
    """

    def __init__(self, sentence: str, *, again: bool = True) -> None:
        super().__init__(sentence)
        self.again = again


class ParserProcess:
    """One process, forked by a server, used by one thread at a time."""

    def __init__(self, server: ForkServer, function: str, limits: ParseLimits) -> None:
        """Have it forked and wait until it is confined; ``function`` is for sentences only.

        Raises MunimentError when it does not come up, OSError when the server is no more.
        """
        self._server = server
        self._limits = limits
        self._status: int | None = None  # that it ended with
        self.whole = True  # no answer is outstanding, nor was one refused
        self._socket, other = socket.socketpair()
        with other:
            try:
                self._process = server.fork(other, limits.memory_bytes, limits.seconds)
            except OSError:
                self._socket.close()
                raise
        self.notices = self._ready(function)

    def ask(self, data: bytes | BinaryIO, name: str, asked: Mapping[str, object]) -> bytes:
        """The answer about bytes, or about a file that is read as far as it is asked for.

        ``name`` is for sentences only. Raises ProcessFailedError; OSError when the file cannot be
        read.
        """
        limits, until = self._limits, time.monotonic() + WALL_FACTOR * self._limits.seconds
        too_long = f"Reading “{name}” took over {limits.seconds} seconds and was stopped."
        self.whole = False
        try:
            if isinstance(data, bytes):
                self._send_frame(json_bytes({"bytes": None, "asked": asked}), until)
                self._send_frame(data, until)
            else:
                size = data.seek(0, os.SEEK_END)
                self._send_frame(json_bytes({"bytes": size, "asked": asked}), until)
            answer = self._answer(until)
            while answer is not None and not isinstance(data, bytes) and (piece := _asked(answer)):
                data.seek(piece[0])
                self._send_frame(data.read(piece[1]), until)
                answer = self._answer(until)
        except TimeoutError:
            raise ProcessFailedError(too_long, again=False) from None
        except FrameTooLongError:
            raise ProcessFailedError(
                f"What was read from “{name}” came to over {limits.output_bytes:,} bytes and was "
                "not taken.",
            ) from None
        except (FrameError, ConnectionError):
            answer = None
        if answer is None:
            status = self.kill()
            if status == -signal.SIGXCPU:
                raise ProcessFailedError(too_long, again=False)
            raise ProcessFailedError(f"The parser crashed on “{name}” ({cause_of(status)}).")
        self.whole = True
        return answer

    def end(self) -> None:
        """Let the process end by itself, or have it killed soon."""
        self._socket.close()
        self._ended(END_SECONDS)

    def kill(self) -> int:
        """End the process now; returns its exit status, negative when a signal ended it.

        A process that had ended keeps the status it ended with.
        """
        self.whole = False
        self._socket.close()
        return self._ended(DYING_SECONDS)

    def _ended(self, within: float) -> int:
        if self._status is None:
            self._status = self._server.ended(self._process, within)
        return self._status

    def _ready(self, function: str) -> list[str]:
        """Wait for the first message; returns its notices."""
        until = time.monotonic() + START_SECONDS
        cause = ""
        try:
            message = read_frame(lambda size: self._receive(size, until), MIB)
            first: dict[str, Any] = json.loads(message or b"{}")
            cause = str(first.get("defect", ""))
            notices: list[str] = first["ready"]
        except (OSError, FrameError, ValueError, KeyError):
            status = self.kill()
            raise not_started(function, cause or cause_of(status)) from None
        return notices

    def _answer(self, until: float) -> bytes | None:
        limit = self._limits.output_bytes
        return read_frame(lambda size: self._receive(size, until), limit)

    def _send_frame(self, message: bytes, until: float) -> None:
        for part in (frame(message), message):
            self._socket.settimeout(_left(until))
            self._socket.sendall(part)

    def _receive(self, size: int, until: float) -> bytes:
        self._socket.settimeout(_left(until))
        return self._socket.recv(size)


def _asked(answer: bytes) -> tuple[int, int] | None:
    """Offset and count of the bytes that a process asks for; None when it answers."""
    if not answer.startswith(_FETCH):
        return None
    try:
        offset, count = json.loads(answer)["fetch"]
        return min(max(0, int(offset)), _FAR), min(max(0, int(count)), PIECE)
    except (ValueError, KeyError, TypeError):
        return None


def _left(until: float) -> float:
    """Seconds left. Raises TimeoutError when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
