"""A real OpenSearch on loopback: fetched by Maven, started as processes, stopped and removed.

Promises: the very artefact whose digest stands here, or none; nodes listen on free ports of
loopback only, write below one temporary folder only, and are gone when the context ends.
``lacking`` says in a sentence what a machine has not.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

VERSION: Final = "3.4.0"
ARTEFACT: Final = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
SHA256: Final = "6540e95fe8bfaedc3eb1c58e829912ea2203af2ac1f88f76411c20a2fc5254a6"
LEAST_JAVA: Final = 21
_NOBODY: Final = 65534  # the server refuses to run as root
_HEAP: Final = "-Xms512m -Xmx512m"
_STARTED_WITHIN: Final = 180  # seconds
_PR_SET_PDEATHSIG: Final = 1  # see prctl(2)
_JAVAS: Final = ("/usr/lib/jvm/*", "/opt/*jdk*", "/opt/java/*")


def java_home() -> Path | None:
    """The home of a Java that is new enough, the newest there is."""
    places = [Path(os.environ[name]) for name in ("JAVA_HOME",) if os.environ.get(name)]
    for pattern in _JAVAS:
        root, _, rest = pattern.partition("*")
        places += sorted(Path(root).glob(f"*{rest}")) if Path(root).is_dir() else []
    found = [(version, str(home)) for home in places if (version := _version(home)) >= LEAST_JAVA]
    return Path(max(found)[1]) if found else None


def _version(home: Path) -> int:
    try:
        text = (home / "release").read_text("utf-8")
    except OSError:
        return 0
    match = re.search(r'^JAVA_VERSION="(\d+)', text, re.MULTILINE)
    return int(match[1]) if match and (home / "bin" / "java").exists() else 0


def lacking() -> str:
    """What is missing to start a server, as a sentence; "" when nothing is."""
    missing = []
    if java_home() is None:
        missing.append(f"Java {LEAST_JAVA} or newer (JAVA_HOME)")
    if shutil.which("mvn") is None:
        missing.append("Maven (mvn)")
    return f"There is no {' and no '.join(missing)} here." if missing else ""


def fetched(folder: Path) -> Path:
    """The distribution, fetched by Maven once, and only if it is the one that is meant."""
    path = folder / f"opensearch-{VERSION}.zip"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            goal = ["dependency:copy", f"-Dartifact={ARTEFACT}", f"-DoutputDirectory={aside}"]
            subprocess.run(["mvn", "-q", "-B", *goal], check=True, timeout=600)
            (made,) = Path(aside).iterdir()
            made.rename(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{path} has the digest {digest}, not the one that is pinned; remove it")
    return path


@dataclass
class Node:
    """One process of a cluster."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Stop it as a crash would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop it as an administrator would, by force after a while."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Cluster:
    """Nodes of one cluster, and where their files lie."""

    home: Path
    folder: Path
    java: Path
    settings: Mapping[str, object]
    nodes: list[Node] = field(default_factory=list)
    transports: dict[str, int] = field(default_factory=dict)
    https: dict[str, int] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(node.address for node in self.nodes)

    def start(self, name: str) -> Node:
        """Start a node; the folder of one that was there before is used again."""
        config = self.folder / name / "config"
        if not config.exists():
            shutil.copytree(self.home / "config", config)
        (config / "opensearch.yml").write_text(json.dumps(self._settings(name)), "utf-8")
        user = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        if user:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, _NOBODY, _NOBODY)
        environment = {
            "PATH": os.environ["PATH"],
            "JAVA_HOME": str(self.java),
            "OPENSEARCH_JAVA_HOME": str(self.java),
            "OPENSEARCH_PATH_CONF": str(config),
            "OPENSEARCH_JAVA_OPTS": f"{_HEAP} -Xlog:disable -Xlog:all=warning:stderr",
            "OPENSEARCH_TMPDIR": str(self.folder),
        }
        log = (self.folder / name / "out.log").open("ab")
        with log:
            process = subprocess.Popen(
                [str(self.home / "bin" / "opensearch")],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # before it has any thread
                **user,  # type: ignore[call-overload]  # named arguments of several types
            )
        node = Node(name, self.https[name], process)
        self.nodes.append(node)
        return node

    def _settings(self, name: str) -> dict[str, object]:
        return {
            "cluster.name": "muniment-tests",
            "node.name": name,
            "network.host": "127.0.0.1",
            "http.port": self.https[name],
            "transport.port": self.transports[name],
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in self.transports.values()],
            "cluster.initial_cluster_manager_nodes": sorted(self.transports),
            "path.data": str(self.folder / name / "data"),
            "path.logs": str(self.folder / name / "logs"),
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "node.store.allow_mmap": False,
            **self.settings,
        }

    def wait(self) -> None:
        """Until every node has joined, and what was there is open.

        Raises TimeoutError with the end of a log.
        """
        until = time.monotonic() + _STARTED_WITHIN
        for node in self.nodes:
            while _nodes_seen(node) < len(self.nodes):
                if time.monotonic() > until or node.process.poll() is not None:
                    log = (self.folder / node.name / "out.log").read_text("utf-8", "replace")
                    raise TimeoutError(f"{node.name} did not start:\n{log[-4000:]}")
                time.sleep(0.2)

    def kill(self, name: str) -> None:
        """Stop a node as a crash would; it is not one of ``nodes`` any more."""
        (node,) = (node for node in self.nodes if node.name == name)
        self.nodes.remove(node)
        node.kill()

    def memory(self) -> list[int]:
        """Bytes that each node has in memory, its heap and what it maps."""
        page = os.sysconf("SC_PAGE_SIZE")
        files = (Path(f"/proc/{node.process.pid}/statm") for node in self.nodes)
        return [int(file.read_text("ascii").split()[1]) * page for file in files]

    def cpu(self) -> float:
        """Seconds of processor time that the nodes have used."""
        files = (Path(f"/proc/{node.process.pid}/stat") for node in self.nodes)
        ticks = (file.read_text("ascii").rpartition(")")[2].split()[11:13] for file in files)
        return sum(int(n) for pair in ticks for n in pair) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()


def _end_with_parent() -> None:
    """Have the kernel end this process when the tests are gone, however they went."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _nodes_seen(node: Node) -> int:
    try:
        with urllib.request.urlopen(f"{node.address}/_cluster/health", timeout=5) as answer:  # noqa: S310
            health: dict[str, Any] = json.load(answer)
            return int(health["number_of_nodes"]) if health["status"] != "red" else 0
    except (OSError, ValueError, urllib.error.URLError):
        return 0


def _free_ports(count: int) -> list[int]:
    """Ports of loopback that were free a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextlib.contextmanager
def cluster(
    nodes: int = 1, settings: Mapping[str, object] | None = None, folder: Path | None = None
) -> Iterator[Cluster]:
    """A cluster of so many nodes, all of which answer; it is stopped and removed in the end.

    In ``folder``, where one is named, it is only stopped, and goes on there the next time.
    """
    java = java_home()
    if java is None:
        raise RuntimeError(lacking())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "muniment-tests"
    names = [f"node-{number}" for number in range(nodes)]
    ports = _free_ports(2 * nodes)
    with tempfile.TemporaryDirectory(prefix="muniment-opensearch-") as temporary:
        folder = folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        if not (folder / f"opensearch-{VERSION}").exists():
            _unpack(fetched(cache), folder)
        made = Cluster(
            home=folder / f"opensearch-{VERSION}",
            folder=folder,
            java=java,
            settings=settings or {},
            transports=dict(zip(names, ports, strict=False)),
            https=dict(zip(names, ports[nodes:], strict=True)),
        )
        try:
            _start(made, names)
            yield made
        finally:
            made.stop()


def _start(made: Cluster, names: Sequence[str]) -> None:
    for name in names:
        made.start(name)
    made.wait()


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    for program in (folder / f"opensearch-{VERSION}" / "bin").iterdir():
        program.chmod(0o755)


if __name__ == "__main__":
    print(lacking() or "Java and Maven are here: the tests on OpenSearch may not be skipped.")  # noqa: T201
    raise SystemExit(1 if lacking() else 0)
