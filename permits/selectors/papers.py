"""The public answer about one of our own papers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts import formats
from districts.clock import today
from permits.models import Receipt, Referral
from permits.verification import Verified

__all__ = ["paper_by_code"]


def paper_by_code(code: str) -> Verified | None:
    """The letter or receipt a code belongs to; nothing in it tells whose it is."""
    return _letter(code) or _receipt(code)


def _letter(code: str) -> Verified | None:
    letter = Referral.objects.filter(code=code).select_related("application__agency").first()
    if letter is None:
        return None
    title = _("Surat pengantar ke BPJS Ketenagakerjaan")
    issuer = letter.application.agency.name
    return Verified(title, code, issuer, letter.issued_on, letter.valid_until >= today(), _until(letter.valid_until))


def _receipt(code: str) -> Verified | None:
    receipt = Receipt.objects.filter(code=code).select_related("application__agency").first()
    if receipt is None:
        return None
    title, issuer = _("Bukti cek kepesertaan"), receipt.application.agency.name
    note = _until(receipt.valid_until) if receipt.valid_until else ""
    return Verified(title, code, issuer, receipt.issued_on, receipt.revoked_at is None, note)


def _until(day: date) -> str:
    return _("Berlaku sampai %(date)s.") % {"date": formats.date_long(day, lang=get_language() or "id")}
