"""Reading the register for its own pages, inside the reader's scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from accounts import vault
from accounts.access import get_visible_or_404, not_found
from accounts.models import User
from enrollment.models import (
    AnnouncedWorker,
    Arrangement,
    Business,
    BusinessEmployerLink,
    ContributionMonth,
    Employer,
    Holiday,
    Membership,
)
from enrollment.rules import identifiers
from enrollment.rules.calendar import add_months, due_date, month_start
from enrollment.rules.kinds import EmployerState, Program
from enrollment.rules.names import name_key
from enrollment.rules.payment import EmployerFacts, employer_state, months_unpaid

__all__ = [
    "BusinessDetail",
    "EmployerSide",
    "arrangement_of",
    "business_detail",
    "businesses",
    "merged_into",
    "suggested_links",
    "visible_link",
]

MONTHS_SHOWN = 12
State = BusinessEmployerLink.State


@dataclass(frozen=True, slots=True)
class Month:
    """One cell of the payment strip: paid, unpaid, or none (not due yet, or before the employer was known)."""

    first: date
    state: str


@dataclass(frozen=True, slots=True)
class EmployerSide:
    """An employer this business is, or may be: masked NPP, state on the day, programs held by its workers."""

    link: BusinessEmployerLink
    employer: Employer
    npp: str
    state: EmployerState
    months_behind: int
    workers: int
    announced: int
    programs: list[tuple[str, bool]]
    months: list[Month] = field(default_factory=list)
    arrangements: list[Arrangement] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BusinessDetail:
    """A business as its page shows it; identifiers are masked, numbers of money are not here."""

    business: Business
    owner_nik: str
    npwp: str
    sides: list[EmployerSide]
    on: date


def businesses(user: User, text: str = "") -> QuerySet[Business]:
    """Businesses in the user's scope, by name; with `text` those whose name holds all of its words."""
    found = Business.objects.visible_to(user).filter(merged_into=None).select_related("village__district")
    words = name_key(text).split()
    if text.strip() and not words:
        return found.none()  # signs alone are in no name
    for word in words:
        found = found.filter(name_key__contains=word)
    if text:
        return found.order_by(Length("name"), "name", "id")
    return found.order_by("name", "id")


def suggested_links(user: User) -> QuerySet[BusinessEmployerLink]:
    """Pairs nobody has decided, oldest first."""
    return (
        BusinessEmployerLink.objects.visible_to(user)
        .filter(state=State.SUGGESTED, business__merged_into=None)
        .select_related("business__village", "employer__village")
        .order_by("made_at", "id")
    )


def visible_link(user: User, link_id: int) -> BusinessEmployerLink:
    """One link the user may decide, else 404."""
    found: BusinessEmployerLink = get_visible_or_404(BusinessEmployerLink.objects.all(), user, pk=link_id)
    return found


def merged_into(user: User, public_id: UUID) -> Business | None:
    """What a merged record of the user's scope has become; None for one that stands."""
    found = Business.objects.visible_to(user).filter(public_id=public_id).select_related("merged_into").first()
    return found.merged_into if found else None


def business_detail(user: User, public_id: UUID, *, on: date) -> BusinessDetail:
    """One business of the user's scope with its employers as of a day, else 404."""
    business: Business = get_visible_or_404(
        Business.objects.select_related("village__district", "batch__file"), user, public_id=public_id
    )
    holidays = frozenset(Holiday.objects.values_list("date", flat=True))
    links = (
        BusinessEmployerLink.objects.filter(business=business)
        .exclude(state=State.REJECTED)
        .select_related("employer__village", "employer__branch", "employer__batch__file", "decided_by")
        .order_by("state", "id")
    )
    nik = vault.unseal(business.owner_nik, "business.owner_nik") if business.owner_nik else ""
    return BusinessDetail(
        business=business,
        owner_nik=identifiers.mask_nik(nik) if nik else "",
        npwp=identifiers.mask_npwp(business.npwp) if business.npwp else "",
        sides=[_side(link, on, holidays) for link in links],
        on=on,
    )


def _side(link: BusinessEmployerLink, on: date, holidays: frozenset[date]) -> EmployerSide:
    employer = link.employer
    facts = EmployerFacts(employer.paid_through, employer.closed_on)
    running = Membership.objects.filter(employer=employer, started_on__lte=on).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    )
    counted = running.aggregate(
        people=Count("participant", distinct=True),
        **{program: Count("id", filter=Q(**{program.lower(): True})) for program in Program},
    )
    return EmployerSide(
        link=link,
        employer=employer,
        npp=identifiers.mask_npp(employer.npp),
        state=employer_state(facts, on=on, holidays=holidays),
        months_behind=months_unpaid(employer.paid_through, on=on, holidays=holidays),
        workers=counted["people"],
        announced=_announced(employer),
        programs=[(str(program), bool(counted[program])) for program in Program],
        months=_months(employer, on, holidays),
        arrangements=list(employer.arrangements.filter(valid_to__gte=on).order_by("valid_from")),
    )


def _announced(employer: Employer) -> int:
    """New workers the employer has announced whom no card at that employer has reached yet."""
    carded = Membership.objects.filter(employer=employer, participant__nik_index=OuterRef("nik_index"))
    return AnnouncedWorker.objects.filter(employer=employer).exclude(Exists(carded)).count()


def arrangement_of(user: User, public_id: UUID, pk: int) -> Arrangement:
    """One agreement with an employer of a business the user may see, else 404."""
    business: Business = get_visible_or_404(Business.objects.all(), user, public_id=public_id)
    mine = Arrangement.objects.filter(employer__links__business=business, pk=pk).exclude(
        employer__links__state=State.REJECTED
    )
    row = mine.first()
    if row is None:
        not_found()
    return row


def _months(employer: Employer, on: date, holidays: frozenset[date]) -> list[Month]:
    """The last twelve months: paid where the employer's payments reach them or a sheet of that month said so."""
    known = dict(ContributionMonth.objects.filter(employer=employer).values_list("period", "is_paid"))
    found = []
    for back in range(MONTHS_SHOWN, 0, -1):
        first = add_months(month_start(on), 1 - back)
        paid = bool(employer.paid_through and employer.paid_through >= first) or known.get(first, False)
        due = due_date(first, holidays) < on
        found.append(Month(first, "paid" if paid else "unpaid" if due else "none"))
    return found
