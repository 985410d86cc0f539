"""The system calls that a confined parser may make, and the kernel's filter for them (seccomp).

Promises: an allow-list; any call not on it fails with "permission denied", which libraries take
as such. So there are no new processes or threads, no sockets, no signals to others, no file
opened for writing, made, renamed or removed. Reading files is for Landlock to limit
(``indexer.confine``). Linux on x86_64 and aarch64; numbers from the kernel's unistd headers.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    """An architecture: how the kernel names it and the numbers of its calls."""

    audit: int  # AUDIT_ARCH_… of linux/audit.h
    seccomp: int  # number of the call that sets the filter
    allowed: dict[str, int]
    # Allowed when (argument & mask) == value: name to number, argument, mask, value.
    conditional: dict[str, tuple[int, int, int, int]]
    absent: dict[str, int]  # answered "no such call", so that libraries take the older one


# Write-only, read-write, create, truncate: fcntl.h; the same numbers on both machines.
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_ITSELF = 0xFFFFFFFF, 0  # prlimit64 of process 0: the caller
_HARMLESS = 0xFFFFFFFF & ~3, 0  # fcntl: F_DUPFD, F_GETFD, F_SETFD, F_GETFL are 0 to 3

# fmt: off
_X86_64 = Machine(
    audit=0xC000003E,
    seccomp=317,
    allowed={
        "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7,
        "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13,
        "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20,
        "access": 21, "select": 23, "sched_yield": 24, "mremap": 25, "madvise": 28,
        "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "getcwd": 79, "readlink": 89,
        "gettimeofday": 96, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102,
        "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "sigaltstack": 131,
        "statfs": 137, "fstatfs": 138, "gettid": 186, "time": 201, "futex": 202,
        "sched_getaffinity": 204, "getdents64": 217, "restart_syscall": 219, "fadvise64": 221,
        "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
        "newfstatat": 262, "readlinkat": 267, "faccessat": 269, "pselect6": 270, "ppoll": 271,
        "set_robust_list": 273, "getcpu": 309, "getrandom": 318, "membarrier": 324,
        "statx": 332, "rseq": 334, "faccessat2": 439,
    },
    conditional={
        "open": (2, 1, _WRITING, 0),
        "openat": (257, 2, _WRITING, 0),
        "prlimit64": (302, 0, *_ITSELF),
        "fcntl": (72, 1, *_HARMLESS),
    },
    absent={"clone3": 435, "openat2": 437},
)
_AARCH64 = Machine(
    audit=0xC00000B7,
    seccomp=277,
    allowed={
        "getcwd": 17, "statfs": 43, "fstatfs": 44, "faccessat": 48, "close": 57,
        "getdents64": 61, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66,
        "pread64": 67, "pselect6": 72, "ppoll": 73, "readlinkat": 78, "newfstatat": 79,
        "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98, "set_robust_list": 99,
        "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
        "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128,
        "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
        "times": 153, "uname": 160, "getrusage": 165, "getcpu": 168, "gettimeofday": 169,
        "getpid": 172, "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176,
        "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215,
        "mremap": 216, "mmap": 222, "fadvise64": 223, "mprotect": 226, "madvise": 233,
        "getrandom": 278, "membarrier": 283, "statx": 291, "rseq": 293, "faccessat2": 439,
    },
    conditional={
        "openat": (56, 2, _WRITING, 0),
        "prlimit64": (261, 0, *_ITSELF),
        "fcntl": (25, 1, *_HARMLESS),
    },
    absent={"clone3": 435, "openat2": 437},
)
# fmt: on
MACHINES = {"x86_64": _X86_64, "aarch64": _AARCH64}

# Classic BPF (linux/bpf_common.h) and the filter's answers (linux/seccomp.h).
_LOAD, _JUMP_EQUAL, _AND, _RETURN = 0x20, 0x15, 0x54, 0x06
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # bytes in struct seccomp_data
_SET_MODE_FILTER, _ALL_THREADS = 1, 1


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_system_calls() -> bool:
    """Let this process make only the calls listed here, from now on and for ever.

    Needs "no new privileges" to be set. False when the kernel or the machine does not allow it.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None or struct.calcsize("P") != 8:
        return False
    code = _filter(machine)
    program = _Program(len(code) // 8, code)
    result: int = ctypes.CDLL(None).syscall(
        ctypes.c_long(machine.seccomp), _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program)
    )
    return result == 0


def _filter(machine: Machine) -> bytes:
    """The filter's instructions, 8 bytes each."""
    code = [
        _instruction(_LOAD, _MACHINE_AT),
        _instruction(_JUMP_EQUAL, machine.audit, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER_AT),
    ]
    for number in machine.allowed.values():
        code += _answer(number, _ALLOW)
    for number in machine.absent.values():
        code += _answer(number, _ERROR | errno.ENOSYS)
    for number, argument, mask, value in machine.conditional.values():
        code += [
            _instruction(_JUMP_EQUAL, number, 0, 5),
            # These arguments are ints: the kernel reads the low half, and so does the filter.
            _instruction(_LOAD, _ARGUMENTS_AT + 8 * argument),
            _instruction(_AND, mask),
            _instruction(_JUMP_EQUAL, value, 0, 1),
            _instruction(_RETURN, _ALLOW),
            _instruction(_RETURN, _ERROR | errno.EACCES),
        ]
    code.append(_instruction(_RETURN, _ERROR | errno.EACCES))
    return b"".join(code)


def _answer(number: int, answer: int) -> list[bytes]:
    return [_instruction(_JUMP_EQUAL, number, 0, 1), _instruction(_RETURN, answer)]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """struct sock_filter of linux/filter.h."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
