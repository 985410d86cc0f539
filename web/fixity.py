"""The check that a reader can ask for: is the file still, byte for byte, what was taken in?

Promises: the file is read anew each time; a file that is gone or changed is told in a sentence,
never as an error. Changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO

from archive.errors import NotFoundError, UnreadableError
from archive.model import Capture, Document
from web.interface import gettext, translated


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome for one file of the corpus."""

    unchanged: bool
    sentence: str


def check(
    document: Document, original: Callable[[Capture, str], BufferedReader | BytesIO]
) -> Iterator[Checked]:
    """Compare every file and record that is a capture of the document with its digest."""
    for capture in document.captures:
        try:
            with original(capture, document.sha256) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except (NotFoundError, UnreadableError) as error:
            yield Checked(False, translated(str(error)))
        except OSError:
            unread = gettext(
                "“%(file)s” cannot be read just now. Its keeper can run `muniment verify`.",
                file=capture.path,
            )
            yield Checked(False, unread)
        else:
            if digest == document.sha256:
                same = gettext(
                    "“%(file)s” was read just now: it is, byte for byte, what was taken in.",
                    file=capture.path,
                )
                yield Checked(True, same)
            else:
                changed = gettext(
                    "“%(file)s” has changed since it was taken in: its SHA-256 is now %(digest)s. "
                    "The text here is that of the file as it was.",
                    file=capture.path,
                    digest=digest,
                )
                yield Checked(False, changed)
