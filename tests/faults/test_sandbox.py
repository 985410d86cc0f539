"""Parser processes that hang, crash, flood or try to get out, and the file after them."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from archive.editions import encode
from archive.errors import MunimentError, UnreadableError
from archive.model import Edition
from indexer.parsers import parser_for
from indexer.sandbox import ParseLimits, ParserPool, confinement
from indexer.system_calls import MACHINES
from tests.faults.figures import full, record

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
HOSTILE = "tests.faults.hostile_parsers:read"
LIMITS = ParseLimits(seconds=1, memory_bytes=512 * MIB, output_bytes=MIB)
SEED = 16


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    """One process of hostile parsers, with little time and memory."""
    with ParserPool(1, LIMITS, HOSTILE) as pool:
        yield pool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file that no parser may touch."""
    (tmp_path / "there.txt").write_text("as it was")
    return tmp_path


def refusal(pool: ParserPool, deed: str, text: str = "text") -> str:
    """The sentence that a deed ends with; "" when it ended with an edition."""
    try:
        pool.parse(text.encode(), deed, f"{deed}.html")
    except UnreadableError as error:
        return str(error)
    return ""


def feats(pool: ParserPool, deed: str, text: str = "text") -> tuple[str, ...]:
    """What a deed that ends with an edition managed to do."""
    return pool.parse(text.encode(), deed, f"{deed}.html").edition.notices


def reads_on(pool: ParserPool) -> bool:
    """Whether the next, honest file is read."""
    edition = pool.parse("متن sober text".encode(), "text/plain", "next.txt").edition
    return edition.text == "متن sober text" and edition.passages[0].text == edition.text


def children() -> set[int]:
    """Process ids of everything that descends from this process."""
    found, parents = set(), {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            number, rest = status.read_text().split(" ", 1)
            parents[int(number)] = int(rest.rpartition(")")[2].split()[1])
    wanted = {os.getpid()}
    while wanted:
        wanted = {child for child, parent in parents.items() if parent in wanted}
        found |= wanted
    return found


def _hang(pool: ParserPool, folder: Path) -> bool:
    return all("took over 1 seconds" in refusal(pool, deed) for deed in ("hang", "sleep"))


def _fork_bomb(pool: ParserPool, folder: Path) -> bool:
    reads_on(pool)
    before = len(children())
    return feats(pool, "fork") == () and len(children()) == before


def _four_gigabytes(pool: ParserPool, folder: Path) -> bool:
    return "more memory" in refusal(pool, "allocate")


def _segmentation_fault(pool: ParserPool, folder: Path) -> bool:
    return "SIGSEGV" in refusal(pool, "crash")


def _flood(pool: ParserPool, folder: Path) -> bool:
    return feats(pool, "flood") == () and "not taken" in refusal(pool, "flood-answers")


def _network(pool: ParserPool, folder: Path) -> bool:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        contained = feats(pool, "connect", str(port)) == ()
        with suppress(BlockingIOError):
            listener.accept()[0].close()
            contained = False
    return contained


def _outside(pool: ParserPool, folder: Path) -> bool:
    # Without Landlock, which `confinement` tells of, files of this user can be read.
    permitted = {"read", "list"} if pool.confinement() else set()
    done = {*feats(pool, "write", str(folder)), *feats(pool, "undo")}
    contained = done <= permitted
    names = [path.name for path in folder.iterdir()]
    return contained and names == ["there.txt"] and (folder / names[0]).read_text() == "as it was"


FAULTS: dict[str, Callable[[ParserPool, Path], bool]] = {
    "hang": _hang,
    "fork bomb": _fork_bomb,
    "4 GB": _four_gigabytes,
    "segmentation fault": _segmentation_fault,
    "output flood": _flood,
    "network": _network,
    "writing outside": _outside,
}


@pytest.mark.slow
@pytest.mark.evidence
def test_every_fault_costs_one_file_only(pool: ParserPool, folder: Path) -> None:
    """Evidence 16: seven faults in one process after the other are contained, each followed by
    an honest file that is read; in the full form in five random orders."""
    begun, order, not_contained = time.monotonic(), random.Random(SEED), []
    rounds = 5 if full() else 1
    for _ in range(rounds):
        not_contained += [
            fault
            for fault in order.sample(sorted(FAULTS), len(FAULTS))
            if not (FAULTS[fault](pool, folder) and reads_on(pool))
        ]
    contained = len(FAULTS) - len(set(not_contained))
    record(
        16,
        "parser process: hang, fork bomb, 4 GB, segfault, flood, network, write outside",
        rounds * len(FAULTS),
        len(not_contained),
        SEED,
        time.monotonic() - begun,
        f"{contained} of {len(FAULTS)} contained, the next file read each time",
    )
    assert not_contained == []


@pytest.mark.parametrize("deed", ["exit", "raise"])
def test_a_parser_that_ends_or_fails_is_named(pool: ParserPool, deed: str) -> None:
    """Leaving without an answer and a defect have a sentence with the file's name, no message."""
    sentence = refusal(pool, deed)
    assert f"“{deed}.html”" in sentence
    assert "Traceback" not in sentence
    assert "Expecting value" not in sentence
    assert reads_on(pool)


def test_libraries_work_in_confinement() -> None:
    """lxml, trafilatura and py3langid load and work within the limits and the filter."""
    words = "The register names every document that the archive keeps, with its digest. " * 5
    page = f"<html><body><article><h1>A note</h1><p>{words}</p></article></body></html>"
    with ParserPool(1, function="tests.faults.library_parser:read") as pool:
        heading, text, language = feats(pool, "text/html", page)
    assert (heading, language) == ("A note", "en")
    assert words.strip() in text


def test_the_process_sees_nothing_of_its_surroundings(
    pool: ParserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Environment variables, which may hold secrets and differ, are not handed on."""
    monkeypatch.setenv("SOME_SECRET", "x")
    names = {feat.partition("=")[0] for feat in feats(pool, "surroundings")}
    assert "PYTHONHASHSEED" in names
    assert not names & {"SOME_SECRET", "HOME", "USER", "PATH"}


def test_the_archives_own_parsers_come_up_confined() -> None:
    """The process that a build uses starts, and lacks no confinement that this kernel offers."""
    notices = confinement()
    if notices:
        pytest.skip(" ".join(notices))


def test_a_kept_process_that_died_is_replaced(pool: ParserPool) -> None:
    """A process that was killed while idle costs no file, nor does the server that forks them."""
    others = children()
    assert reads_on(pool)
    server, process = sorted(children() - others)
    os.kill(process, signal.SIGKILL)
    assert reads_on(pool)
    (process,) = children() - others - {server}
    os.kill(server, signal.SIGKILL)
    while Path(f"/proc/{process}").exists():  # it may answer until it is told of the server's end
        time.sleep(0.01)
    assert reads_on(pool)
    assert server not in children()


def test_threads_share_a_pool() -> None:
    """Eight threads over two processes get each their own file's edition, failures included."""
    with ParserPool(2, LIMITS, HOSTILE) as pool, ThreadPoolExecutor(8) as threads:

        def one(number: int) -> bool:
            if number % 10 == 9:
                return "SIGSEGV" in refusal(pool, "crash")
            return pool.parse(b"%d" % number, "text/plain", "x").edition.text == str(number)

        assert all(threads.map(one, range(60)))


def test_an_honest_edition_comes_through_unchanged(pool: ParserPool) -> None:
    """What the process sends is what the same function gives here, astral letters included."""
    from tests.faults.hostile_parsers import read

    data = "𐎀 سلام\u200cها".encode()
    assert pool.parse(data, "text/plain", "x") == encode(read(data, "text/plain", "x"))


def test_no_process_is_left_after_closing() -> None:
    """Closing a pool ends its processes: one that reads, and the server that forked it."""
    before = children()
    with ParserPool(2, LIMITS, HOSTILE) as pool:
        assert reads_on(pool)
        assert len(children() - before) == 2
    assert children() - before == set()


def test_a_busy_process_dies_with_its_parent(tmp_path: Path) -> None:
    """When the builder is killed, a parser that hangs and its server are ended by the kernel."""
    code = (
        "from tests.faults.test_sandbox import *\n"
        "pool = ParserPool(1, ParseLimits(seconds=600), HOSTILE)\n"
        "reads_on(pool)\n"
        "print(*children(), flush=True)\n"
        "refusal(pool, 'sleep')\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        left = {Path("/proc", process) for process in parent.stdout.readline().split()}
        parent.kill()
    assert len(left) == 2
    until = time.monotonic() + 10
    while left and time.monotonic() < until:
        time.sleep(0.02)
        left = {process for process in left if process.exists()}
    assert not left


def test_without_the_filter_the_network_is_left() -> None:
    """What stands in for the system-call filter cuts off even this machine's own addresses."""
    code = (
        "import socket, sys; from indexer.confine import leave_network\n"
        "if not leave_network(): sys.exit(7)\n"
        "try: socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=1)\n"
        "except OSError: sys.exit(0)\n"
        "sys.exit(1)\n"
    )
    root = Path(__file__).resolve().parents[2]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        done = subprocess.run([sys.executable, "-c", code, port], cwd=root, check=False)
    if done.returncode == 7:
        pytest.skip("this kernel does not let a user have a network of their own")
    assert done.returncode == 0


def test_a_parser_that_cannot_be_loaded_is_said() -> None:
    """A missing function is a fault of the installation, not of the file, and is named."""
    with (
        ParserPool(1, LIMITS, "tests.faults.hostile_parsers:absent") as pool,
        pytest.raises(MunimentError, match="did not start") as caught,
    ):
        pool.parse(b"", "text/plain", "x")
    assert not isinstance(caught.value, UnreadableError)


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_numbers_of_system_calls_are_the_kernels(machine: str) -> None:
    """The table of each machine agrees with the kernel's headers, where they are installed."""
    header = {
        "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        "aarch64": Path("/usr/include/asm-generic/unistd.h"),
    }[machine]
    if not header.exists():
        pytest.skip(f"{header} is not installed")
    text = header.read_text().replace("__NR3264_fstatat", "__NR_newfstatat")
    known = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 3 and words[0] == "#define" and words[2].isdigit():
            known[words[1].replace("__NR3264_", "__NR_").removeprefix("__NR_")] = int(words[2])
    table = MACHINES[machine]
    ours = {
        **table.allowed,
        **table.absent,
        **{name: rule[0] for name, rule in table.conditional.items()},
    }
    assert {name: known.get(name) for name in ours} == ours
    assert table.seccomp == known["seccomp"]


def test_the_archives_parsers_run_in_the_pool() -> None:
    """The function that a build uses reads a text, confined, in the default limits."""
    if not parser_for("text/plain"):
        pytest.skip("there is no parser of plain text")
    with ParserPool(1) as pool:
        edition = pool.parse(b"A title\n\nA first paragraph.\n", "text/plain", "note.txt").edition
    assert isinstance(edition, Edition)
    assert "A first paragraph." in edition.text
