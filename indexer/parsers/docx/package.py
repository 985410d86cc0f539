"""The parts of a Word document and how they are related (Open Packaging Conventions).

Promises: the main part is the one that the package names, or the usual one; a relation leads to a
part of this package or nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.errors import UnreadableError
from indexer.parsers.office.names import name
from indexer.parsers.office.parts import NO_TEXT_PART, Parts
from indexer.parsers.office.xml import Element

_USUAL = "word/document.xml"


class Package(Parts):
    """A Word document's parts. Raises UnreadableError when one that is needed cannot be read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._addresses: dict[str, dict[str, str]] = {}
        main = self.related("", "officeDocument")
        if not main and _USUAL in self.archive:
            main = [_USUAL]
        if not main:
            raise UnreadableError(NO_TEXT_PART)
        self.main = main[0]

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of this package that a part ("": the package) is related to in this way."""
        found = (
            target
            for relation, target in self._relations(part)
            if relation.get("Type", "").rpartition("/")[2] == kind
        )
        return list(dict.fromkeys(found))

    def named(self, part: str, identifier: str) -> str | None:
        """The part that a part means by the identifier of a relation."""
        found = (
            target for relation, target in self._relations(part) if relation.get("Id") == identifier
        )
        return next(found, None)

    def address(self, part: str, identifier: str) -> str:
        """Where the link of a part with this relation leads outside of the package, or ""."""
        if part not in self._addresses:
            self._addresses[part] = {
                each.get("Id", ""): each.get("Target", "")
                for each in self._stated(part)
                if each.get("TargetMode") == "External"
            }
        return self._addresses[part].get(identifier, "")

    def _relations(self, part: str) -> Iterator[tuple[Element, str]]:
        """The relations of a part to others of this package, with their names."""
        folder = part.rpartition("/")[0]
        for each in self._stated(part):
            if each.get("TargetMode") != "External":
                target = self.archive.found(folder, each.get("Target", ""))
                if target is not None:
                    yield each, target

    def _stated(self, part: str) -> Iterator[Element]:
        """All relations of a part."""
        folder, _, file = part.rpartition("/")
        relations = self.archive.found(folder, f"_rels/{file}.rels")
        for each in self.tree(relations) if relations is not None else ():
            if name(each) == "rel:Relationship":
                yield each
