"""Who sees the indexes of consistency and gives certificates; who looks into arrears and partial registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied
from accounts.rules import Role
from monitoring.access import DASHBOARD

if TYPE_CHECKING:
    from accounts.models import User

# The indexes are published to every office they compare, so that any of them can compute them again.
INDEXES = tuple(role for role in DASHBOARD if role != Role.OPD)
ISSUERS = (Role.BRANCH_HEAD,)
# Arrears and partial registration name employers to those who call on them; the auditor reads along.
COMPLIANCE = (Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR)
DECIDERS = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)

NOT_COMPARED = _("Indeks konsistensi dibuka untuk kantor yang dibandingkan dan untuk pembacanya di kota.")
NO_ISSUER = _("Sertifikat hanya diterbitkan dan dicabut oleh kepala kantor cabang.")
NO_DECIDER = _("Dugaan diputuskan oleh petugas BPJS Ketenagakerjaan.")


def may_see_indexes(user: User) -> Decision:
    """The kecamatan, the one-stop service, BPJS, the auditor and the city's leader; no dinas is compared."""
    scope = user.scope
    return Allowed() if scope.is_city or scope.district_codes else Denied(NOT_COMPARED)


def may_issue(user: User) -> Decision:
    """Giving a certificate and taking it back."""
    return Allowed() if user.scope.has(*ISSUERS) else Denied(NO_ISSUER)


def may_decide(user: User) -> Decision:
    """Confirming or rejecting a hint."""
    return Allowed() if user.scope.has(*DECIDERS) else Denied(NO_DECIDER)
