"""The command line as a person or a script uses it: real processes, real files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.web.test_containers import zipped

pytestmark = pytest.mark.slow  # each command starts parser processes of its own

ARTICLE = """A Small Article

By MUNIMENT Staff writers, February 3, 2021

The first paragraph tells of a letter that was kept in the reading room for many years.

The second paragraph tells of the chain of custody, and of nothing else that matters here.

Scroll to Top"""
PAGE = "<!doctype html><title>Old page</title><article><h1>Old page</h1><p>{}</p></article>"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive of two files in folders of its own."""
    return filled(tmp_path)


def filled(folder: Path) -> Archive:
    """An archive of two files that nothing was made of yet."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "article.txt").write_text(ARTICLE)
    (corpus / "page.html").write_text(PAGE.format("A page that speaks of custody. " * 8))
    return Archive(folder)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such an archive, rebuilt once for all who begin with that."""
    folder = tmp_path_factory.mktemp("rebuilt")
    filled(folder).run("rebuild")
    return folder


@pytest.fixture
def built(rebuilt: Path, tmp_path: Path) -> Archive:
    """One that is rebuilt already."""
    shutil.copytree(rebuilt, tmp_path, dirs_exist_ok=True, symlinks=True)
    return Archive(tmp_path)


class Archive:
    """Runs the command on one archive."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.index = folder / "index"
        self.keep = folder / "keep"

    def run(self, *words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a verb and expect its exit status."""
        done = subprocess.run(
            [*command(), *words],
            capture_output=True,
            text=True,
            env=self._environment(),
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    def json(self, *words: str, status: int = 0) -> Any:
        """Run a verb for machines."""
        return json.loads(self.run(*words, "--json", status=status).stdout)

    @contextmanager
    def serve(self) -> Iterator[str]:
        """The address of the site, while it runs."""
        words = [*command(), "serve", "--port", "0", "--json"]
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environment()
        ) as site:
            try:
                assert site.stdout is not None
                yield json.loads(site.stdout.readline())["address"]
            finally:
                site.send_signal(signal.SIGINT)

    def _environment(self) -> dict[str, str]:
        places = {"CORPUS": self.corpus, "INDEX": self.index, "KEEP": self.keep}
        named = {f"MUNIMENT_{name}": str(path) for name, path in places.items()}
        return os.environ | named | {"MUNIMENT_JOBS": "1"}


def command() -> list[str]:
    """The command as it is installed beside this interpreter."""
    return [str(Path(sys.executable).with_name("muniment"))]


def test_the_main_job_from_a_folder_to_a_link(archive: Archive) -> None:
    """Rebuild, search, show the passage by its identifier, verify: the same words all along."""
    report = archive.json("rebuild")
    assert (report["documents"], report["files"], report["failed"]) == (2, 2, [])
    answer = archive.json("search", '"chain of custody"')
    (hit,) = answer["hits"]
    assert hit["document"]["title"] == "A Small Article"
    published = hit["document"]["published"]
    assert (published["value"], published["basis"]) == ("2021-02-03", "byline")
    (passage,) = hit["passages"]
    (span,) = passage["highlights"]
    assert passage["text"][slice(*span)] == "chain of custody"
    shown = archive.json("show", f"{hit['document']['id']}/{passage['id']}")
    assert (shown["status"], shown["text"]) == ("exact", passage["text"])
    assert archive.json("verify")["ok"]


def test_every_occurrence_in_its_line(built: Archive) -> None:
    """Lines for people, for machines and as a table say the same; none found is a finding."""
    plain = built.json("concordance", "custody", "--order", "after", "--limit", "50")
    assert plain["total"]["value"] == len(plain["lines"]) == 9
    assert {line["keyword"] for line in plain["lines"]} == {"custody"}
    said = built.run("concordance", "custody", "--order", "after", "--limit", "2").stdout
    assert said.startswith("9 occurrences in 2 documents: custody")
    assert plain["lines"][0]["passage"]["id"] in said
    assert "More: --page 2" in said
    rows = built.run("concordance", "custody", "--order", "after", "--csv").stdout.splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [str(number) for number in range(1, 10)]
    built.run("concordance", "palimpsests", status=1)


def test_documents_like_one(built: Archive) -> None:
    """By its telling words, for people and for machines; grouped copies are asked for."""
    (hit,) = built.json("search", "reading room")["hits"]
    plain = built.json("similar", hit["document"]["id"])
    assert [one["document"]["title"] for one in plain["hits"]] == ["Old page"]
    said = built.run("similar", hit["document"]["id"][:8]).stdout
    assert said.startswith("By the words: ")
    assert "Old page" in said
    assert "no document" in built.run("similar", "0" * 16, status=1).stderr
    assert built.json("search", "custody", "--group")["entries"] == 2


def test_update_takes_in_news_and_otherwise_does_nothing(archive: Archive) -> None:
    """A second update keeps the generation; a new file makes another, and is found."""
    first = archive.json("update")["generation"]
    assert archive.json("update")["generation"] == first
    (archive.corpus / "new.md").write_text("# New\n\nA paragraph about palimpsests.\n")
    assert archive.json("update")["generation"] != first
    assert archive.json("search", "palimpsests")["total"]["value"] == 1


def test_generations_are_listed_and_rolled_back(archive: Archive) -> None:
    """After going back, the file that the newer generation knew is not found any more."""
    first = archive.json("rebuild")["generation"]
    (archive.corpus / "new.txt").write_text("A note.\n\nIt speaks of palimpsests.\n")
    archive.json("rebuild")
    archive.run("generations", "use", first)
    kept = archive.json("generations")["generations"]
    assert [one["id"] for one in kept if one["current"]] == [first]
    assert archive.json("search", "palimpsests", status=1)["total"]["value"] == 0
    assert "no generation" in archive.run("generations", "use", "nonsense", status=1).stderr


def test_adding_a_file_keeps_its_facts(archive: Archive, tmp_path: Path) -> None:
    """What is said of a file when it is added is shown as its capture."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader,\n\nthis letter speaks of vellum.\n")
    added = archive.json(
        "add", str(letter), "--captured-by", "A. Documenter", "--captured-at", "2021-02-04"
    )
    assert len(added["added"]) == 1
    archive.run("update")
    (hit,) = archive.json("search", "vellum")["hits"]
    (capture,) = archive.json("show", hit["document"]["id"])["captures"]
    assert capture["captured_by"] == "A. Documenter"


def test_inspect_says_what_a_file_holds_without_an_archive(archive: Archive) -> None:
    """Title, byline date, passages and leftovers, one object a line."""
    seen = archive.json("inspect", str(archive.corpus / "article.txt"))
    assert seen["title"] == "A Small Article"
    assert seen["text"] == "\n".join(p["text"] for p in seen["passages"])
    assert "Scroll to Top" in [piece["text"] for piece in seen["left_out"]]
    assert not archive.keep.exists()


def test_inspect_goes_on_after_a_file_that_cannot_be_read(archive: Archive) -> None:
    """An empty file is named with its reason; the other one is still shown."""
    empty = archive.corpus / "empty.txt"
    empty.touch()
    done = archive.run(
        "inspect", "--json", str(empty), str(archive.corpus / "article.txt"), status=1
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert "empty" in first["error"]
    assert second["title"] == "A Small Article"


def test_inspect_lists_a_container_and_shows_a_record(archive: Archive) -> None:
    """A zip archive has its records in its object; a record is shown like a file."""
    box = archive.corpus / "box.zip"
    article = (archive.corpus / "article.txt").read_bytes()
    box.write_bytes(zipped({"in/article.txt": article, "in/photo.png": b"\x89PNG\r\n\x1a\n"}))
    listed = archive.json("inspect", str(box))
    assert listed["records"] == [
        {"path": "box.zip!/in/article.txt", "media_type": "text/plain", "size": len(article)}
    ]
    assert [each["path"] for each in listed["records_left_aside"]] == ["box.zip!/in/photo.png"]
    assert "box.zip!/in/article.txt (plain text" in archive.run("inspect", str(box)).stdout
    assert archive.json("inspect", f"{box}!/in/article.txt")["title"] == "A Small Article"
    absent = archive.json("inspect", f"{box}!/in/other.txt", status=1)
    assert "no such record" in absent["error"]


def test_verify_names_what_changed(built: Archive) -> None:
    """One flipped byte in an original is found, and the exit status says so."""
    page = built.corpus / "page.html"
    page.write_bytes(page.read_bytes().replace(b"custody", b"custodx", 1))
    report = built.json("verify", status=1)
    assert [problem["path"] for problem in report["changed"]] == ["page.html"]


def test_an_update_does_not_hide_what_changed(built: Archive) -> None:
    """After the change was entered, report and verify still name the file, and what is gone."""
    (built.corpus / "page.html").write_text(PAGE.format("Other words about custody. " * 8))
    (built.corpus / "article.txt").unlink()
    notices = built.json("update")["notices"]
    assert "page.html" in notices[0]
    assert "article.txt" in notices[1]
    assert built.json("verify")["notices"] == notices


def test_the_running_site_takes_up_a_new_generation(archive: Archive) -> None:
    """A rebuild beside the running site: the next request sees it, and none fails."""
    with archive.serve() as address:
        assert "It speaks of" not in get(f"{address}search?q=palimpsests")
        (archive.corpus / "new.txt").write_text("A note.\n\nIt speaks of palimpsests.\n")
        archive.run("rebuild")
        assert "It speaks of" in get(f"{address}search?q=palimpsests")


def get(address: str) -> str:
    """A page of the site under test."""
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - loopback
        assert answer.status == 200
        return str(answer.read(), "utf-8")


def test_a_foreign_host_name_is_refused(archive: Archive) -> None:
    """A page elsewhere cannot read the archive by rebinding its own name to this machine."""
    with archive.serve() as address, socket.create_connection(("127.0.0.1", port(address))) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert s.makefile("rb").readline().split()[1] == b"400"


def port(address: str) -> int:
    """The port of a loopback address."""
    return int(address.rstrip("/").rsplit(":", 1)[1])


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["rebuild", "--corpus", "/nowhere"], 3, "/nowhere"),
        (["search", "x"], 3, "muniment rebuild"),
        (["show", "hello world"], 3, "muniment rebuild"),
        (["rebuild", "--jobs", "-3"], 2, "whole number"),
        (["rebuild", "--nonsense"], 2, "--nonsense"),
        (["inspect", "/nowhere.txt"], 1, "no file"),
        (["serve", "--host", "203.0.113.7", "--port", "0"], 3, "not an address"),
    ],
)
def test_mistakes_get_a_sentence(
    archive: Archive, words: list[str], status: int, sentence: str
) -> None:
    """Each mistake ends with its own exit status and says what to do."""
    assert sentence in archive.run(*words, status=status).stderr


def test_an_empty_corpus_gets_a_sentence(archive: Archive) -> None:
    """Nothing to index is said before anything is built."""
    for path in archive.corpus.iterdir():
        path.unlink()
    assert str(archive.corpus) in archive.run("rebuild", status=3).stderr


def test_a_taken_port_gets_a_sentence(archive: Archive) -> None:
    """The port is named, and another one is proposed."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        done = archive.run("serve", "--port", str(taken), status=3)
    assert f"port {taken}" in done.stderr
    assert "--port" in done.stderr


def test_doctor_says_what_is_missing(archive: Archive) -> None:
    """Before the first build the index needs attention; afterwards all is well."""
    findings = {one["subject"]: one["ok"] for one in archive.json("doctor", status=1)}
    assert not findings["index"]
    archive.run("rebuild")
    assert all(one["ok"] for one in archive.json("doctor"))


def test_a_missing_page_is_a_sentence_not_a_trace(built: Archive) -> None:
    """404 for an identifier that never was."""
    with built.serve() as address, pytest.raises(HTTPError, match="404") as caught:
        get(f"{address}d/0000-0000-0000-0000")
    assert "Traceback" not in str(caught.value.read(), "utf-8")


def test_verbs_start_without_what_only_the_site_needs() -> None:
    """A command that is typed waits for no Flask, which takes longer to load than it works."""
    code = "import sys, web.cli; print({'flask', 'jinja2', 'waitress'} & sys.modules.keys())"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert loaded.stdout.strip() == "set()", loaded.stderr
