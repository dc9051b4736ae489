"""The call list of a branch as a workbook. Names and numbers are written as text: nothing in it can run (B60)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.exports import Head, workbook
from districts import formats
from permits.selectors.referrals import Call

__all__ = ["call_list"]


def call_list(head: Head, calls: Iterable[Call]) -> bytes:
    """One line a letter, oldest first, in the active language; the age is a number, so that it can be sorted."""
    rows: list[list[str | int]] = [[call.age, *_cells(call)] for call in calls]
    return workbook(head, _("Rujukan"), _headings(), rows)


def _headings() -> Sequence[str]:
    return (
        _("Umur (hari)"),
        _("Nomor surat"),
        _("Tanggal surat"),
        _("Berlaku sampai"),
        _("Nama usaha"),
        _("Nama pemohon"),
        _("Telepon"),
        _("Kelurahan"),
        _("Kecamatan"),
        _("Kantor"),
        _("Layanan"),
        _("Pengingat"),
        _("Pengingat berikut"),
    )


def _cells(call: Call) -> Sequence[str]:
    letter, file, lang = call.referral, call.referral.application, get_language() or "id"
    village = file.business.village if file.business else None
    reminder = call.reminder
    return (
        letter.number,
        formats.date_short(letter.issued_on, lang=lang),
        formats.date_short(letter.valid_until, lang=lang),
        file.business_name,
        file.applicant_name,
        call.phone,
        village.name if village else "",
        village.district.name if village else "",
        file.agency.name,
        file.permit_type.name,
        f"{reminder.get_kind_display()}: {reminder.get_state_display()}" if reminder else "",
        formats.date_short(call.next_on, lang=lang) if call.next_on else "",
    )
