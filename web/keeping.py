"""The verbs for what must last: ``muniment verify``.

Promises: everything that was entered is read and compared; what was found is said, and the exit
status is 1 when something needs to be looked at. Repairs nothing.
"""

from __future__ import annotations

import click

from archive.plain import to_plain
from archive.settings import Settings
from archive.verify import verify as verify_corpus
from web.commands import FINDINGS, print_json, print_lines
from web.terminal_answers import verify_lines
from web.terminal_progress import TerminalProgress
from web.verbs import verb


def add_verbs(group: click.Group) -> None:
    """Add the verbs."""

    @verb(group, "corpus", "keep")
    def verify(settings: Settings, as_json: bool) -> int:
        """Compare every original with the register, and the register with itself.

        Says how much it read and how fast.

        Example: muniment verify --corpus ~/saved
        """
        progress = TerminalProgress()
        report = verify_corpus(
            settings.keep_folder,
            settings.corpus,
            progress=lambda done, total: progress("Verifying", done, total),
        )
        if as_json:
            pace = round(report.megabytes_per_second, 1)
            print_json({"ok": report.ok, "megabytes_per_second": pace, **to_plain(report)})
        else:
            print_lines(verify_lines(report))
        return 0 if report.ok else FINDINGS
