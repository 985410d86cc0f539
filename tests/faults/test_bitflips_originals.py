"""Single flipped bits in originals, sidecars, assets and the register."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from archive.register import NewEntry, Register, Role
from archive.verify import verify
from tests.faults.figures import record

SEED = 6
FLIPS = 500  # in under a second, so the quick form is the full one
ROLES: tuple[Role, ...] = ("original", "sidecar", "asset")


def _corpus(folder: Path, random: Random) -> Path:
    """Thirty files of up to 4,000 random bytes, entered in three writes; returns the keep."""
    corpus, keep = folder / "corpus", folder / "keep"
    register = Register.open(keep)
    for role in ROLES:
        entries = []
        for number in range(10):
            path = corpus / role / f"{number}.bin"
            path.parent.mkdir(parents=True, exist_ok=True)
            data = random.randbytes(random.randint(1, 4_000))
            path.write_bytes(data)
            entries.append(
                NewEntry(
                    event="accession",
                    role=role,
                    path=path.relative_to(corpus).as_posix(),
                    sha256=sha256(data).hexdigest(),
                    size=len(data),
                    agent="test 1",
                )
            )
        register.append(entries)
    return keep


def _flip(path: Path, random: Random) -> bytes:
    """Flip one bit of a file; returns what it held."""
    before = path.read_bytes()
    after = bytearray(before)
    after[random.randrange(len(after))] ^= 1 << random.randrange(8)
    path.write_bytes(after)
    return before


@pytest.mark.slow
@pytest.mark.evidence
def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    """Evidence 6: one bit is flipped, verify runs, the bit is mended. Half the flips are in
    files of the corpus, where verify must name that file and no other; half in the register
    and its head, where it must say that the chain is broken."""
    random, begun, unnoticed = Random(SEED), time.monotonic(), 0
    keep, corpus = _corpus(tmp_path, random), tmp_path / "corpus"
    files = sorted(path for path in corpus.rglob("*") if path.is_file())
    registers = [keep / "register.jsonl"] * 3 + [keep / "register.head"]
    assert verify(keep, corpus).ok
    for number in range(FLIPS):
        in_corpus = number % 2 == 0
        path = random.choice(files if in_corpus else registers)
        before = _flip(path, random)
        report = verify(keep, corpus)
        path.write_bytes(before)
        named = [problem.path for problem in report.changed]
        noticed = (
            named == [path.relative_to(corpus).as_posix()] if in_corpus else not report.chain_ok
        )
        unnoticed += not noticed
    assert verify(keep, corpus).ok
    record(
        6,
        "bit flips in originals and register",
        FLIPS,
        unnoticed,
        SEED,
        time.monotonic() - begun,
        f"{FLIPS - unnoticed} noticed by verify",
    )
    assert unnoticed == 0
