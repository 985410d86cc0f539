"""The whole archive as a bag: checked, read and served by means other than those that wrote it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import pytest
from click.testing import CliRunner, Result

from archive.identifiers import document_id, show
from archive.settings import Settings
from archive.verify import verify
from indexer.build import rebuild, update
from tests.mail_files import multipart, part
from tests.site_fixtures import make_site
from tests.web.test_containers import LETTER, zipped
from web.app import create_app
from web.cli import main

pytestmark = pytest.mark.slow  # archives are built

SECRET = b"A sentence that its family wants to be no longer given to anybody: zxsecretzx.\n"
PAGE = b"<!doctype html><title>A page</title><p>It tells of zxpagezx, a word of its own."
BASE = "https://archive.example"


def run(settings: Settings, *words: str, status: int = 0) -> Result:
    """Run the command on an archive."""
    done = CliRunner().invoke(main, [*words, *places(settings)])
    assert done.exit_code == status, done.output
    return done


def places(settings: Settings) -> list[str]:
    """Where an archive is, as flags."""
    found = {"corpus": settings.corpus, "index": settings.index, "keep": settings.keep}
    return [word for name, path in found.items() for word in (f"--{name}", str(path))]


def exported(settings: Settings, target: Path, status: int = 0) -> Any:
    """Export the archive; what the command says in JSON."""
    done = run(settings, "export", str(target), "--json", "--public-url", BASE, status=status)
    if target.is_dir():
        assert is_checked(target)
    return json.loads(done.stdout)


def is_checked(bag: Path) -> bool:
    """Whether the reference implementation and sha256sum find nothing wrong."""
    command = ["sha256sum", "-c", "--quiet", "--strict", "manifest-sha256.txt"]
    summed = subprocess.run(command, cwd=bag, capture_output=True, check=False).returncode == 0
    return summed and bool(bagit.Bag(str(bag)).is_valid())


def lines(file: Path) -> list[dict[str, Any]]:
    """A file of JSON lines."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def contents(bag: Path) -> Iterator[bytes]:
    """Every file of a bag, and what is in those that are packed."""
    for file in bag.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            yield data
            if file.suffix == ".gz":
                yield gzip.decompress(data)
            if zipfile.is_zipfile(io.BytesIO(data)):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    yield from map(archive.read, archive.namelist())


def test_the_bag_is_an_archive(sample_settings: Settings, tmp_path: Path) -> None:
    """What it holds verifies, and an archive made of it has the same documents and passages."""
    exported(sample_settings, tmp_path / "bag")
    data = tmp_path / "bag" / "data"
    report = verify(data / "keep", data / "corpus")
    assert report.ok
    assert report.checked > 50
    assert not report.unregistered
    copy = Settings(corpus=data / "corpus", keep=data / "keep", index=tmp_path / "index", jobs=2)
    rebuild(copy)
    exported(copy, tmp_path / "again")
    rows = [lines(bag / "data" / "links.jsonl") for bag in (tmp_path / "bag", tmp_path / "again")]
    assert rows[0] == rows[1]


def test_every_link_is_in_the_map(sample_settings: Settings, tmp_path: Path) -> None:
    """Every document and passage; with the bag's files alone each leads to its bytes and words."""
    told = exported(sample_settings, tmp_path / "bag")
    rows = {row["link"]: row for row in lines(tmp_path / "bag" / "data" / "links.jsonl")}
    assert told["links"] == len(rows)
    client = create_app(sample_settings).test_client()
    listed = client.get("/api/v1/search?per_page=100&q=").get_json()["hits"]
    assert told["documents"] == len(listed) > 20
    for hit in listed:
        page = hit["document"]["url"].removeprefix("http://localhost")
        document = client.get(f"{page}.json").get_json()
        row = rows[BASE + page]
        original = (tmp_path / "bag" / row["original"]).read_bytes()
        assert hashlib.sha256(original).hexdigest() == row["sha256"] == document["sha256"]
        text = (tmp_path / "bag" / row["text"]).read_bytes()
        assert hashlib.sha256(text).hexdigest() == row["text_sha256"]
        for passage in document["passages"]:
            row = rows[f"{BASE}{page}/p/{passage['id']}"]
            edition = json.loads(gzip.decompress((tmp_path / "bag" / row["edition"]).read_bytes()))
            assert edition["edition"]["text"][row["start"] : row["end"]] == passage["text"]
            assert row["original"]
            assert row["sha256"] == document["sha256"]


def test_links_of_before_are_in_the_map(tmp_path: Path) -> None:
    """Of a file that was changed: its former links lead to the edition that has their words."""
    settings = make_site(tmp_path, {"note.txt": SECRET, "other.txt": LETTER})
    (settings.corpus / "note.txt").write_bytes(b"Other words that stand there now.\n")
    update(settings)
    exported(settings, tmp_path / "bag")
    rows = lines(tmp_path / "bag" / "data" / "links.jsonl")
    gone = [row for row in rows if row["sha256"] == hashlib.sha256(SECRET).hexdigest()]
    assert [row.get("state") for row in gone] == ["gone", None]
    edition = json.loads(gzip.decompress((tmp_path / "bag" / gone[1]["edition"]).read_bytes()))
    words = edition["edition"]["text"][gone[1]["start"] : gone[1]["end"]]
    assert words == SECRET.decode().strip()


def test_what_was_withdrawn_stays_out(tmp_path: Path) -> None:
    """Wherever it lies, alone, zipped or attached; its tombstone and all else are there."""
    mail = multipart(
        "mixed",
        part("text/plain", "See what is attached, zxmailzx."),
        part("text/plain", SECRET.decode(), 'Content-Disposition: attachment; filename="s.txt"'),
    )
    settings = make_site(
        tmp_path,
        {
            "alone.txt": SECRET,
            "alone.txt.yaml": "note: zxnotezx\n",
            "box.zip": zipped({"in/s.txt": SECRET, "in/letter.txt": LETTER}),
            "page.html": PAGE,
            "page_files/zxassetzx.png": b"zxpicturezx",
            "letter.eml": f"Subject: It\nFrom: a@example.org\n{mail}",
        },
    )
    held = [data for data in contents(settings.corpus) if b"zxsecretzx" in data]
    assert len(held) == 3  # alone, in the box, in the mail
    run(settings, "withdraw", name_of(SECRET), "--reason", "as its family asks")
    run(settings, "withdraw", name_of(PAGE))
    told = exported(settings, tmp_path / "bag")
    bag = tmp_path / "bag" / "data"
    for data in contents(tmp_path / "bag"):
        for word in (b"zxsecretzx", b"zxnotezx", b"zxpagezx", b"zxpicturezx"):
            assert word not in data
    assert (bag / "records" / hashlib.sha256(LETTER).hexdigest()).read_bytes() == LETTER
    rows = {row["link"]: row for row in lines(bag / "links.jsonl")}
    assert rows[f"{BASE}/d/{name_of(LETTER)}"]["original"].startswith("data/records/")
    row = rows[f"{BASE}/d/{name_of(SECRET)}"]
    assert (row["state"], row["reason"]) == ("withdrawn", "as its family asks")
    assert not any(link.startswith(f"{BASE}/d/{name_of(SECRET)}/") for link in rows)
    stones = {stone["id"]: stone for stone in lines(bag / "tombstones.jsonl")}
    assert stones[name_of(SECRET)]["reason"] == "as its family asks"
    copy = Settings(corpus=bag / "corpus", keep=bag / "keep", index=tmp_path / "served")
    copy.corpus.mkdir()  # every file of it is withheld, and an archive needs one
    (copy.corpus / "letter.txt").write_bytes(LETTER)
    rebuild(copy)
    tombstone = create_app(copy).test_client().get(f"/d/{name_of(SECRET)}")
    assert tombstone.status_code == 410
    assert "as its family asks" in tombstone.text
    assert stones[name_of(PAGE)]["document_title"]["value"] == "A page"
    assert any(b"zxmailzx" in data for data in contents(bag / "texts"))
    left = {row["path"]: row["reason"] for row in lines(bag / "left-out.jsonl")}
    assert left.keys() == {
        "alone.txt", "alone.txt.yaml", "box.zip", "page.html", "page_files/zxassetzx.png",
        "letter.eml",
    }  # fmt: skip
    assert not told["problems"]


def name_of(data: bytes) -> str:
    """The identifier of a document with these bytes."""
    return show(document_id(hashlib.sha256(data).hexdigest()))


def test_what_changed_since_is_not_passed_off(tmp_path: Path) -> None:
    """A changed file and a missing one are named, the status is 1, and the bag is valid."""
    settings = make_site(tmp_path, {"a.txt": LETTER, "b.txt": SECRET, "c.html": PAGE})
    (settings.corpus / "a.txt").write_bytes(b"changed since")
    (settings.corpus / "b.txt").unlink()
    told = exported(settings, tmp_path / "bag", status=1)
    assert {each["path"] for each in told["problems"]} >= {"a.txt", "b.txt"}
    kept = tmp_path / "bag" / "data"
    assert sorted(p.name for p in (kept / "corpus").iterdir()) == ["c.html"]
    assert (kept / "texts" / f"{name_of(LETTER)}.txt").read_text("utf-8") == LETTER.decode()
    said = run(settings, "export", str(tmp_path / "more"), status=1).output
    assert "NOT EXPORTED" in said
    assert "a.txt: Its SHA-256 is" in said


def test_names_that_no_manifest_can_have(tmp_path: Path) -> None:
    """They are in the bag under other names, and a list has them."""
    odd = {"50%25.txt": SECRET, "a\\b.txt": LETTER, "two\nlines.txt": PAGE}
    settings = make_site(tmp_path, odd)
    exported(settings, tmp_path / "bag")
    names = {row["path"]: row["file"] for row in lines(tmp_path / "bag/data/renamed.jsonl")}
    kept = [path for path in odd if path in names]
    assert len(kept) >= 2  # those that the walk takes in
    for path in kept:
        assert (tmp_path / "bag" / names[path]).read_bytes() == odd[path]


def test_what_was_never_taken_in_is_named(tmp_path: Path) -> None:
    """A file that came since the last update, and one whose name no register can have."""
    settings = make_site(tmp_path, {"a.txt": LETTER})
    (settings.corpus / "new.txt").write_bytes(SECRET)
    odd = settings.corpus / os.fsdecode(b"odd\xff.txt")
    odd.write_bytes(SECRET)
    told = exported(settings, tmp_path / "bag", status=1)
    assert [each["path"] for each in told["problems"]] == ["new.txt", "odd\\xff.txt"]
    left = lines(tmp_path / "bag" / "data" / "left-out.jsonl")
    assert [row["path"] for row in left] == ["new.txt", "odd\\xff.txt"]
    said = run(settings, "export", str(tmp_path / "again"), status=1).output
    assert "new.txt: It is not in the register." in said


def test_one_time_only(tmp_path: Path) -> None:
    """An index that is behind the register is not exported; the sentence says what to do."""
    settings = make_site(tmp_path, {"a.txt": LETTER})
    (tmp_path / "b.txt").write_bytes(SECRET)
    command = ["add", str(tmp_path / "b.txt"), *places(settings)[:2], *places(settings)[4:]]
    assert CliRunner().invoke(main, command).exit_code == 0
    assert "muniment update" in run(settings, "export", str(tmp_path / "bag"), status=2).output
    update(settings)
    exported(settings, tmp_path / "bag")


@pytest.mark.parametrize("verb", ["export", "bundle"])
def test_a_copy_is_not_put_into_the_archive(tmp_path: Path, verb: str) -> None:
    """A target in the corpus, the keep or the index is refused before anything is written."""
    settings = make_site(tmp_path, {"a.txt": LETTER})
    for folder in (settings.corpus, settings.keep_folder, settings.index_folder):
        before = sorted(folder.rglob("*"))
        what = [name_of(LETTER)] if verb == "bundle" else []
        said = run(settings, verb, str(folder / "copy"), *what, status=2).stderr
        assert "belongs to the archive itself" in said
        assert sorted(folder.rglob("*")) == before


def test_the_address_that_lasts_is_asked_for(tmp_path: Path) -> None:
    """Without ``public_url`` a sentence says that the links lead nowhere; the bag is made."""
    settings = make_site(tmp_path, {"a.txt": LETTER})
    said = run(settings, "export", str(tmp_path / "bag.zip"))
    assert "Set public_url" in said.stderr
    assert "sha256sum -c" in said.stdout
    said = run(settings, "export", str(tmp_path / "bag.zip"), status=2)
    assert "already" in said.stderr


@pytest.mark.parametrize("kind", ["data/keep/editions", "data/corpus"])
def test_offline_with_sha256sum(tmp_path: Path, kind: str) -> None:
    """One flipped bit anywhere in what was exported, and ``sha256sum -c`` names the file."""
    settings = make_site(tmp_path, {"a.txt": LETTER})
    bag = tmp_path / "bag"
    exported(settings, bag)
    file = next(path for path in (bag / kind).rglob("*") if path.is_file())
    data = bytearray(file.read_bytes())
    data[-1] ^= 16
    file.write_bytes(data)
    command = ["sha256sum", "-c", "--quiet", "manifest-sha256.txt"]
    done = subprocess.run(command, cwd=bag, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.strip() == f"{file.relative_to(bag)}: FAILED"
