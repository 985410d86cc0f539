"""Writing whole or not at all, folders, locks and digests."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import LockedError, StorageError
from archive.storage import READ_SIZE, atomic_write, locked, make_folder, sha256_file

CHECKOUT = Path(__file__).resolve().parents[2]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The new bytes are there, and no temporary file is."""
    path = tmp_path / "file"
    for data in (b"old and longer", b"new"):
        atomic_write(path, data)
        assert path.read_bytes() == data
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_write_that_fails_leaves_the_old_bytes(tmp_path: Path) -> None:
    """The system's limit on file size stands for a full disk: a sentence, the old bytes, and
    nothing left behind."""
    atomic_write(tmp_path / "file", b"old")
    code = (
        "import resource, sys; from pathlib import Path; from archive.storage import atomic_write\n"
        "from archive.errors import StorageError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: atomic_write(Path(sys.argv[1]), b'x' * 2000)\n"
        "except StorageError: sys.exit(0)\n"
        "sys.exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "file"], cwd=CHECKOUT, check=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    """Missing parents are made, present ones are left; a file in the way is said."""
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a/b/c").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        make_folder(tmp_path / "file" / "x")


def test_a_lock_keeps_others_out_until_its_holder_ends(tmp_path: Path) -> None:
    """Held here it cannot be taken again; a killed process's lock is free at once."""
    path = tmp_path / "lock"
    with locked(path), pytest.raises(LockedError), locked(path):
        pass
    code = (
        "import sys, time; from pathlib import Path; from archive.storage import locked\n"
        "with locked(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(600)\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match="wait until"), locked(path):
            pass
        holder.kill()
        holder.wait()
        with locked(path, wait_seconds=5):
            pass


@pytest.mark.parametrize("size", [0, 1, READ_SIZE, READ_SIZE + 1])
def test_digest_and_size_of_a_file(tmp_path: Path, size: int) -> None:
    """The digest is that of the whole file at every size around a read."""
    data = b"\xd9\x85" * (size // 2) + b"x" * (size % 2)
    (tmp_path / "file").write_bytes(data)
    assert sha256_file(tmp_path / "file") == (hashlib.sha256(data).hexdigest(), size)
