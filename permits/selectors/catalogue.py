"""Which services an office gives on a day, and by which rule."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.kept import kept
from accounts.models import User
from accounts.rules import Role
from districts.clock import today
from districts.models import Agency
from enrollment.models import Business
from permits.access import CHECK_ROLES, DESK_ROLES, PERMIT_OFFICES, REPORT_PURPOSE
from permits.models import PermitType, ServiceRule
from permits.rules.verdict import RuleView

__all__ = [
    "branch_of",
    "legal_text",
    "office_by_id",
    "office_of",
    "purposes_of_office",
    "rule_in_force",
    "rule_view",
    "services_of",
]


def office_of(user: User) -> Agency | None:
    """The office somebody checks for: the first one whose counter he works at, else the branch he belongs to."""
    for roles in (DESK_ROLES, CHECK_ROLES, (Role.API_CLIENT,)):
        posts = [post for post in user.scope.posts if post.role in roles]
        if posts:
            return office_by_id(posts[0].agency_id)
    return None


def office_by_id(pk: int) -> Agency:
    """An office with its kecamatan and city, as the process remembers it."""
    rows = Agency.objects.select_related("district", "city")
    return kept(("office", pk), lambda: rows.get(pk=pk))


def rule_in_force(service: PermitType, on: date) -> ServiceRule | None:
    """The approved rule of a service on a day."""
    rules = ServiceRule.objects.filter(permit_type=service, state=ServiceRule.State.APPROVED, valid_from__lte=on)
    open_or_later = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return rules.filter(open_or_later).select_related("legal_basis").first()


def rule_view(rule: ServiceRule) -> RuleView:
    """The rule as `assess` reads it."""
    return RuleView(**{name: getattr(rule, name) for name in RuleView.__dataclass_fields__})


def services_of(agency: Agency | None, on: date) -> QuerySet[PermitType]:
    """Services an office gives with a rule in force on `on`; every office's for a BPJS branch."""
    in_force = Q(rules__state=ServiceRule.State.APPROVED, rules__valid_from__lte=on) & (
        Q(rules__valid_to__isnull=True) | Q(rules__valid_to__gte=on)
    )
    rows = PermitType.objects.filter(in_force).distinct()
    if agency is not None and agency.kind in PERMIT_OFFICES:
        return rows.filter(Q(agency=agency) | Q(agency__isnull=True, authority=agency.kind))
    return rows.filter(agency__isnull=True)


def purposes_of_office(agency: Agency) -> list[tuple[str, str]]:
    """What the key of one of an office's systems may be bound to."""
    own = [(REPORT_PURPOSE, _("Melaporkan pendaftaran"))] if agency.kind == Agency.Kind.BRANCH else []
    return [(service.code, str(service.name)) for service in services_of(agency, today())] + own


def legal_text(rule: ServiceRule) -> str:
    """The basis as it stands on the verdict that day: short title, with the article where somebody verified it."""
    law = rule.legal_basis
    return f"{law.short_title} {law.article}".strip()


def branch_of(agency: Agency, business: Business | None) -> Agency:
    """The BPJS branch an office sends an applicant to: that of the business' own employer, else the city's first."""
    if business is not None:
        links = business.links.filter(state="CONFIRMED", employer__branch__isnull=False)
        link = links.select_related("employer__branch").order_by("-employer__paid_through", "id").first()
        if link is not None:
            own: Agency = link.employer.branch
            return own
    return Agency.objects.filter(kind=Agency.Kind.BRANCH, city=agency.city_id).order_by("code")[0]
