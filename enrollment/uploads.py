"""Uploads, measured while they come: straight to a file of their own, cut at the limit, and told when a disk is full.

A request whose length alone says too much is cut before its first byte is kept (F30). The rest of it is not read: the
page still gets its form's fields, which stand before the file, and answers with a sentence.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

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
        self._announced = content_length

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

    def _cut_as_too_large(self, size: int) -> None:
        self._cut(FileRefused(Refusal.FILE_TOO_LARGE, megabytes=size // MIB + 1, limit=self._limit // MIB))

    def _cut(self, why: FileRefused) -> None:
        """Keep nothing of the file and read no further."""
        path = Path(self.file.temporary_file_path())
        with contextlib.suppress(OSError):  # closing writes what is buffered, and the disk may be full
            self.file.close()
        path.unlink(missing_ok=True)
        self.request.upload_refused = why  # type: ignore[union-attr]
        raise StopUpload(connection_reset=True)
