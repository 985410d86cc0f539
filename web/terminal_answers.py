"""Answers as the command line gives them: JSON for machines, lines for people.

Promises: takes what ``archive.answers`` and the other rooms return and only writes it; the JSON
of a search is the API's own. Bold marks are shown where the terminal has them (click decides).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from archive import facts
from archive.answers import PassageAnswer, SearchAnswer
from archive.errors import UsageError
from archive.identifiers import show
from archive.model import BuildReport, Dating, Document, Edition, Passage
from archive.plain import to_plain
from archive.search import Snapshot
from archive.verify import VerifyReport
from web.terminal import counted, passage_lines

PlainValue = dict[str, object]
