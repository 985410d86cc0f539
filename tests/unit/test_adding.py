"""Adding files to the corpus: whole, described, registered, and nothing overwritten."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import CorpusError, NotFoundError, StorageError, UsageError
from archive.register import Register
from archive.settings import Settings
from archive.verify import verify
from indexer.adding import add
from indexer.corpus import walk
from indexer.sidecars import read_sidecar
from tests.small_archives import archive_in

YEAR = datetime.now(UTC).year


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive with one document."""
    return archive_in(tmp_path, {"there.txt": "There already."})


def outside(tmp_path: Path, name: str, content: str = "Some words.") -> Path:
    """A file that is to be added."""
    path = tmp_path / "outside" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    return path


def test_added_with_its_facts_and_registered(settings: Settings, tmp_path: Path) -> None:
    """The copy has the bytes, its sidecar the facts, and both are in the register at once."""
    file = outside(tmp_path, "letter.txt")
    (path,) = add(
        settings, [file], source_url="https://example.org/l", captured_at="2021-02", note="n"
    )
    assert path == f"added/{YEAR}/letter.txt"
    assert (settings.corpus / path).read_bytes() == file.read_bytes()
    facts, problems = read_sidecar((settings.corpus / f"{path}.yaml").read_bytes(), "x.yaml")
    assert (facts.source_url, facts.note, problems) == ("https://example.org/l", "n", ())
    assert facts.captured_at
    assert facts.captured_at.precision == "month"
    roles = {e.path: e.role for e in Register.open(settings.keep_folder).entries}
    assert roles == {path: "original", f"{path}.yaml": "sidecar"}
    assert verify(settings.keep_folder, settings.corpus).ok


def test_adding_twice_is_one_capture_and_other_facts_are_another(
    settings: Settings, tmp_path: Path
) -> None:
    """The same file and facts are there already; other facts or other bytes get their own name."""
    file = outside(tmp_path, "a.txt")
    first = add(settings, [file], note="one")
    assert add(settings, [file], note="one") == first
    assert add(settings, [file], note="two") == (f"added/{YEAR}/a-2.txt",)
    assert add(settings, [file]) == (f"added/{YEAR}/a-3.txt",)
    file.write_text("Other words.")
    assert add(settings, [file], note="one") == (f"added/{YEAR}/a-4.txt",)
    entries = Register.open(settings.keep_folder).entries
    assert len(entries) == 4 + 3
    assert {entry.event for entry in entries} == {"accession"}


def test_names_that_would_hide_or_hijack(settings: Settings, tmp_path: Path) -> None:
    """A hidden name loses its dot; a name that would make it another file's sidecar is changed."""
    files = [outside(tmp_path, name) for name in ("a.txt", "a.txt.yaml", ".hidden", "no suffix")]
    assert add(settings, files) == tuple(
        f"added/{YEAR}/{name}" for name in ("a.txt", "a.txt-2.yaml", "hidden", "no suffix")
    )


def test_what_a_killed_run_left_is_taken_up(settings: Settings, tmp_path: Path) -> None:
    """Half a copy is removed; a sidecar that waits for its file gets it, and only that file."""
    file = outside(tmp_path, "a.txt")
    (path,) = add(settings, [file], note="one")
    (settings.corpus / path).unlink()
    (settings.corpus / path).with_name(".incoming-file").write_text("ha")
    assert add(settings, [file], note="two") == (f"added/{YEAR}/a-2.txt",)
    assert add(settings, [file], note="one") == (path,)
    assert [problem.path for problem in walk(settings.corpus).skipped] == []


def test_one_file_that_fails_does_not_undo_the_others(settings: Settings, tmp_path: Path) -> None:
    """Nothing is copied when a named file is missing; the sentence names it."""
    good = outside(tmp_path, "good.txt")
    with pytest.raises(NotFoundError, match="no file"):
        add(settings, [good, tmp_path / "missing.txt"])
    with pytest.raises(UsageError, match="not a file"):
        add(settings, [good, tmp_path])
    assert not (settings.corpus / "added").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("captured_at", "yesterday"), ("captured_at", "2021-02-30"), ("source_url", "example.org")],
)
def test_facts_that_cannot_be_meant(
    settings: Settings, tmp_path: Path, field: str, value: str
) -> None:
    """A date or address that is none is wrong usage, told before anything is written."""
    with pytest.raises(UsageError, match=value):
        add(settings, [outside(tmp_path, "a.txt")], **{field: value})
    assert not (settings.corpus / "added").exists()


def test_places_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    """A corpus that is missing, or has something else in the place of the folder, is a sentence."""
    file = outside(tmp_path, "a.txt")
    (settings.corpus / "added").write_text("in the way")
    with pytest.raises(StorageError, match="added"):
        add(settings, [file])
    missing = Settings(corpus=tmp_path / "none", index=tmp_path / "i", keep=tmp_path / "keep")
    with pytest.raises(CorpusError, match="does not exist"):
        add(missing, [file])
