"""Where the generations of an archive are, by its settings: in a folder, or in a cluster too.

Promises: the one place that chooses between engines; the client of a cluster is loaded only where
the settings name one.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from archive.errors import UnavailableError
from archive.search import Snapshot
from archive.settings import Settings
from archive.withdrawals import Withdrawals
from indexer.generations import Generations
from indexer.ocr.tesseract import ocr_of
from indexer.served import Served
from indexer.snapshots import needs_rebuild


def generations_of(settings: Settings) -> Generations:
    """The generations. Raises SettingsError for a cluster that cannot be reached as it is set."""
    if settings.engine == "opensearch":
        # Loaded here: it takes a fifth of a second, which most archives need not spend.
        from indexer.engines.opensearch.generations import ClusterGenerations

        return ClusterGenerations(settings)
    return Generations(settings.index_folder)


def is_usable(settings: Settings) -> bool:
    """Whether there is a generation of this version to serve while news are taken in.

    Also where a cluster does not answer: its site says so, and goes on when it answers again.
    """
    kept = generations_of(settings)
    try:
        manifest = kept.manifest()
    except UnavailableError:
        return True
    return manifest is not None and not needs_rebuild(
        manifest.generation, ocr_of(settings).label, kept.kind
    )


def served_from(settings: Settings, withdrawals: Withdrawals) -> Served:
    """The generation in use, for as long as somebody serves it."""
    return Served(generations_of(settings), withdrawals)


def current(settings: Settings) -> AbstractContextManager[Snapshot]:
    """The generation in use, for who asks once. Raises what ``Served.snapshot`` does."""
    return served_from(settings, Withdrawals(settings.keep_folder)).snapshot()
