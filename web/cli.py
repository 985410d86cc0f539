"""The ``muniment`` command: the other composition root, and another face of the same answers.

Promises: every verb has ``--json`` for machines and an example in its help; progress goes to
standard error; exit 0 done, 1 done with findings, 2 wrong usage, 3 the environment failed; an
error is one sentence. Does not find, read or build by itself.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from archive.answers import report_plain, similar_answer, similar_plain
from archive.editions import EditionStore
from archive.errors import NoIndexError, UnreadableError
from archive.model import BuildReport
from archive.parameters_reading import read_parameters, seen_as
from archive.settings import Settings
from archive.withdrawals import Withdrawals
from indexer import build, helping, timestamps
from indexer.accession import agent
from indexer.adding import add as add_files
from indexer.check import check_generation
from indexer.containers import is_container
from indexer.doctor import examine
from indexer.holdings import holdings
from indexer.inspection import inspector
from indexer.places import current, generations_of, is_usable
from indexer.relevance.collection import collections
from indexer.relevance.evaluating import evaluate as evaluate_collection
from indexer.withdrawing import withdraw as withdraw_document
from web import (
    commands,
    exporting,
    keeping,
    listening,
    rebuilding,
    terminal,
    terminal_answers,
    terminal_cite,
)
from web.commands import FINDINGS, print_json, print_lines
from web.options import citing, listing, searching
from web.terminal_progress import TerminalProgress
from web.verbs import Group, verb


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="muniment", prog_name="muniment")
def main() -> None:
    """A searchable archive of saved source documents."""


_PLACES = ("corpus", "index", "keep")
_verb = partial(verb, main)


def _reported(report: BuildReport, as_json: bool) -> int:
    if as_json:
        print_json(report_plain(report))
    else:
        print_lines(terminal.report_lines(report))
    return FINDINGS if report.failed or report.partial else 0


@_verb(*_PLACES, "jobs", "engine")
def rebuild(settings: Settings, as_json: bool) -> int:
    """Read the whole corpus into a new generation, check it, and swap it in.

    Example: muniment rebuild --corpus ~/saved
    """
    return _reported(build.rebuild(settings, TerminalProgress()), as_json)


@_verb(*_PLACES, "jobs", "engine")
def join(settings: Settings, as_json: bool) -> None:
    """Help to build an archive in a cluster, with a build that another machine begins.

    Example: muniment join --corpus /shared/corpus --keep /shared/keep
    """
    commands.helped(helping.join(settings, TerminalProgress()), as_json)


@_verb(*_PLACES, "jobs", "engine")
def update(settings: Settings, as_json: bool) -> int:
    """Take in what is new, changed or gone in the corpus.

    Example: muniment update --corpus ~/saved
    """
    report = build.update(settings, TerminalProgress())
    if report is not None:
        return _reported(report, as_json)
    with current(settings) as snapshot:
        if as_json:
            print_json(report_plain(snapshot.report))
        else:
            click.echo(f"Nothing is new: generation {snapshot.generation.id} stays.")
    return 0


@_verb("corpus", "keep")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source-url", default="", help="The address it was captured from.")
@click.option("--captured-at", default="", help="When, for example 2021-02-04T09:30:00Z.")
@click.option("--captured-by", default="", help="By whom.")
@click.option("--note", default="", help="Anything a later reader should know.")
def add(settings: Settings, as_json: bool, files: tuple[Path, ...], **facts: str) -> None:
    """Copy files into the corpus and enter them in the register.

    Example: muniment add letter.txt --captured-by "A. Documenter"
    """
    added = add_files(settings, files, **facts)
    if as_json:
        print_json({"added": list(added)})
    else:
        print_lines(f"Taken in: {path}" for path in added)
        click.echo("They can be searched after: muniment update")


@_verb()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def inspect(settings: Settings, as_json: bool, files: tuple[Path, ...]) -> int:
    """Show what the archive would see in a file, without a corpus; of a container, its records.

    Example: muniment inspect page.html box.mbox "folder.zip!/letter.txt" --json
    """
    status = 0
    with inspector(settings) as reader:
        for path in files:
            try:
                document, edition = reader.inspect(path)
            except UnreadableError as error:
                opened = reader.opened(path)
                status = status if opened else FINDINGS
                commands.inspected_container(path, opened, str(error), as_json)
            else:
                opened = reader.opened(path) if is_container(document.media_type) else None
                commands.inspected(path, document, edition, opened, as_json)
    return status


@_verb(*_PLACES)
@partial(searching, required=False)
@listing
def search(
    settings: Settings,
    as_json: bool,
    query: str | None,
    filters: tuple[str, ...],
    batch: Path | None,
    as_csv: bool,
    as_jsonl: bool,
    **options: Any,
) -> int:
    """Search, and show hits with their passages.

    A query is words, "phrases", AND OR NOT, parts of words (massac*, wom?n, name~), words near each
    other (a W/5 b, a PRE/5 b, a b /s, a b /p), literal text (="Exact Words"), fields (title:,
    date:1988..1990), in:everything. The page /help of the site tells all of it.

    Example: muniment search '"chain of custody"' --filter language=en

    Example: muniment search Evin --csv > found.csv

    Example: muniment search --batch names.csv --csv > found.csv
    """
    commands.check_search(query, batch, (as_csv, as_jsonl), options)
    record = options.pop("record")
    parameters = read_parameters(
        terminal_answers.search_pairs(query or "", filters, options), settings
    )
    with current(settings) as snapshot:
        if batch is not None:
            return commands.batch(snapshot, batch, parameters, settings, as_json, as_csv)
        if record is not None:
            commands.record(snapshot, record, parameters, settings)
        if as_csv or as_jsonl:
            return commands.every_hit(snapshot, parameters, settings, as_csv)
        return commands.search(snapshot, parameters, settings, as_json)


@_verb(*_PLACES)
@click.argument("record", type=click.Path(path_type=Path))
def replay(settings: Settings, as_json: bool, record: Path) -> int:
    """Run a recorded search again: the same, or what changed.

    Example: muniment search Evin --record evin.json; muniment replay evin.json
    """
    with current(settings) as snapshot:
        return commands.replayed(snapshot, record, settings, as_json)


@_verb(*_PLACES)
@searching
@click.option(
    "--order",
    type=click.Choice(["oldest", "newest", "before", "after"]),
    help="Lines by their documents, or by the words before or after what was found.",
)
@click.option("--csv", "as_csv", is_flag=True, help="All lines as a table.")
def concordance(
    settings: Settings,
    as_json: bool,
    as_csv: bool,
    query: str,
    filters: tuple[str, ...],
    **options: Any,
) -> int:
    """Show every occurrence of what is sought, each in its line.

    Example: muniment concordance '"chain of custody"' --order after
    """
    pairs = seen_as("kwic", terminal_answers.search_pairs(query, filters, options))
    parameters = read_parameters(pairs, settings)
    with current(settings) as snapshot:
        return commands.concordance(snapshot, parameters, settings, as_json, as_csv)


@_verb(*_PLACES)
@click.argument("identifier")
def show(settings: Settings, as_json: bool, identifier: str) -> None:
    """Show a document, or a passage of it: D, D/P, or the path of its link.

    Example: muniment show 9C1F-0000-XXXX-XXXX
    """
    with current(settings) as snapshot:
        keep = settings.keep_folder
        kept = EditionStore(keep), Withdrawals(keep)
        found = terminal_answers.find(snapshot, *kept, identifier)
        if as_json:
            print_json(found.plain(settings.public_url))
        else:
            print_lines(found.lines())


@_verb(*_PLACES, "public_url")
@citing
def cite(settings: Settings, as_json: bool, identifier: str, **chosen: str | None) -> None:
    """Cite a document, or a passage of it: D, D/P, or the path of its link.

    Example: muniment cite 9C1F-0000-XXXX-XXXX --style apa
    """
    with current(settings) as snapshot:
        keep = settings.keep_folder
        kept = EditionStore(keep), Withdrawals(keep)
        found = terminal_answers.find(snapshot, *kept, identifier)
    terminal_cite.cite(found, settings, as_json, **chosen)


@_verb(*_PLACES)
@click.argument("identifier")
def similar(settings: Settings, as_json: bool, identifier: str) -> int:
    """Show documents like one, by its most telling words.

    Example: muniment similar 9C1F-0000-XXXX-XXXX
    """
    with current(settings) as snapshot:
        document = terminal_answers.document_of(snapshot, identifier)
        answer = similar_answer(snapshot, document.id)
    if as_json:
        print_json(similar_plain(answer, settings.public_url))
    else:
        print_lines(terminal_answers.similar_lines(answer))
    return 0 if answer.hits else FINDINGS


@_verb(*_PLACES)
@click.argument("identifier")
@click.option("--reason", default="", help="Why; readers of its links are told.")
@click.option("--by", default="", help="Who decides it, for the register.")
@click.option("--undo", is_flag=True, help="Show it again.")
def withdraw(settings: Settings, as_json: bool, identifier: str, **how: Any) -> int:
    """Take a document from view; its links then say that and why. Nothing is deleted.

    Example: muniment withdraw 4GB8-NY44-W456-JSAC --reason "at the request of the family"
    """
    report = withdraw_document(settings, identifier, progress=TerminalProgress(), **how)
    if not as_json:
        click.echo(f"{identifier} is {'shown again' if how['undo'] else 'withdrawn'}.")
    if report:
        _reported(report, as_json)  # what could not be read is no failure of this
    return 0


@_verb(*_PLACES)
@click.argument("quotation", nargs=-1, required=True)
def quote(settings: Settings, as_json: bool, quotation: tuple[str, ...]) -> int:
    """Say whether a quotation stands in the archive word for word, where, and what differs.

    Example: muniment quote "they were asked … about their faith"
    """
    with current(settings) as snapshot:
        return commands.quote(snapshot, " ".join(quotation), settings, as_json)


@_verb(*_PLACES)
@click.option("--files", is_flag=True, help="Every file and record, a line of JSON each.")
def report(settings: Settings, as_json: bool, files: bool) -> int:
    """Say what was read, in part, or not at all, and why, by kind and by reason.

    Example: muniment report --files > files.jsonl
    """
    with current(settings) as snapshot:
        return commands.report(snapshot, as_json, files)


@_verb(*_PLACES)
def check(settings: Settings, as_json: bool) -> None:
    """Audit the generation in use: its files, its counts, and whether it answers.

    Example: muniment check
    """
    kept = generations_of(settings)
    folder = kept.current()
    if folder is None:
        raise NoIndexError("There is no index yet; run `muniment rebuild`.")
    check_generation(folder, kept.kind)
    if as_json:
        print_json({"ok": True, "generation": folder.name})
    else:
        click.echo(f"The generation {folder.name} is whole and answers.")


@_verb(*_PLACES)
@click.argument("action", type=click.Choice(["list", "use", "prune"]), default="list")
@click.argument("generation", default="")
def generations(settings: Settings, as_json: bool, action: str, generation: str) -> None:
    """List the kept generations, go back to one, or remove old ones.

    Example: muniment generations use 000002-20261122T093000Z
    """
    kept = generations_of(settings)
    removed: tuple[str, ...] = ()
    if action == "use":
        kept.use(generation)
    elif action == "prune":
        removed = kept.prune(settings.keep_generations)
    if as_json:
        plain = terminal_answers.generations_plain(kept.list())
        print_json({"generations": plain, "removed": list(removed)})
    else:
        print_lines(terminal_answers.generation_lines(kept.list()))
        print_lines(f"Removed: {name}" for name in removed)


@_verb(*_PLACES, "jobs", "host", "port", "processes", "threads", "public_url")
def serve(settings: Settings, as_json: bool) -> None:
    """Serve the site; builds first if there is no index, else takes in news meanwhile.

    Example: muniment serve --corpus ~/saved --port 9000
    """
    # The other verbs need neither Flask nor waitress, and start sooner.
    from web import serving
    from web.app import create_app

    make_app = partial(create_app, settings)
    taken = listening.listen(settings)
    ready = partial(commands.ready, taken, as_json)
    if not is_usable(settings):
        report = build.rebuild(settings, TerminalProgress())
        click.echo("\n".join(terminal.report_lines(report)), err=True)
        serving.serve(make_app, taken, settings, ready)
        return
    with rebuilding.background_update(settings):
        serving.serve(make_app, taken, settings, ready)


@_verb(*_PLACES)
def doctor(settings: Settings, as_json: bool) -> int:
    """Say what is installed, readable, writable and whole.

    Example: muniment doctor
    """
    return commands.examined(examine(settings), as_json)


@_verb("engine")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--every", type=click.IntRange(min=1), default=1, help="Ask each so-many-th only.")
def evaluate(settings: Settings, as_json: bool, folders: tuple[Path, ...], every: int) -> None:
    """Measure how well the archive ranks, on test collections; touches no corpus or index.

    A collection is a folder with corpus.jsonl.gz, queries.jsonl and qrels.tsv.

    Example: muniment evaluate ~/collections/cranfield
    """
    kind, progress = generations_of(settings).kind, TerminalProgress()
    found = (evaluate_collection(each, every, progress, kind) for each in collections(folders))
    commands.evaluated([row for rows in found for row in rows], as_json)


exporting.add_verbs(main, holdings, agent())
keeping.add_verbs(main, timestamps)


if __name__ == "__main__":
    main()
