"""The formats of a citation by their names in addresses, and lists of citations in them.

Promises: a list is made item by item, however many there are. Order: what readers ask for first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archive.cite.annotation import MEDIA_TYPE, annotation
from archive.cite.bibtex import bibtex
from archive.cite.cited import Cited
from archive.cite.csl import csl_item
from archive.cite.plain_text import plain_text
from archive.cite.ris import ris

CSL_JSON = "application/vnd.citationstyles.csl+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a citation is written in an exchange format."""

    suffix: str  # of addresses and file names, without the dot before it
    media_type: str  # with parameters
    label: str
    write: Callable[[Cited], str]
    before: str = ""  # a list's beginning, separator and end
    between: str = ""
    after: str = ""

    @property
    def essence(self) -> str:
        """The media type without parameters."""
        return self.media_type.partition(";")[0]


def _csl_json(cited: Cited) -> str:
    return json.dumps(csl_item(cited), ensure_ascii=False, indent=2)


# A single CSL-JSON citation is a list of one, as the schema has it.
FORMATS = {
    each.suffix: each
    for each in (
        Format(
            suffix="csl.json", media_type=CSL_JSON, label="CSL-JSON", write=_csl_json,
            before="[\n", between=",\n", after="\n]\n",
        ),
        Format(
            suffix="bib", media_type="application/x-bibtex; charset=utf-8", label="BibTeX",
            write=lambda cited: bibtex(csl_item(cited)), between="\n",
        ),
        Format(
            suffix="ris", media_type="application/x-research-info-systems; charset=utf-8",
            label="RIS", write=lambda cited: ris(csl_item(cited)),
        ),
        Format(
            suffix="jsonld", media_type=MEDIA_TYPE, label="Web Annotation (JSON-LD)",
            write=annotation,
        ),
        Format(
            suffix="txt", media_type="text/plain; charset=utf-8", label="Plain text",
            write=plain_text, between="\n",
        ),
    )
}  # fmt: skip
LISTS = ("csl.json", "bib", "ris")  # in which all documents of a search can be had


def written(cited: Cited, suffix: str) -> str:
    """One citation as a whole file. Raises KeyError for a format that there is not."""
    return "".join(listed([cited], suffix))


def listed(every: Iterable[Cited], suffix: str) -> Iterator[str]:
    """A file of citations, part by part. Raises KeyError likewise."""
    form = FORMATS[suffix]
    yield form.before
    for number, cited in enumerate(every):
        yield (form.between if number else "") + form.write(cited)
    yield form.after
