"""A time stamp authority on this machine, made with openssl, for tests: its clock, its chain.

Promises: nothing leaves the machine; keys are made anew for each run and trusted by nobody else.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CONFIG = """\
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[req]
distinguished_name = name
[name]
[clock]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
[accurate]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
accuracy = secs:1
[strict]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha512
"""


class Authority:
    """A root certificate, and a clock that it vouches for."""

    def __init__(self, folder: Path, name: str, days: str = "3650") -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "config").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        key = "-newkey rsa:2048 -nodes -config config".split()
        self._openssl(
            "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", days,
            "-extensions", "ca", "-subj", f"/O={name}/CN={name} Root",
        )  # fmt: skip
        self._openssl(
            "req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr",
            "-subj", f"/O={name}/CN={name} Clock",
        )  # fmt: skip
        self._openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "tsa.pem", "-days", days,
            "-extfile", "config", "-extensions", "tsa",
        )  # fmt: skip

    @property
    def root(self) -> bytes:
        """Its root certificate (PEM)."""
        return (self.folder / "ca.pem").read_bytes()

    def answer(self, request: bytes, *more: str, section: str = "accurate") -> bytes:
        """What it answers to a request (DER), with further options of ``openssl ts -reply``."""
        (self.folder / "asked.tsq").write_bytes(request)
        self._openssl(
            "ts", "-reply", "-queryfile", "asked.tsq", "-signer", "tsa.pem", "-inkey", "tsa.key",
            "-config", "config", "-section", section, "-out", "answer", *more,
        )  # fmt: skip
        return (self.folder / "answer").read_bytes()

    def _openssl(self, *words: str) -> None:
        command = ["openssl", *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def agrees(token: Path, head: str, authorities: Path) -> bool:
    """Whether openssl too finds that a token stamps this SHA-256."""
    command = ["openssl", "ts", "-verify", "-in", str(token), "-digest", head]
    command += ["-CAfile", str(authorities)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that a keeper trusts."""
    if shutil.which("openssl") is None:
        pytest.fail("There is no program openssl. Run tools/openssl.")
    return Authority(tmp_path_factory.mktemp("authority") / "a", "Example")


@pytest.fixture(scope="session")
def stranger(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another, whom nobody asked."""
    return Authority(tmp_path_factory.mktemp("stranger") / "a", "Stranger")
