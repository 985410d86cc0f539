"""What is known of a document's files without reading them: by the last verification."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive.model import Capture, Document, FileProblem
from archive.verifications import FILE_NAME, Known, Verifications, keep_verification, known
from archive.verify import VerifyReport
from tests.small_documents import document

BEFORE, AT, AFTER = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"


def report(
    *changed: str, missing: str = "", unread: str = "", chain_ok: bool = True
) -> VerifyReport:
    """A verification that found this."""
    return VerifyReport(
        checked=1, bytes=1, seconds=0.1, count=1, head="0" * 64, chain_ok=chain_ok,
        changed=tuple(FileProblem(path=path, reason="…") for path in changed),
        missing=tuple(filter(None, [missing])),
        unreadable=tuple(FileProblem(path=path, reason="…") for path in filter(None, [unread])),
    )  # fmt: skip


def held(*captures: tuple[str, str]) -> Document:
    """A document with these files, each with the time when it was taken in."""
    found = tuple(Capture(path=path, accessioned_at=at) for path, at in captures)
    return replace(document("x", ["words"])[0], captures=found)


@pytest.mark.parametrize(
    ("found", "captures", "expected"),
    [
        (report(), [("a", BEFORE)], Known("verified", AT)),
        (report("b"), [("a", BEFORE)], Known("verified", AT)),
        (report("a"), [("a", BEFORE)], Known("changed", AT)),
        (report(missing="a"), [("a", BEFORE)], Known("changed", AT)),
        (report("a"), [("b", BEFORE), ("a", BEFORE)], Known("changed", AT)),
        (report(unread="a"), [("a", BEFORE)], Known("unknown")),
        (report(unread="a"), [("a", BEFORE), ("b", BEFORE)], Known("verified", AT)),
        (report(), [("a", AFTER)], Known("unknown")),
        (report("a"), [("a", AFTER)], Known("unknown")),
        (report(), [("a", "")], Known("unknown")),
        (report(chain_ok=False), [("a", BEFORE)], Known("unknown")),
    ],
)
def test_what_is_known(
    tmp_path: Path, found: VerifyReport, captures: list[tuple[str, str]], expected: Known
) -> None:
    """Only what was compared, as it was found; what came later or was not read is not known."""
    assert keep_verification(tmp_path, found, AT)
    assert known(held(*captures), Verifications(tmp_path).last()) == expected


def test_a_record_is_known_by_its_file(tmp_path: Path) -> None:
    """A mail in a mailbox has changed when the mailbox has."""
    keep_verification(tmp_path, report("box.mbox"), AT)
    capture = Capture(path="box.mbox!/1", file="box.mbox", accessioned_at=BEFORE)
    mail = replace(document("x", ["words"])[0], captures=(capture,))
    assert known(mail, Verifications(tmp_path).last()).fixity == "changed"


def test_the_last_one_counts(tmp_path: Path) -> None:
    """A site that runs sees the next verification; none, and a damaged one, tell nothing."""
    last = Verifications(tmp_path)
    assert last.last() is None
    keep_verification(tmp_path, report("a"), BEFORE)
    first = last.last()
    assert first is not None
    assert first.changed == ("a",)
    keep_verification(tmp_path, report(), AT)
    second = last.last()
    assert second is not None
    assert (second.at, second.changed) == (AT, ())
    (tmp_path / FILE_NAME).write_text("{")
    assert last.last() is None


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Where nothing can be written that is said, and nothing else happens."""
    assert not keep_verification(tmp_path / "none", report(), AT)
