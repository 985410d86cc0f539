"""The register: what is entered, chained, cut off by a crash, and noticed when damaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from archive.errors import LockedError, RegisterError, StorageError
from archive.register import Event, NewEntry, Register
from archive.storage import locked
from archive.verify import verify

CHECKOUT = Path(__file__).resolve().parents[2]


def event(path: str, data: bytes = b"x", event: Event = "accession") -> NewEntry:
    """What happened to a path that has (or had) these bytes."""
    return NewEntry(
        event=event,
        role="original",
        path=path,
        sha256=sha256(data).hexdigest(),
        size=len(data),
        agent="test 1",
    )


@pytest.fixture
def keep(tmp_path: Path) -> Path:
    """A register of three lines, entered in two writes."""
    keep = tmp_path / "keep"
    register = Register.open(keep)
    register.append([event("سند.txt"), event("b/two.html", b"two")])
    register.append([event("سند.txt", b"y", "changed")])
    return keep


def lines(keep: Path) -> list[bytes]:
    """The register's lines as they stand, without line feeds."""
    return (keep / "register.jsonl").read_bytes().split(b"\n")[:-1]


def test_lines_are_canonical_json_and_chained(keep: Path) -> None:
    """Each line is sorted UTF-8 JSON without spaces that names the line before it."""
    previous = "0" * 64
    for number, line in enumerate(lines(keep), 1):
        entry = json.loads(line)
        assert entry["n"] == number
        assert entry["prev"] == previous
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert line == text.encode()
        previous = sha256(line).hexdigest()
    register = Register.open(keep)
    assert (register.head, register.count) == (previous, 3)
    assert register.notices == ()


def test_an_absent_register_is_empty_and_reading_makes_nothing(tmp_path: Path) -> None:
    """Opening writes nothing, so that it works beside a read-only corpus."""
    register = Register.open(tmp_path / "none")
    assert (register.count, register.head, register.state()) == (0, "0" * 64, {})
    assert list(tmp_path.iterdir()) == []


def test_state_is_the_last_word_on_each_path(keep: Path) -> None:
    """A changed path has its new digest, a gone one is absent, a returned one is back."""
    register = Register.open(keep)
    assert register.state()["سند.txt"].sha256 == sha256(b"y").hexdigest()
    register.append([event("b/two.html", b"two", "gone")])
    assert "b/two.html" not in register.state()
    register.append([event("b/two.html", b"two", "returned")])
    assert register.state()["b/two.html"].n == 5
    first = register.entries[1]
    assert register.accessioned()["b/two.html", sha256(b"two").hexdigest()] == first.at


def test_what_was_entered_is_read_back(keep: Path) -> None:
    """A register opened anew equals the one that was written, odd file names included."""
    odd = os.fsdecode(b"caf\xe9\n\xf0\x9f\x98\x80.txt")
    register = Register.open(keep)
    register.append([event(odd)])
    again = Register.open(keep)
    assert again.entries == register.entries
    assert again.entries[-1].path == odd
    assert again.head == register.head


def test_two_writers_take_turns(keep: Path) -> None:
    """Registers opened before either wrote both enter; the chain stays whole."""
    one, two = Register.open(keep), Register.open(keep)
    one.append([event("one")])
    two.append([event("two")])
    one.append([event("three")])
    entries = Register.open(keep).entries
    assert [entry.path for entry in entries[3:]] == ["one", "two", "three"]
    assert one.entries == entries


@pytest.mark.slow
def test_processes_that_append_at_once_lose_nothing(keep: Path) -> None:
    """Four processes enter 25 times each at the same time: 103 lines in one whole chain."""
    code = (
        "import sys; from pathlib import Path; from archive.register import *\n"
        "register = Register.open(Path(sys.argv[1]))\n"
        "for n in range(25):\n"
        "    register.append([NewEntry(event='accession', role='asset', sha256='0' * 64, size=0,\n"
        "                     path=f'{sys.argv[2]}/{n}', agent='test')])\n"
    )
    command = [sys.executable, "-c", code, str(keep)]
    writers = [subprocess.Popen([*command, str(n)], cwd=CHECKOUT) for n in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    register = Register.open(keep)
    assert register.count == 103
    assert len(register.state()) == 102


def test_a_held_lock_is_said_and_nothing_is_entered(
    keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that cannot get the lock raises a sentence and leaves the register alone."""
    monkeypatch.setattr("archive.register.LOCK_WAIT_SECONDS", 0.0)
    register = Register.open(keep)
    with locked(keep / "register.lock"), pytest.raises(LockedError, match="Another process"):
        register.append([event("late")])
    assert Register.open(keep).count == 3


@pytest.mark.parametrize("kept", [1, 40, -2, -1])
def test_a_line_cut_off_by_a_crash_is_set_aside(keep: Path, kept: int) -> None:
    """Bytes of an unfinished entry are told of, kept in a file, and replaced by the next."""
    whole = (keep / "register.jsonl").read_bytes()
    rest = (lines(keep)[2] + b"\n")[:kept]
    (keep / "register.jsonl").write_bytes(whole + rest)
    register = Register.open(keep)
    assert register.count == 3
    assert "cut off" in register.notices[0]
    assert (keep / "register.jsonl").read_bytes() == whole + rest
    register.append([event("next")])
    assert (keep / "register.jsonl.cut-4").read_bytes() == rest
    assert Register.open(keep).entries[-1].path == "next"
    assert Register.open(keep).notices == ()
    assert "register.jsonl.cut-4" in register.notices[0]


def test_whole_lines_after_the_head_count(keep: Path) -> None:
    """A crash between the lines and the head loses no entry."""
    head = (keep / "register.head").read_bytes()
    Register.open(keep).append([event("four"), event("five")])
    (keep / "register.head").write_bytes(head)
    register = Register.open(keep)
    assert (register.count, register.notices) == (5, ())
    register.append([event("six")])
    assert Register.open(keep).count == 6


def _cut_tail(keep: Path) -> None:
    (keep / "register.jsonl").write_bytes(lines(keep)[0] + b"\n")


def _cut_last_bytes(keep: Path) -> None:
    os.truncate(keep / "register.jsonl", (keep / "register.jsonl").stat().st_size - 5)


def _drop_line(keep: Path) -> None:
    first, _, third = lines(keep)
    (keep / "register.jsonl").write_bytes(first + b"\n" + third + b"\n")


def _edit_last(keep: Path) -> None:
    path = keep / "register.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"event":"changed"', b'"event":"returned"'))


def _swap(keep: Path) -> None:
    first, second, third = lines(keep)
    (keep / "register.jsonl").write_bytes(b"".join(x + b"\n" for x in (second, first, third)))


def _remove(keep: Path) -> None:
    (keep / "register.jsonl").unlink()


def _spoil_head(keep: Path) -> None:
    (keep / "register.head").write_bytes(b"{")


def _older_head(keep: Path) -> None:
    (keep / "register.head").write_bytes(b'{"n":2,"sha256":"%s"}' % (b"0" * 64))


@pytest.mark.parametrize(
    "damage",
    [
        _cut_tail,
        _cut_last_bytes,
        _drop_line,
        _edit_last,
        _swap,
        _remove,
        _spoil_head,
        _older_head,
    ],
)
def test_damage_is_noticed_with_a_sentence(keep: Path, damage: Callable[[Path], None]) -> None:
    """Cut, edited, reordered or removed lines and heads stop opening, and verify says so."""
    damage(keep)
    with pytest.raises(RegisterError, match="backup"):
        Register.open(keep)
    report = verify(keep, keep.parent / "corpus")
    assert not report.chain_ok
    assert not report.ok
    assert "backup" in report.notices[0]


def test_damage_after_opening_stops_the_next_entry(keep: Path) -> None:
    """What happens to the files between opening and appending is noticed as well."""
    register = Register.open(keep)
    _cut_tail(keep)
    with pytest.raises(RegisterError, match="shorter"):
        register.append([event("late")])
    assert len(lines(keep)) == 1


def test_a_missing_head_is_only_told(keep: Path) -> None:
    """Without register.head the lines are read, a notice says what is missing, and the next
    entry writes it."""
    (keep / "register.head").unlink()
    register = Register.open(keep)
    assert register.count == 3
    assert "register.head is missing" in register.notices[0]
    register.append([event("four")])
    assert Register.open(keep).notices == ()


def test_a_keep_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A file where the folder should be gives a sentence, not a traceback."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        Register.open(tmp_path / "file" / "keep").append([event("x")])


def test_a_full_disk_costs_no_entry(keep: Path) -> None:
    """A write that the system stops half-way gives a sentence; what was entered before stays,
    and the next entry succeeds."""
    limit = (keep / "register.jsonl").stat().st_size + 100
    code = (
        "import resource, sys; from pathlib import Path; from tests.unit.test_register import *\n"
        "register = Register.open(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)\n"
        "with pytest.raises(StorageError, match='could not be written'):\n"
        "    register.append([event('lost')])\n"
    )
    subprocess.run([sys.executable, "-c", code, keep, str(limit)], cwd=CHECKOUT, check=True)
    register = Register.open(keep)
    assert register.count == 3
    register.append([event("four")])
    assert Register.open(keep).entries[-1].path == "four"


def test_verify_names_what_changed_vanished_and_is_new(keep: Path, tmp_path: Path) -> None:
    """Every present file is compared; a new file is news and not damage; hidden ones are not."""
    corpus = tmp_path / "corpus"
    (corpus / "b").mkdir(parents=True)
    (corpus / ".hidden").write_text("x")
    (corpus / "سند.txt").write_bytes(b"y")
    (corpus / "b/two.html").write_bytes(b"two")
    (corpus / "b/new.txt").write_bytes(b"new")
    seen: list[tuple[int, int]] = []
    report = verify(keep, corpus, progress=lambda done, of: seen.append((done, of)))
    assert report.ok
    assert (report.checked, report.bytes, report.count) == (2, 4, 3)
    assert report.unregistered == ("b/new.txt",)
    assert seen == [(1, 2), (2, 2)]
    (corpus / "سند.txt").write_bytes(b"z")
    (corpus / "b/two.html").unlink()
    report = verify(keep, corpus)
    assert not report.ok
    assert report.chain_ok
    assert [problem.path for problem in report.changed] == ["سند.txt"]
    assert sha256(b"z").hexdigest() in report.changed[0].reason
    assert report.missing == ("b/two.html",)


def test_verify_does_not_list_what_is_kept_inside_the_corpus(tmp_path: Path) -> None:
    """Register and editions in a visible folder of the corpus are not documents."""
    Register.open(tmp_path / "kept").append([event("a.txt")])
    (tmp_path / "a.txt").write_bytes(b"x")
    report = verify(tmp_path / "kept", tmp_path)
    assert report.ok
    assert report.unregistered == ()


def test_who_reads_while_others_write_sees_a_whole_register(keep: Path) -> None:
    """The head is never ahead of the lines that a reader has, while 300 are added beside it."""
    code = (
        "import sys; from pathlib import Path; from archive.register import *\n"
        "register = Register.open(Path(sys.argv[1]))\n"
        "while True:\n"
        "    register.append([NewEntry(event='accession', role='asset', sha256='0' * 64, size=0,\n"
        "                     path='same', agent='test')])\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(keep)], cwd=CHECKOUT) as writer:
        try:
            while Register.open(keep).count < 300:
                assert writer.poll() is None
        finally:
            writer.kill()
