"""Keeps the processes of `make run` alive, and stops them in order.

honcho and circus cannot wait for PostgreSQL, migrate, and order the stop. A child has a session of its own, so that
Ctrl-C reaches the supervisor alone; the kernel ends it should the supervisor be killed without a chance to.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from config.embedded.account import die_with_parent
from config.embedded.server import Server, ServerFailed

RESTARTS = 5
WITHIN_SECONDS = 60


class Stop(BaseException):
    """Somebody asked us to stop (Ctrl-C, SIGTERM). Not an Exception, so that no handler on the way swallows it."""


class Failed(RuntimeError):
    """A step or a process that cannot go on; the message is for the person at the terminal."""


class Managed(Protocol):
    """What the supervisor needs of a process: both our children and the embedded servers fit."""

    name: str
    log: Path
    process: subprocess.Popen[bytes] | None

    def start(self) -> None: ...
    def stop(self, seconds: float = ...) -> None: ...


@dataclass
class Child:
    """One of our own processes: its command, its log, and how to ask it to end."""

    name: str
    command: list[str]
    log: Path
    variables: dict[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
            )

    def stop(self, seconds: float = 10) -> None:
        """Ask it to end; after `seconds` its whole session goes."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None


def listen_for_stop() -> None:
    """From now on SIGINT, SIGTERM and SIGHUP raise `Stop`, once: a second Ctrl-C does not cut the stop short."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def run_step(name: str, command: list[str], variables: dict[str, str], log: Path) -> None:
    """Run one step of the start to its end, its output in `log`; raises `Failed` with its last lines."""
    child = Child(name, command, log, variables)
    child.start()
    assert child.process is not None
    try:
        code = child.process.wait()
    finally:
        child.stop(5)
    if code:
        raise Failed(f"{name} failed (exit code {code}). {last_words(log)}")


def watch(
    processes: Sequence[Managed], say: Callable[[str], None], pause: Callable[[float], None] = time.sleep
) -> None:
    """Restart whatever dies, for ever; raises `Failed` where one dies over and over."""
    deaths: dict[str, list[float]] = {process.name: [] for process in processes}
    while True:
        for managed in processes:
            if managed.process is None or managed.process.poll() is None:
                continue
            times = deaths[managed.name]
            times.append(time.monotonic())
            recent = [moment for moment in times if moment > time.monotonic() - WITHIN_SECONDS]
            if len(recent) > RESTARTS:
                raise Failed(f"{managed.name} ended {len(recent)} times within a minute. {last_words(managed.log)}")
            say(f"{managed.name} ended (code {managed.process.returncode}) and is started again.")
            if not isinstance(managed, Server):
                pause(0.5 * len(recent))  # servers wait by themselves until they answer
            try:
                managed.start()
            except ServerFailed as error:
                raise Failed(str(error)) from error
        pause(0.3)


def last_words(log: Path, lines: int = 12) -> str:
    """Where the log is and how it ends."""
    ending = log.read_text(errors="replace").splitlines()[-lines:] if log.exists() else []
    return f"{log} ends:\n  " + "\n  ".join(ending)
