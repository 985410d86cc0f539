"""The style sheet, the scripts and the icons: fetched once, and anew when they change.

Promises: pages name each file with a digest of its bytes (``/static/muniment.3f2a….css``), and what
is had by that name may be kept for a year without asking again (RFC 8246, ``immutable``). The plain
name leads to the same file, and is to be asked for each time; so does a name with another digest,
as a page has it that was made before an update. The digest stands in the name and not
behind a question mark, since some caches take no notice of what stands there.
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from flask import Flask, Response, abort, send_file

FOREVER: Final = "public, max-age=31536000, immutable"  # a year, in seconds: always, for caches
ASK_FIRST: Final = "no-cache"  # keep it, but ask each time whether it is still so
_DIGITS: Final = 16  # of a SHA-256, in hexadecimal: to tell editions of a file apart
_DIGEST = re.compile(rf"\.[0-9a-f]{{{_DIGITS}}}(?=\.[a-z]+\Z)")


class _File(NamedTuple):
    """A file as it was when the site began: what its name says stays true of it."""

    data: bytes
    digest: str
    dated: str  # its name with the digest


def install(app: Flask) -> None:
    """Serve the files below ``/static/``; templates name one by ``static_file("muniment.css")``."""
    folder = Path(app.root_path) / "static"
    known = {file.name: _read(file) for file in folder.iterdir() if file.is_file()}

    @app.get("/static/<filename>", endpoint="static")
    def static(filename: str) -> Response:
        name = _DIGEST.sub("", filename)
        if name not in known:
            abort(404)
        file = known[name]
        response = send_file(BytesIO(file.data), download_name=name, etag=file.digest)
        response.headers["Cache-Control"] = FOREVER if filename == file.dated else ASK_FIRST
        return response

    def static_file(name: str) -> str:
        """The address of a file, by which it may be kept."""
        return f"/static/{known[name].dated}"

    app.jinja_env.globals["static_file"] = static_file


def _read(file: Path) -> _File:
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:_DIGITS]
    return _File(data, digest, f"{file.stem}.{digest}{file.suffix}")
