"""The processes that run parsers: a server that loads them and forks, and what it forks.

Promises: a forked process is confined before the first question, answers each with one message (an
edition, or why there is none) and ends when its parent does, as does the server; what a parser
prints goes nowhere near the answers. Started only by ``indexer.fork_server``; what is answered is
not trusted by ``indexer.sandbox``.

The server is told on its command line: the descriptor of its socket, the parent's process id and
the function that reads ("module:function"). Where the module has a function ``prepare``, that is
called first, to load what is slow to load. Its first message is {"ready": true} or {"defect":
where}; then it answers {"memory_bytes": n, "seconds": n}, which a socket comes with, with
{"forked": process id}, and {"ended": process id, "within": seconds} with {"status": exit status}.

A forked process has that socket. Its first message is {"ready": [notices]} or {"defect": where}. A
question is two messages: a JSON header, and the bytes. An answer is one of {"edition": …},
{"unreadable": sentence}, {"memory": true}, {"defect": where}.
"""

from __future__ import annotations

import gc
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

COLLECTED_AFTER = 100_000  # new objects, a page or two: most are gone before by themselves
OLDER_AFTER = 50  # rounds among the new; a great page is all old objects, and no garbage
_MESSAGE = 4096  # bytes; more than any message to the server has
_LOOKED_EVERY = 0.005  # seconds
_HERE = Path(__file__).parent
Read = Callable[[bytes, str, str], Edition]


def main(arguments: list[str]) -> None:
    """Load what reads, say so, and fork until the parent closes the socket."""
    descriptor, parent, function = arguments
    die_with_parent(int(parent))
    with socket.socket(fileno=int(descriptor)) as control:
        try:
            read = _function(function)
        except Exception as error:
            control.send(json_bytes({"defect": _where(error)}))
            raise
        control.send(json_bytes({"ready": True}))
        while (asked := socket.recv_fds(control, _MESSAGE, 1))[0]:
            message = json.loads(asked[0])
            if "ended" in message:
                answered = {"status": _ended(message["ended"], message["within"])}
            else:
                answered = {"forked": _forked(control, asked[1][0], read, **message)}
            control.send(json_bytes(answered))


def _forked(
    control: socket.socket, channel: int, read: Read, memory_bytes: int, seconds: int
) -> int:
    """Fork a process that answers on the channel; its process id."""
    server = os.getpid()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            die_with_parent(server)
            control.close()
            _work(channel, read, memory_bytes, seconds)
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


def _work(channel: int, read: Read, memory_bytes: int, seconds: int) -> None:
    """Be confined, say so, and answer until the parent closes the socket."""
    try:
        notices = confine(memory_bytes)
    except Exception as error:
        _send(channel, {"defect": _where(error)})
        raise
    _send(channel, {"ready": notices})
    receive = partial(os.read, channel)
    while (header := read_frame(receive)) is not None:
        data = read_frame(receive) or b""
        limit_processor(seconds)
        _send(channel, answer(read, data, **json.loads(header)))


def answer(read: Read, data: bytes, media_type: str, name: str) -> dict[str, Any]:
    """What reading these bytes came to."""
    try:
        return {"edition": edition_to_plain(read(data, media_type, name))}
    except UnreadableError as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # noqa: BLE001 - a parser's defect costs one file, not the build
        return {"defect": _where(error)}


def _function(name: str) -> Read:
    """Import "module:function", and let the module prepare itself if it can."""
    gc.disable()
    module_name, _, function_name = name.partition(":")
    module = import_module(module_name)
    getattr(module, "prepare", lambda: None)()
    gc.freeze()  # what is loaded stays; looking through it again and again took a tenth of the time
    gc.set_threshold(COLLECTED_AFTER, *2 * [OLDER_AFTER])
    gc.enable()
    read: Read = getattr(module, function_name)
    return read


def _where(error: Exception) -> str:
    """The kind of an error and our line it came from, without its message: that may be data."""
    lines = traceback.extract_tb(error.__traceback__)
    ours = [line for line in lines if Path(line.filename).is_relative_to(_HERE)]
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}, line {ours[-1].lineno}"


def _send(channel: int, message: object) -> None:
    data = json_bytes(message)
    rest = memoryview(frame(data) + data)
    while rest:
        rest = rest[os.write(channel, rest) :]


if __name__ == "__main__":
    main(sys.argv[1:])
