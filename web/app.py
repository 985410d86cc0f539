"""The composition root of the site: settings to generation, editions and blueprints.

Promises: the only module of the site that knows the indexer; nothing is opened at import;
two sites with different settings can live in one process.
"""

from __future__ import annotations

import contextlib

from flask import Flask

from archive.editions import EditionStore
from archive.errors import MunimentError
from archive.settings import Settings
from archive.verifications import Verifications
from archive.withdrawals import Withdrawals
from indexer.containers.pool import OpenerPool, RecordReader
from indexer.page_images.reader import PageReader
from indexer.places import served_from
from indexer.timestamps import KeptTimestamps
from web import (
    api,
    feeds,
    guard,
    observe,
    pages,
    pages_cite,
    presenters,
    replay,
    speaking,
    static_files,
    validators,
)
from web.site import Site
from web.slots import SearchSlots

OPENERS = 1  # processes that unpack records of containers: one is done in milliseconds


def create_app(settings: Settings) -> Flask:
    """The site as a WSGI application.

    Opens the current generation, so that the first reader need not wait for it; where there is
    none, or none that is whole, each page says so.
    """
    withdrawals = Withdrawals(settings.keep_folder)
    served = served_from(settings, withdrawals)
    with contextlib.suppress(MunimentError), served.snapshot():
        pass
    site = Site(
        settings=settings,
        snapshot=served.snapshot,
        kept=EditionStore(settings.keep_folder),
        withdrawals=withdrawals,
        timestamps=KeptTimestamps(settings.keep_folder),
        verifications=Verifications(settings.keep_folder),
        slots=SearchSlots(settings.search_slots),
        # Its processes start when somebody looks at an original that lies in a container.
        record=RecordReader(settings.corpus, OpenerPool(OPENERS, settings)).read,
        # So does its process, when somebody looks at a page of a PDF or at a picture.
        draw=PageReader(settings).draw,
    )
    app = Flask("web", static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    guard.install(app, settings)
    presenters.install(app)
    static_files.install(app)
    speaking.install(app)
    validators.install(app, site)
    for room in (pages, pages_cite, replay, api, feeds, observe):
        app.register_blueprint(room.blueprint(site))
    return app
