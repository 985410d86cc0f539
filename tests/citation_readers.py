"""Readers of citation formats, written for tests: the inverse of what ``archive.cite`` writes.

Each reads as its format's programs do, by the rules that they publish, and raises ValueError for
what those would stumble over.
"""

from __future__ import annotations

import re

COMMANDS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}
_ENTRY = re.compile(r"@(\w+)\{([^,\s{}]+),\n")
_FIELD = re.compile(r"  (\w+) = \{")
_TAG = re.compile(r"([A-Z][A-Z0-9])  - (.*)")


def read_bibtex(text: str) -> list[dict[str, str]]:
    """Entries with their fields, still in TeX; ``ENTRYTYPE`` and ``ID`` besides."""
    entries = []
    at = 0
    while at < len(text):
        head = _ENTRY.match(text, at)
        if head is None:
            raise ValueError(f"no entry at {text[at : at + 40]!r}")
        entry = {"ENTRYTYPE": head[1], "ID": head[2]}
        at = head.end()
        while field := _FIELD.match(text, at):
            end = _group_end(text, field.end())
            entry[field[1]] = text[field.end() : end]
            at = end + 1 + text.startswith(",", end + 1)
            at += text.startswith("\n", at)
        if not text.startswith("}\n", at):
            raise ValueError(f"the entry {head[2]} does not end at {text[at : at + 40]!r}")
        entries.append(entry)
        at += 2
        at += text.startswith("\n", at)
    return entries


def _group_end(text: str, at: int) -> int:
    """Where the group closes whose first sign is at ``at``: BibTeX counts every brace."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at - 1


def untex(text: str) -> str:
    """What TeX sets for it."""
    made, at = "", 0
    while at < len(text):
        command = re.compile(r"\\(?:([a-z]+)\{\}|([$&#%_]))").match(text, at)
        if command:
            made += COMMANDS[command[1]] if command[1] else command[2]
            at = command.end()
        elif text[at] in "\\$&#%_~^":
            raise ValueError(f"{text[at]!r} means something to TeX in {text!r}")
        else:
            made += "" if text[at] in "{}" else text[at]
            at += 1
    return made


def bibtex_names(field: str) -> list[str]:
    """The names of an author field, parted at " and " outside of braces."""
    names, depth, start = [], 0, 0
    for at, sign in enumerate(field):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0 and field.startswith(" and ", at):
            names.append(field[start:at])
            start = at + 5
    return [*names, field[start:]] if field else []


def read_ris(text: str) -> list[list[tuple[str, str]]]:
    """Records as tags and values."""
    records: list[list[tuple[str, str]]] = []
    for line in text.split("\r\n"):
        if not line:
            continue
        tag = _TAG.fullmatch(line)
        if tag is None:
            raise ValueError(f"no tag begins {line!r}")
        if tag[1] == "TY":
            records.append([])
        records[-1].append((tag[1], tag[2]))
    for record in records:
        if record[-1] != ("ER", "") or [name for name, _ in record].count("ER") != 1:
            raise ValueError("a record does not end where it should")
    return records


def ris_values(record: list[tuple[str, str]], tag: str) -> list[str]:
    """All values of a tag."""
    return [value for name, value in record if name == tag]
