"""Reading untrusted files in confined processes: a file costs at most itself, never the build.

Promises: ``ParserPool.parse`` gives an edition or raises a plain sentence, whatever the file does
to its parser: hang, crash, fill the memory, write without end. A process that failed is replaced,
and a failure that an earlier file may have caused is tried once more in a fresh process, so that
the outcome depends on the file alone. What a process answers is checked, not trusted: a file that
takes over its process could at worst falsify the text of those that the process reads next. Does
not choose what is parsed, nor keep what was read.
"""

from __future__ import annotations

import hashlib
import json
import queue
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeVar

from archive.editions import Encoded, decode
from archive.errors import UnreadableError
from indexer.fork_server import ForkServer
from indexer.parser_process import ParseLimits, ParserProcess, ProcessFailedError

__all__ = ["ConfinedPool", "ParseLimits", "ParserPool", "confinement", "failure"]

READ = "indexer.reading:read"
T = TypeVar("T")


class ConfinedPool:
    """So many confined processes, started when they are first needed; shared between threads."""

    def __init__(self, workers: int, limits: ParseLimits | None, function: str) -> None:
        self._workers = workers
        self._limits = limits or ParseLimits()
        self._function = function
        self._slots: queue.LifoQueue[ParserProcess | None] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(None)
        self._server: list[ForkServer] = []  # none, or the one that forks
        # A server dies with the thread that started it, so one thread starts them all.
        self._starter = ThreadPoolExecutor(1, "parser-starter")
        # One that serves as long as a site does is closed by nobody.
        self._forgotten = weakref.finalize(self, _end, self._slots, self._server, self._starter)

    def using(self, ask: Callable[[ParserProcess], T]) -> T:
        """What ``ask`` gets from a process. Waits for a free one.

        Raises UnreadableError when it gets no answer within the limits, MunimentError when no
        process can be started, and what ``ask`` raises.
        """
        process = self._slots.get()
        try:
            if process is not None:
                try:
                    return ask(process)
                except ProcessFailedError as error:
                    if not error.again:
                        raise
                process.kill()
            process = self._start()
            return ask(process)
        except ProcessFailedError as error:
            raise UnreadableError(str(error)) from error
        finally:
            if process is not None and not process.whole:
                process.kill()
                process = None
            self._slots.put(process)

    def confinement(self) -> list[str]:
        """What the confinement lacks on this machine, as sentences; nothing when it is whole."""
        process = self._slots.get()
        try:
            process = process or self._start()
            return process.notices
        finally:
            self._slots.put(process)

    def close(self) -> None:
        """End every process, once the files being read are done."""
        for process in [self._slots.get() for _ in range(self._workers)]:
            self._slots.put(process)
        self._forgotten()

    def __enter__(self) -> Self:
        """For ``with``: the pool itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the pool."""
        self.close()

    def _start(self) -> ParserProcess:
        return self._starter.submit(self._forked).result()

    def _forked(self) -> ParserProcess:
        """A new process, of a new server where there is none or the last one was ended."""
        if self._server:
            try:
                return ParserProcess(self._server[0], self._function, self._limits)
            except OSError:
                self._server.pop().close()
        self._server.append(ForkServer(self._function))
        return ParserProcess(self._server[0], self._function, self._limits)


def _end(
    slots: queue.LifoQueue[ParserProcess | None],
    server: list[ForkServer],
    starter: ThreadPoolExecutor,
) -> None:
    """End what a pool started."""
    with suppress(queue.Empty):
        while True:
            process = slots.get_nowait()
            if process:
                process.end()
    for each in server:
        each.close()
    starter.shutdown()


class ParserPool(ConfinedPool):
    """Processes that run parsers."""

    def __init__(
        self, workers: int, limits: ParseLimits | None = None, function: str = READ
    ) -> None:
        super().__init__(workers, limits, function)

    def parse(self, data: bytes, media_type: str, name: str, **more: object) -> Encoded:
        """Read a file's bytes; ``name`` is for sentences only. Waits for a free process.

        ``more``: what else the function is to be told, as values of JSON.
        Raises UnreadableError when this file cannot be read within the limits, MunimentError
        when no parser process can be started.
        """
        return self.using(lambda process: _parsed(process, data, media_type, name, more))


def confinement() -> list[str]:
    """What the confinement of parsers lacks on this machine, for ``muniment doctor``.

    Raises MunimentError when no parser process can be started.
    """
    with ParserPool(1) as pool:
        return pool.confinement()


def _parsed(
    process: ParserProcess, data: bytes, media_type: str, name: str, more: Mapping[str, object]
) -> Encoded:
    """The edition that a process made of a file, checked.

    Raises UnreadableError when the parser says so, ProcessFailedError when the process failed.
    """
    answer = process.ask(data, name, {"media_type": media_type, "name": name, **more})
    if answer.startswith(_BEFORE) and answer.endswith(_AFTER):
        with suppress(ValueError, KeyError, AttributeError, RecursionError):
            encoded = decode(answer[len(_BEFORE) : -len(_AFTER)])
            asked = (hashlib.sha256(data).hexdigest(), media_type)
            if (encoded.edition.sha256, encoded.edition.media_type) == asked:
                return encoded
        answer = b""
    raise failure(process, answer, name)


def failure(process: ParserProcess, answer: bytes, name: str) -> Exception:
    """The error that an answer is, which is none of those that were hoped for."""
    try:
        kind, value = json.loads(answer).popitem()
    except (ValueError, KeyError, AttributeError, RecursionError):
        kind, value = "nonsense", None
    if kind == "unreadable" and isinstance(value, str):
        return UnreadableError(value)
    process.whole = False
    return ProcessFailedError(_SENTENCES.get(kind, _NONSENSE).format(name=name, where=value))


_BEFORE, _AFTER = b'{"edition":', b"}"
_NONSENSE = "What the parser answered about “{name}” made no sense and was not taken."
_SENTENCES = {
    "memory": "Reading “{name}” needed more memory than a parser may have and was stopped.",
    "defect": "The parser failed on “{name}” ({where}). This is a defect of Muniment; "
    "please report it.",
}
