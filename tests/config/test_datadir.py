"""Whose data directory it is, and who uses it now."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import datadir, environment
from config.datadir import Refused

ROOT = Path(__file__).resolve().parents[2]
CLAIM = "from config import datadir\ntry:\n    datadir.claim()\nexcept datadir.Refused as e:\n    print(e)"


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "var"
    monkeypatch.setenv("DATA_DIR", str(path))
    return path


def test_a_second_one_is_told_where_the_first_is(directory: Path) -> None:
    with datadir.claim():
        datadir.write_json("stack.json", {"port": 8123, "pid": 4711})
        done = subprocess.run([sys.executable, "-c", CLAIM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "already running" in done.stdout
    assert "http://localhost:8123/ (process 4711)" in done.stdout


def test_it_is_free_again_once_the_first_has_ended(directory: Path) -> None:
    datadir.claim().close()
    datadir.claim().close()


def test_a_half_made_one_can_be_claimed_again(directory: Path) -> None:
    directory.mkdir()
    datadir.claim().close()
    assert (directory / "log").is_dir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another account's directory")
def test_one_of_another_account_is_refused(directory: Path) -> None:
    directory.mkdir()
    os.chown(directory, 65534, 65534)
    with pytest.raises(Refused, match="was made by the account nobody"):
        datadir.claim()


def test_passwords_and_keys_are_ours_alone_and_stay(directory: Path) -> None:
    with datadir.claim():
        keys = environment.ensure_secrets()
        _, passwords = datadir.servers()
        assert environment.ensure_secrets() == keys
        assert datadir.servers()[1] == passwords
    for name in ("secrets.json", datadir.SERVERS):
        assert stat.S_IMODE((directory / name).stat().st_mode) == 0o600
