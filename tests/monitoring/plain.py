"""Coverage recomputed in plain Python from rows as read, sharing no code with the product.

Written from contract §2 alone; slow and obvious on purpose.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

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
    return Cover(row.participant_id, village or "-", row.segment, held, sector, scale, branch.code if branch else "-")


def people(covers: Iterable[Cover], *by: str) -> dict[tuple[str, ...], int]:
    """Distinct people by the named attributes; "program" once for each program held, "-" for none."""
    found: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for cover in covers:
        for program in (cover.programs or ("-",)) if "program" in by else ("",):
            key = tuple(program if name == "program" else getattr(cover, name) for name in by)
            found[key].add(cover.person)
    return {key: len(who) for key, who in found.items()}
