"""`python -m benchmarks --out var/bench.json`: measure, print the table, write the JSON (`make bench`).

BENCH_ROWS: rows of the workers sheet (50,000; the reference size is 285,876). BENCH_STOCK_ROWS: rows of it that the
stock peer is given (1,000; its time is scaled). BENCH_PEER_RUNS: runs of each peer (2). BENCH_FACTS_ROWS: memberships
of the registers whose facts are built (300000,3000000). BENCH_ONLY: parts to run (import, memory, facts, pages, names).
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import factsizes, imports, memory, names, pages
from benchmarks.databases import Databases
from benchmarks.results import Result, table, write_json
from benchmarks.runs import RunFailed

FACTS_ROWS = "300000,3000000"
DEFAULTS = (("STOCK_ROWS", "1000"), ("PEER_RUNS", "2"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"))
    out: Path = parser.parse_args().out
    rows = int(os.environ.get("BENCH_ROWS", "50000"))
    stock_rows, peers = (int(os.environ.get(f"BENCH_{name}", default)) for name, default in DEFAULTS)
    plan = imports.Plan(rows, stock_rows=min(rows, stock_rows), tuned_times=peers, stock_times=peers)
    databases = Databases(os.environ["DATABASE_URL"])
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was made is dropped
    try:
        with tempfile.TemporaryDirectory(prefix="cekjamsos-bench-") as folder:
            results = _measure(databases, Path(folder), plan)
    except RunFailed as error:
        print(f"The benchmark is void: {error}", file=sys.stderr)
        return 1
    finally:
        databases.drop_all()
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"\n{rows:,} rows; {machine}; took {time.monotonic() - started:.0f} s; median (fastest–slowest, n=runs)")
    print(table(results))
    write_json(out, results)
    print(f"\n{out}")
    return 0


def _measure(databases: Databases, folder: Path, plan: imports.Plan) -> list[Result]:
    only = {word.strip() for word in os.environ.get("BENCH_ONLY", "import,memory,facts,pages,names").split(",")}
    if only - {"facts"}:
        _say(f"Sheets of {plan.rows:,} rows and the two registers they meet …")
        imports.prepare(databases, folder, plan)
    results: list[Result] = []
    if "import" in only:
        results += imports.measure(databases, folder, plan, _say)
    if "memory" in only:
        _say("memory")
        results += memory.measure(databases, folder, plan, _say)
    if "facts" in only:
        results += _facts(databases)
    if "pages" in only:
        _say("pages")
        with databases.copy_of(imports.LOADED) as url:
            results += pages.measure(url, plan.rows)
    if "names" in only:
        _say("name search")
        results.append(names.measure(databases))
    return results


def _facts(databases: Databases) -> list[Result]:
    """Registers of growing size, made in SQL."""
    sizes = [int(word) for word in os.environ.get("BENCH_FACTS_ROWS", FACTS_ROWS).split(",")]
    return factsizes.measure(databases, sizes, _say)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
