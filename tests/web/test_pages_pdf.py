"""A PDF in the site: its pages beside its passages, and a download in place of a view."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archive.identifiers import document_id, show
from tests.site_fixtures import make_site
from tests.small_pdfs import Picture, lines, pdf
from web.app import create_app

FIRST = "The commission heard the witness for three days in the reading room."
SECOND = "On the last day it heard what the keeper of the register had to say."


@pytest.mark.slow
def test_pages_stand_beside_passages(tmp_path: Path) -> None:
    """Where a page begins its number stands in the margin; hits name theirs; so does the API."""
    data = pdf([lines(FIRST, SECOND, step=40), [Picture()], lines(SECOND)], {"Title": "A hearing"})
    client = create_app(make_site(tmp_path, {"hearing.pdf": data})).test_client()
    address = f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"
    plain = client.get(f"{address}.json").get_json()
    assert [passage["page"] for passage in plain["passages"]] == [1, 1, 3]
    page = BeautifulSoup(client.get(address).text, "lxml")
    numbers = page.select(".passage > .number")
    assert [number.get_text() for number in numbers] == ["1 p. 1", "2", "3 p. 3"]
    assert [number["title"] for number in numbers][1] == "Link to passage 2, p. 1"
    found = BeautifulSoup(client.get("/search?q=keeper").text, "lxml")
    where = [" ".join(place.get_text().split()) for place in found.select(".found .where")]
    assert where == ["¶ 2 p. 1", "¶ 3 p. 3"]
    report = client.get("/report").text
    assert "Page 2 is a picture without text and was not read." in report
    identifier = plain["passages"][2]["id"]
    look = client.get(f"{address}/look?p={identifier}").text
    assert "<iframe" not in look
    assert "is in the box on this page." in " ".join(look.split())
    assert 'value="3"' in look
    assert client.get(f"{address}/original", buffered=True).data == data
