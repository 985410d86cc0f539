"""A page saved as one message, looked at: with its own pictures, and nothing of the network."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from archive.identifiers import document_id, show
from tests.site_fixtures import make_site
from web.app import create_app
from web.replay import VIEW_POLICY

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
MESSAGE = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://news.example/a/page
Subject: A page
Date: Sun, 22 Nov 2026 16:30:25 GMT
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="edge"

--edge
Content-Type: text/html; charset=windows-1252
Content-Location: https://news.example/a/page
Content-Transfer-Encoding: quoted-printable

<html><head><link rel=3Dstylesheet href=3D"cid:css-1@mhtml.blink"></head><body>
<p>The caf=E9 was closed on the day that the witness spoke of, and on the next one too.</p>
<img alt=3Done src=3D"cid:dot@x"><img alt=3Dtwo src=3D"https://news.example/img/dot.png">
<img alt=3Dthree src=3D"../img/dot.png"><img alt=3Dfour src=3D"https://elsewhere.example/b.png">
<img alt=3Dfive src=3D"cid:svg@x"><iframe src=3D"cid:frame@x"></iframe>
</body></html>
--edge
Content-Type: text/css
Content-Location: cid:css-1@mhtml.blink

p {{ color: maroon; background: url(https://elsewhere.example/c.png) }}
--edge
Content-Type: image/png
Content-ID: <dot@x>
Content-Location: https://news.example/img/dot.png
Content-Transfer-Encoding: base64

{base64.b64encode(PNG).decode()}
--edge
Content-Type: image/svg+xml
Content-ID: <svg@x>

<svg xmlns='http://www.w3.org/2000/svg'/>
--edge--
"""


@pytest.mark.slow
def test_the_copy_of_a_saved_message(tmp_path: Path) -> None:
    """Its pictures and styles come from its parts; the passage is marked; nothing is fetched."""
    data = MESSAGE.replace("\n", "\r\n").encode()
    client = create_app(make_site(tmp_path, {"page.mhtml": data})).test_client()
    page = f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"
    passages = client.get(f"{page}.json").get_json()["passages"]
    assert [passage["text"][:19] for passage in passages] == ["The café was closed"]
    copy = client.get(f"{page}/view?p={passages[0]['id']}", buffered=True)
    assert copy.headers["Content-Security-Policy"] == VIEW_POLICY
    inlined = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    pictures = dict(re.findall(r'<img alt="(\w+)"(?: src="([^"]*)")?>', copy.text))
    assert pictures == {"one": inlined, "two": inlined, "three": inlined, "four": "", "five": ""}
    assert "color: maroon; background: none" in copy.text
    assert 'id="muniment-passage">The café was closed' in copy.text
    assert not re.search(r"iframe|elsewhere\.example", copy.text)
    assert "Scripts, forms, frames" in client.get(f"{page}/look").text
    story = client.get(f"{page}/provenance").text
    assert "by Blink" in story
    assert "https://news.example/a/page" in story
