"""OpenDocument texts: what is text and what it is, what is left out and why, where it stood."""

from __future__ import annotations

import pytest

from archive.errors import UnreadableError
from archive.model import Edition
from indexer.media import ODT
from indexer.parsers import read
from indexer.parsers.odt import resolver
from tests.parsing.office_files import check_places, left_out, lines, odt, zipped


def edition(data: bytes) -> Edition:
    """What is read of a document, after checking that every place leads to its text."""
    found = read(data, ODT, "a.odt")
    check_places(found, resolver(data))
    return found


def test_paragraphs_are_what_their_elements_and_styles_say() -> None:
    """Headings with their path, items, quotations and captions, by what styles are based on."""
    found = edition(
        odt(
            "<text:p text:style-name='Title'>The title</text:p>"
            "<text:h text:outline-level='2'>Two</text:h>"
            "<text:p text:style-name='P1'>said</text:p>"
            "<text:p text:style-name='P2'>in a circle</text:p>"
            "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item>"
            "<text:p>two</text:p></text:list-item></text:list></text:list-item></text:list>"
            "<text:p text:style-name='Preformatted_20_Text'>a = b</text:p>",
            styles="<style:style style:family='paragraph' style:name='P1' "
            "style:parent-style-name='Quotations'/><style:style style:family='paragraph' "
            "style:name='P2' style:parent-style-name='P2'/>",
        )
    )
    assert lines(found) == [
        ("heading", "The title"),
        ("heading", "Two"),
        ("quotation", "said"),
        ("paragraph", "in a circle"),
        ("list_item", "one"),
        ("list_item", "two"),
        ("code", "a = b"),
    ]
    assert found.passages[2].heading == ("The title", "Two")
    assert found.metadata.title is not None
    assert (found.metadata.title.value, found.metadata.title.basis) == ("The title", "title style")


def test_spaces_tabs_and_breaks() -> None:
    """They are white space; a number of spaces that no one writes is not made."""
    text = "a<text:tab/>b<text:s text:c='3'/>c<text:line-break/>d<text:span>e</text:span>"
    assert edition(odt(f"<text:p>{text}</text:p>")).text == "a b c de"
    assert edition(odt("<text:p>x<text:s text:c='999999999'/>y</text:p>")).text == "x y"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<text:section>", "</text:section>"),
        ("<text:list><text:list-item>", "</text:list-item></text:list>"),
        ("<text:p><draw:text-box>", "</draw:text-box></text:p>"),
        ("<table:table><table:table-row><table:table-cell>",
         "</table:table-cell></table:table-row></table:table>"),
    ],
)  # fmt: skip
def test_as_deep_as_xml_may_be(before: str, after: str) -> None:
    """What is nested nearly as deep as the limit is read."""
    times = 240 // before.count("<")
    spans = 240 - times * before.count("<") + 3
    inner = "<text:span>" * spans + "deep" + "</text:span>" * spans
    found = edition(odt(before * times + f"<text:p>{inner}</text:p>" + after * times))
    assert found.text == "deep"


def test_spans_as_deep_as_xml_may_be() -> None:
    """The same within a paragraph."""
    found = edition(odt(f"<text:p>{'<text:span>' * 240}deep{'</text:span>' * 240}</text:p>"))
    assert found.text == "deep"


def test_joiners_and_marks_of_direction_stay() -> None:
    """Persian with a zero-width non-joiner and a mark of direction is unchanged."""
    text = "می‌روند \u200fو\u202b (الف)\u202c"
    assert edition(odt(f"<text:p>{text}</text:p>")).text == text


def test_rows_of_data_are_one_passage() -> None:
    """The cells of a row are parted, those of a head too; a covered cell is hidden."""
    found = edition(
        odt(
            "<table:table><table:table-header-rows><table:table-row><table:table-cell>"
            "<text:p>A</text:p></table:table-cell><table:table-cell><text:p>B</text:p>"
            "<text:p>b</text:p></table:table-cell></table:table-row></table:table-header-rows>"
            "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
            "<table:covered-table-cell><text:p>2</text:p></table:covered-table-cell>"
            "</table:table-row></table:table>"
        )
    )
    assert lines(found) == [("table_row", "A B b"), ("paragraph", "1")]
    assert left_out(found) == [("hidden", "2")]


def test_notes_and_frames_follow_their_paragraph() -> None:
    """A note's mark is no text; its body comes after the paragraph, as does a frame's text."""
    found = edition(
        odt(
            "<text:p>Be<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>the note</text:p></text:note-body></text:note>fore<draw:frame>"
            "<draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame></text:p>"
            "<text:p>after<draw:frame><svg:title>A red kite</svg:title></draw:frame></text:p>"
        )
    )
    assert lines(found) == [
        ("paragraph", "Before"),
        ("paragraph", "the note"),
        ("paragraph", "boxed"),
        ("paragraph", "after"),
        ("caption", "A red kite"),
    ]
    place = found.passages[1].place
    assert place is not None
    assert place.ranges == (("content.xml#2", 0, 8),)


def test_addresses_of_links_are_left_out_and_kept() -> None:
    """Where a link leads can be found; a bookmark, or an address that is shown, is not repeated."""
    found = edition(
        odt(
            "<text:p>see <text:a xlink:href='https://a.example/b'>here</text:a> and "
            "<text:a xlink:href='#Two'>there</text:a> or "
            "<text:a xlink:href='https://c.example/'>https://c.example/</text:a>.</text:p>"
        )
    )
    assert lines(found) == [("paragraph", "see here and there or https://c.example/.")]
    assert left_out(found) == [("address of a link", "https://a.example/b")]


def test_what_is_no_text_is_left_out_with_the_reason() -> None:
    """Deleted, hidden, commented; head and foot of the page; templates of indexes are nothing."""
    found = edition(
        odt(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:table-of-content><text:table-of-content-source><text:index-title-template>no"
            "</text:index-title-template></text:table-of-content-source><text:index-body>"
            "<text:p>One 1</text:p></text:index-body></text:table-of-content>"
            "<text:p>kept<office:annotation><dc:creator>Ann</dc:creator><text:p>hm</text:p>"
            "</office:annotation><text:span text:style-name='T1'>unseen</text:span></text:p>"
            "<text:section text:display='none'><text:p>section</text:p></text:section>",
            styles="<style:style style:family='text' style:name='T1'>"
            "<style:text-properties text:display='none'/></style:style>",
            margins="<style:header><text:p>Top</text:p></style:header>"
            "<style:footer><text:p>Foot</text:p></style:footer>",
        )
    )
    assert lines(found) == [("list_item", "One 1"), ("paragraph", "kept")]
    assert left_out(found) == [
        ("deleted (tracked change)", "gone"),
        ("hidden", "unseen"),
        ("comment", "hm"),
        ("hidden", "section"),
        ("page header", "Top"),
        ("page footer", "Foot"),
    ]


def test_properties_are_facts_with_their_basis() -> None:
    """The author is who began the document, not who saved it last."""
    found = edition(
        odt(
            "<text:p>x</text:p>",
            properties="<dc:title>Kites</dc:title><meta:initial-creator>Ann</meta:initial-creator>"
            "<dc:creator>Bo</dc:creator><dc:date>2020-08-13T08:41:28.53</dc:date>"
            "<meta:creation-date>2019-01-02T03:04:05</meta:creation-date>",
        )
    ).metadata
    assert [agent.name for agent in found.authors] == ["Ann"]
    assert found.title is not None
    assert found.title.value == "Kites"
    assert found.published is not None
    assert found.published.value == "2019-01-02T03:04:05"
    assert found.modified is not None
    assert found.modified.value == "2020-08-13T08:41:28"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (odt("")[:-60], "damaged"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "missing"),
        (odt("", manifest="<m:file-entry><m:encryption-data/></m:file-entry>"), "encrypted"),
    ],
    ids=["cut off", "no text part", "encrypted"],
)
def test_broken_and_encrypted_documents(data: bytes, sentence: str) -> None:
    """What cannot be read fails with a sentence that says why."""
    with pytest.raises(UnreadableError, match=sentence):
        read(data, ODT, "a.odt")
