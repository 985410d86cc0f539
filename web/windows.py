"""Which passages of a document one page shows: all of a short one, of a long one a window.

Promises: a document is cut into blocks at the same passages whatever was asked for; windows are
whole blocks and reach every passage; what a page opens at never stands at the edge of its window,
but at the ends of the text. So the page of a long document is as small as that of a short one.
"""

from __future__ import annotations

from dataclasses import dataclass

BLOCK = 64  # passages; the parts that documents are stored in have as many
WHOLE = 3 * BLOCK  # passages at most that one page shows at once
_BLOCKS = 2  # of a window


@dataclass(frozen=True, slots=True)
class Window:
    """Some consecutive passages of ``count``, by ordinals, half-open."""

    first: int
    last: int
    count: int

    @property
    def ordinals(self) -> range:
        """Of its passages."""
        return range(self.first, self.last)

    @property
    def is_whole(self) -> bool:
        """Whether it has all passages."""
        return len(self.ordinals) == self.count

    @property
    def before(self) -> Window | None:
        """The window that ends where this one begins; None at the beginning."""
        return starting(self.count, self.first - _BLOCKS * BLOCK) if self.first else None

    @property
    def after(self) -> Window | None:
        """The window that begins where this one ends; None at the end."""
        return starting(self.count, self.last) if self.last < self.count else None


def around(count: int, ordinal: int) -> Window:
    """The window to see a passage in."""
    block, within = divmod(ordinal, BLOCK)
    return starting(count, (block - (within < BLOCK // 2)) * BLOCK)


def starting(count: int, ordinal: int) -> Window:
    """The window that begins with the block of a passage."""
    if count <= WHOLE:
        return Window(0, count, count)
    last_block = (count - 1) // BLOCK
    block = min(max(ordinal // BLOCK, 0), last_block - 1)
    return Window(block * BLOCK, min((block + _BLOCKS) * BLOCK, count), count)


def from_number(text: str, count: int) -> int:
    """The ordinal that a number in an address means, from 1; what is no number means the first."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    return min(max(number - 1, 0), max(count - 1, 0))


def block_of(count: int, ordinal: int) -> Window:
    """One block: what is added to a window."""
    first = ordinal // BLOCK * BLOCK
    return Window(first, min(first + BLOCK, count), count)
