"""Reading untrusted files in confined processes: a file costs at most itself, never the build.

Promises: ``ParserPool.parse`` gives an edition or raises a plain sentence, whatever the file does
to its parser: hang, crash, fill the memory, write without end. A process that fails is replaced,
and a failure that an earlier file may have caused is tried once more in a fresh process, so that
the outcome depends on the file alone. What a process answers is checked, not trusted. Does not
choose what is parsed, nor keep what was read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from archive.editions import edition_from_plain
from archive.errors import MunimentError, UnreadableError
from archive.model import Edition
from archive.plain import json_bytes
from archive.settings import MIB, Settings
from indexer.frames import FrameError, frame, read_frame

READ = "indexer.parsers:read"
START_SECONDS = 60.0  # imports take one or two; a cold, busy disk takes longer
WALL_FACTOR = 2  # seconds by the clock for each of processor time: a busy machine is not a hang
END_SECONDS = 5.0  # from closing the socket to killing the process


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


class ParserPool:
    """So many parser processes, started when they are first needed; shared between threads."""

    def __init__(
        self, workers: int, limits: ParseLimits | None = None, function: str = READ
    ) -> None:
        self._limits = limits or ParseLimits()
        self._function = function
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(None)
        self._workers = workers
        # A child dies with the thread that started it, so one thread starts them all.
        self._starter = ThreadPoolExecutor(1, "parser-starter")

    def parse(self, data: bytes, media_type: str, name: str) -> Edition:
        """Read a file's bytes; ``name`` is for sentences only. Waits for a free process.

        Raises UnreadableError when this file cannot be read within the limits, MunimentError
        when no parser process can be started.
        """
        child = self._slots.get()
        try:
            if child and child.used:
                with contextlib.suppress(_FailedError):
                    return _edition(child.ask(data, media_type, name), data, media_type, name)
                child.kill()
                child = None
            child = child or self._start()
            try:
                return _edition(child.ask(data, media_type, name), data, media_type, name)
            except _FailedError as error:
                child.kill()
                child = None
                raise UnreadableError(str(error)) from error
        finally:
            self._slots.put(child)

    def confinement(self) -> list[str]:
        """What the confinement lacks on this machine, as sentences; nothing when it is whole."""
        child = self._slots.get()
        try:
            child = child or self._start()
            return child.notices
        finally:
            self._slots.put(child)

    def close(self) -> None:
        """End every process, once the files being read are done."""
        for child in [self._slots.get() for _ in range(self._workers)]:
            if child:
                child.end()
        self._starter.shutdown()

    def __enter__(self) -> ParserPool:
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

    def _start(self) -> _Child:
        return self._starter.submit(_Child, self._function, self._limits).result()
