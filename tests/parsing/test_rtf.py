"""Rich Text Format: encodings, what is text and what it is, what is left out, where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from archive.model import Edition
from archive.text import canonical
from indexer.media import RTF
from indexer.parsers import read
from indexer.parsers.rtf import resolver
from tests.parsing.office_files import check_places, left_out, lines


def edition(body: str | bytes, head: str = "\\ansi\\ansicpg1252\\deff0") -> Edition:
    """What is read of a document, after checking that every place leads to its text."""
    encoded = body.encode("ascii") if isinstance(body, str) else body
    data = b"{\\rtf1" + head.encode("ascii") + b" " + encoded + b"}"
    found = read(data, RTF, "a.rtf")
    check_places(found, resolver(data))
    return found


FONTS = (
    "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset178 Arial (Arabic);}"
    "{\\f2\\fcharset204{\\*\\falt x}Cyr;}{\\f3\\fcharset134 SimSun;}}"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("caf\\'e9 \\'93so\\'94", "café “so”"),
        ("\\f1 \\'d3\\'e1\\'c7\\'e3", "سلام"),
        ("{\\f2 \\'cc\\'ee\\'f1\\f0\\'ea}", "Мосê"),
        ("\\f3 \\'b2\\'e2\\'ca\\'d4\\f0 a", "测试a"),
        ("\\f3 \\'b2\\'5c\\'ca\\'d4", "瞈试"),
        ("\\rtlch\\af1 \\'d3\\ltrch\\f0\\'e9", "سé"),
        ("\\u1587?\\u1604?\\u1575?\\u1605?", "سلام"),
        ("\\uc2\\u1587\\'3f\\'3fx", "سx"),
        ("\\uc0\\u1587 x{\\uc1\\u1604?}\\u1605 y", "سxلمy"),
        ("\\u-10179?\\u-8704?!", "😀!"),
        ("\\'81", "\ufffd"),
        ("a\\~b\\_c\\-d\\emdash e\\tab f\\line g\\{\\}\\\\", "a b‑c\u00add—e f g{}\\"),
        (b"caf\xe9", "café"),
    ],
)
def test_characters(body: str | bytes, text: str) -> None:
    """Code pages, fonts' character sets, numbers with fallbacks of any length, and signs."""
    encoded = body if isinstance(body, bytes) else body.encode("ascii")
    assert edition(FONTS.encode("ascii") + encoded).text == text


def test_joiners_and_marks_of_direction_stay() -> None:
    """The Persian joiner and the marks of direction, as words and as numbers."""
    found = edition("\\u1605?\\u1740?\\zwnj\\u1585?\\u1608?\\u8204?\\rtlmark x\\u8206?")
    assert found.text == "می\u200cرو\u200c\u200fx\u200e"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=30))
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    """Whatever is written by number is read, with its place, white space folded."""
    units = memoryview(text.encode("utf-16-le")).cast("H")
    body = "".join(f"\\u{unit if unit < 0x8000 else unit - 0x10000}?" for unit in units)
    found = edition(f"a{body}b")
    assert "".join(found.text.split()) == "".join(canonical(f"a{text}b")[0].split())


def test_paragraphs_are_what_their_styles_say() -> None:
    """Headings by style or outline level, list items, quotations; what a title is."""
    sheet = "{\\stylesheet{Normal;}{\\s1 heading 1;}{\\s2\\sbasedon0 Title;}{\\s3 Quote;}}"
    found = edition(
        sheet + "\\pard\\s2 The title\\par\\pard\\s1 One\\par\\pard\\s3 said\\par"
        "\\pard\\outlinelevel1 Two\\par\\pard{\\listtext 1.\\tab}\\ls1 item\\par\\pard plain"
    )
    assert lines(found) == [
        ("heading", "The title"),
        ("heading", "One"),
        ("quotation", "said"),
        ("heading", "Two"),
        ("list_item", "1. item"),
        ("paragraph", "plain"),
    ]
    assert found.passages[5].heading == ("One", "Two")
    assert found.metadata.title is not None
    assert (found.metadata.title.value, found.metadata.title.basis) == ("The title", "title style")


def test_rows_of_data_are_one_passage() -> None:
    """The cells of a row are parted; a table within a cell has rows of its own."""
    found = edition(
        "\\trowd\\intbl a\\cell b\\par c\\cell\\row\\pard\\intbl before\\par"
        "\\itap2 x\\nestcell y\\nestcell{\\*\\nesttableprops\\trowd\\nestrow}{\\nonesttables\\par}"
        "\\pard\\intbl after\\cell\\row\\pard end"
    )
    assert lines(found) == [
        ("table_row", "a b c"),
        ("paragraph", "before"),
        ("table_row", "x y"),
        ("paragraph", "after"),
        ("paragraph", "end"),
    ]


def test_what_is_no_text_is_left_out_with_the_reason() -> None:
    """Notes and boxes follow their paragraph; heads, comments, hidden and deleted text go out."""
    found = edition(
        "{\\header Top\\par}{\\*\\unknown no}{\\pict 00ff}be{\\footnote the note}fore"
        "{\\*\\atnid A}{\\*\\annotation hm}{\\v unseen}{\\deleted gone}"
        '{\\field{\\*\\fldinst HYPERLINK "http://a.b/"}{\\fldrslt link}}'
        "{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 1}}{\\shptxt boxed\\par}}{\\shprslt boxed}}\\par"
    )
    assert lines(found) == [
        ("paragraph", "beforelink"),
        ("paragraph", "the note"),
        ("paragraph", "boxed"),
    ]
    assert sorted(left_out(found)) == [
        ("address of a link", "http://a.b/"),
        ("comment", "hm"),
        ("deleted (tracked change)", "gone"),
        ("hidden", "unseen"),
        ("page header", "Top"),
    ]


def test_items_have_the_numbers_that_are_printed() -> None:
    """Numbers and letters of lists are text where they stand; the signs of others are none."""
    found = edition(
        "{\\listtext\\pard\\plain 3.1\\tab}\\ls1 one\\par{\\pntext (a)\\tab}two\\par"
        "{\\listtext\\'b7\\tab}three\\par{\\listtext o\\tab}four\\par"
        "{\\listtext Article 5\\tab}five\\par{\\listtext\\u1778?.\\tab}six\\par"
    )
    assert found.text == "3.1 one\n(a) two\nthree\nfour\nArticle 5 five\n۲. six"


def test_descriptions_of_pictures_are_captions() -> None:
    """What a person wrote of a picture or a shape follows its paragraph; file names do not."""
    picture = "{{\\*\\shppict{{\\pict{{\\*\\picprop{{\\sp{{\\sn {}}}{{\\sv {}}}}}}}ffd8}}}}"
    found = edition(
        picture.format("wzDescription", "The gate in 1988")
        + "before\\par"
        + picture.format("wzDescription", "IMG_1.jpg")
        + picture.format("pihlShape", "no")
        + "{\\shp{\\*\\shpinst{\\sp{\\sn wzDescription}{\\sv A map}}}}after\\par"
    )
    assert lines(found) == [
        ("paragraph", "before"),
        ("caption", "The gate in 1988"),
        ("paragraph", "after"),
        ("caption", "A map"),
    ]
    assert left_out(found) == []


def test_properties_are_facts_with_their_basis() -> None:
    """Title, author and dates from the information group; Unicode before its fallback."""
    found = edition(
        "{\\info{\\title A \\'e9t\\'e9}{\\upr{\\author ?}{\\*\\ud{\\author \\u1587?\\u1575?}}}"
        "{\\creatim\\yr2011\\mo8\\dy29\\hr5\\min20}{\\operator no}}x"
    ).metadata
    assert found.title is not None
    assert (found.title.value, found.title.basis) == ("A été", "document properties")
    assert [agent.name for agent in found.authors] == ["سا"]
    assert found.published is not None
    assert found.published.value == "2011-08-29T05:20"


def test_a_page_within_a_mail_is_read_as_a_reader_of_rtf_shows_it() -> None:
    """Outlook keeps the tags of HTML in groups of their own; what it shows instead is the text."""
    found = edition(
        "\\fromhtml1{\\*\\htmltag64 <p>}One{\\*\\htmltag72 </p>}\\htmlrtf\\par\\htmlrtf0"
        "{\\*\\htmltag64 <p>}two",
    )
    assert found.text == "One\ntwo"


def test_an_empty_line_parts_a_paragraph() -> None:
    """Two line breaks in a row, also where bytes are not characters."""
    found = edition("One \\'e9\\line two\\line \\line \\u1587? three\\line\\line\\par four")
    assert found.text == "One é two\nس three\nfour"


def test_binary_data_is_passed_over() -> None:
    """As many bytes as it says, whatever they are."""
    assert edition(b"a{\\pict\\bin5 }}}}}}b").text == "ab"


def test_a_document_that_was_cut_off() -> None:
    """What is there is read, and the edition is partial."""
    found = read(b"{\\rtf1 whole\\par ha", RTF, "a.rtf")
    assert found.text == "whole\nha"
    assert found.partial


def test_deep_nesting() -> None:
    """Groups nested deeper than in any real document end the reading with a sentence."""
    with pytest.raises(UnreadableError, match="nests"):
        read(b"{\\rtf1 " + b"{" * 5_000, RTF, "a.rtf")


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    """No bytes make the parser fail, and places lead back."""
    whole = b"{\\rtf1\\ansi " + data
    check_places(read(whole, RTF, "a.rtf"), resolver(whole))


@given(
    st.lists(
        st.sampled_from(
            "{ } {\\* \\par \\cell \\row \\nestcell \\itap3 \\intbl \\u7? \\uc3 \\'e9 \\f1 \\v"
            " \\v0 x {\\footnote {\\header {\\info{\\title {\\stylesheet"
            " {\\fldinst {\\fldrslt \\pard \\~ "
            " {\\listtext {\\pict {\\sn {\\sv wzDescription"
            " {\\upr {\\*\\ud \\htmlrtf \\bin2 \\s1 \\trowd \\u-9000? \\rtlch \\af1".split()
        ),
        max_size=40,
    )
)
def test_any_words_are_read(words: list[str]) -> None:
    """No sequence of words makes the parser fail, and places lead back."""
    whole = b"{\\rtf1\\ansi " + " ".join(words).encode("ascii")
    check_places(read(whole, RTF, "a.rtf"), resolver(whole))
