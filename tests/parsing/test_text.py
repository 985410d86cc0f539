"""Plain text: saved articles are taken apart rightly, and other texts stay whole.

The cases in ``data/`` are written for this project; the saved articles in the shared data are
real, and their floors may not be lowered.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Agent
from indexer.blocks import Block, Piece, Reading
from indexer.parsers.text import read
from tests.floors import floors
from tests.parsing.measure_others import articles

DATA = Path(__file__).parent / "data"
ARTICLES: list[dict[str, Any]] = json.loads((DATA / "articles.json").read_text("utf-8"))
OTHERS: dict[str, str] = json.loads((DATA / "not_articles.json").read_text("utf-8"))
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "cp1256", "shift_jis", "gb18030")


def line(block: Block) -> str:
    """A block's text on one line."""
    return " ".join("".join(piece.text for piece in block.pieces).split())


def body(reading: Reading) -> list[str]:
    """The texts of the blocks that are part of the text."""
    return [line(block) for block in reading.blocks if block.reason is None]


def left_out(reading: Reading) -> list[list[str | None]]:
    """The texts of the other blocks, and why they are not."""
    return [[line(block), block.reason] for block in reading.blocks if block.reason is not None]


def original(data: bytes, piece: Piece) -> bytes:
    """The bytes of the file where a piece says that it stands."""
    end = piece.ends[-1] if piece.ends else piece.start + len(piece.text)
    return data[piece.start : end]


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: str(case["name"]))
def test_a_saved_article_is_taken_apart(case: dict[str, Any]) -> None:
    """Title, subtitle, byline and leftovers are facts and left-out lines; the rest is the text."""
    reading = read(case["text"].encode())
    known = reading.metadata
    assert known.title
    assert (known.title.value, known.title.basis) == (case["title"], "title line")
    assert (known.subtitle.value if known.subtitle else None) == case["subtitle"]
    assert [agent.name for agent in known.authors] == case["authors"]
    assert (known.published.value if known.published else None) == case["published"]
    assert body(reading) == case["body"]
    assert left_out(reading) == case["left_out"]


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_article_stays_whole(name: str) -> None:
    """A letter, a poem, a log … keeps every line in its text and gets no byline."""
    text = OTHERS[name]
    reading = read(text.encode())
    assert left_out(reading) == []
    assert "".join(body(reading)).replace(" ", "") == "".join(text.split())
    known = reading.metadata
    assert (known.authors, known.published, known.subtitle, known.byline) == ((), None, None, "")


def test_an_unsigned_text_keeps_its_title_in_the_text() -> None:
    """Without a byline the first line is only probably the title: known, but not taken away."""
    prose = "This paragraph is long enough to be prose, and it ends with a full stop as prose does."
    reading = read(f"Notes on paper\n\n{prose} {prose}\n\n{prose}\n".encode())
    title = reading.metadata.title
    assert title
    assert (title.value, title.basis) == ("Notes on paper", "first line")
    assert (reading.blocks[0].kind, reading.blocks[0].reason) == ("heading", None)


def test_a_byline_keeps_its_raw_line_and_basis() -> None:
    """What was printed stays readable beside what was made of it."""
    data = b"A title\n\nBy EXAMPLE-ORG Staff writers, February 3, 2021\n\nA text of one line.\n"
    known = read(data).metadata
    assert known.byline == "By EXAMPLE-ORG Staff writers, February 3, 2021"
    assert known.authors == (Agent(name="EXAMPLE-ORG", kind="organization"),)
    assert known.authors_basis == "byline"
    assert known.published
    assert (known.published.basis, known.published.text) == ("byline", "February 3, 2021")


@pytest.mark.parametrize("data", [b"", b" \n\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_says_so(data: bytes) -> None:
    """An empty file is a reading without blocks and with a notice, not an exception."""
    reading = read(data)
    assert reading.blocks == ()
    assert "The file holds no text." in reading.notices


@pytest.mark.parametrize("codec", CODECS)
def test_places_are_exact_in_every_encoding(codec: str) -> None:
    """The bytes at a piece's place decode to its text, however wide its characters are."""
    text = (
        "Ein Titel\n\nVon Jan Muster, 03.05.2020\n\nEin Text über Käse.\r\n\r\nNoch ein Absatz.\n"
    )
    text = {
        "cp1256": "عنوان\n\nبقلم: أحمد علي\n\nهذا مقال عن حفظ الوثائق.\r\n\r\nفقرة ثانية\n",
        "shift_jis": "題名\n\n文：山田太郎\n\nこれは保存された文章です。\r\n\r\nABC ｱｲｳ 漢字\n",
        "gb18030": "标题\n\n作者：张三\n\n这是一篇保存下来的文章，内容很短。\r\n\r\nABC 汉字 €\n",
        "utf-16": "A title\n\nBy Jane Doe\n\nText with 😀 and می‌روند.\r\n\r\nAnother.\n",
    }.get(codec, text)
    data = (text * 3).encode(codec)
    reading = read(data)
    plain = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(codec, codec)
    pieces = [piece for block in reading.blocks for piece in block.pieces]
    assert [p.text for p in pieces] == [original(data, p).decode(plain) for p in pieces]
    assert "".join("".join(p.text for p in pieces).split()) == "".join((text * 3).split())


lines = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@given(st.lists(lines, max_size=12), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_nothing_is_lost_and_every_place_is_exact(parts: list[str], end: str) -> None:
    """Of any UTF-8 file, the blocks hold every visible character, in order, at its bytes."""
    data = end.join(parts).encode()
    reading = read(data)
    pieces = [piece for block in reading.blocks for piece in block.pieces]
    if reading.charset == "utf-8":
        assert all(original(data, p).decode() == p.text for p in pieces)
        text = data.decode().removeprefix("\ufeff")
        assert "".join("".join(p.text for p in pieces).split()) == "".join(text.split())
    assert [p.start for p in pieces] == sorted(p.start for p in pieces)


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    """No bytes raise, and every place lies within the file."""
    for block in read(data).blocks:
        for piece in block.pieces:
            assert 0 <= piece.start <= (piece.ends[-1] if piece.ends else piece.start) <= len(data)


@pytest.mark.slow
def test_real_saved_articles(shared: Path) -> None:
    """The shared articles: title, date and leftovers all right, the rest nearly."""
    right = articles(shared / "data" / "pages")
    wanted = floors("texts")["articles"]
    short = {key: share for key, share in right.items() if share < wanted[key]}
    assert not short, f"reached: {right}"


def test_the_first_document(shared: Path) -> None:
    """The article that the project began with, as its readers would describe it."""
    (path,) = (shared / "seeds").glob("*.txt")
    reading = read(path.read_bytes())
    known = reading.metadata
    assert known.title
    assert known.subtitle
    assert known.published
    assert known.title.value == "A Decades-long Struggle for Justice"
    assert known.subtitle.value == "The Iranian Regime’s Crime Against Humanity"
    assert known.authors == (Agent(name="NCRI-US", kind="organization"),)
    assert known.published.value == "2021-02-03"
    assert len(body(reading)) == 7
    assert left_out(reading)[-1] == ["Scroll to Top", "leftover line"]


PROSE = (
    "This is a paragraph of the text, which is long enough to be taken for prose, and which ends "
    "like a sentence."
)


@pytest.mark.parametrize(
    ("line", "author", "date"),
    [
        ("Reading room desk, April 19, 2003", "Reading room desk", "2003-04-19"),
        ("Posted on 14 May 2022 by the local history group", "local history group", "2022-05-14"),
        ("By the friends of the archive", "friends of the archive", None),
    ],
)
def test_a_byline_is_known_by_its_place(line: str, author: str, date: str | None) -> None:
    """Between title, subtitle and prose a line that names no known kind of author is a byline."""
    reading = read(
        f"A Small Title\n\nAnd what it is about\n\n{line}\n\n{PROSE}\n\n{PROSE}\n".encode()
    )
    assert [agent.name for agent in reading.metadata.authors] == [author]
    published = reading.metadata.published
    assert (published.value if published else None) == date
    assert reading.metadata.title is not None
    assert reading.metadata.title.value == "A Small Title"


def test_a_first_line_that_ends_like_a_sentence_is_no_title() -> None:
    """A note that begins with a sentence comes out whole, a date below it or not."""
    reading = read(f"We met again.\n\nThe harbour, 3 May 2020\n\n{PROSE}\n\n{PROSE}\n".encode())
    assert reading.metadata.authors == ()
    assert all(block.reason is None for block in reading.blocks)


def test_what_follows_a_sure_leftover_is_left_out_with_it() -> None:
    """Buttons that no list knows go with the ones it knows, up to the end of the file."""
    text = f"{PROSE}\n\n{PROSE}\n\nScroll to Top\n\nShare this\n\nBack to the shelf"
    left = [block for block in read(text.encode()).blocks if block.reason]
    assert ["".join(p.text for p in b.pieces) for b in left] == [
        "Scroll to Top",
        "Share this",
        "Back to the shelf",
    ]
