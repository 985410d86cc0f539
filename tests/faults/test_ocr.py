"""OCR when something is wrong: no program, one that hangs or fails, pictures that mean harm.

The programs here are stand-ins that answer as Tesseract does, so that these tests run anywhere;
each goes through a real build.
"""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from archive.model import BuildReport
from archive.settings import Settings
from indexer.build import rebuild, update
from indexer.doctor import examine
from indexer.inspection import inspector
from indexer.ocr import program
from tests.scans import drawn, saved
from tests.site_fixtures import settings_in
from tests.small_pdfs import Picture, lines, pdf
from tests.web_archive_files import http, plain, warc

pytestmark = pytest.mark.slow

PAGE = saved([drawn([["A line of text"]])], "PNG")
ROW = r"5\t1\t1\t1\t1\t1\t200\t200\t900\t40\t93\tRecognised"
WORKING = f"printf '{ROW}\\n'"
MODELS = ("eng", "fas", "ara", "osd")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for; empty."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, what_it_does: str, models: tuple[str, ...] = MODELS) -> None:
    """Put a program called tesseract there; ``what_it_does`` with a page, in the shell's words."""
    data = folder / "models"
    data.mkdir(exist_ok=True)
    for name in models:
        (data / f"{name}.traineddata").write_bytes(name.encode())
    listed = "\\n".join((f'List of available languages in "{data}/" ({len(models)}):', *models))
    path = folder / "tesseract"
    path.write_text(
        "#!/bin/sh\nPATH=/usr/bin:/bin\ncase $1 in\n--version) echo tesseract 9.8.7;;\n"
        f"--list-langs) printf '{listed}\\n';;\n*) cat >/dev/null; {what_it_does};;\nesac\n"
    )
    path.chmod(0o755)


def archive(folder: Path, files: dict[str, bytes]) -> Settings:
    """An archive of these files with OCR on."""
    settings = replace(settings_in(folder), ocr=True)
    for name, data in files.items():
        path = settings.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return settings


def reasons(report: BuildReport) -> dict[str, str]:
    """Path to why a file was not or not wholly read."""
    return {each.path: each.reason for each in (*report.failed, *report.partial, *report.skipped)}


@pytest.mark.usefixtures("programs")
def test_without_the_program(tmp_path: Path) -> None:
    """The report says what to install, and of each file that it was not read; so does doctor."""
    settings = archive(tmp_path, {"a.png": PAGE, "b.pdf": pdf([[Picture()]]), "c.txt": b"Words."})
    report = rebuild(settings)
    assert report.documents == 1
    assert [*report.notices] == [
        (
            "OCR is on, but Tesseract is not installed (Debian: apt install tesseract-ocr "
            "tesseract-ocr-eng tesseract-ocr-fas tesseract-ocr-ara). Scanned pages and pictures "
            "were not read."
        )
    ]
    told = reasons(report)
    assert told["a.png"].startswith("It is a picture (PNG image). If it shows text, OCR can read")
    assert told["b.pdf"].startswith("Scanned, no text: page 1 is a picture without text.")
    (finding,) = (each for each in examine(settings) if each.subject == "ocr")
    assert not finding.ok
    assert "Tesseract is not installed" in finding.sentence
    assert update(settings) is None


def test_it_is_used_once_it_is_there(tmp_path: Path, programs: Path) -> None:
    """Installing it, or a model, is noticed by the next update."""
    settings = archive(tmp_path, {"a.png": PAGE})
    assert rebuild(settings).documents == 0
    install(programs, WORKING, ("eng",))
    first = update(settings)
    assert first is not None
    assert (first.documents, first.passages) == (1, 1)
    (notice,) = first.notices
    assert notice.startswith("Tesseract has no model for fas, ara (Debian: apt install")
    assert update(settings) is None
    install(programs, WORKING)
    second = update(settings)
    assert second is not None
    assert second.notices == ()
    (finding,) = (each for each in examine(settings) if each.subject == "ocr")
    assert finding.sentence == (
        "Tesseract 9.8.7 reads scanned pages and pictures in eng, fas, ara."
    )


@pytest.mark.parametrize(
    ("what_it_does", "sentence"),
    [
        ("while :; do :; done", "Tesseract took over 1 seconds and was stopped"),
        ("sleep 1000", "Tesseract took over 1 seconds and was stopped"),
        ("exit 3", "Tesseract failed on it (3)"),
        ("kill -SEGV $$", "Tesseract failed on it (-11)"),
    ],
)
def test_a_program_that_fails_costs_its_pages(
    tmp_path: Path,
    programs: Path,
    monkeypatch: pytest.MonkeyPatch,
    what_it_does: str,
    sentence: str,
) -> None:
    """It spins, sleeps, fails or crashes: the page is named, the rest is read, nothing remains."""
    monkeypatch.setattr(program, "SECONDS", 1)
    monkeypatch.setattr(program, "WALL_FACTOR", 3)
    install(programs, what_it_does)
    mixed = pdf([lines("Words that are set."), [Picture()]])
    settings = archive(tmp_path, {"a.pdf": mixed, "b.png": PAGE})
    report = rebuild(settings)
    assert (report.documents, report.passages) == (1, 1)
    told = reasons(report)
    assert told["a.pdf"] == f"Page 2 could not be read by OCR: {sentence}."
    assert told["b.png"] == f"Page 1 could not be read by OCR: {sentence}."
    assert not left_running(programs)
    # A page that failed is tried again by the next rebuild.
    install(programs, WORKING)
    again = rebuild(settings)
    assert (again.documents, again.passages) == (2, 3)


def left_running(programs: Path) -> list[str]:
    """Command lines of processes that run something in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(programs) in command:
            found.append(command)
    return found


def test_the_program_writes_nowhere_and_ends_with_a_build(tmp_path: Path, programs: Path) -> None:
    """It gets the bitmap on its input; what it tries to write is refused."""
    target = tmp_path / "written"
    install(programs, f"echo x >{target}; {WORKING}")
    report = rebuild(archive(tmp_path, {"a.png": PAGE}))
    assert report.documents == 1
    assert not target.exists() or target.stat().st_size == 0


def png(width: int, height: int, data: bytes) -> bytes:
    """A picture file that says it is of this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


HOSTILE = {
    "bomb.png": png(60_000, 60_000, zlib.compress(bytes(10_000_000))),
    "large.png": png(12_000, 12_000, zlib.compress(bytes(12_001 * 12_000))),
    "cut.png": PAGE[: len(PAGE) // 2],
    "dot.png": saved([Image.new("L", (1, 1))], "PNG"),
    "line.png": saved([Image.new("L", (70_000, 20), 255)], "PNG"),
    "nonsense.jpg": b"\xff\xd8\xff\xe0" + os.urandom(2_000),
    "nonsense.tiff": b"II*\x00\x08\x00\x00\x00" + b"\xff" * 500,
    "circle.tiff": b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00",
    "film.gif": saved([Image.new("L", (300, 300), grey) for grey in (0, 99, 255)], "GIF"),
}


@pytest.mark.slow
def test_hostile_pictures_cost_themselves(tmp_path: Path, programs: Path) -> None:
    """Bombs, cut files, nonsense: each has its sentence or is read, and all others are indexed."""
    install(programs, WORKING)
    settings = archive(tmp_path, {**HOSTILE, "good.png": PAGE, "good.txt": b"Words that stand."})
    report = rebuild(settings)
    told = reasons(report)
    broken = {"cut.png", "nonsense.jpg", "nonsense.tiff", "circle.tiff"}
    refused = {"bomb.png", "dot.png", "line.png", *broken}
    assert told.keys() == refused
    assert "60,000 × 60,000 pixels" in told["bomb.png"]
    assert "too few for text" in told["dot.png"]
    assert "too few for text" in told["line.png"]
    assert all("damaged" in told[name] for name in broken)
    assert report.documents == len(HOSTILE) + 2 - len(refused)


def test_a_build_that_is_interrupted_ends_its_programs(tmp_path: Path, programs: Path) -> None:
    """Ctrl-C does not wait for a long document, and nothing half read is kept."""
    install(programs, "sleep 1000")
    data = saved([drawn([["A line of text"]])] * 9, "TIFF")
    settings = archive(tmp_path, {"a.tiff": data})

    interrupting = threading.Thread(target=interrupt_when_running, args=(programs,))
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        rebuild(settings)
    interrupting.join()
    assert not left_running(programs)
    install(programs, WORKING)
    report = rebuild(settings)
    assert (report.documents, report.passages, report.partial) == (1, 9, ())


def interrupt_when_running(programs: Path) -> None:
    """Press Ctrl-C once a page is being read."""
    until = time.monotonic() + 60
    while not left_running(programs) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)


BUILD = """
import sys
from pathlib import Path
from archive.settings import Settings
from indexer.build import rebuild
corpus, index, keep = map(Path, sys.argv[1:])
rebuild(Settings(corpus=corpus, index=index, keep=keep, jobs=2, ocr=True))
"""


def test_a_build_that_is_killed_leaves_no_program(tmp_path: Path, programs: Path) -> None:
    """Even killed at once, the builder takes what it runs with it."""
    install(programs, "exec sleep 1000")
    settings = archive(tmp_path, {"a.png": PAGE})
    places = [str(place) for place in (settings.corpus, settings.index, settings.keep)]
    builder = subprocess.Popen([sys.executable, "-c", BUILD, *places])
    sleeping = patiently(lambda: [pid for pid in children(builder.pid) if is_sleep(pid)])
    assert sleeping
    builder.kill()
    builder.wait()
    assert patiently(lambda: [True] if not any(map(is_sleep, sleeping)) else [])


def patiently(look: Callable[[], list[Any]]) -> list[Any]:
    """What is there to be seen within a minute."""
    until = time.monotonic() + 60
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def children(parent: int) -> list[int]:
    """Processes whose parent this is, whichever thread started them."""
    listed = (Path(f"/proc/{parent}/task")).glob("*/children")
    return [int(pid) for each in listed for pid in each.read_text().split()]


def is_sleep(process: int) -> bool:
    """Whether a process still runs the program of the test."""
    try:
        return b"sleep\x001000" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def test_pictures_in_containers(tmp_path: Path, programs: Path) -> None:
    """In a zip archive they are read like files; in a web archive they belong to pages."""
    install(programs, WORKING)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for number in range(8):
            zipped.writestr(f"page {number}.png", png(40 + number, 40, page_of(40 + number, 40)))
    web = plain([warc("response", http(PAGE, kind="image/png"), url="http://example.org/a.png")])
    files = {"pages.zip": packed.getvalue(), "site.warc": web}
    settings = archive(tmp_path, files)
    report = rebuild(settings)
    assert (report.documents, report.passages) == (8, 8)
    assert "It is a picture that belongs to pages" in " ".join(reasons(report).values())
    off = update(replace(settings, ocr=False))
    assert off is not None
    assert off.documents == 0
    told = reasons(off)
    assert len(told) == 2  # the eight are told as one
    assert told["pages.zip"].startswith("It is a picture (PNG image). If it shows text, OCR")


def page_of(width: int, height: int) -> bytes:
    """The packed rows of an empty picture."""
    return zlib.compress(bytes((width + 1) * height))


def test_inspect_reads_pictures_too(tmp_path: Path, programs: Path) -> None:
    """`muniment inspect` shows what a build would see, with OCR on and off."""
    install(programs, WORKING)
    settings = archive(tmp_path, {"a.png": PAGE})
    with inspector(settings) as reader:
        _, found = reader.inspect(settings.corpus / "a.png")
    assert [(passage.text, passage.ocr) for passage in found.passages] == [("Recognised", 93)]
    off = replace(settings, ocr=False)
    with inspector(off) as reader, pytest.raises(Exception, match="It is a picture"):
        reader.inspect(settings.corpus / "a.png")
