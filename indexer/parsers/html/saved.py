"""What the tool that saved a page wrote into it: the address and the time of the capture.

Promises: reads the note of SingleFile and the "saved from url" note of browsers from the start
of the source; an address is given only if it is one of the web. Nothing is believed further.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from archive.model import Dating

_SINGLEFILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s*(?P<said>.*?)-->", re.IGNORECASE | re.DOTALL
)
_URL = re.compile(r"^\s*url:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(r"^\s*saved date:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_SCRIPT_DATE = re.compile(
    r"\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})", re.IGNORECASE
)
_BROWSER = re.compile(r"<!--\s*saved from url=\((\d{4})\)(\S+?)\s*-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saved:
    """The address, time and tool of capture, with the words for their basis."""

    url: str = ""
    basis: str = ""
    captured: Dating | None = None
    tool: str = ""


def read_saved(head_text: str) -> Saved:
    """What the start of the source says of how the page was saved."""
    singlefile = _SINGLEFILE.search(head_text)
    if singlefile is not None:
        url = _URL.search(singlefile["said"])
        address = url[1] if url and is_web(url[1]) else ""
        captured = _captured(singlefile["said"])
        return Saved(address, "SingleFile comment", captured, "SingleFile")
    browser = _BROWSER.search(head_text)
    if browser is not None and is_web(browser[2]):
        return Saved(browser[2], "browser's comment")
    return Saved()


def is_web(address: str) -> bool:
    """Whether an address is an absolute one of the web."""
    try:
        parts = urlsplit(address)
    except ValueError:  # a broken IPv6 host
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _captured(said: str) -> Dating | None:
    found = _DATE.search(said)
    return script_date(found[1], "SingleFile comment") if found else None


def script_date(text: str, basis: str) -> Dating | None:
    """A date as JavaScript writes it, "Sun Nov 22 2026 16:36:07 GMT+0000 (…)"."""
    found = _SCRIPT_DATE.match(text)
    if found is None:
        return None
    try:
        moment = datetime.strptime(f"{found[1]} {found[2]}", "%b %d %Y %H:%M:%S %z")
    except ValueError:
        return None
    return Dating(value=moment.isoformat(), precision="second", basis=basis, text=text.strip())
