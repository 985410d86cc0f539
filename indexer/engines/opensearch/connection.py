"""The way to the cluster: one client, and whatever goes wrong on it as a sentence.

Promises: certificates are verified, always; passwords and keys are read from files and shown
nowhere; a request is tried again on another node before it fails; every failure is a
``MunimentError`` that says what to do. Opens no connection before it is asked something.
"""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from zlib import crc32

from opensearchpy import OpenSearch, exceptions

from archive.errors import MunimentError, SettingsError, StorageError, UnavailableError
from archive.settings import Settings

T = TypeVar("T")
Body = dict[str, Any]
Entry = Mapping[str, Any]  # of an index: some fields of a document

LEAST: Final = (3, 0)  # of the server's versions: what this was written for and is tested with
_CONNECTIONS: Final = 32  # to a node that are kept open, one for each thread that asks
_BUSY: Final = (429, 502, 503, 504)


class Connection:
    """A client of one cluster; shared by threads."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError for settings with which nothing can be reached."""
        self.name = settings.opensearch_name
        self.seconds = settings.opensearch_seconds
        self.addresses = ", ".join(settings.opensearch_addresses)
        if not settings.opensearch_addresses:
            raise SettingsError(
                "The setting “engine” is “opensearch”, but “opensearch_addresses” names no node; "
                "set it to “https://name:9200” of one or more nodes of the cluster."
            )
        for address in settings.opensearch_addresses:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
                raise SettingsError(
                    f"“{address}” in the setting “opensearch_addresses” is no address of a node; "
                    "write “https://name:9200”, and the user in “opensearch_user”."
                )
        # What the client logs are tracebacks; what they mean is told in sentences, see ``telling``.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self.client = OpenSearch(
            list(settings.opensearch_addresses),
            timeout=settings.opensearch_seconds,
            max_retries=settings.opensearch_retries,
            retry_on_timeout=False,  # what is slow is not made quicker by being asked twice
            retry_on_status=_BUSY,
            http_compress=False,  # in one network it costs more than it saves
            pool_maxsize=_CONNECTIONS,
            **_verifying(settings),
            **_credentials(settings),
        )

    def close(self) -> None:
        """Let go of all connections."""
        self.client.close()

    def check(self) -> None:
        """Raises UnavailableError where there is no server that this program can work with."""
        with self.telling():
            version: Mapping[str, Any] = self.client.info().get("version", {})
        number = str(version.get("number", "?"))
        found = tuple(int(part) for part in number.split(".")[:2] if part.isdigit())
        if version.get("distribution") != "opensearch" or found < LEAST:
            what = version.get("distribution") or "another server"
            raise UnavailableError(
                f"The server at {self.addresses} is {what} {number}; OpenSearch "
                f"{LEAST[0]}.{LEAST[1]} or newer is needed. Upgrade it, or name another cluster in "
                "“opensearch_addresses”."
            )

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turns what the client raises into sentences."""
        try:
            yield
        except exceptions.OpenSearchException as error:
            raise self._sentence(error) from error

    def call(self, function: Callable[..., T], **arguments: object) -> T:
        """What a method of the client answers. Raises MunimentError."""
        with self.telling():
            return function(**arguments)

    def search(self, index: str, body: Body, **parameters: object) -> Body:
        """The answer to one search, of all shards. Raises MunimentError."""
        found: Body = self.call(self.client.search, index=index, body=body, params=parameters)
        self.whole(found)
        return found

    def found(self, index: str, identifier: str) -> Body | None:
        """What an index has under an identifier, if anything. Raises MunimentError."""
        with self.telling():
            try:
                answer: Body = self.client.get(index=index, id=identifier)
            except exceptions.NotFoundError:
                return None
        source: Body = answer["_source"]
        return source

    def entries(
        self, index: str, identifiers: Sequence[str], fields: Sequence[str]
    ) -> dict[str, Body]:
        """Some fields of what an index has under identifiers. Raises MunimentError."""
        if not identifiers:
            return {}
        answer: Body = self.call(
            self.client.mget,
            index=index,
            body={"ids": list(identifiers)},
            params={"_source": ",".join(fields)},
        )
        return {each["_id"]: each["_source"] for each in answer["docs"] if each.get("found")}

    def aliased(self, alias: str) -> tuple[str, ...]:
        """The indices that an alias leads to, none if it is not there. Raises MunimentError."""
        with self.telling():
            try:
                return tuple(self.client.indices.get_alias(name=alias))
            except exceptions.NotFoundError:
                return ()

    def indices(self, pattern: str) -> tuple[str, ...]:
        """The indices whose names fit. Raises MunimentError."""
        found: list[Body] = self.call(
            self.client.cat.indices,
            index=pattern,
            params={"format": "json", "h": "index", "expand_wildcards": "all"},
        )
        return tuple(each["index"] for each in found)

    def removed(self, index: str) -> None:
        """Remove an index, if it is there. Raises MunimentError."""
        with self.telling():
            self.client.indices.delete(index=index, params={"ignore_unavailable": "true"})

    def search_each(self, index: str, bodies: Sequence[Body]) -> list[Body]:
        """The answers to several searches asked at once. Raises MunimentError."""
        if not bodies:
            return []
        # A word is as rare as it is in all shards together.
        head = {"index": index, "search_type": "dfs_query_then_fetch"}
        # Pages of one answer come from one copy of each shard: copies may score by a hair apart.
        lines = [line for body in bodies for line in ({**head, "preference": _asked(body)}, body)]
        answer: Body = self.call(self.client.msearch, body=lines)
        for each in answer["responses"]:
            if "error" in each:
                raise self.refused(int(each.get("status", 500)), each["error"])
            self.whole(each)
        found: list[Body] = answer["responses"]
        return found

    def whole(self, answer: Body) -> None:
        """Raises UnavailableError for an answer that not all shards had a part in."""
        shards = answer.get("_shards", {})
        if shards.get("failed"):
            raise UnavailableError(
                f"Of the {shards.get('total')} parts of the index {shards.get('failed')} did not "
                "answer, so nothing is shown rather than a part of it; see whether all nodes of "
                f"the cluster at {self.addresses} run, and try again."
            )

    def _sentence(self, error: exceptions.OpenSearchException) -> MunimentError:
        if isinstance(error, exceptions.SSLError) or _is_certificate(error):
            return UnavailableError(
                f"The cluster at {self.addresses} shows a certificate that is not trusted "
                f"({_reason(error)}). Name the authority that signed it in “opensearch_ca_file”, "
                "or correct the host name in “opensearch_addresses”."
            )
        if isinstance(error, exceptions.ConnectionTimeout):
            return UnavailableError(
                f"The cluster at {self.addresses} did not answer within {self.seconds} seconds; "
                "see whether it is overloaded, or raise “opensearch_seconds”."
            )
        if isinstance(error, exceptions.ConnectionError):
            return UnavailableError(
                f"The cluster at {self.addresses} cannot be reached. Start it, or correct "
                "“opensearch_addresses”; the archive's files are not affected."
            )
        if isinstance(error, exceptions.TransportError):
            status = error.status_code if isinstance(error.status_code, int) else 500
            return self.refused(status, error.info)
        return UnavailableError(f"The cluster at {self.addresses} gave no usable answer ({error}).")

    def refused(self, status: int, info: object) -> MunimentError:
        """The sentence for a status and what the server says with it."""
        told = str(info)
        if status == 401:
            return UnavailableError(
                f"The cluster at {self.addresses} does not know this user, password or key; "
                "correct “opensearch_user” and “opensearch_password_file”, or "
                "“opensearch_api_key_file”."
            )
        if "cluster_block_exception" in told and "read-only" in told:
            return StorageError(
                f"The cluster at {self.addresses} takes nothing in: its disks are nearly full, so "
                "that it made indices read-only. Free space or add a node; it lifts the block by "
                "itself, or by setting index.blocks.read_only_allow_delete to null."
            )
        if "index_create_block_exception" in told or "create-index blocked" in told:
            return StorageError(
                f"The cluster at {self.addresses} makes no new indices: the disks of all its nodes "
                "are nearly full. Free space or add a node; it lifts the block by itself, or by "
                "setting cluster.blocks.create_index to null."
            )
        if status == 403:
            return UnavailableError(
                f"The cluster at {self.addresses} knows this user, who may not do this: it needs "
                f"all rights on indices named “{self.name}-*”."
            )
        if status in _BUSY:
            return UnavailableError(
                f"The cluster at {self.addresses} is too busy or lacks a part of the index "
                f"({status}); see its health, and try again."
            )
        return UnavailableError(
            f"The cluster at {self.addresses} refused a request ({status}: {_told(info)})."
        )


def _asked(body: Body) -> str:
    """The same for all pages of one answer."""
    asked = {name: body[name] for name in ("query", "sort") if name in body}
    return f"{crc32(json.dumps(asked, sort_keys=True).encode()):08x}"


def _verifying(settings: Settings) -> dict[str, Any]:
    if not settings.opensearch_ca_file:
        return {"verify_certs": True}
    path = Path(settings.opensearch_ca_file).expanduser()
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(
            f"The file {path} of the setting “opensearch_ca_file” cannot be used: it must hold a "
            f"certificate as PEM ({error.strerror or error})."
        ) from error
    return {"verify_certs": True, "ca_certs": str(path)}


def _credentials(settings: Settings) -> dict[str, Any]:
    if settings.opensearch_api_key_file:
        key = _secret("opensearch_api_key_file", settings.opensearch_api_key_file)
        return {"headers": {"Authorization": f"ApiKey {key}"}}
    if not settings.opensearch_user:
        return {}
    password = _secret("opensearch_password_file", settings.opensearch_password_file)
    return {"http_auth": (settings.opensearch_user, password)}


def _secret(setting: str, file: str) -> str:
    try:
        return Path(file).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The file of the setting “{setting}” cannot be read: {file or 'it is not set'}."
        ) from error


def _is_certificate(error: BaseException) -> bool:
    return "CERTIFICATE_VERIFY_FAILED" in str(error) or "certificate verify failed" in str(error)


def _reason(error: BaseException) -> str:
    text = str(error)
    _, _, reason = text.partition("certificate verify failed: ")
    return reason.partition(" (")[0].strip("')") or "it cannot be verified"


def _told(info: object) -> str:
    """What the server says in its own words, briefly."""
    error = info.get("error", info) if isinstance(info, Mapping) else info
    if isinstance(error, Mapping):
        causes = error.get("root_cause") or [error]
        return str(causes[0].get("reason", error))[:300]
    return str(error)[:300]
