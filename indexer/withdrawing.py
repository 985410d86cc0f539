"""Taking a document from view, and giving it back.

Promises: nothing is deleted: the file stays where it is, its edition is kept, and the register has
a line that says what was withdrawn, when, by whom and why; the index follows at once.
"""

from __future__ import annotations

import re

from archive.editions import EditionStore
from archive.errors import NotFoundError, UsageError
from archive.identifiers import DOCUMENT_SYMBOLS, document_id, read_id, show
from archive.model import BuildReport
from archive.register import NewEntry, Register
from archive.settings import Settings
from indexer.accession import agent
from indexer.build import update
from indexer.progress import Progress, silent

_DOCUMENT = re.compile(r"^(?:\w+://[^/]+)?(?:/[^/]+)*/d/|/$")  # what stands around it in a link


def withdraw(
    settings: Settings,
    identifier: str,
    *,
    reason: str = "",
    by: str = "",
    undo: bool = False,
    progress: Progress = silent,
) -> BuildReport | None:
    """Withdraw the document with this whole identifier, or reinstate it; then update the index.

    ``identifier`` may be its link, or the link's path.

    Raises UsageError when there is nothing to do, NotFoundError when no such document was ever
    read, and what an update raises.
    """
    symbols = read_id(_DOCUMENT.sub("", identifier)) or ""
    if len(symbols) != DOCUMENT_SYMBOLS:
        raise UsageError(
            f"“{identifier}” is no whole identifier: it has 16 letters and digits. The whole "
            "document is withdrawn, so name no passage of it."
        )
    editions = EditionStore(settings.keep_folder).editions_named(symbols)
    if not editions:
        raise NotFoundError(f"No document {show(symbols)} was ever read in this archive.")
    sha256 = editions[0].sha256
    register = Register.open(settings.keep_folder)
    if (sha256 in register.withdrawn()) != undo:
        report = update(settings, progress)  # the index may not have heard: another was writing it
        if report is None:
            state = "is not withdrawn" if undo else "is withdrawn already"
            raise UsageError(f"The document {show(symbols)} {state}.")
        return report
    entry = NewEntry(
        event="reinstated" if undo else "withdrawn",
        role="original",
        path=document_id(sha256),
        sha256=sha256,
        size=0,
        agent=by or agent(),
        note=reason,
    )
    register.append([entry])
    return update(settings, progress)
