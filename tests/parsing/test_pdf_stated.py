"""What a PDF says of itself, and what of that is believed."""

from __future__ import annotations

import pytest

from archive.model import Metadata
from indexer.parsers.pdf import read
from tests.small_pdfs import Shown, lines, pdf

WORDS = (
    "The commission heard the witness for three days and wrote down every word",
    "that was said. The record of the hearing was kept in the reading room.",
)
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmp:CreateDate="2011-05-06T07:08:09+03:30">
<dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">The record of a hearing</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq>
<rdf:li>Mary Keeper</rdf:li><rdf:li>John Witness</rdf:li></rdf:Seq></dc:creator>
<dc:date><rdf:Seq><rdf:li>1988-07</rdf:li></rdf:Seq></dc:date>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def known(info: dict[str, str] | None = None, **more: str) -> Metadata:
    """The metadata of a small file."""
    return read(pdf([lines(*WORDS)], info, **more)).metadata  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        "Untitled", "untitled document", "Microsoft Word - letter.doc", "letter_final2.pdf", "12",
        "C:\\a b.doc", "Document1", "PowerPoint Presentation", "scan 12", "annual-report-1988",
        "My letter.docx", "Unbenannt", "عنوان",
    ],
)  # fmt: skip
def test_what_is_no_title(title: str) -> None:
    """What a program filled in, a file name or a path is no title."""
    assert known({"Title": title}).title is None


@pytest.mark.parametrize(
    "title", ["A Report on the Hearing", "Report", "1984", "گزارش کمیسیون", "Self-Portrait"]
)
def test_titles(title: str) -> None:
    """What says something of the document is a title; a bare number does not."""
    found = known({"Title": title}).title
    assert (found.value if found else None) == (None if title in ("1984", "Report") else title)


def test_the_largest_text_serves_as_a_title() -> None:
    """Where none is stated, the one large heading of the first page is; not "Contents"."""
    for heading, title in (("The Hearing of 1988", "The Hearing of 1988"), ("Contents", None)):
        found = read(pdf([[Shown(heading, 72, 740, 22), *lines(*WORDS)]])).metadata.title
        assert (found.value if found else None) == title
        assert found is None or found.basis == "largest text"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Mary Keeper", ["Mary Keeper"]),
        ("Mary Keeper; John Witness", ["Mary Keeper", "John Witness"]),
        ("Bertrand DelacrÃ©taz", ["Bertrand Delacrétaz"]),
        ("Administrator", []),
        ("Windows User", []),
        ("Toshiba", []),
        ("mk@example.org", []),
    ],
)
def test_authors(author: str, names: list[str]) -> None:
    """Persons, one or several; the owner of a computer is none."""
    found = known({"Author": author})
    assert [agent.name for agent in found.authors] == names
    assert found.authors_basis == ("PDF metadata" if names else "")


@pytest.mark.parametrize(
    ("written", "value", "precision"),
    [
        ("D:20220403180542+02'00'", "2022-04-03T18:05:42+02:00", "second"),
        ("D:20260612105123Z00'00'", "2026-06-12T10:51:23+00:00", "second"),
        ("D:201403", "2014-03", "month"),
        ("20140304", "2014-03-04", "day"),
        ("D:20141304", None, ""),
        ("D:00010101000000Z", None, ""),
        ("yesterday", None, ""),
    ],
)
def test_dates(written: str, value: str | None, precision: str) -> None:
    """A date is as precise as it is written; when the file was made is said to be that."""
    found = known({"CreationDate": written}).published
    assert (found.value if found else None) == value
    assert found is None or (found.precision, found.basis) == (precision, "PDF creation date")


def test_the_packet_goes_before_the_dictionary() -> None:
    """XMP's title, authors and date of publication are taken where they are given."""
    found = known({"Title": "letter.doc", "Author": "user"}, xmp=XMP, language="en-GB")
    assert found.title is not None
    assert (found.title.value, found.title.basis) == ("The record of a hearing", "PDF metadata")
    assert [agent.name for agent in found.authors] == ["Mary Keeper", "John Witness"]
    assert found.published is not None
    assert (found.published.value, found.published.basis) == ("1988-07", "PDF metadata")
    assert found.language is not None
    assert found.language.value == "en"


def test_a_broken_packet_is_passed_over() -> None:
    """A packet that is no XML, or an XML bomb, says nothing and stops nothing."""
    bomb = '<x:xmpmeta><!DOCTYPE a [<!ENTITY b "c">]>&b;</x:xmpmeta>'
    for packet in (bomb, "<x:xmpmeta><a></x:xmpmeta>", "<x:xmpmeta>" * 1000):
        assert known({"Title": "A Report on it"}, xmp=packet).title is not None
