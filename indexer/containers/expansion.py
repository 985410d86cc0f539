"""From opened containers to sources: every record that is to be read, and why others are not.

Promises: every record is a source or has a reason in the report; where many records of a container
have the same reason it is said once, with their number. A record's path is its container's path,
``!/`` and its label, with a number where labels are the same; the same bytes give the same paths.
Pure functions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from archive.errors import UnreadableError
from archive.model import FileProblem, Opened, Record, Resource
from indexer.build_editions import SkippedError, parser_of
from indexer.containers import is_container
from indexer.containers.found import Contents, Found
from indexer.containers.opening import DEPTH, RECORDS, TOO_MUCH, key
from indexer.documents.resources import FoundResource
from indexer.media import PICTURES, WACZ, WARC, WEB_ARCHIVE_1, ZIP, split_charset
from indexer.parsers import parser_for
from indexer.roles import ALONE, HIDDEN, Role, is_hidden, roles_in
from indexer.seen import Sight
from indexer.sources import Source, source_of

INSIDE = "!/"
NAMED = 5  # records of a container with the same reason that are named one by one
_DEEPER = f"Containers in it were opened {DEPTH} deep; what lies deeper was not read."
_OF_PAGES = frozenset({WARC, WEB_ARCHIVE_1, WACZ})
_SHOWN = PICTURES | {"text/css"}  # with the pages of a web archive
_OF_A_PAGE = "It is a picture that belongs to pages; in web archives only their text is read."
_ITSELF = "It contains itself; it was read once."
_Reason = tuple[bool, str, str]  # whether it is a failure, the sentence, the media type


@dataclass(slots=True)
class Expansion:
    """The sources of a corpus in order, and what is to be reported of records."""

    sources: list[Source] = field(default_factory=list)
    skipped: list[FileProblem] = field(default_factory=list)
    partial: list[FileProblem] = field(default_factory=list)
    failed: list[FileProblem] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    resources: list[FoundResource] = field(default_factory=list)


def expand(
    sight: Sight, contents: Mapping[str, Contents], limit: int, *, ocr: bool = False
) -> Expansion:
    """Every file of a sight that is no mere container, and the records in those that are one.

    ``limit`` is the most bytes of a file, for the sentence about a larger one; ``ocr``: whether
    pictures are read.
    """
    into = Expansion()
    for source in map(source_of, sight.seen):
        if _is_read(source):
            into.sources.append(source)
        if is_container(source.media_type):
            _Walk(contents, into, source, limit, ocr).enter(source, ())
    return into


def _is_read(source: Source) -> bool:
    """Whether it is to be read itself; of a mere container only its records are."""
    return not is_container(source.media_type) or parser_for(source.media_type) is not None


class _Walk:
    """The containers in one file, from the outermost inwards."""

    def __init__(
        self,
        contents: Mapping[str, Contents],
        into: Expansion,
        file: Source,
        limit: int,
        ocr: bool,
    ) -> None:
        self._contents = contents
        self._into = into
        self._file = file
        self._limit = limit
        self._ocr = ocr
        self._left = RECORDS

    def enter(self, holder: Source, above: tuple[str, ...]) -> None:
        """Take up the records of a container; ``above`` are the digests of those it lies in."""
        opened = self._contents.get(key(holder.media_type, holder.sha256))
        if opened is None or holder.sha256 in above:
            unopened = _DEEPER if opened is None else _ITSELF
            self._into.partial.append(FileProblem(path=holder.path, reason=unopened))
            return
        self._tell(holder, opened)
        reasons: defaultdict[_Reason, list[str]] = defaultdict(list)
        roles = _roles(holder, opened)
        for found, path in zip(opened.found, _paths(holder.path, opened), strict=True):
            self._left -= 1
            if self._left < 0:
                self._into.partial.append(FileProblem(path=holder.path, reason=TOO_MUCH))
                break
            role, of = roles.get(found.label, ("original", ""))
            reason = self._reason(holder, found, role)
            if holder.media_type in _OF_PAGES and found.media_type in _SHOWN:
                self._into.resources.append(self._resource(holder, found))
            if reason:
                reasons[reason].append(path)
            elif role:
                source = self._source(holder, found, path, role)
                self._take(
                    replace(source, of=f"{holder.path}{INSIDE}{of}") if of else source, above
                )
        self._report(holder, reasons)

    def _take(self, source: Source, above: tuple[str, ...]) -> None:
        if _is_read(source):
            self._into.sources.append(source)
        if source.role == "original" and is_container(source.media_type):
            self.enter(source, (*above, source.within[-1].container_sha256))

    def _source(self, holder: Source, found: Found, path: str, role: Role) -> Source:
        record = Record(
            container=holder.media_type,
            container_sha256=holder.sha256,
            locator=found.locator,
            offset=found.offset,
            id=found.id,
            headers=found.headers,
        )
        return Source(
            path=path,
            role=role,
            sha256=found.sha256,
            size=found.size,
            media_type=found.media_type if role == "original" else "",
            file=self._file.path,
            file_sha256=self._file.sha256,
            within=(*holder.within, record),
            # A letter attached to a mail in a web archive was saved when the archive was.
            source_url=found.source_url,
            captured_at=found.captured or holder.captured_at,
            captured_by=found.captured_by or holder.captured_by,
        )

    def _resource(self, holder: Source, found: Found) -> FoundResource:
        record = Record(
            container=holder.media_type, container_sha256=holder.sha256, locator=found.locator
        )
        resource = Resource(
            file=self._file.path,
            within=(*holder.within, record),
            sha256=found.sha256,
            size=found.size,
        )
        return FoundResource(found.source_url, found.captured, resource)

    def _reason(self, holder: Source, found: Found, role: Role | None) -> _Reason | None:
        """Why a record is not read; None when it is."""
        if found.reason:
            return found.failed, found.reason, ""
        if role is None:
            return False, HIDDEN if is_hidden(found.label) else ALONE, ""
        if role != "original" or is_container(found.media_type):
            return None
        if self._ocr and found.media_type in PICTURES and holder.media_type in _OF_PAGES:
            return False, _OF_A_PAGE, found.media_type
        try:
            parser_of(found.media_type, found.size, found.name, self._limit, ocr=self._ocr)
        except UnreadableError as error:
            kind, _ = split_charset(found.media_type)
            return not isinstance(error, SkippedError), str(error), kind
        return None

    def _tell(self, holder: Source, opened: Contents) -> None:
        """Report what is said of the container as a whole."""
        if not _is_read(holder):
            kind, records = holder.media_type, len(opened.found)
            self._into.opened.append(Opened(path=holder.path, media_type=kind, records=records))
        if opened.missing:
            problem = FileProblem(path=holder.path, reason=" ".join(opened.missing))
            (self._into.partial if opened.found else self._into.failed).append(problem)
        elif not opened.found and not _is_read(holder):
            reason = "Nothing is in it."
            self._into.skipped.append(FileProblem(path=holder.path, reason=reason))
        self._into.notices += [f"{holder.path}: {remark}" for remark in opened.remarks]

    def _report(self, holder: Source, reasons: Mapping[_Reason, list[str]]) -> None:
        for (failed, reason, kind), paths in reasons.items():
            problems = self._into.failed if failed else self._into.skipped
            count, named = (1, paths) if len(paths) <= NAMED else (len(paths), [holder.path])
            problems += [
                FileProblem(path=path, reason=reason, media_type=kind, count=count)
                for path in named
            ]


def _roles(holder: Source, opened: Contents) -> dict[str, tuple[Role | None, str]]:
    """What the files of a zipped folder are to each other, by label."""
    if holder.media_type != ZIP:
        return {}
    return roles_in(found.label for found in opened.found)


def _paths(above: str, opened: Contents) -> Iterator[str]:
    """The path of each record; the second of a label is " (2)"."""
    times: Counter[str] = Counter()
    name = above.rpartition("/")[2]
    unpacked = name.removesuffix(".gz") if name.endswith(".gz") else ""
    for found in opened.found:
        label = found.label or (unpacked if len(opened.found) == 1 else "") or found.locator
        times[label] += 1
        number = f" ({times[label]})" if times[label] > 1 else ""
        yield f"{above}{INSIDE}{label}{number}"
