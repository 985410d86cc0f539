"""What files of a folder are to each other: originals, sidecars, a saved page's own files.

Promises: the same for a folder on the disk and for one in a zip archive; decided by names alone.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Literal

Role = Literal["original", "sidecar", "asset"]

PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
SIDECAR_SUFFIXES = (".yaml", ".yml", ".json")  # in the order in which one is chosen

# How browsers and office programs, in their own languages, name the folder of a saved page's
# pictures and styles after the page itself ("Page.html" and "Page_files").
ASSET_ENDINGS = (
    "_files", ".files", "-files", "_file", "_fichiers", "_archivos", "_arquivos", "_ficheiros",
    "-dateien", "_dateien", "_bestanden", "_pliki", "_soubory", "_súbory", "_filer", "-filer",
    "_tiedostot", "_elemei", "_dosyalar", "_datoteke", "_fitxers", "_fitxategiak", "_failid",
    "_fails", "_bylos", "_fajlovi", "_fișiere", "_αρχεία", "_файлы", "_файли", "_файлове",
    "_ملفات", "_پرونده‌ها", "_פרטים", "_קבצים", "_文件", "_檔案", "_ファイル", "_파일",
)  # fmt: skip

HIDDEN = "It is hidden: its name begins with a dot."
ALONE = "It looks like a sidecar, but its file is not beside it."


def roles(folder: str, page: str, names: Collection[str]) -> dict[str, tuple[Role | None, str]]:
    """Role of each file of a folder, and the path of the file that it belongs to, or "".

    ``page`` is the page whose assets the folder holds, "" for other folders. No role: it looks
    like a sidecar of a file that is not there.
    """
    owners = {} if page else _owners(names)
    found: dict[str, tuple[Role | None, str]] = {}
    for name in names:
        owner = owners.get(name)
        if owner == "":
            found[name] = None, ""
        elif owner:
            found[name] = "sidecar", join(folder, owner)
        else:
            found[name] = ("asset" if page else "original"), page
    return found


def pages_of(folders: Iterable[str], names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each folder beside these files, with the name of the page whose assets it holds, or ""."""
    pages = _pages(names)
    for folder in folders:
        yield folder, pages.get(_page_of(folder), "")


def roles_in(paths: Iterable[str]) -> dict[str, tuple[Role | None, str]]:
    """The same for all files below a folder, by their paths; hidden ones have no role."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    folders: defaultdict[str, set[str]] = defaultdict(set)
    found: dict[str, tuple[Role | None, str]] = {}
    for path in paths:
        if is_hidden(path):
            found[path] = None, ""
            continue
        place, _, name = path.rpartition("/")
        files[place].append(name)
        while place:
            above, _, name = place.rpartition("/")
            folders[above].add(name)
            place = above
    stack = [("", "")]
    while stack:
        folder, page = stack.pop()
        for name, role in roles(folder, page, files[folder]).items():
            found[join(folder, name)] = role
        for name, owner in pages_of(folders[folder], files[folder]):
            stack.append((join(folder, name), page or (join(folder, owner) if owner else "")))
    return found


def is_hidden(path: str) -> bool:
    """Whether a file or a folder above it is hidden, or made by a Mac for itself."""
    parts = [part for part in path.split("/") if part.strip(".")]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def join(folder: str, name: str) -> str:
    """The path of a name in a folder; "" is the uppermost folder."""
    return f"{folder}/{name}" if folder else name


def _same(name: str) -> str:
    """A name for comparing: systems differ in how they compose letters."""
    return unicodedata.normalize("NFC", name)


def _pages(names: Collection[str]) -> dict[str, str]:
    """What an asset folder's name begins with, to the page's name: both "P.html" and "P"."""
    pages: dict[str, str] = {}
    for name in names:
        stem, suffix = Path(name).stem, Path(name).suffix
        if suffix.lower() in PAGE_SUFFIXES:
            pages.setdefault(_same(stem), name)
            pages[_same(name)] = name
    return pages


def _page_of(folder: str) -> str:
    """The name of the page whose assets a folder holds, by its own name; "" for others."""
    name = _same(folder)
    for ending in ASSET_ENDINGS:
        if name.lower().endswith(_same(ending)):
            return name[: -len(_same(ending))]
    return ""


def _owners(names: Collection[str]) -> dict[str, str]:
    """Each name that ends like a sidecar, to the name of the file it describes, or to "".

    Shorter names first: a file's sidecar is not itself a file that has a sidecar.
    """
    owners: dict[str, str] = {}
    for name in sorted(names, key=len):
        stem, suffix = Path(name).stem, Path(name).suffix
        if suffix.lower() in SIDECAR_SUFFIXES:
            owners[name] = stem if stem in names and not owners.get(stem) else ""
    return owners
