"""Styles of manuals, as the installed packages give them with the corrections.

The works are made up; the forms are those that the manuals show for a page of the web, an article
in a newspaper, a mail and a book (Chicago 18, MLA 9, APA 7, OSCOLA 4, Bluebook 21).
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive.cite.csl import clean
from web import csl_styles
from web.csl_styles import MISSING, NO_MAILS, STYLES, Style, every_style, formatted

pytestmark = pytest.mark.slow

LINK = "https://archive.example/d/0000-0000-0000-0000"
ACCESSED = {"accessed": {"date-parts": [[2021, 2, 4]]}}
PAGE: dict[str, Any] = {
    "id": "x", "type": "webpage", "language": "en", "title": "The keys of the reading room",
    "author": [{"family": "Doe", "given": "Jane"}], "issued": {"date-parts": [[2021, 2, 3]]},
    "container-title": "Example Review", "URL": "https://example.org/keys", **ACCESSED,
}  # fmt: skip
UNSIGNED: dict[str, Any] = {
    "id": "x", "type": "webpage", "language": "en", "title": "Who had the keys?",
    "container-title": "Example Review", "URL": "https://example.org/who", **ACCESSED,
}  # fmt: skip
NEWS: dict[str, Any] = {
    **PAGE, "type": "article-newspaper", "container-title": "The Example Times",
    "author": [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "Richard Q."}],
}  # fmt: skip
MAIL: dict[str, Any] = {
    "id": "x", "type": "personal_communication", "genre": "E-mail", "language": "en",
    "title": "The list of names", "author": [{"family": "Roe", "given": "Richard Q."}],
    "issued": {"date-parts": [[2009, 3, 2]]}, "URL": LINK,
}  # fmt: skip
BOOK: dict[str, Any] = {
    "id": "x", "type": "book", "language": "en", "title": "A history of keys",
    "author": [{"family": "Doe", "given": "Jane"}], "publisher": "Example Press",
    "issued": {"date-parts": [[1998]]}, "URL": LINK,
}  # fmt: skip
MINUTES: dict[str, Any] = {
    "id": "x", "type": "document", "language": "en", "title": "Minutes of a meeting", "page": "7",
    "author": [{"family": "Doe", "given": "Jane"}], "issued": {"date-parts": [[1990, 12, 1]]},
    "URL": "https://example.org/minutes.pdf", **ACCESSED,
}  # fmt: skip


def style(name: str) -> Style:
    """One of them by its name."""
    return next(each for each in STYLES if each.name == name)


@pytest.mark.parametrize(
    ("name", "item", "note", "entry"),
    [
        (
            "chicago-notes", PAGE,
            ("Jane Doe, “The Keys of the Reading Room,” Example Review, February 3, 2021, "
            f"https://example.org/keys, archived at {LINK}."),
            ("Doe, Jane. “The Keys of the Reading Room.” Example Review, February 3, 2021. "
            f"https://example.org/keys. Archived at {LINK}."),
        ),
        (
            "chicago-notes", UNSIGNED,
            ("“Who Had the Keys?” Example Review, accessed February 4, 2021, "
            f"https://example.org/who, archived at {LINK}."),
            ("Example Review. “Who Had the Keys?” Accessed February 4, 2021. "
            f"https://example.org/who. Archived at {LINK}."),
        ),
        (
            "chicago-notes", NEWS,
            ("Jane Doe and Richard Q. Roe, “The Keys of the Reading Room,” The Example Times, "
            f"February 3, 2021, https://example.org/keys, archived at {LINK}."),
            ("Doe, Jane, and Richard Q. Roe. “The Keys of the Reading Room.” The Example Times, "
            f"February 3, 2021. https://example.org/keys. Archived at {LINK}."),
        ),
        (
            "chicago-notes", MAIL,
            f"Richard Q. Roe, “The List of Names,” E-mail, March 2, 2009, {LINK}.",
            f"Roe, Richard Q. “The List of Names.” E-mail. March 2, 2009. {LINK}.",
        ),
        (
            "chicago-notes", BOOK,
            f"Jane Doe, A History of Keys (Example Press, 1998), {LINK}.",
            f"Doe, Jane. A History of Keys. Example Press, 1998. {LINK}.",
        ),
        (
            "chicago-author-date", PAGE, "(Doe 2021)",
            ("Doe, Jane. 2021. “The Keys of the Reading Room.” Example Review, February 3. "
            f"https://example.org/keys. Archived at {LINK}."),
        ),
        (
            "chicago-author-date", MINUTES, "(Doe 1990, 7)",
            ("Doe, Jane. 1990. “Minutes of a Meeting.” December 1. "
            f"https://example.org/minutes.pdf. Archived at {LINK}."),
        ),
        (
            "mla", PAGE, "(Doe)",
            ("Doe, Jane. “The Keys of the Reading Room.” Example Review, 3 Feb. 2021, "
            f"https://example.org/keys. Archived at {LINK}."),
        ),
        (
            "mla", UNSIGNED, "(“Who Had the Keys?”)",
            ("“Who Had the Keys?” Example Review, https://example.org/who. "
            f"Accessed 4 Feb. 2021. Archived at {LINK}."),
        ),
        ("mla", BOOK, "(Doe)", f"Doe, Jane. A History of Keys. Example Press, 1998, {LINK}."),
        (
            "apa", PAGE, "(Doe, 2021)",
            ("Doe, J. (2021, February 3). The keys of the reading room. Example Review. "
            f"https://example.org/keys (archived at {LINK})"),
        ),
        (
            "apa", UNSIGNED, "(Who Had the Keys?, n.d.)",
            ("Who had the keys? (n.d.). Example Review. Retrieved February 4, 2021, from "
            f"https://example.org/who (archived at {LINK})"),
        ),
        (
            "apa", NEWS, "(Doe & Roe, 2021)",
            ("Doe, J., & Roe, R. Q. (2021, February 3). The keys of the reading room. "
            f"The Example Times. https://example.org/keys (archived at {LINK})"),
        ),
        (
            "apa", BOOK, "(Doe, 1998)",
            f"Doe, J. (1998). A history of keys. Example Press. {LINK}",
        ),
        (
            "oscola", PAGE,
            ("Jane Doe, ‘The Keys of the Reading Room’ (Example Review, 3 February 2021) "
            f"<https://example.org/keys> accessed 4 February 2021, archived at <{LINK}>."),
            ("Doe J, ‘The Keys of the Reading Room’ (Example Review, 3 February 2021) "
            f"<https://example.org/keys> accessed 4 February 2021, archived at <{LINK}>"),
        ),
        (
            "oscola", MAIL,
            f"E-mail from Richard Q Roe, ‘The List of Names’ (2 March 2009) <{LINK}>.",
            f"Roe RQ, E-mail, ‘The List of Names’ (2 March 2009) <{LINK}>",
        ),
        (
            "bluebook", PAGE,
            ("Jane Doe, The Keys of the Reading Room, Example Review (Feb. 3, 2021), "
            f"https://example.org/keys [{LINK}]."),
            "",
        ),
        (
            "bluebook", UNSIGNED,
            ("Who Had the Keys?, Example Review, https://example.org/who "
            f"(last visited Feb. 4, 2021) [{LINK}]."),
            "",
        ),
        ("bluebook", BOOK, f"Jane Doe, A History of Keys (1998), {LINK}.", ""),
    ],
)  # fmt: skip
def test_each_style_has_the_form_of_its_manual(
    name: str, item: dict[str, Any], note: str, entry: str
) -> None:
    """Letter for letter, with the archived copy behind the original address."""
    made = formatted(item, style(name), LINK)
    assert (made.note_text, made.entry_text) == (note, entry)
    assert not made.remark


def test_what_is_set_apart_is_so_in_html() -> None:
    """Italics and small capitals are tags; quotation marks go behind the full stop."""
    assert "<i>Example Review</i>" in formatted(PAGE, style("mla"), LINK).entry
    bluebook = formatted(PAGE, style("bluebook"), LINK).note
    assert '<span class="small-caps">Example Review</span>' in bluebook


def test_persian_titles_stand_in_themselves() -> None:
    """Each piece that runs from the right is isolated; punctuation of the style stays outside."""
    item = {**PAGE, "title": "کلید ۶۷", "language": "fa", "author": [{"literal": "احمد"}]}
    made = formatted(item, style("chicago-notes"), LINK)
    assert made.note.startswith("<bdi>احمد</bdi>, “<bdi>کلید ۶۷</bdi>,” Example Review")
    assert made.note_text.startswith("احمد, “کلید ۶۷,” Example Review")


def test_a_host_keeps_its_case() -> None:
    """The name of a host stands for the site where the site has no name."""
    item = {**PAGE, "container-title": "guide.example.org"}
    assert "guide.example.org" in formatted(item, style("chicago-notes"), LINK).note_text
    assert "<i>guide.example.org</i>" in formatted(item, style("mla"), LINK).entry


def test_a_style_without_a_form_says_so() -> None:
    """Bluebook's style has none for mails."""
    made = formatted(MAIL, style("bluebook"), LINK)
    assert (made.note_text, made.remark) == ("", NO_MAILS)


def test_a_missing_style_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the style or the whole package is not there."""
    absent = Style(name="absent", file="no-such-style", label="Absent", note="Note")
    assert formatted(PAGE, absent, LINK).remark == MISSING
    monkeypatch.delattr("web.csl_processor", raising=False)
    monkeypatch.setitem(sys.modules, "web.csl_processor", None)
    item = {**PAGE, "title": "One that was never cited before"}
    assert {made.remark for made in every_style(item, LINK)} == {MISSING}


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script> & <b>bold</b> <img src=x onerror=alert(1)>",
        '<span class="nocase">kept</span> "quoted" \'single\'',
        r"\LaTeX{} $x_1$ %s {0} {copy}",
        clean("\0\x1b[31m \ufdd0italic\ufddf \ufdde \ud800"),
        "کلید <i>۶۷</i>",
        "…", ".", "?!", "''", "-", "a" * 10_000, "<" * 1000, "\U0001f5dd",
    ],
)  # fmt: skip
def test_hostile_titles_come_out_as_text(title: str) -> None:
    """No tag but the styles' own; the words of the title are all there, in every style."""
    item = {**PAGE, "title": title, "language": "de", "author": [{"literal": title}]}
    for made in every_style(item, LINK):
        assert not made.remark, made.style.name
        for shown, plain in ((made.note, made.note_text), (made.entry, made.entry_text)):
            tags = set(re.findall(r"<[^>]*>", shown))
            assert tags <= {
                "<i>", "</i>", "<bdi>", "</bdi>", "<sup>", "</sup>", "</span>",
                '<span class="small-caps">',
            }  # fmt: skip
            assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == plain
        words = made.note_text + made.entry_text
        core = title.strip(".,?!")
        assert core.casefold() in words.casefold()


def test_an_error_of_the_processor_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """One style that fails leaves the others."""
    from web import csl_processor

    render = csl_processor.render

    def fails_once(*given: Any) -> tuple[str, str]:
        monkeypatch.setattr(csl_processor, "render", render)
        raise RuntimeError("a fault of the processor")

    monkeypatch.setattr(csl_processor, "render", fails_once)
    made = every_style(PAGE, LINK)
    assert made[0].remark == csl_styles.NOT_FORMATTED
    assert all(each.note for each in made[1:])


def test_nothing_is_loaded_before_somebody_cites(checkout: Path) -> None:
    """The site and the command start without the processor and its styles."""
    code = "import sys, web.app, web.cli; print([m for m in sys.modules if 'citeproc' in m])"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=checkout
    )
    assert run.stdout.strip() == "[]"


def test_nothing_is_left_over_of_what_is_not_known() -> None:
    """No “Retrieved” with no day (APA 7, 9.16), nor a comma before a date in brackets (18.2)."""
    item = {"id": "x", "type": "document", "language": "en", "title": "A list", "URL": LINK}
    assert formatted(item, style("apa"), LINK).entry_text == f"A list. (n.d.). {LINK}"
    dated = {**item, "issued": {"date-parts": [[1988]]}}
    assert formatted(dated, style("bluebook"), LINK).note_text == f"A List (1988), {LINK}."
    kept = {**UNSIGNED, "URL": "https://example.org/who"}
    assert (
        "Retrieved February 4, 2021, from https" in formatted(kept, style("apa"), LINK).entry_text
    )
