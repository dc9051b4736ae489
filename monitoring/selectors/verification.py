"""Codes on the public page: a report and whether a newer version replaced it, a certificate and whether it stands."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from districts import formats
from districts.clock import WIB
from districts.models import Agency
from monitoring.access_reports import Side
from monitoring.models import MonthlyReport, ReportReview
from monitoring.selectors.consistency import certificate_by_code, newest_version
from monitoring.words import language
from permits.verification import Verified


def report_by_code(code: str) -> Verified | None:
    """The report a code belongs to; a superseded version stays genuine and says so."""
    report = MonthlyReport.objects.select_related("district").filter(code=code).first()
    if report is None or report.state == MonthlyReport.State.BUILDING:
        return None
    newer = MonthlyReport.objects.filter(
        period=report.period, area_code=report.area_code, version__gt=report.version
    ).exists()
    title = _("Laporan monitoring dan evaluasi %(area)s, %(month)s") % {
        "area": report.figures["area"]["name"],
        "month": formats.month_long(report.period, lang=language()),
    }
    is_frozen = report.state == MonthlyReport.State.FROZEN
    if newer:
        note = _("Sudah ada versi yang lebih baru.")
    elif is_frozen:
        note = _("Versi %(version)s, terbit.") % {"version": report.version}
    else:
        note = _("Sementara: angka masih dapat berubah.")
    issued = (report.frozen_at or report.built_at).astimezone(WIB).date()
    area = report.figures["area"]["name"]
    return Verified(title, report.number, area, issued, not newer, note, tuple(_signed(report)))


def _signed(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    """Each side's signature by the signer's office, and when."""
    for row in report.reviews.filter(act=ReportReview.Act.SIGN):
        at = formats.datetime_wib(row.made_at.astimezone(WIB), lang=language())
        yield f"{row.title} ({Side(row.side).label})", at


def certificate_verified(code: str) -> Verified | None:
    """The certificate a code belongs to; one that was revoked says so."""
    found = certificate_by_code(code)
    if found is None:
        return None
    score = found.score
    title = _("Sertifikat Penghargaan Kecamatan %(area)s, %(month)s") % {
        "area": score.district.name,
        "month": formats.month_long(score.period, lang=language()),
    }
    note = ""
    if found.revoked_at is not None:
        day = formats.date_long(found.revoked_at.astimezone(WIB).date(), lang=language())
        note = _("Dicabut pada %(date)s.") % {"date": day}
    elif newest_version(score.period) > score.version:
        note = _("Indeks bulan itu sudah dihitung ulang sejak sertifikat terbit.")
    issued = found.issued_at.astimezone(WIB).date()
    office = Agency.objects.get(number_code=found.code.split("-")[0])
    return Verified(title, found.number, office.name, issued, found.revoked_at is None, note)
