"""Books: all of their text in order, what they say of themselves, and where it stood."""

from __future__ import annotations

import pytest

from archive.errors import UnreadableError
from archive.model import Edition
from indexer.media import EPUB
from indexer.parsers import read
from indexer.parsers.epub import resolver
from tests.parsing.office_files import check_places, epub, zipped


def edition(data: bytes) -> Edition:
    """What is read of a book, after checking that every place leads to its text."""
    found = read(data, EPUB, "a.epub")
    check_places(found, resolver(data))
    return found


def test_pages_in_the_order_of_the_spine() -> None:
    """Headings keep their path over pages; a place is a page and a node path in it."""
    found = edition(epub({"b.xhtml": "<h1>One</h1><p>first &amp; <b>bold</b></p>", "a.xhtml": "x"}))
    assert [(p.kind, p.text, p.heading) for p in found.passages] == [
        ("heading", "One", ()),
        ("paragraph", "first & bold", ("One",)),
        ("paragraph", "x", ("One",)),
    ]
    place = found.passages[1].place
    assert place is not None
    assert place.scheme == "epub"
    assert place.ranges == (
        ("OEBPS/b.xhtml!/html/body/p#text", 0, 8),
        ("OEBPS/b.xhtml!/html/body/p/b#text", 0, 4),
    )


def test_nothing_is_taken_for_furniture() -> None:
    """What would be a menu or a share row in a web page is text of a book."""
    body = "<nav><p>Contents</p></nav><aside class='share'>Share</aside><footer>Ann, 1902</footer>"
    assert edition(epub({"a.xhtml": body})).text == "Contents\nShare\nAnn, 1902"


def test_the_list_of_contents_and_hidden_text_are_left_out() -> None:
    """With their reasons."""
    data = epub(
        {"a.xhtml": "<p>shown</p><p hidden=''>unseen</p>"},
        items='<item id="i1" href="nav.xhtml" media-type="application/xhtml+xml" '
        'properties="nav"/>',
        more={"OEBPS/nav.xhtml": "<html><body><ol><li>One</li></ol></body></html>"},
    )
    found = edition(data)
    assert found.text == "shown"
    assert [(each.reason, each.text) for each in found.left_out] == [
        ("hidden", "unseen"),
        ("table of contents", "One"),
    ]


def test_joiners_and_marks_of_direction_stay() -> None:
    """Persian with a zero-width non-joiner and a mark of direction is unchanged."""
    text = "می‌روند \u200fو\u202b (الف)\u202c"
    assert edition(epub({"a.xhtml": f"<p>{text}</p>"})).text == text


def test_metadata_of_the_package() -> None:
    """Who wrote it, not who translated it; when it was published, also long ago."""
    found = edition(
        epub(
            {"a.xhtml": "x"},
            '<dc:title>Kites</dc:title><dc:creator id="c">Ann Lee</dc:creator>'
            '<dc:creator opf:role="trl">Bo Ek</dc:creator><dc:creator id="d">Cy Day</dc:creator>'
            '<meta refines="#c" property="role">aut</meta>'
            '<meta refines="#d" property="role">ill</meta>'
            '<dc:date opf:event="creation">2001</dc:date>'
            '<dc:date opf:event="publication">1902-05</dc:date><dc:publisher>A Press</dc:publisher>'
            '<meta property="dcterms:modified">2012-01-18T12:47:00Z</meta>',
        )
    ).metadata
    assert found.title is not None
    assert (found.title.value, found.title.basis) == ("Kites", "EPUB metadata")
    assert [agent.name for agent in found.authors] == ["Ann Lee"]
    assert found.published is not None
    assert found.published.value == "1902-05"
    assert found.modified is not None
    assert found.modified.value == "2012-01-18T12:47:00Z"
    assert found.source is not None
    assert found.source.value == "A Press"


def test_what_is_missing_is_said() -> None:
    """A page that is not in the archive, and a part that is no page, make the edition partial."""
    data = epub(
        {"a.xhtml": "x"},
        items='<item id="i1" href="../../gone.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="i2" href="a.svg" media-type="image/svg+xml"/>',
        more={"OEBPS/a.svg": "<svg/>"},
    )
    found = edition(data)
    assert found.partial
    assert found.notices == (
        "The page “../../gone.xhtml” is missing in the book.",
        "The part “a.svg” is no page; it was not read.",
    )


def test_many_notices_are_counted() -> None:
    """A book whose pages are all missing has a few sentences on that."""
    gone = "".join(
        f'<item id="i{number}" href="{number}.xhtml" media-type="text/html"/>'
        for number in range(1, 50)
    )
    data = epub({"a.xhtml": "x", **{f"{number}.x": "" for number in range(60)}}, items=gone)
    notices = edition(data).notices
    assert len(notices) == 11
    assert notices[-1] == "And 39 more of this kind."


PROTECTED = (
    '<encryption xmlns="urn:x"><EncryptedData><CipherData><CipherReference URI="{}"/>'
    "</CipherData></EncryptedData></encryption>"
)


def test_encrypted_fonts_harm_no_text() -> None:
    """Only books whose pages are encrypted are refused."""
    font = {"META-INF/encryption.xml": PROTECTED.format("OEBPS/font.otf")}
    assert edition(epub({"a.xhtml": "x"}, more=font)).text == "x"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (epub({"a.xhtml": "x"})[:-60], "damaged"),
        (zipped({"mimetype": "application/epub+zip"}), "missing"),
        (epub({}), "no pages"),
        (
            epub(
                {"a.xhtml": "x"},
                more={"META-INF/encryption.xml": PROTECTED.format("OEBPS/a.xhtml")},
            ),
            "encrypted",
        ),
    ],
    ids=["cut off", "no package", "no pages", "protected"],
)
def test_broken_and_protected_books(data: bytes, sentence: str) -> None:
    """What cannot be read fails with a sentence that says why."""
    with pytest.raises(UnreadableError, match=sentence):
        read(data, EPUB, "a.epub")
