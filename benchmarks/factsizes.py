"""Facts of registers of several sizes, all made first and then measured in turns.

How time grows is a ratio like the others: measured an hour apart it would tell what else the machine did meanwhile.
So the long builds take turns, and what is short takes many more of them, seconds apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import growth
from benchmarks.databases import Databases
from benchmarks.results import Result
from benchmarks.runs import run

TURNS, SHORT_TURNS = 3, 12
# From here on one round takes many minutes: no round goes uncounted, and what has room by the hundredfold runs once.
HUGE = 10_000_000
SMALL = 1_000_000


def measure(databases: Databases, sizes: list[int], say: Callable[[str], None]) -> list[Result]:
    """The lines of `growth`; the history of months is measured on the first size."""
    urls = {}
    for rows in sizes:
        say(f"a register of {rows:,} memberships")
        urls[rows] = databases.create(f"facts_{rows}")
        run("fill", {"rows": rows}, urls[rows])
    measured: dict[int, dict[str, list[float]]] = {rows: {} for rows in sizes}
    for turn in range(TURNS):
        for rows, url in urls.items():
            say(f"  a month's facts of {rows:,}, {turn + 1} of {TURNS}")
            for name, seconds in run("facts", _round(rows, turn), url)["sides"].items():
                measured[rows].setdefault(name, []).extend(seconds)
    say("  what is short")
    for turn in range(SHORT_TURNS):
        for rows, url in urls.items():
            for name, seconds in run("glances", {"turn": turn}, url)["sides"].items():
                measured[rows].setdefault(name, []).extend(seconds)
    later = run("history", {"months": growth.HISTORY, "times": TURNS}, urls[sizes[0]])["sides"]
    measured[sizes[0]]["later"] = later["ours"]
    for rows in sizes:
        databases.drop(f"facts_{rows}")
    return growth.lines(sizes, measured)


def _round(rows: int, turn: int) -> dict[str, Any]:
    return {"times": 2 if rows < SMALL else 1, "warm": rows < HUGE, "computed": rows < HUGE or turn == 0}
