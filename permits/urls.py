"""URLs of permits: the counter, checks, files, papers (contract §4)."""

from __future__ import annotations

from django.urls import path

from permits.views import actions, counter, files, matches, papers, questions, rehearsals, requests, services_admin

urlpatterns = [
    path("loket/", counter.counter, name="counter"),
    path("loket/berikutnya/", counter.next_in_queue, name="next_in_queue"),
    path("cek/<uuid:pk>/", counter.check_page, name="check"),
    path("cek/<uuid:pk>/pilih/", counter.choose, name="check_choose"),
    path("cek/<uuid:pk>/catat/", counter.intake, name="check_intake"),
    path("cek/<uuid:pk>/bukan/", matches.reject, name="check_disown"),
    path("kecocokan/", matches.matches, name="matches"),
    path("kecocokan/<int:pk>/", matches.settle, name="match_settle"),
    path("cek/<uuid:pk>/lanjut/", actions.clear, name="check_clear"),
    path("cek/<uuid:pk>/tahan/", actions.hold, name="check_hold"),
    path("cek/<uuid:pk>/tanya/", actions.ask, name="check_ask"),
    path("cek/<uuid:pk>/bukti/", actions.proof, name="check_proof"),
    path("cek/<uuid:pk>/terima/", actions.receive, name="check_receive"),
    path("cek/<uuid:pk>/bukti-cek/", papers.slip, name="check_slip"),
    path("cek/<uuid:pk>/komitmen/", requests.ask, {"kind": "COMMITMENT"}, name="check_commit"),
    path("cek/<uuid:pk>/pengecualian/", requests.ask, {"kind": "EXEMPTION"}, name="check_exempt"),
    path("cek/<uuid:pk>/izin/", requests.ask, {"kind": "OVERRIDE"}, name="check_override"),
    path("persetujuan/", requests.requests_page, name="requests"),
    path("persetujuan/<uuid:pk>/", requests.answer, name="request_answer"),
    path("persetujuan/<uuid:pk>/tarik/", requests.withdraw, name="request_withdraw"),
    path("pertanyaan/", questions.questions_page, name="questions"),
    path("pertanyaan/<uuid:pk>/", questions.answer, name="question_answer"),
    path("permohonan/", files.applications, name="applications"),
    path("permohonan/<uuid:pk>/", files.application, name="application"),
    path("permohonan/<uuid:pk>/putusan/", files.decide, name="application_decide"),
    path("permohonan/<uuid:pk>/simpan/", files.save, name="application_save"),
    path("permohonan/<uuid:pk>/urungkan/", files.undo, name="application_undo"),
    path("permohonan/<uuid:pk>/cek-ulang/", files.recheck, name="application_recheck"),
    path("permohonan/<uuid:pk>/surat/", papers.letter, name="application_letter"),
    path("verifikasi/<str:code>/", papers.verify, name="verify"),
    path("dasar-hukum/", papers.legal, name="legal"),
    path("dasar-hukum/baru/", services_admin.basis_new, name="basis_new"),
    path("dasar-hukum/<str:code>/ubah/", services_admin.basis_edit, name="basis_edit"),
    path("layanan/", services_admin.service_list, name="service_list"),
    path("layanan/baru/", services_admin.service_new, name="service_new"),
    path("layanan/<str:code>/", services_admin.service, name="service"),
    path("layanan/<str:code>/ubah/", services_admin.service_edit, name="service_edit"),
    path("layanan/<str:code>/rancangan/", services_admin.rule_new, name="rule_new"),
    path("layanan/<str:code>/<str:version>/", services_admin.rule, name="service_rule"),
    path("layanan/<str:code>/<str:version>/ubah/", services_admin.rule_edit, name="rule_edit"),
    path("layanan/<str:code>/<str:version>/buang/", services_admin.rule_delete, name="rule_delete"),
    path("layanan/<str:code>/<str:version>/setujui/", services_admin.rule_approve, name="rule_approve"),
    path("layanan/<str:code>/<str:version>/gladi/", rehearsals.rule_rehearse, name="rule_rehearse"),
    path("layanan/<str:code>/<str:version>/gladi/<str:number>/", rehearsals.rehearsal, name="rehearsal"),
]
