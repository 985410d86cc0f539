"""Taking in what is new while the site answers: an update in a process of its own.

Promises: the site never waits for it and never falls with it; what it says goes to the same
terminal; it ends with the site. Does not build by itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from archive.settings import Settings


@contextmanager
def background_update(settings: Settings) -> Iterator[None]:
    """Run ``muniment update`` beside the caller, and end it with the caller."""
    places = {
        "--corpus": settings.corpus,
        "--index": settings.index_folder,
        "--keep": settings.keep_folder,
        "--jobs": settings.jobs,
    }
    arguments = [str(word) for pair in places.items() for word in pair]
    process = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "update", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        env=os.environ.copy(),
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()
