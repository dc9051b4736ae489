"""Peak memory of one import, all its processes together: of the workbook, and how that of a text file grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks import runs
from benchmarks.databases import Databases
from benchmarks.imports import EMPTY, USER, Plan
from benchmarks.results import Result, Samples

MANY = "many"
TIMES_AS_MANY = 3.5  # a million rows beside the reference size
MOST_MIB = 900e6 / 2**20
MOST_GROWTH = 1.5


def measure(databases: Databases, folder: Path, plan: Plan, say: Callable[[str], None]) -> list[Result]:
    """Both lines. Where rows wait in memory instead of passing through, the second one gives it away."""
    many = int(plan.rows * TIMES_AS_MANY)
    url = databases.create(MANY, EMPTY)
    texts = {rows: folder / f"{rows}.csv" for rows in (plan.rows, many)}
    for rows, path in texts.items():
        runs.run("csv", {"path": str(path), "rows": rows}, url)

    def peaks(path: Path) -> Samples:
        found = Samples(is_memory=True)
        for _ in range(plan.memory_times):
            with databases.copy_of(MANY) as copy:
                peak = runs.run("ours", {"path": str(path), "user": USER}, copy, watch=True)["peak_bytes"]
            found.seconds.append(peak / 2**20)
            say(f"  {path.name}: {found.seconds[-1]:.0f} MiB")
        return found

    bar = Samples([MOST_MIB], is_memory=True)
    small, large = (peaks(path) for path in texts.values())
    return [
        Result("peak memory, workbook (floor: 900 MB)", plan.rows, peaks(folder / "workers.xlsx"), bar, most=1),
        Result(f"peak memory, CSV (floor: CSV of {plan.rows:,} rows)", many, large, small, most=MOST_GROWTH),
    ]
