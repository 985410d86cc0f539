"""The elements of a page's tree as its walk met them, with what is asked of them again and again.

Promises: a node's path is what lxml's ``getpath`` gives for its element, made here because that
is slow in wide trees, and only when it is asked for; a name that XPath could not read (``fb:like``)
is written ``*[n]``, the n-th child element. Plain values: asking lxml for a parent or an attribute
costs as much as all that is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

_PLAIN_NAME = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)


class Node:
    """An element: its name, its attributes, its child elements, and the element around it.

    ``names`` is its class and id, "" where it has neither; ``place`` its index among the children
    of ``above``.
    """

    __slots__ = ("_path", "_steps", "above", "attributes", "children", "names", "place", "tag")

    def __init__(
        self,
        tag: str,
        attributes: dict[str, str],
        children: Sequence[HtmlElement],
        above: Node | None = None,
        place: int = 0,
    ) -> None:
        """The node of an element that has been looked at; ``above`` None: the root."""
        self.tag = tag
        self.attributes = attributes
        self.children = children
        self.above = above
        self.place = place
        self.names = ""
        if attributes:
            named, known = attributes.get("class", ""), attributes.get("id", "")
            if named or known:
                self.names = f"{named} {known}"
        self._path = "" if above is not None else f"/{tag}"
        self._steps: list[str] = []

    def path(self) -> str:
        """The path of the element, for example ``/html/body/div[2]/p``."""
        if self._path:
            return self._path
        unknown: list[Node] = []
        node = self
        while not node._path and node.above is not None:
            unknown.append(node)
            node = node.above
        path = node._path
        for below in reversed(unknown):
            path = below._path = f"{path}/{node.step(below.place)}"
            node = below
        return path

    def step(self, place: int) -> str:
        """The last step of the path of a child."""
        if not self._steps:
            self._steps = _steps([child.tag for child in self.children])
        return self._steps[place]


def _steps(names: Sequence[str]) -> list[str]:
    """The last step of the path of each of the children with these names."""
    plain = {name for name in names if _is_plain(name)}
    if len(plain) == len(names):  # as most elements have it: no two children are called alike
        return list(names)
    counts = dict.fromkeys(names, 0)
    numbers = []
    for name in names:
        counts[name] = number = counts[name] + 1
        numbers.append(number)
    steps = []
    for position, (name, number) in enumerate(zip(names, numbers, strict=True), 1):
        if name not in plain:
            steps.append(f"*[{position}]")
        else:
            steps.append(name if counts[name] == 1 else f"{name}[{number}]")
    return steps


@lru_cache(maxsize=1024)
def _is_plain(name: str) -> bool:
    """Whether a tag can stand in an XPath as it is."""
    return _PLAIN_NAME.fullmatch(name) is not None
