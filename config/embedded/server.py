"""What PostgreSQL and Redis have in common: a child process with a log, a port, a readiness question, a stop."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from pathlib import Path

from config.embedded.account import server_account

_STARTS = 5


class ServerFailed(RuntimeError):
    """A server that would not start; the message ends with its last words."""


def free_port() -> int:
    """A loopback port nobody listens on just now (somebody may take it before we do: starts are repeated)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server process. Subclasses say its command, how to ask whether it answers, and its stop signals."""

    name = "server"
    stop_signal = signal.SIGTERM
    death_signal = signal.SIGTERM

    def __init__(self, home: Path, log: Path | None = None, start_seconds: float = 60) -> None:
        self.home = home
        self.log = log or home / f"{self.name}.log"
        self.start_seconds = start_seconds
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def prepare(self) -> None:
        """Whatever must lie on disk before the first start."""

    def start(self) -> None:
        """Start and wait until it answers. A second start keeps the port; raises `ServerFailed`."""
        self.prepare()
        fixed_port = self.port
        for attempt in range(1, _STARTS + 1):
            self.port = fixed_port or free_port()
            if self._start_once():
                return
            if attempt < _STARTS:
                time.sleep(0.3 * attempt)  # the port was taken meanwhile, or a killed predecessor is still going
        raise ServerFailed(f"{self.name} does not start. {self._last_words()}")

    def stop(self, seconds: float = 20, how: signal.Signals | None = None) -> None:
        """Ask it to end, wait, and insist after `seconds`."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how or self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def _start_once(self) -> bool:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                **server_account().popen_arguments(self.death_signal),
            )
        deadline = time.monotonic() + self.start_seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            with contextlib.suppress(OSError):
                if self.answers():
                    return True
            time.sleep(0.05)
        self.stop(5)
        return False

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return f"{self.log} ends:\n  " + "\n  ".join(lines[-6:])
