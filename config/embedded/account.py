"""Which account the servers run under, and what that account can reach.

PostgreSQL refuses to run as root, and Redis has no reason to. Started by root, both run as `nobody`; the binaries
and the databases must then lie where that account can go.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STATE_DIR = Path("/var/lib/cekjamsos")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """A user the servers run under; `switch` is true where that is not the account we were started by."""

    uid: int
    gid: int
    switch: bool

    def popen_arguments(self, when_we_die: signal.Signals = signal.SIGTERM) -> dict[str, Any]:
        """Arguments of `subprocess.Popen`: the account, a session of its own, and an end when we are killed."""
        arguments: dict[str, Any] = {"start_new_session": True, "preexec_fn": die_with_parent(when_we_die)}
        if self.switch:
            arguments |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return arguments

    def reaches(self, path: Path) -> bool:
        """Whether this account may read `path` (a directory: enter it)."""
        if not self.switch:
            return os.access(path, os.R_OK)
        flag = "-x" if path.is_dir() else "-r"
        probe = subprocess.run(
            ["test", flag, str(path)], user=self.uid, group=self.gid, extra_groups=[], cwd="/", check=False
        )
        return probe.returncode == 0

    def own_directory(self, path: Path) -> Path:
        """Make `path`, closed to all others, and give it to this account."""
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        if self.switch:
            os.chown(path, self.uid, self.gid)
        return path


@cache
def server_account() -> Account:
    """The account we were started by, or `nobody` where that is root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def die_with_parent(what: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that has the kernel send `what` to the child should we be killed without a chance to stop it."""
    library = ctypes.CDLL(None)

    def ask_kernel() -> None:
        library.prctl(_PR_SET_PDEATHSIG, int(what))

    return ask_kernel


def readable(base: Path, names: tuple[str, ...], home: Path) -> Path:
    """`base`, or a copy of its `names` under `home` where the servers' account cannot read the first of them.

    A virtual environment under a closed home (`/root` is 0700) is the usual reason. Names keep their places, because
    the programs look for their libraries relative to themselves.
    """
    if server_account().reaches(base / names[0]):
        return base
    copies = home / "bin"
    for name in names[1:]:
        source, copy = base / name, copies / name
        if source.exists() and not copy.exists():
            _copy(source, copy)
    return copies


def _copy(source: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    for folder in (copy.parent, *copy.parent.parents):
        if folder.name == "bin":
            break
        folder.chmod(0o755)
    partial = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
    if source.is_dir():
        shutil.copytree(source, partial, ignore=shutil.ignore_patterns("include"))
    else:
        shutil.copyfile(source, partial)
        partial.chmod(source.stat().st_mode)
    _open_for_reading(partial)
    partial.rename(copy)


def _open_for_reading(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
