"""What every verb of the command line has in common: its flags, its errors, its exit status.

Promises: an error of ours is one sentence on standard error, with its exit status; a reader of our
output who has seen enough is no error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from archive.errors import MunimentError
from archive.settings import load
from web.options import FLAGS, Verb


class Group(click.Group):
    """Tells our errors as one sentence with their exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except MunimentError as error:
            stop(str(error), error.exit_status)
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


def stop(sentence: str, status: int) -> NoReturn:
    """End with a sentence and an exit status."""
    click.echo(sentence, err=True)
    sys.exit(status)


def verb(group: click.Group, *options: str, name: str | None = None) -> Callable[[Verb], Verb]:
    """A verb of a group with ``--json`` and the named settings as flags.

    The function gets Settings, ``as_json`` and its own arguments, and returns an exit status or
    None for 0.
    """

    def decorate(function: Verb) -> Verb:
        @wraps(function)
        def run(as_json: bool, **arguments: Any) -> None:
            flags = {option: arguments.pop(option) for option in options}
            sys.exit(function(load(flags, os.environ), as_json=as_json, **arguments) or 0)

        command: Verb = click.option(
            "--json", "as_json", is_flag=True, help="Answer in JSON, for machines."
        )(run)
        for option in reversed(options):
            command = FLAGS[option](command)
        return group.command(name)(command)

    return decorate
