"""One file of the corpus copied into a bag, if it still has the bytes that the register entered.

Promises: other bytes are never copied in their place; why a file is not copied is a sentence.
"""

from __future__ import annotations

from archive.bag import BagWriter, pieces_of
from archive.errors import NotFoundError, StorageError
from archive.holdings import Holdings
from archive.register import Entry
from archive.storage import sha256_file


def copy_file(holdings: Holdings, bag: BagWriter, entry: Entry, place: str) -> str:
    """Copy a file to ``place``; gives the sentence that says why not, or "".

    Raises StorageError for a file that changes while it is copied, OSError from writing.
    """
    try:
        file = holdings.originals.file(entry.path)
        found, _ = sha256_file(file)
    except NotFoundError as error:
        return str(error)
    except OSError:
        return "It cannot be read; check its permissions and the disk."
    if found != entry.sha256:
        return f"Its SHA-256 is {found}; the register has {entry.sha256}."
    with file.open("rb") as source:
        if bag.add(place, pieces_of(source)) != entry.sha256:
            raise StorageError(f"{entry.path} was changed while it was copied; try again.")
    return ""
