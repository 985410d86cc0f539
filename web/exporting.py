"""Copying out of the archive: ``muniment export`` for all of it.

Promises: the verbs find out where things are and say what was written; what is missing is said,
with exit status 1. Opens no index by itself: it is handed what does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import click

from archive.export import Exported, export
from archive.holdings import Holdings
from archive.plain import to_plain
from archive.settings import Settings
from web.commands import FINDINGS, print_json, print_lines
from web.terminal import SHOWN
from web.terminal_cite import link_base
from web.terminal_progress import TerminalProgress
from web.verbs import verb
from web.words import counted

Opened = Callable[[Settings], AbstractContextManager[Holdings]]


def add_verbs(group: click.Group, opened: Opened, agent: str) -> None:
    """Add the verbs; ``agent`` is this software and its version."""

    @verb(group, "corpus", "index", "keep", "public_url", name="export")
    @click.argument("target", type=click.Path(path_type=Path))
    def export_all(settings: Settings, as_json: bool, target: Path) -> int:
        """Write the whole archive as a bag (BagIt): files, texts, register, where links lead.

        TARGET is a new folder, or a new file that ends in .zip. Documents that were withdrawn stay
        out. Anybody can check it with sha256sum.

        Example: muniment export /media/backup/archive-2026
        """
        with opened(settings) as holdings:
            done = export(holdings, target, link_base(settings), agent, TerminalProgress())
        if as_json:
            print_json(to_plain(done))
        else:
            print_lines(_export_lines(done, target))
        return FINDINGS if done.problems else 0


def _export_lines(done: Exported, target: Path) -> Iterator[str]:
    """What was written, for people."""
    yield (
        f"{target} has {counted(done.files, 'file')} ({done.bytes / 1e6:,.1f} MB): "
        f"{counted(done.documents, 'document')}, {counted(done.links, 'link')}."
    )
    for title, several in (
        ("Left out, as it should be", done.withheld),
        ("NOT EXPORTED", done.problems),
    ):
        if several:
            yield f"{title} ({len(several):,}; data/left-out.jsonl has them all):"
            yield from (f"  {each.path}: {each.reason}" for each in several[:SHOWN])
    yield "Check it in that folder with: sha256sum -c --quiet manifest-sha256.txt"
    yield f"Note elsewhere the SHA-256 of its tagmanifest-sha256.txt: {done.seal}"
