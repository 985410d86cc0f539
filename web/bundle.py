"""Evidence bundles: chosen documents and passages with all that proves and cites them, as a bag.

Promises: originals are copied byte for byte, or it is said why not; texts, citations, selectors and
provenance are those of the site; what was asked for and is not here is named. Everything is in one
folder and works without a server. Finds nothing by itself: it is told what was chosen.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from archive.answers import document_plain, prov_plain
from archive.bag import BagWriter, is_plain_name, pieces_of, writing
from archive.cite import FORMATS, Cited, cited_document, csl_item, written
from archive.clock import now
from archive.copying import copy_file
from archive.errors import NotFoundError, UnreadableError
from archive.holdings import Holdings
from archive.identifiers import PASSAGE_SYMBOLS, show
from archive.model import Capture, Document
from archive.withdrawals import Withdrawals
from web import bundle_pages
from web.bundle_parts import About, Bundled, Item, Part, Wanted, key
from web.citing import citation_plain
from web.csl_styles import every_style
from web.terminal_answers import Found, find

Progress = Callable[[str, int, int], None]
Plain = dict[str, Any]
NAME_LENGTH = 80  # code points of a file's name that are kept
_UNSAFE = re.compile(r"[^\w .,()+=@-]")  # in names of files, also elsewhere than here


def make(
    holdings: Holdings, target: Path, wanted: Wanted, about: About, progress: Progress
) -> Bundled:
    """Write a bundle into a new folder or a new ``.zip`` file.

    One of a search alone proves that it found nothing. Raises UsageError when something is at
    ``target``, NotFoundError when none of what is named is here, StorageError.
    """
    problems = list(wanted.notices)
    chosen = _chosen(holdings, wanted.identifiers, about.base, problems)
    if not chosen and not wanted.searches:
        raise NotFoundError(" ".join(["There is nothing to bundle.", *problems]))
    with writing(target) as bag:
        run = _Bundle(holdings, bag, about)
        parts: list[Part] = []
        for number, (document, quoted) in enumerate(chosen.values(), 1):
            part = run.part(document, quoted)
            parts.append(part)
            problems += [f"{show(document.id)}: {note}" for note in part.notes]
            page = bundle_pages.document_page(holdings, part, about)
            bag.add_tag(part.page, [page.encode()])
            progress("Bundling documents", number, len(chosen))
        for name, record in wanted.searches.items():
            bag.add(f"data/{name}", [_json(record)])
        index = bundle_pages.index_page(parts, wanted.searches, problems, about)
        bag.add_tag("index.html", [index.encode()])
        bag.add_tag(bundle_pages.STYLES, [bundle_pages.style_sheet()])
        seal = bag.finish(
            [
                ("Bagging-Date", now()[:10]),
                ("Bag-Software-Agent", about.agent),
                ("External-Description", "Evidence from a Muniment archive; open index.html."),
                ("Muniment-Links-Begin-With", about.base),
                ("Muniment-Register-Head", holdings.register.head),
            ]
        )
    return Bundled(
        documents=len(parts),
        quotations=sum(len(part.quotations) for part in parts),
        files=bag.files,
        bytes=bag.bytes,
        seal=seal,
        problems=tuple(problems),
    )


Chosen = dict[str, tuple[Document, dict[str, Found]]]  # quotations of each document by their keys


def _chosen(
    holdings: Holdings, identifiers: Iterable[str], base: str, problems: list[str]
) -> Chosen:
    """What is named, each once, in the order in which documents are first named."""
    chosen: Chosen = {}
    withdrawals = Withdrawals(holdings.keep)
    for identifier in dict.fromkeys(identifiers):
        try:
            found = find(holdings.snapshot, holdings.kept, withdrawals, identifier)
            cited = found.cited(base)
        except NotFoundError as error:
            problems.append(f"{identifier}: {error}")
            continue
        _, quoted = chosen.setdefault(cited.document.id, (cited.document, {}))
        if cited.quotation:
            quoted[cited.quotation.key] = found
    return chosen


class _Bundle:
    """One bundle, at work."""

    def __init__(self, holdings: Holdings, bag: BagWriter, about: About) -> None:
        self._holdings = holdings
        self._bag = bag
        self._base, self._warning = about.base, about.warning
        self._state = holdings.register.state()

    def part(self, document: Document, quoted: dict[str, Found]) -> Part:
        """Write everything of a document and of the quotations from it."""
        snapshot = self._holdings.snapshot
        folder = f"data/{show(document.id)}"
        cited = cited_document(document, self._base)
        text = snapshot.documents.text(document.id)
        self._bag.add(f"{folder}/text.txt", [text.encode("utf-8", "surrogatepass")])
        plain = document_plain(snapshot, document, self._base)
        item = self._item(cited, folder, plain, prov_plain(
            document, snapshot.generation, self._base
        ))  # fmt: skip
        part = Part(document=document, item=item)
        self._original(part, f"{folder}/original")
        for found in quoted.values():
            part.quotations.append(self._quotation(found, folder))
        return part

    def _quotation(self, found: Found, folder: str) -> Item:
        snapshot = self._holdings.snapshot
        cited = found.cited(self._base)
        passage_id = cited.quotation.key[:PASSAGE_SYMBOLS] if cited.quotation else ""
        passage = snapshot.documents.passage(cited.document.id, passage_id)
        prov = prov_plain(cited.document, snapshot.generation, self._base, passage)
        return self._item(cited, f"{folder}/{key(cited)}", found.plain(self._base), prov)

    def _item(self, cited: Cited, folder: str, plain: Plain, prov: Plain) -> Item:
        """Write what is said of something in files for programs."""
        files = {f"{folder}/{'passage' if cited.quotation else 'document'}.json": ("JSON", plain)}
        files[f"{folder}/provenance.json"] = ("PROV-JSON", prov)
        files[f"{folder}/citation-styles.json"] = (
            "Styles (JSON)",
            citation_plain(cited, self._warning),
        )
        for path, (_, value) in files.items():
            self._bag.add(path, [_json(value)])
        forms = {f"{folder}/citation.{suffix}": form.label for suffix, form in FORMATS.items()}
        for path, suffix in zip(forms, FORMATS, strict=True):
            self._bag.add(path, [written(cited, suffix).encode()])
        labelled = [(label, path) for path, (label, _) in files.items()]
        return Item(
            cited=cited,
            folder=folder,
            status=str(plain.get("status", "")),
            styles=tuple(every_style(csl_item(cited), cited.link)),
            files=(*labelled, *((label, path) for path, label in forms.items())),
        )

    def _original(self, part: Part, folder: str) -> None:
        """The original's bytes, and the files beside it that say or show more."""
        document = part.document
        if document.sha256 in self._holdings.holders:
            part.notes.append(
                "The original is not here: a document that was withdrawn lies in it. Its text is."
            )
            return
        try:
            capture, file = self._holdings.originals.open(document)
        except (NotFoundError, UnreadableError) as error:
            part.notes.append(f"The original is not here. {error}")
            return
        part.original = f"{folder}/{file_name(document, capture)}"
        with file:
            self._bag.add(part.original, pieces_of(file))
        beside = [path for path in (capture.sidecar, *capture.assets) if path]
        if capture.within and beside:
            part.notes.append(
                f"The files saved with it lie in {capture.file} and are not here: "
                f"{', '.join(beside[:20])}."
            )
            return
        for path in beside:
            self._beside(part, capture, path, folder)

    def _beside(self, part: Part, capture: Capture, path: str, folder: str) -> None:
        """A file beside the original, where it was in relation to it."""
        above = PurePosixPath(capture.path).parent
        entry = self._state.get(path)
        problem = self._holdings.withheld.get(path, "")
        place = f"{folder}/{PurePosixPath(path).relative_to(above)}" if not problem else ""
        if not problem and (entry is None or not is_plain_name(place) or place == part.original):
            problem = "It is not in the register, or its name is one that manifests cannot have."
        if entry is not None and not problem:
            problem = copy_file(self._holdings, self._bag, entry, place)
        if problem:
            part.notes.append(f"{path}, saved with it, is not here. {problem}")


def file_name(document: Document, capture: Capture) -> str:
    """A name for the original's copy that any system takes, with a suffix that tells its kind."""
    name = _UNSAFE.sub("_", capture.path.rpartition("/")[2]).strip(" .")
    path = PurePosixPath(name or "original")
    suffix = path.suffix or mimetypes.guess_extension(document.media_type) or ""
    return f"{path.stem[:NAME_LENGTH]}{suffix[:20]}".strip()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
