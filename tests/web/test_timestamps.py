"""Time stamps as people meet them: the verbs, the pages, and what an export carries."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.register import Register
from archive.settings import Settings
from tests.site_fixtures import make_site
from tests.time_stamping import Authority, agrees, authority
from tests.web.reading import soup, words
from tests.web.test_containers import LETTER, zipped
from tests.web.test_export import PAGE, SECRET, exported, name_of, run
from web.app import create_app
from web.cli import main

pytestmark = pytest.mark.slow  # archives are built

__all__ = ["authority"]

FILES: dict[str, bytes | str] = {"page.html": PAGE, "box.zip": zipped({"letter.txt": LETTER})}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive of a page and of a letter in a zip archive."""
    return make_site(tmp_path / "site", FILES)


def verbs(settings: Settings, *words: str, status: int = 0) -> str:
    """``muniment timestamp``, which needs no index; what it says."""
    places = [f"--corpus={settings.corpus}", f"--keep={settings.keep}"]
    done = CliRunner().invoke(main, ["timestamp", *words, *places])
    assert done.exit_code == status, done.output
    return done.output


def take_in(settings: Settings, authority: Authority, folder: Path) -> str:
    """Ask, let the authority answer, and take in what it says."""
    asked, answer, ca = (folder / name for name in ("head.tsq", "answer.tsr", "ca.pem"))
    head = Register.open(settings.keep_folder).head
    assert head in verbs(settings, "request", str(asked))
    assert "already" in verbs(settings, "request", str(asked), status=2)
    answer.write_bytes(authority.answer(asked.read_bytes()))
    ca.write_bytes(authority.root)
    return verbs(settings, "import", str(answer), "--ca", str(ca))


def test_the_pages_say_by_whose_clock(
    settings: Settings, authority: Authority, tmp_path: Path
) -> None:
    """About, report and provenance; of a document taken in later nothing is said."""
    client = create_app(settings).test_client()
    pages = ["/about", "/report", *(f"/d/{name_of(each)}/provenance" for each in (PAGE, LETTER))]
    for page in pages:
        assert "clock" not in words(soup(client, page).find("main"))
    said = take_in(settings, authority, tmp_path)
    assert "By the clock of Example Clock, Example, line 2 of the register" in said
    for page in pages:
        told = words(soup(client, page).find("main"))
        assert "By the clock of Example Clock, Example, line 2 of the register" in told
        assert "Example Root, Example vouches for that clock" in told
        assert "does not say when a file was made or captured" in told
        assert Register.open(settings.keep_folder).head in told
    (settings.corpus / "later.txt").write_bytes(SECRET)
    run(settings, "update")
    assert "clock" not in words(soup(client, f"/d/{name_of(SECRET)}/provenance").find("main"))


def test_a_token_that_does_not_hold_is_a_finding(
    settings: Settings, authority: Authority, tmp_path: Path
) -> None:
    """``verify`` names it and ends with 1; the pages say so, and provenance is silent."""
    take_in(settings, authority, tmp_path)
    places = [f"--corpus={settings.corpus}", f"--keep={settings.keep}"]
    done = CliRunner().invoke(main, ["verify", *places])
    assert done.exit_code == 0
    assert "By the clock of" in done.stdout
    (token,) = (settings.keep_folder / "timestamps").glob("*.tsr")
    token.write_bytes(token.read_bytes()[:-7])
    done = CliRunner().invoke(main, ["verify", *places])
    assert done.exit_code == 1
    assert f"TIME STAMP {token.name}: It is no whole answer" in done.stdout
    done = CliRunner().invoke(main, ["verify", "--json", *places])
    told = json.loads(done.stdout)
    assert told["ok"] is False
    assert told["megabytes_per_second"] > 0
    assert told["timestamps"][0]["problem"].startswith("It is no whole answer")
    client = create_app(settings).test_client()
    assert "does not hold" in words(soup(client, "/about").find("main"))
    assert "clock" not in words(soup(client, f"/d/{name_of(PAGE)}/provenance").find("main"))


def test_bad_files_are_sentences(settings: Settings, tmp_path: Path) -> None:
    """What is no token, no file and no certificate."""
    junk, ca = tmp_path / "junk", tmp_path / "ca"
    junk.write_bytes(b"junk")
    ca.write_bytes(b"junk")
    assert "PEM" in verbs(settings, "import", str(junk), "--ca", str(ca), status=2)
    gone = str(tmp_path / "gone")
    assert "cannot be read" in verbs(settings, "import", gone, "--ca", str(ca), status=2)
    assert "--ca" in verbs(settings, "import", str(junk), status=2)


def test_an_export_carries_them(settings: Settings, authority: Authority, tmp_path: Path) -> None:
    """With nothing but the bag, sha256sum and openssl, the stamp over the register is checked."""
    take_in(settings, authority, tmp_path)
    exported(settings, tmp_path / "bag")
    kept = tmp_path / "bag" / "data" / "keep"
    (token,) = (kept / "timestamps").glob("*.tsr")
    line = (kept / "register.jsonl").read_bytes().splitlines()[int(token.name.split("-")[0]) - 1]
    head = subprocess.check_output(["sha256sum"], input=line).split()[0].decode()
    assert agrees(token, head, token.with_suffix(".pem"))


def test_nothing_to_verify_is_not_called_whole(tmp_path: Path) -> None:
    """A mistyped folder has no register: that is said, with a status that is no success."""
    places = ["--corpus", str(tmp_path / "mistyped"), "--keep", str(tmp_path / "other")]
    done = CliRunner().invoke(main, ["verify", *places])
    assert done.exit_code == 2
    assert "There is no register" in done.stderr
