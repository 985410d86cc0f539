"""Every setting and limit: its default, its unit and the reason for it.

Promises: defaults < ``muniment.toml`` < ``MUNIMENT_*`` < flags; an unknown key is an error that
names the nearest known one; the table below is what the documentation shows. Reads the
environment only when asked to load.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from archive.errors import SettingsError

PREFIX = "MUNIMENT_"
FILE_NAME = "muniment.toml"
MIB = 1024 * 1024


def _setting(default: Any, reason: str) -> Any:
    return field(default=default, metadata={"reason": reason})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One value of each setting. Sizes are bytes and times seconds unless the name says more."""

    corpus: Path = _setting(
        Path("corpus"),
        "The folder of source documents; never written to "
        "but by `muniment add` and, where possible, its .muniment folder.",
    )
    index: Path | None = _setting(
        None,
        "Where generations lie; they can always be made again. "
        "Unset: a folder of the user's data, one a corpus.",
    )
    keep: Path | None = _setting(
        None,
        "Where the register and the editions lie, which must "
        "last. Unset: .muniment in the corpus, or beside the index "
        "where the corpus cannot be written to.",
    )
    engine: str = _setting(
        "whoosh",
        "What finds: “whoosh”, in this program, or “opensearch”, a cluster that is there already, "
        "for archives that outgrow one machine.",
    )
    opensearch_addresses: tuple[str, ...] = _setting(
        (),
        "The cluster's nodes, “https://search-1.example:9200”; several, so that one may be down.",
    )
    opensearch_name: str = _setting(
        "muniment",
        "How the names of its indices begin in the cluster: another for each archive in it.",
    )
    opensearch_ca_file: str = _setting(
        "",
        "The authority that signed the nodes' certificates, where it is not a public one (PEM). "
        "Certificates are always verified.",
    )
    opensearch_user: str = _setting("", "The user that the cluster knows; with a password file.")
    opensearch_password_file: str = _setting(
        "", "A file with that user's password: a command line is seen by others."
    )
    opensearch_api_key_file: str = _setting(
        "", "A file with an API key, in place of user and password."
    )
    opensearch_seconds: int = _setting(
        30, "What one request to the cluster may take; a search stops earlier, at `search_seconds`."
    )
    opensearch_retries: int = _setting(
        3, "So often a request is tried again, on another node if there is one."
    )
    opensearch_shards: int = _setting(
        1, "Parts of an index, for as many machines; some twenty million passages each are usual."
    )
    opensearch_replicas: int = _setting(
        0, "Copies of each part: with one, a machine may fail; the cluster needs two for that."
    )
    host: str = _setting(
        "127.0.0.1", "Loopback: whoever opens it to others puts a proxy with TLS in front."
    )
    port: int = _setting(8080, "The usual port of a local site.")
    processes: int = _setting(
        0,
        "Processes that serve; 0 is one for each processor, at most 4. A search keeps one "
        "interpreter busy, so a process more is a processor more; all read the same mapped files.",
    )
    threads: int = _setting(
        40,
        "Requests in work in each process. More than `search_slots`: searches that wait hold a "
        "thread each, and other pages always answer.",
    )
    jobs: int = _setting(0, "Parsers at once; 0 is one for each processor.")
    public_url: str = _setting(
        "",
        "The address in citations and links sent to others; without "
        "it they say that the address is local.",
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (),
        "Host names the site answers to besides "
        "loopback names, `host` and that of `public_url`: "
        "a foreign name may be a rebinding attack.",
    )
    max_file_bytes: int = _setting(
        100 * MIB,
        "A larger file is more likely a disk image than a page, and would fill a parser's memory.",
    )
    parse_seconds: int = _setting(30, "Processor time for one file; honest pages take under one.")
    parse_memory_mb: int = _setting(2048, "Address space of a parser (MiB); bombs stop here.")
    parse_output_bytes: int = _setting(64 * MIB, "The answer of a parser about one file.")
    ocr: bool = _setting(
        False,
        "Read scanned pages and pictures with Tesseract, where it is installed. It takes seconds a "
        "page and makes mistakes, so it should be somebody's decision.",
    )
    ocr_languages: tuple[str, ...] = _setting(
        ("eng", "fas", "ara"),
        "Languages of scanned pages by Tesseract's names for its models; the first should be the "
        "most frequent. Each needs its model installed; more take more time.",
    )
    build_memory_mb: int = _setting(
        1536,
        "What a build takes at most (MiB), parsers apart; less makes more and smaller pieces, and "
        "some 250 MiB are there before anything is built.",
    )
    per_page: int = _setting(10, "Hits on a result page.")
    max_per_page: int = _setting(100, "A page stays readable and light.")
    max_depth: int = _setting(10_000, "Hits that can be paged to; narrower queries reach more.")
    max_sorted_lines: int = _setting(
        20_000,
        "Lines of a concordance that are put in order by the words around them: their passages "
        "are read and compared for each page, some 50 microseconds a line.",
    )
    max_batch: int = _setting(
        500, "Queries of a list answered in one page; `muniment search --batch` takes any number."
    )
    max_query_length: int = _setting(2_000, "Code points of a query; parsed within 20 ms.")
    search_slots: int = _setting(
        32,
        "Searches in each process: one runs, the others wait their turn; who comes then is asked "
        "to come back. Fewer than `threads`.",
    )
    search_seconds: int = _setting(
        5,
        "A search that takes longer is stopped and says so: others wait for it. Most take "
        "milliseconds.",
    )
    keep_generations: int = _setting(2, "The current one and the one to fall back to.")

    @property
    def index_folder(self) -> Path:
        """Where generations lie, made up from the corpus's place when it is not set."""
        return self.index or _user_data() / _corpus_name(self.corpus) / "index"

    @property
    def keep_folder(self) -> Path:
        """Where register and editions lie; they must be backed up with the corpus."""
        if self.keep:
            return self.keep
        inside = self.corpus / ".muniment"
        nearest = inside if inside.exists() else self.corpus
        if not nearest.exists() or (os.access(nearest, os.W_OK) and not _read_only(nearest)):
            return inside
        return self.index_folder.parent / (self.index_folder.name + "-keep")


def describe() -> list[tuple[str, object, str]]:
    """Name, default and reason of every setting, for documentation and ``--help``."""
    return [(f.name, f.default, f.metadata["reason"]) for f in fields(Settings)]


def load(
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    folder: Path | None = None,
) -> Settings:
    """Settings from the file in ``folder`` (or ``MUNIMENT_CONFIG``), environment and flags.

    ``flags`` with value None count as not given. Raises SettingsError.
    """
    settings = Settings()
    given = environment.get(PREFIX + "CONFIG")
    path = Path(given) if given else (folder or Path()) / FILE_NAME
    if given or path.exists():
        settings = _apply(settings, _read_file(path), str(path))
    variables = {
        name[len(PREFIX) :].lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name[len(PREFIX) :] not in _OTHER_VARIABLES
    }
    settings = _apply(settings, variables, "the environment")
    return _apply(settings, {k: v for k, v in flags.items() if v is not None}, "the command line")


_MAY_BE_NONE = frozenset({"jobs", "port", "processes", "opensearch_retries", "opensearch_replicas"})
ENGINES = ("whoosh", "opensearch")

# Variables of the test suite and of this module that are not settings.
_OTHER_VARIABLES = frozenset(
    {"CONFIG", "REQUIRE_SHARED", "REQUIRE_OCR", "REQUIRE_OPENSEARCH", "EVIDENCE"}
)


def _read_file(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error.strerror}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from error


def _apply(settings: Settings, values: Mapping[str, object], origin: str) -> Settings:
    known = {f.name for f in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            nearest = difflib.get_close_matches(name, known, 1, 0)
            raise SettingsError(
                f"There is no setting “{name}” (in {origin}). Did you mean “{nearest[0]}”?"
            )
        converted: dict[str, Any] = {name: _convert(name, value, origin)}
        settings = replace(settings, **converted)
    return settings


def _convert(name: str, value: object, origin: str) -> object:
    default = getattr(Settings(), name)
    if name in ("corpus", "index", "keep"):
        return Path(str(value)).expanduser()
    if isinstance(default, bool):
        return _switch(name, value, origin)
    if isinstance(default, int):
        return _whole_number(name, value, origin)
    if isinstance(default, tuple):
        items = value.split(",") if isinstance(value, str) else value
        if isinstance(items, (list, tuple)):
            return tuple(str(item).strip() for item in items if str(item).strip())
        raise SettingsError(f"The setting “{name}” in {origin} must be a list of names.")
    if name == "engine" and value not in ENGINES:
        names = "” or “".join(ENGINES)
        raise SettingsError(f"The setting “engine” in {origin} must be “{names}”, not “{value}”.")
    return str(value)


def _switch(name: str, value: object, origin: str) -> bool:
    known = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    try:
        return known[str(value).strip().lower()]
    except KeyError:
        raise SettingsError(
            f"The setting “{name}” in {origin} must be “on” or “off”, not “{value}”."
        ) from None


def _whole_number(name: str, value: object, origin: str) -> int:
    smallest = 0 if name in _MAY_BE_NONE else 1
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if number < smallest or (name == "port" and number > 65_535):
        raise SettingsError(
            f"The setting “{name}” in {origin} must be a whole number from {smallest} up"
            f"{' to 65535' if name == 'port' else ''}, not “{value}”."
        )
    return number


def _user_data() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "muniment"


def _corpus_name(corpus: Path) -> str:
    """A folder name that differs between corpora of the same name."""
    place = str(corpus.resolve())
    return f"{Path(place).name}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"


def _read_only(folder: Path) -> bool:
    """Whether the file system is mounted read-only, which ``os.access`` does not tell root."""
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
