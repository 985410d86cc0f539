"""Characters of mail: as declared, else as the archive tells encodings; and UTF-7, old mail's own.

Promises: what cannot be decoded is U+FFFD, never left out.
"""

from __future__ import annotations

import re

from archive.mime import Part
from archive.mime_header import Decoder
from indexer.decode import Decoded, decode

_UTF_7 = frozenset(("utf-7", "unicode-1-1-utf-7", "csunicode11utf7"))
_SURROGATES = re.compile("[\ud800-\udfff]")


def decoded(data: bytes, charset: str | None) -> Decoded:
    """The text of a part. UTF-7 (RFC 2152) is taken only where it is declared: all ASCII may be."""
    if charset and charset.lower() in _UTF_7 and data.isascii():
        text = _SURROGATES.sub("\ufffd", data.decode("utf-7", "replace"))
        return Decoded(text=text, charset="utf-7", basis="declared")
    return decode(data, charset)


def header_decoder(message: Part) -> Decoder:
    """Reads the headers of a message: bytes of no declared charset as those of its text are."""
    texts = (leaf for leaf in message.leaves() if leaf.media_type.startswith("text/"))
    hint = next((leaf.charset for leaf in texts if leaf.charset), None)
    return lambda data, charset: decoded(data, charset or hint).text


def decode_header(data: bytes, charset: str | None) -> str:
    """For ``archive.mime_header``: the text of a header's bytes."""
    return decoded(data, charset).text
