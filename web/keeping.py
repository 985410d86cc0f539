"""The verbs for what must last: ``muniment verify`` and ``muniment timestamp``.

Promises: everything that was entered is read and compared; what was found is said, and the exit
status is 1 when something needs to be looked at. Repairs nothing, and asks nobody over a network.
Checks no token by itself: it is handed what does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import click

from archive.clock import now
from archive.errors import UsageError
from archive.plain import to_plain
from archive.register import Register
from archive.register_chain import HEAD_NAME, REGISTER_NAME, Chain
from archive.settings import Settings
from archive.timestamps import Timestamp
from archive.verifications import keep_verification
from archive.verify import verify as verify_corpus
from web.commands import FINDINGS, print_json, print_lines, write_new
from web.terminal_answers import verify_lines
from web.terminal_progress import TerminalProgress
from web.verbs import verb
from web.words import stamped

NOT_KEPT = "Note: {} cannot be written to, so that pages will not show what was found here."
SEND = (
    "Send it to a time stamp authority (RFC 3161) that you and others trust, for example with",
    '  curl -H "Content-Type: application/timestamp-query" --data-binary @{} ADDRESS > answer.tsr',
    "then: muniment timestamp import answer.tsr --ca AUTHORITY.pem",
)


class Tokens(Protocol):
    """The room that makes requests for time stamps and checks tokens."""

    def request(self, register: Register) -> bytes:
        """What an authority is to be asked."""
        ...

    def take_in(self, keep: Path, token: bytes, authorities: bytes) -> Timestamp:
        """Check a token and keep it."""
        ...

    def check(self, keep: Path, chain: Chain) -> tuple[Timestamp, ...]:
        """Every kept token, checked."""
        ...


def add_verbs(group: click.Group, tokens: Tokens) -> None:
    """Add the verbs."""

    @verb(group, "corpus", "keep")
    def verify(settings: Settings, as_json: bool) -> int:
        """Compare every original with the register, the register with itself, and its time stamps.

        Says how much it read and how fast. Pages show what was found beside each document, until
        the next time.

        Example: muniment verify --corpus ~/saved
        """
        if not any((settings.keep_folder / name).exists() for name in (REGISTER_NAME, HEAD_NAME)):
            raise UsageError(
                f"There is no register in {settings.keep_folder}, so that there is nothing to "
                "verify. Name the archive's corpus with --corpus, or its keep with --keep."
            )
        progress, began = TerminalProgress(), now()
        report = verify_corpus(
            settings.keep_folder,
            settings.corpus,
            stamped=tokens.check,
            progress=lambda done, total: progress("Verifying", done, total),
        )
        if not keep_verification(settings.keep_folder, report, began):
            click.echo(NOT_KEPT.format(settings.keep_folder), err=True)
        if as_json:
            pace = round(report.megabytes_per_second, 1)
            print_json({"ok": report.ok, "megabytes_per_second": pace, **to_plain(report)})
        else:
            print_lines(_stamp_lines(report.timestamps))
            print_lines(verify_lines(report))
        return 0 if report.ok else FINDINGS

    @group.group()
    def timestamp() -> None:
        """Let an authority's clock vouch for the register's head (RFC 3161)."""

    @verb(timestamp, "corpus", "keep")
    @click.argument("file", type=click.Path(path_type=Path))
    def request(settings: Settings, as_json: bool, file: Path) -> None:
        """Write what an authority is to be asked into a new FILE (.tsq).

        It holds the SHA-256 of the register's last line, and nothing else of the archive.

        Example: muniment timestamp request head.tsq
        """
        register = Register.open(settings.keep_folder)
        write_new(file, tokens.request(register))
        if as_json:
            print_json({"file": str(file), "n": register.count, "head": register.head})
        else:
            click.echo(f"{file} asks for a time stamp over line {register.count:,}:")
            click.echo(register.head)
            print_lines(line.format(file) for line in SEND)

    @verb(timestamp, "corpus", "keep", name="import")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option(
        "--ca",
        type=click.Path(path_type=Path),
        required=True,
        help="The authority's root certificate (PEM), from a place that you trust.",
    )
    def take_in(settings: Settings, as_json: bool, file: Path, ca: Path) -> None:
        """Check an authority's answer (.tsr) and keep it beside the register.

        Example: muniment timestamp import answer.tsr --ca authority.pem
        """
        found = tokens.take_in(settings.keep_folder, _read(file), _read(ca))
        if as_json:
            print_json(to_plain(found))
        else:
            print_lines(_stamp_lines([found]))


def _stamp_lines(stamps: Sequence[Timestamp]) -> Iterator[str]:
    """What is said of time stamps, a line each."""
    for each in stamps:
        if each.problem:
            yield f"TIME STAMP {each.file}: {each.problem}"
        else:
            yield f"{stamped(each)} ({each.file})"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"The file {path} cannot be read: {error.strerror}.") from error
