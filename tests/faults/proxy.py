"""A small TCP proxy that can go deaf: connections stay open on both sides, and nothing passes any more."""

from __future__ import annotations

import contextlib
import socket
import threading


class Proxy:
    """Passes 127.0.0.1:`port` on to `to`. What was connected when it went deaf stays deaf for ever."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._hears = threading.Event()
        self._hears.set()
        self._generation = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def go_deaf(self) -> None:
        self._generation += 1
        self._hears.clear()

    def recover(self) -> None:
        """New connections pass again."""
        self._hears.set()

    def close(self) -> None:
        for one in (self._server, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                self._open.append(near)
                self._hears.wait()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open.append(far)
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=[source, target, self._generation], daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, generation: int) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if generation != self._generation:
                    return  # neither side is told
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
