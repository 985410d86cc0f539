"""What Zotero reads of the sample site, as a table: ``python -m tests.zotero_table``.

The fields that its three translators would find on a document, a passage and a list of results, by
our own model of them (``tests.zotero_reader``).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.build import rebuild
from indexer.progress import silent
from tests import zotero_reader
from tests.site_fixtures import settings_in
from web.app import create_app

CORPUS = Path(__file__).parents[1] / "corpus"
SEARCH = "/search?q=custody"


def read(client: FlaskClient, address: str) -> Iterator[tuple[str, zotero_reader.Item]]:
    """Each way that a page offers, and the first item that is read by it."""
    page = BeautifulSoup(client.get(address).text, "lxml")
    yield "unAPI", zotero_reader.unapi(page, lambda at: client.get(at).text)[0]
    yield "COinS", zotero_reader.coins(page)[0]
    if address != SEARCH:
        yield "embedded metadata", zotero_reader.embedded_metadata(page)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        shutil.copytree(CORPUS, settings.corpus)
        rebuild(settings, silent)
        client = create_app(settings).test_client()
        results = BeautifulSoup(client.get(SEARCH).text, "lxml")
        passage = str(results.select("main a[href*='/p/']")[0]["href"]).partition("?")[0]
        for address in (passage.partition("/p/")[0], passage, SEARCH):
            for way, item in read(client, address):
                print(f"\n{address}, {way}:")
                for name, value in item.items():
                    print(f"  {name:18} {value}")


if __name__ == "__main__":
    main()
