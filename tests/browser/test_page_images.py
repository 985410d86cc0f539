"""A passage boxed on the picture of its page, as it is seen, with JavaScript switched off."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from archive.identifiers import document_id, show
from tests.browser.conftest import DESKTOP, PHONE
from tests.site_fixtures import make_site, serving
from tests.small_pdfs import Shown, pdf
from web.app import create_app

pytestmark = pytest.mark.browser

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PERSIAN = "کمیسیون سه روز به سخنان شاهد گوش داد و همه چیز را نوشت"
WORDS = "The commission heard the witness for three days in the reading room."
DATA = pdf([[Shown(WORDS, 72, 700, size=16), Shown(PERSIAN[::-1], 72, 90, size=16)]])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of the document, served, and its passages: text to identifier."""
    app = create_app(make_site(tmp_path_factory.mktemp("pages"), {"hearing.pdf": DATA}))
    address = f"/d/{show(document_id(hashlib.sha256(DATA).hexdigest()))}"
    plain = app.test_client().get(f"{address}.json").get_json()
    with serving(app) as url:
        yield url + address, {each["text"]: each["id"] for each in plain["passages"]}


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("text", [WORDS, PERSIAN], ids=["english", "persian"])
def test_the_box_is_around_the_words(
    chromium: Browser,
    site: tuple[str, dict[str, str]],
    text: str,
    size: ViewportSize,
    scheme: Literal["light", "dark"],
    forced: Literal["active", "none"],
) -> None:
    """The link that jumps leads to it; dark letters are inside, an edge and white paper around."""
    address, ids = site
    context = chromium.new_context(
        viewport=size, color_scheme=scheme, forced_colors=forced, java_script_enabled=False
    )
    told: list[str] = []
    tab = context.new_page()
    tab.on("console", lambda message: told.append(message.text))
    tab.goto(f"{address}/look?p={ids[text]}")
    tab.get_by_role("link", name="Jump to it").click()
    box = tab.locator(".paper rect").bounding_box()
    paper = tab.locator(".paper img").bounding_box()
    assert box is not None
    assert paper is not None
    assert 0 <= box["y"] < size["height"]
    margin = 8
    around = {
        "x": box["x"] - margin,
        "y": box["y"] - margin,
        "width": box["width"] + 2 * margin,
        "height": box["height"] + 2 * margin,
    }
    with Image.open(io.BytesIO(tab.screenshot(clip=around))) as shot:  # type: ignore[arg-type]
        corner = shot.convert("RGB").getpixel((1, 1))
        inside = shot.crop((margin + 4, margin + 2, shot.width - margin - 4, shot.height - margin))
        edge = shot.convert("RGB").getpixel((margin, shot.height // 2))
        darkest = min(inside.convert("L").tobytes())
    assert corner == (255, 255, 255)
    assert edge != (255, 255, 255)
    assert darkest < 100
    beside = tab.locator(".beside .opened p").bounding_box()
    assert beside is not None
    is_below = beside["y"] >= paper["y"] + paper["height"]
    assert is_below == (size is PHONE)
    context.close()
    assert told == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_sideways_scrolling(
    chromium: Browser, site: tuple[str, dict[str, str]], size: ViewportSize
) -> None:
    """The picture fits the page, however wide that is."""
    context = chromium.new_context(viewport=size)
    tab = context.new_page()
    tab.goto(f"{site[0]}/look")
    assert tab.evaluate(SIDEWAYS) <= 0
    context.close()
