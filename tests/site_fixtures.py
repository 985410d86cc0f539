"""The sample corpus, really indexed and really served: fixtures that web and browser tests share.

A folder's conftest.py takes what it needs by importing it::

    from tests.site_fixtures import sample_app, sample_settings, sample_url  # noqa: F401

- ``sample_settings`` (session): a copy of the sample corpus, rebuilt into a temporary index.
- ``sample_app`` (session): the Flask application over it; ``sample_app.test_client()`` is a client.
- ``sample_url`` (session): the same application served by waitress on a free loopback port, as
  ``http://127.0.0.1:<port>`` without a slash at the end.
- ``make_site(folder, files)`` indexes any files and gives the settings; ``serving(app)`` serves any
  application while its ``with`` block runs.

Promises: nothing in the checkout is written to; the network beyond loopback is not needed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from waitress.server import create_server

from archive.settings import Settings
from indexer.build import rebuild
from indexer.progress import silent
from web.app import create_app
from web.serving import LIMITS


def settings_in(folder: Path) -> Settings:
    """Settings whose corpus, index and kept folder all lie in ``folder``."""
    return Settings(
        corpus=folder / "corpus", index=folder / "index", keep=folder / "keep", jobs=2, port=0
    )


def make_site(folder: Path, files: Mapping[str, bytes | str]) -> Settings:
    """Write files (path in the corpus to content) and index them."""
    settings = settings_in(folder)
    for path, content in files.items():
        target = settings.corpus / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    rebuild(settings, silent)
    return settings


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application with waitress on a free loopback port; gives the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        limits: dict[str, Any] = {**LIMITS, "threads": 8}
        server = create_server(app, sockets=[listening], **limits)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.close()
            thread.join(timeout=10)


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Settings:
    """A copy of the sample corpus and its index, one for all processes of a test run."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    settings, built = settings_in(folder / "sample"), folder / "sample" / "built"
    with _locked(folder / "sample.lock"):
        if not built.exists():
            leave = shutil.ignore_patterns(".muniment")
            shutil.copytree(checkout / "corpus", settings.corpus, ignore=leave)
            rebuild(settings, silent)
            built.touch()
    return settings


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file, waiting for whoever else holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def sample_app(sample_settings: Settings) -> Flask:
    """The site over the sample corpus."""
    return create_app(sample_settings)


@pytest.fixture(scope="session")
def sample_url(sample_app: Flask) -> Iterator[str]:
    """The site over the sample corpus, served over HTTP."""
    with serving(sample_app) as address:
        yield address
