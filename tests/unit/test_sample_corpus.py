"""The sample corpus is what it says: our own notes, honest about it, showing each feature.

Reads the files themselves, so that it also holds when no parser works; only the last test asks
the program, whether they are still as they were entered in the register.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from archive.verify import verify

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
KNOWN_KEYS = {
    "source_url", "captured_at", "captured_by", "title", "authors",
    "published", "language", "collection", "rights", "note",
}  # fmt: skip
UNREADABLE = "captures/2026/unreadable-on-purpose.html"
MANUAL = "method/manual-for-keepers-of-saved-documents.md"
NOT_UTF_8 = {
    "captures/2009/dalil-al-qari.html": "windows-1256",
    "method/a-note-from-an-older-computer.txt": "windows-1252",
    "method/a-file-in-utf-16.txt": "utf-16",
}
# How a note says that it is a sample, in the languages of the corpus; in Persian with both kinds
# of the letter yeh.
ADMISSIONS = (
    "sample note", "یادداشت نمونه", "يادداشت نمونه", "نص نموذجي", "Beispieltext", "note d’exemple",
)  # fmt: skip
PEOPLE = ("Khomeini", "Montazeri", "Boumedra", "Noury", "خمینی", "الخميني", "منتظری", "بومدرا")
ARTICLE = "A Decades-long Struggle for Justice"


def paths() -> list[Path]:
    """Every file of the corpus but what the program keeps beside it (in hidden folders)."""
    files = (path for path in CORPUS.rglob("*") if path.is_file())
    return sorted(
        path for path in files if not any(p.startswith(".") for p in path.relative_to(CORPUS).parts)
    )


def is_asset(path: Path) -> bool:
    """Whether a file lies in the folder a browser saved beside a page."""
    return any(part.endswith("_files") for part in path.relative_to(CORPUS).parts)


def is_sidecar(path: Path) -> bool:
    """Whether a file's name is another name with `.yaml` or `.json` after it."""
    return path.suffix in {".yaml", ".json"}


def name_of(path: Path) -> str:
    """The path within the corpus, with slashes."""
    return path.relative_to(CORPUS).as_posix()


DOCUMENTS = [path for path in paths() if not is_sidecar(path) and not is_asset(path)]
SIDECARS = [path for path in paths() if is_sidecar(path) and not is_asset(path)]
READABLE = [path for path in DOCUMENTS if name_of(path) != UNREADABLE]


def text_of(path: Path) -> str:
    """A document's file, decoded as this test knows it was encoded."""
    return path.read_bytes().decode(NOT_UTF_8.get(name_of(path), "utf-8"))


def fields_of(sidecar: Path) -> dict[str, object]:
    """A sidecar's fields, of either kind."""
    text = sidecar.read_text(encoding="utf-8")
    fields = json.loads(text) if sidecar.suffix == ".json" else yaml.safe_load(text)
    assert isinstance(fields, dict)
    return fields


def test_there_are_enough_documents_of_every_kind() -> None:
    """At least 24 documents: text, Markdown and saved HTML, in five languages and many years."""
    assert len(DOCUMENTS) >= 24
    assert {path.suffix for path in DOCUMENTS} == {".txt", ".md", ".html"}
    fields = [fields_of(path) for path in SIDECARS]
    languages = [str(field["language"]) for field in fields if "language" in field]
    assert languages.count("fa") >= 4
    assert languages.count("ar") >= 3
    assert {"en", "fa", "ar", "de", "fr"} <= set(languages)
    assert len({field["collection"] for field in fields}) >= 5
    years = {str(field["published"])[:4] for field in fields if "published" in field}
    assert {"1988", "2026"} <= years
    assert len(years) >= 12


@pytest.mark.parametrize("sidecar", SIDECARS, ids=name_of)
def test_a_sidecar_belongs_to_a_file_and_is_well_formed(sidecar: Path) -> None:
    """Known keys only, all of them text but the authors, and the capture's time in UTC."""
    assert sidecar.with_suffix("") in DOCUMENTS
    fields = fields_of(sidecar)
    assert set(fields) <= KNOWN_KEYS
    for key, value in fields.items():
        values = value if key == "authors" else [value]
        assert isinstance(values, list)
        assert all(isinstance(item, str) and item.strip() for item in values), key
    datetime.strptime(str(fields["captured_at"]), "%Y-%m-%dT%H:%M:%S%z")
    assert str(fields["captured_at"]).endswith("Z")


@pytest.mark.parametrize("path", READABLE, ids=name_of)
def test_a_document_says_that_it_is_the_projects_own(path: Path) -> None:
    """A reader of any document sees who wrote it and that it is a sample."""
    text = text_of(path)
    assert "muniment" in text.casefold()
    assert any(words in text for words in ADMISSIONS)


@pytest.mark.parametrize("path", READABLE, ids=name_of)
def test_who_names_people_names_the_article(path: Path) -> None:
    """Whatever is said of real people is attributed to the one article it was taken from."""
    text = text_of(path)
    if any(name in text for name in PEOPLE):
        assert ARTICLE in text or ARTICLE in text.replace("\n", " ")


def test_addresses_are_of_example_domains() -> None:
    """No file names an address that might be somebody's, beside two names of vocabularies."""
    for path in paths():
        if path.suffix == ".png" or name_of(path) == UNREADABLE:
            continue
        for host in re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", text_of(path)):
            reserved = host.endswith(".example") or re.search(r"(^|\.)example\.org$", host)
            assert reserved or host in {"schema.org", "www.w3.org"}, (name_of(path), host)


def test_one_document_was_captured_twice() -> None:
    """Exactly one pair of files has the same bytes; its captures differ in time and address."""
    by_digest = defaultdict(list)
    for path in DOCUMENTS:
        by_digest[hashlib.sha256(path.read_bytes()).hexdigest()].append(path)
    (pair,) = [same for same in by_digest.values() if len(same) > 1]
    first, second = (fields_of(path.with_name(path.name + ".yaml")) for path in pair)
    assert first["captured_at"] != second["captured_at"]
    assert first["source_url"] != second["source_url"]


def test_one_address_was_captured_twice_with_different_texts() -> None:
    """Exactly one address has two captures, and their bytes differ."""
    by_address = defaultdict(list)
    for sidecar in SIDECARS:
        if address := fields_of(sidecar).get("source_url"):
            by_address[address].append(sidecar.with_suffix(""))
    (pair,) = [same for same in by_address.values() if len(same) > 1]
    assert len(pair) == 2
    assert len({path.read_bytes() for path in pair}) == 2


def test_the_manual_is_long() -> None:
    """One document of about 6,000 words with many headings."""
    text = text_of(CORPUS / MANUAL)
    assert 5_500 <= len(text.split()) <= 7_000
    assert len(re.findall(r"^#{2,3} ", text, re.MULTILINE)) >= 40


@pytest.mark.parametrize("path", READABLE, ids=name_of)
def test_encodings_are_what_they_should_be(path: Path) -> None:
    """Three files are not UTF-8 and say or show what they are; all others are UTF-8."""
    raw, encoding = path.read_bytes(), NOT_UTF_8.get(name_of(path))
    if encoding is None:
        raw.decode("utf-8")
        return
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert raw.decode(encoding).encode(encoding) == raw
    if encoding == "utf-16":
        assert raw.startswith(b"\xff\xfe")
    if encoding == "windows-1256":
        assert b"charset=windows-1256" in raw


def test_one_file_cannot_be_read_and_says_so() -> None:
    """The broken page is no text in any encoding of the corpus; its sidecar says it is meant."""
    path = CORPUS / UNREADABLE
    raw = path.read_bytes()
    assert raw.count(0) > 50
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        with pytest.raises(UnicodeDecodeError):
            raw.decode(encoding)
    assert "on purpose" in str(fields_of(path.with_name(path.name + ".yaml"))["note"])


def test_saved_pages_have_what_browsers_leave() -> None:
    """A page with its folder (style, pictures, a script) and a page in one file are there."""
    page = CORPUS / "captures/2021/reading-room-rules.html"
    assets = {path.suffix for path in page.with_name(f"{page.stem}_files").iterdir()}
    assert {".css", ".js", ".png", ".svg"} <= assets
    assert all(f"_files/{path.name}" in text_of(page) for path in paths() if is_asset(path))
    single = text_of(CORPUS / "captures/2024/reading-room-rules.html")
    assert "Page saved with SingleFile" in single
    assert "data:image/png;base64," in single


def test_names_of_files_are_plain_but_for_two() -> None:
    """Lower-case ASCII with hyphens; one name has spaces and one is Persian, to show that."""
    odd = [path for path in DOCUMENTS if not re.fullmatch(r"[a-z0-9./-]+", name_of(path))]
    assert len(odd) == 2
    assert sum(" " in path.name for path in odd) == 1
    assert sum(not path.name.isascii() for path in odd) == 1


def test_one_persian_note_uses_both_kinds_of_letters() -> None:
    """The note on the Arabic letters yeh and kaf has them, and the Persian ones too."""
    text = text_of(CORPUS / "persian/ye-va-kaf-e-arabi.txt")
    assert {"ي", "ك", "ی", "ک"} <= set(text)


def test_the_register_of_the_sample_corpus_holds(checkout: Path) -> None:
    """Every file of the sample is as it was entered, and none is missing from the register."""
    corpus = checkout / "corpus"
    report = verify(corpus / ".muniment", corpus)
    assert report.ok
    assert report.unregistered == ()
