"""The parent's end of the fork server: one process that has loaded the parsers and forks others.

Promises: loading is paid for once, however many processes read and however many hostile files
end theirs, and what was loaded stands in memory once; a process that is forked is confined before
it reads, and none outlives the server, nor the server its parent. The server itself sees no file
and no answer. The other end is ``indexer.sandbox_child``.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from archive.errors import MunimentError
from archive.plain import json_bytes

START_SECONDS = 60.0  # loading takes one or two; on a cold, busy disk longer
END_SECONDS = 2.0  # between closing its socket and killing a process
_MESSAGE = 4096  # bytes; more than any message here has


class ForkServer:
    """One server. To be started by a thread that outlives it; may be asked by several threads."""

    def __init__(self, function: str) -> None:
        """Start it and wait until it has loaded. Raises MunimentError when it does not come up."""
        self._lock = threading.Lock()
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "indexer.sandbox_child", str(other.fileno())]
        with other:
            self._process = subprocess.Popen(
                [*command, str(os.getpid()), function],
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,  # no terminal, and Ctrl-C is the parent's to handle
            )
        self._wait(function)

    def fork(self, channel: socket.socket, memory_bytes: int, seconds: int) -> int:
        """Fork a process that answers on this socket; its process id. Raises OSError."""
        asked = {"memory_bytes": memory_bytes, "seconds": seconds}
        forked: int = self._ask(asked, [channel.fileno()])["forked"]
        return forked

    def ended(self, process: int, within: float) -> int:
        """The exit status of a process, negative when a signal ended it.

        It is killed when it has not ended by itself within so many seconds.
        """
        try:
            status: int = self._ask({"ended": process, "within": within})["status"]
        except OSError:  # the server is no more, and with it went its processes
            return -signal.SIGKILL
        return status

    def close(self) -> None:
        """End the server, and with it what it forked."""
        self._control.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, message: dict[str, Any], sent: Sequence[int] = ()) -> dict[str, Any]:
        """One question, with descriptors, and its answer. Raises OSError, from then on too."""
        with self._lock:
            try:
                socket.send_fds(self._control, [json_bytes(message)], list(sent))
                return self._received()
            except OSError:
                self._control.close()
                raise

    def _received(self) -> dict[str, Any]:
        answer = self._control.recv(_MESSAGE)
        if not answer:
            raise ConnectionResetError("the fork server has ended")
        plain: dict[str, Any] = json.loads(answer)
        return plain

    def _wait(self, function: str) -> None:
        """Wait for the first message, which says that all is loaded."""
        self._control.settimeout(START_SECONDS)
        cause = ""
        with suppress(OSError):
            cause = self._received().get("defect", "")
            if not cause:
                return
        self._control.close()
        self._process.kill()
        status = self._process.wait()
        raise not_started(function, cause or cause_of(status))


def not_started(function: str, cause: str) -> MunimentError:
    """The error when there is no process to run a function."""
    return MunimentError(
        f"The parser process ({function}) did not start ({cause}); is Muniment installed whole? "
        "`muniment doctor` says what is missing."
    )


def cause_of(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"it ended with status {status}"
    if status == -signal.SIGKILL:
        return "it was killed, which the system does when memory runs out"
    return f"it was ended by {signal.Signals(-status).name}"


def _environment() -> dict[str, str]:
    """What the processes know of their surroundings: where modules are, nothing that varies."""
    paths = [str(Path(path).absolute()) for path in sys.path]
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        **kept,
        **dict.fromkeys(threads, "1"),  # a process with threads cannot be forked safely
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",  # the working folder is nobody's module path
        "TZ": "UTC",
    }
