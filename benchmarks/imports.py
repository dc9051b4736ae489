"""The workers sheet into the register: first time, again, and a month later, beside COPY and django-import-export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import runs
from benchmarks.databases import Databases
from benchmarks.digest import Digest, digest
from benchmarks.results import Result, Samples
from benchmarks.runs import RunFailed, Side

USER = "importir"
EMPTY, LOADED = "empty", "loaded"
FACTS_MOST = 1.1


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows of the sheet, and how often each kind of side runs.

    The stock peer works row by row, each with its own savepoint and queries, so that minutes pass: it gets the first
    `stock_rows` rows and its seconds are scaled. That favours it (smaller indexes, fewer results kept in memory).
    """

    rows: int
    stock_rows: int
    times: int = 5
    tuned_times: int = 3
    stock_times: int = 3
    memory_times: int = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One import: the sheet, the register it meets, which peers do it too, and the bars of the design's table."""

    name: str
    sheet: str
    template: str
    most: float
    peers: dict[str, float]
    # Whether the same import with nobody listening to its commit runs beside it: what keeping the facts costs.
    alone: bool = False


CASES = (
    Case("workers, empty register", "workers.xlsx", EMPTY, 2.5, {"stock": 30, "tuned": 5}, alone=True),
    Case("workers, same file again", "workers.xlsx", LOADED, 1.2, {"stock": 60, "tuned": 20}),
    Case("workers, a month later, 10 % changed", "workers-next.xlsx", LOADED, 1.3, {}),
)
PEER_TITLES = {"stock": "stock import-export", "tuned": "best-tuned import-export"}


def prepare(databases: Databases, folder: Path, plan: Plan) -> None:
    """The two templates, the sheets, and the floor's rows."""
    url = databases.create(EMPTY)
    runs.run("prepare", {"folder": str(folder), "rows": plan.rows, "part": plan.stock_rows, "user": USER}, url)
    databases.vacuum(EMPTY)
    url = databases.create(LOADED, EMPTY)
    runs.run("ours", {"path": str(folder / "workers.xlsx"), "user": USER}, url)
    runs.run("dump", {"folder": str(folder)}, url)
    databases.vacuum(LOADED)


def measure(databases: Databases, folder: Path, plan: Plan, say: Callable[[str], None]) -> list[Result]:
    """All cases, one line for each peer of each."""
    results = []
    for case in CASES:
        say(case.name)
        results += _measure_case(databases, folder, plan, case, say)
    return results


def _measure_case(
    databases: Databases, folder: Path, plan: Plan, case: Case, say: Callable[[str], None]
) -> list[Result]:
    path = str(folder / case.sheet)
    same = SameRegister(case.name)
    sides = {
        "ours": Side("ours", case.template, {"path": path, "user": USER}, plan.times, check=same),
        "floor": Side("floor", EMPTY, {"folder": str(folder)}, plan.times, title="COPY"),
    }
    if case.alone:
        unheard = {"path": path, "user": USER, "followed": False}
        sides["alone"] = Side("ours", case.template, unheard, plan.times, "ours, facts not kept", same)
    if "tuned" in case.peers:
        sides["tuned"] = Side("tuned", case.template, {"path": path}, plan.tuned_times, PEER_TITLES["tuned"], same)
    if "stock" in case.peers:
        sides["stock"] = _stock(case, plan, folder, same)
    samples = runs.in_turns(databases, sides, say)
    samples["ours"].peak_bytes = _peak(databases, sides["ours"])
    return list(_lines(case, plan.rows, samples))


def _stock(case: Case, plan: Plan, folder: Path, same: SameRegister) -> Side:
    part = {"path": str(folder / "workers-part.xlsx")}
    whole = plan.stock_rows == plan.rows or case.template == LOADED
    check = same if whole else HasRows(plan.stock_rows)
    title = f"{PEER_TITLES['stock']}, {plan.stock_rows:,} rows"
    return Side("stock", case.template, part, plan.stock_times, title, check, plan.rows / plan.stock_rows)


def _lines(case: Case, rows: int, samples: dict[str, Samples]) -> Iterator[Result]:
    ours, floor = samples["ours"], samples["floor"]
    for peer, least in case.peers.items():
        yield Result(f"{case.name} (peer: {PEER_TITLES[peer]})", rows, ours, floor, samples[peer], case.most, least)
    if not case.peers:
        yield Result(case.name, rows, ours, floor, most=case.most)
    if case.alone:
        yield Result(f"{case.name}: facts kept (floor: not kept)", rows, ours, samples["alone"], most=FACTS_MOST)


def _peak(databases: Databases, side: Side) -> int:
    """Memory of one more, untimed run."""
    with databases.copy_of(side.template) as url:
        peak: int = runs.run(side.action, side.arguments, url, watch=True)["peak_bytes"]
        return peak


class SameRegister:
    """Every side must leave the same people and memberships, else their times mean nothing."""

    def __init__(self, case: str) -> None:
        self._case = case
        self._first: Digest | None = None

    def __call__(self, url: str) -> None:
        found = digest(url)
        self._first = self._first or found
        if found != self._first or not found[0]:
            raise RunFailed(f"{self._case}: one side left {found}, another {self._first}")


@dataclass(frozen=True, slots=True)
class HasRows:
    """A side that was given a part of the sheet must leave that many memberships."""

    rows: int

    def __call__(self, url: str) -> None:
        if (found := digest(url)[0]) != self.rows:
            raise RunFailed(f"{found} memberships of {self.rows}")
