"""Copying out of the archive: ``muniment export`` for all of it, ``bundle`` for what is chosen.

And back: ``muniment restore`` makes an archive of an export.

Promises: the verbs find out where things are and say what was written; what is missing is said,
with exit status 1. Opens no index by itself: it is handed what does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import click

from archive.clock import now
from archive.errors import UsageError
from archive.export import Exported, export
from archive.holdings import Holdings
from archive.plain import to_plain
from archive.restore import TAKEN_OUT, Restored
from archive.restore import restore as restored
from archive.settings import Settings
from web.bundle_parts import About, Bundled
from web.commands import FINDINGS, print_json, print_lines
from web.terminal import SHOWN
from web.terminal_cite import link_base, local_links
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
        _refuse_inside(settings, target)
        with opened(settings) as holdings:
            done = export(holdings, target, link_base(settings), agent, TerminalProgress())
        if as_json:
            print_json(to_plain(done))
        else:
            print_lines(_export_lines(done, target))
        return FINDINGS if done.problems else 0

    @verb(group, "corpus", "index", "keep", "public_url")
    @click.argument("target", type=click.Path(path_type=Path))
    @click.argument("what", nargs=-1)
    @click.option("--query", help="All that a search finds, with the passages that it shows.")
    @click.option(
        "--record", type=click.Path(path_type=Path), help="The same of a recorded search (JSON)."
    )
    def bundle(
        settings: Settings,
        as_json: bool,
        target: Path,
        what: tuple[str, ...],
        query: str | None,
        record: Path | None,
    ) -> int:
        """Write chosen documents and passages as evidence, with a page that opens in a browser.

        WHAT are identifiers or links: D, D/P. TARGET is a new folder, or a new file that ends in
        .zip. It holds originals, texts, citations in all styles, provenance and a manifest.

        Example: muniment bundle ~/case-12 9C1F-0000-XXXX-XXXX/7Q2K9M4T --query '"chain of custody"'
        """
        from web.bundle import make  # templates take time to load, and need Flask
        from web.wanted import wanted

        _refuse_inside(settings, target)
        with opened(settings) as holdings:
            asked = wanted(holdings.snapshot, settings, what, query, record)
            base = link_base(settings)
            about = About(base=base, warning=local_links(settings, base), agent=agent, made=now())
            done = make(holdings, target, asked, about, TerminalProgress())
        if as_json:
            print_json(to_plain(done))
        else:
            print_lines(_bundle_lines(done, target))
        return FINDINGS if done.problems else 0

    @verb(group, "corpus", "keep")
    @click.argument("bag", type=click.Path(path_type=Path))
    def restore(settings: Settings, as_json: bool, bag: Path) -> int:
        """Make an archive again of what `muniment export` wrote.

        BAG is the folder, or the .zip file. The corpus is a new folder. Every file is checked
        against the bag's manifest; then `muniment serve` on the corpus indexes and serves it.

        Example: muniment restore /media/backup/archive-2026 --corpus ~/saved
        """
        done = restored(bag, settings, TerminalProgress())
        if as_json:
            print_json(to_plain(done))
        else:
            print_lines(_restore_lines(done, settings))
        return FINDINGS if done.problems else 0


def _restore_lines(done: Restored, settings: Settings) -> Iterator[str]:
    """What was restored, for people."""
    yield (
        f"{settings.corpus} has {counted(done.files, 'file')} ({done.bytes / 1e6:,.1f} MB), with "
        f"the register and every edition in {settings.keep_folder}."
    )
    if done.taken_out:
        yield (
            f"{counted(done.taken_out, 'document')} had lain in containers that the export left "
            f"out, and {'is a file' if done.taken_out == 1 else 'are files'} of "
            f"{settings.corpus / TAKEN_OUT} now."
        )
    if done.withheld:
        yield (
            f"The export had left out {counted(done.withheld, 'file')}; its data/left-out.jsonl "
            "says why."
        )
    if done.problems:
        yield f"NOT RESTORED ({len(done.problems):,}):"
        yield from (f"  {each.path}: {each.reason}" for each in done.problems[:SHOWN])
    yield f"Index and serve it with: muniment serve --corpus {settings.corpus}"


def _refuse_inside(settings: Settings, target: Path) -> None:
    """Raises UsageError for a place where a copy would become a part of what is copied."""
    place = target.resolve()
    for folder in (settings.corpus, settings.keep_folder, settings.index_folder):
        if place.is_relative_to(folder.resolve()):
            raise UsageError(
                f"{target} is in {folder}, which belongs to the archive itself; name a place "
                "outside of it."
            )


def _bundle_lines(done: Bundled, target: Path) -> Iterator[str]:
    """What was written, for people."""
    yield (
        f"{target} has {counted(done.documents, 'document')} and "
        f"{counted(done.quotations, 'quotation')} ({counted(done.files, 'file')}, "
        f"{done.bytes / 1e6:,.1f} MB)."
    )
    yield from (f"NOT HERE {problem}" for problem in done.problems)
    yield "Open index.html in it with a browser."
    yield from _checking(done.seal)


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
    yield from _checking(done.seal)


def _checking(seal: str) -> Iterator[str]:
    yield "Check it in that folder with: sha256sum -c --quiet manifest-sha256.txt"
    yield f"Note elsewhere the SHA-256 of its tagmanifest-sha256.txt: {seal}"
