"""Archives made again of what was exported: links lead where they led, or it is said why not."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.settings import Settings
from archive.verify import verify
from indexer.build import rebuild
from tests.mail_files import multipart, part
from tests.site_fixtures import make_site
from tests.web.test_containers import LETTER, zipped
from tests.web.test_export import PAGE, SECRET, exported, lines, name_of, run
from web.app import create_app
from web.cli import main

pytestmark = pytest.mark.slow  # archives are built


def restored(bag: Path, corpus: Path, status: int = 0) -> Any:
    """Restore a bag; what the command says in JSON."""
    words = ["restore", str(bag), "--corpus", str(corpus), "--json"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == status, done.output + done.stderr
    assert not list(corpus.parent.glob("*.unfinished"))
    return json.loads(done.stdout)


def copied(folder: Path) -> Settings:
    """The restored archive."""
    corpus = folder / "corpus"
    return Settings(corpus=corpus, keep=corpus / ".muniment", index=folder / "index", jobs=2)


def refused(bag: Path, corpus: Path) -> str:
    """The sentence for what is not restored, of which nothing is left."""
    done = CliRunner().invoke(main, ["restore", str(bag), "--corpus", str(corpus)])
    assert done.exit_code in (1, 2), done.output
    assert not list(corpus.parent.glob("*.unfinished"))
    return done.stderr


@pytest.mark.parametrize("name", ["bag", "bag.zip"])
def test_a_restored_archive_is_the_archive(
    sample_settings: Settings, tmp_path: Path, name: str
) -> None:
    """Every file verifies, and an export of it has the same links, originals and editions."""
    exported(sample_settings, tmp_path / name)
    told = restored(tmp_path / name, tmp_path / "corpus")
    assert told["problems"] == []
    copy = copied(tmp_path)
    report = verify(copy.keep_folder, copy.corpus)
    assert report.ok
    assert not report.unregistered
    rebuild(copy)
    exported(sample_settings, tmp_path / "first")
    exported(copy, tmp_path / "again")
    rows = [lines(tmp_path / bag / "data" / "links.jsonl") for bag in ("first", "again")]
    assert rows[0] == rows[1]


def test_what_lay_with_something_withdrawn_is_found_again(tmp_path: Path) -> None:
    """Documents of a container that stayed out are files; tombstones keep title, day and reason."""
    mail = multipart(
        "mixed",
        part("text/plain", "See what is attached."),
        part("text/plain", SECRET.decode(), 'Content-Disposition: attachment; filename="s.txt"'),
    )
    settings = make_site(
        tmp_path / "site",
        {
            "page.html": PAGE,
            "letter.eml": f"Subject: It\nFrom: a@example.org\n{mail}",
            "box.zip": zipped({"in/s.txt": SECRET, "in/letter.txt": LETTER}),
        },
    )
    client = create_app(settings).test_client()
    passages = client.get(f"/d/{name_of(LETTER)}.json").get_json()["passages"]
    run(settings, "withdraw", name_of(SECRET), "--reason", "as its family asks")
    run(settings, "withdraw", name_of(PAGE))
    exported(settings, tmp_path / "bag")
    told = restored(tmp_path / "bag", tmp_path / "corpus")
    assert (told["taken_out"], told["withheld"]) == (1, 4)  # three files, and the mail by itself
    copy = copied(tmp_path)
    rebuild(copy)
    again = create_app(copy).test_client()
    assert (
        again.get(f"/d/{name_of(LETTER)}.json").get_json()["passages"][0]["id"]
        == (passages[0]["id"])
    )
    assert (copy.corpus / "from-containers" / f"{name_of(LETTER)}.txt").read_bytes() == LETTER
    for data, words in ((PAGE, "A page"), (SECRET, "as its family asks")):
        gone = again.get(f"/d/{name_of(data)}")
        assert gone.status_code == 410
        assert words in gone.text
    exported(copy, tmp_path / "more")  # and a copy of the copy has them too
    stones = {stone["id"]: stone for stone in lines(tmp_path / "more/data/tombstones.jsonl")}
    assert stones[name_of(PAGE)]["document_title"]["value"] == "A page"


def test_odd_names_are_what_they_were(tmp_path: Path) -> None:
    """Files that a manifest could not name have their names again."""
    odd = {"50%25.txt": SECRET, "a\\b.txt": LETTER, "plain.html": PAGE}
    settings = make_site(tmp_path / "site", odd)
    exported(settings, tmp_path / "bag")
    restored(tmp_path / "bag", tmp_path / "corpus")
    assert {name: (tmp_path / "corpus" / name).read_bytes() for name in odd} == odd


def test_what_is_damaged_is_left_out_and_named(tmp_path: Path) -> None:
    """One changed file, one missing, one that is a link to elsewhere; all others are restored."""
    files: dict[str, bytes | str] = {"a.txt": LETTER, "b.txt": SECRET, "c.html": PAGE, "d.txt": "d"}
    settings = make_site(tmp_path / "site", files)
    exported(settings, tmp_path / "bag")
    corpus = tmp_path / "bag" / "data" / "corpus"
    (corpus / "a.txt").write_bytes(b"changed")
    (corpus / "b.txt").unlink()
    (corpus / "d.txt").unlink()
    (corpus / "d.txt").symlink_to(settings.corpus / "d.txt")
    told = restored(tmp_path / "bag", tmp_path / "corpus", status=1)
    named = {each["path"]: each["reason"] for each in told["problems"]}
    assert named.keys() == {f"data/corpus/{name}" for name in ("a.txt", "b.txt", "d.txt")}
    assert "manifest has" in named["data/corpus/a.txt"]
    kept = sorted(path.name for path in (tmp_path / "corpus").iterdir())
    assert kept == [".muniment", "c.html"]


def test_what_cannot_be_restored_is_refused(tmp_path: Path) -> None:
    """No bag, another kind of bag, a damaged manifest, a path out of it, a place that is taken."""
    settings = make_site(tmp_path / "site", {"a.txt": LETTER})
    new = tmp_path / "new"
    assert "no .zip file" in refused(tmp_path / "nothing", new)
    assert "no bag" in refused(settings.corpus, new)
    run(settings, "bundle", str(tmp_path / "evidence"), name_of(LETTER))
    assert "no export of a whole archive" in refused(tmp_path / "evidence", new)
    exported(settings, tmp_path / "bag")
    assert "never writes over anything" in refused(tmp_path / "bag", settings.corpus)
    for line in ("0" * 64 + "  data/corpus/../../../out.txt\n", "a line\n", "0" * 64 + "  /etc\n"):
        bad = tmp_path / "bad"
        shutil.copytree(tmp_path / "bag", bad)
        manifest = bad / "manifest-sha256.txt"
        manifest.write_text(manifest.read_text() + line)
        assert "not what it was" in refused(bad, new)
        tags = bad / "tagmanifest-sha256.txt"
        digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
        kept = [each for each in tags.read_text().splitlines() if " manifest-" not in each]
        tags.write_text("\n".join([*kept, f"{digest}  manifest-sha256.txt"]) + "\n")
        assert "has the line" in refused(bad, new)
        shutil.rmtree(bad)
    assert not new.exists()
    new.mkdir()  # an empty folder will do
    restored(tmp_path / "bag", new)
    assert (new / "a.txt").read_bytes() == LETTER
