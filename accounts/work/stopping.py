"""Being told to end in the middle of a long statement.

Python hears a signal between two steps of its own, and a statement of minutes is one step: a worker that is told to
end would sit there until it is killed, and the attempt would count. So a thread listens and cancels the statement.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

ENDS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP})


@contextmanager
def signals_end_statements() -> Iterator[None]:
    """Inside, a signal that ends this process ends its running statement too. Only a main thread is signalled."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    listener = _Listener(connections[connection.alias])
    listener.start()
    try:
        yield
    finally:
        listener.end()


class _Listener:
    """Signals arrive as bytes on a socket, from the interpreter's own handler, whatever the main thread is at."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self._database = database
        self._hears, self._tells = socket.socketpair()
        self._tells.setblocking(False)
        self._lock = threading.Lock()
        self._is_over = False
        self._thread = threading.Thread(target=self._listen, name="signals", daemon=True)

    def start(self) -> None:
        self._before = signal.set_wakeup_fd(self._tells.fileno(), warn_on_full_buffer=False)
        self._thread.start()

    def end(self) -> None:
        """No statement is cancelled from here on: what follows says how the work ended."""
        with self._lock:
            self._is_over = True
        signal.set_wakeup_fd(self._before)
        self._tells.close()
        self._thread.join()
        self._hears.close()

    def _listen(self) -> None:
        while heard := self._hears.recv(64):
            if ENDS.intersection(heard):
                with self._lock:
                    if not self._is_over and self._database.connection is not None:
                        self._database.connection.cancel()
