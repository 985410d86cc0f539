"""Floors below which the reading of real office documents and books must not fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import UnreadableError
from indexer.media import media_type
from indexer.parsers import PARSERS, read
from tests.floors import floors
from tests.parsing.measure import measure_documents

FORMATS: dict[str, dict[str, float]] = {
    name: wanted for name, wanted in floors("documents").items() if isinstance(wanted, dict)
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_quality_keeps_its_floors(name: str, shared: Path) -> None:
    """The text of real documents is as whole as it once was, and its places lead back to it."""
    wanted = FORMATS[name]
    figures = measure_documents(name, folder=shared / "data" / "pages")
    found = {key: figures.value(key) for key in wanted}
    assert {key: (found[key], floor) for key, floor in wanted.items() if found[key] < floor} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
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
