"""Rows of monitoring: a kecamatan sees itself, a dinas the city's sums, the head of office numbers without names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts import vault
from districts.models import Agency, District
from monitoring.models import ChartNote, FigureHold, MonthlyReport, RateBands, ReportReview, Target
from tests.access.machinery import Row, ok
from tests.factories import LUBUK_BAJA, make_user, village_of

CITY = "PP CM_PTSP BS BH AU LD"
LISTS = "PP CM_PTSP BS BH AU"
OWN = "PK CM"
# The other kecamatan and the dinas find nothing here, whoever they are.
ELSEWHERE = ok("foreign OD CM_OPD", 404)


def own_district(_world: Any) -> dict[str, Any]:
    return {"district": LUBUK_BAJA}


def own_village(_world: Any) -> dict[str, Any]:
    return {"district": LUBUK_BAJA, "village_code": village_of(LUBUK_BAJA).code}


def own_report(_world: Any) -> dict[str, Any]:
    return {"report": _report(LUBUK_BAJA)}


def city_report(_world: Any) -> dict[str, Any]:
    return {"report": _report("")}


def opd_report(world: Any) -> dict[str, Any]:
    """Of the dinas that the cast's officer works at."""
    return {"report": _report("", agency=Agency.objects.get(pk=world.opd.scope.main_agency_id))}


def signed_report(_world: Any) -> dict[str, Any]:
    report = _report(LUBUK_BAJA)
    signer = make_user(f"penanda-{report}", "BH", "BPJS-NGY")
    ReportReview.objects.create(report_id=report, act="SIGN", side="BH", name="A", title="Kepala", made_by=signer)
    return {"report": report}


def _figures(coverage: dict[str, Any]) -> dict[str, Any]:
    """As little of a report as its pages need."""
    rate = {"months": ["2026-09"], "area": [None], "city": [None]}
    empty = ("places", "segments", "positions", "held", "services", "missing", "not_delivered", "branches")
    gate = dict.fromkeys(("checked", "passed", "held", "registered", "previous_checked"), 0)
    shares = ("held_share", "registered_share", "city_held_share", "city_registered_share")
    own = dict.fromkeys(("workforce", "change", "uncovered", "rank", "source"))
    return {
        "month": "2026-09",
        "city_name": "Kota Batam",
        "area": {"code": LUBUK_BAJA, "name": "Lubuk Baja", "kind": "district"},
        "coverage": own | coverage,
        "data_date": None,
        "unallocated": 0,
        "overlap": 0,
        "trend": rate,
        "gate": gate | dict.fromkeys(shares),
        **{name: [] for name in empty},
    }


def _report(district: str, agency: Agency | None = None) -> Any:
    pdf = vault.store_file(content=b"%PDF-", name="laporan.pdf", kind="REPORT", content_type="application/pdf")
    area = District.objects.filter(code=district).first()
    coverage = {"active": 1, "rate": None}
    return MonthlyReport.objects.create(
        period=date(2026, 9, 1),
        district=area,
        agency=agency,
        area_code=agency.code if agency else district or "21.71",
        version=1,
        state="FROZEN",
        number="LB-2026-09-XXX",
        code=f"XXX-2222-{agency.number_code if agency else district or 'KOTA'}"[:16],
        as_of=date(2026, 10, 16),
        sha256="0" * 64,
        figures=_figures(coverage),
        frozen_at=timezone.now(),
        pdf=pdf,
        xlsx=pdf,
    ).pk


def people_list(_world: Any) -> dict[str, Any]:
    return {"kind": "pekerja"}


def covers_list(_world: Any) -> dict[str, Any]:
    """The list's address is its kind; nobody is covered in this world, so whoever may look finds nothing."""
    return {"kind": "kepesertaan"}


def checks_list(_world: Any) -> dict[str, Any]:
    return {"kind": "loket"}


def desk_chart(_world: Any) -> dict[str, Any]:
    return {"chart": "loket", "suffix": "xlsx"}


def a_target(_world: Any) -> dict[str, Any]:
    line = {"area_code": LUBUK_BAJA, "kind": "coverage", "line": "UCJ", "valid_from": date(2026, 1, 1)}
    return {"pk": Target.objects.create(percent=60, source="SK", **line).pk}


def some_bands(_world: Any) -> dict[str, Any]:
    limits = dict(zip(("second", "third", "fourth", "fifth"), (40, 50, 60, 70), strict=True))
    setter = make_user("penyusun", "BS", "BPJS-NGY")
    made = RateBands.objects.create(valid_from=date(2026, 1, 1), source="SK", set_by=setter, **limits)
    return {"pk": made.pk}


def a_note(_world: Any) -> dict[str, Any]:
    """Written by somebody else: a branch head may withdraw it."""
    writer = make_user("pencatat", "CM", "KEC-LBJ")
    note = {"area_code": LUBUK_BAJA, "indicator": "coverage", "period": date(2026, 9, 1), "text": "Pasar pindah"}
    return {"pk": ChartNote.objects.create(written_by=writer, **note).pk}


def a_hold(_world: Any) -> dict[str, Any]:
    held = {"area_code": LUBUK_BAJA, "indicator": "coverage", "period": date(2026, 9, 1), "why": "ABOVE", "value": 120}
    return {"pk": FigureHold.objects.create(**held).pk}


TARGET = {
    "wilayah": LUBUK_BAJA,
    "ukuran": "coverage",
    "garis": "UCJ",
    "mulai": "2026-01",
    "persen": "60",
    "sumber": "SK 1",
}
BANDS = {"kelas2": "40", "kelas3": "50", "kelas4": "60", "kelas5": "70", "mulai": "2026-01", "sumber": "SK 1"}
NOTE = {"bulan": "2026-09", "catatan": "Pasar induk pindah"}
WORDS = {"penjelasan": "Pabrik pindah ke sini"}
TAKEN = {"purpose": "REPORT", "note": ""}
REMARK = {"catatan": "Pasar belum didatangi bulan ini", "tindakan": "COMMENT"}
SIGN = {"jabatan": "Camat Lubuk Baja"}
ORDER = {"bulan": "2026-09", "wilayah": "21.71"}

ROWS = [
    Row("today", "GET", ok("CM BS BH LD CM_PTSP CM_OPD")),
    Row("weekly", "GET", ok("CM BS BH LD CM_PTSP CM_OPD")),
    Row("weekly", "POST", ok("CM BS BH LD CM_PTSP CM_OPD", 303)),
    Row("weekly-file", "GET", ok("CM BS BH LD CM_PTSP CM_OPD")),
    Row("weekly-file", "POST", ok("CM BS BH LD CM_PTSP CM_OPD"), data=TAKEN),
    # A supervisor without a kecamatan has no employers to call on.
    Row(
        "today-list", "GET", ok("CM BS BH") | ok("CM_PTSP CM_OPD", 403), args=lambda _world: {"kind": "tunggakan-besar"}
    ),
    Row("today-list", "GET", ok("CM CM_PTSP CM_OPD BH"), args=lambda _world: {"kind": "laporan"}, position="laporan"),
    Row("coverage", "GET", ok(f"{CITY} OD CM_OPD") | ok(OWN, 302)),
    Row("coverage-method", "GET", ok(f"{CITY} {OWN} OD")),
    Row("coverage-unallocated", "GET", ok(LISTS) | ok(f"{OWN} OD", 404)),
    Row("coverage-list", "GET", ok(LISTS) | ok(f"{OWN} OD", 404), args=people_list),
    Row(
        "coverage-list",
        "GET",
        ok("BS BH AU", 404) | ok(f"{OWN} OD", 404) | {"CM_PTSP": 403},
        args=covers_list,
        position="covers",
    ),
    Row("coverage-list-file", "GET", ok(LISTS) | ok(f"{OWN} OD", 404), args=people_list),
    Row("coverage-list-file", "POST", ok(LISTS) | ok(f"{OWN} OD", 404), args=people_list, data=TAKEN),
    Row("coverage-analysis", "GET", ok(f"{CITY} {OWN} OD")),
    Row("coverage-chart", "GET", ok(f"{CITY} {OWN} OD"), args=desk_chart),
    Row("coverage-chart", "POST", ok(f"{CITY} {OWN} OD"), args=desk_chart, data=TAKEN),
    Row("coverage-targets", "GET", ok(f"{CITY} {OWN} OD")),
    Row("coverage-targets", "POST", ok("BH", 303), data=TARGET),
    Row("coverage-target-withdraw", "POST", ok("BH", 303), args=a_target),
    Row("coverage-bands", "GET", ok(f"{CITY} {OWN} OD")),
    Row("coverage-bands", "POST", ok("BS BH", 303), data=BANDS),
    Row("coverage-bands-withdraw", "POST", ok("BS BH", 303), args=some_bands),
    Row("coverage-notes", "GET", ok(f"{CITY} {OWN} OD")),
    Row("coverage-notes", "POST", ok("CM BS BH", 303) | ok("CM_PTSP CM_OPD", 403), data=NOTE),
    Row("coverage-note-withdraw", "POST", ok("BH", 303) | ELSEWHERE, args=a_note),
    Row("coverage-hold-explain", "POST", ok("BS BH", 303) | ELSEWHERE, args=a_hold, data=WORDS),
    # A dinas lists the files of its own counter.
    Row("coverage-list", "GET", ok(f"{LISTS} OD CM_OPD") | ok(OWN, 404), args=checks_list, position="loket"),
    Row("coverage-district", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_district),
    Row("coverage-unregistered", "GET", ok(f"{LISTS} {OWN}") | ELSEWHERE, args=own_district),
    Row("coverage-village", "GET", ok(f"{LISTS} {OWN}") | ELSEWHERE, args=own_village),
    Row("coverage-sector", "GET", ok(LISTS) | ok(f"{OWN} OD", 404), args=lambda _world: {"sector": "G"}),
    Row("reports", "GET", ok(f"{CITY} {OWN} OD")),
    Row("report", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    Row("report", "GET", ok(CITY) | ok(f"{OWN} OD CM_OPD", 404), args=city_report, position="city"),
    Row("report", "GET", ok(f"{CITY} OD CM_OPD") | ok(f"{OWN} foreign", 404), args=opd_report, position="opd"),
    Row("report-pdf-en", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    Row("report-xlsx-en", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    Row("report-approval", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=signed_report),
    # A remark: the office's supervisor and BPJS; the others who may read it get 403.
    Row("report-review", "POST", ok("CM BS BH", 303) | ok("CM_PTSP", 403) | ELSEWHERE, args=own_report, data=REMARK),
    Row("report-sign", "POST", ok("CM BH", 303) | ok("CM_PTSP", 403) | ELSEWHERE, args=own_report, data=SIGN),
    Row("report-subscriptions", "GET", ok(f"{CITY} {OWN} OD")),
    Row(
        "report-subscriptions",
        "POST",
        ok(f"{CITY} {OWN}", 303) | {"foreign": 403, "CM_OPD": 403},
        data={"wilayah": LUBUK_BAJA},
    ),
    Row("report-pdf", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    Row("report-xlsx", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    # Nothing was issued yet: there is nothing to pack.
    Row("report-archive", "GET", ok(f"{CITY} {OWN} OD", 404)),
    Row("report-order", "POST", ok("BS BH", 302), data=ORDER),
]
