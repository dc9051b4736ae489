"""Rows of monitoring: a kecamatan sees itself, a dinas the city's sums, the head of office numbers without names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts import vault
from districts.models import District
from monitoring.models import MonthlyReport
from tests.access.machinery import Row, ok
from tests.factories import LUBUK_BAJA, village_of

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


def _report(district: str) -> Any:
    pdf = vault.store_file(content=b"%PDF-", name="laporan.pdf", kind="REPORT", content_type="application/pdf")
    area = District.objects.filter(code=district).first()
    coverage = {"active": 1, "rate": None}
    return MonthlyReport.objects.create(
        period=date(2026, 9, 1),
        district=area,
        area_code=district or "21.71",
        version=1,
        state="FROZEN",
        number="LB-2026-09-XXX",
        code=f"XXX-2222-{district or 'KOTA'}"[:16],
        as_of=date(2026, 10, 16),
        sha256="0" * 64,
        figures={"area": {"name": "Lubuk Baja"}, "coverage": coverage},
        frozen_at=timezone.now(),
        pdf=pdf,
        xlsx=pdf,
    ).pk


ORDER = {"bulan": "2026-09", "wilayah": "21.71"}

ROWS = [
    Row("coverage", "GET", ok(f"{CITY} OD CM_OPD") | ok(OWN, 302)),
    Row("coverage-method", "GET", ok(f"{CITY} {OWN} OD")),
    Row("coverage-unallocated", "GET", ok(LISTS) | ok(f"{OWN} OD", 404)),
    Row("coverage-district", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_district),
    Row("coverage-unregistered", "GET", ok(f"{LISTS} {OWN}") | ELSEWHERE, args=own_district),
    Row("coverage-village", "GET", ok(f"{LISTS} {OWN}") | ELSEWHERE, args=own_village),
    Row("coverage-sector", "GET", ok(LISTS) | ok(f"{OWN} OD", 404), args=lambda _world: {"sector": "G"}),
    Row("reports", "GET", ok(f"{CITY} {OWN} OD")),
    Row("report", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    Row("report", "GET", ok(CITY) | ok(f"{OWN} OD CM_OPD", 404), args=city_report, position="city"),
    Row("report-pdf", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    Row("report-xlsx", "GET", ok(f"{CITY} {OWN}") | ELSEWHERE, args=own_report),
    # Nothing was issued yet: there is nothing to pack.
    Row("report-archive", "GET", ok(f"{CITY} {OWN} OD", 404)),
    Row("report-order", "POST", ok("BS BH", 302), data=ORDER),
]
