"""What modules say to readers goes through the catalogues; what they say to programs does not."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.parameters import SearchParameters
from archive.parameters_reading import read_parameters
from archive.settings import Settings
from tests.web.reading import soup, words
from web import citing, interface, promise
from web.csl_styles import MISSING, STYLES, Formatted, told
from web.facets import Toggles
from web.histogram import Column
from web.interface import Code, Tongue, speaking
from web.narrowing import DATES, chips


class _Brackets(NullTranslations):
    """Every sentence in brackets: what a page says without them was not asked of a catalogue."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"[{one if count == 1 else many}]"


@pytest.fixture(autouse=True)
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Persian is English in brackets."""
    english = interface.tongue("en")
    persian = Tongue("fa", "فارسی", "rtl", _Brackets())

    def either(code: Code) -> Tongue:
        return english if code == "en" else persian

    monkeypatch.setattr(interface, "tongue", either)
    promise._page.cache_clear()
    yield
    promise._page.cache_clear()


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A reader of the sample archive."""
    return sample_app.test_client()


def test_names_of_values_are_kept_for_each_language() -> None:
    """What was shown to one reader is not shown to another who speaks otherwise."""
    shown: tuple[tuple[Code, str, str], ...] = (("en", "PDF", "1,200"), ("fa", "[PDF]", "۱٬۲۰۰"))
    for code, name, documents in shown * 2:
        with speaking(code):
            choice = Toggles(SearchParameters(), "type").choice("application/pdf", 1200)
            assert (choice.name, choice.documents) == (name, documents)


@pytest.mark.parametrize("field", DATES)
def test_chips_say_each_range_in_a_sentence(field: str) -> None:
    """From, to and both, in the reader's digits."""
    said = []
    for dates in ({"from": "1988"}, {"to": "1989"}, {"from": "1988", "to": "1989"}):
        pairs = [*dates.items(), ("date_field", field)]
        with speaking("fa"):
            said += [chip.label for chip in chips(read_parameters(pairs, Settings()))]
    verb = {"published": "Published", "captured": "Captured", "accessioned": "Taken in"}[field]
    assert said == [f"[{verb} from ۱۹۸۸]", f"[{verb} to ۱۹۸۹]", f"[{verb} from ۱۹۸۸ to ۱۹۸۹]"]


def test_columns_have_the_digits_of_the_language() -> None:
    """A decade by its first and last year."""
    with speaking("fa"):
        assert Column("1980", "1989", 1, 0, 0, 0).label == "۱۹۸۰–۱۹۸۹"


def test_a_citation_stays_as_its_style_has_it() -> None:
    """Only what is said around it is translated."""
    with speaking("fa"):
        made = told(Formatted(style=STYLES[0], note_text="Author, Title.", remark=MISSING))
    assert made.note_text == "Author, Title."
    assert (made.style.note, made.remark) == ("[Note]", f"[{MISSING}]")


def test_what_is_said_of_links_is_english_for_programs() -> None:
    """One function makes it for both; the page translates."""
    with speaking("fa"):
        assert citing.warning("http://here", Settings()).startswith("Links in citations begin")


@pytest.mark.parametrize(
    "path", ["/d/nonsense", "/d/0000-0000-0000-0000", "/nowhere", "/d/nonsense/view"]
)
def test_errors_speak_on_pages_and_are_english_in_json(client: FlaskClient, path: str) -> None:
    """The same sentence, in brackets on the page and without for a program."""
    page = client.get(f"{path}?lang=fa")
    assert page.status_code == 404
    found = [words(each) for each in soup(client, f"{path}?lang=fa", status=404).select("p")]
    sentence = next(each for each in found if each.startswith("["))
    if not path.endswith("/view"):  # its page is framed, whatever is accepted
        headers = {"Accept": "application/json"}
        assert client.get(f"{path}?lang=fa", headers=headers).json["detail"] == sentence[1:-1]  # type: ignore[index]


def test_the_promise_says_that_it_is_english_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a reader of screens would read it as Persian."""
    monkeypatch.setattr(promise, "TRANSLATION", "no-such-promise.{}.md")
    with speaking("fa"):
        page = promise.promise_page()
    english = promise.promise_page()
    assert page == f'<div lang="en" dir="ltr">\n{english}</div>\n'
    promise._page.cache_clear()
    monkeypatch.setattr(promise, "TRANSLATION", "promise.md")
    with speaking("fa"):
        assert promise.promise_page() == english
