"""URLs of enrollment: the import and the register (contract §4)."""

from __future__ import annotations

from django.urls import include, path

from enrollment.views import (
    arrangements,
    businesses,
    consequences,
    doubts,
    files,
    imports,
    links,
    mapping,
    sheets,
    templates,
    trace,
    undoing,
)
from enrollment.views.repairs import repair_undo, repairs_page, row_page

urlpatterns = [
    path("", include("enrollment.decision_urls")),
    path("impor/<uuid:batch>/perbaikan/", repairs_page, name="import-repairs"),
    path("impor/<uuid:batch>/perbaikan/<int:repair>/batalkan/", repair_undo, name="import-repair-undo"),
    path("impor/<uuid:batch>/baris/<int:row>/perbaiki/", row_page, name="import-repair-row"),
    path("impor/", imports.imports_page, name="imports"),
    path("impor/templat/<str:profile>.xlsx", templates.template, name="import-template"),
    path("impor/templat/<str:profile>/isi/", templates.filled, name="import-filled-template"),
    path("impor/templat/<str:profile>/terakhir/", templates.last_sheet, name="import-last-template"),
    path("impor/diingat/", mapping.remembered_page, name="import-remembered"),
    path("impor/diingat/cocokan/<int:pk>/lupakan/", mapping.forget, name="import-forget"),
    path("impor/diingat/arti/<int:pk>/tarik/", mapping.withdraw, name="import-withdraw"),
    path("impor/<uuid:batch>/lembar/", sheets.sheets_page, name="import-sheets"),
    path("impor/<uuid:batch>/kolom/", mapping.columns_page, name="import-columns"),
    path("impor/<uuid:batch>/arti/", mapping.words_page, name="import-words"),
    path("impor/meragukan/", doubts.queue_page, name="doubts"),
    path("impor/meragukan/jawaban/", doubts.answers_page, name="doubt-answers"),
    path("impor/meragukan/jawaban/<int:pk>/tarik/", doubts.forget, name="doubt-forget"),
    path("impor/meragukan/<int:pk>/", doubts.settle, name="doubt-settle"),
    path("impor/meragukan/<int:pk>/nik/", doubts.reveal, name="doubt-reveal"),
    path("impor/<uuid:batch>/meragukan/", doubts.queue_page, name="batch-doubts"),
    path("impor/<uuid:batch>/", imports.import_page, name="import"),
    path("impor/<uuid:batch>/kemajuan/", imports.progress_fragment, name="import-progress"),
    path("impor/<uuid:batch>/baris/", imports.rows_page, name="import-rows"),
    path("impor/<uuid:batch>/ajukan/", imports.submit, name="import-submit"),
    path("impor/<uuid:batch>/proses/", imports.commit, name="import-commit"),
    path("impor/<uuid:batch>/hentikan/", imports.cancel, name="import-cancel"),
    path("impor/<uuid:batch>/dampak/", consequences.effects_page, name="import-effects"),
    path("impor/<uuid:batch>/jelaskan/", consequences.explain, name="import-explain"),
    path("impor/<uuid:batch>/berkas/", files.original_file, name="import-file"),
    path("impor/<uuid:batch>/baris/<int:row>/", trace.row_page, name="import-row"),
    path("impor/<uuid:batch>/batalkan/", undoing.undo, name="import-undo"),
    path("impor/<uuid:batch>/salah.xlsx", files.reject_file, name="import-reject"),
    path("usaha/", businesses.businesses_page, name="businesses"),
    path("usaha/tautan/", links.links_page, name="links"),
    path("usaha/<uuid:business>/", businesses.business_page, name="business"),
    path("usaha/<uuid:business>/kesepakatan/", arrangements.arrangement_page, name="arrangement"),
    path("usaha/<uuid:business>/kesepakatan/<int:pk>/akhiri/", arrangements.end_page, name="arrangement_end"),
]
