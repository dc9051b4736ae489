"""Uploads, measured while they come: straight to a file of their own, cut at the limit, and told when a disk is full.

A request whose length alone says too much is cut before its first byte is kept (F30). The rest of it is not read: the
page still gets its form's fields, which stand before the file, and answers with a sentence.

A client that goes away before the end, or sends less than a block in `UPLOAD_SLOW_SECONDS`, has sent nothing: half a
CSV would look like a whole one (F29).
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.sheet import MIB
from enrollment.services.imports import DISK_FULL, largest_upload

__all__ = ["MeasuredUpload", "refused_upload"]

_BESIDES = 64 * 1024  # what a form has beside its file


def refused_upload(request: HttpRequest) -> FileRefused | None:
    """Why the request's file was cut off, if it was; known once the form was read."""
    found: FileRefused | None = getattr(request, "upload_refused", None)
    return found


class MeasuredUpload(TemporaryFileUploadHandler):
    """Django's handler that writes to a temporary file, with a limit by the file's name."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self._announced, self._read = content_length, 0
        read: Callable[..., bytes] = input_data.read

        def counted(*args: int) -> bytes:
            part = read(*args)
            self._read += len(part)
            return part

        input_data.read = counted
        self._watch = _Watch(META.get("gunicorn.socket"), lambda: self._read)  # type: ignore[arg-type]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._limit = largest_upload(self.file_name or "")
        self._size = 0
        if self._announced > self._limit + _BESIDES:
            self._cut_as_too_large(self._announced)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > self._limit:
            self._cut_as_too_large(max(self._size, self._announced))
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            self._cut(FileRefused(Refusal.DISK_FULL))

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            complete: UploadedFile | None = super().file_complete(file_size)
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            self._cut(FileRefused(Refusal.DISK_FULL))
        return complete

    def upload_complete(self) -> None:
        self._watch.stop()
        if self._read < self._announced and refused_upload(self.request) is None:  # type: ignore[arg-type]
            raise MultiPartParserError("the body ended early")

    def _cut_as_too_large(self, size: int) -> None:
        self._cut(FileRefused(Refusal.FILE_TOO_LARGE, megabytes=size // MIB + 1, limit=self._limit // MIB))

    def _cut(self, why: FileRefused) -> None:
        """Keep nothing of the file and read no further."""
        self._watch.stop()
        path = Path(self.file.temporary_file_path())
        with contextlib.suppress(OSError):  # closing writes what is buffered, and the disk may be full
            self.file.close()
        path.unlink(missing_ok=True)
        self.request.upload_refused = why  # type: ignore[union-attr]
        raise StopUpload(connection_reset=True)


class _Watch:
    """Stops reading from a client that has sent nothing worth a block since the last look; its thread is free again."""

    def __init__(self, line: socket.socket | None, progress: Callable[[], int]) -> None:
        self._line, self._progress, self._seen = line, progress, 0
        self._over = threading.Event()
        if line is not None:
            threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(settings.UPLOAD_SLOW_SECONDS):
            if self._progress() <= self._seen:
                with contextlib.suppress(OSError):
                    self._line.shutdown(socket.SHUT_RD)  # type: ignore[union-attr]
                return
            self._seen = self._progress()
