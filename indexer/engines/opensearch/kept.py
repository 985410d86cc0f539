"""The files beside a cluster's index: dictionaries, sketches, and what of them is gone.

    0001.arrays     the dictionary of the documents that the first build entered
    0001.sketches   their sketches
    0001.gone       of the dictionary's terms, so many documents that had it are gone (JSON)
    gone            of each part the identifiers of the documents that are gone (JSON)

Promises: a file that another generation may share is never written to, but replaced. A dictionary
that joins others has the number of the last.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from indexer.arrays.bundle import Array, read, write
from indexer.engines.opensearch.analysed import Terms
from indexer.engines.opensearch.dictionary import dictionary_arrays
from indexer.engines.opensearch.dictionary_join import joined
from indexer.engines.opensearch.sketched import Sketched, sketch_arrays
from indexer.engines.whoosh_schema import WORDED

MOST: Final = 6  # dictionaries: each costs every word of a query a look
REDUCED: Final = (".arrays", ".sketches")  # what is kept of a segment
_JOINED: Final = 128  # dictionaries that are open together
_GONE: Final = "gone"


class KeptFiles:
    """These files of one generation."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError."""
        self._folder = folder
        self._gone: dict[str, list[str]] = _json(folder / _GONE) or {}

    def dictionaries(self) -> list[tuple[dict[str, Array], dict[str, dict[str, int]]]]:
        """The arrays of each dictionary, and what of its terms is gone."""
        return [
            (read(path), _json(path.with_suffix(f".{_GONE}")) or {})
            for path in self._numbered("*.arrays")
        ]

    def sketched(self) -> list[Sketched]:
        """The sketches of all documents, also of those that are gone."""
        return [
            Sketched(read(path), frozenset(self._gone.get(path.stem, ())))
            for path in self._numbered("*.sketches")
        ]

    def next(self) -> Path:
        """The path of the next segment."""
        numbers = [int(path.stem) for path in self._folder.glob("*.sketches")]
        return self._folder / f"{max(numbers, default=0) + 1:04d}.segment"

    def adopt(self, reduced: Path) -> None:
        """Take over what ``reduce`` left of a segment elsewhere. Raises OSError."""
        here = self.next()
        for suffix in REDUCED:
            reduced.with_suffix(suffix).replace(here.with_suffix(suffix))

    def remove(self, removed: Mapping[str, Terms]) -> None:
        """Take out documents, with the terms that they were entered with."""
        if not removed:
            return
        numbers = [int(path.stem) for path in self._numbered("*.arrays")]
        of_part: defaultdict[int, list[Terms]] = defaultdict(list)
        for path in self._numbered("*.sketches"):
            before = self._gone.get(path.stem, [])
            going = [
                each for each in Sketched(read(path)).ids if each in removed and each not in before
            ]
            self._gone[path.stem] = before + going
            place = numbers[bisect_left(numbers, int(path.stem))]
            of_part[place] += [removed[each] for each in going]
        for number, some in of_part.items():
            if some:
                self._uncount(number, some)
        _replace(self._folder / _GONE, self._gone)

    def _uncount(self, number: int, some: Iterable[Terms]) -> None:
        path = self._folder / f"{number:04d}.{_GONE}"
        before = _json(path) or {}
        counts = {name: Counter(before.get(name, {})) for name in WORDED}
        for terms in some:
            for name in WORDED:
                counts[name].update({t for unit in terms.fields[name] for t in unit.split(" ")})
        _replace(path, counts)

    def join(self) -> None:
        """Make one dictionary of all, if there are many."""
        while len(paths := self._numbered("*.arrays")) > MOST:
            for first in range(0, len(paths), _JOINED):
                self._join(paths[first : first + _JOINED])

    def _join(self, paths: Sequence[Path]) -> None:
        aside = self._folder / "joined"
        arrays = [read(path) for path in paths]
        gone = [_json(path.with_suffix(f".{_GONE}")) or {} for path in paths]
        write(aside, joined(arrays, gone))
        for path in paths:
            path.unlink()
            path.with_suffix(f".{_GONE}").unlink(missing_ok=True)
        aside.rename(paths[-1])

    def _numbered(self, pattern: str) -> list[Path]:
        return sorted(self._folder.glob(pattern), key=lambda path: int(path.stem))


def reduce(segment: Path) -> None:
    """Keep of a segment what is needed, and remove it. Raises OSError."""
    arrays = read(segment)
    dictionary, sketches = (segment.with_suffix(suffix) for suffix in REDUCED)
    write(dictionary, dictionary_arrays(arrays))
    write(sketches, sketch_arrays(arrays))
    segment.unlink()


def _json(path: Path) -> Any:
    """What a file holds, None if it is not there. Raises OSError, ValueError."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None


def _replace(path: Path, plain: object) -> None:
    aside = path.with_name(f"{path.name}.new")
    aside.write_text(json.dumps(plain), "utf-8")
    aside.rename(path)
