"""Which reports a person may ask for by mail, and which ones are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.rules import Role
from districts.clock import today
from districts.models import Agency, District
from monitoring.models import Delivery, MonthlyReport, ReportSubscription
from monitoring.selectors.reference import city
from permits.models import PermitType

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """An area a person may subscribe to, and whether he did."""

    code: str
    name: str
    is_on: bool


def issuing_agencies() -> list[Agency]:
    """DPMPTSP and every dinas with a service of its own; each has a report."""
    own = PermitType.objects.filter(agency__isnull=False).values("agency")
    offices = Agency.objects.filter(kind=Agency.Kind.ONE_STOP) | Agency.objects.filter(kind=Agency.Kind.OPD, pk__in=own)
    return list(offices.order_by("kind", "short_name"))


def branch_agencies() -> list[Agency]:
    """The branches of BPJS Ketenagakerjaan."""
    return list(Agency.objects.filter(kind=Agency.Kind.BRANCH).order_by("code"))


def areas_open_to(user: User) -> list[tuple[str, str]]:
    """Code and name of every area whose reports a person may open (report.view)."""
    scope = user.scope
    home = city()
    districts = District.objects.order_by("name")
    offices = [*issuing_agencies(), *branch_agencies()]
    if scope.is_city:
        found = [(home.code, home.name), *districts.values_list("code", "name")]
        return [*found, *((office.code, office.short_name) for office in offices)]
    own = [(office.code, office.short_name) for office in offices if office.pk in scope.agency_ids]
    return [*districts.filter(code__in=scope.district_codes).values_list("code", "name"), *own]


def offers(user: User) -> list[Offer]:
    """The subscription page's list."""
    asked = ReportSubscription.objects.filter(user=user, ended_at__isnull=True)
    on = set(asked.values_list("area_code", flat=True))
    return [Offer(code, name, code in on) for code, name in areas_open_to(user)]


def deliveries_of(report: MonthlyReport) -> list[Delivery]:
    """On their way, sent, or not."""
    return list(Delivery.objects.filter(report=report).select_related("user").order_by("asked_at", "pk"))


def own_title(user: User, report: MonthlyReport) -> str:
    """The office a person signs in, as far as it is on file: acting for somebody, else the head's own title."""
    offices = Q(agency=report.agency_id) | Q(agency__district=report.district_id, agency__district__isnull=False)
    day = today()
    posts = user.assignments.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        valid_from__lte=day,
        role__in=(Role.SUPERVISOR, Role.BRANCH_HEAD),
    ).select_related("agency")
    post = posts.filter(offices, role=Role.SUPERVISOR).first() or posts.filter(role=Role.BRANCH_HEAD).first()
    return (post.acting_title or post.agency.head_title) if post else ""
