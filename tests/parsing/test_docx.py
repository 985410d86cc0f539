"""Word documents: what is text and what it is, what is left out and why, and where it stood."""

from __future__ import annotations

import pytest

from archive.errors import UnreadableError
from archive.model import Edition
from indexer.media import DOCX
from indexer.parsers import read
from indexer.parsers.docx import resolver
from tests.parsing.office_files import (
    OTHERS,
    check_places,
    docx,
    left_out,
    lines,
    paragraph,
    run,
    style,
    zipped,
)

STYLES = (
    style("Titel", "Title")
    + style("U1", "heading 1")
    + style("U2", "My heading", '<w:basedOn w:val="Own"/>')
    + style("Own", "Own", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
    + style("A", "A", '<w:basedOn w:val="B"/>')
    + style("B", "B", '<w:basedOn w:val="A"/>')
    + style("Zitat", "Quote")
    + style("Beschriftung", "caption")
)
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'


def edition(data: bytes) -> Edition:
    """What is read of a document, after checking that every place leads to its text."""
    found = read(data, DOCX, "a.docx")
    check_places(found, resolver(data))
    return found


def test_paragraphs_are_what_their_styles_say() -> None:
    """Headings with their path, list items, quotations and captions, in any language's Word."""
    found = edition(
        docx(
            paragraph("One", "U1")
            + paragraph("Two", "U2")
            + paragraph("in a circle", "A")
            + paragraph("an item", "", NUMBERED)
            + paragraph("said", "Zitat")
            + paragraph("Figure 1", "Beschriftung")
            + paragraph("Three", "", '<w:outlineLvl w:val="0"/>'),
            styles=STYLES,
        )
    )
    assert lines(found) == [
        ("heading", "One"),
        ("heading", "Two"),
        ("paragraph", "in a circle"),
        ("list_item", "an item"),
        ("quotation", "said"),
        ("caption", "Figure 1"),
        ("heading", "Three"),
    ]
    assert found.passages[2].heading == ("One", "Two")
    assert [p.level for p in found.passages if p.level] == [1, 2, 1]


def test_a_place_is_a_paragraph_and_an_index_in_it() -> None:
    """Places count the part's paragraphs from 1, and all characters of a paragraph."""
    body = paragraph("first") + (
        f"<w:p>{run('a ')}<w:del>{run('gone').replace('w:t', 'w:delText')}</w:del>{run('b')}</w:p>"
    )
    place = edition(docx(body)).passages[1].place
    assert place is not None
    assert place.scheme == "paragraph"
    assert place.ranges == (("word/document.xml#2", 0, 2), ("word/document.xml#2", 6, 7))


def test_rows_of_data_are_one_passage_and_cells_of_prose_their_own() -> None:
    """The cells of a row are parted by tabs; a long cell stays a paragraph."""

    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"

    prose = "A long sentence. " * 40
    found = edition(docx(f"<w:tbl>{row('Name', '', 'Age')}{row('Ann', prose)}</w:tbl>"))
    assert lines(found)[:2] == [("table_row", "Name Age"), ("paragraph", "Ann")]
    assert found.passages[2].kind == "paragraph"


def test_tabs_and_breaks_part_words() -> None:
    """Tabs, breaks and signs of their own are in the text; two runs of one word are one word."""
    body = (
        f"<w:p>{run('on')}{run('e')}<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t>"
        "<w:noBreakHyphen/><w:t>x</w:t><w:sym w:font='Symbol' w:char='00B7'/></w:r></w:p>"
    )
    assert edition(docx(body)).text == "one two three‑x·"


def test_an_empty_line_parts_a_paragraph() -> None:
    """Two line breaks in a row make two passages, each with its place."""
    body = f"<w:p>{run('one')}<w:r><w:br/><w:tab/><w:br/></w:r>{run('two')}</w:p>"
    found = edition(docx(body))
    assert found.text == "one\ntwo"
    place = found.passages[1].place
    assert place is not None
    assert place.ranges == (("word/document.xml#1", 6, 9),)


def test_joiners_and_marks_of_direction_stay() -> None:
    """Persian with a zero-width non-joiner, a mark of direction and a soft hyphen is unchanged."""
    text = "می‌روند \u200fو\u202b (الف)\u202c soft\u00adly"
    assert edition(docx(paragraph(text))).text == text


def test_notes_follow_what_refers_to_them() -> None:
    """A footnote comes after its paragraph; separators are no notes; nothing is read twice."""
    body = (
        f"<w:p>{run('Cited')}<w:r><w:footnoteReference w:id='7'/></w:r></w:p>"
        f"<w:p>{run('again')}<w:r><w:footnoteReference w:id='7'/></w:r></w:p>"
    )
    notes = (
        f"<w:footnote w:type='separator' w:id='0'>{paragraph('-')}</w:footnote>"
        f"<w:footnote w:id='7'>{paragraph('the note')}</w:footnote>"
        f"<w:footnote w:id='8'>{paragraph('nobody’s')}</w:footnote>"
    )
    found = edition(docx(body, {"footnotes": notes}))
    assert [p.text for p in found.passages] == ["Cited", "the note", "again", "nobody’s"]


def test_notes_that_refer_to_notes_without_end() -> None:
    """Thousands of notes, each of which refers to the next, and the last to the first."""
    count = 3_000
    notes = "".join(
        f"<w:footnote w:id='{number}'><w:p>{run(f'n{number}')}<w:r>"
        f"<w:footnoteReference w:id='{(number + 1) % count}'/></w:r></w:p></w:footnote>"
        for number in range(count)
    )
    body = f"<w:p>{run('x')}<w:r><w:footnoteReference w:id='5'/></w:r></w:p>"
    found = edition(docx(body, {"footnotes": notes}))
    assert [p.text for p in found.passages[:3]] == ["x", "n5", "n6"]
    assert len(found.passages) == count + 1


@pytest.mark.parametrize(
    "pair",
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
        ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
    ],
)
def test_as_deep_as_xml_may_be(pair: tuple[str, str]) -> None:
    """What is nested nearly as deep as the limit is read."""
    times = 240 // pair[0].count("<")
    found = edition(docx(pair[0] * times + paragraph("deep") + pair[1] * times))
    assert found.text == "deep"


def test_what_is_no_text_is_left_out_with_the_reason() -> None:
    """Headers, footers, comments, deletions, moved and hidden text are kept with the reason."""
    deleted = f"<w:del>{run('gone').replace('w:t', 'w:delText')}</w:del>"
    body = (
        f"<w:p>{run('kept')}{deleted}<w:moveFrom>{run('away')}</w:moveFrom>"
        f"<w:ins>{run(' new')}</w:ins>{run('unseen', '<w:vanish/>')}</w:p>"
    )
    found = edition(
        docx(
            body,
            {
                "header": paragraph("Top"),
                "footer": paragraph("Page 1"),
                "comments": f"<w:comment>{paragraph('hm')}</w:comment>",
            },
        )
    )
    assert found.text == "kept new"
    assert left_out(found) == [
        ("deleted (tracked change)", "gone"),
        ("moved elsewhere (tracked change)", "away"),
        ("hidden", "unseen"),
        ("page header", "Top"),
        ("page footer", "Page 1"),
        ("comment", "hm"),
    ]


def mark(kind: str) -> str:
    """The beginning, the middle or the end of a field."""
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def test_fields_show_their_results() -> None:
    """The code of a field is no text, nor is a result within a code; what it shows is."""

    code = "<w:r><w:instrText>IF x</w:instrText></w:r>"
    inner = mark("begin") + code + mark("separate") + run("inner") + mark("end")
    body = f"<w:p>{mark('begin')}{code}{inner}{mark('separate')}{run('shown')}</w:p>"
    found = edition(docx(body + f"<w:p>{run('more')}{mark('end')}</w:p>"))
    assert found.text == "shown\nmore"
    assert left_out(found) == [("field code", "inner")]


def test_addresses_of_links_are_left_out_and_kept() -> None:
    """Where a link leads can be found, however it is written; a bookmark is no address."""

    def code(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    field = mark("begin") + code(' HYPERLINK "https://b.') + code('example/" ') + mark("separate")
    body = (
        f"<w:p><w:hyperlink r:id='l1'>{run('one')}</w:hyperlink>"
        f"<w:hyperlink w:anchor='x'>{run(', two')}</w:hyperlink>"
        f"<w:hyperlink r:id='gone'>{run(', gone')}</w:hyperlink></w:p>"
        f"<w:p>{field}{run('three')}{mark('end')}"
        f"<w:fldSimple w:instr='HYPERLINK &quot;https://c.example/&quot;'>{run(', four')}"
        "</w:fldSimple></w:p>"
    )
    found = edition(docx(body, links={"l1": "https://a.example/"}))
    assert found.text == "one, two, gone\nthree, four"
    assert left_out(found) == [
        ("address of a link", "https://a.example/"),
        ("address of a link", "https://b.example/"),
        ("address of a link", "https://c.example/"),
    ]


def test_text_boxes_are_read_once() -> None:
    """A text box given for newer and for older programs is read once, after its paragraph."""
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    body = (
        f"<w:p>{run('around')}<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx>"
        f"</mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>" + paragraph("after")
    )
    found = edition(docx(body))
    assert found.text == "around\nboxed\nafter"
    place = found.passages[2].place
    assert place is not None
    assert place.ranges[0][0] == "word/document.xml#4"  # the fallback's is counted too


def test_properties_are_facts_with_their_basis() -> None:
    """Title, authors and dates from the document's properties."""
    found = edition(
        docx(
            paragraph("Heading", "U1"),
            properties="<dc:title>The Report</dc:title><dc:creator>Ann Lee; Bo Ek</dc:creator>"
            "<dcterms:created>2014-06-12T19:27:00Z</dcterms:created>"
            "<dcterms:modified>1601-01-01T00:00:00Z</dcterms:modified>",
            styles=STYLES,
        )
    ).metadata
    assert found.title is not None
    assert (found.title.value, found.title.basis) == ("The Report", "document properties")
    assert [agent.name for agent in found.authors] == ["Ann Lee", "Bo Ek"]
    assert found.authors_basis == "document properties"
    assert found.published is not None
    assert found.published.value == "2014-06-12T19:27:00Z"
    assert found.modified is None


@pytest.mark.parametrize(
    "title", ["", "Microsoft Word - letter.doc", "Document1", "untitled", "final_v2.docx", "Title"]
)
def test_a_title_that_a_program_filled_in_is_none(title: str) -> None:
    """Then the first paragraph in the style of a title is the title."""
    data = docx(
        paragraph("Section", "U1") + paragraph("The title", "Titel"),
        properties=f"<dc:title>{title}</dc:title><dc:creator>python-docx</dc:creator>",
        styles=STYLES,
    )
    found = edition(data).metadata
    assert found.title is not None
    assert (found.title.value, found.title.basis) == ("The title", "title style")
    assert found.authors == ()


def test_diagrams_and_charts_are_read_where_they_stand() -> None:
    """Their words follow the paragraph they are in, each once; a chart's numbers are no text."""
    chart_here, diagram_here = '<c:chart r:id="r0"/>', '<dgm:relIds r:dm="r1"/>'
    drawn = "<w:r><w:drawing><a:graphic>{}</a:graphic></w:drawing></w:r>"
    body = (
        f"<w:p>{run('before')}{drawn.format(chart_here)}"
        f"{drawn.format(diagram_here)}</w:p>" + paragraph("after")
    )
    cache = "<c:{0}><c:pt><c:v>{1}</c:v></c:pt></c:{0}>"
    chart = (
        f"<?xml version='1.0'?><c:chartSpace {OTHERS}><a:p><a:r><a:t>A </a:t></a:r><a:r>"
        f"<a:t>title</a:t></a:r></a:p>{cache.format('strCache', 'North')}"
        f"{cache.format('numCache', '4.3')}{cache.format('strCache', 'North')}</c:chartSpace>"
    )
    diagram = (
        f"<?xml version='1.0'?><dgm:dataModel {OTHERS}><dgm:t><a:p><a:r><a:t>top</a:t></a:r>"
        "</a:p></dgm:t></dgm:dataModel>"
    )
    found = edition(docx(body, {"chart": chart, "diagramData": diagram}))
    assert lines(found) == [
        ("paragraph", "before"),
        ("paragraph", "A title"),
        ("caption", "North"),
        ("paragraph", "top"),
        ("paragraph", "after"),
    ]
    place = found.passages[2].place
    assert place is not None
    assert place.ranges == (("word/chart.xml#2", 0, 5),)


def test_what_is_not_read_is_said() -> None:
    """Documents within a document are named in a notice, and it is partial."""
    found = edition(docx(paragraph("x"), {"package": ""}))
    assert found.notices == ("The text of 1 embedded document in it was not read.",)
    assert found.partial


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (docx(paragraph("x"))[:-60], "damaged"),
        (zipped({"[Content_Types].xml": ""}), "missing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
        (docx("<w:p>" * 300 + "</w:p>" * 300), "nests"),
        (zipped({"word/document.xml": "no xml"}), "not XML"),
        (zipped({"word/document.xml": b"<a>" + bytes(40_000_000) + b"</a>"}), "unpacks to more"),
        (
            zipped({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
            "entities",
        ),
    ],
    ids=["cut off", "no text part", "encrypted", "nested", "no XML", "bomb", "entities"],
)
def test_hostile_and_broken_documents(data: bytes, sentence: str) -> None:
    """What cannot be read fails with a sentence that says why."""
    with pytest.raises(UnreadableError, match=sentence):
        read(data, DOCX, "a.docx")


def test_a_part_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    """And the edition says that it is partial."""
    found = edition(docx(paragraph("one") + paragraph("two") + "<w:p><w:r><w:t>th</w:p>"))
    assert [p.text for p in found.passages][:2] == ["one", "two"]
    assert found.partial
    assert "not well-formed" in found.notices[0]
