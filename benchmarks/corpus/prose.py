"""Running English prose out of the files of a Debian package.

Promises: the same package file gives the same paragraphs in the same order. Takes HTML, plain
text, reStructuredText, Markdown and manual pages; leaves out code, menus, tables and what is not
English by a plain rule: a paragraph has at least eight words, and function words among them.
"""

from __future__ import annotations

import gzip
import html
import re
import subprocess
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

Source = tuple[str, list[str]]  # a file's title and its paragraphs

LARGEST = 60_000_000  # bytes of a file: what is larger is an index, not a text
FEWEST_WORDS = 8  # of a paragraph
FUNCTION_WORDS = 0.15  # share of them in English prose; code and lists have fewer

_DROPPED = re.compile(
    r"<(script|style|head|nav|pre|form|svg|footer|button)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.S | re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dt|dd|td|th|tr|table|h[1-6]|section|article|blockquote|br|hr"
    r"|summary|details|main|header|body)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_BLANK = re.compile(r"\n[ \t]*\n")
_ENTRY = re.compile(r"\n(?=\S)|\n[ \t]*\n")  # a dictionary's next headword or paragraph
_ROFF_MACRO = re.compile(r"^[.'].*$", re.M)
_ROFF_ESCAPE = re.compile(r"\\(?:f(?:\[[^\]]*\]|\(..|.)|s[+-]?\d|&|\(..|\[[^\]]*\]|.)")
_WORD = re.compile(r"[A-Za-z]{2,}")
_COMMON = re.compile(
    r"\b(?:the|of|and|to|in|is|that|for|it|as|be|are|by|with|or|this|not|on|an|which|from|can|if"
    r"|was|but|have|has|will|at|you|when|a)\b",
    re.I,
)
_NAMES = re.compile(r"\.(?:html?|txt|rst|md|[1-9](?:[a-z]+)?|dict\.dz)(?:\.gz)?$|README[^.]*$")
_UNWANTED = re.compile(r"(?i)licen[cs]e|copying|copyright|genindex|/search\.html|/_sources/")


def sources(package: Path) -> Iterator[Source]:
    """Title and paragraphs of every file of a ``.deb`` that holds prose, in the file's order."""
    unpacked = subprocess.Popen(  # the archive's own tar stream: nothing is installed
        ["dpkg-deb", "--fsys-tarfile", str(package)],  # noqa: S607
        stdout=subprocess.PIPE,
    )
    if unpacked.stdout is None:
        raise RuntimeError("dpkg-deb was started without a pipe")
    with unpacked.stdout, tarfile.open(fileobj=unpacked.stdout, mode="r|") as files:
        for member in files:
            if member.isfile() and member.size < LARGEST and _is_wanted(member.name):
                file = files.extractfile(member)
                if file is not None:
                    found = _source(member.name, file)
                    if found[1]:
                        yield found
    unpacked.wait()


def _is_wanted(name: str) -> bool:
    return bool(_NAMES.search(name)) and not _UNWANTED.search(name)


def _source(name: str, file: IO[bytes]) -> Source:
    data = file.read()
    if name.endswith((".gz", ".dz")):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return "", []
        name = name.removesuffix(".gz")
    text = data.decode("utf-8", errors="ignore")
    blank, is_prose = _BLANK, _is_prose
    stem = Path(name).name.split(".")[0].replace("_", " ").replace("-", " ")
    if name.endswith((".html", ".htm")):
        title = _TITLE.search(text)
        stem = html.unescape(_SPACE.sub(" ", _TAG.sub("", title[1]))).strip() if title else stem
        text = _TAG.sub("", _BLOCK.sub("\n\n", _DROPPED.sub("\n\n", text)))
        text = html.unescape(text)
    elif name.endswith(".dict.dz"):
        blank, is_prose = _ENTRY, _is_long
    elif re.search(r"\.[1-9][a-z]*$", name):
        text = _ROFF_ESCAPE.sub("", _ROFF_MACRO.sub("\n", text))
    paragraphs = (_SPACE.sub(" ", part).strip() for part in blank.split(text))
    return stem[:120], [paragraph for paragraph in paragraphs if is_prose(paragraph)]


def _is_long(text: str) -> bool:
    return text.count(" ") >= FEWEST_WORDS


def _is_prose(text: str) -> bool:
    if len(text) < 40:
        return False
    words = len(_WORD.findall(text))
    if words < FEWEST_WORDS or words < 0.75 * (text.count(" ") + 1):
        return False
    return len(_COMMON.findall(text)) >= FUNCTION_WORDS * words
