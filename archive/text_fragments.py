"""Text fragments: the end of an address by which a browser finds and highlights words itself.

Promises: what is made follows the grammar, ``#:~:text=[prefix-,]start[,end][,-suffix]``; each term
lies within one block, starts and ends at word boundaries, and is percent-encoded so that none of
its letters is taken for a sign of the grammar; "" where no such fragment would single the words
out. Nothing of ours relies on it: our own pages mark the words themselves.

Source: URL Fragment Text Directives (WICG, Draft Community Group Report), 3.2, 3.5. Browsers take
the first match, by base letters (``archive.base_letters``); so words that stand before in the same
text, and such as are few and could stand anywhere on the page, get their context. It must be in
their own block, as other text of a page may stand between blocks.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol
from urllib.parse import quote

from archive.base_letters import base_letters

Span = tuple[int, int]

LONGEST = 300  # code points of words that are given whole; of longer ones the beginning and the end
FARTHEST = 1_000_000  # code points before the words; further in, looking for them takes too long
FEW = 3  # words, which get their context in any case
ENDS = 5  # words of a range's beginning and of its end, at least
CONTEXT = 5  # words of context on each side at most


class _IsFirst(Protocol):
    def __call__(self, words: str, start: int) -> bool:
        """Whether the words, which stand at this place of the text, stand there first."""


def text_fragment(text: str, start: int, end: int, above: str = "") -> str:
    """The fragment, with its ``#``, for words of a canonical text; "" where there is none.

    The words are taken out to whole words, as browsers match no others. ``above`` is what stands
    on the page before the text, its title.
    """
    start, end = _whole_words(text, start, end)
    words = text[start:end]
    if not words or start > FARTHEST:
        return ""
    line = text.rfind("\n", 0, start) + 1
    before = base_letters(f"{above}\n{text[:line]}")
    is_first = partial(_is_first, text, line, before)
    if len(words) > LONGEST or "\n" in words:
        return _of_range(text, start, end, is_first)
    stands_first = is_first(words, start)
    if stands_first and words.count(" ") >= FEW:
        return _directive("", words, "")
    left, right = _block(text, start, end)
    for count in range(1, CONTEXT + 1):
        prefix = " ".join(left.split(" ")[-count:])
        suffix = " ".join(right.split(" ")[:count])
        whole = " ".join(filter(None, (prefix, words, suffix)))
        if whole != words and is_first(whole, start - len(f"{prefix} ".lstrip())):
            return _directive(prefix, words, suffix)
    return _directive("", words, "") if stands_first else ""


def _of_range(text: str, start: int, end: int, is_first: _IsFirst) -> str:
    """By the first words and the last, each of one block: as many as it takes."""
    first, last = text[start:end].split("\n")[0], text[start:end].split("\n")[-1]
    for count in range(ENDS, 4 * ENDS):
        begin = " ".join(first.split(" ")[:count])
        finish = " ".join(last.split(" ")[-count:])
        room = start + len(begin)
        is_next = room <= end - len(finish) and base_letters(finish) not in base_letters(
            text[room : end - len(finish)]
        )
        if is_next and is_first(begin, start):
            return _directive("", f"{begin}\0{finish}", "")
    return ""


def _is_first(text: str, line: int, before: str, words: str, start: int) -> bool:
    """``_IsFirst``, by the base letters of what stands before the line that they begin in."""
    sought = base_letters(words)
    own = base_letters(text[line:start])
    return f"{before}{own}{sought}".find(sought) == len(before) + len(own)


def _whole_words(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _block(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after the words in their own blocks, without the spaces between."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    return text[begin:start].rstrip(), text[end : stop if stop >= 0 else len(text)].lstrip()


def _directive(prefix: str, words: str, suffix: str) -> str:
    """The terms with the grammar's signs; a range's two are given with NUL between them."""
    terms = ",".join(map(_encoded, words.split("\0")))
    before = f"{_encoded(prefix)}-," if prefix else ""
    after = f",-{_encoded(suffix)}" if suffix else ""
    return f"#:~:text={before}{terms}{after}"


def _encoded(term: str) -> str:
    """Percent-encoded UTF-8; of the signs that ``quote`` leaves, the hyphen too."""
    return quote(term, safe="").replace("-", "%2D")
