"""The workers sheet into the register: first time, again, and a month later, beside COPY and django-import-export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import runs
from benchmarks.databases import Databases
from benchmarks.digest import Digest, digest
from benchmarks.results import Result, Samples
from benchmarks.runs import RunFailed, Side

USER = "importir"
EMPTY, LOADED = "empty", "loaded"


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows of the sheet, and how often each kind of side runs; the stock peer is so slow that once must do."""

    rows: int
    times: int = 5
    tuned_times: int = 3
    stock_times: int = 1


@dataclass(frozen=True, slots=True)
class Case:
    """One import: the sheet, the register it meets, which peers do it too, and the bars of the design's table."""

    name: str
    sheet: str
    template: str
    most: float
    peers: dict[str, float]


CASES = (
    Case("workers, empty register", "workers.xlsx", EMPTY, 2.5, {"stock": 30, "tuned": 5}),
    Case("workers, same file again", "workers.xlsx", LOADED, 1.2, {"stock": 60, "tuned": 20}),
    Case("workers, a month later, 10 % changed", "workers-next.xlsx", LOADED, 1.3, {}),
)
PEER_TITLES = {"stock": "stock django-import-export", "tuned": "best-tuned django-import-export"}


def prepare(databases: Databases, folder: Path, rows: int) -> None:
    """The two templates, the sheets, and the floor's rows."""
    url = databases.create(EMPTY)
    runs.run("prepare", {"folder": str(folder), "rows": rows, "user": USER}, url)
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
    for peer in case.peers:
        times = plan.stock_times if peer == "stock" else plan.tuned_times
        sides[peer] = Side(peer, case.template, {"path": path}, times, PEER_TITLES[peer], same)
    samples = runs.in_turns(databases, sides, say)
    samples["ours"].peak_bytes = _peak(databases, sides["ours"])
    lines: list[tuple[str, Samples | None, float | None]] = [
        (f"{case.name} ({PEER_TITLES[peer]})", samples[peer], least) for peer, least in case.peers.items()
    ]
    return [
        Result(name, plan.rows, samples["ours"], samples["floor"], peer, case.most, least)
        for name, peer, least in lines or [(case.name, None, None)]
    ]


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
