"""The provenance of a document or a passage as W3C PROV-JSON (member submission, 24 April 2013).

Promises: containers and originals are entities named by their digests (RFC 6920), text and passage
by their document; capture, accession, reading and indexing are activities with their times,
agents and software; what is somebody's statement is marked as one. Nothing is stated that the
archive does not hold.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from archive.facts import document_address, instant, passage_address, title_of
from archive.model import Capture, Dating, Document, Generation, Passage

Plain = dict[str, Any]
_TERMS = {
    "original": "the bytes of the document",
    "container": "the bytes of a file or record that the document lay in",
    "text": "the canonical text that was read from the bytes",
    "passage": "a passage of that text",
    "resource": "what stood at an address",
}


def prov_plain(
    document: Document, generation: Generation, base_url: str, passage: Passage | None = None
) -> Plain:
    """The PROV-JSON document of a document, or of one of its passages."""
    base = base_url.rstrip("/")
    prov = _Prov(base)
    original = prov.entity(
        _named(document.sha256),
        "original",
        title_of(document),
        {
            "muniment:size": document.size,
            "muniment:mediaType": document.media_type,
            "prov:location": base + document_address(document.id),
        },
    )
    for number, capture in enumerate(document.captures, 1):
        _capture(prov, original, capture, number)
    # Not by its digest: the text of a plain text may have the very bytes of its original.
    text = prov.entity(
        f"muniment:text-{document.id}",
        "text",
        f"text of {title_of(document)}",
        {"muniment:sha256": document.text_sha256},
    )
    software = f"{document.parser} {document.parser_version}"
    reading = prov.activity("reading", {"prov:label": "the text was read from the bytes"})
    prov.relate("used", {"prov:activity": reading, "prov:entity": original})
    prov.made(text, reading)
    prov.derived(text, original, reading)
    prov.associated(reading, prov.agent(f"parser {software}", "prov:SoftwareAgent"))
    indexing = prov.activity(
        "indexing", {"prov:endTime": generation.created, "muniment:generation": generation.id}
    )
    prov.relate("used", {"prov:activity": indexing, "prov:entity": text})
    prov.associated(indexing, prov.agent(f"engine {generation.engine}", "prov:SoftwareAgent"))
    if passage is not None:
        place = {
            "prov:value": passage.text,
            "muniment:start": passage.start,
            "muniment:end": passage.end,
            "prov:location": base + passage_address(document.id, passage.id),
        }
        cut = prov.entity(f"muniment:{document.id}-{passage.id}", "passage", passage.id, place)
        prov.relate("wasDerivedFrom", {"prov:generatedEntity": cut, "prov:usedEntity": text,
                                       "prov:type": _qualified("prov:Quotation")})  # fmt: skip
    return prov.plain()


def _capture(prov: _Prov, original: str, capture: Capture, number: int) -> None:
    """How the bytes were captured, and when they were taken in."""
    facts: Plain = {"muniment:path": capture.path, "muniment:basis": _basis(capture.captured_at)}
    if capture.captured_at:
        facts["prov:endTime"] = _time(capture.captured_at)
        facts["muniment:captured"] = capture.captured_at.value
    captured = prov.activity(f"capture-{number}", facts)
    prov.made(original, captured)
    if capture.captured_by:
        prov.associated(captured, prov.agent(capture.captured_by, "prov:Agent"))
    if capture.source_url:
        resource = prov.entity(f"muniment:resource-{number}", "resource", capture.source_url,
                               {"prov:location": capture.source_url})  # fmt: skip
        prov.relate("used", {"prov:activity": captured, "prov:entity": resource})
        prov.derived(original, resource, captured)
    outer: str | None = None
    for record in capture.within:
        facts = {"muniment:mediaType": record.container}
        held = prov.entity(_named(record.container_sha256), "container", record.container, facts)
        if outer is not None:
            prov.relate("hadMember", {"prov:collection": outer, "prov:entity": held})
        outer = held
    if outer is not None:
        last = capture.within[-1]
        member = {"prov:collection": outer, "prov:entity": original}
        prov.relate("hadMember", member | {"muniment:locator": last.locator})
    if capture.accessioned_at:
        taken = prov.activity(
            f"accession-{number}",
            {"prov:endTime": capture.accessioned_at, "prov:label": "entered in the register"},
        )
        prov.relate("used", {"prov:activity": taken, "prov:entity": outer or original})
        prov.associated(taken, prov.agent("Muniment", "prov:SoftwareAgent"))


class _Prov:
    """A PROV-JSON document in the making."""

    def __init__(self, base: str) -> None:
        self._parts: defaultdict[str, Plain] = defaultdict(dict)
        self._parts["prefix"] = {
            "prov": "http://www.w3.org/ns/prov#",
            "sha256": "ni:///sha-256;",
            "muniment": f"{base}/about#",
        }

    def entity(
        self, name: str, kind: str, label: str, more: Mapping[str, Any] | None = None
    ) -> str:
        """A thing, by its name, which is given back."""
        facts = {"prov:type": _qualified(f"muniment:{kind}"), "prov:label": label}
        facts |= {"muniment:is": _TERMS[kind], **(more or {})}
        self._parts["entity"].setdefault(name, facts)
        return name

    def activity(self, kind: str, facts: Plain) -> str:
        """What was done, with what is known of it; its name."""
        name = f"muniment:{kind}"
        self._parts["activity"][name] = {key: value for key, value in facts.items() if value}
        return name

    def agent(self, label: str, kind: str) -> str:
        """Who or what did it; its name, the same for the same label."""
        known = self._parts["agent"]
        for name, facts in known.items():
            if facts["prov:label"] == label:
                return str(name)
        name = f"muniment:agent-{len(known) + 1}"
        known[name] = {"prov:label": label, "prov:type": _qualified(kind)}
        return name

    def made(self, entity: str, activity: str) -> None:
        """The thing came of the activity."""
        self.relate("wasGeneratedBy", {"prov:entity": entity, "prov:activity": activity})

    def derived(self, entity: str, source: str, activity: str) -> None:
        """The thing was made out of another by the activity."""
        self.relate("wasDerivedFrom", {"prov:generatedEntity": entity, "prov:usedEntity": source,
                                       "prov:activity": activity})  # fmt: skip

    def associated(self, activity: str, agent: str) -> None:
        """The agent did it."""
        self.relate("wasAssociatedWith", {"prov:activity": activity, "prov:agent": agent})

    def relate(self, kind: str, facts: Plain) -> None:
        """A relation of PROV, without a name of its own."""
        self._parts[kind][f"_:{kind}{len(self._parts[kind]) + 1}"] = facts

    def plain(self) -> Plain:
        """The whole document."""
        return dict(self._parts)


def _named(sha256: str) -> str:
    """The name of bytes by their digest (RFC 6920, 3)."""
    return "sha256:" + urlsafe_b64encode(bytes.fromhex(sha256)).decode("ascii").rstrip("=")


def _qualified(name: str) -> Plain:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _basis(dating: Dating | None) -> str:
    return f"as stated: {dating.basis}" if dating else ""


def _time(dating: Dating) -> str:
    """A point in time (xsd:dateTime); "" for a date that is less precise."""
    found = instant(dating)
    return found.isoformat(timespec="seconds") if found else ""
