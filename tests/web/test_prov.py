"""Provenance as PROV-JSON: every name it uses is declared in it, and the chain is whole."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from archive.identifiers import document_id, show
from tests.site_fixtures import make_site
from tests.web.test_containers import LETTER, zipped
from web.app import create_app

BOX = zipped({"letter.txt": LETTER})
SIDE = "source_url: https://x.example/a\ncaptured_at: 2001-02-03T04:05Z\ncaptured_by: Ann\n"
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
KINDS = {"entity": "entity", "generatedEntity": "entity", "usedEntity": "entity",
         "collection": "entity", "activity": "activity", "agent": "agent"}  # fmt: skip


def named(data: bytes) -> str:
    """The name of bytes by their digest."""
    digest = hashlib.sha256(data).digest()
    return "sha256:" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def check(prov: dict[str, Any]) -> None:
    """What the submission asks of a document: declared prefixes, references and times."""
    for kind, values in prov.items():
        if kind == "prefix":
            continue
        for name, facts in values.items():
            assert name.partition(":")[0] in (*prov["prefix"], "_")
            for key, value in facts.items():
                prefix, _, local = key.partition(":")
                assert prefix in prov["prefix"]
                if prefix == "prov" and local in KINDS:
                    assert value in prov[KINDS[local]], (kind, key)
                if local in ("startTime", "endTime"):
                    assert DATE_TIME.fullmatch(value)


@pytest.mark.slow
def test_the_whole_chain(tmp_path: Path) -> None:
    """Container, original, text and passage, with captures, accession, agents and times."""
    files: dict[str, bytes | str] = {"a.txt": LETTER, "a.txt.yaml": SIDE, "box.zip": BOX}
    client = create_app(make_site(tmp_path, files)).test_client()
    page = f"/d/{show(document_id(hashlib.sha256(LETTER).hexdigest()))}"
    passage = client.get(f"{page}.json").get_json()["passages"][0]["id"]
    prov = client.get(f"{page}/p/{passage}/provenance.json").get_json()
    check(prov)
    check(client.get(f"{page}/provenance.json").get_json())
    assert {named(LETTER), named(BOX)} <= set(prov["entity"])
    kinds = [facts["prov:type"]["$"].partition(":")[2] for facts in prov["entity"].values()]
    assert sorted(kinds) == ["container", "original", "passage", "resource", "text"]
    assert "Ann" in [facts["prov:label"] for facts in prov["agent"].values()]
    assert prov["activity"]["muniment:capture-1"]["prov:endTime"] == "2001-02-03T04:05:00+00:00"
    (member,) = prov["hadMember"].values()
    assert (member["prov:collection"], member["prov:entity"]) == (named(BOX), named(LETTER))
    derived = {(each["prov:generatedEntity"], each["prov:usedEntity"])
               for each in prov["wasDerivedFrom"].values()}  # fmt: skip
    text = next(name for name, facts in prov["entity"].items()
                if facts["prov:type"]["$"] == "muniment:text")  # fmt: skip
    assert (text, named(LETTER)) in derived
    assert client.get(f"{page}/p/00000000/provenance.json").status_code == 404
