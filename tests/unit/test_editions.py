"""The store of editions: found again, the same bytes each time, never read when damaged."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from archive.editions import EditionStore, edition_from_plain, edition_to_plain, encode
from archive.errors import StorageError
from archive.model import Edition, Metadata, Passage
from archive.plain import json_bytes

SHA256 = "ab" * 32


def edition(version: str = "1", text: str = "یک متن") -> Edition:
    """A small edition of one passage."""
    passage = Passage(id="0" * 8, ordinal=0, kind="paragraph", text=text, start=0, end=len(text))
    return Edition(
        sha256=SHA256,
        media_type="text/plain",
        parser="text",
        parser_version=version,
        canon="canon-1",
        charset="utf-8",
        metadata=Metadata(),
        text=text,
        passages=(passage,),
    )


@pytest.fixture
def store(tmp_path: Path) -> EditionStore:
    """An empty store."""
    return EditionStore(tmp_path)


def file_of(keep: Path, version: str = "1") -> Path:
    """Where the small edition lies."""
    return keep / "editions" / "ab" / f"{SHA256}.text-{version}.canon-1.json.gz"


def test_an_edition_is_found_by_its_key_only(store: EditionStore, tmp_path: Path) -> None:
    """What was put is got by digest, parser and version, and by no other."""
    store.put(encode(edition()))
    store.sync()
    assert file_of(tmp_path).exists()
    assert store.get(SHA256, "text", "1") == edition()
    assert store.get(SHA256, "text", "2") is None
    assert store.get(SHA256, "html", "1") is None
    assert store.get("cd" * 32, "text", "1") is None
    assert store.notices == []


def test_the_bytes_are_the_same_each_time(store: EditionStore, tmp_path: Path) -> None:
    """Putting an edition twice gives the same file, one JSON object with its digest."""
    store.put(encode(edition()))
    first = file_of(tmp_path).read_bytes()
    store.put(encode(edition()))
    assert file_of(tmp_path).read_bytes() == first
    plain = json.loads(gzip.decompress(first))
    assert sorted(plain) == ["edition", "format", "sha256"]
    assert plain["edition"]["text"] == "یک متن"


def test_the_newest_edition_is_first(store: EditionStore) -> None:
    """Versions compare as numbers; nothing is found for what is no digest."""
    for version in ("9", "10", "2"):
        store.put(encode(edition(version)))
    versions = [kept.parser_version for kept in store.editions_of(SHA256)]
    assert versions == ["10", "9", "2"]
    assert store.editions_of("*") == ()


@pytest.mark.parametrize("damage", ["empty", "cut", "other"])
def test_a_damaged_file_is_set_aside(store: EditionStore, tmp_path: Path, damage: str) -> None:
    """It counts as absent, is kept under another name, is told of, and can be put again."""
    store.put(encode(edition("2")))
    other = file_of(tmp_path, "2").read_bytes()
    store.put(encode(edition()))
    path = file_of(tmp_path)
    path.write_bytes({"empty": b"", "cut": path.read_bytes()[:-9], "other": other}[damage])
    assert store.get(SHA256, "text", "1") is None
    assert not path.exists()
    assert path.with_name(path.name + ".damaged").exists()
    assert "damaged" in store.notices[0]
    assert [kept.parser_version for kept in store.editions_of(SHA256)] == ["2"]
    store.put(encode(edition()))
    assert store.get(SHA256, "text", "1") == edition()


def test_a_file_of_the_first_format_is_read(store: EditionStore, tmp_path: Path) -> None:
    """Of format 1, in which passages hold their texts once more, whole and by its places; a file
    of a format that is not known is not.
    """
    plain = edition_to_plain(edition())
    plain["passages"][0]["text"] = edition().text
    store.put(encode(edition()))
    path = file_of(tmp_path)
    for number in (1, 3):
        payload = json_bytes(plain)
        digest = hashlib.sha256(payload).hexdigest().encode()
        whole = b'{"edition":%b,"format":%d,"sha256":"%b"}\n' % (payload, number, digest)
        path.write_bytes(gzip.compress(whole))
        assert store.get(SHA256, "text", "1") == (edition() if number == 1 else None)
        store = EditionStore(tmp_path)
        path.write_bytes(gzip.compress(whole))
        found = [each.text for each in store.readings(SHA256, "0" * 8)]
        assert found == ([edition().text] if number == 1 else [])


def test_names_that_leave_the_folder_are_refused(store: EditionStore) -> None:
    """A parser's name is part of a file name and may hold no path."""
    with pytest.raises(StorageError, match="cannot be kept"):
        store.put(encode(replace(edition(), parser="../x")))
    with pytest.raises(StorageError, match="cannot be kept"):
        store.put(encode(replace(edition(), sha256="../../x")))


@pytest.mark.parametrize(
    "change",
    [
        {"parser": None},
        {"parser": 1},
        {"partial": 1},
        {"unknown": ""},
        {"passages": [{"id": "x"}]},
        {"text": "other text"},
        {"text": "short"},
        {"passages": [{"start": -3, "end": 6}]},
        {"passages": {}},
        {"metadata": {"published": {"value": "1988", "precision": "century", "basis": ""}}},
    ],
    ids=str,
)
def test_another_shape_is_refused(change: dict[str, object]) -> None:
    """What a parser process answers is an edition in every field or a ValueError."""
    plain = edition_to_plain(edition())
    assert edition_from_plain(plain) == edition()
    with pytest.raises(ValueError, match=r"."):
        edition_from_plain(plain | change)


def two_passages(version: str, first: str, second: str) -> Edition:
    """An edition with two passages, the first under a heading with signs of JSON in it."""
    text = f"{first}\n{second}"
    names = ("00000001", "00000002")
    spans = ((0, len(first)), (len(first) + 1, len(text)))
    passages = tuple(
        Passage(
            id=name, ordinal=at, kind="paragraph", text=text[slice(*span)], start=span[0],
            end=span[1], heading=('A "head" {of} [it], with \\',) if at == 0 else (),
        )
        for at, (name, span) in enumerate(zip(names, spans, strict=True))
    )  # fmt: skip
    return replace(edition(version), text=text, passages=passages)


def test_a_reading_is_what_the_whole_edition_says(store: EditionStore, tmp_path: Path) -> None:
    """Of every edition but one, newest first; also from memory, and of a file written anew."""
    texts = {"1": ('One, {"end":3,"id":"00000002"}', "two 𝔄"), "10": ("یک", "two"), "9": ("a", "b")}
    for version, (first, second) in texts.items():
        store.put(encode(two_passages(version, first, second)))
    for _ in range(2):
        found = list(store.readings(SHA256, "00000002", "text 9"))
        assert [each.read_by for each in found] == ["text 10", "text 1"]
        assert [each.text[each.start : each.end] for each in found] == ["two", "two 𝔄"]
        assert [each.text for each in found] == ["\n".join(texts["10"]), "\n".join(texts["1"])]
    assert not list(store.readings(SHA256, "00000003"))
    assert not list(store.readings("*", "00000002"))
    path = file_of(tmp_path, "10")
    path.write_bytes(b"damaged")
    assert [each.read_by for each in store.readings(SHA256, "00000001")] == ["text 9", "text 1"]
    assert "damaged" in store.notices[-1]
    store.put(encode(two_passages("10", "new", "words")))
    assert next(iter(store.readings(SHA256, "00000001"))).text == "new\nwords"
