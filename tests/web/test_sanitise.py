"""The copy of a saved page: whatever the page is, nothing but text, structure and pictures."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from web import assets as page_assets
from web.assets import PICTURE_BYTES, Archived, Assets, Beside
from web.sanitise import sanitised

HARMFUL = re.compile(
    r"script|iframe|frame|object|embed|applet|link|base|form|input|button|select|textarea|svg|math"
    r"|video|audio|source|track|template|portal|dialog|canvas|noscript|xmp|plaintext"
)
PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>", "<mtext>",
        "<mglyph>", "<table>", "<tr>", "<td>", "</table>", "<form>", "</form>", "<select>",
        "<option>", "<template>", "</template>", "<noscript>", "</noscript>", "<textarea>",
        "</textarea>", "<title>", "</title>", "<p>", "<b>", "</b>", "<a href=javascript:x>",
        "<img src=x onerror=y>", "<base href=x>", '<p title="</noscript><img src=x onerror=y>">',
        "<!--", "-->", "<![CDATA[", "]]>", "<?xml", ">", '"', "'",
        "<iframe srcdoc='<img src=x>'>", "</iframe>", "<xmp>", "</xmp>", "<plaintext>",
        "<frameset>", "<frame src=x>", "<body onload=x>", "<html manifest=x>",
        "<link rel=stylesheet href=x>", "<meta http-equiv=refresh content=0>", "&lt;script&gt;",
        "&#60;script>", "text", "\0", "\x01", f"<img src='{PICTURE}'>",
        "<p style='background:url(x)'>", "</", "<", "=",
    ]
)  # fmt: skip


class Looker(HTMLParser):
    """Lists the tags and attributes of a copy; written apart from what made it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, attrs))


def no_files() -> Assets:
    """A page that was saved without files."""
    return Beside("page.html", (), lambda path, limit: None)


def harm(copy: str) -> list[str]:
    """What in a copy could act or be fetched."""
    looker = Looker()
    looker.feed(copy)
    found = [tag for tag, _ in looker.tags if HARMFUL.fullmatch(tag)]
    for tag, attributes in looker.tags:
        for name, value in attributes:
            is_own_meta = tag == "meta" and (name, value) == ("charset", "utf-8")
            is_picture = tag == "img" and name == "src" and (value or "").startswith("data:image/")
            addresses = ("href", "src", "srcset", "action", "background", "poster", "data", "ping")
            if name.startswith("on") or (name in addresses and not is_picture):
                found.append(f"{tag} {name}={value}")
            if tag == "meta" and not is_own_meta:
                found.append(f"meta {name}")
            if name == "style" and "url(" in (value or ""):
                found.append(f"style {value}")
    return found


@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_page_keeps_anything_that_acts(page: str) -> None:
    """However the pieces are put together, the copy is harmless, or there is none."""
    try:
        copy = sanitised(page, no_files())
    except UnreadableError:
        return
    assert not harm(copy)
    assert copy.startswith("<!DOCTYPE html>")


@pytest.mark.slow
def test_strange_pages_give_a_copy_or_a_sentence(shared: Path) -> None:
    """Pages that are nested, cut, flipped and flooded: no other error, nothing that acts."""
    tried = 0
    for source in sorted((shared / "data" / "pages" / "torture" / "pages").glob("*.html.gz")):
        page = gzip.decompress(source.read_bytes()).decode("utf-8", "replace")
        try:
            copy = sanitised(page, no_files())
        except UnreadableError as error:
            assert str(error).endswith(".")  # noqa: PT017 - a page may be refused
            continue
        assert not harm(copy), source.name
        tried += 1
    assert tried > 20


def test_a_flood_of_attributes_is_refused() -> None:
    """A tag on which parsers would spend minutes is recognised before it is parsed."""
    flood = "<p " + " ".join(f"a{n}='x'" for n in range(100_000)) + ">text"
    with pytest.raises(UnreadableError, match="No copy"):
        sanitised(flood, no_files())


def test_pictures_have_a_budget() -> None:
    """A picture that is too large is left out, and so is what is too much together."""
    files = {"large.gif": PICTURE_BYTES + 1, **{f"{n}.gif": PICTURE_BYTES for n in range(8)}}

    def read(path: str, limit: int) -> bytes | None:
        return b"GIF89a".ljust(files[path], b"\0") if files[path] <= limit else None

    assets = Beside("page.html", tuple(files), read)
    assert assets.picture("large.gif") is None
    given = [assets.picture(f"{n}.gif") for n in range(8)]
    assert [picture is not None for picture in given] == [True] * 6 + [False] * 2


@pytest.mark.parametrize(
    "reference",
    [
        "http://x.example/a.gif", "//x.example/a.gif", "file:///a.gif", "/a.gif", "../a.gif",
        "b.gif", "a.gif\0", "%2e%2e/a.gif", "", "#a.gif", "data:image/svg+xml;base64,AAAA",
        "data:text/html,x", "javascript:a.gif", "http://[", "folder/../../a.gif",
    ],
)  # fmt: skip
def test_only_the_pages_own_files_are_read(reference: str) -> None:
    """Addresses of the web, of the disk, and of the rest of the corpus give nothing."""

    def read(path: str, limit: int) -> bytes | None:
        raise AssertionError(f"{path} was looked for")

    assert Beside("folder/page.html", ("folder/own.gif",), read).picture(reference) is None


@pytest.mark.slow
def test_a_picture_that_stands_often_is_read_once() -> None:
    """However often a page names it; it still counts each time, as it makes the copy longer."""
    asked: list[str] = []

    def read(address: str, limit: int) -> bytes:
        asked.append(address)
        return b"GIF89a" + bytes(PICTURE_BYTES - 6)

    page = "<img src=a.gif><img src=' a.gif '><img src=a.txt>" * 10
    copy = sanitised(page, Archived("https://example.org/", read))
    assert asked == ["https://example.org/a.gif", "https://example.org/a.txt"]
    assert copy.count("data:image/gif") == page_assets.TOTAL_BYTES // PICTURE_BYTES


def test_pictures_have_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a web archive that is one compressed stream each may take longer than the one before:
    when the time is over no more are read, and the copy is given without them.
    """
    now = [0.0]
    monkeypatch.setattr("web.assets.time.monotonic", lambda: now[0])

    def read(address: str, limit: int) -> bytes:
        now[0] += page_assets.READING_SECONDS / 3
        return b"GIF89a"

    page = "".join(f"<img src={number}.gif>" for number in range(100))
    copy = sanitised(page + "<p>The end.", Archived("https://example.org/", read))
    assert copy.count("data:image/gif") == 3
    assert copy.count("[a picture that is not in this copy]") == 97
    assert "The end." in copy


def test_a_file_that_is_gone_is_left_out() -> None:
    """A missing file of the page costs that picture only."""
    assets = Beside("page.html", ("a.gif", "a.css"), lambda path, limit: None)
    assert assets.picture("a.gif") is None
    assert assets.stylesheet("a.css") == ""
