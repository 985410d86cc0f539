"""What an EPUB says of itself: which items are its text, in which order, and its metadata.

Promises: the items of the spine in its order, each once; an item that is not in the archive or of
a kind that is not read is named in a notice. A book under copy protection is refused with a
sentence. Source: EPUB 3.3, sections 4 and 5; OCF, 4.2.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.errors import UnreadableError
from indexer.parsers.office.archive import shown
from indexer.parsers.office.names import child, name, value
from indexer.parsers.office.parts import Parts
from indexer.parsers.office.properties import Properties
from indexer.parsers.office.xml import Element

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document", ""})
_AUTHORS = frozenset({"", "aut"})  # MARC relators of those who wrote it
_EARLIEST = 1400  # the year of the oldest printed book


@dataclass(frozen=True, slots=True)
class Item:
    """A page of the book: its name in the archive, and whether it only lists what is in it."""

    name: str
    is_contents: bool


class Package(Parts):
    """The package of a book. Raises UnreadableError when there is none that can be read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._path = self._root_file()
        self._root = self.tree(self._path)
        self.items = list(self._spine())
        if not self.items:
            raise UnreadableError("The book is damaged: it names no pages that are in it.")
        self._refuse_encrypted()

    @property
    def properties(self) -> Properties:
        """What the package states of the book."""
        metadata = child(self._root, "opf:metadata")
        inner = child(metadata, "opf:dc-metadata")  # of the oldest books
        stated = list(inner if inner is not None else metadata if metadata is not None else ())
        refined = _refinements(stated)
        dates = [each for each in stated if name(each) == "dc:date"]
        published = [each for each in dates if value(each, "opf:event") == "publication"]
        first_date = next(iter(published or dates), None)
        return Properties(
            title=next((_text(each) for each in stated if name(each) == "dc:title"), ""),
            creators=[
                _text(each)
                for each in stated
                if name(each) == "dc:creator" and _role(each, refined) in _AUTHORS
            ],
            created=_text(first_date),
            modified=next(
                (_text(each) for each in stated if each.get("property") == "dcterms:modified"), ""
            ),
            language=next((_text(each) for each in stated if name(each) == "dc:language"), ""),
            publisher=next((_text(each) for each in stated if name(each) == "dc:publisher"), ""),
            basis="EPUB metadata",
            earliest=_EARLIEST,
        )

    def _root_file(self) -> str:
        """The package document: the one that the container names, or the only one there is."""
        if _CONTAINER in self.archive:
            for each in self.tree(_CONTAINER).iter("{*}rootfile"):
                found = self.archive.found("", each.get("full-path", ""))
                if found:
                    return found
        others = sorted(part for part in self.archive.names if part.endswith(".opf"))
        if not others:
            raise UnreadableError("The book is damaged: the list of its parts is missing.")
        return others[0]

    def _spine(self) -> Iterator[Item]:
        folder = self._path.rpartition("/")[0]
        listed = {each.get("id", ""): each for each in _children(self._root, "opf:manifest")}
        seen: set[str] = set()
        for reference in _children(self._root, "opf:spine"):
            entry = listed.get(reference.get("idref", ""))
            if entry is None:
                continue
            href = entry.get("href", "")
            part = self.archive.found(folder, href)
            if part is None:
                self.notices.append(f"The page “{shown(href)}” is missing in the book.")
            elif entry.get("media-type", "") not in _PAGES:
                self.notices.append(f"The part “{shown(href)}” is no page; it was not read.")
            elif part not in seen:
                seen.add(part)
                yield Item(part, "nav" in entry.get("properties", "").split())

    def _refuse_encrypted(self) -> None:
        """Raises UnreadableError when pages are encrypted; fonts may be, which harms no text."""
        if _ENCRYPTION not in self.archive:
            return
        pages = {item.name for item in self.items}
        for each in self.tree(_ENCRYPTION).iter("{*}CipherReference"):
            if self.archive.found("", each.get("URI", "")) in pages:
                raise UnreadableError(
                    "The book is encrypted (copy protection), so it was not read."
                )


def _children(root: Element, wanted: str) -> Iterator[Element]:
    parent = child(root, wanted)
    return iter(parent) if parent is not None else iter(())


def _refinements(stated: list[Element]) -> dict[str, str]:
    """Roles of creators that are stated in elements of their own, by the creator's id."""
    return {
        each.get("refines", "").lstrip("#"): _text(each)
        for each in stated
        if each.get("property") == "role"
    }


def _role(creator: Element, refined: dict[str, str]) -> str:
    return value(creator, "opf:role") or refined.get(creator.get("id", ""), "")


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(str(part) for part in element.itertext()).split())
