"""The call list of a branch as a workbook. Names and numbers are written as text: nothing in it can run (B60)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts import formats
from permits.letters.answers import MOST_TEXT, XLSX
from permits.selectors.referrals import Call

__all__ = ["XLSX", "call_list"]


def call_list(calls: Iterable[Call]) -> bytes:
    """One line a letter, oldest first, in the active language; the age is a number, so that it can be sorted."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_("Rujukan"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 11, 20)
        bold = book.add_format({"bold": True})
        for place, heading in enumerate(_headings()):
            sheet.write_string(0, place, heading, bold)
        for line, call in enumerate(calls, 1):
            sheet.write_number(line, 0, call.age)
            for place, text in enumerate(_cells(call), 1):
                sheet.write_string(line, place, text[:MOST_TEXT])
    return target.getvalue()


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
