"""What the walk lists, and what it reports instead: names, links, sidecars, assets, devices."""

from __future__ import annotations

import os
import random
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import CorpusError, UnreadableError
from indexer.corpus import Listing, walk
from indexer.seen import open_source, read_source


def put(corpus: Path, *paths: str) -> None:
    """Make files that hold their own paths."""
    for path in paths:
        place = corpus / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(path)


def roles(listing: Listing) -> dict[str, tuple[str, str]]:
    """Role and owner of each listed file."""
    return {file.path: (file.role, file.of) for file in listing.files}


def reasons(listing: Listing) -> dict[str, str]:
    """The reason of each reported path."""
    return {problem.path: problem.reason for problem in (*listing.skipped, *listing.failed)}


def test_sorted_by_path_whatever_the_order_of_making(tmp_path: Path) -> None:
    """The listing does not depend on the order in which the file system gives names."""
    paths = ["b/2.txt", "a.txt", "b/1.txt", "c/d/e.md", "b.txt", "é.txt", "z/ك.txt"]
    for seed in (1, 2):
        random.Random(seed).shuffle(paths)
        put(tmp_path / str(seed), *paths)
    first, second = (walk(tmp_path / str(seed)) for seed in (1, 2))
    assert [file.path for file in first.files] == sorted(paths)
    assert [file.path for file in second.files] == sorted(paths)


def test_hidden_entries_are_reported_and_our_own_folder_is_not(tmp_path: Path) -> None:
    """Hidden files and folders are skipped with a reason; .muniment is no news to anybody."""
    put(tmp_path, "a.txt", ".hidden.txt", ".git/config", ".muniment/register.jsonl", "index/x")
    listing = walk(tmp_path, [tmp_path / "index"])
    assert list(roles(listing)) == ["a.txt"]
    assert set(reasons(listing)) == {".hidden.txt", ".git"}


def test_sidecars_belong_to_the_file_beside_them(tmp_path: Path) -> None:
    """A sidecar needs its file; a YAML or JSON file without one is reported, not indexed."""
    put(tmp_path, "a.txt", "a.txt.yaml", "a.txt.YML", "b.html", "b.html.json", "c.json", "d.yaml")
    listing = walk(tmp_path)
    assert roles(listing) == {
        "a.txt": ("original", ""),
        "a.txt.yaml": ("sidecar", "a.txt"),
        "a.txt.YML": ("sidecar", "a.txt"),
        "b.html": ("original", ""),
        "b.html.json": ("sidecar", "b.html"),
    }
    assert set(reasons(listing)) == {"c.json", "d.yaml"}


def test_a_sidecar_has_no_sidecar(tmp_path: Path) -> None:
    """What lies beside a sidecar is not a sidecar's sidecar; beside a folder's name neither."""
    put(tmp_path, "a.txt", "a.txt.yaml", "a.txt.yaml.json", "b/x.txt", "b.yaml")
    listing = walk(tmp_path)
    assert set(reasons(listing)) == {"a.txt.yaml.json", "b.yaml"}


@pytest.mark.parametrize(
    "folder",
    [
        "Page_files", "Page.html_files", "Page-Dateien", "Page_fichiers", "Page_archivos",
        "Page_bestanden", "Page_pliki", "Page.files", "Page_ملفات", "PAGE_FILES",
    ],
)  # fmt: skip
def test_asset_folders_of_a_saved_page(tmp_path: Path, folder: str) -> None:
    """In several languages, what lies in a saved page's folder is its assets, pages included."""
    page = "PAGE.HTM" if folder.isupper() else "Page.html"
    put(tmp_path, page, f"{folder}/s.css", f"{folder}/frame.html", f"{folder}/sub/x.json")
    found = roles(walk(tmp_path))
    assert found.pop(page) == ("original", "")
    assert set(found.values()) == {("asset", page)}
    assert len(found) == 3


def test_a_folder_without_its_page_is_a_folder(tmp_path: Path) -> None:
    """The name alone makes no asset folder: the page must lie beside it."""
    put(tmp_path, "Other.html", "Page_files/a.html", "Notes-archive/b.txt", "Notes.html")
    assert all(role == "original" for role, _ in roles(walk(tmp_path)).values())


def test_links_out_of_the_corpus_are_not_followed(tmp_path: Path) -> None:
    """Links that lead out, to folders or to nothing are reported; those to files inside work."""
    corpus = tmp_path / "corpus"
    put(corpus, "a.txt", "sub/b.txt")
    (tmp_path / "secret.txt").write_text("secret")
    for name, target in {
        "out.txt": "../secret.txt",
        "absolute.txt": str(tmp_path / "secret.txt"),
        "upwards": "..",
        "loop": "loop",
        "folder": "sub",
        "broken.txt": "nothing.txt",
        "inside.txt": "sub/b.txt",
    }.items():
        (corpus / name).symlink_to(target)
    listing = walk(corpus)
    assert list(roles(listing)) == ["a.txt", "inside.txt", "sub/b.txt"]
    assert set(reasons(listing)) == {
        "out.txt", "absolute.txt", "upwards", "loop", "folder", "broken.txt"
    }  # fmt: skip
    assert read_source(corpus, "inside.txt", 100) == b"sub/b.txt"


def test_a_file_replaced_by_a_link_or_pipe_after_the_walk_is_not_opened(tmp_path: Path) -> None:
    """Between walk and reading a file may become something else; it is refused, without waiting."""
    corpus = tmp_path / "corpus"
    put(corpus, "a.txt")
    (tmp_path / "secret.txt").write_text("secret")
    (corpus / "a.txt").unlink()
    (corpus / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(UnreadableError, match="out of the corpus"):
        open_source(corpus, "a.txt")
    os.mkfifo(corpus / "pipe")
    with pytest.raises(UnreadableError, match="no longer a file"):
        open_source(corpus, "pipe")
    with pytest.raises(UnreadableError):
        open_source(corpus, "../secret.txt")


def test_devices_pipes_and_sockets_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is neither file nor folder is reported, never opened: a pipe would block for ever."""
    put(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # a socket's address has at most 108 bytes
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket")
        listing = walk(tmp_path)
    assert set(reasons(listing)) == {"pipe", "socket"}


def test_names_that_are_no_utf_8_are_reported_readably(tmp_path: Path) -> None:
    """A name of other bytes fails with its bytes shown; strange but valid names are listed."""
    strange = ["new\nline.txt", "tab\t.txt", " space .txt", "‮right.txt", "quote\"'.txt", "ﬁ.txt"]
    put(tmp_path, *strange)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    listing = walk(tmp_path)
    assert [file.path for file in listing.files] == sorted(strange)
    assert reasons(listing) == {
        "caf\\xe9.txt": "Its name is not valid UTF-8 and cannot be registered; rename it."
    }


def test_folders_nest_deeper_than_calls_may(tmp_path: Path) -> None:
    """1,500 nested folders, more than Python's recursion limit, are walked."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    put(tmp_path, "a.txt")
    try:
        assert len(walk(tmp_path).files) == 2
    finally:  # pytest's own cleaning would recurse too deeply
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)


@pytest.mark.parametrize("kind", ["missing", "file", "empty", "hidden only"])
def test_a_corpus_that_is_none(tmp_path: Path, kind: str) -> None:
    """A missing or empty corpus is one sentence with what to do, not an empty archive."""
    corpus = tmp_path / "corpus"
    if kind == "file":
        corpus.write_text("x")
    elif kind != "missing":
        corpus.mkdir()
    if kind == "hidden only":
        put(corpus, ".muniment/register.jsonl", ".x")
    with pytest.raises(CorpusError, match="--corpus"):
        walk(corpus)


NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40
).filter(lambda name: name not in (".", "..") and len(name.encode()) < 200)


@given(names=st.sets(NAMES, min_size=1, max_size=8), data=st.data())
def test_every_entry_is_listed_or_reported(
    names: set[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever names a folder has, each entry but our own is listed once or has a reason."""
    corpus = tmp_path_factory.mktemp("corpus")
    ending = st.sampled_from(["", ".html", ".yaml", ".json", "_files"])
    put(corpus, "a.txt")
    made = {"a.txt"}
    for name in names:
        full = name + data.draw(ending)
        if len(full.encode()) < 255 and full not in (".muniment", "a.txt"):
            (corpus / full).write_text("x")
            made.add(full)
    listing = walk(corpus)
    listed = [file.path for file in listing.files]
    assert sorted([*listed, *reasons(listing)]) == sorted(made)
