"""Identifiers: computed from content, forgiving when read."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import identifiers


def by_hand(data: bytes, symbols: int) -> str:
    """The slow exact version: bits of the digest, five by five."""
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(data).digest())
    return "".join(identifiers.ALPHABET[int(bits[i * 5 : i * 5 + 5], 2)] for i in range(symbols))


@given(st.binary())
def test_a_document_id_is_the_first_80_bits_of_the_digest(data: bytes) -> None:
    """Whoever holds the file can recompute its identifier bit by bit."""
    assert identifiers.document_id(hashlib.sha256(data).hexdigest()) == by_hand(data, 16)


@given(st.text(), st.integers(0, 9))
def test_a_passage_id_is_recomputed_from_the_published_recipe(exact: str, ordinal: int) -> None:
    """The recipe of the docstring, written out again, gives the same eight symbols."""
    sha256 = hashlib.sha256(b"the original").hexdigest()
    recipe = f"canon-1\0{sha256}\0{exact}\0{ordinal}".encode("utf-8", "surrogatepass")
    assert identifiers.passage_id(sha256, exact, ordinal) == by_hand(recipe, 8)


@given(st.binary(), st.sampled_from([str.lower, str.upper, identifiers.show]))
def test_reading_is_the_inverse_of_every_way_of_writing(data: bytes, write: object) -> None:
    """Lower case, upper case and hyphens all read back as the same identifier."""
    identifier = identifiers.document_id(hashlib.sha256(data).hexdigest())
    assert callable(write)
    assert identifiers.read_id(write(identifier)) == identifier


def test_mistyped_letters_are_repaired() -> None:
    """O for 0, I and L for 1, stray spaces and dashes of other kinds are read as meant."""
    assert identifiers.read_id(" o1il–00ab ") == "011100AB"


@pytest.mark.parametrize("text", ["", "   ", "hello, world", "U123", "کتاب", "../../etc"])
def test_what_cannot_be_an_identifier_is_refused(text: str) -> None:
    """Other alphabets, punctuation and the letter U are not identifiers."""
    assert identifiers.read_id(text) is None


def test_a_digest_of_another_length_is_refused() -> None:
    """A shortened digest would silently name another document."""
    with pytest.raises(ValueError, match="64"):
        identifiers.document_id("abcd")
