"""Python's search for cyclic garbage, for a process that answers searches.

Promises: what is loaded is passed over from now on, and the search runs less often. It looked
through all that is loaded, for 20 ms, in the middle of every thirtieth search.
"""

from __future__ import annotations

import gc
from typing import Final

_OBJECTS: Final = 10_000  # more than there were; a page makes several thousand for a moment


def spare_the_collector() -> None:
    """Call this once, when what stays for good is loaded.

    Nothing is looked for first: loading leaves no garbage behind, and looking takes 35 ms.
    """
    gc.freeze()
    gc.set_threshold(_OBJECTS)
