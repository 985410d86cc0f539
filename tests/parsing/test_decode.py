"""Bytes to text: the encoding found, nothing lost, and the place of every code point."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.bytemap import ByteMap
from indexer.charsets import canonical, codec, names
from indexer.decode import decode
from tests.floors import floors
from tests.parsing.measure_others import encodings

PERSIAN = "این یک متن فارسی است و در آن از بایگانی و سندهای آن سخن مى رود. " * 8
ARABIC = "هذا نص عربي عن الأرشيف والوثائق المحفوظة فيه منذ سنوات طويلة. " * 8
RUSSIAN = "Это русский текст об архиве и о документах, которые в нём хранятся. " * 8


@pytest.mark.parametrize(
    ("text", "encoding", "charset"),
    [
        ("Käse", "utf-8-sig", "utf-8"),
        ("Käse", "utf-8", "utf-8"),
        ("plain", "ascii", "utf-8"),
        ("Käse 😀", "utf-16", "utf-16le"),
        ("Text without a mark, as some programs write it", "utf-16-be", "utf-16be"),
        (PERSIAN, "utf-16-le", "utf-16le"),
        ("a text", "utf-32", "utf-32le"),
        (ARABIC, "cp1256", "windows-1256"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        ("„Straße“, sagte er – und schwieg über das Übrige. " * 5, "cp1252", "windows-1252"),
        ("これは日本語の文章です。文字コードを調べます。" * 5, "shift_jis", "shift_jis"),
        ("これは日本語の文章です。文字コードを調べます。" * 5, "iso2022_jp", "iso-2022-jp"),
        ("", "utf-8", "utf-8"),
    ],
)
def test_encodings_are_recognised(text: str, encoding: str, charset: str) -> None:
    """A text in each encoding comes back as it was, with the encoding's name."""
    found = decode(text.encode(encoding))
    assert (found.text, found.charset) == (text, charset)


def test_a_page_is_believed() -> None:
    """What a page declares of itself goes before a guess, and is the basis."""
    page = '<!doctype html><meta charset="windows-1256"><p>سلام</p>'.encode("cp1256")
    found = decode(page, html=True)
    assert (found.charset, found.basis) == ("windows-1256", "declared by the page")
    assert "سلام" in found.text


def test_bytes_go_before_a_false_claim() -> None:
    """Valid UTF-8 is UTF-8 whatever is claimed, and the notice says so."""
    found = decode("<meta charset=iso-8859-1>Käse – gut".encode(), html=True)
    assert "Käse – gut" in found.text
    assert any("windows-1252" in notice for notice in found.notices)


def test_a_declaration_from_outside_goes_first() -> None:
    """A label beside the file is taken before the page's own."""
    found = decode(b"<meta charset=windows-1251>\xe4", declared="iso-8859-1", html=True)
    assert found.text.endswith("ä")


def test_undecodable_bytes_are_counted() -> None:
    """Broken places are replaced one by one and counted in a notice."""
    found = decode(("Käse und Brot. " * 20).encode() + b"\xc3")
    assert found.charset == "utf-8"
    assert found.text.endswith("\ufffd")
    assert any("At 1 place" in notice for notice in found.notices)


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_decode(data: bytes, html: bool) -> None:
    """No bytes raise; every code point has a place, in order, and they cover the file."""
    found = decode(data, html=html)
    assert found.charset in names()
    places = ByteMap(data, found)
    offsets = [places.at(index) for index in range(len(found.text) + 1)]
    assert offsets == sorted(offsets)
    assert offsets[0] == found.mark
    assert offsets[-1] == len(data)


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
    st.lists(st.integers(0, 200), max_size=4),
)
def test_places_around_broken_bytes(text: str, holes: list[int]) -> None:
    """Where UTF-8 is broken here and there, what is sound still stands at its own bytes."""
    data = bytearray(("Über " * 40 + text).encode())
    for hole in holes:
        data.insert(min(hole, len(data)), 0xFF)
    found = decode(bytes(data))
    places = ByteMap(bytes(data), found)
    if found.charset != "utf-8":
        return
    for index, char in enumerate(found.text):
        if char != "\ufffd":
            part = bytes(data[places.at(index) : places.at(index + 1)])
            assert part.decode("utf-8") == char


@pytest.mark.parametrize("label", ["latin1", "ISO-8859-1 ", "cp1252", "us-ascii", "Windows-1252"])
def test_labels_mean_what_browsers_take_them_for(label: str) -> None:
    """The labels of Latin-1 are windows-1252, as the WHATWG standard has it."""
    assert canonical(label) == "windows-1252"


def test_every_name_is_a_label_of_itself() -> None:
    """A name once given can be used to decode again."""
    for name in names():
        assert canonical(name) == name
        assert b"text".decode(codec(name) or "", "replace") is not None


@pytest.mark.parametrize("label", ["", "bogus", "base64", "rot13", "utf-7", "ut\0f", "ü", "idna"])
def test_unknown_labels_are_none(label: str) -> None:
    """A label that is no encoding of texts is not taken for one, and raises nothing."""
    assert canonical(label) is None
    assert codec(label) is None


def test_real_encodings(shared: Path) -> None:
    """The shared samples: pages and texts decode as their gold encoding, declarations all."""
    reached = encodings(shared / "data" / "pages")
    wanted = floors("texts")["encodings"]
    assert {key: reached[key] for key in wanted if reached[key] < wanted[key]} == {}
    assert reached["prescan"] == 1.0
