"""Small documents written for tests: what an engine is given, without files or parsers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from archive.identifiers import document_id, passage_id
from archive.model import Agent, Capture, Dating, Document, Fact, Metadata, Passage, Precision

Indexed = tuple[Document, tuple[Passage, ...]]

_PRECISIONS: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}


def dating(value: str) -> Dating | None:
    """A date of the precision that its length shows; "" is no date."""
    if not value:
        return None
    return Dating(value=value, precision=_PRECISIONS[len(value)], basis="byline")


def fact(value: str) -> Fact | None:
    """A stated fact; "" is none."""
    return Fact(value=value, basis="sidecar") if value else None


def document(
    name: str,
    passages: Sequence[str],
    *,
    title: str = "",
    subtitle: str = "",
    authors: Sequence[str] = (),
    language: str = "en",
    source: str = "",
    published: str = "",
    captured: Sequence[str] = (),
    accessioned: Sequence[str] = (),
    urls: Sequence[str] = (),
    original_url: str = "",
    collections: Sequence[str] = (),
    spoken: Sequence[str] = (),
    media_type: str = "text/plain",
) -> Indexed:
    """A document with one capture for each of the given dates, addresses or collections.

    ``spoken``: of each passage its language, "" if it is that of the document.
    """
    digest = sha256(name.encode()).hexdigest()
    count = max(1, len(captured), len(accessioned), len(urls), len(collections))

    def at(values: Sequence[str], index: int) -> str:
        return values[index] if index < len(values) else ""

    captures = tuple(
        Capture(
            path=f"{name}-{index}.txt",
            source_url=at(urls, index),
            captured_at=dating(at(captured, index)),
            accessioned_at=at(accessioned, index),
            collection=at(collections, index),
        )
        for index in range(count)
    )
    made = []
    start = 0
    for ordinal, text in enumerate(passages):
        made.append(
            Passage(
                id=passage_id(digest, text, passages[:ordinal].count(text)),
                ordinal=ordinal,
                kind="paragraph",
                text=text,
                start=start,
                end=start + len(text),
                language=at(spoken, ordinal),
            )
        )
        start += len(text) + 1
    metadata = Metadata(
        title=fact(title),
        subtitle=fact(subtitle),
        authors=tuple(Agent(name=author) for author in authors),
        language=fact(language),
        source=fact(source),
        published=dating(published),
        original_url=fact(original_url),
    )
    return (
        Document(
            id=document_id(digest),
            sha256=digest,
            size=1,
            media_type=media_type,
            charset="utf-8",
            metadata=metadata,
            captures=captures,
            parser="text",
            parser_version="1",
            text_sha256=sha256("\n".join(passages).encode()).hexdigest(),
            passage_count=len(passages),
        ),
        tuple(made),
    )
