"""A PostgreSQL and a Redis for as long as one command runs, in a directory that is gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config import environment
from config.embedded.account import server_account
from config.embedded.postgres import Postgres, new_passwords
from config.embedded.redis import Redis


@contextmanager
def throwaway(durable: bool = False) -> Iterator[dict[str, str]]:
    """The variables (addresses, fresh keys, a data directory) of a whole private environment.

    An address that is already given is used, and that server is not started. `durable` keeps fsync on (benchmarks).
    """
    with ExitStack() as stack:
        home = _temporary_home(stack)
        data = home / "data"
        data.mkdir(mode=0o700)
        variables = {"DATA_DIR": str(data), "DEMO": "1", **environment.new_secrets()}
        for name, build in (("DATABASE_URL", _postgres), ("REDIS_URL", _redis)):
            variables[name] = os.environ.get(name) or build(home, durable, stack)
        yield variables


def _postgres(home: Path, durable: bool, stack: ExitStack) -> str:
    server = Postgres(home, new_passwords(), durable=durable)
    stack.callback(server.stop, 5, signal.SIGQUIT)  # nothing is worth a checkpoint
    server.start()
    return server.url


def _redis(home: Path, durable: bool, stack: ExitStack) -> str:
    server = Redis(home, secrets.token_urlsafe(24), durable=durable)
    stack.callback(server.stop, 5)
    server.start()
    return server.url


def _temporary_home(stack: ExitStack) -> Path:
    """A directory of our own that the servers' account may pass through."""
    base = Path(tempfile.gettempdir())
    home = Path(tempfile.mkdtemp(prefix="cekjamsos-", dir=base if server_account().reaches(base) else "/tmp"))
    stack.callback(shutil.rmtree, home, ignore_errors=True)
    home.chmod(0o711)
    return home
