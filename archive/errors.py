"""One tree of errors, each with a sentence for people.

Promises: ``str(error)`` is a plain sentence that says what happened and what to do; it never
holds a traceback or another program's message alone. Each kind carries the exit status of the
command line: 1 findings, 2 wrong usage, 3 the environment failed.
"""

from __future__ import annotations


class MunimentError(Exception):
    """The root: something that a person is told in one sentence."""

    exit_status = 3


class UsageError(MunimentError):
    """The caller asked for something that cannot be meant; the sentence says what can."""

    exit_status = 2


class SettingsError(UsageError):
    """A setting is unknown or has a value that cannot be used."""


class NotFoundError(MunimentError):
    """An identifier, a generation or a file that is not here."""

    exit_status = 1


class TooCostlyError(MunimentError):
    """A query that asks for more than one search may cost; the sentence names the part."""

    exit_status = 1


class StoppedError(TooCostlyError):
    """A search that was not done by its deadline."""


class UnreadableError(MunimentError):
    """A source file that cannot be read; it costs that file only."""

    exit_status = 1


class CorpusError(MunimentError):
    """The corpus folder is missing, empty or may not be read."""


class RegisterError(MunimentError):
    """The register is damaged or its chain is broken."""


class TimestampError(MunimentError):
    """A time stamp token that does not hold; the sentence says in what."""

    exit_status = 1


class IndexDamagedError(MunimentError):
    """A generation's files are not what its manifest says."""


class NoIndexError(MunimentError):
    """There is no generation to search yet."""


class UnavailableError(MunimentError):
    """The cluster that the archive lies in does not answer, or not us; nothing is lost by it."""


class StorageError(MunimentError):
    """Writing failed: disk full, or no permission."""


class LockedError(MunimentError):
    """Another process is building in this index folder, or writing this register."""
