"""Confining the process that runs a parser: what it may use, read and reach.

Promises: after ``confine`` the process has limits on memory and files, makes no process, reaches
no network, writes nowhere and reads only programs and libraries, as far as the kernel lets that
be set; what it does not is said in a sentence. Linux only; needs no privileges. It cannot be
undone, so it is for a process of its own (``indexer.sandbox_child``).
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from indexer.system_calls import filter_system_calls

OPEN_FILES = 64  # imports and data files of libraries; a parser opens nothing itself

# linux/prctl.h
_SET_PARENT_DEATH_SIGNAL = 1
_SET_NO_NEW_PRIVILEGES = 38

# linux/landlock.h; the same call numbers on every machine
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_FIRST_RIGHTS = (1 << 13) - 1  # execute, write, read, remove and make of every kind
_MOVE, _TRUNCATE = 1 << 13, 1 << 14  # since versions 2 and 3

# sched.h
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def die_with_parent(parent: int) -> None:
    """End this process when the thread that started it ends, or at once when it already has.

    ``parent`` is the process id that this one should have as its parent.
    """
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limit_processor(seconds: int) -> None:
    """Let the process use so many more seconds of processor time; the kernel ends it then."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        allowed = min(allowed, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def confine(memory_bytes: int) -> list[str]:
    """Confine this process for good; returns what could not be set, as sentences.

    ``memory_bytes`` of address space come on top of what the process holds now: what its
    libraries hold differs from machine to machine.
    """
    ctypes.CDLL(None).prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _limit(resource.RLIMIT_AS, _address_space() + memory_bytes)
    notices = []
    if not read_only(_program_folders()):
        notices.append(
            "This kernel has no Landlock: a parser could read other files of this user, "
            "though not send them anywhere."
        )
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, 0)  # does not bind root; the filter does
    if not filter_system_calls():
        notices.append(
            "This machine has no system-call filter: parsers are held by resource limits "
            + ("and a network of their own" if leave_network() else "only, and have the network")
            + "."
        )
    return notices


def become(
    command: Sequence[str], parent: int, memory_bytes: int, seconds: int, folders: Iterable[Path]
) -> None:
    """Turn this process into a program that is confined as far as that can be set.

    It has so much address space and processor time, writes nowhere, reads and runs only what
    programs consist of and what lies in the folders, has no network, and ends with its parent.
    Raises OSError when there is no such program.
    """
    ctypes.CDLL(None).prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    leave_network()
    die_with_parent(parent)  # after what changes credentials: that makes the kernel forget it
    _limit(resource.RLIMIT_AS, memory_bytes)
    limit_processor(seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    read_only({Path("/usr"), Path("/lib"), Path("/lib64"), Path("/bin"), Path("/nix/store"),
               Path("/etc/ld.so.cache"), *folders}, _EXECUTE)  # fmt: skip
    os.execv(command[0], list(command))  # noqa: S606 - no shell is wanted


def read_only(folders: Iterable[Path], more: int = 0) -> bool:
    """Let the process open only files beneath these folders, and only to read (Landlock).

    ``more``: a right besides. False when the kernel does not offer it.
    """
    version = _call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    handled = _FIRST_RIGHTS | (_MOVE if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    ruleset = _call(_CREATE_RULESET, struct.pack("=Q", handled), 8, 0)
    if ruleset < 0:
        return False
    for folder in folders:
        _allow_reading(ruleset, folder, more)
    done = _call(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return done


def leave_network() -> bool:
    """Move into a network of one's own without any way out. False when that is not allowed."""
    result: int = ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    return result == 0


def _allow_reading(ruleset: int, path: Path, more: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # an entry of the module path that does not exist
        return
    rights = more | (_READ_FILE | _READ_FOLDER if path.is_dir() else _READ_FILE)
    _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    os.close(descriptor)


def _program_folders() -> set[Path]:
    """Where modules and libraries lie that may still be loaded."""
    prefixes = {sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/nix/store"}
    return {Path(path).absolute() for path in {*sys.path, *prefixes} if path}


def _call(number: int, *arguments: object) -> int:
    """A system call by number; -1 when it failed."""
    typed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result: int = ctypes.CDLL(None).syscall(ctypes.c_long(number), *typed)
    return result


def _limit(kind: int, value: int) -> None:
    """Lower a limit, or leave it where it is lower already."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def _address_space() -> int:
    """Bytes of address space that this process has now; proc(5), statm."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * resource.getpagesize()
