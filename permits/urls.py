"""URLs of permits: the counter, checks, files, papers (contract §4)."""

from __future__ import annotations

from django.urls import path

from permits.views import actions, counter, files, papers

urlpatterns = [
    path("loket/", counter.counter, name="counter"),
    path("loket/berikutnya/", counter.next_in_queue, name="next_in_queue"),
    path("cek/<uuid:pk>/", counter.check_page, name="check"),
    path("cek/<uuid:pk>/pilih/", counter.choose, name="check_choose"),
    path("cek/<uuid:pk>/catat/", counter.intake, name="check_intake"),
    path("cek/<uuid:pk>/lanjut/", actions.clear, name="check_clear"),
    path("cek/<uuid:pk>/tahan/", actions.hold, name="check_hold"),
    path("cek/<uuid:pk>/tanya/", actions.ask, name="check_ask"),
    path("cek/<uuid:pk>/bukti/", actions.proof, name="check_proof"),
    path("cek/<uuid:pk>/terima/", actions.receive, name="check_receive"),
    path("cek/<uuid:pk>/bukti-cek/", papers.slip, name="check_slip"),
    path("permohonan/", files.applications, name="applications"),
    path("permohonan/<uuid:pk>/", files.application, name="application"),
    path("permohonan/<uuid:pk>/putusan/", files.decide, name="application_decide"),
    path("permohonan/<uuid:pk>/simpan/", files.save, name="application_save"),
    path("permohonan/<uuid:pk>/urungkan/", files.undo, name="application_undo"),
    path("permohonan/<uuid:pk>/cek-ulang/", files.recheck, name="application_recheck"),
    path("permohonan/<uuid:pk>/surat/", papers.letter, name="application_letter"),
    path("verifikasi/<str:code>/", papers.verify, name="verify"),
    path("dasar-hukum/", papers.legal, name="legal"),
]
