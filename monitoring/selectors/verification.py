"""A report's code on the public page: that it exists, which version, and whether a newer one replaced it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from districts import formats
from districts.clock import WIB
from monitoring.models import MonthlyReport
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
    issued = report.frozen_at or report.built_at
    return Verified(
        title, report.number, report.figures["area"]["name"], issued.astimezone(WIB).date(), not newer, note
    )
