"""Running Tesseract on one bitmap: timed, limited, ended.

Promises: a table of words or a sentence why there is none, within the limits whatever the program
does; it sees the bitmap on its standard input and no file of ours; ``stop`` ends what runs. May be
used by several threads.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from archive.settings import MIB
from indexer.ocr.tesseract import Tesseract, environment

SECONDS = 60  # of processor time for a page in a language; a dense newspaper's page takes twenty
WALL_FACTOR = 4  # by the clock: a busy machine is not a hang
MEMORY = 2048 * MIB  # of address space; a large page takes a quarter of that
_AUTOMATIC, _WITH_ORIENTATION = "3", "1"  # how pages are taken apart (tesseract(1), --psm)
_ROOT = Path(__file__).resolve().parents[2]


class ProgramFailedError(Exception):
    """The program gave no answer; the sentence says why."""


class Program:
    """Runs one Tesseract, as often as it is asked."""

    def __init__(self, tesseract: Tesseract) -> None:
        self._tesseract = tesseract
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def table(self, bitmap: bytes, language: str, dots: int) -> str:
        """What it recognises; ``dots`` an inch, 0 where that is not known.

        Raises ProgramFailedError.
        """
        process = self._started(self._command(language, dots))
        try:
            out, _ = process.communicate(bitmap, WALL_FACTOR * SECONDS)
        except subprocess.TimeoutExpired:
            raise _too_long() from None
        finally:
            self._end(process)
        if process.returncode == -signal.SIGXCPU:
            raise _too_long()
        if process.returncode != 0:
            raise ProgramFailedError(f"Tesseract failed on it ({process.returncode})")
        return out.decode("utf-8", "replace")

    @property
    def stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._stopped

    def stop(self) -> None:
        """End what runs, and run nothing more."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _kill(process)

    def _command(self, language: str, dots: int) -> list[str]:
        tesseract = self._tesseract
        mode = _WITH_ORIENTATION if tesseract.tells_orientation else _AUTOMATIC
        return [
            *(sys.executable, "-S", "-m", "indexer.ocr.launch"),
            *(str(os.getpid()), str(MEMORY), str(SECONDS), str(tesseract.models)),
            *(str(tesseract.program), "stdin", "stdout", "-l", language, "--psm", mode),
            *(("--dpi", str(dots)) if dots else ()),
            # Lines of Persian are full of dots: by default whole lines were dropped as noise.
            *("-c", "textord_noise_rejrows=0"),
            *("-c", "tessedit_create_tsv=1"),
        ]

    def _started(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise ProgramFailedError("the build was ended")
            process = subprocess.Popen(
                command,
                cwd="/",
                env={**environment(), "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._running.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        _kill(process)
        with self._lock:
            self._running.discard(process)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and whatever it started."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _too_long() -> ProgramFailedError:
    return ProgramFailedError(f"Tesseract took over {SECONDS} seconds and was stopped")
