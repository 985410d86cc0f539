"""The ``muniment`` command: the other composition root, and another face of the same answers.

Promises: every verb has ``--json`` for machines and an example in its help; progress goes to
standard error; exit 0 done, 1 done with findings, 2 wrong usage, 3 the environment failed; an
error is one sentence. Does not find, read or build by itself.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from archive.answers import (
    document_plain,
    passage_plain,
    resolve_document,
    resolve_passage,
    search_answer,
    search_plain,
)
from archive.editions import EditionStore
from archive.errors import MunimentError, NotFoundError, UsageError
from archive.parameters import read_parameters
from archive.plain import to_plain
from archive.search import Snapshot
from archive.settings import Settings, load
from archive.verify import verify as verify_corpus
from indexer import build
from indexer.doctor import examine
from indexer.generations import Generations
from indexer.inspect import inspect_file
from web import serving, terminal
from web.app import create_app

FINDINGS = 1

Verb = Callable[..., Any]


class _Group(click.Group):
    """Tells our errors as one sentence with their exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MunimentError as error:
            _stop(str(error), error.exit_status)
        except KeyboardInterrupt:
            _stop("Stopped.", 130)


def _stop(sentence: str, status: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(status)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="muniment", prog_name="muniment")
def main() -> None:
    """A searchable archive of saved source documents."""


def _verb(*options: str) -> Callable[[Verb], Verb]:
    """A verb with ``--json`` and the named settings as flags; it gets Settings first."""

    def decorate(function: Verb) -> Verb:
        @wraps(function)
        def run(as_json: bool, **arguments: Any) -> None:
            flags = {name: arguments.pop(name) for name in options}
            status = function(load(flags, os.environ), as_json=as_json, **arguments)
            sys.exit(status or 0)

        command: Verb = click.option(
            "--json", "as_json", is_flag=True, help="Answer in JSON, for machines."
        )(run)
        for name in reversed(options):
            command = _FLAGS[name](command)
        return main.command()(command)

    return decorate


_FLAGS: dict[str, Callable[[Verb], Verb]] = {
    "corpus": click.option("--corpus", type=click.Path(path_type=Path), help="The corpus folder."),
    "index": click.option("--index", type=click.Path(path_type=Path), help="Where indexes lie."),
    "keep": click.option(
        "--keep", type=click.Path(path_type=Path), help="Where register and editions lie."
    ),
    "jobs": click.option("--jobs", type=int, help="Parsers at once; 0: one a processor."),
    "host": click.option("--host", help="Address to listen on."),
    "port": click.option("--port", type=int, help="Port to listen on; 0: any free one."),
    "threads": click.option("--threads", type=int, help="Requests answered at once."),
    "public_url": click.option("--public-url", help="Address used in links sent to others."),
}
_PLACES = ("corpus", "index", "keep")


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def _open(settings: Settings) -> AbstractContextManager[Snapshot]:
    return Generations(settings.index_folder).opened()
