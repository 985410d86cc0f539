"""PDF: what stands on the pages, as paragraphs, with its place; and what could not be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from archive.model import Edition, LeftOut, Passage
from indexer.parsers import read as read_edition
from indexer.parsers.pdf import read, resolver
from tests.parsing.measure import pages as files
from tests.parsing.measure import resolved
from tests.small_pdfs import Page, Picture, Shown, lines, pdf

BODY = (
    "The commission heard the witness for three days and wrote down every word",
    "that was said. The record of the hearing was kept in the reading room of",
    "the archive, where it could be read by all who asked for it in writing.",
)
PARAGRAPH = " ".join(BODY)


def edition(pages: list[Page], **more: str) -> Edition:
    """The edition of a file of these pages."""
    return read_edition(pdf(pages, **more), "application/pdf", "a.pdf")  # type: ignore[arg-type]


def told(found: Edition) -> list[tuple[str, str]]:
    """Kind and text of each passage."""
    return [(passage.kind, passage.text) for passage in found.passages]


def test_lines_become_paragraphs() -> None:
    """Lines of a paragraph are joined; a gap, an indent or a short last line begins another."""
    wide = "A second paragraph stands below a gap, and it is as wide as the others are."
    first = "An indented line begins a new paragraph after a full line of text, and so"
    found = edition(
        [
            [
                *lines(*BODY),
                *lines(wide, "It has a second line.", top=640),
                *lines(*BODY, top=612),
                *lines(first, x=90, top=570),
                *lines("on.", top=556),
            ]
        ]
    )
    assert told(found) == [
        ("paragraph", PARAGRAPH),
        ("paragraph", f"{wide} It has a second line."),
        ("paragraph", PARAGRAPH),
        ("paragraph", f"{first} on."),
    ]
    assert {passage.page for passage in found.passages} == {1}


def test_headings_lists_and_tables() -> None:
    """A larger or bold line is a heading; bullets begin items; wide gaps make rows."""
    page = [
        Shown("The report", 72, 740, 20),
        Shown("What was heard", 72, 716, bold=True),
        *lines(*BODY),
        *lines("* not a bullet", top=650),
        *lines("1. The first point of the list", "2. The second point of the list", top=620),
        *[Shown(text, x, y) for y, row in ((580, ("Name", "Year")), (566, ("Ahmad", "1988")))
          for text, x in zip(row, (72, 300), strict=True)],
    ]  # fmt: skip
    found = edition([page])
    assert told(found) == [
        ("heading", "The report"),
        ("heading", "What was heard"),
        ("paragraph", PARAGRAPH),
        ("paragraph", "* not a bullet"),
        ("list_item", "1. The first point of the list"),
        ("list_item", "2. The second point of the list"),
        ("table_row", "Name Year"),
        ("table_row", "Ahmad 1988"),
    ]
    assert [passage.level for passage in found.passages[:3]] == [1, 2, 0]
    assert found.passages[2].heading == ("The report", "What was heard")


def test_words_cut_at_line_ends() -> None:
    """A word is joined, one that the document writes with a hyphen keeps it; places stay exact."""
    page = lines(
        "A well-known archive keeps the docu-",
        "ments of the commission in a well-",
        "known place; the documents are many.",
    )
    found = edition([page])
    text = (
        "A well-known archive keeps the documents of the commission in a well-known place; the "
        "documents are many."
    )
    assert told(found) == [("paragraph", text)]


def test_a_paragraph_runs_over_the_end_of_a_page() -> None:
    """A sentence that goes on overleaf is one passage, with places on both pages."""
    first = lines("A line above that is as wide as the one below it and ends with a full stop.",
                  "The last sentence of this page is not at its end where the page is, it goes",
                  top=100)  # fmt: skip
    found = edition([first, lines("on overleaf and ends there.")])
    assert [passage.page for passage in found.passages] == [1]
    assert found.passages[0].text.endswith("it goes on overleaf and ends there.")
    assert [path for path, _, _ in found.passages[0].place.ranges] == ["1", "2"]  # type: ignore[union-attr]


def test_headers_footers_and_page_numbers() -> None:
    """What repeats on three pages, and numbers that count with them, are left out as such."""
    book: list[Page] = [
        [
            Shown("Record of the hearing", 72, 760),
            *lines(*BODY, top=600),
            Shown(f"Confidential, copy {number}", 72, 40),
            Shown(str(number + 6), 300, 25),
        ]
        for number in range(1, 4)
    ]
    found = edition(book)
    assert told(found) == [("paragraph", PARAGRAPH)] * 3
    assert [(piece.text, piece.reason) for piece in found.left_out[:3]] == [
        ("Record of the hearing", "page header"),
        ("Confidential, copy 1", "page footer"),
        ("7", "page number"),
    ]
    assert len(found.left_out) == 9
    two = edition(book[:2])
    assert [piece.text for piece in two.left_out] == ["7", "8"]  # a header could be chance


def test_pages_that_are_pictures() -> None:
    """Scanned pages are named; a file of nothing else has no text, and says so."""
    found = read(pdf([lines(*BODY), [Picture()], [Picture()], [], [Picture()]]))
    how = "OCR can read pictures of text: the setting ocr, and Tesseract installed."
    assert found.notices == ("Pages 2–3, 5 are pictures without text and were not read.", how)
    assert found.pictures == (2, 3, 5)
    assert found.partial
    scanned = read(pdf([[Picture()]]))
    assert scanned.notices == ("Scanned, no text: page 1 is a picture without text.", how)
    assert scanned.partial
    empty = read(pdf([[]]))
    assert (empty.notices, empty.partial) == (("The pages of the PDF hold no text.",), False)


def test_a_file_that_carries_files() -> None:
    """What is attached is not read, and that is said."""
    found = read(pdf([lines(*BODY)], attachment=True))
    assert found.notices == ("The PDF carries a file inside, which was not read.",)
    assert found.partial


def test_comments_and_forms() -> None:
    """What was filled into a form is text; a comment is left out as such; both have places."""
    data = pdf([lines(*BODY)], comment="Ask her again.", filled_in="Ahmad")
    found = read_edition(data, "application/pdf", "a")
    assert told(found) == [("paragraph", PARAGRAPH), ("paragraph", "Ahmad")]
    assert [(piece.text, piece.reason) for piece in found.left_out] == [
        ("Ask her again.", "comment")
    ]
    assert resolver(data)("1#2", 0, 3) == "Ahm"
    assert unresolved(data) == []
    alone = read_edition(pdf([[]], comment="Ask her again."), "application/pdf", "a")
    assert told(alone) == [("paragraph", "Ask her again.")]
    shown = read(pdf([lines(*BODY)], filled_in=BODY[0]))
    assert len(shown.blocks) == 1  # the page shows it already


def test_encrypted() -> None:
    """An empty password opens a file; any other leaves it closed, and the sentence says why."""
    assert told(read_edition(pdf([lines(*BODY)], password=""), "application/pdf", "a")) == [
        ("paragraph", PARAGRAPH)
    ]
    with pytest.raises(UnreadableError, match="encrypted: it opens with a password only"):
        read(pdf([lines(*BODY)], password="secret"))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj\n<<", b"%PDF-" + bytes(500)])
def test_damaged(data: bytes) -> None:
    """A file that cannot be opened is refused in a sentence."""
    with pytest.raises(UnreadableError, match="damaged"):
        read(data)


ARABIC = "وتساعد في إيجاد حلول"
SENTENCE = "المشكلات لا تنتهي أيضًا"


def test_arabic_is_read_from_right_to_left() -> None:
    """Glyphs that stand from left to right on the page are read the other way, spaces kept."""
    found = edition([[Shown(ARABIC[::-1], 72, 700)]])
    assert told(found) == [("paragraph", ARABIC)]


QUARTERS = ("1 0 0 1 0 0", "0 1 -1 0 792 0", "-1 0 0 -1 612 792", "0 -1 1 0 0 612")


@pytest.mark.parametrize("page", range(4))
@pytest.mark.parametrize("text", range(4))
def test_pages_that_are_turned(page: int, text: int) -> None:
    """By quarters: lines are read from the top, and column by column where they stand upright."""
    paper, matrix = f"/MediaBox [0 0 792 792] /Rotate {90 * page}", QUARTERS[text]
    wide = [*lines(*BODY), *lines(*BODY, top=640)]
    assert told(edition([wide], paper=paper, matrix=matrix)) == [("paragraph", PARAGRAPH)] * 2
    words = [f"Word {number} of this column" for number in range(6)]
    columns = [*lines(*words[:3]), *lines(*words[3:], x=350)]
    read = " ".join(text for _, text in told(edition([columns], paper=paper, matrix=matrix)))
    assert sorted(words, key=read.index) == words or page != text
    assert unresolved(pdf([columns], paper=paper, matrix=matrix)) == []


def test_ligatures_and_presentation_forms() -> None:
    """A glyph of two letters gives them in order; forms become letters; ZWNJ stays."""
    ligature = ["ت", "لا", "ك", "ش", "م", "ل", "ا"]  # المشكلات from its left end
    assert told(edition([[Shown(ligature, 72, 700)]])) == [("paragraph", "المشكلات")]
    forms = "\ufee1\ufefc\ufeb3"  # سلام in presentation forms, from its left end
    assert told(edition([[Shown(forms, 72, 700)]])) == [("paragraph", "سلام")]
    joined = "می\u200cروند"
    assert told(edition([[Shown(joined[::-1], 72, 700)]])) == [("paragraph", joined)]


@given(
    st.lists(
        st.lists(st.text("abcdefgh -.,éلمنوا", min_size=1, max_size=30), max_size=6),
        min_size=1,
        max_size=4,
    )
)
def test_places(texts: list[list[str]]) -> None:
    """Every passage and every piece left out is found again where its place says."""
    assert unresolved(pdf([lines(*page) for page in texts])) == []


@given(st.integers(0, 3000), st.binary(max_size=6), st.integers(1, 3000))
def test_broken_files(at: int, inserted: bytes, cut: int) -> None:
    """A file that is damaged anywhere is read or refused; what is read is where it says."""
    whole = pdf([lines(*BODY), lines(*BODY)])
    for data in (whole[:at] + inserted + whole[at + len(inserted) :], whole[:cut]):
        try:
            assert unresolved(data) == []
        except UnreadableError:
            continue


def unresolved(data: bytes) -> list[str]:
    """The texts that are not found at their place."""
    found = read_edition(data, "application/pdf", "a")
    pieces: tuple[Passage | LeftOut, ...] = (*found.passages, *found.left_out)
    is_there = resolved(resolver(data), pieces)
    return [piece.text for piece, there in zip(pieces, is_there, strict=True) if not there]


def test_places_that_are_not_there() -> None:
    """A place on a page that the file does not have is none."""
    data = pdf([lines(*BODY)])
    resolve = resolver(data)
    assert resolve("1", 4, 14) == BODY[0][4:14]
    assert [resolve(path, 4, 14) for path in ("2", "0", "x", "1#1")] == [""] * 4


@pytest.mark.slow
def test_places_in_real_files(shared: Path) -> None:
    """At least 99.5 % of the passages of the given files are found again, word for word."""
    all_of_them = lost = 0
    for _, data in files("docs:pdf", shared / "data" / "pages"):
        try:
            found = read_edition(data, "application/pdf", "a")
        except UnreadableError:
            continue
        all_of_them += len(found.passages) + len(found.left_out)
        lost += len(unresolved(data))
    assert all_of_them > 500
    assert lost <= 0.005 * all_of_them
