"""An archive made again of a bag that ``archive.export`` wrote.

Promises: the corpus has every file of the bag under the name that it had, the keep has the register
and every edition, so that all links lead where they led; documents whose container stayed out of
the bag become files of their own. Only bytes that the manifest vouches for; what is damaged is left
out and named. Writes where nothing is, and under its own name only what is whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from archive.bag import UNFINISHED
from archive.bag_reading import BagReader, is_inside, payload_below, reading
from archive.errors import UnreadableError, UsageError
from archive.export import CORPUS, KEEP, LEFT_OUT, LINKS, RECORDS, RENAMED, RENAMES
from archive.identifiers import document_id, show
from archive.model import FileProblem
from archive.settings import Settings
from archive.storage import make_folder, storage_error

Progress = Callable[[str, int, int], None]  # what is done, how many of it are, of how many
TAKEN_OUT = "from-containers"  # the folder in the corpus of documents that had lain in containers
_SUFFIX = 10  # code points of a name's suffix that is kept, with its dot


@dataclass(slots=True, kw_only=True)
class Restored:
    """What was restored: files, their bytes, and of these documents taken out of containers."""

    files: int
    bytes: int
    taken_out: int
    withheld: int  # files that the export left out, as its own list says
    problems: tuple[FileProblem, ...]


def restore(bag: Path, settings: Settings, progress: Progress) -> Restored:
    """Write corpus and keep to where the settings have them; both must not be there yet.

    Raises UsageError for what is no exported archive, or where something is; UnreadableError for
    a bag whose manifests are damaged; StorageError.
    """
    corpus, keep = settings.corpus.absolute(), settings.keep_folder.absolute()
    folders = [corpus] if keep.is_relative_to(corpus) else [corpus, keep]
    for folder in folders:
        _refuse_taken(folder)
    with reading(bag) as opened:
        if "Muniment-Register-Head" not in opened.about or LINKS not in opened.files:
            raise UsageError(
                f"{bag} is a bag, but no export of a whole archive: `muniment export` writes one."
            )
        aside = [folder.with_name(folder.name + UNFINISHED) for folder in folders]
        try:
            for folder in aside:
                make_folder(folder.parent)
                folder.mkdir()
            below = keep.relative_to(corpus) if len(folders) == 1 else None
            done = _restored(opened, aside[0], aside[0] / below if below else aside[-1], progress)
            for unfinished, folder in zip(aside, folders, strict=True):
                unfinished.replace(folder)
        except OSError as error:
            raise storage_error(corpus, error) from error
        finally:
            for folder in aside:
                shutil.rmtree(folder, ignore_errors=True)
    return done


def _refuse_taken(folder: Path) -> None:
    unfinished = folder.with_name(folder.name + UNFINISHED)
    if unfinished.exists():
        raise UsageError(
            f"There is {unfinished}: another restore is writing it, or one was cut off. If none "
            "runs, delete it and try again."
        )
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(
            f"There is something at {folder} already, and a restore never writes over anything; "
            "name a new folder with --corpus (and --keep)."
        )


def _restored(bag: BagReader, corpus: Path, keep: Path, progress: Progress) -> Restored:
    done = Restored(files=0, bytes=0, taken_out=0, withheld=0, problems=())
    done.withheld = sum(1 for _ in _rows(bag, LEFT_OUT, done))
    places = dict(_places(bag, corpus, keep, done))
    for number, (path, place) in enumerate(places.items(), 1):
        try:
            done.bytes += _write(bag, path, place)
            done.files += 1
            done.taken_out += path.startswith(RECORDS)
        except UnreadableError as error:
            place.unlink(missing_ok=True)
            done.problems += (FileProblem(path=path, reason=str(error)),)
        progress("Copying files", number, len(places))
    return done


def _places(bag: BagReader, corpus: Path, keep: Path, done: Restored) -> Iterator[tuple[str, Path]]:
    """Where each file of the bag goes."""
    corpus.mkdir(exist_ok=True)  # also of a bag all of whose files stayed out
    yield from ((path, corpus / below) for path, below in payload_below(bag.files, CORPUS))
    yield from ((path, keep / below) for path, below in payload_below(bag.files, KEEP))
    names = {row.get("file"): row.get("path") for row in _rows(bag, RENAMES, done)}
    for path, _ in payload_below(bag.files, RENAMED):
        name = names.get(path)
        if isinstance(name, str) and is_inside(name):
            yield path, corpus / name
        else:
            done.problems += (FileProblem(path=path, reason=f"{RENAMES} has no name for it."),)
    suffixes = {
        row["original"]: _suffix(row["captures"])
        for row in _rows(bag, LINKS, done)
        if row.keys() >= {"original", "captures"}
    }
    for path, sha256 in payload_below(bag.files, RECORDS):
        yield path, corpus / TAKEN_OUT / f"{_named(sha256)}{suffixes.get(path, '')}"


def _named(sha256: str) -> str:
    try:
        return show(document_id(sha256))
    except ValueError:
        return sha256


def _suffix(captures: object) -> str:
    """That of the name that a document had in its container, which tells its kind."""
    first = captures[0] if isinstance(captures, list) and captures else ""
    suffix = PurePosixPath(first).suffix if isinstance(first, str) else ""
    return suffix if suffix[1:].isalnum() and len(suffix) <= _SUFFIX else ""


def _rows(bag: BagReader, path: str, done: Restored) -> Iterator[dict[str, object]]:
    """The objects of a file of JSON lines in the bag; a damaged file is a problem."""
    rest = b""
    try:
        for piece in bag.pieces(path) if path in bag.files else ():
            *lines, rest = (rest + piece).split(b"\n")
            yield from filter(lambda row: isinstance(row, dict), map(json.loads, lines))
    except (UnreadableError, ValueError) as error:
        done.problems += (FileProblem(path=path, reason=f"It is damaged. {error}"),)


def _write(bag: BagReader, path: str, place: Path) -> int:
    """Copy a file; gives its bytes. Raises UnreadableError, OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as out:
        out.writelines(bag.pieces(path))
        return out.tell()
