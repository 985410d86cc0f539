"""Files that hold documents: mail, mailboxes, web archives, zip archives. One module a format.

Promises: ``OPENERS`` names the module that opens each media type; an opener is imported only when
its format is met. Openers see bytes alone, in a confined child process (``containers.child``):
they never write, never follow what a name or a link says, and hold one entry at a time.

An opener has two functions:

``entries(source, start, limit) -> Iterator[Entry | Remark]``: what the container holds, in its
order, from the position ``start`` (0, or an entry's ``resume``) on; a payload over ``limit`` bytes
is not given, with that as the reason. Raises UnreadableError when it is no such container.

``payload(source, locator, limit) -> bytes``: the payload that ``entries`` gave with this locator,
the same bytes. Raises UnreadableError.

``source`` is a seekable binary stream.
"""

from __future__ import annotations

from indexer.media import GZIP, MAIL, MAILBOX, WACZ, WARC, WEB_ARCHIVE_1, ZIP

# Media type: the module, and its version. Raise it when its entries change.
OPENERS = {
    ZIP: ("indexer.containers.zips", "2"),
    GZIP: ("indexer.containers.gzips", "1"),
    MAIL: ("indexer.containers.mails", "1"),
    MAILBOX: ("indexer.containers.mailboxes", "1"),
    WARC: ("indexer.containers.web_archives", "1"),
    WEB_ARCHIVE_1: ("indexer.containers.web_archives", "1"),
    WACZ: ("indexer.containers.wacz", "1"),
}


def is_container(media_type: str) -> bool:
    """Whether files of this media type hold others that may be documents."""
    return media_type in OPENERS
