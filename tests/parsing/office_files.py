"""Small office documents, written by hand, for tests, and what tests ask of their editions."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from archive.model import Edition
from indexer.parsers.office.paragraphs import Resolver
from tests.parsing.measure import resolved

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:wps" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive with these members."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            kept = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kept)
    return buffer.getvalue()


def docx(
    body: str,
    parts: Mapping[str, str] | None = None,
    properties: str = "",
    styles: str = "",
    links: Mapping[str, str] | None = None,
) -> bytes:
    """A Word document; ``parts`` are the contents of others beside it ("footnotes", "header").

    A part that begins with ``<?`` is taken as it is. ``links`` are addresses by the identifiers
    of their relations.
    """
    others = {**(parts or {}), "styles": styles}
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_KIND}/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(others)
    ) + "".join(
        f'<Relationship Id="{identifier}" Type="{_KIND}/hyperlink" Target="{address}" '
        'TargetMode="External"/>'
        for identifier, address in (links or {}).items()
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="a" Type="{_KIND}/officeDocument" Target="/word/document.xml"/>'
        f'<Relationship Id="b" Type="{_CORE}" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": "<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"{properties}</cp:coreProperties>",
        "word/document.xml": f"<w:document {W} {OTHERS}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}'
        "</Relationships>",
    }
    for name, content in others.items():
        whole = content.startswith("<?")
        members[f"word/{name}.xml"] = content if whole else f"<w:{name} {W}>{content}</w:{name}>"
    return zipped(members)


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    """A Word paragraph of one run."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of a Word paragraph."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(identifier: str, name: str, more: str = "") -> str:
    """The definition of a paragraph style."""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>{more}'
        "</w:style>"
    )


_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
ODF = " ".join(
    f'xmlns:{prefix}="{_OPEN}{space}:1.0"'
    for prefix, space in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("style", "style"), ("meta", "meta"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
ODF += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'


def odt(
    text: str, styles: str = "", margins: str = "", properties: str = "", manifest: str = ""
) -> bytes:
    """An OpenDocument text; ``styles`` are automatic ones, ``margins`` a master page's content."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{text}</office:text>"
            "</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {ODF}><office:master-styles>"
            f"<style:master-page>{margins}</style:master-page></office:master-styles>"
            "</office:document-styles>",
            "meta.xml": f"<office:document-meta {ODF}><office:meta>{properties}</office:meta>"
            "</office:document-meta>",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OPEN}manifest:1.0">{manifest}'
            "</m:manifest>",
        }
    )


def epub(
    pages: Mapping[str, str],
    metadata: str = "",
    items: str = "",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A book of pages (their bodies by name); ``items`` are more entries of the manifest."""
    listed = "".join(
        f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(pages) + 3))
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f'<container xmlns="{_OPEN}container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" '
        'xmlns:opf="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{listed}{items}</manifest>"
        f"<spine>{spine}</spine></package>",
    }
    for name, body in pages.items():
        members[f"OEBPS/{name}"] = (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
            f"<head><title/></head><body>{body}</body></html>"
        )
    return zipped({**members, **(more or {})})


def check_places(found: Edition, resolve: Resolver) -> None:
    """Every passage has a place, and the place leads to its text."""
    assert all(passage.place for passage in found.passages)
    assert all(resolved(resolve, found.passages))


def lines(found: Edition) -> list[tuple[str, str]]:
    """Kind and text of each passage."""
    return [(passage.kind, passage.text) for passage in found.passages]


def left_out(found: Edition) -> list[tuple[str, str]]:
    """Reason and text of what is left out."""
    return [(each.reason, each.text) for each in found.left_out]
