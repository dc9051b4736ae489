"""A verdict from today's rows: the register's answer, denials in force, the rule, the limits of the settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from accounts.kept import kept
from enrollment.rules.kinds import Program, Segment
from enrollment.rules.programs import optional_programs
from enrollment.rules.status import EmployerStatus, Found, RegistrationStatus
from enrollment.selectors.status import holidays
from permits.models import ServiceDenial, ServiceRule
from permits.rules.assess import assess, open_employers
from permits.rules.cover import lacking_programs
from permits.rules.verdict import Denial, Evidence, Limits, Reason, Verdict
from permits.selectors.catalogue import rule_view

__all__ = ["denials_in_force", "evidence_json", "judge", "limits", "narrow_answer", "reason_json"]


def limits() -> Limits:
    """Days from the settings (contract §2, Freshness): FRESHNESS_DAYS = {profile: (amber, down)}."""
    own: dict[str, tuple[int, int]] = settings.FRESHNESS_DAYS
    return Limits(by_profile=tuple((profile, *days) for profile, days in own.items()))


def judge(
    rule: ServiceRule,
    status: RegistrationStatus,
    *,
    on: date,
    denial: Denial | None = None,
    known_holidays: frozenset[date] | None = None,
) -> Verdict:
    """`assess` with the holidays on file and the limits of the settings."""
    days = kept("holidays", holidays) if known_holidays is None else known_holidays
    return assess(rule_view(rule), status, on=on, holidays=days, denial=denial, limits=limits())


def denials_in_force(business_ids: Iterable[int], on: date) -> dict[int, Denial]:
    """Approved statutory denials in force on `on`, by business."""
    rows = ServiceDenial.objects.filter(
        Q(lifted_on__isnull=True) | Q(lifted_on__gt=on),
        business__in=list(business_ids),
        imposed_on__lte=on,
        approved_by__isnull=False,
    ).select_related("legal_basis")
    return {row.business_id: Denial(row.letter_number, row.letter_date, row.legal_basis.short_title) for row in rows}


def reason_json(reason: Reason) -> dict[str, Any]:
    """A reason as it is stored."""
    return {"code": reason.code, "params": dict(reason.params)}


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """One finding as it is stored."""
    return {
        "finding": evidence.finding.value,
        "outcome": evidence.outcome.value,
        "reasons": [reason_json(reason) for reason in evidence.reasons],
        "until": evidence.until.isoformat() if evidence.until else None,
    }


def narrow_answer(status: RegistrationStatus, verdict: Verdict, on: date) -> dict[str, Any]:
    """What the officer may see (architecture §3.6), frozen into the Check: plain JSON, no amount, no wage, no name of
    a worker. `business` is empty where the number led to none."""
    running = open_employers(status, on)
    return {
        "next_step": verdict.next_step.value,
        "is_old": verdict.is_old,
        "found": status.found.value,
        "business": _business(status, running, on) if status.found not in (Found.SEVERAL, Found.NOTHING) else {},
        "namesakes": status.namesakes,
    }


def _business(status: RegistrationStatus, running: tuple[EmployerStatus, ...], on: date) -> dict[str, Any]:
    first = (running or status.employers or (None,))[0]
    paid = [e.paid_through for e in running if e.paid_through]
    starts = [e.started_on for e in status.employers if e.started_on]
    branches = list(dict.fromkeys(e.branch for e in status.employers if e.branch))
    return {
        "name": status.name,
        "village": status.village,
        "district": status.district,
        "district_code": status.district_code,
        "npp": first.npp_masked if first else "",
        "owner": status.owner_masked,
        "nib": status.nib,
        "scale": status.scale.value if status.scale else "",
        "segments": _segments(status, running),
        "workers": status.workers,
        "declared": status.declared_workers,
        "paid_through": _iso(min(paid)) if paid and len(paid) == len(running) else None,
        "since": _iso(min(starts)) if starts else _iso(status.owner.started_on) if status.owner else None,
        "protected_until": _iso(status.owner.protected_until) if status.owner else None,
        "programs": _programs(status, running, on),
        "branch": ", ".join(branches),
        "employers": len(running),
    }


def _segments(status: RegistrationStatus, running: tuple[EmployerStatus, ...]) -> list[str]:
    held = {count.segment for employer in running for count in employer.segments}
    if not running and status.owner is not None:
        held.add(Segment.NON_WAGE)
    return [segment.value for segment in Segment if segment in held]


def _programs(status: RegistrationStatus, running: tuple[EmployerStatus, ...], on: date) -> list[dict[str, str]]:
    """Chips in the printed order: state "has", "lack" (mandatory and short) or "none" (optional and absent)."""
    lacking: set[Program] = set()
    held: set[Program] = set()
    optional: set[Program] = set()
    for employer in running:
        scale = status.scale or employer.scale
        lacking |= set(lacking_programs(employer, scale, on))
        for count in employer.segments:
            held |= {program for program, people in count.holders.items() if people}
            optional |= optional_programs(count.segment, scale, kind=employer.kind, on=on)
    if not running and status.owner is not None:
        held |= status.owner.programs
        optional |= optional_programs(Segment.NON_WAGE, on=on)
    states = {program: "lack" if program in lacking else "has" for program in held | lacking}
    states |= {program: "none" for program in optional if program not in states}
    return [{"code": program.value, "state": states[program]} for program in Program if program in states]


def candidate_json(candidate: Any) -> dict[str, Any]:
    """A candidate as it is stored, without the internal id."""
    assert is_dataclass(candidate) and not isinstance(candidate, type)
    return {name: value for name, value in asdict(candidate).items() if name != "business_id"}


def _iso(day: date) -> str:
    return day.isoformat()
