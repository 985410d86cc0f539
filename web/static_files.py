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
from pathlib import Path

from flask import Flask, Response, send_from_directory

FOREVER = "public, max-age=31536000, immutable"  # a year, in seconds: what caches take for always
ASK_FIRST = "no-cache"  # keep it, but ask each time whether it is still so
_DIGITS = 16  # of a SHA-256, in hexadecimal: to tell editions of a file apart
_DIGEST = re.compile(rf"\.[0-9a-f]{{{_DIGITS}}}(?=\.[a-z]+\Z)")


def install(app: Flask) -> None:
    """Serve the files below ``/static/``; templates name one by ``static_file("muniment.css")``."""
    folder = Path(app.root_path) / "static"
    dated = {file.name: _with_digest(file) for file in folder.iterdir() if file.is_file()}

    @app.get("/static/<filename>", endpoint="static")
    def static(filename: str) -> Response:
        plain = _DIGEST.sub("", filename)
        response = send_from_directory(folder, plain)
        is_whole = filename == dated.get(plain)
        response.headers["Cache-Control"] = FOREVER if is_whole else ASK_FIRST
        return response

    def static_file(name: str) -> str:
        """The address of a file, by which it may be kept."""
        return f"/static/{dated[name]}"

    app.jinja_env.globals["static_file"] = static_file


def _with_digest(file: Path) -> str:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGITS]
    return f"{file.stem}.{digest}{file.suffix}"
