"""The parent's end of one parser process: started, asked, timed, ended.

Promises: ``ask`` gives a whole answer or raises ``ProcessFailedError`` with a sentence within its
time, whatever the process does; ``whole`` says whether it may be asked again. Answers are not
interpreted here. The other end is ``indexer.sandbox_child``.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.errors import MunimentError
from archive.plain import json_bytes
from archive.settings import MIB, Settings
from indexer.frames import FrameError, FrameTooLongError, frame, read_frame

START_SECONDS = 60.0  # imports take one or two; on a cold, busy disk longer
WALL_FACTOR = 2  # seconds by the clock for each of processor time: a busy machine is not a hang
DYING_SECONDS = 0.2  # from the end of its socket to the end of a process that crashed
END_SECONDS = 2.0  # between closing the socket and killing the process


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
    """One process. To be started by a thread that outlives it, used by one thread at a time."""

    def __init__(self, function: str, limits: ParseLimits) -> None:
        """Start it and wait until it is confined. Raises MunimentError when it does not come up."""
        self._limits = limits
        self.whole = True  # no answer is outstanding, nor was one refused
        self._socket, other = socket.socketpair()
        command = [sys.executable, "-m", "indexer.sandbox_child", str(other.fileno())]
        command += [str(os.getpid()), function, str(limits.memory_bytes), str(limits.seconds)]
        with other:
            self._process = subprocess.Popen(
                command,
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,  # no terminal, and Ctrl-C is the parent's to handle
            )
        self.notices = self._ready(function)

    def ask(self, data: bytes, media_type: str, name: str) -> bytes:
        """The answer about a file. Raises ProcessFailedError."""
        limits, until = self._limits, time.monotonic() + WALL_FACTOR * self._limits.seconds
        too_long = f"Reading “{name}” took over {limits.seconds} seconds and was stopped."
        self.whole = False
        try:
            for message in (json_bytes({"media_type": media_type, "name": name}), data):
                self._send(frame(message), until)
                self._send(message, until)
            answer = read_frame(lambda size: self._receive(size, until), limits.output_bytes)
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
            raise ProcessFailedError(f"The parser crashed on “{name}” ({_cause(status)}).")
        self.whole = True
        return answer

    def end(self) -> None:
        """Let the process end by itself, or kill it soon."""
        self._socket.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> int:
        """End the process now; returns its exit status, negative when a signal ended it.

        A process that had ended keeps the status it ended with.
        """
        self.whole = False
        self._socket.close()
        if _lives(self._process):
            self._process.kill()
        return self._process.wait()

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
            cause = cause or _cause(self.kill())
            self.kill()
            raise MunimentError(
                f"The parser process ({function}) did not start ({cause}); is Muniment installed "
                "whole? `muniment doctor` says what is missing."
            ) from None
        return notices

    def _send(self, data: bytes, until: float) -> None:
        self._socket.settimeout(_left(until))
        self._socket.sendall(data)

    def _receive(self, size: int, until: float) -> bytes:
        self._socket.settimeout(_left(until))
        return self._socket.recv(size)


def _left(until: float) -> float:
    """Seconds left. Raises TimeoutError when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _lives(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process is still there after the moment that a dying one needs."""
    try:
        process.wait(DYING_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _cause(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"it ended with status {status}"
    if status == -signal.SIGKILL:
        return "it was killed, which the system does when memory runs out"
    return f"it was ended by {signal.Signals(-status).name}"


def _environment() -> dict[str, str]:
    """What the process knows of its surroundings: where modules are, and nothing that varies."""
    paths = [str(Path(path).absolute()) for path in sys.path]
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        **kept,
        **dict.fromkeys(threads, "1"),  # started at import, each would hold address space
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",  # the working folder is nobody's module path
        "TZ": "UTC",
    }
