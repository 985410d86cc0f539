"""What every test may ask for: the shared data, and how hard property tests try.

Promises: a test that needs data from outside the checkout is skipped with a reason where that
data is absent, and fails instead where its presence was promised; no fixture here needs the
network, and none changes the checkout.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from archive.search import SearchEngine
from archive.settings import Settings
from indexer.ocr.tesseract import look_for
from tests import opensearch_server
from tests.opensearch_engine import SmallIndices
from tests.scans import arabic_font

CHECKOUT = Path(__file__).resolve().parent.parent

# Time is not judged (no deadline, no too_slow): a busy machine is not a wrong program.
settings.register_profile(
    "default",
    max_examples=25,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", settings.get_profile("default"), max_examples=8)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root folder of the project, for tests that read its own files."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party test data beside the checkout.

    It is not part of the project, so tests that use it are skipped without it. Where
    ``MUNIMENT_REQUIRE_SHARED`` is set they fail instead: there a skip would hide a lost test.
    """
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("MUNIMENT_REQUIRE_SHARED"):
            pytest.fail("MUNIMENT_REQUIRE_SHARED is set, but ../shared is not beside the checkout")
        pytest.skip("the test data in ../shared is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def opensearch() -> Iterator[Settings]:
    """A real OpenSearch of one node, started for the tests, as settings that lead to it.

    Tests that use it are skipped where there is no Java 21 or no Maven; with
    ``MUNIMENT_REQUIRE_OPENSEARCH`` they fail instead. ``OPENSEARCH_FOR_TESTS`` names one that runs
    already, whose indices may be anything afterwards.
    """
    running = os.environ.get("OPENSEARCH_FOR_TESTS")
    if running:
        yield Settings(engine="opensearch", opensearch_addresses=(running,))
        return
    missing = opensearch_server.lacking()
    if missing:
        if os.environ.get("MUNIMENT_REQUIRE_OPENSEARCH"):
            pytest.fail(f"MUNIMENT_REQUIRE_OPENSEARCH is set, but: {missing}")
        pytest.skip(f"{missing} So OpenSearch cannot be started.")
    with opensearch_server.cluster() as cluster:
        yield Settings(engine="opensearch", opensearch_addresses=cluster.addresses)


@pytest.fixture(scope="session")
def opensearch_engine(opensearch: Settings) -> Callable[..., SearchEngine]:
    """What makes an engine of a few documents in the cluster."""
    return SmallIndices(opensearch).engine


@pytest.fixture(scope="session")
def ocr_font() -> str:
    """The file of a font with Persian letters, on a machine with Tesseract and its three models.

    Tests that use it are skipped elsewhere; with ``MUNIMENT_REQUIRE_OCR`` they fail instead.
    """
    there = look_for(Settings().ocr_languages)
    font = arabic_font()
    lacking = [*there.lacking, *([] if font else ["There is no font with Persian letters."])]
    if lacking:
        if os.environ.get("MUNIMENT_REQUIRE_OCR"):
            pytest.fail(f"MUNIMENT_REQUIRE_OCR is set, but: {' '.join(lacking)}")
        pytest.skip(" ".join(lacking))
    return font
