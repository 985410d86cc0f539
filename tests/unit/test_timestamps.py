"""Time stamps over the register's head: asked for, taken in, checked again, and every bad one."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import TimestampError, UsageError
from archive.register import NewEntry, Register
from archive.register_chain import read_chain
from archive.timestamps import Timestamp, folder_in
from archive.verify import verify
from indexer import timestamps
from indexer.der import as_response, in_der_order
from tests.time_stamping import Authority, agrees, authority, stranger

__all__ = ["authority", "stranger"]


def entered(keep: Path, *names: str) -> Register:
    """A register with an entry for each name."""
    register = Register.open(keep)
    for name in names:
        digest = hashlib.sha256(name.encode()).hexdigest()
        register.append(
            [NewEntry(event="accession", role="original", path=name, sha256=digest, size=1,
                      agent="test")]
        )  # fmt: skip
    return register


def stamped(keep: Path, by: Authority, *more: str, section: str = "accurate") -> Timestamp:
    """The register's head stamped, and the token taken in."""
    answer = by.answer(timestamps.request(Register.open(keep)), *more, section=section)
    return timestamps.take_in(keep, answer, by.root)


def test_the_head_is_stamped(tmp_path: Path, authority: Authority) -> None:
    """What is asked is the head; what is taken in says whose clock and when; openssl agrees."""
    register = entered(tmp_path, "a", "b")
    request = tmp_path / "head.tsq"
    request.write_bytes(timestamps.request(register))
    asked = subprocess.check_output(["openssl", "ts", "-query", "-in", str(request), "-text"])
    assert b"Hash Algorithm: sha256" in asked
    assert b"Certificate required: yes" in asked
    assert b"Nonce: 0x" in asked
    found = stamped(tmp_path, authority)
    assert (found.n, found.head) == (2, register.head)
    assert found.at.startswith("20")
    assert (found.authority, found.vouched_by) == (
        "Example Clock, Example",
        "Example Root, Example",
    )
    assert found.accuracy_ms == 1000
    token = folder_in(tmp_path) / found.file
    assert agrees(token, register.head, token.with_suffix(".pem"))
    entered(tmp_path, "c")
    assert timestamps.check(tmp_path, read_chain(tmp_path)) == (found,)


@pytest.mark.parametrize("form", ["chain", "bare", "plain"])
def test_answers_as_authorities_send_them(tmp_path: Path, authority: Authority, form: str) -> None:
    """With the whole chain in any order, as a bare token, and without an accuracy."""
    register = entered(tmp_path, "a")
    more = {"chain": ("-chain", "ca.pem"), "bare": ("-token_out",), "plain": ()}[form]
    found = stamped(tmp_path, authority, *more, section="clock")
    assert (found.head, found.accuracy_ms) == (register.head, None)
    token = (folder_in(tmp_path) / found.file).read_bytes()
    with pytest.raises(UsageError, match="here already"):
        timestamps.take_in(tmp_path, token, authority.root)


def test_a_line_of_before_is_stamped_too(tmp_path: Path, authority: Authority) -> None:
    """The register may grow while the authority is asked; what is covered ends at that line."""
    asked = timestamps.request(entered(tmp_path, "a", "b"))
    entered(tmp_path, "c")
    found = timestamps.take_in(tmp_path, authority.answer(asked), authority.root)
    assert found.n == 2
    kept = timestamps.KeptTimestamps(tmp_path)
    digest = {name: hashlib.sha256(name.encode()).hexdigest() for name in "abcd"}
    assert [len(kept.covering([digest[name]])) for name in "abcd"] == [1, 1, 0, 0]
    later = stamped(tmp_path, authority)
    assert kept.covering([digest["c"]]) == (later,)
    assert kept.covering([digest["d"], digest["a"]]) == (found, later)


def test_bad_tokens_have_their_sentences(
    tmp_path: Path, authority: Authority, stranger: Authority
) -> None:
    """Wrong digest, broken signature, cut off, unknown authority, refused, another digest."""
    keep, other = tmp_path / "keep", tmp_path / "other"
    asked = timestamps.request(entered(keep, "a"))
    good = authority.answer(asked)
    broken = bytearray(good)
    broken[-20] ^= 1  # in the signature, which stands at the end
    wrong = authority.answer(timestamps.request(entered(other, "b")))
    longer = subprocess.check_output(
        ["openssl", "ts", "-query", "-digest", "ab" * 64, "-sha512", "-cert"]
    )
    cases = {
        "SHA-256 of no line of this register": wrong,
        "signature does not hold": bytes(broken),
        "no whole answer": good[:-30],
        "cut off, damaged": b"",
        "something else": b"<html>Not found</html>",
        "Nobody vouches for Stranger Clock, Stranger": stranger.answer(asked),
        "did not grant it": authority.answer(asked, section="strict"),
        "no SHA-256": authority.answer(longer),
        "certificate of who signed is not in it": authority.answer(
            subprocess.check_output(
                ["openssl", "ts", "-query", "-digest", Register.open(keep).head, "-sha256"]
            )
        ),
    }
    for sentence, token in cases.items():
        with pytest.raises(TimestampError, match=sentence):
            timestamps.take_in(keep, token, authority.root)
    with pytest.raises(UsageError, match="PEM"):
        timestamps.take_in(keep, good, b"no certificate")
    assert not folder_in(keep).exists()
    with pytest.raises(UsageError, match="no line"):
        timestamps.request(Register.open(tmp_path / "empty"))


def test_an_expired_certificate_vouches_for_what_it_signed_in_time(
    tmp_path: Path, authority: Authority
) -> None:
    """Certificates are judged at the time of the stamp, so that old tokens hold for good."""
    entered(tmp_path, "a")
    found = stamped(tmp_path, authority)
    token = folder_in(tmp_path) / found.file
    command = ["openssl", "ts", "-verify", "-in", str(token), "-digest", found.head,
               "-CAfile", str(token.with_suffix(".pem")), "-attime", "4102444800"]  # fmt: skip
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
    assert timestamps.check(tmp_path, read_chain(tmp_path)) == (found,)


def test_what_is_kept_is_checked_again(tmp_path: Path, authority: Authority) -> None:
    """A changed token, missing certificates, and a register written anew are findings."""
    keep, corpus = tmp_path / "keep", tmp_path / "corpus"
    corpus.mkdir()
    entered(keep, "a")
    found = stamped(keep, authority)

    def problems() -> list[str]:
        report = verify(keep, corpus, stamped=timestamps.check)
        assert report.ok == (not any(each.problem for each in report.timestamps)) or report.missing
        return [each.problem for each in report.timestamps]

    kept = timestamps.KeptTimestamps(keep)
    assert problems() == [""]
    assert [each.problem for each in kept.every()] == [""]
    token = folder_in(keep) / found.file
    data = token.read_bytes()
    token.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
    assert "signature" in problems()[0]
    assert "signature" in kept.every()[0].problem
    assert kept.covering([hashlib.sha256(b"a").hexdigest()]) == ()
    token.write_bytes(data)
    token.with_suffix(".pem").rename(keep / "elsewhere")
    assert "certificates beside it" in problems()[0]
    (keep / "elsewhere").rename(token.with_suffix(".pem"))
    for name in ("register.jsonl", "register.head"):
        (keep / name).unlink()
    entered(keep, "another history")
    assert "no line of this register" in problems()[0]
    shutil.rmtree(folder_in(keep))
    assert problems() == []
    assert kept.every() == ()


@pytest.mark.slow
def test_no_flipped_bit_changes_what_is_said(tmp_path: Path, authority: Authority) -> None:
    """A token with any one bit flipped says the same or is refused, and raises nothing else."""
    register = entered(tmp_path, "a", "b", "c")
    good = authority.answer(timestamps.request(register), "-chain", "ca.pem")
    said = timestamps.take_in(tmp_path, good, authority.root)
    chance = random.Random(3161)
    refused = 0
    for _ in range(400):
        place = chance.randrange(len(good))
        bad = bytearray(good)
        bad[place] ^= 1 << chance.randrange(8)
        shutil.rmtree(folder_in(tmp_path))
        try:
            found = timestamps.take_in(tmp_path, bytes(bad), authority.root)
        except TimestampError:
            refused += 1
            folder_in(tmp_path).mkdir()
        else:
            assert (found.n, found.at, found.head) == (said.n, said.at, said.head)
            assert (found.authority, found.vouched_by) == (said.authority, said.vouched_by)
    assert refused > 100  # the rest are in the root's copy, which no signature covers


@given(st.binary(max_size=80), st.binary(max_size=40))
def test_bytes_of_any_kind_are_refused_in_peace(head: bytes, tail: bytes) -> None:
    """Whatever comes, lengths without end too: refused, or given as it is; never another error."""
    for data in (head, b"\x30\x84" + head, b"\x30\x80" + tail, b"\x30\x05\x06\x01" + tail):
        try:
            assert len(in_der_order(as_response(data))) >= len(data) or data
        except ValueError:
            continue
