"""Statutory denials (TMP2T) as branch heads see them, whom their notices go to, and the businesses they may concern."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import get_visible_or_404
from accounts.models import User
from districts.models import Agency
from enrollment.models import Business
from enrollment.rules.recognition import IdentifierKind, recognise
from enrollment.selectors.lookup import look_up
from enrollment.selectors.register import businesses
from permits.access import PERMIT_OFFICES
from permits.models import LegalBasis, ServiceDenial

__all__ = ["business_seen_by", "denial_bases", "denial_seen_by", "denials_of", "find_businesses", "offices_told"]

SHOWN = 20
BUSINESS_KEYS = (IdentifierKind.NIB, IdentifierKind.NPWP, IdentifierKind.NPP)
# What the law's own list says about denials; nobody is asked to choose among the rest.
BASES = ("PERMENAKER-4-2018", "PP-86-2013")


def denials_of(user: User) -> QuerySet[ServiceDenial]:
    """All of them, those that wait for somebody first, then those in force, then what is over."""
    rows = ServiceDenial.objects.visible_to(user).select_related("business__village__district", "imposed_by")
    return rows.order_by("lifted_on", "approved_by_id", "-imposed_on", "-id")


def denial_seen_by(user: User, pk: UUID) -> ServiceDenial:
    """One denial with everybody who had a hand in it, else 404."""
    people = ("imposed_by", "approved_by", "lifting_asked_by", "lifted_by")
    rows = ServiceDenial.objects.select_related(
        "business__village__district", "legal_basis", "branch", "letter", "lifting_letter", *people
    )
    found: ServiceDenial = get_visible_or_404(rows, user, public_id=pk)
    return found


def business_seen_by(user: User, pk: UUID) -> Business:
    """A business in scope, else 404."""
    rows = Business.objects.select_related("village__district")
    found: Business = get_visible_or_404(rows, user, public_id=pk)
    return found


def find_businesses(user: User, text: str) -> list[Business]:
    """By NIB, NPWP or NPP, else by name; inside the user's scope. A person's number finds nothing here."""
    asked = recognise(text)
    if asked.problem:
        return []
    if asked.kind in BUSINESS_KEYS:
        ids = [business.pk for business in look_up(asked).businesses]
        return list(Business.objects.visible_to(user).filter(pk__in=ids).select_related("village__district"))
    return list(businesses(user, text)[:SHOWN]) if asked.kind == IdentifierKind.NAME else []


def denial_bases() -> QuerySet[LegalBasis]:
    """The regulations a denial may rest on."""
    return LegalBasis.objects.filter(code__in=BASES).order_by("-code")


def offices_told(denial: ServiceDenial) -> list[Agency]:
    """Offices that issue something to this business: of its kecamatan, DPMPTSP, and wherever it has filed."""
    business = denial.business
    near = Q(district=business.village.district_id) if business.village else Q(pk__in=[])
    concerned = near | Q(kind=Agency.Kind.ONE_STOP) | Q(applications__business=business)
    offices = Agency.objects.filter(concerned, kind__in=PERMIT_OFFICES)
    return sorted(offices.distinct(), key=lambda office: (office.kind != Agency.Kind.DISTRICT, office.code))
