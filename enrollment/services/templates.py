"""A template filled with what the register holds already, taken away like any other rows (accounts.exports)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import ensure
from accounts.exports import Export, Head
from accounts.models import User
from districts.models import WorkforceFigure
from enrollment import access
from enrollment.importing.preview import profile_title
from enrollment.importing.profiles import PROFILES
from enrollment.importing.templates import PERSONAL, template_workbook
from enrollment.importing.unknown import branch_words
from enrollment.models import Business, ContributionMonth, Employer

__all__ = ["FILLED", "filled_template"]

Rows = Iterator[dict[str, str]]


def filled_template(*, profile: str, by: User) -> Export:
    """The profile's template with the rows this person may see; columns that name people are left out of it."""
    ensure(access.may_fill_template(by, profile))
    count, rows = FILLED[profile]
    left_out = frozenset(
        column.name
        for column in PROFILES[profile].columns
        if column.kind in PERSONAL or column.name in ("UPAH", "NAMA_PEMILIK", "ID_PROYEK", "NM_PRG")
    )
    headings = [column.name for column in PROFILES[profile].columns if column.name not in left_out]

    def make(head: Head) -> bytes:
        lines = ([row.get(name, "") for name in headings] for row in rows(by))
        return template_workbook(PROFILES[profile], lines, left_out=left_out, about=((head.title, ""), *head.lines))

    return Export(
        verb="enrollment.fill_template",
        title=_("Templat %(profile)s berisi data register") % {"profile": profile_title(profile)},
        stem=f"templat-{profile}",
        rows=count(by),
        make=make,
        back=reverse("imports"),
    )


def _employers(by: User) -> Rows:
    """Each employer as its last known month has it."""
    latest = ContributionMonth.objects.filter(employer=OuterRef("pk")).order_by("-period")
    found = (
        Employer.objects.visible_to(by)
        .select_related("village__district")
        .annotate(period=Subquery(latest.values("period")[:1]), posted=Subquery(latest.values("posted_amount")[:1]))
        .order_by("npp", "division_code")
    )
    branches = branch_words()
    for one in found.iterator(chunk_size=2_000):
        yield {
            "NPP": one.npp,
            "DIV": one.division_code,
            "NAMA_PERUSAHAAN": one.name,
            "NPWP": one.npwp or "",
            "SKALA": one.scale,
            "KODE_CABANG": branches.get(one.branch_id, ""),
            "KELURAHAN": one.village.name if one.village else "",
            "KECAMATAN": one.village.district.name if one.village else "",
            "TK_AKTIF": "" if one.reported_workers is None else str(one.reported_workers),
            "BLTH": _month(one.period),
            "BLTH_REKON": _month(one.paid_through),
            "BLTH_NA": _month(one.closed_on),
            "TOTAL_IURAN": "" if one.posted is None else f"{one.posted:.2f}",
            "BLTH_DUTK": _month(one.reported_through),
        }


def _businesses(by: User) -> Rows:
    """Each business that a sheet can name without naming its owner."""
    found = _named_businesses(by).select_related("village__district").order_by("nib")
    for one in found.iterator(chunk_size=2_000):
        yield {
            "NIB": one.nib or "",
            "NPWP": one.npwp or "",
            "NPP": one.npp or "",
            "NAMA_USAHA": one.name,
            "ALAMAT": one.address,
            "KELURAHAN": one.village.name if one.village else "",
            "KECAMATAN": one.village.district.name if one.village else "",
            "KBLI": one.kbli_code,
            "SKALA": one.scale,
            "JUMLAH_TK": "" if one.declared_workers is None else str(one.declared_workers),
        }


def _named_businesses(by: User) -> QuerySet[Business]:
    return Business.objects.visible_to(by).filter(nib__isnull=False)


def _figures(_by: User) -> Rows:
    for one in WorkforceFigure.objects.order_by("area_code", "year", "kind"):
        yield {
            "KODE_WILAYAH": one.area_code,
            "TAHUN": str(one.year),
            "JUMLAH": str(one.people),
            "JENIS": one.kind,
            "SUMBER": one.source,
            "BATAS_BAWAH": "" if one.low is None else str(one.low),
            "BATAS_ATAS": "" if one.high is None else str(one.high),
        }


def _month(day: date | None) -> str:
    return f"{day:%m-%Y}" if day else ""


FILLED: dict[str, tuple[Callable[[User], int], Callable[[User], Rows]]] = {
    "workforce": (lambda _by: WorkforceFigure.objects.count(), _figures),
    "businesses": (lambda by: _named_businesses(by).count(), _businesses),
    "employers": (lambda by: Employer.objects.visible_to(by).count(), _employers),
}
