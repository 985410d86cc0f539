"""Settings: order of precedence, and mistakes named in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import SettingsError
from archive.settings import describe, load


def test_later_sources_win(tmp_path: Path) -> None:
    """Flags beat the environment, which beats the file, which beats the defaults."""
    (tmp_path / "muniment.toml").write_text('port = 1\nhost = "a"\nthreads = 3\n')
    settings = load(
        {"port": 3, "host": None}, {"MUNIMENT_PORT": "2", "MUNIMENT_HOST": "b"}, tmp_path
    )
    assert (settings.port, settings.host, settings.threads) == (3, "b", 3)


@pytest.mark.parametrize(
    ("flags", "environment", "sentence"),
    [
        ({"prot": 1}, {}, "Did you mean “port”"),
        ({}, {"MUNIMENT_CORPS": "x"}, "Did you mean “corpus”"),
        ({"port": "abc"}, {}, "whole number"),
        ({"port": 70_000}, {}, "65535"),
        ({"per_page": 0}, {}, "from 1 up"),
        ({}, {"MUNIMENT_CONFIG": "/nowhere/at/all.toml"}, "cannot be read"),
    ],
)
def test_a_mistake_is_named(
    flags: dict[str, object], environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    """An unknown key or an impossible value is an error that says what would be right."""
    with pytest.raises(SettingsError, match=sentence):
        load(flags, environment, tmp_path)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """Not TOML: the file and the fault are in the sentence."""
    (tmp_path / "muniment.toml").write_text("port = = 1")
    with pytest.raises(SettingsError, match=r"muniment\.toml is not valid TOML"):
        load({}, {}, tmp_path)


def test_every_setting_gives_its_reason() -> None:
    """The table for the documentation has no empty cell."""
    assert all(reason.strip() for _, _, reason in describe())


def test_what_lasts_lies_in_the_corpus_by_default(tmp_path: Path) -> None:
    """A corpus that can be written to keeps its own register."""
    assert load({"corpus": tmp_path}, {}).keep_folder == tmp_path / ".muniment"


def test_two_corpora_of_one_name_have_two_indexes(tmp_path: Path) -> None:
    """The index of one folder is never taken for that of another."""
    one = load({"corpus": tmp_path / "a" / "corpus"}, {}).index_folder
    two = load({"corpus": tmp_path / "b" / "corpus"}, {}).index_folder
    assert one != two
