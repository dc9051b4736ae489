"""The child process that reads one untrusted file: `python -m enrollment.importing.child CONFIG`, the file on stdin.

It gets no environment, no key and no path. Before it looks at the first byte it gives up memory and CPU time beyond the
limits, new files and sockets, writing, and children of its own. What it says goes out as frames on standard output.
"""

from __future__ import annotations

import codecs
import gc
import json
import os
import resource
import sys
from typing import IO, Any

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.frames import block_frame, json_frame
from enrollment.importing.reader import Reading, open_reading
from enrollment.importing.sheet import Candidate, Limits

_CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "ascii", "latin-1", "cp437")


def main() -> None:
    config = json.loads(sys.argv[1])
    limits = Limits(**config["limits"])
    candidates = [Candidate(**candidate) for candidate in config["candidates"]]
    gc.disable()  # the work makes no cycles, and millions of small tuples make collecting expensive
    # Opened while files still can be. What rusage tells outlives the exec: it would be the parent's peak.
    with (
        open("/proc/self/status", "rb", buffering=0) as status,  # noqa: PTH123
        os.fdopen(0, "rb", closefd=False) as stream,
        os.fdopen(1, "wb", buffering=0, closefd=False) as out,
    ):
        give_up_rights(limits)
        try:
            read(stream, out, config, candidates, limits, status)
        except FileRefused as refusal:
            send(out, json_frame({"type": "refused", "code": refusal.code, "params": refusal.params}))
        except MemoryError:
            send(out, json_frame({"type": "refused", "code": Refusal.FILE_BOMB, "params": {}}))
        except Exception as error:  # a fault of ours: the parent must hear where, and nothing of the file
            send(out, json_frame({"type": "failed", "error": type(error).__name__, "where": _where(error)}))


def give_up_rights(limits: Limits) -> None:
    for name in _CODECS:
        codecs.lookup(name)  # imported now: later no file can be opened
    fixed = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 3,
    }
    for which, value in fixed.items():
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def read(
    stream: IO[bytes],
    out: IO[bytes],
    config: dict[str, Any],
    candidates: list[Candidate],
    limits: Limits,
    status: IO[bytes],
) -> None:
    reading = open_reading(stream, config["suffix"], candidates, limits, config["reading"])
    header = reading.header
    about = {
        "type": "sheet",
        "profile": header.profile,
        "header": header.texts,
        "header_row": header.last_row,
        "columns": header.columns,
        "ignored": header.ignored,
        "notes": sorted(reading.notes),
    }
    send(out, json_frame(about | reading.about))
    for block, problems in reading.blocks():
        send(out, block_frame(block, problems))
    send(out, json_frame({"type": "end", **_summary(reading, status), "notes": sorted(reading.notes)}))


def _summary(reading: Reading, status: IO[bytes]) -> dict[str, Any]:
    status.seek(0)
    peak = next(line for line in status.read().splitlines() if line.startswith(b"VmHWM:"))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "rows": reading.rows,
        "skipped": reading.skipped,
        "sheets": reading.sheets,
        "memory_bytes": int(peak.split()[1]) * 1024,
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
    }


def send(out: IO[bytes], frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[out.write(view) :]


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119


if __name__ == "__main__":
    main()
