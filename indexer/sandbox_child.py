"""The process that runs parsers: asked over a socket, confined before the first question.

Promises: it answers each question with one message (an edition, or why there is none) and ends
when its parent does; what a parser prints goes nowhere near the answers. Started only by
``indexer.sandbox``, which does not trust what it answers.

It is told on its command line: the descriptor of the socket, the parent's process id, the
function that reads ("module:function"), bytes of memory and seconds of processor time a file.
Where the module has a function ``prepare``, that is called before confinement, to load what is
slow to load. Its first message is {"ready": [notices]} or {"defect": where}. A question is two
messages: a JSON header, and the bytes. An answer is one of {"edition": …},
{"unreadable": sentence}, {"memory": true}, {"defect": where}.
"""

from __future__ import annotations

import gc
import json
import os
import sys
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
_HERE = Path(__file__).parent
Read = Callable[[bytes, str, str], Edition]


def main(arguments: list[str]) -> None:
    """Get ready, say so, and answer until the parent closes the socket."""
    descriptor, parent, function, memory_bytes, seconds = arguments
    die_with_parent(int(parent))
    channel = int(descriptor)
    try:
        read = _function(function)
        notices = confine(int(memory_bytes))
    except Exception as error:
        _send(channel, {"defect": _where(error)})
        raise
    _send(channel, {"ready": notices})
    receive = partial(os.read, channel)
    while (header := read_frame(receive)) is not None:
        data = read_frame(receive) or b""
        limit_processor(int(seconds))
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
