"""An office's letterhead, its signer and the wording of its letters."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Allowed, Decision, Denied, ensure
from accounts.models import User
from accounts.rules import Role
from districts.models import Agency

__all__ = ["OFFICE_FIELDS", "SIGNER_FIELDS", "save_office"]

SIGNER_FIELDS = ("signer_title", "signer_name", "signer_nip")
OFFICE_FIELDS = (
    "address",
    "postal_code",
    "phone",
    "email",
    "website",
    "complaint_line",
    "head_title",
    *SIGNER_FIELDS,
    "letter_opening",
    "letter_closing",
    "paper",
)
ONLY_SIGNER = _("Kop surat diubah oleh admin sistem; Anda dapat mengubah penanda tangan kantor sendiri.")


def _may_save(by: User, office: Agency, fields: frozenset[str]) -> Decision:
    if by.scope.has(Role.SYSTEM_ADMIN):
        return Allowed()
    if office.pk in by.scope.agencies(Role.SUPERVISOR) and fields <= frozenset(SIGNER_FIELDS):
        return Allowed()
    return Denied(ONLY_SIGNER)


@transaction.atomic
def save_office(*, office: Agency, changed: Iterable[str], by: User) -> Agency:
    """Keep the changed columns of an office: a supervisor those of the own office's signer, a system admin all.

    Letters that exist stay as they were printed.
    """
    fields = frozenset(changed) & frozenset(OFFICE_FIELDS)
    ensure(_may_save(by, office, fields))
    if fields:
        office.save(update_fields=sorted(fields))
        audit.record(verb="permits.save_office", by=by, target=office, data={"fields": sorted(fields)})
    return office
