"""The installed Chromium, driven by Playwright, and the served sample site.

Promises: the browser is the system's own (``CHROMIUM`` names another); it resolves no name but
this machine's, so that no test can reach the network; whatever is missing fails with a sentence
that says what to do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

from archive.identifiers import show
from tests.site_fixtures import make_site, sample_app, sample_settings, sample_url, serving
from web.app import create_app

__all__ = ["sample_app", "sample_settings", "sample_url"]

EXCLUDED = "EXCLUDE *.localhost, EXCLUDE localhost, EXCLUDE 127.0.0.1"
ARGUMENTS = (
    "--no-sandbox",  # tests may run as root, for whom Chromium has no sandbox of its own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names are looked up nowhere: *.localhost is this machine (RFC 6761), every other is nothing.
    f"--host-resolver-rules=MAP * ~NOTFOUND, {EXCLUDED}",
)
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 800}


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's program."""
    name = os.environ.get("CHROMIUM") or "chromium"  # make exports it empty when it is unset
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"There is no program {name}. Run tools/browser, or name one with CHROMIUM.")
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, once for all tests."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """The browser, once for all tests."""
    browser = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture
def tab(chromium: Browser, sample_url: str) -> Iterator[Page]:
    """A tab of a browser that has never been here, as wide as a desk; the site is its base."""
    context = chromium.new_context(base_url=sample_url, viewport=DESKTOP)
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture(scope="session")
def screens(checkout: Path) -> Path:
    """The folder that pictures of the site are put into."""
    folder = checkout / "build" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def serving_both(
    folder: Path, files: Mapping[str, bytes | str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """A site of these files: its address, and a document of each language (see below)."""
    app = create_app(make_site(folder, files))
    with serving(app) as url:
        yield url, documents_by_language(app)


def documents_by_language(app: Flask) -> dict[str, Any]:
    """The first English and the first Persian document of a site, as the API gives them."""
    client = app.test_client()
    documents = {}
    for language in ("en", "fa"):
        query = {"q": f"language:{language}"}
        hit = client.get("/api/v1/search", query_string=query).get_json()["hits"][0]
        documents[language] = client.get(f"/d/{show(hit['document']['id'])}.json").get_json()
    return documents
