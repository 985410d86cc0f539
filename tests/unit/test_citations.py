"""What is known of a document becomes a citation: its kind, names, dates; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.answers import PassageAnswer
from archive.cite import Cited, cited_document, cited_passage, csl_item, plain_text
from archive.cite.annotation import annotation_plain
from archive.cite.people import name_parts
from archive.errors import NotFoundError
from archive.identifiers import show
from archive.model import Agent, Dating, Document
from archive.selectors import TextQuote
from tests.small_documents import document

BASE = "https://archive.example"
FIRST = "The keys were handed over at the eastern gate, and nobody wrote down who had them."


def made(**values: Any) -> Document:
    """A document of one passage."""
    return document("a", [FIRST, "Another."], **values)[0]


def exact(**values: Any) -> PassageAnswer:
    """The link to its passage, resolved; ``page``: of a paged original."""
    page = values.pop("page", None)
    of, passages = document("a", [FIRST, "Another."], **values)
    passage = replace(passages[0], page=page)
    return PassageAnswer(
        status="exact", score=1.0, document=of, passage_id=passage.id, text=passage.text,
        prefix="", suffix="\nAnother.", start=0, end=passage.end, passage=passage,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("media_type", "values", "kind"),
    [
        ("text/html", {}, "webpage"),
        ("multipart/related", {}, "webpage"),
        ("text/plain", {"urls": ["https://example.org/a.txt"]}, "webpage"),
        ("text/plain", {}, "document"),
        ("text/plain", {"urls": ["file:///home/a.txt"]}, "document"),
        ("message/rfc822", {}, "personal_communication"),
        ("application/epub+zip", {}, "book"),
        ("application/pdf", {"authors": ["Jane Doe"]}, "document"),
        ("application/pdf", {"urls": ["https://example.org/a.pdf"]}, "document"),
    ],
)
def test_the_type_is_what_the_file_is(media_type: str, values: dict[str, Any], kind: str) -> None:
    """No page is an article, since no file says that it is one."""
    assert csl_item(cited_document(made(media_type=media_type, **values), BASE))["type"] == kind


def test_what_an_organisation_issues_is_a_report() -> None:
    """A PDF by an organisation, whose name is not taken apart."""
    one = made(media_type="application/pdf")
    by = replace(one.metadata, authors=(Agent(name="Amnesty International", kind="organization"),))
    item = csl_item(cited_document(replace(one, metadata=by), BASE))
    assert item["type"] == "report"
    assert item["author"] == [{"literal": "Amnesty International"}]


@pytest.mark.parametrize(
    ("name", "language", "parts"),
    [
        ("Jane Doe", "en", ("Jane", "Doe")),
        ("  Jane   Q.  Doe ", "", ("Jane Q.", "Doe")),
        ("Doe, Jane", "en", ("Jane", "Doe")),
        ("Doe, Jane", "es", ("Jane", "Doe")),
        ("Ludwig van Beethoven", "de", ("Ludwig", "van Beethoven")),
        ("Simone de Beauvoir", "fr", ("Simone", "de Beauvoir")),
        ("Ursula K. Le Guin", "en", ("Ursula K.", "Le Guin")),
        ("Ахмад Иванов", "ru", ("Ахмад", "Иванов")),
        ("Gabriel García Márquez", "es", None),
        ("Mao Zedong", "zh", None),
        ("احمد کسروی", "fa", None),
        ("محمد Muniment", "fa", None),
        ("Plato", "en", None),
        ("Example project", "en", None),
        ("Staff and agencies", "en", None),
        ("Human Rights Watch", "en", None),  # of whom a page says only that it is the author
        ("Iran Documentation Center", "en", None),
        ("Margaret Court", "en", ("Margaret", "Court")),
        ("Ali Akbar Hashemi Rafsanjani", "en", None),
        ("J. R.", "en", None),
        ("jane@example.org", "en", None),
        ("Doe, Roe, Poe, Coe", "en", None),
        ("", "en", None),
    ],
)
def test_names_are_parted_where_one_convention_holds(
    name: str, language: str, parts: tuple[str, str] | None
) -> None:
    """Script and form must tell; else the name stays whole, with every letter."""
    told = name_parts(Agent(name=name), language)
    if parts is None:
        assert told == {"literal": " ".join(name.split())}
    else:
        assert (told["given"], told["family"]) == parts


def test_suffixes_are_kept_apart() -> None:
    """In both orders."""
    wanted = {"family": "King", "given": "Martin Luther", "suffix": "Jr."}
    assert name_parts(Agent(name="Martin Luther King Jr.")) == wanted
    assert name_parts(Agent(name="Martin Luther King, Jr.")) == wanted
    assert name_parts(Agent(name="King, Martin Luther, Jr.")) == wanted


@pytest.mark.parametrize(
    ("value", "precision", "parts"),
    [
        ("1988", "year", [1988]),
        ("1988-07", "month", [1988, 7]),
        ("1988-07-19", "day", [1988, 7, 19]),
        ("1988-07-19T10:30+03:30", "minute", [1988, 7, 19]),
    ],
)
def test_dates_are_as_precise_as_they_are_known(
    value: str, precision: Any, parts: list[int]
) -> None:
    """No month and no day is made up."""
    one = made()
    known = Dating(value=value, precision=precision, basis="byline")
    dated = replace(one, metadata=replace(one.metadata, published=known))
    assert csl_item(cited_document(dated, BASE))["issued"] == {"date-parts": [parts]}


def test_an_item_says_where_the_copy_is() -> None:
    """Original address, day of the capture, this archive, the link and the whole digest."""
    one = made(
        title="On keys", urls=["https://example.org/keys"], captured=["2021-02-04"],
        source="Example News", media_type="text/html",
    )  # fmt: skip
    item = csl_item(cited_document(one, BASE + "/"))
    assert item["URL"] == "https://example.org/keys"
    assert item["accessed"] == {"date-parts": [[2021, 2, 4]]}
    assert item["container-title"] == "Example News"
    assert item["archive"] == "Muniment, archive.example"
    assert one.sha256 in item["archive_location"]
    assert f"{BASE}/d/{show(one.id)}," in item["note"]
    assert "issued" not in item
    assert "author" not in item


def test_without_an_original_address_the_link_is_the_address() -> None:
    """A file that was never on the web is cited by its link."""
    one = made(media_type="application/pdf")
    assert csl_item(cited_document(one, BASE))["URL"] == f"{BASE}/d/{show(one.id)}"


def test_a_passage_has_its_page_and_its_words() -> None:
    """The page is the locator of a paged original; a passage of a web page has none."""
    item = csl_item(cited_passage(exact(media_type="application/pdf", page=7), BASE))
    assert item["page"] == "7"
    assert item["annote"] == f"“{FIRST}”"
    assert "page" not in csl_item(cited_passage(exact(media_type="text/html"), BASE))


def test_the_plain_form_ends_in_the_link() -> None:
    """Quotation, reference and link, a line each."""
    cited = cited_passage(exact(title="On keys", authors=["Jane Doe"], published="2021-02"), BASE)
    assert plain_text(cited).splitlines() == [
        f"“{FIRST}”",
        "Jane Doe, “On keys”, 2021-02, ¶ 1.",
        cited.link,
    ]


def lost(**values: Any) -> PassageAnswer:
    """A link whose words are not found as they were."""
    stored = TextQuote(exact="The keys were lost.", prefix="Then. ", suffix=" After.")
    return PassageAnswer(
        score=0.0, document=made(), passage_id="0" * 8, stored=stored, stored_with="text 1",
        **{"status": "not_found", **values},
    )  # fmt: skip


@pytest.mark.parametrize("status", ["not_found", "approximate"])
def test_lost_words_are_cited_as_they_were(status: Any) -> None:
    """What the link was made for, never the words that are like it; without a position."""
    cited = cited_passage(lost(status=status, text="The key was lost."), BASE)
    assert cited.quotation
    assert cited.quotation.text == "The keys were lost."
    selectors = annotation_plain(cited)["target"][0]["selector"]
    assert [each["type"] for each in selectors] == ["TextQuoteSelector"]


def test_words_that_never_were_are_not_cited() -> None:
    """It is an error with a sentence."""
    with pytest.raises(NotFoundError, match="never had such a passage"):
        cited_passage(replace(lost(), stored=None), BASE)


def annotated(captured: Dating | None = None) -> dict[str, Any]:
    """The annotation of a passage of a captured page."""
    answer = exact(media_type="text/html", urls=["https://example.org/keys"])
    of = answer.document
    captures = tuple(replace(each, captured_at=captured) for each in of.captures)
    return annotation_plain(
        cited_passage(replace(answer, document=replace(of, captures=captures)), BASE)
    )


def test_an_annotation_has_two_targets() -> None:
    """Our text with quote, position and digest; the original with its state and the quote."""
    told = annotated(Dating(value="2021-02-04T13:00:00+03:30", precision="second", basis="x"))
    ours, theirs = told["target"]
    of = made()
    assert ours["source"]["id"] == f"{BASE}/d/{show(of.id)}"
    assert ours["source"]["schema:sha256"] == of.text_sha256
    quote, position = ours["selector"]
    assert quote == {"type": "TextQuoteSelector", "exact": FIRST, "suffix": "\nAnother."}
    assert position == {"type": "TextPositionSelector", "start": 0, "end": len(FIRST)}
    assert theirs["source"] == "https://example.org/keys"
    assert theirs["selector"] == [quote]
    assert theirs["state"] == {
        "type": "TimeState",
        "cached": f"{BASE}/d/{show(of.id)}/original",
        "sourceDate": "2021-02-04T09:30:00Z",
    }


@pytest.mark.parametrize(
    ("value", "precision", "start", "end"),
    [
        ("2021", "year", "2021-01-01T00:00:00Z", "2021-12-31T23:59:59Z"),
        ("2020-02", "month", "2020-02-01T00:00:00Z", "2020-02-29T23:59:59Z"),
        ("2021-02-04", "day", "2021-02-04T00:00:00Z", "2021-02-04T23:59:59Z"),
    ],
)
def test_a_day_is_no_instant(value: str, precision: Any, start: str, end: str) -> None:
    """A capture that is not known to the second is an interval."""
    state = annotated(Dating(value=value, precision=precision, basis="x"))["target"][1]["state"]
    assert (state["sourceDateStart"], state["sourceDateEnd"]) == (start, end)
    assert "sourceDate" not in state


def test_a_whole_document_has_no_selector() -> None:
    """It is bookmarked, not highlighted."""
    told = annotation_plain(cited_document(made(), BASE))
    assert told["motivation"] == "bookmarking"
    assert all("selector" not in target for target in told["target"])


def test_a_selection_is_cited_by_its_own_address() -> None:
    """A reader's own words with their own link, through the same functions."""
    passage = cited_passage(exact(), BASE)
    assert passage.quotation
    selected = replace(
        passage.quotation, text="The keys", start=0, end=8, key="00000000-0-8-ABCD",
        address=f"{passage.address}/0-8-ABCD",
    )  # fmt: skip
    cited = Cited(document=passage.document, base=BASE, quotation=selected)
    assert plain_text(cited).startswith("“The keys”\n")
    assert plain_text(cited).endswith("/0-8-ABCD\n")
