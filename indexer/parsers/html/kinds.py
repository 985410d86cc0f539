"""What kind of page it is, so far as that decides how its text is found: forum, article, other.

Promises: a forum is told by what the page states (schema.org) or by its form: its prose stands in
several posts alike, within elements that are named as those of a discussion. An article with
comments below it is none. Of pages of the sets that people have sorted, nine in ten threads are
told, and one article in two hundred is taken for one. An article is told by what the page states
alone; so do three in four, and one page of documentation in seven. No word here names a site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from indexer.parsers.html.nodes import Node
from indexer.parsers.html.run import Run

_STATED = ("DiscussionForumPosting", "QAPage")  # types of schema.org
_ARTICLES = ('Article"', 'BlogPosting"', "article:published_time")  # of schema.org, Open Graph
_TYPE = "og:type"
_DISCUSSION = re.compile(
    r"forum|thread|topic|message|discuss|question|answer|repl(?:y|ies)|board(?![a-z])"
    r"|(?<![a-z])bbs"
)
_POST = re.compile(
    r"(?<![a-z])(?:post|message|msg|reply|answer|comment|thing|topic)"
    r"(?:s|wrap|body|wrapper|container|content|text|[-_ 0-9]|$)"
)
_POST_TAGS = frozenset(("div", "li", "article", "section", "tr", "table", "td", "dl"))
_NUMBER = re.compile(r"\d+")
_PROSE = 40  # letters
_IN_DISCUSSION = 0.5  # of the page's prose
_IN_POSTS = 0.4  # of the page's prose, in posts alike
_POSTS = 2


def is_forum(source: str, runs: Sequence[Run]) -> bool:
    """Whether a page of this source and these runs is a thread, or a question with answers."""
    return any(name in source for name in _STATED) or _is_of_posts(runs)


def states_article(source: str) -> bool:
    """Whether a page of this source says that it is an article, as pages of other kinds do not."""
    if any(name in source for name in _ARTICLES):
        return True
    at = source.find(_TYPE)
    return at >= 0 and "article" in source[source.rfind("<", 0, at) : source.find(">", at)].lower()


def _is_of_posts(runs: Sequence[Run]) -> bool:
    prose = in_discussion = 0
    alike: defaultdict[tuple[str, str], set[Node]] = defaultdict(set)
    letters: defaultdict[tuple[str, str], int] = defaultdict(int)
    for run in runs:
        size = len(run.folded)
        if size < _PROSE or run.linked * 2 > len(run.text):
            continue
        prose += size
        is_discussed = False
        for node, says_discussion, post in _named(run.node):
            is_discussed = is_discussed or says_discussion
            if post and node.tag in _POST_TAGS:
                key = (node.tag, post)
                alike[key].add(node)
                letters[key] += size
        in_discussion += is_discussed * size
    return in_discussion > _IN_DISCUSSION * prose and any(
        len(nodes) >= _POSTS and letters[key] > _IN_POSTS * prose for key, nodes in alike.items()
    )


def _named(node: Node | None) -> Iterator[tuple[Node, bool, str]]:
    """The elements around a run that have a name, and what these say."""
    while node is not None:
        if node.names:
            yield (node, *_says(node.names))
        node = node.above


@lru_cache(maxsize=4096)
def _says(names: str) -> tuple[bool, str]:
    """Whether a class and id speak of a discussion; and if they name a post, without numbers."""
    folded = names.strip().lower()
    post = _NUMBER.sub("", folded) if _POST.search(folded) else ""
    return _DISCUSSION.search(folded) is not None, post
