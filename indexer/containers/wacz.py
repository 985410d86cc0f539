"""WACZ files: zip archives with web archives in them, what was captured and digests of it all.

Promises: the entries are those of the web archives, read where they stand in the file, with the
archive's name before the record's place in the locator ("archive/data.warc.gz!784"); every other
member is an entry with what it is. Names are labels only, nothing is written. What the file states
of its members' digests is checked. Source: "Web Archive Collection Zipped" 1.1.1.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from archive.errors import UnreadableError
from indexer.containers import web_archives
from indexer.containers.entries import LABEL_LIMIT, LOCATOR_LIMIT, Entry, Remark
from indexer.containers.wacz_members import MemberStream, member, opened
from indexer.containers.wacz_package import Package, read_package, shown
from indexer.containers.zips import is_folder

_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
_OWN = ("datapackage", "fuzzy.json", "indexes/", "logs/", "pages/")  # how members' names begin
_BETWEEN = "!"
_MEMBER_BITS = 16  # of a position: which member; the rest is the place in it
_PLACE_LIMIT = 64  # code points of a place in a web archive


def entries(source: BinaryIO, start: int, limit: int) -> Iterator[Entry | Remark]:
    """Every record of its web archives from ``start`` on; see ``indexer.containers``."""
    archive = opened(source)
    package = read_package(source, archive)
    if not start:
        yield from (Remark(doubt, partial=False) for doubt in package.doubts)
        if not any(map(_is_web_archive, archive.filelist)):
            yield Remark("There is no web archive in it.")
    number, place = start & ((1 << _MEMBER_BITS) - 1), start >> _MEMBER_BITS
    for at, info in enumerate(archive.filelist[number:], number):
        if is_folder(info):
            continue
        if _is_web_archive(info):
            reason = _unreachable(archive, info)
            if reason:
                yield _told(info, at, reason, failed=True)
                continue
            yield from _records(source, archive, package, at, place, limit)
        elif info.filename.startswith(_OWN):
            yield _told(info, at, "It is an index, a list or a log of the WACZ file itself.")
        else:
            yield _told(info, at, "It is not one of the WACZ file's web archives.")
        place = 0


def payload(source: BinaryIO, locator: str, limit: int) -> bytes:
    """The payload that ``entries`` gave with this locator. Raises UnreadableError."""
    archive = opened(source)
    name, between, place = locator.rpartition(_BETWEEN)
    try:
        info = archive.getinfo(name)
    except KeyError:
        between = ""
    if not between:
        raise UnreadableError("This is no place in a WACZ file.")
    stream = member(source, archive, info)
    return web_archives.payload(cast(BinaryIO, stream), place, limit)


def _is_web_archive(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith(_SUFFIXES)


def _unreachable(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """Why no locator could lead to a member; "" when one can."""
    if len(info.filename) > LOCATOR_LIMIT - _PLACE_LIMIT:
        return "Its name is too long."
    if archive.getinfo(info.filename) is not info:
        return "There is a second file of the same name in the WACZ file, and only that was read."
    return ""


def _told(info: zipfile.ZipInfo, at: int, reason: str, failed: bool = False) -> Entry:
    return Entry(
        locator="", resume=at + 1, label=shown(info.filename)[:LABEL_LIMIT], reason=reason,
        failed=failed, offset=info.header_offset,
    )  # fmt: skip


def _records(
    source: BinaryIO, archive: zipfile.ZipFile, package: Package, at: int, place: int, limit: int
) -> Iterator[Entry | Remark]:
    """Those of the member with this number, from a place in it on."""
    info = archive.filelist[at]
    try:
        stream = member(source, archive, info)
        if not place:
            yield from _checked(stream, info, package)
        for found in web_archives.entries(cast(BinaryIO, stream), place, limit):
            if isinstance(found, Remark):
                yield replace(found, sentence=f"{shown(info.filename)}: {found.sentence}")
            else:
                yield _placed(found, stream, info, at, package)
    except UnreadableError as error:
        yield _told(info, at, str(error), failed=True)


def _placed(
    entry: Entry, stream: MemberStream, info: zipfile.ZipInfo, at: int, package: Package
) -> Entry:
    """A record's entry as one of the WACZ file."""
    offset = None
    if stream.begin is not None and entry.offset is not None:
        offset = stream.begin + entry.offset
    return replace(
        entry,
        locator=f"{info.filename}{_BETWEEN}{entry.locator}" if entry.locator else "",
        resume=at | entry.resume << _MEMBER_BITS,
        offset=offset,
        captured_by=entry.captured_by or package.software,
    )


def _checked(stream: MemberStream, info: zipfile.ZipInfo, package: Package) -> Iterator[Remark]:
    """Remarks on a web archive that is not what the file states."""
    digest, is_whole = stream.digests()
    name = shown(info.filename)
    if not is_whole:
        yield Remark(f"{name} is damaged: it is not what the zip archive's own sum says.")
    stated = package.digests.get(info.filename)
    if stated is None and package.digests:
        yield Remark(f"{name} is not listed in the WACZ file's datapackage.json.", partial=False)
    elif stated is not None and stated != digest:
        yield Remark(
            f"{name} does not have the digest that is stated in the WACZ file's datapackage.json: "
            "it was changed after the file was made.",
            partial=False,
        )
