"""URLs of monitoring."""

from __future__ import annotations

from django.urls import path

from monitoring.views import (
    appreciation,
    certificates,
    charts,
    compliance,
    coverage,
    hints,
    lists,
    report_reviews,
    report_subscriptions,
    reports,
)

urlpatterns = [
    path("cakupan/", coverage.city_page, name="coverage"),
    path("cakupan/definisi/", coverage.method_page, name="coverage-method"),
    path("cakupan/belum-teralokasi/", lists.unallocated_page, name="coverage-unallocated"),
    path("cakupan/sektor/<str:sector>/", lists.sector_page, name="coverage-sector"),
    path("cakupan/perbandingan/", charts.analysis_page, name="coverage-analysis"),
    path("cakupan/perbandingan/<str:chart>.<str:suffix>", charts.chart_file, name="coverage-chart"),
    path("cakupan/daftar/<str:kind>/", lists.list_page, name="coverage-list"),
    path("cakupan/daftar/<str:kind>/unduh/", lists.list_file, name="coverage-list-file"),
    path("cakupan/<str:district>/", coverage.district_page, name="coverage-district"),
    path("cakupan/<str:district>/belum-terdaftar/", lists.unregistered_page, name="coverage-unregistered"),
    path("cakupan/<str:district>/<str:village_code>/", lists.village_page, name="coverage-village"),
    path("laporan/", reports.reports_page, name="reports"),
    path("laporan/semua/", reports.archive_page, name="report-archive"),
    path("laporan/buat/", reports.order_page, name="report-order"),
    path("laporan/langganan/", report_subscriptions.subscriptions_page, name="report-subscriptions"),
    path("laporan/<uuid:report>/", reports.versions_page, name="report"),
    path("laporan/<uuid:report>/pdf/en/", reports.translation_page, name="report-pdf-en"),
    path("laporan/<uuid:report>/tinjau/", report_reviews.review_page, name="report-review"),
    path("laporan/<uuid:report>/tanda-tangan/", report_reviews.sign_page, name="report-sign"),
    path("laporan/<uuid:report>/pengesahan/", report_reviews.approval_page, name="report-approval"),
    path("laporan/<uuid:report>/pdf/", reports.file_page, {"kind": "pdf"}, name="report-pdf"),
    path("laporan/<uuid:report>/xlsx/", reports.file_page, {"kind": "xlsx"}, name="report-xlsx"),
    path("penghargaan/", appreciation.indexes_page, name="appreciation"),
    path("penghargaan/unduh/", appreciation.indexes_file, name="appreciation-file"),
    path("penghargaan/hitung-ulang/", appreciation.indexes_order, name="appreciation-order"),
    path("penghargaan/sertifikat/<str:code>/", certificates.certificate_file, name="certificate-file"),
    path("penghargaan/sertifikat/<str:code>/cabut/", certificates.certificate_revoke, name="certificate-revoke"),
    path("penghargaan/<str:month>/<str:district>/", appreciation.index_page, name="appreciation-one"),
    path("penghargaan/<str:month>/<str:district>/terbitkan/", certificates.certificate_issue, name="certificate-issue"),
    path("kepatuhan/", compliance.arrears_page, name="compliance"),
    path("kepatuhan/sebagian/", compliance.partial_page, name="compliance-partial"),
    path("kepatuhan/dugaan/", hints.hints_page, name="compliance-hints"),
    path("kepatuhan/dugaan/<int:pk>/", hints.hint_page, name="compliance-hint"),
]
