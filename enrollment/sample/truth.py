"""What a correct import of an invented register must yield: coverage and verdicts, counted in plain Python.

The definition is contract §2 "Active in month M", written here a second time on purpose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container
from datetime import date
from typing import Any

from enrollment.rules.calendar import add_months, due_date, month_end
from enrollment.sample.world import Business, Employer, OwnCover, World, running_at

SEGMENTS = ("PU", "BPU", "JAKON", "PMI")
PROGRAMS = ("JKK", "JKM", "JHT", "JP", "JKP")
NOWHERE = "-"


def active_covers(world: World, month: date, *, on: date, holidays: Container[date]) -> list[dict[str, Any]]:
    """One dict per active cover of `month` as of `on`: nik, segment, programs, village, district, section, branch."""
    last = month_end(month)
    needed = month if on > due_date(month, holidays) else add_months(month, -1)
    found = []
    for employer in world.employers:
        if employer.closed_on is not None and employer.closed_on <= last:
            continue
        if employer.paid_through is None or employer.paid_through < needed:
            continue
        section = employer.section if employer.business and world.is_single(employer) else NOWHERE
        for worker in employer.workers:
            if worker.runs_over(last):
                place = worker.village or (employer.village if employer.segment == "PU" else None)
                branch = worker.branch or employer.branch
                found.append(_cover(worker.person.nik, employer.segment, worker.programs, place, section, branch))
    for own in world.own_covers:
        if own.started_on <= last <= own.protected_until:
            found.append(_cover(own.person.nik, "BPU", own.programs, own.village, NOWHERE, own.branch))
    return found


def _cover(nik: str, segment: str, programs: Any, place: Any, section: str, branch: str | None) -> dict[str, Any]:
    return {
        "nik": nik,
        "segment": segment,
        "programs": programs,
        "village": place.code if place else NOWHERE,
        "district": place.district_code if place else NOWHERE,
        "section": section,
        "branch": branch or NOWHERE,
    }


DIMENSIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "district": lambda c: [c["district"]],
    "village": lambda c: [c["village"]],
    "segment": lambda c: [c["segment"]],
    "program": lambda c: c["programs"],
    "sector": lambda c: [c["section"]],
    "branch": lambda c: [c["branch"]],
}


def coverage(world: World, month: date, *, on: date, holidays: Container[date]) -> dict[str, Any]:
    """`{month, on, total, by: {dimension: {code: distinct people}}, unallocated: {dimension: people}}`."""
    covers = active_covers(world, month, on=on, holidays=holidays)
    by: dict[str, dict[str, int]] = {}
    for name, codes_of in DIMENSIONS.items():
        people: dict[str, set[str]] = defaultdict(set)
        for cover in covers:
            for code in codes_of(cover):
                people[code].add(cover["nik"])
        by[name] = {code: len(niks) for code, niks in sorted(people.items())}
    unallocated = {name: counts.pop(NOWHERE, 0) for name, counts in by.items()}
    return {
        "month": f"{month:%Y-%m}",
        "on": on.isoformat(),
        "total": len({c["nik"] for c in covers}),
        "by": by,
        "unallocated": unallocated,
    }


def checks(world: World, *, on: date, holidays: Container[date], most: int = 6) -> list[dict[str, Any]]:
    """Businesses of every finding that sheets alone can show: `{identifier, kind, service, on, finding, reason}`.

    `reason` is one that must be among those given, or null where the finding says it all.
    """
    groups: dict[tuple[str, str], list[Business]] = defaultdict(list)
    finder = _Finder(world, on)
    for business in world.businesses:
        if (key := finder.finding(business)) is not None:
            groups[key].append(business)
    rows = []
    for (finding, reason), found in sorted(groups.items()):
        for index, business in enumerate(found[:most]):
            service = ("DOMISILI", "PTSP_LAMA")[index % 2]
            rows.append(_row(_identifier(business, index), service, on, finding, reason, business.name))
    stale = add_months(world.month, 4)
    for business in [b for b in world.businesses if b.employer][:2]:
        rows.append(_row(_identifier(business, 0), "DOMISILI", stale, "SOURCE_DOWN", "STALE", business.name))
    unknown = world.draw.once("9129999999999")
    rows.append(_row(("NAME", "Kedai Kembar Tiga Rekaan"), "DOMISILI", on, "UNCERTAIN", "SEVERAL_MATCHES", None))
    rows.append(_row(("NIB", unknown), "DOMISILI", on, "UNCERTAIN", "NOT_FOUND", None))
    return rows


def _row(
    asked: tuple[str, str], service: str, on: date, finding: str, reason: str, business: str | None
) -> dict[str, Any]:
    kind, identifier = asked
    return {
        "identifier": identifier,
        "kind": kind,
        "service": service,
        "on": on.isoformat(),
        "finding": finding,
        "reason": reason or None,
        "business": business,
    }


def _identifier(business: Business, index: int) -> tuple[str, str]:
    """The numbers the applicant may bring, in turn."""
    if business.nib and index % 2 == 0:
        return "NIB", business.nib
    return "NIK", business.owner.nik


class _Finder:
    """What the counter must find for one business, from the drawn world alone."""

    def __init__(self, world: World, on: date) -> None:
        self.world = world
        self.on = on
        self.last = month_end(world.month)
        self.owned = Counter(b.owner.nik for b in world.businesses)
        self.employed = {w.person.nik for w in world.workers()}
        self.own_covers: dict[str, list[OwnCover]] = defaultdict(list)
        for cover in world.own_covers:
            self.own_covers[cover.person.nik].append(cover)

    def finding(self, business: Business) -> tuple[str, str] | None:
        """Headline and reason; None where the sheets leave room for another reading."""
        if self.owned[business.owner.nik] > 1:
            return None
        if business.employer is None:
            return self._without_employer(business)
        return self._with_employer(business, business.employer)

    def _without_employer(self, business: Business) -> tuple[str, str] | None:
        if business.trait == "UNREGISTERED" and business.nib:
            return "UNREGISTERED", ""
        covers = self.own_covers[business.owner.nik]
        if business.trait != "OWNER" or len(covers) != 1 or business.owner.nik in self.employed:
            return None
        return ("CLEAR", "OWNER_BPU") if covers[0].started_on <= self.on <= covers[0].protected_until else None

    def _with_employer(self, business: Business, employer: Employer) -> tuple[str, str] | None:
        if employer.segment != "PU" or not self.world.is_single(employer):
            return None
        if employer.closed_on is not None:
            return ("UNREGISTERED", "LAPSED_SINCE") if employer.closed_on <= self.on else None
        if employer.paid_through is None or employer.paid_through < self.world.month:
            return "ARREARS", "MONTHS_UNPAID"
        if business.declared > running_at(employer, self.last):
            return "PARTIAL", "WORKERS_MISSING"
        if employer.scale in ("MENENGAH", "BESAR") and "JHT" not in employer.programs:
            return "PARTIAL", "PROGRAM_MISSING"
        return ("CLEAR", "") if business.declared else None
