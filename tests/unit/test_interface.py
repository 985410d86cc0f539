"""The language of the interface: chosen, counted, dated, carried on; catalogues that are whole."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from web import interface
from web.interface import Code, carried, chosen, day, language_name, number, speaking, translated

FIELDS = re.compile(r"%\(\w+\)[sd]|\{\w*(?::[^{}]*)?\}")  # “%%” may be another sign for it
OTHERS: tuple[Code, ...] = ("fa", "ar")


@pytest.mark.parametrize(
    ("by_hand", "by_browser", "code"),
    [
        ("fa", ["en"], "fa"),
        ("FA-ir", [], "fa"),
        ("", ["de", "ar-EG", "en"], "ar"),
        ("tlh", ["fa"], "fa"),
        ("", [], "en"),
        ("", ["de"], "en"),
        ("<script>", ["*"], "en"),
    ],
)
def test_the_choice_by_hand_comes_first(by_hand: str, by_browser: list[str], code: str) -> None:
    """Then what the browser asks for, in its order; English where it is none of ours."""
    assert chosen(by_hand, by_browser) == code


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    """Persian and Arabic digits, each with its own marks and names of months."""
    with speaking("fa"):
        assert number(1234567) == "۱٬۲۳۴٬۵۶۷"
        assert number(1.5, 1) == "۱٫۵"
        assert day("2021-02-03") == "۳ فوریهٔ ۲۰۲۱"
        assert day("1988-07") == "ژوئیهٔ ۱۹۸۸"
        assert day("2021-02-03T09:05Z") == "۳ فوریهٔ ۲۰۲۱، ساعت ۰۹:۰۵ UTC"
        assert language_name("ar") == "عربی"
    with speaking("ar"):
        assert number(1234567) == "١٬٢٣٤٬٥٦٧"
        assert day("1988") == "١٩٨٨"
        assert language_name("fa") == "الفارسية"
    assert number(1234567) == "1,234,567"
    assert language_name("ckb") == "Central Kurdish"
    assert language_name("xx-unknown") == "xx-unknown"


def test_a_language_ends_with_its_answer() -> None:
    """What is made after an answer is in English again, also when making it failed."""
    with speaking("fa") as tongue:
        assert interface.spoken() is tongue
        assert tongue.direction == "rtl"
    with pytest.raises(ValueError, match="made up"), speaking("fa"):
        raise ValueError("made up")
    assert interface.spoken().code == "en"


PAGE = (
    '<a href="/d/A/p/B?q=x&amp;page=2#words">x</a><a class="y" href="/report">r</a>'
    '<a href="https://elsewhere.example/">e</a><a href="#main">m</a><link rel="icon" href="/i">'
    '<a href="/search?q=1&amp;lang=ar">l</a><iframe src="/d/A/look"></iframe>'
    '<form class="s" action="/search" role="search"><input name="q"></form>'
    '<form action="/quote" method="post"><textarea name="q"></textarea></form>'
    '<form method="dialog"><button>b</button></form><p>a href="/no"</p>'
)


def test_every_link_of_ours_goes_on_in_the_language() -> None:
    """Links, forms and frames; not what leads elsewhere, within the page, or says it already."""
    page = BeautifulSoup(carried(PAGE, "fa"), "lxml")
    assert [link["href"] for link in page.find_all("a")] == [
        "/d/A/p/B?q=x&page=2&lang=fa#words", "/report?lang=fa", "https://elsewhere.example/",
        "#main", "/search?q=1&lang=ar",
    ]  # fmt: skip
    assert page.iframe
    assert page.iframe["src"] == "/d/A/look?lang=fa"
    assert page.link
    assert page.link["href"] == "/i"
    hidden = page.select('form[action="/search"] input[name="lang"]')
    assert [each["value"] for each in hidden] == ["fa"]
    assert len(page.select('input[name="lang"]')) == 1
    sent = page.select_one('form[method="post"]')
    assert sent is not None
    assert sent["action"] == "/quote?lang=fa"


@given(st.text(alphabet='<>"=/?&;a# ', max_size=60))
def test_no_page_is_broken_by_it(text: str) -> None:
    """Whatever a text holds, once escaped as it is in our pages, it stays what it was."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    page = f"<p>{escaped.replace(chr(34), '&#34;')}</p>"
    assert carried(page, "ar") == page


def catalogue(code: Code) -> Catalog:
    """The catalogue of a language."""
    path = Path(interface.__file__).parent / interface.CATALOGUES / f"{code}.po"
    with path.open("rb") as file:
        return read_po(file, locale=code)


def forms(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """A translation, or all of its forms."""
    return [string or ""] if string is None or isinstance(string, str) else list(string)


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_has_its_translation(code: Code) -> None:
    """None is empty; each has the fields of its sentence, so that nothing that is told is lost."""
    for each in catalogue(code):
        if not each.id:
            continue
        wanted = set(FIELDS.findall(forms(each.id)[-1]))
        said = forms(each.string)
        assert all(said), each.id
        for place, form in enumerate(said):
            # In forms for none, one and two the words can say the number.
            may_say_so = len(said) > 1 and place < 3
            found = set(FIELDS.findall(form))
            assert found == wanted or (may_say_so and found <= wanted), (each.id, form)


def test_the_catalogues_have_the_sentences_of_the_code(checkout: Path, tmp_path: Path) -> None:
    """Neither more nor fewer: what is changed in English is translated anew."""
    for folder in ("archive", "indexer/engines", "web"):
        shutil.copytree(checkout / folder, tmp_path / folder)
    copy = tmp_path / "web" / "locales"
    command = [sys.executable, str(checkout / "tools" / "catalogues"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count(", 0 without a translation") == len(OTHERS), done.stdout
    for code in OTHERS:
        ours = {forms(each.id)[0] for each in catalogue(code)}
        with (copy / f"{code}.po").open("rb") as file:
            assert {forms(each.id)[0] for each in read_po(file, locale=code)} == ours


@pytest.mark.parametrize("code", OTHERS)
def test_notices_of_other_rooms_are_recognised(code: Code) -> None:
    """A finished sentence with whatever stood in its fields; one that nobody knows stays."""
    with speaking(code):
        said = translated("There is no field “colour:”, so it was searched as words.")
        assert "“colour:”" in said
        assert "There is" not in said
        assert " more" not in translated(
            "There is no field “a:”, “b:” and 3 more, so it was searched as words."
        )
        said = translated("At most 1,000 results fit on a page.")
        assert number(1000) in said
        assert translated("A sentence that nobody knows.") == "A sentence that nobody knows."
    assert translated("At most 1,000 results fit on a page.") == (
        "At most 1,000 results fit on a page."
    )
