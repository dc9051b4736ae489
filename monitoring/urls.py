"""URLs of monitoring."""

from __future__ import annotations

from django.urls import path, re_path

from monitoring.views import coverage, lists, reports

DISTRICT = r"(?P<district>\d{2}\.\d{2}\.\d{2})"
VILLAGE = r"(?P<village_code>\d{2}\.\d{2}\.\d{2}\.\d{4})"

urlpatterns = [
    path("cakupan/", coverage.city_page, name="coverage"),
    path("cakupan/definisi/", coverage.method_page, name="coverage-method"),
    path("cakupan/belum-teralokasi/", lists.unallocated_page, name="coverage-unallocated"),
    re_path(rf"^cakupan/{DISTRICT}/$", coverage.district_page, name="coverage-district"),
    re_path(rf"^cakupan/{DISTRICT}/belum-terdaftar/$", lists.unregistered_page, name="coverage-unregistered"),
    re_path(rf"^cakupan/{DISTRICT}/{VILLAGE}/$", lists.village_page, name="coverage-village"),
    path("laporan/", reports.reports_page, name="reports"),
    path("laporan/buat/", reports.order_page, name="report-order"),
    path("laporan/<uuid:report>/", reports.versions_page, name="report"),
    path("laporan/<uuid:report>/pdf/", reports.file_page, {"kind": "pdf"}, name="report-pdf"),
    path("laporan/<uuid:report>/xlsx/", reports.file_page, {"kind": "xlsx"}, name="report-xlsx"),
]
