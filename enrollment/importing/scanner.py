"""The malware scanner, where the setting names one: clamd's INSTREAM over a Unix socket or TCP, nothing else.

A scanner that is named and does not answer stops the work, which is tried again; a file is never read unscanned.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from enrollment.importing.errors import FileRefused, Refusal

__all__ = ["ScannerSilent", "scan"]

_CHUNK = 256 * 1024
_SECONDS = 60


class ScannerSilent(Exception):
    """The scanner is named in the settings and cannot be asked, or says something unknown."""


def scan(path: Path) -> None:
    """Raise FileRefused(MALWARE) where the scanner finds something in the file; nothing without a scanner."""
    address: str = settings.MALWARE_SCANNER
    if not address:
        return
    try:
        with _connected(address) as line, path.open("rb") as file:
            line.sendall(b"zINSTREAM\0")
            while part := file.read(_CHUNK):
                line.sendall(struct.pack("!I", len(part)) + part)
            line.sendall(struct.pack("!I", 0))
            answer = line.recv(4096).rstrip(b"\0\n")
    except OSError as error:
        raise ScannerSilent(type(error).__name__) from error
    if answer.endswith(b" FOUND"):
        raise FileRefused(Refusal.MALWARE)
    if not answer.endswith(b" OK"):
        raise ScannerSilent("ANSWER")


@contextlib.contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    """`/run/clamd.sock` or `host:port`."""
    host, _, port = address.rpartition(":")
    family = socket.AF_UNIX if address.startswith("/") else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(_SECONDS)
        line.connect(address if family == socket.AF_UNIX else (host, int(port)))
        yield line
