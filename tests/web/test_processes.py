"""The site in several processes, as a keeper runs it: real processes on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from archive.settings import Settings
from tests.site_fixtures import make_site

pytestmark = pytest.mark.slow  # each test starts a site

PROCESSES = 3
PATIENCE = 60.0  # seconds for what another process is about to do, on a busy machine


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small archive."""
    files = {f"{n}.txt": f"Letter {n}\n\nA letter about custody, the {n}th." for n in range(5)}
    return make_site(tmp_path_factory.mktemp("site"), files)


@contextmanager
def site(settings: Settings, errors: int = subprocess.DEVNULL) -> Iterator[tuple[Site, str]]:
    """The running site and its address; it is killed if a test leaves it running."""
    words = command("serve", settings, "--port", "0", "--json", "--processes", str(PROCESSES))
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True) as running:
        try:
            assert running.stdout is not None
            yield running, json.loads(running.stdout.readline())["address"]
        finally:
            running.kill()


Site = subprocess.Popen[str]


def command(verb: str, settings: Settings, *words: str) -> list[str]:
    """The command as it is installed beside this interpreter."""
    places = [f"--{name}={getattr(settings, name)}" for name in ("corpus", "index", "keep")]
    return [str(Path(sys.executable).with_name("muniment")), verb, *places, *words]


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process is about to do."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process runs (one that ended and was not waited for does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def talk(stack: ExitStack, address: str) -> tuple[int, socket.socket]:
    """A connection that stays open, and the process that took it."""
    host, port = address.removeprefix("http://").rstrip("/").rsplit(":", 1)
    connection = stack.enter_context(socket.create_connection((host, int(port)), PATIENCE))
    return ask(connection, host), connection


def ask(connection: socket.socket, host: str = "127.0.0.1") -> int:
    """The process at the other end."""
    connection.sendall(f"GET /livez HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    answer = b""
    while not (found := re.search(rb"process (\d+)\n", answer)):
        received = connection.recv(4096)
        assert received, "the connection was closed"
        answer += received
    return int(found[1])


def processes(address: str, count: int = PROCESSES * 4) -> Counter[int]:
    """How many of so many connections at once each process took."""
    with ExitStack() as stack:
        return Counter(talk(stack, address)[0] for _ in range(count))


def search(address: str) -> str:
    """A page of results."""
    with urlopen(f"{address}search?q=custody", timeout=PATIENCE) as answer:  # noqa: S310
        return str(answer.read(), "utf-8")


def test_all_take_their_share(settings: Settings) -> None:
    """Each process has as many of the open connections as the others, give or take one.

    A process that a busy machine leaves asleep for too long misses its turn: then once more.
    """

    def is_fair() -> bool:
        shares = processes(address)
        return len(shares) == PROCESSES and max(shares.values()) - min(shares.values()) <= 1

    with site(settings) as (_, address):
        until(is_fair)


def test_one_that_is_stopped_holds_up_nobody(settings: Settings) -> None:
    """A process that does nothing any more, but is there: the others take what it leaves."""
    with site(settings) as (_, address):
        stopped = next(iter(processes(address)))
        os.kill(stopped, signal.SIGSTOP)
        try:
            time.sleep(1.5)  # until its word no longer counts
            assert stopped not in processes(address)
        finally:
            os.kill(stopped, signal.SIGCONT)


def test_one_that_is_killed_is_started_again(settings: Settings) -> None:
    """The others answer meanwhile; connections to them are not touched."""
    with site(settings) as (_, address), ExitStack() as stack:
        held: dict[int, socket.socket] = {}
        while len(held) < PROCESSES:
            held.update([talk(stack, address)])
        killed = next(iter(held))
        os.kill(killed, signal.SIGKILL)
        assert "custody" in search(address)
        for pid, connection in held.items():
            if pid != killed:
                assert ask(connection) == pid
        until(lambda: len(set(processes(address)) - {killed}) == PROCESSES)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all(settings: Settings, number: int) -> None:
    """Nobody is left behind, nothing is complained of, and the port is free."""
    with site(settings, subprocess.PIPE) as (running, address):
        pids = set(processes(address))
        running.send_signal(number)
        assert running.wait(PATIENCE) == 0
        assert not any(map(alive, pids))
        assert running.stderr is not None
        assert "Traceback" not in running.stderr.read()
        with pytest.raises(OSError, match="refused"):
            urlopen(address, timeout=PATIENCE)  # noqa: S310 - loopback


def test_a_terminal_that_interrupts_all_at_once_ends_all(tmp_path: Path) -> None:
    """Ctrl-C reaches every process of the group: the watcher still ends them in order."""
    code = (
        "import sys, time\nfrom web import workers\n"
        "workers.run(3, lambda number, works: (works(), time.sleep(600)),"
        " lambda: print('ready', flush=True))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(PATIENCE) == 0
        assert running.stderr is not None
        assert running.stderr.read() == ""


def test_none_outlives_a_watcher_that_was_killed(settings: Settings) -> None:
    """Not even SIGKILL leaves processes that hold the port."""
    with site(settings) as (running, address):
        pids = set(processes(address))
        running.kill()
        running.wait()
        until(lambda: not any(map(alive, pids)))


def test_each_process_follows_the_generation_by_itself(settings: Settings) -> None:
    """After a rebuild every process answers from the new generation, with the next request."""
    with site(settings) as (_, address):
        assert "palimpsest" not in search(address)
        (settings.corpus / "new.txt").write_text("New\n\nA letter about custody and a palimpsest.")
        # The site's own update at its start may still hold the lock.
        until(lambda: subprocess.run(command("rebuild", settings), check=False).returncode == 0)
        for _ in range(PROCESSES * 3):  # each takes a connection in its turn
            assert "palimpsest" in search(address)


def test_one_that_cannot_start_is_told() -> None:
    """Instead of starting it again and again: its own sentence, ours, and the exit status."""
    code = (
        "from archive.errors import MunimentError\nfrom web import workers\n"
        "def work(number, works):\n    raise MunimentError('No memory is left.')\n"
        "try:\n    workers.run(2, work, lambda: print('ready'))\n"
        "except MunimentError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "No memory is left." in done.stderr
    assert "ended before it could answer" in done.stdout
    assert "ready" not in done.stdout
