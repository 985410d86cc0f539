"""A cluster that cannot be used: each reason is a sentence that says what to do."""

from __future__ import annotations

import dataclasses
import socket
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import pytest
from opensearchpy.exceptions import ConnectionTimeout

from archive.errors import MunimentError, SettingsError, StorageError, UnavailableError
from archive.settings import Settings
from indexer.build import rebuild
from indexer.engines.opensearch import sending
from indexer.engines.opensearch.connection import Connection
from tests.opensearch_stub import answering, self_signed
from tests.small_archives import archive_in
from web.app import create_app

OLD = {"version": {"number": "2.11.0", "distribution": "opensearch"}}
OTHER = {"version": {"number": "8.15.0"}}
GOOD = {"version": {"number": "3.4.0", "distribution": "opensearch"}}
BLOCK = {
    "error": {
        "type": "cluster_block_exception",
        "reason": "index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage "
        "watermark, index has read-only-allow-delete block];",
    }
}


def at(address: str, **settings: object) -> Settings:
    """Settings that lead to an address."""
    plain = Settings(engine="opensearch", opensearch_addresses=(address,), opensearch_retries=0)
    return dataclasses.replace(plain, **settings)  # type: ignore[arg-type]


def told(settings: Settings) -> MunimentError:
    """What is said of a cluster when it is first asked something."""
    with pytest.raises(MunimentError) as caught, closing(Connection(settings)) as connection:
        connection.check()
    assert str(caught.value).endswith(".")
    return caught.value


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("status", "plain", "kind", "said"),
    [
        (401, {}, UnavailableError, "does not know this user, password or key"),
        (403, {}, UnavailableError, "may not do this"),
        (429, BLOCK, StorageError, "disks are nearly full"),
        (503, {}, UnavailableError, "too busy"),
        (500, {"error": {"reason": "odd"}}, UnavailableError, "odd"),
        (200, OLD, UnavailableError, "opensearch 2.11.0; OpenSearch 3.0 or newer is needed"),
        (200, OTHER, UnavailableError, "another server 8.15.0"),
    ],
)
def test_what_a_cluster_says_is_told(
    status: int, plain: object, kind: type[MunimentError], said: str
) -> None:
    """Wrong password, no rights, a full disk, too old a server: each has its own sentence."""
    with answering(status, plain) as address:
        error = told(at(address))
    assert type(error) is kind
    assert said in str(error)


def test_nobody_answers(tmp_path: Path) -> None:
    """A cluster that is down is a sentence for builds, and a page for readers of the site."""
    down = f"http://127.0.0.1:{free_port()}"
    assert "cannot be reached. Start it" in str(told(at(down)))
    archive = dataclasses.replace(
        archive_in(tmp_path, {"a.txt": "Some text."}),
        engine="opensearch",
        opensearch_addresses=(down,),
        opensearch_retries=0,
    )
    with pytest.raises(UnavailableError):
        rebuild(archive)
    client = create_app(archive).test_client()
    for address in ("/", "/search?q=text", "/report", "/api/v1/search?q=text"):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert "search servers do not answer" in answer.get_data(as_text=True)
        assert down not in answer.get_data(as_text=True)
    assert client.get("/api/v1/openapi.json").status_code == 200


def test_what_is_not_answered_in_time_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that is slow for a while does not end a build of hours; one that stays so does."""
    monkeypatch.setattr(sending, "_FIRST_WAIT", 0.0)
    asked: list[int] = []

    def bulk(body: str, index: str) -> dict[str, object]:
        asked.append(body.count("\n"))
        if len(asked) in slow:
            raise ConnectionTimeout("TIMEOUT", "slow", None)
        return {"items": [{"index": {"status": 201}}] * (body.count("\n") // 2)}

    actions = [{"index": {"_id": str(n)}, "body": {"n": n}} for n in range(8)]
    with closing(Connection(at("http://127.0.0.1:9"))) as connection:
        monkeypatch.setattr(connection.client, "bulk", bulk)
        slow = range(1, 3)
        sending.send(connection, "some", actions)
        assert asked[:3] == [16, 8, 4]  # in smaller pieces
        assert sum(asked[2:]) == 16  # and all of it
        asked.clear()
        slow = range(1, 1000)
        with pytest.raises(UnavailableError, match="did not answer within"):
            sending.send(connection, "some", actions)


def test_certificates_are_verified(tmp_path: Path) -> None:
    """One that nobody vouches for is refused; the authority's file makes it good."""
    certificate = self_signed(tmp_path)
    with answering(200, GOOD, certificate) as address:
        error = told(at(address))
        assert "certificate that is not trusted" in str(error)
        assert "opensearch_ca_file" in str(error)
        with closing(Connection(at(address, opensearch_ca_file=str(certificate)))) as trusting:
            trusting.check()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"opensearch_addresses": ()}, "names no node"),
        ({"opensearch_addresses": ("localhost:9200",)}, "is no address of a node"),
        ({"opensearch_addresses": ("https://me:secret@a",)}, "the user in “opensearch_user”"),
        ({"opensearch_user": "me"}, "opensearch_password_file"),
        ({"opensearch_api_key_file": "/nowhere/key"}, "opensearch_api_key_file"),
        ({"opensearch_ca_file": "/nowhere/ca"}, "opensearch_ca_file"),
        ({"opensearch_ca_file": __file__}, "as PEM"),
    ],
)
def test_settings_that_lead_nowhere(settings: dict[str, object], said: str) -> None:
    """What is missing or wrong in the settings is named, before anything is asked."""
    with pytest.raises(SettingsError) as caught:
        Connection(at("http://127.0.0.1:9", **settings))
    assert said in str(caught.value)


def test_secrets_are_read_from_files(tmp_path: Path) -> None:
    """Password and key reach the server as they stand in their files, and no message."""
    (tmp_path / "password").write_text("mellon\n")
    (tmp_path / "key").write_text("abc123\n")
    user = {"opensearch_user": "me", "opensearch_password_file": str(tmp_path / "password")}
    key = {"opensearch_api_key_file": str(tmp_path / "key")}
    seen: list[str] = []
    with answering(401, {}, authorised=seen) as address:
        errors = [str(told(at(address, **settings))) for settings in (user, key)]
    assert seen == [f"Basic {b64encode(b'me:mellon').decode()}", "ApiKey abc123"]
    assert not any(secret in error for error in errors for secret in ("mellon", "abc123"))
