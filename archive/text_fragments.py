"""Text fragments: the end of an address by which a browser finds and highlights words itself.

Promises: what is made follows the grammar, ``#:~:text=[prefix-,]start[,end][,-suffix]``; each term
lies within one block, starts and ends at word boundaries, and is percent-encoded so that none of
its letters is taken for a sign of the grammar; "" where no such fragment would single the words
out. Nothing of ours relies on it: our own pages mark the words themselves.

Source: URL Fragment Text Directives (WICG, Draft Community Group Report), 3.2, 3.5. Browsers take
the first match, in whatever case; so words that stand before in the same text, and such as are few
and could stand anywhere on the page, get their context. It must be in their own block, as other
text of a page may stand between blocks.
"""

from __future__ import annotations

from urllib.parse import quote

Span = tuple[int, int]

LONGEST = 300  # code points of words that are given whole; of longer ones the beginning and the end
FARTHEST = 1_000_000  # code points before the words; further in, looking for them takes too long
FEW = 3  # words, which get their context in any case
ENDS = 5  # words of a range's beginning and of its end, at least
CONTEXT = 5  # words of context on each side at most


def text_fragment(text: str, start: int, end: int) -> str:
    """The fragment, with its ``#``, for words of a canonical text; "" where there is none.

    The words are taken out to whole words, as browsers match no others.
    """
    start, end = _whole_words(text, start, end)
    words = text[start:end]
    if not words or start > FARTHEST:
        return ""
    if len(words) > LONGEST or "\n" in words:
        return _of_range(text, start, end)
    is_first = _is_first(text, words, start)
    if is_first and words.count(" ") >= FEW:
        return _directive("", words, "")
    before, after = _block(text, start, end)
    for count in range(1, CONTEXT + 1):
        prefix = " ".join(before.split(" ")[-count:])
        suffix = " ".join(after.split(" ")[:count])
        whole = " ".join(filter(None, (prefix, words, suffix)))
        if whole != words and _is_first(text, whole, start - len(f"{prefix} ".lstrip())):
            return _directive(prefix, words, suffix)
    return _directive("", words, "") if is_first else ""


def _of_range(text: str, start: int, end: int) -> str:
    """By the first words and the last, each of one block: as many as it takes."""
    first, last = text[start:end].split("\n")[0], text[start:end].split("\n")[-1]
    for count in range(ENDS, 4 * ENDS):
        begin = " ".join(first.split(" ")[:count])
        finish = " ".join(last.split(" ")[-count:])
        room = start + len(begin)
        is_next = room <= end - len(finish) and _is_first(
            text[room:end], finish, end - len(finish) - room
        )
        if is_next and _is_first(text, begin, start):
            return _directive("", f"{begin}\0{finish}", "")
    return ""


def _is_first(text: str, words: str, start: int) -> bool:
    """Whether the words stand at this place first, in whatever case."""
    sought = words.casefold()
    return text[: start + len(words)].casefold().find(sought) == len(text[:start].casefold())


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
