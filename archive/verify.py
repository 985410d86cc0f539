"""Fixity: whether every file that was entered in the register still has the bytes it had.

Promises: every present file of the register (originals, sidecars, assets) is read whole and its
SHA-256 compared; one bad file or a damaged register does not stop the rest; memory does not grow
with the size of a file. Writes nothing and repairs nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import RegisterError
from archive.model import FileProblem
from archive.register import Entry, departures, present
from archive.register_chain import Chain, read_chain
from archive.storage import sha256_file
from archive.timestamps import Timestamp

Progress = Callable[[int, int], None]  # files checked, files to check
Stamped = Callable[[Path, Chain], tuple[Timestamp, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was found; a finding is damage, an unregistered file is only news."""

    checked: int  # files read and compared
    bytes: int  # read
    seconds: float
    count: int  # lines of the register that hold
    head: str  # SHA-256 of the last of them, to compare with a copy kept elsewhere
    chain_ok: bool
    changed: tuple[FileProblem, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: tuple[FileProblem, ...] = ()
    timestamps: tuple[Timestamp, ...] = ()  # over lines of the register
    unregistered: tuple[str, ...] = ()  # in the corpus, not (yet) in the register
    notices: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything that was entered is there, and as it was."""
        wrong = self.changed or self.missing or self.unreadable
        stamped = not any(each.problem for each in self.timestamps)
        return self.chain_ok and stamped and not wrong

    @property
    def megabytes_per_second(self) -> float:
        """The pace, in millions of bytes a second."""
        return self.bytes / 1e6 / self.seconds if self.seconds else 0.0


def verify(
    keep: Path,
    corpus: Path,
    *,
    stamped: Stamped | None = None,
    progress: Progress | None = None,
) -> VerifyReport:
    """Compare the corpus with the register in ``keep``, and the register with itself.

    ``stamped`` checks the time stamps over the register; without it they are not looked at. Never
    raises for damage: where the register is damaged, the files of its readable part are compared
    and ``chain_ok`` is False.
    """
    begun = time.monotonic()
    try:
        chain = read_chain(keep)
    except RegisterError as error:
        chain = Chain(problem=str(error))
    expected = present(chain.entries)
    changed, missing, unreadable, read = [], [], [], 0
    for done, (path, entry) in enumerate(sorted(expected.items()), 1):
        try:
            found, size = sha256_file(corpus / path)
            read += size
            if found != entry.sha256:
                changed.append(_changed(entry, found, size))
        except (FileNotFoundError, NotADirectoryError):
            missing.append(path)
        except (OSError, ValueError):
            reason = "It cannot be read; check its permissions and the disk."
            unreadable.append(FileProblem(path=path, reason=reason))
        if progress:
            progress(done, len(expected))
    return VerifyReport(
        checked=len(expected) - len(missing) - len(unreadable),
        bytes=read,
        seconds=time.monotonic() - begun,
        count=len(chain.entries),
        head=chain.digest,
        chain_ok=not chain.problem,
        changed=tuple(changed),
        missing=tuple(missing),
        unreadable=tuple(unreadable),
        timestamps=stamped(keep, chain) if stamped else (),
        unregistered=tuple(sorted(not_among(expected, corpus, keep))),
        notices=tuple(filter(None, [chain.problem, *chain.notices, *departures(chain.entries)])),
    )


def _changed(entry: Entry, sha256: str, size: int) -> FileProblem:
    return FileProblem(
        path=entry.path,
        reason=f"Its SHA-256 is {sha256} ({size} bytes); entered on {entry.at[:10]} was "
        f"{entry.sha256} ({entry.size} bytes). Restore it from a backup, or enter the change "
        "with an update if it was meant.",
    )


def not_among(known: Collection[str], corpus: Path, keep: Path) -> Iterator[str]:
    """Paths of the corpus's files that are not ``known``; hidden ones are nobody's documents."""
    kept = keep.resolve()
    for folder, folders, names in os.walk(corpus):
        place = Path(folder)
        folders[:] = [
            name for name in folders if name[0] != "." and (place / name).resolve() != kept
        ]
        for name in names:
            path = (place / name).relative_to(corpus).as_posix()
            if name[0] != "." and path not in known:
                yield os.fsencode(path).decode("utf-8", "backslashreplace")  # can be printed
