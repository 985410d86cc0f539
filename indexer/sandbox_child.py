"""The processes that run parsers: a server that loads them and forks, and what it forks.

Promises: a forked process is confined before the first question, answers each with one message (an
edition, or why there is none) and ends when its parent does, as does the server; what a parser
prints goes nowhere near the answers. Started only by ``indexer.fork_server``; what is answered is
not trusted by ``indexer.sandbox``.

The server is told on its command line: the descriptor of its socket, the parent's process id and
the function that answers ("module:function"). Where the module has a function ``prepare``, that is
called first, to load what is slow to load. Its first message is {"ready": true} or {"defect":
where}; then it answers {"memory_bytes": n, "seconds": n}, which a socket comes with, with
{"forked": process id}, and {"ended": process id, "within": seconds} with {"status": exit status}.

A forked process has that socket. Its first message is {"ready": [notices]} or {"defect": where}. A
question is a JSON header, {"bytes": n or null, "asked": {…}}, and, where it does not say how many
bytes there are to be fetched, a message of the bytes. Until it answers the process may ask for
bytes with {"fetch": [offset, count]}. An answer is one of {"edition": …}, {"found": …},
{"unreadable": sentence}, {"memory": true}, {"defect": where}, or a zero byte and bytes.
"""

from __future__ import annotations

import gc
import io
import json
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from archive.editions import edition_to_plain
from archive.errors import UnreadableError
from archive.model import Edition
from archive.plain import json_bytes
from indexer.confine import confine, die_with_parent, limit_processor
from indexer.frames import frame, read_frame
from indexer.streams import Elsewhere

COLLECTED_AFTER = 100_000  # new objects, a page or two: most are gone before by themselves
OLDER_AFTER = 50  # rounds among the new; a great page is all old objects, and no garbage
_MESSAGE = 4096  # bytes; more than any message to the server has
_LOOKED_EVERY = 0.005  # seconds
_HERE = Path(__file__).parent
_PIECE = 1 << 20  # bytes fetched at a time, at most: a tenth of a millisecond
_BUFFER = 1 << 16  # bytes fetched at least: small records lie side by side
Answer = Callable[..., Edition | dict[str, Any] | bytes]


def main(arguments: list[str]) -> None:
    """Load what reads, say so, and fork until the parent closes the socket."""
    descriptor, parent, function = arguments
    die_with_parent(int(parent))
    with socket.socket(fileno=int(descriptor)) as control:
        try:
            answers = _function(function)
        except Exception as error:
            control.send(json_bytes({"defect": _where(error)}))
            raise
        control.send(json_bytes({"ready": True}))
        while (asked := socket.recv_fds(control, _MESSAGE, 1))[0]:
            message = json.loads(asked[0])
            if "ended" in message:
                answered = {"status": _ended(message["ended"], message["within"])}
            else:
                answered = {"forked": _forked(control, asked[1][0], answers, **message)}
            control.send(json_bytes(answered))


def _forked(
    control: socket.socket, channel: int, answers: Answer, memory_bytes: int, seconds: int
) -> int:
    """Fork a process that answers on the channel; its process id."""
    server = os.getpid()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            die_with_parent(server)
            control.close()
            _work(channel, answers, memory_bytes, seconds)
            status = 0
        finally:
            os._exit(status)  # this is no server, whatever happened
    os.close(channel)
    return process


def _ended(process: int, within: float) -> int:
    """The exit status of a process, which is killed when it takes longer to end."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(_LOOKED_EVERY)
    os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _work(channel: int, answers: Answer, memory_bytes: int, seconds: int) -> None:
    """Be confined, say so, and answer until the parent closes the socket."""
    try:
        notices = confine(memory_bytes)
    except Exception as error:
        _send(channel, json_bytes({"defect": _where(error)}))
        raise
    _send(channel, json_bytes({"ready": notices}))
    receive = partial(os.read, channel)
    while (header := read_frame(receive)) is not None:
        question = json.loads(header)
        size = question["bytes"]
        data = (read_frame(receive) or b"") if size is None else Fetched(channel, size)
        limit_processor(seconds)
        _send(channel, _answer(answers, data, question["asked"]))


class Fetched(Elsewhere):
    """A file that lies with the parent, as a stream; to be buffered."""

    def __init__(self, channel: int, size: int) -> None:
        super().__init__(size)
        self._channel = channel

    def readinto(self, buffer: Any) -> int:
        """Fetch the next bytes, none at the end."""
        count = max(0, min(len(buffer), self._size - self._at, _PIECE))
        if count:
            _send(self._channel, json_bytes({"fetch": [self._at, count]}))
            piece = read_frame(partial(os.read, self._channel)) or b""
            count = len(piece)
            buffer[:count] = piece
            self._at += count
        return count


def _answer(answers: Answer, data: bytes | Fetched, asked: dict[str, Any]) -> bytes:
    """The answer about these bytes or this file."""
    source = io.BufferedReader(data, _BUFFER) if isinstance(data, Fetched) else data
    try:
        answer = answers(source, **asked)
    except UnreadableError as error:
        return json_bytes({"unreadable": str(error)})
    except MemoryError:
        return json_bytes({"memory": True})
    except Exception as error:  # noqa: BLE001 - a parser's defect costs one file, not the build
        return json_bytes({"defect": _where(error)})
    if isinstance(answer, bytes):
        return b"\0" + answer
    if isinstance(answer, Edition):
        return json_bytes({"edition": edition_to_plain(answer)})
    return json_bytes({"found": answer})


def _function(name: str) -> Answer:
    """Import "module:function", and let the module prepare itself if it can."""
    gc.disable()
    module_name, _, function_name = name.partition(":")
    module = import_module(module_name)
    getattr(module, "prepare", lambda: None)()
    gc.freeze()  # what is loaded stays; looking through it again and again took a tenth of the time
    gc.set_threshold(COLLECTED_AFTER, *2 * [OLDER_AFTER])
    gc.enable()
    answers: Answer = getattr(module, function_name)
    return answers


def _where(error: Exception) -> str:
    """The kind of an error and our line it came from, without its message: that may be data."""
    lines = traceback.extract_tb(error.__traceback__)
    ours = [line for line in lines if Path(line.filename).is_relative_to(_HERE)]
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}, line {ours[-1].lineno}"


def _send(channel: int, data: bytes) -> None:
    rest = memoryview(frame(data) + data)
    while rest:
        rest = rest[os.write(channel, rest) :]


if __name__ == "__main__":
    main(sys.argv[1:])
