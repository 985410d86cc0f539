"""The site while searches take every place: they are served in turn, and all else answers."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import BinaryIO
from urllib.error import HTTPError

from flask import Flask

from archive.editions import EditionStore
from archive.errors import UnreadableError
from archive.model import Place, Record
from archive.page_images import PageImage
from archive.settings import Settings
from archive.verifications import Verifications
from archive.withdrawals import Withdrawals
from indexer.served import Served
from indexer.timestamps import KeptTimestamps
from tests.site_fixtures import serving
from web import guard, observe, pages, presenters, static_files
from web.site import Site
from web.slots import SearchSlots


def _no_record(file: str, within: Sequence[Record], sha256: str | None) -> bytes:
    raise UnreadableError("There are no containers in this corpus.")


def _no_page(
    file: BinaryIO, name: str, media_type: str, number: int, place: Place | None
) -> PageImage:
    raise UnreadableError("There are no pages in this corpus.")


@contextmanager
def site_with(settings: Settings, places: int) -> Iterator[tuple[Site, Flask]]:
    """The pages over the sample corpus, with so many places for searches."""
    with closing(Served(settings.index_folder, Withdrawals(settings.keep_folder))) as served:
        site = Site(
            settings=settings,
            snapshot=served.snapshot,
            kept=EditionStore(settings.keep_folder),
            withdrawals=Withdrawals(settings.keep_folder),
            timestamps=KeptTimestamps(settings.keep_folder),
            verifications=Verifications(settings.keep_folder),
            slots=SearchSlots(places),
            record=_no_record,
            draw=_no_page,
        )
        app = Flask("web", static_folder=None)
        guard.install(app, settings)
        presenters.install(app)
        static_files.install(app)
        app.register_blueprint(pages.blueprint(site))
        app.register_blueprint(observe.blueprint(site))
        yield site, app


def test_a_full_house_says_when_to_come_back(sample_settings: Settings) -> None:
    """Every search slot taken: 503 with Retry-After; health and plain pages answer still."""
    with site_with(sample_settings, 1) as (site, app):
        client = app.test_client()
        with guard.slot(site):  # the only place, so that nobody can wait
            refused = client.get("/search?q=archive")
            assert refused.status_code == 503
            assert refused.headers["Retry-After"] == str(guard.RETRY_SECONDS)
            assert "try again" in refused.text
            for address in ("/livez", "/readyz", "/promise", "/report", "/static/muniment.css"):
                assert client.get(address, buffered=True).status_code == 200
        assert client.get("/search?q=archive").status_code == 200


def test_searches_that_wait_hold_up_nothing_else(sample_settings: Settings) -> None:
    """Under waitress: plain pages answer, newcomers are refused, and those who wait are served."""
    places = 4  # of eight threads
    with site_with(sample_settings, places) as (site, app), ExitStack() as stack:
        base = stack.enter_context(serving(app))
        clients = stack.enter_context(ThreadPoolExecutor(places))

        def status(path: str) -> int:
            try:
                with urllib.request.urlopen(base + path, timeout=60) as answer:  # noqa: S310
                    return int(answer.status)
            except HTTPError as error:
                with error:
                    return error.code

        with guard.slot(site):
            waiting = [clients.submit(status, "/search?q=archive") for _ in range(places - 1)]
            while site.slots.waiting < places - 1:
                time.sleep(0.001)
            for path in ("/livez", "/readyz", "/promise", "/static/muniment.css"):
                assert status(path) == 200
            assert status("/search?q=archive") == 503
        assert [one.result() for one in waiting] == [200] * (places - 1)
