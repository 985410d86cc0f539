"""Reading a page of the site under test: its tree and its words."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient


def soup(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    """The page at this address, which answers with this status."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return BeautifulSoup(answer.text, "lxml")


def words(element: Tag | None) -> str:
    """The words of an element, white space folded."""
    assert element is not None
    return " ".join(element.get_text().split())


def whole(client: FlaskClient, address: str) -> list[BeautifulSoup]:
    """The pages of a document's text from its beginning to its end, by their links."""
    pages = [soup(client, address)]
    while further := pages[-1].select_one(".more a[rel=next]"):
        pages.append(soup(client, str(further["href"]).partition("#")[0]))
    return pages
