"""Saved web pages: HTML to blocks and what is known of the page. (in progress)"""

from __future__ import annotations

from archive.model import Metadata
from indexer.blocks import Block, Reading
from indexer.parsers.html.main_text import chosen
from indexer.parsers.html.tree import parse
from indexer.parsers.html.walk import runs

VERSION = "1"


def read(data: bytes) -> Reading:
    page = parse(data)
    all_runs = runs(page.root)
    is_main = chosen(page.root, all_runs)
    blocks = tuple(
        Block(
            kind=run.kind,
            pieces=tuple(run.pieces),
            level=run.level,
            reason=None if main else run.region or "not main text",
        )
        for run, main in zip(all_runs, is_main, strict=True)
    )
    return Reading("html", blocks, Metadata(), page.charset, page.notices) if False else Reading(
        scheme="html", blocks=blocks, metadata=Metadata(), charset=page.charset, notices=page.notices)
