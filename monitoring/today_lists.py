"""The lists behind today's sentences, as they are shown: each line leads to where the matter is settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from districts import formats
from monitoring.definitions import name
from monitoring.models import MonthlyReport
from monitoring.rules.today import LARGE_PEOPLE, QUIET_DAYS
from monitoring.selectors import today as watch
from monitoring.selectors.compliance import place_of
from monitoring.selectors.watching import area_names
from monitoring.words import language

__all__ = ["TODAY_LISTS", "TodayList"]


@dataclass(frozen=True, slots=True)
class TodayLine:
    """The first cell leads to `href` where there is such a page."""

    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TodayList:
    """`rule` says in words what brings a line onto the list."""

    title: str
    rule: str
    columns: tuple[str, ...]
    lines: list[TodayLine]


def _large_debtors(user: User) -> TodayList:
    found = watch.large_debtors(user)
    places = place_of(line.debtor.pk for line in found)
    lines = [
        TodayLine(
            reverse("business", args=[business]) if (business := places[line.debtor.pk].business) else "",
            (
                line.debtor.name,
                line.debtor.district or "–",
                line.debtor.branch or "–",
                formats.month_year(line.debtor.paid_through, lang=language()) if line.debtor.paid_through else "–",
                formats.number(line.people, lang=language()),
            ),
        )
        for line in found
    ]
    return TodayList(
        _("Pemberi kerja besar yang baru menunggak"),
        _("Paling sedikit %(people)s orang, dan hanya bulan terakhir yang jatuh tempo belum lunas.")
        % {"people": LARGE_PEOPLE},
        (_("Pemberi kerja"), _("Kecamatan"), _("Cabang"), _("Lunas sampai"), _("Orang")),
        lines,
    )


def _quiet_desks(user: User) -> TodayList:
    lines = [
        TodayLine(
            reverse("coverage-district", args=[desk.district]),
            (desk.name, formats.datetime_wib(desk.last, lang=language()) if desk.last else _("belum pernah")),
        )
        for desk in watch.quiet_desks(user)
    ]
    rule = _("Tidak ada cek oleh petugas kantor itu dalam %(days)s hari kerja terakhir.") % {"days": QUIET_DAYS}
    return TodayList(_("Kecamatan tanpa cek"), rule, (_("Kantor"), _("Cek terakhir")), lines)


def _held(user: User) -> TodayList:
    names, lang = area_names(), language()
    lines = [
        TodayLine(
            f"{reverse('coverage-notes')}?wilayah={row.area_code}&bulan={row.period:%Y-%m}",
            (
                names.get(row.area_code, row.area_code),
                name(row.indicator),
                formats.percent(row.value, lang=lang),
                formats.percent(row.previous, lang=lang) if row.previous is not None else "–",
                row.get_why_display(),
            ),
        )
        for row in watch.held_unexplained()
    ]
    return TodayList(
        _("Angka yang ditahan"),
        _("Lebih dari seratus persen, atau jumlah orangnya berubah lebih dari seperlima dari bulan sebelumnya."),
        (_("Wilayah"), _("Ukuran"), _("Nilai"), _("Bulan lalu"), _("Sebab")),
        lines,
    )


def _reports(user: User) -> TodayList:
    lines = [
        TodayLine(
            reverse("report", args=[row.pk]),
            (
                _area(row),
                formats.month_long(row.period, lang=language()),
                row.number,
                formats.number(row.version, lang=language()),
            ),
        )
        for row in watch.to_sign(user)
    ]
    return TodayList(
        _("Laporan yang menunggu tanda tangan Anda"),
        _("Sudah terbit, versi terbaru, belum ditandatangani pihak Anda."),
        (_("Wilayah"), _("Bulan"), _("Nomor"), _("Versi")),
        lines,
    )


def _area(report: MonthlyReport) -> str:
    if report.agency:
        return report.agency.short_name
    return report.district.name if report.district else _("Kota")


TODAY_LISTS: dict[str, Callable[[User], TodayList]] = {
    "tunggakan-besar": _large_debtors,
    "tanpa-cek": _quiet_desks,
    "ditahan": _held,
    "laporan": _reports,
}
