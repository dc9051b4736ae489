"""TMP2T: the only statutory refusal. Two branch heads impose it and two lift it, each time by letter."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from enrollment.models import Business
from permits.access import may_deny
from permits.errors import Refused
from permits.models import LegalBasis, ServiceDenial

__all__ = ["approve_denial", "impose_denial", "lift_denial"]

SECOND_PERSON = _("Penghentian layanan perlu disetujui kepala cabang lain.")
NOT_IN_FORCE = _("Penghentian layanan ini tidak sedang berlaku.")
LETTER_NEEDED = _("Tulis nomor surat pencabutan.")


@transaction.atomic
def impose_denial(
    *, business: Business, letter_number: str, letter_date: date, legal_basis: LegalBasis, imposed_on: date, by: User
) -> ServiceDenial:
    """Enter a denial BPJS has asked for in writing. It is in force only once another branch head approved it."""
    ensure(may_deny(by))
    denial = ServiceDenial.objects.create(
        business=business,
        letter_number=letter_number,
        letter_date=letter_date,
        legal_basis=legal_basis,
        imposed_on=imposed_on,
        imposed_by=by,
    )
    data = {"letter": letter_number, "basis": legal_basis.code, "from": imposed_on}
    audit.record(verb="permits.impose_denial", by=by, target=denial, data=data)
    return denial


@transaction.atomic
def approve_denial(*, denial: ServiceDenial, by: User) -> ServiceDenial:
    """The second person: from now on the counter says so."""
    ensure(may_deny(by))
    denial = ServiceDenial.objects.select_for_update().get(pk=denial.pk)
    if denial.imposed_by_id == by.pk:
        raise Refused("SECOND_PERSON", SECOND_PERSON)
    if denial.approved_by_id is None:
        denial.approved_by = by
        denial.save(update_fields=["approved_by"])
        audit.record(verb="permits.approve_denial", by=by, target=denial)
    return denial


@transaction.atomic
def lift_denial(*, denial: ServiceDenial, letter_number: str, lifted_on: date, by: User) -> ServiceDenial:
    """End a denial by BPJS' lifting letter, from `lifted_on` on; not by the one who imposed it."""
    ensure(may_deny(by))
    denial = ServiceDenial.objects.select_for_update().get(pk=denial.pk)
    if denial.lifted_on is not None or denial.approved_by_id is None:
        raise Refused("NOT_IN_FORCE", NOT_IN_FORCE)
    if denial.imposed_by_id == by.pk:
        raise Refused("SECOND_PERSON", SECOND_PERSON)
    if not letter_number.strip():
        raise Refused("LETTER_NEEDED", LETTER_NEEDED)
    denial.lifting_letter_number, denial.lifted_on, denial.lifted_by = letter_number, lifted_on, by
    denial.save(update_fields=["lifting_letter_number", "lifted_on", "lifted_by"])
    audit.record(verb="permits.lift_denial", by=by, target=denial, data={"letter": letter_number, "on": lifted_on})
    return denial
