"""The XML parts of a document that is a zip archive, each read at most once.

Promises: what was mended in a part, and why one that a document can be read without is missing,
is said in the notices.
"""

from __future__ import annotations

from archive.errors import UnreadableError
from indexer.parsers.office.archive import Archive
from indexer.parsers.office.xml import Element, parse

NO_TEXT_PART = "The document is damaged: the part that should hold its text is missing."


class Parts:
    """The parts of a document. Raises UnreadableError when the bytes are no archive."""

    def __init__(self, data: bytes) -> None:
        self.archive = Archive(data)
        self.notices: list[str] = []
        self._trees: dict[str, Element] = {}

    def tree(self, part: str) -> Element:
        """The root of a part. Raises UnreadableError; KeyError when there is no such part."""
        if part not in self._trees:
            root, notices = parse(self.archive.read(part), part)
            self.notices += notices
            self._trees[part] = root
        return self._trees[part]

    def optional(self, part: str) -> Element | None:
        """The root of a part that a document can be read without.

        None when there is none, or, with a notice, when it cannot be read.
        """
        if part not in self.archive:
            return None
        try:
            return self.tree(part)
        except UnreadableError as error:
            self.notices.append(str(error))
            return None
