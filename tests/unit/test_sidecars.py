"""Sidecars: every field, every way in which one can be wrong, and the way back."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from archive.model import Agent, Dating
from indexer.sidecars import BASIS, LIMIT, Sidecar, read_date, read_sidecar, write_sidecar

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "sidecars.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cases(case: dict[str, object]) -> None:
    """Each case gives the fields, and a word of each problem's sentence, that it states."""
    sidecar, problems = read_sidecar(str(case["text"]).encode(), str(case["file"]))
    found = {}
    for name in Sidecar.__slots__:
        value = getattr(sidecar, name)
        if isinstance(value, Dating):
            value = [value.value, value.precision]
        elif isinstance(value, tuple):
            value = [[agent.name, agent.kind] for agent in value]
        if value:
            found[name] = value
    assert found == case["fields"]
    expected = case.get("problems", [])
    assert isinstance(expected, list)
    assert len(problems) == len(expected)
    for sentence, word in zip(problems, expected, strict=True):
        assert word in sentence


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.yaml", b"title: a: b", "line 1"),
        ("a.yaml", b"ok: x\n\t- tab", "YAML"),
        ("a.yaml", b"- a\n- b", "fields"),
        ("a.yaml", b"just words", "fields"),
        ("a.yaml", b"", "fields"),
        ("a.yaml", b"\xff\xfe\xff", "YAML"),
        ("a.yaml", b"title: \x00", "YAML"),
        ("a.yaml", b"a: &x [1]\nb: *x", "aliases"),
        ("a.yaml", b"[" * 10_000, "nested"),
        ("a.yaml", b"{a: " * 5_000, "nested"),
        ("a.yaml", b"? [a]\n: b", "YAML"),
        ("a.yaml", b"title: one\n---\ntitle: two", "YAML"),
        ("a.yaml", b"title: !!python/object/apply:os.system [x]\n", None),
        ("a.json", b"{", "JSON"),
        ("a.json", b"[" * 60_000, "JSON"),
        ("a.json", b"\xff", "JSON"),
        ("a.json", b"null", "fields"),
        ("a.yaml", b"#" * (LIMIT + 1), "64 KB"),
    ],
)
def test_broken_sidecars_are_refused_in_a_sentence(
    name: str, data: bytes, reason: str | None
) -> None:
    """What is no sidecar raises UnreadableError and nothing else, quickly; tags make nothing."""
    if reason is None:
        assert read_sidecar(data, name)[1]
        return
    with pytest.raises(UnreadableError, match=reason):
        read_sidecar(data, name)


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes raise anything but UnreadableError."""
    for name in ("a.yaml", "a.json"):
        with contextlib.suppress(UnreadableError):
            read_sidecar(data, name)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: " ".join(text.split())
)
DATES = st.builds(
    lambda moment, cut: moment.isoformat()[:cut],
    st.datetimes(min_value=datetime(1500, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
    st.sampled_from([4, 7, 10, 16, 19]),
).map(lambda text: read_date(text, BASIS))


@given(
    sidecar=st.builds(
        Sidecar,
        source_url=st.sampled_from(["", "https://example.org/a?b=c#d", "http://example.com"]),
        captured_at=st.none() | DATES,
        captured_by=WORDS,
        title=WORDS,
        authors=st.lists(
            st.builds(
                Agent, name=WORDS.filter(bool), kind=st.sampled_from(["person", "organization"])
            ),
            max_size=3,
        ).map(tuple),
        published=st.none() | DATES,
        language=st.sampled_from(["", "en", "fa", "ckb"]),
        collection=WORDS,
        rights=WORDS,
        note=WORDS,
    )
)
def test_writing_is_the_inverse_of_reading(sidecar: Sidecar) -> None:
    """What is written is read back equal, without a problem, whatever signs the values hold."""
    assert read_sidecar(write_sidecar(sidecar), "a.yaml") == (sidecar, ())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1988", "1988"),
        ("1988-07", "1988-07"),
        (" 1988-07-19 ", "1988-07-19"),
        ("1988-07-19T10:30", "1988-07-19T10:30"),
        ("1988-07-19 10:30:59.123Z", "1988-07-19T10:30:59Z"),
        ("1988-07-19T10:30+03:30", "1988-07-19T10:30+03:30"),
        ("2000-02-29", "2000-02-29"),
        ("1900-02-29", None),
        ("1988-13", None),
        ("1988-7-1", None),
        ("1988-07T10:30", None),
        ("1988-07-19T25:00", None),
        ("19 July 1988", None),
        ("0000", None),
        ("", None),
    ],
)
def test_dates(text: str, value: str | None) -> None:
    """ISO dates of every precision that the calendar has; anything else is None."""
    dating = read_date(text, BASIS)
    assert (dating.value if dating else None) == value
