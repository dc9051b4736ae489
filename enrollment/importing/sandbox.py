"""Untrusted files are read by a child process with little memory, little time and no keys (architecture §3.13, T03).

    with read(path, ".xlsx", candidates) as reading:
        reading.info                      # profile, header, title lines …
        for chunk in reading.chunks():    # columns of cells, some thousand rows at a time
            …
        reading.summary                   # rows, skipped, notes

Whatever the child does or becomes, the parent raises FileRefused and nothing else, also in the middle of the chunks:
nothing that was read may stay then.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

from enrollment.importing.errors import Code, FileRefused, Note, Problem, Refusal
from enrollment.importing.frames import BLOCK_FRAME, HEAD, JSON_FRAME, MAX_FRAME, Decoder
from enrollment.importing.sheet import MIB, Candidate, Chunk, Limits, ReadSummary, SheetInfo

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ; the fcntl module names it from Python 3.12 on


class SandboxReading:
    """A file being read. `info` is there at once, `summary` once all chunks were taken."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        assert process.stdout is not None
        self._process = process
        self._pipe = process.stdout.fileno()
        self._poll = select.poll()
        self._poll.register(self._pipe, select.POLLIN)
        self._left = float(limits.wait_seconds)
        self._decoder = Decoder()
        self._summary: ReadSummary | None = None
        self.info = _info(self._expect("sheet"))

    @property
    def summary(self) -> ReadSummary:
        if self._summary is None:
            raise ValueError("the summary is known after the last chunk")
        return self._summary

    def chunks(self) -> Iterator[Chunk]:
        """All data rows in order; FileRefused may come at any point."""
        width = len(self.info.header)
        while True:
            kind, body = self._frame()
            if kind == JSON_FRAME:
                self._summary = _summary(self._message(body, "end"))
                return
            yield _chunk(self._decoder, body, width)

    def _expect(self, wanted: str) -> dict[str, Any]:
        kind, body = self._frame()
        if kind != JSON_FRAME:
            raise FileRefused(Refusal.CORRUPT)
        return self._message(body, wanted)

    def _message(self, body: bytes, wanted: str) -> dict[str, Any]:
        with _corrupt_if_odd():
            data = self._decoder.json(body)
            if data["type"] == "refused":
                raise FileRefused(Refusal(data["code"]), **{str(key): value for key, value in data["params"].items()})
            if data["type"] == "failed":
                log.error("The reading child failed: %s at %s", str(data["error"])[:60], str(data["where"])[:60])
            if data["type"] != wanted:
                raise FileRefused(Refusal.CORRUPT)
            return data

    def _frame(self) -> tuple[bytes, bytes]:
        kind, size = HEAD.unpack(self._bytes(HEAD.size))
        if kind not in (JSON_FRAME, BLOCK_FRAME) or size > MAX_FRAME:
            raise FileRefused(Refusal.CORRUPT)
        return kind, self._bytes(size)

    def _bytes(self, count: int) -> bytes:
        parts = []
        while count:
            self._wait()
            part = os.read(self._pipe, min(count, MIB))
            if not part:
                raise FileRefused(self._why_it_ended())
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _wait(self) -> None:
        """Only the time spent waiting counts: a slow database on our side is not the file's fault."""
        began = time.monotonic()
        ready = self._poll.poll(max(self._left, 0) * 1000)
        self._left -= time.monotonic() - began
        if not ready:
            raise FileRefused(Refusal.TIMEOUT)

    def _why_it_ended(self) -> Refusal:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return Refusal.CORRUPT
        if code:
            log.warning("The reading child ended with %s", code)
        return Refusal.TIMEOUT if code in _OUT_OF_TIME else Refusal.CORRUPT


@contextlib.contextmanager
def read(
    source: str | Path | IO[bytes],
    suffix: str,
    candidates: list[Candidate],
    limits: Limits | None = None,
    asked: dict[str, Any] | None = None,
) -> Iterator[SandboxReading]:
    """Read `source` (a path, or an open file with a descriptor) as one of `candidates`.

    `suffix` is the upload's (".xlsx", ".csv"); `asked` how a person said the file is to be read (ImportBatch.reading).
    Raises FileRefused. The child dies with the block.
    """
    limits = limits or Limits()
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(Path(source).open("rb")) if isinstance(source, str | Path) else source
        process = stack.enter_context(_child(stream, suffix, candidates, limits, asked or {}))
        yield SandboxReading(process, limits)


@contextlib.contextmanager
def _child(
    stream: IO[bytes], suffix: str, candidates: list[Candidate], limits: Limits, asked: dict[str, Any]
) -> Iterator[subprocess.Popen[bytes]]:
    config = {
        "suffix": suffix,
        "limits": dataclasses.asdict(limits),
        "candidates": [dataclasses.asdict(candidate) for candidate in candidates],
        "reading": asked,
    }
    process = subprocess.Popen(
        [sys.executable, "-E", "-s", "-m", "enrollment.importing.child", json.dumps(config)],
        stdin=stream.fileno(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        _widen(process.stdout.fileno())
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _widen(pipe: int) -> None:
    """Room for the child to work ahead while we clean and store; a system that will not give it works all the same."""
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, MIB)


@contextlib.contextmanager
def _corrupt_if_odd() -> Iterator[None]:
    """A child that was taken over may say anything: what does not fit refuses the file."""
    try:
        yield
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        raise FileRefused(Refusal.CORRUPT) from error


def _info(data: dict[str, Any]) -> SheetInfo:
    with _corrupt_if_odd():
        header = [str(text) for text in data["header"]]
        columns = {str(name): int(position) for name, position in data["columns"].items()}
        if any(not 0 <= position < len(header) for position in columns.values()):
            raise FileRefused(Refusal.CORRUPT)
        return SheetInfo(
            profile=str(data["profile"]),
            header=header,
            header_row=int(data["header_row"]),
            columns=columns,
            ignored=[str(text) for text in data["ignored"]],
            title_lines=[str(text) for text in data["title_lines"]],
            sheet_name=str(data["sheet_name"]),
            hidden=bool(data["hidden"]),
            date1904=bool(data["date1904"]),
            created=date.fromisoformat(data["created"]) if data["created"] else None,
            row_estimate=int(data["row_estimate"]),
            notes=[Note(note) for note in data["notes"]],
            sheets=[_sheet(sheet) for sheet in data["sheets"]],
        )


def _sheet(data: dict[str, Any]) -> dict[str, Any]:
    row, layout = data["header_row"], data["layout"]
    return {
        "name": str(data["name"]),
        "rows": int(data["rows"]),
        "hidden": bool(data["hidden"]),
        "profile": str(data["profile"]),
        "header_row": None if row is None else int(row),
        "layout": None if layout is None else int(layout),
    }


def _chunk(decoder: Decoder, body: bytes, width: int) -> Chunk:
    with _corrupt_if_odd():
        numbers, lines, columns, problems = decoder.block(body, width)
        rows = range(len(numbers))
        return Chunk(
            numbers,
            lines,
            columns,
            {rows[int(index)]: Problem(Code(code), dict(params)) for index, code, params in problems},
        )


def _summary(data: dict[str, Any]) -> ReadSummary:
    with _corrupt_if_odd():
        return ReadSummary(
            rows=int(data["rows"]),
            skipped=int(data["skipped"]),
            notes=[Note(note) for note in data["notes"]],
            child_memory_bytes=int(data["memory_bytes"]),
            child_cpu_seconds=float(data["cpu_seconds"]),
            sheets=[
                {"name": str(sheet["name"]), "first": int(sheet["first"]), "rows": int(sheet["rows"])}
                for sheet in data["sheets"]
            ],
        )
