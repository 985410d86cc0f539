"""Bags as others read them: the reference implementation of BagIt and sha256sum."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.bag import MANIFEST, TAG_MANIFEST, UNFINISHED, is_plain_name, writing
from archive.errors import StorageError, UsageError

NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20
)


def make(path: Path, files: dict[str, bytes]) -> str:
    """A bag with these files of the payload; its seal."""
    with writing(path) as bag:
        for name, data in files.items():
            bag.add(f"data/{name}", [data])
        bag.add_tag("README.txt", [b"What this is."])
        return bag.finish([("External-Description", "Two\nlines")])


def checked(folder: Path, manifest: str = MANIFEST) -> bool:
    """Whether sha256sum finds everything as the manifest says."""
    command = ["sha256sum", "-c", "--quiet", "--strict", manifest]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def is_valid(folder: Path) -> bool:
    """What the reference implementation says."""
    return bool(bagit.Bag(str(folder)).is_valid())


def test_what_is_written_is_a_bag(tmp_path: Path) -> None:
    """The reference implementation and sha256sum agree to it; the seal is that of its file."""
    seal = make(tmp_path / "bag", {"a/b.txt": b"one", "متن.txt": b"", "c  d*": b"three"})
    assert is_valid(tmp_path / "bag")
    assert checked(tmp_path / "bag")
    assert checked(tmp_path / "bag", TAG_MANIFEST)
    digest = subprocess.check_output(["sha256sum", TAG_MANIFEST], cwd=tmp_path / "bag", text=True)
    assert digest.split()[0] == seal
    info = bagit.Bag(str(tmp_path / "bag")).info
    assert info == {"External-Description": "Two lines", "Payload-Oxum": "8.3"}


@pytest.mark.parametrize("name", ["data/a", "manifest-sha256.txt", "README.txt", "bag-info.txt"])
def test_one_changed_byte_is_noticed(tmp_path: Path, name: str) -> None:
    """By the manifests that any machine can check, whichever file it is in."""
    make(tmp_path / "bag", {"a": b"words", "b": b"more"})
    file = tmp_path / "bag" / name
    data = bytearray(file.read_bytes())
    data[3] ^= 1
    file.write_bytes(data)
    assert not (checked(tmp_path / "bag") and checked(tmp_path / "bag", TAG_MANIFEST))
    with contextlib.suppress(bagit.BagError, ValueError):  # it cannot even be read as one
        assert not is_valid(tmp_path / "bag")


@pytest.mark.slow
@given(st.sets(NAMES, min_size=1, max_size=8))
def test_every_plain_name_is_read_alike(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    """Names that are called plain are understood by both readers; no other gets in."""
    folder = tmp_path_factory.mktemp("names") / "bag"
    usable = {n for n in names if n not in (".", "..") and len(n.encode()) < 200}
    with writing(folder) as bag:
        for number, name in enumerate(sorted(usable)):
            path = f"data/{number}/{name}"
            if is_plain_name(path):
                bag.add(path, [name.encode()])
            else:
                with pytest.raises(ValueError, match="no path of a payload"):
                    bag.add(path, [])
        bag.add("data/one", [b"more"])
        bag.finish([])
    assert checked(folder)
    assert is_valid(folder)


def test_a_zip_archive_holds_the_same_bag(tmp_path: Path) -> None:
    """Unpacked it is one folder of the archive's name, and valid."""
    make(tmp_path / "out" / "case.zip", {"a": b"x" * 100_000})
    with zipfile.ZipFile(tmp_path / "out" / "case.zip") as archive:
        archive.extractall(tmp_path)
    assert is_valid(tmp_path / "case")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["case.zip"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """Something in a folder, a file, what has an unfinished bag's name: a sentence, all kept."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    (tmp_path / "a.zip").touch()
    (tmp_path / f"mine{UNFINISHED}").mkdir()
    (tmp_path / f"mine{UNFINISHED}" / "diary.odt").touch()
    (tmp_path / f"b.zip{UNFINISHED}").write_bytes(b"not a zip")
    kept = sorted(tmp_path.rglob("*"))
    for name, words in (
        ("full", "already"), ("a.zip", "already"), ("mine", "no export"), ("b.zip", "no export")
    ):  # fmt: skip
        with pytest.raises(UsageError, match=words), writing(tmp_path / name):
            pytest.fail("it began")
    assert sorted(tmp_path.rglob("*")) == kept
    (tmp_path / "empty").mkdir()
    make(tmp_path / "empty", {"a": b""})
    assert is_valid(tmp_path / "empty")


def test_where_nothing_can_be_put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that one is in, and the root of a disk: a sentence before anything is written."""
    monkeypatch.chdir(tmp_path)
    for place in (".", "", "/", str(tmp_path)):
        with pytest.raises(UsageError, match="new folder"), writing(Path(place)):
            pytest.fail("it began")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["bag", "bag.zip"])
def test_what_a_kill_left_is_begun_anew(tmp_path: Path, name: str) -> None:
    """Killed, a writer leaves an unfinished bag; the next of that name removes it, and is whole.

    While one writes, another is refused in a sentence and leaves it alone.
    """
    killed = (
        "import os, pathlib, sys\nfrom archive.bag import writing\n"
        "with writing(pathlib.Path(sys.argv[1])) as bag:\n"
        "    bag.add('data/old', [b'x'])\n    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", killed, tmp_path / name], check=False)
    assert [p.name for p in tmp_path.iterdir()] == [f"{name}{UNFINISHED}"]
    with writing(tmp_path / name) as bag:
        with pytest.raises(UsageError, match="Another export is writing"), writing(tmp_path / name):
            pytest.fail("it began")
        bag.add("data/new", [b"y"])
        bag.finish([])
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert bag.files == 1


def stopped(path: Path, by: BaseException) -> None:
    """A bag whose writing ends in the middle."""
    with writing(path) as bag:
        bag.add("data/a", [b"x"])
        raise by


@pytest.mark.parametrize("name", ["bag", "bag.zip"])
def test_what_ends_early_leaves_nothing(tmp_path: Path, name: str) -> None:
    """An error on the way removes what was written, and a failing disk is a sentence."""
    with pytest.raises(StorageError, match="bag"):
        stopped(tmp_path / name, OSError(28, "no space"))
    with pytest.raises(KeyboardInterrupt):
        stopped(tmp_path / name, KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_never_held(tmp_path: Path) -> None:
    """64 MB go through with two pieces of a megabyte in memory."""
    piece = bytes(1 << 20)
    tracemalloc.start()
    try:
        with writing(tmp_path / "bag") as bag:
            bag.add("data/large", (bytes(piece) for _ in range(64)))
            bag.finish([])
        assert tracemalloc.get_traced_memory()[1] < 6 << 20
    finally:
        tracemalloc.stop()
