"""Become a program under limits: what ``indexer.ocr.program`` starts, and what then is the program.

Promises: before the program begins it cannot use more memory and processor time than it is given,
nor write, open files besides programs and the named folders, or reach a network, as far as
the kernel lets that be set; it ends with its parent. Imports nothing that is slow to load.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from indexer.confine import become


def main(arguments: list[str]) -> None:
    """``arguments``: the parent, bytes, seconds, a folder to read, the program and its own."""
    parent, memory, seconds, folder, *command = arguments
    readable = (Path(folder), Path(command[0]).resolve().parent)
    try:
        become(command, int(parent), int(memory), int(seconds), readable)
    except OSError:
        os._exit(127)


if __name__ == "__main__":
    main(sys.argv[1:])
