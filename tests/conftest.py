"""What every test may ask for: the shared data, and how hard property tests try.

Promises: a test that needs data from outside the checkout is skipped with a reason where that
data is absent, and fails instead where its presence was promised; no fixture here needs the
network, and none changes the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from archive.settings import Settings
from indexer.ocr.tesseract import look_for
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
