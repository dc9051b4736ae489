"""What of the watch waits for a person today; each line of a list is one that its sentence counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.kept import kept
from accounts.models import User
from accounts.rules import Role
from districts.clock import WIB, today
from districts.models import Agency
from monitoring.access_reports import Side
from monitoring.access_today import own_districts
from monitoring.models import FigureHold, MonthlyReport, PdsHint, ReportReview
from monitoring.rules.today import LARGE_PEOPLE, NEW_ARREARS, quiet_since
from monitoring.selectors.compliance import Debtor, debtors, people_at, stored_mode
from monitoring.selectors.hints import visible_hints
from monitoring.selectors.pages import default_month
from monitoring.selectors.reference import holidays
from monitoring.selectors.stamp import page_stamp
from permits.models import Check

__all__ = ["LargeDebtor", "QuietDesk", "held_unexplained", "large_debtors", "open_hints", "quiet_desks", "to_sign"]


@dataclass(frozen=True, slots=True)
class LargeDebtor:
    """A large employer that paid until the month before, and how many people stand behind it."""

    debtor: Debtor
    people: int


def large_debtors(user: User) -> list[LargeDebtor]:
    """Most people first, of the newest month of data; one pass until the register may differ."""
    month = default_month()
    found = kept(("large debtors", month, page_stamp()), lambda: _large_debtors(month))
    own = own_districts(user, "tunggakan-besar")
    return [line for line in found if own is None or line.debtor.district_code in own]


def _large_debtors(month: date) -> list[LargeDebtor]:
    mode = stored_mode(month)
    owing = debtors(mode, band=NEW_ARREARS)
    people = people_at(mode, [debtor.pk for debtor in owing])
    lines = [LargeDebtor(debtor, people.get(debtor.pk, 0)) for debtor in owing]
    return sorted((line for line in lines if line.people >= LARGE_PEOPLE), key=lambda line: -line.people)


@dataclass(frozen=True, slots=True)
class QuietDesk:
    """A kecamatan's counter without a check since `since`; `last` is its newest one, if there ever was one."""

    name: str
    district: str
    last: datetime | None


def quiet_desks(user: User) -> list[QuietDesk]:
    """The longest silent first."""
    since = datetime.combine(quiet_since(today(), holidays()), time.min, WIB)
    newest = Check.objects.filter(agency=OuterRef("pk"), by__isnull=False).order_by("-at").values("at")[:1]
    desks = Agency.objects.filter(kind=Agency.Kind.DISTRICT).annotate(last=Subquery(newest))
    desks = desks.filter(Q(last__lt=since) | Q(last__isnull=True))
    own = own_districts(user, "tanpa-cek")
    if own is not None:
        desks = desks.filter(district__in=own)
    rows = desks.order_by("short_name").values_list("short_name", "district", "last")
    never = datetime.min.replace(tzinfo=WIB)
    return sorted((QuietDesk(*row) for row in rows), key=lambda desk: desk.last or never)


def held_unexplained() -> QuerySet[FigureHold]:
    """Figures of the newest month that nobody has explained."""
    return FigureHold.objects.filter(period=default_month(), explained_at__isnull=True).order_by("area_code", "pk")


def open_hints(user: User) -> int:
    """How many guesses of partial registration nobody has decided."""
    return visible_hints(user).filter(state=PdsHint.State.OPEN).count()


def to_sign(user: User) -> list[MonthlyReport]:
    """Issued reports whose newest version lacks the signature of this person's side, oldest month first."""
    newer = MonthlyReport.objects.filter(
        period=OuterRef("period"), area_code=OuterRef("area_code"), version__gt=OuterRef("version")
    )
    said = ReportReview.objects.filter(report=OuterRef("pk"))
    done = said.filter(Q(act=ReportReview.Act.RETURN) | Q(act=ReportReview.Act.SIGN, made_by=user))
    rows = MonthlyReport.objects.visible_to(user).filter(state=MonthlyReport.State.FROZEN)
    rows = rows.filter(~Exists(newer), ~Exists(done)).filter(_own_side(user, said))
    rows = rows.select_related("district", "agency").defer("figures", "sentences")
    return list(rows.order_by("period", "area_code"))


def _own_side(user: User, said: QuerySet[ReportReview]) -> Q:
    """Of which reports the person's side has still to sign (as monitoring.access_reports.side_of)."""
    scope = user.scope
    signed = {side: Exists(said.filter(act=ReportReview.Act.SIGN, side=side)) for side in Side}
    is_branchs = Q(agency__kind=Agency.Kind.BRANCH)
    office = Q(district__in=scope.districts(Role.SUPERVISOR)) | Q(agency__in=scope.agencies(Role.SUPERVISOR))
    wanted = office & ~is_branchs & ~Q(signed[Side.OFFICE])
    if scope.has(Role.BRANCH_HEAD):
        wanted |= (Q(agency__isnull=True) | ~is_branchs | Q(agency__in=scope.agency_ids)) & ~Q(signed[Side.BRANCH])
    return wanted
