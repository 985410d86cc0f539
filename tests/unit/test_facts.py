"""Small derived facts, the same on every face."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive import facts
from archive.model import Dating, Precision
from tests.small_documents import document


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Example.com:8080/a?b#c", "www.example.com"),
        ("example.com/a", "example.com"),
        ("example.com.", "example.com"),
        ("https://user:word@example.com/", "example.com"),
        ("http://[::1]/", "::1"),
        ("http://[broken/", ""),
        ("", ""),
        ("https://مثال.example/", "مثال.example"),
    ],
)
def test_host(address: str, host: str) -> None:
    """The host of an address, whole or cut short; of what is none, nothing."""
    assert facts.host(address) == host


def test_facts_of_a_document() -> None:
    """Addresses and captures are each listed once, the document's own statement first."""
    full, _ = document(
        "a",
        ["Text."],
        title="A title",
        source="Example News",
        language="fa",
        published="1988-07",
        captured=("2020-01-01", "2021"),
        urls=("https://example.com/b", "https://example.com/a"),
        original_url="https://example.com/a",
    )
    assert facts.title_of(full) == "A title"
    assert facts.source_of(full) == "Example News"
    assert facts.language_of(full) == "fa"
    assert facts.year(full.metadata.published) == "1988"
    assert facts.addresses(full) == ("https://example.com/a", "https://example.com/b")
    assert [d.value for d in facts.captured_of(full)] == ["2020-01-01", "2021"]


def test_what_is_not_known_is_empty() -> None:
    """A document without metadata is called by its file's name."""
    bare, _ = document("folder/bare", ["Text."], language="")
    assert facts.title_of(bare) == "bare-0.txt"
    assert (facts.source_of(bare), facts.language_of(bare)) == ("", "")
    assert facts.addresses(bare) == ()
    assert facts.captured_of(bare) == ()
    assert facts.year(None) == ""


def test_addresses_of_pages() -> None:
    """Links show identifiers in groups of four, and a digest for cards is its beginning."""
    assert facts.passage_address("0123456789ABCDEF", "ABCDEFGH") == (
        "/d/0123-4567-89AB-CDEF/p/ABCDEFGH"
    )
    assert facts.short_digest("0123456789abcdef") == "01234567"


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        ("2001-02-03T04:05", "minute", datetime(2001, 2, 3, 4, 5)),  # noqa: DTZ001 - as stated
        ("2001-02-03T04:05:06Z", "second", datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("2001-02-03", "day", None),
        ("2001-13-45T04:05:06Z", "second", None),
    ],
)
def test_a_date_as_a_point_in_time(
    value: str, precision: Precision, expected: datetime | None
) -> None:
    """Only to the minute or better, with the zone that is stated; no day that never was."""
    assert facts.instant(Dating(value=value, precision=precision, basis="test")) == expected
    assert facts.instant(None) is None
