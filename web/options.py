"""What may stand after the verbs of the command line: settings as flags, and what narrows a search.

Promises: one name for one thing, whatever the verb. Runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from archive.cite import FORMATS
from archive.model import DateField
from archive.search import Sort
from archive.settings import ENGINES
from web.csl_styles import STYLES

Verb = Callable[..., Any]

FLAGS: dict[str, Callable[[Verb], Verb]] = {
    "corpus": click.option("--corpus", type=click.Path(path_type=Path), help="The corpus folder."),
    "index": click.option("--index", type=click.Path(path_type=Path), help="Where indexes lie."),
    "keep": click.option(
        "--keep", type=click.Path(path_type=Path), help="Where register and editions lie."
    ),
    "jobs": click.option("--jobs", type=int, help="Parsers at once; 0 is one a processor."),
    "engine": click.option(
        "--engine", type=click.Choice(ENGINES), help="What finds: see the setting “engine”."
    ),
    "host": click.option("--host", help="Address to listen on."),
    "port": click.option("--port", type=int, help="Port to listen on; 0 is any free one."),
    "processes": click.option(
        "--processes", type=int, help="Processes that serve; 0 is one a processor, at most 4."
    ),
    "threads": click.option("--threads", type=int, help="Requests in work in each process."),
    "public_url": click.option("--public-url", help="The address in links sent to others."),
}

_NARROWING = (
    click.option("--limit", type=int, help="Documents, or lines, to show."),
    click.option("--page", type=int, help="Which page of them."),
    click.option("--from", "date_from", help="Published on or after, for example 1988-07."),
    click.option("--to", "date_to", help="Published on or before."),
    click.option(
        "--date-field",
        type=click.Choice(get_args(DateField)),
        help="Which date --from, --to and the order by date are about.",
    ),
    click.option(
        "--without",
        multiple=True,
        metavar="KIND:WORD=FORM",
        help="Do not widen: name:Noury=Nouri, name:Noury, name.",
    ),
    click.option(
        "--filter", "filters", multiple=True, metavar="FIELD=VALUE", help="-FIELD excludes."
    ),
)


_LISTING = (
    click.option("--sort", type=click.Choice(get_args(Sort))),
    click.option("--group", flag_value="1", help="Near-duplicates under the earliest."),
    click.option("--values", type=int, help="Values of each facet in the JSON."),
    click.option(
        "--batch",
        type=click.Path(path_type=Path),
        help="A query a line, out of a text or a CSV table.",
    ),
    click.option("--csv", "as_csv", is_flag=True, help="Everything found, as a table."),
    click.option(
        "--jsonl", "as_jsonl", is_flag=True, help="Everything found, a line of JSON a document."
    ),
    click.option(
        "--record", type=click.Path(path_type=Path), help="Write a record of the search (JSON)."
    ),
)


def listing(verb: Verb) -> Verb:
    """How documents are listed, and as what."""
    for option in reversed(_LISTING):
        verb = option(verb)
    return verb


def citing(verb: Verb) -> Verb:
    """What is cited, and how."""
    form = click.option("--format", "form", type=click.Choice(tuple(FORMATS)), help="For programs.")
    styles = click.Choice([style.name for style in STYLES])
    style = click.option("--style", type=styles, help="Of a manual.")
    return click.argument("identifier")(style(form(verb)))


def searching(verb: Verb, *, required: bool = True) -> Verb:
    """A query, and what narrows and pages a search."""
    for option in reversed(_NARROWING):
        verb = option(verb)
    return click.argument("query", required=required)(verb)
