"""Real office documents and books, whole, cut and sewn: read, or refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import UnreadableError
from indexer.media import media_type
from indexer.parsers import PARSERS, read


@pytest.mark.slow
@pytest.mark.parametrize("name", ["docx", "odt", "rtf", "epub", "pdf", "mhtml"])
def test_every_file_is_read_or_refused_with_a_sentence(name: str, shared: Path) -> None:
    """No real, broken or encrypted document makes its parser fail in any other way."""
    for path in sorted((shared / "data" / "pages" / "docs" / "pages").glob(f"*.{name}")):
        data = path.read_bytes()
        kind = media_type(data, path.name)
        assert kind in PARSERS
        for cut in (data, data[: len(data) // 2], data[: len(data) // 2] + data[-400:]):
            assert _outcome(cut, kind).endswith((".", "read"))


def _outcome(data: bytes, kind: str) -> str:
    """The sentence with which a document was refused, or "read"."""
    try:
        read(data, kind, "name")
    except UnreadableError as error:
        return str(error)
    return "read"
