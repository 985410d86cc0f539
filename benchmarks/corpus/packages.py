"""The Debian packages whose documentation the benchmark's texts are cut from.

Promises: each is named, fetched by apt as it is and read without being installed; what this
system's Debian does not have is named and left out. The same package files give the same texts.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "debian-fetch"

# Chosen for much English prose in a small download; versions of one name stand together, and
# the first that there is gets taken.
PACKAGES: tuple[tuple[str, ...], ...] = (
    ("linux-doc-6.1", "linux-doc-6.12", "linux-doc"),
    ("dict-gcide",),
    ("dict-wn",),
    ("dict-foldoc",),
    ("dict-jargon",),
    ("openjdk-17-doc", "openjdk-21-doc"),
    ("sagemath-doc", "sagemath-doc-html"),
    ("perl-doc",),
    ("python3.11-doc", "python3.13-doc", "python3.12-doc"),
    ("racket-doc",),
    ("erlang-doc",),
    ("qtbase5-doc-html",),
    ("qtdeclarative5-doc-html",),
    ("qtcreator-doc",),
    ("python-sqlalchemy-doc",),
    ("rust-doc",),
    ("cargo-web-doc", "cargo-doc"),
    ("postgresql-doc-15", "postgresql-doc-17", "postgresql-doc-16"),
    ("ghc-doc",),
    ("git-doc",),
    ("wx3.2-doc",),
    ("libpcl-doc",),
    ("ada-reference-manual-2012", "ada-reference-manual-2020"),
    ("sqlite3-doc",),
    ("db5.3-doc",),
    ("llvm-16-doc", "llvm-19-doc", "llvm-18-doc"),
    ("clang-16-doc", "clang-19-doc", "clang-18-doc"),
    ("derby-doc",),
    ("dpdk-doc",),
    ("libboost1.81-doc", "libboost1.83-doc"),
    ("python-django-doc",),
    ("lazarus-doc-2.2", "lazarus-doc-3.8"),
    ("fp-docs-3.2.2",),
    ("nodejs-doc",),
    ("cppreference-doc-en-html",),
    ("libfastutil-java-doc",),
    ("libreoffice-help-en-us",),
    ("gap-doc",),
    ("libstdc++-12-doc", "libstdc++-14-doc", "libstdc++-13-doc"),
    ("python-scipy-doc",),
    ("twisted-doc",),
    ("libglib2.0-doc",),
    ("debian-handbook",),
    ("python-pandas-doc",),
    ("libgtk-3-doc",),
    ("cmake-doc",),
    ("lilypond-doc-html",),
    ("manpages-dev",),
    ("manpages",),
    ("python-astropy-doc",),
    ("libopenjfx-java-doc",),
    ("python-sympy-doc",),
    ("pike8.0-doc",),
    ("apache2-doc",),
    ("csound-doc",),
    ("exim4-doc-html",),
    ("libapache-poi-java-doc",),
    ("libssl-doc",),
    ("libgtkmm-3.0-doc",),
    ("octave-doc",),
    ("tcl8.6-doc",),
    ("tk8.6-doc",),
    ("zsh-doc",),
    ("r-doc-html",),
    ("python-biopython-doc",),
    ("uima-doc",),
    ("postfix-doc",),
    ("nova-doc",),
    ("neutron-doc",),
    ("ironic-doc",),
    ("cinder-doc",),
    ("swift-doc",),
    ("tomcat10-docs",),
    ("maxima-doc",),
    ("imagemagick-6-doc", "imagemagick-7-doc"),
    ("bind9-doc",),
    ("debian-policy",),
    ("developers-reference",),
    ("debian-reference-en",),
    ("bash-doc",),
)


def fetch(folder: Path, packages: Sequence[Sequence[str]] = PACKAGES) -> list[Path]:
    """The package files, in the order of the list; those already in ``folder`` are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    if not all(_kept(folder, names) for names in packages):
        subprocess.run([TOOL, folder, *("|".join(names) for names in packages)], check=True)
    return [path for names in packages if (path := _kept(folder, names))]


def _kept(folder: Path, names: Sequence[str]) -> Path | None:
    for name in names:
        for path in sorted(folder.glob(f"{name}_*.deb")):
            return path
    return None
