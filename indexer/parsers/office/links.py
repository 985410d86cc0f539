"""The addresses of links, which the text of a document does not show: left out, and found there.

Promises: an address is that of something outside the document; bookmarks within it are none.
"""

from __future__ import annotations

import re
from typing import Final

LINK: Final = "address of a link"
# The code of a field that is a link (ECMA-376, part 1, 17.16.5.25), also that of RTF.
CODE = re.compile(r'\s*HYPERLINK\s+"(?P<to>[^"#][^"]*)"')


def address_in(code: str) -> str:
    """The address that the code of a field leads to; "" when it is of another kind."""
    found = CODE.match(code)
    return found["to"] if found else ""
