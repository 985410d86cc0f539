"""What all pages share is fetched by a browser once: a second page asks for nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.site_fixtures import serving

pytestmark = pytest.mark.browser


def test_style_and_scripts_are_fetched_once(chromium: Browser, sample_app: Flask) -> None:
    """Five pages, one twice, one an error: each file below /static/ is asked for once."""
    asked: list[str] = []
    inner = sample_app.wsgi_app

    def counting(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        return inner(environ, start)

    app = Flask("counting")
    app.wsgi_app = counting  # type: ignore[method-assign, assignment]
    with serving(app) as address:
        context = chromium.new_context(base_url=address)
        tab = context.new_page()
        for page in ("/", "/help", "/search?q=archive", "/", "/report", "/nothing"):
            tab.goto(page, wait_until="networkidle")
        context.close()

    files = [path for path in asked if path.startswith("/static/")]
    assert any("muniment." in path and path.endswith(".css") for path in files)
    assert sorted(files) == sorted(set(files)), "a file was asked for more than once"
