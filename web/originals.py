"""The file of an original, opened, with the very bytes that its document is named after.

Promises: other bytes are never given for these; what is missing or changed is said in a sentence.
"""

from __future__ import annotations

import hashlib
from io import BufferedReader, BytesIO

from archive.errors import NotFoundError, UnreadableError
from archive.model import Capture, Document
from web.site import Site


def open_original(site: Site, document: Document) -> tuple[Capture, BufferedReader | BytesIO]:
    """A capture whose file still has the document's bytes, and the file, at its beginning.

    Raises NotFoundError when there is none: other bytes are never given for these.
    """
    problem: Exception | None = None
    for capture in document.captures:
        try:
            file = site.original(capture, document.sha256)
        except (NotFoundError, UnreadableError, OSError) as error:
            problem = error
            continue
        if hashlib.file_digest(file, "sha256").hexdigest() == document.sha256:
            file.seek(0)
            return capture, file
        file.close()
    if isinstance(problem, NotFoundError):
        raise problem
    raise NotFoundError(
        f"The file {document.path} has other bytes now than when it was taken in, or cannot be "
        "read, so it is not shown in its place. The text that was read from it is still here; "
        "`muniment verify` lists what has changed."
    )
