"""Parsers that do what a hostile file might make a parser do; run in the confined process only.

Each takes the place of ``indexer.parsers.read``. ``read`` does what the media type says: a name
of this module's table, or an honest reading of anything else. Those that try to get out list in
the edition's notices what they managed to do, so that a test sees attempts and not only errors.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.model import Edition, Metadata, Passage


def read(data: bytes, media_type: str, name: str) -> Edition:
    """Do what ``media_type`` asks, and then read the bytes honestly if still able to."""
    done: list[str] = []
    DEEDS.get(media_type, _nothing)(data.decode(), done)
    text = data.decode()
    passage = Passage(id="0" * 8, ordinal=0, kind="paragraph", text=text, start=0, end=len(text))
    return Edition(
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        parser="test",
        parser_version="1",
        canon="canon-1",
        charset="utf-8",
        metadata=Metadata(),
        text=text,
        passages=(passage,),
        notices=tuple(done),
    )


def _nothing(text: str, done: list[str]) -> None:
    """An honest parser."""


def _spin(text: str, done: list[str]) -> None:
    while True:
        pass


def _sleep(text: str, done: list[str]) -> None:
    time.sleep(3_600)


def _fork(text: str, done: list[str]) -> None:
    """Every way to a new process or thread that Python and C have."""
    libc = ctypes.CDLL(None)
    for _ in range(100):
        with _attempt(done, "os.fork"):
            if os.fork() == 0:
                _sleep(text, done)
        if libc.fork() >= 0:
            done.append("fork")
    with _attempt(done, "subprocess"):
        subprocess.run(["/bin/true"], check=True)
    with _attempt(done, "posix_spawn"):
        os.posix_spawn("/bin/true", ["true"], {})
    with _attempt(done, "thread"):
        threading.Thread(target=time.sleep, args=(3_600,), daemon=True).start()
    with _attempt(done, "exec"):
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(3600)"])  # noqa: S606


def _allocate(text: str, done: list[str]) -> None:
    held = bytearray(4 << 30)
    held[:: 1 << 12] = b"x" * len(held[:: 1 << 12])


def _crash(text: str, done: list[str]) -> None:
    ctypes.string_at(0)


def _flood(text: str, done: list[str]) -> None:
    """256 MB to the standard output and error, by Python and past it."""
    for _ in range(128):
        os.write(1, b"x" * (1 << 20))
        os.write(2, b"x" * (1 << 20))
    print("x" * (1 << 20), flush=True)  # noqa: T201


def _flood_answers(text: str, done: list[str]) -> None:
    """Nonsense to every descriptor, the answers' one included."""
    while True:
        for descriptor in range(3, 64):
            with _attempt([], ""):
                os.write(descriptor, b"\xff" * (1 << 16))


def _connect(text: str, done: list[str]) -> None:
    """Reach the listener whose port is in the text, and anybody else."""
    port = int(text)
    with _attempt(done, "TCP"):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    with _attempt(done, "UDP"):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port))
    with _attempt(done, "IPv6"):
        socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    with _attempt(done, "socket pair"):
        socket.socketpair()
    with _attempt(done, "name look-up"):
        if socket.getaddrinfo("example.invalid", 80):
            done.append("a name was resolved")


def _write(text: str, done: list[str]) -> None:
    """Change something in the folder that the text names, or read what is not a program's."""
    folder = Path(text)
    there = folder / "there.txt"
    attempts: list[tuple[str, Callable[[], object]]] = [
        ("create", lambda: (folder / "new.txt").write_text("x")),
        ("overwrite", lambda: there.write_text("x")),
        ("append", lambda: there.open("a")),
        ("truncate", lambda: os.truncate(there, 0)),
        ("truncate on opening", lambda: os.open(there, os.O_RDONLY | os.O_TRUNC)),
        ("create on opening", lambda: os.open(folder / "n", os.O_RDONLY | os.O_CREAT)),
        ("unlink", there.unlink),
        ("rename", lambda: there.rename(folder / "moved.txt")),
        ("link", lambda: (folder / "link").hardlink_to(there)),
        ("symlink", lambda: (folder / "symlink").symlink_to(there)),
        ("mkdir", (folder / "folder").mkdir),
        ("chmod", lambda: there.chmod(0o777)),
        ("utime", lambda: os.utime(there, (0, 0))),
        ("xattr", lambda: os.setxattr(there, "user.x", b"x")),
        ("fifo", lambda: os.mkfifo(folder / "fifo")),
        ("memory of the parent", lambda: os.open(f"/proc/{os.getppid()}/mem", os.O_RDWR)),
        ("read", there.read_text),
        ("list", lambda: list(folder.iterdir())),
        ("signal", lambda: os.kill(os.getppid(), signal.SIGTERM)),
    ]
    for what, act in attempts:
        with _attempt(done, what):
            act()


def _undo(text: str, done: list[str]) -> None:
    """Raise its own limits and stop dying with its parent."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with _attempt(done, "memory limit"):
        resource.setrlimit(resource.RLIMIT_AS, (hard + (8 << 30), hard + (8 << 30)))
    with _attempt(done, "the parent's limits"):
        resource.prlimit(os.getppid(), resource.RLIMIT_CPU)
    if ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0:
        done.append("parent death signal")


def _exit(text: str, done: list[str]) -> None:
    os._exit(0)


def _raise(text: str, done: list[str]) -> None:
    json.loads("no JSON")


def _surroundings(text: str, done: list[str]) -> None:
    done += [f"{name}={value}" for name, value in sorted(os.environ.items())]


@contextmanager
def _attempt(done: list[str], what: str) -> Iterator[None]:
    """Note ``what`` when the attempt within succeeds."""
    try:
        yield
    except (OSError, RuntimeError, ValueError):
        return
    done.append(what)


DEEDS: dict[str, Callable[[str, list[str]], None]] = {
    "hang": _spin,
    "sleep": _sleep,
    "fork": _fork,
    "allocate": _allocate,
    "crash": _crash,
    "flood": _flood,
    "flood-answers": _flood_answers,
    "connect": _connect,
    "write": _write,
    "undo": _undo,
    "exit": _exit,
    "raise": _raise,
    "surroundings": _surroundings,
}
