"""The variants file: what is read of it, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import variants
from archive.variants import Group, Variants, parse_variants, read_variants

FILE = """\
# spellings of one name
Khomeini, Khomeyni, خمینی، Хомейни   # a comment after a space

IRGC; Sepah; "Islamic Revolutionary Guard Corps"
[de] Sicherheitsdienst, SD
C#, C sharp
"""


def test_a_line_is_a_group() -> None:
    """Commas of three scripts and semicolons part forms; comments, quotes, empty lines go."""
    found = parse_variants(FILE.encode())
    assert found.groups == (
        Group(("Khomeini", "Khomeyni", "خمینی", "Хомейни")),
        Group(("IRGC", "Sepah", "Islamic Revolutionary Guard Corps")),
        Group(("Sicherheitsdienst", "SD"), "de"),
        Group(("C#", "C sharp")),
    )
    assert found.notices == ()
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Khomeini", "it has one form only"),
        ("Khomeini, khomeini,", ""),
        ("Noury, -", "“-” has no letter or digit"),
        ("[farsi!] a, b", "“[farsi!]” is no language"),
        ("[] a, b", "“[]” is no language"),
        (", ".join(f"x{n}" for n in range(65)), "it has 65 forms"),
        (f"short, {'word ' * 13}", "has 13 words"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, wrong: str) -> None:
    """With its number, counted in the file, and what to do; the other lines are read."""
    found = parse_variants(f"# first\r\n{line}\r\na, b\r\n".encode())
    assert Group(("a", "b")) in found.groups
    if wrong:
        (notice,) = found.notices
        assert notice.startswith("variants.txt, line 2: ")
        assert wrong in notice
        assert notice.endswith("The line was left out.")
    else:
        assert not found.notices


def test_bytes_that_are_no_text_cost_their_line_only() -> None:
    """A line in another encoding is named; a byte order mark is none of the first form."""
    found = parse_variants(b"\xef\xbb\xbfa, b\n\xff\xfe, c\nd, e\n")
    assert found.groups == (Group(("a", "b")), Group(("d", "e")))
    assert found.notices == (variants.NOT_TEXT.format(2),)


def test_a_file_that_is_missing_or_too_large(tmp_path: Path) -> None:
    """No file is no variants; one beyond the limit is refused whole, and that is said."""
    assert read_variants(tmp_path) == Variants()
    (tmp_path / "variants.txt").write_bytes(b"a, b\n" * 300_000)
    found = read_variants(tmp_path)
    assert not found.groups
    assert found.notices == (variants.TOO_LARGE.format(1_500_000),)
    (tmp_path / "variants.txt").unlink()
    (tmp_path / "variants.txt").mkdir()
    assert "cannot be read" in read_variants(tmp_path).notices[0]
