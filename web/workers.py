"""Several processes that do the same work, watched by the one that started them.

Promises: ``ready`` is called once, when all have said that they work; one that dies is started
again; SIGTERM and SIGINT end all of them and then the watcher, and when the watcher itself is
killed they end by themselves: none is left behind. What they share must be open before.
POSIX only: they are forked, so that each starts in milliseconds with what is loaded already.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from archive.errors import MunimentError

log = logging.getLogger("muniment")

Say = Callable[[], None]
Work = Callable[[int, Say], None]  # its number from 0, and what to call when it works

PAUSE = 1.0  # seconds between two starts of one process, so that a broken one costs little
PATIENCE = 8.0  # seconds to end in peace; waitress gives a running request five
SIGNALS = (signal.SIGINT, signal.SIGTERM)
FAILED = "A process of the site ended before it could answer; what it said stands above."


@dataclass(slots=True)
class _Worker:
    """One of the processes, or the place for it."""

    number: int
    pid: int = 0  # 0: it does not run
    said: int = -1  # where it says that it works; closed by its end, however it ends
    starts_at: float = 0.0  # monotonic seconds: not again before
    works: bool = field(default=False)


def run(count: int, work: Work, ready: Say) -> None:
    """Do ``work`` in ``count`` processes until a signal ends them.

    Raises MunimentError when one cannot start in the first place.
    """
    watcher = _Watcher(count, work)
    with _interruptible():
        try:
            watcher.watch(ready)
        except KeyboardInterrupt:
            pass
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)  # one is enough
            watcher.end()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Both signals raise KeyboardInterrupt while the context lasts."""
    before = [signal.signal(number, signal.default_int_handler) for number in SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(SIGNALS, before, strict=True):
            signal.signal(number, handler)


class _Watcher:
    """Starts, watches and ends the processes."""

    def __init__(self, count: int, work: Work) -> None:
        self._work = work
        self._workers = [_Worker(number) for number in range(count)]
        self._selector = selectors.DefaultSelector()
        # Only the watcher holds its writing end: it closes with the watcher, however that ends.
        self._life, self._mine = os.pipe()

    def watch(self, ready: Say) -> NoReturn:
        """Keep all of them running. Raises MunimentError, and what a signal raises."""
        is_said = False
        while True:
            for worker in self._workers:
                if not worker.pid and worker.starts_at <= time.monotonic():
                    self._start(worker)
            for key, _ in self._selector.select(PAUSE):
                worker = key.data
                if os.read(worker.said, 1):
                    worker.works = True
                elif not is_said:
                    raise MunimentError(FAILED)
                else:
                    self._bury(worker)
            if not is_said and all(worker.works for worker in self._workers):
                is_said = True
                ready()

    def end(self) -> None:
        """End all, first in peace; returns when none is left."""
        running = [worker for worker in self._workers if worker.pid]
        for worker in running:
            os.kill(worker.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while running and time.monotonic() < deadline:
            running = [one for one in running if not os.waitpid(one.pid, os.WNOHANG)[0]]
            time.sleep(0.01)
        for worker in running:
            os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)
        for worker in self._workers:
            if worker.pid:
                os.close(worker.said)
        self._selector.close()
        os.close(self._mine)
        os.close(self._life)

    def _start(self, worker: _Worker) -> None:
        sys.stdout.flush()  # what waits in it would be written by both
        sys.stderr.flush()
        worker.said, says = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until each knows what to do then
        worker.pid = _fork()
        if not worker.pid:
            os._exit(self._status(worker, says))
        os.close(says)
        worker.works, worker.starts_at = False, time.monotonic() + PAUSE
        self._selector.register(worker.said, selectors.EVENT_READ, worker)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _bury(self, worker: _Worker) -> None:
        self._selector.unregister(worker.said)
        os.close(worker.said)
        status = os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1])
        log.warning("process %d of the site ended (%d); another one is started", worker.pid, status)
        worker.pid = 0

    def _status(self, worker: _Worker, says: int) -> int:
        """In the new process: work, and the status it ends with. Never raises."""
        try:
            os.close(self._mine)
            self._selector.close()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: ours ends us
            signal.signal(signal.SIGTERM, _leave)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            threading.Thread(target=_end_with, args=(self._life,), daemon=True).start()
            self._work(worker.number, lambda: _say(says))
        except SystemExit:
            return 0
        except MunimentError as error:
            sys.stderr.write(f"{error}\n")
            return error.exit_status
        except BaseException:  # noqa: BLE001 - the end of a process: told, and started again
            traceback.print_exc()
            return 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
        return 0


def _fork() -> int:
    with warnings.catch_warnings():
        # Python warns of threads that a fork leaves behind. There are none of Python's; those of
        # numpy's OpenBLAS are idle, and it makes them anew (pthread_atfork).
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _say(says: int) -> None:
    os.write(says, b"+")


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit


def _end_with(life: int) -> None:
    """End this process when the watcher's end of the pipe is closed: it is gone."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)  # it hangs, and nobody is there to see to it
