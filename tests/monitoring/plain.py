"""Coverage recomputed in plain Python from rows as read, sharing no code with the product.

Written from contract §2 alone; slow and obvious on purpose.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from enrollment.models import BusinessEmployerLink, Employer, Holiday, KbliDivision, Membership


@dataclass(frozen=True)
class Cover:
    """One active membership: who, where, as what."""

    person: int
    village: str
    segment: str
    programs: tuple[str, ...]
    sector: str
    scale: str
    branch: str
    started_on: date
    lives: str = "-"

    @property
    def district(self) -> str:
        return "-" if self.village == "-" else ".".join(self.village.split(".")[:3])


def last_day(month: date) -> date:
    return date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def is_due(month: date, on: date, free: set[date]) -> bool:
    following = last_day(month) + timedelta(days=1)
    due = following + timedelta(days=14)
    while due.weekday() in (5, 6) or due in free:
        due += timedelta(days=1)
    return on > due


def active(month: date, on: date) -> list[Cover]:
    """Every membership that counts in `month` as of `on`."""
    free = set(Holiday.objects.values_list("date", flat=True))
    must_have_paid = month if is_due(month, on, free) else month_before(month)
    end = last_day(month)
    sections = {(row.version, row.division): row.section for row in KbliDivision.objects.all()}
    confirmed = defaultdict(list)
    for link in BusinessEmployerLink.objects.select_related("business").order_by("id"):
        if link.state == "CONFIRMED":
            confirmed[link.employer_id].append(link.business)
    covers = []
    for row in Membership.objects.select_related("employer__branch", "branch"):
        if row.started_on > end:
            continue
        employer = row.employer
        if row.segment == "BPU":
            if row.protected_until < end:
                continue
        else:
            if row.ended_on is not None and row.ended_on <= end:
                continue
            if employer.closed_on is not None and employer.closed_on <= end:
                continue
            if employer.paid_through is None or employer.paid_through < must_have_paid:
                continue
        covers.append(_cover(row, employer, confirmed[employer.pk] if employer else [], sections))
    return covers


def _cover(row: Membership, employer: Employer | None, businesses: list, sections: dict) -> Cover:
    village = row.village_id or (employer.village_id if employer and row.segment == "PU" else None)
    known = [b for b in businesses if (b.kbli_version, b.kbli_code[:2]) in sections]
    chosen = (known or businesses or [None])[0]
    sector = sections.get((chosen.kbli_version, chosen.kbli_code[:2]), "-") if chosen else "-"
    scale = (employer.scale if employer else "") or (chosen.scale if chosen else "") or "-"
    branch = row.branch or (employer.branch if employer else None)
    held = tuple(name.upper() for name in ("jkk", "jkm", "jht", "jp", "jkp") if getattr(row, name))
    place, office = village or "-", branch.code if branch else "-"
    lives = row.village_id if row.segment in ("BPU", "PMI") and row.village_id else "-"
    return Cover(row.participant_id, place, row.segment, held, sector, scale, office, row.started_on, lives)


def at_home(covers: Iterable[Cover]) -> list[Cover]:
    """The same covers, each at the place where its person lives: that of the newest cover which tells one."""
    covers = list(covers)
    told: dict[int, tuple[date, str]] = {}
    for cover in covers:
        if cover.lives != "-":
            told[cover.person] = max(told.get(cover.person, (date.min, "")), (cover.started_on, cover.lives))
    return [replace(cover, village=told.get(cover.person, (None, "-"))[1]) for cover in covers]


def people(covers: Iterable[Cover], *by: str) -> dict[tuple[str, ...], int]:
    """Distinct people by the named attributes; "program" once for each program held, "-" for none."""
    found: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for cover in covers:
        for program in (cover.programs or ("-",)) if "program" in by else ("",):
            key = tuple(program if name == "program" else getattr(cover, name) for name in by)
            found[key].add(cover.person)
    return {key: len(who) for key, who in found.items()}


PARTS = ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out", "now")


def movement(month: date, on: date) -> dict[tuple[str, str], dict[str, int]]:
    """The change against the month before by (district, segment); "" stands for all."""
    first: dict[int, date] = {}
    for person, started in Membership.objects.values_list("participant_id", "started_on"):
        first[person] = min(first.get(person, started), started)
    sides = []
    for when in (month_before(month), month):
        found = defaultdict(set)
        for cover in active(when, on):
            for key in product({cover.district, ""}, {cover.segment, ""}):
                found[key].add(cover.person)
        sides.append(found)
    before, now = sides
    result = {}
    for key in before.keys() | now.keys():
        came, went = now[key] - before[key], before[key] - now[key]
        fresh = {person for person in came if person not in before[("", "")]}
        gone = {person for person in went if person not in now[("", "")]}
        new = {person for person in fresh if first[person] >= month}
        parts = (before[key], new, fresh - new, came - fresh, gone, went - gone, now[key])
        result[key] = dict(zip(PARTS, map(len, parts), strict=True))
    return result


def arrears(month: date, on: date) -> dict[tuple[str, int], tuple[int, int]]:
    """Employers that owe and their people by (district, months owed); "" = the city."""
    free = set(Holiday.objects.values_list("date", flat=True))
    needed = month if is_due(month, on, free) else month_before(month)
    end = last_day(month)
    firms, people_ = defaultdict(set), defaultdict(set)
    for employer in Employer.objects.prefetch_related("memberships"):
        rows = list(employer.memberships.all())
        entered = employer.created_at.astimezone(ZoneInfo("Asia/Jakarta")).date()
        began = min((row.started_on for row in rows), default=employer.paid_through or entered)
        if began > end or (employer.closed_on and employer.closed_on <= end) or began.replace(day=1) > needed:
            continue
        last_paid = employer.paid_through or month_before(began.replace(day=1))
        owed = (needed.year - last_paid.year) * 12 + needed.month - last_paid.month
        if owed <= 0:
            continue
        here = {
            row.participant_id for row in rows if row.started_on <= end and not (row.ended_on and row.ended_on <= end)
        }
        district = employer.village_id[:8] if employer.village_id else "-"
        for key in ((district, owed), ("", owed)):
            firms[key].add(employer.pk)
            people_[key] |= here
    return {key: (len(firms[key]), len(people_[key])) for key in firms}
