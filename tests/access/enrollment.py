"""Rows of enrollment: a preview is its uploader's, the register is inside one's kecamatan, BPJS settles links."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts import vault
from districts.clock import today
from enrollment import models
from enrollment.arrangements import record_arrangement
from enrollment.models import BusinessEmployerLink, DoubtDecision, ImportBatch, ImportRowCopy
from enrollment.services import ask_merge, settle_doubt
from tests.access.machinery import EXPORT, Row, ok
from tests.enrollment import sheets
from tests.factories import make_business, make_employer, make_worker

HISTORY = "IA BS BH SA AU"
# The uploader is the importer; a branch's staff and head do not find a foreign preview.
NOT_YET = ok("BS BH", 404)
REGISTER = "PK CM PP OD BS BH AU"
EXPLANATION = {"explanation": "Data bulan lalu memuat orang ganda."}
REASON = {"reason": "salah mengirim berkas"}


def _batch(world: Any, state: str = "STAGED", **fields: Any) -> dict[str, Any]:
    stored = vault.store_file(content=b"x", name="data.xlsx", kind="UPLOAD", by=world.importer)
    batch = ImportBatch.objects.create(
        state=state,
        profile="employers",
        header={"texts": [], "columns": {}},
        file=stored,
        sha256=stored.sha256,
        uploaded_by=world.importer,
        rows=1,
        new=1,
        **fields,
    )
    return {"batch": batch.pk}


def own(world: Any) -> dict[str, Any]:
    return _batch(world)


def submitted(world: Any) -> dict[str, Any]:
    return _batch(world, submitted_at=timezone.now())


def held(world: Any) -> dict[str, Any]:
    breach = {"what": "city", "code": "", "rule": "STEEP_FALL", "before": 20, "after": 15}
    return _batch(world, submitted_at=timezone.now(), effect={"held": [breach]})


def committed(world: Any) -> dict[str, Any]:
    return _batch(world, "COMMITTED", committed_at=timezone.now(), committed_by=world.importer)


def with_rejects(world: Any) -> dict[str, Any]:
    return _batch(world, reject_file=vault.store_file(content=b"x", name="data.salah.xlsx", kind="REJECT"))


def a_template(_world: Any) -> dict[str, Any]:
    return {"profile": "workers"}


def waiting(world: Any) -> dict[str, Any]:
    """A batch that asks which column is which."""
    asked = {"header_row": 1, "headings": ["NPP", "Nama"], "profile": "employers", "guesses": {"employers": {}}}
    return _batch(world, "WAITING", asked=asked | {"once": {}})


def of_a_brought_sheet(world: Any) -> dict[str, Any]:
    return {"profile": sheets.bring(sheets.workbook([sheets.EMPLOYER]), by=world.importer).profile}


def a_fillable_template(_world: Any) -> dict[str, Any]:
    return {"profile": "employers"}


def a_mapping(world: Any) -> dict[str, Any]:
    saved = models.ImportMapping.objects.create(fingerprint="f" * 64, profile="employers", saved_by=world.importer)
    return {"pk": saved.pk}


def a_meaning(world: Any) -> dict[str, Any]:
    said = models.ValueMeaning.objects.create(kind="SEGMENT", text="KATAUJI", meaning="PU", said_by=world.importer)
    return {"pk": said.pk}


def a_business(_world: Any) -> dict[str, Any]:
    return {"business": make_business().public_id}


def a_link(_world: Any) -> dict[str, Any]:
    business = make_business()
    link = BusinessEmployerLink.objects.create(
        business=business, employer=make_employer(), how="NAME", state=BusinessEmployerLink.State.SUGGESTED
    )
    return {"link": str(link.pk), "act": "confirm"}


def an_arrangement(world: Any) -> dict[str, Any]:
    business = make_business()
    employer = make_employer(business)
    row = record_arrangement(
        employer=employer,
        kind="DISPUTE",
        letter_number="B/12",
        valid_from=today(),
        valid_to=today(),
        by=world.bpjs,
    )
    return {"business": business.public_id, "pk": row.pk}


def a_doubt(_world: Any) -> dict[str, Any]:
    make_worker(make_employer(npp="15000103"), nik=sheets.nik(8), kpj=sheets.kpj(1), name="SARI DEWI")
    batch = sheets.bring(sheets.workbook([sheets.worker(1)]))
    return {"pk": ImportRowCopy.objects.get(batch=batch).pk}


def a_sheet_in_doubt(world: Any) -> dict[str, Any]:
    return {"batch": ImportRowCopy.objects.get(pk=a_doubt(world)["pk"]).batch_id}


def an_answer(world: Any) -> dict[str, Any]:
    doubt = ImportRowCopy.objects.get(pk=a_doubt(world)["pk"])
    settle_doubt(doubt=doubt, answer="KEEP", by=world.bpjs)
    return {"pk": DoubtDecision.objects.get().pk}


def a_bad_row(world: Any) -> dict[str, Any]:
    batch = _batch(world)["batch"]
    cells = vault.seal("[]", "importrowcopy.cells")
    models.ImportRowCopy.objects.create(batch_id=batch, row_number=2, cells=cells)
    models.ImportProblem.objects.create(
        batch_id=batch, row_number=2, column="NPP", code="NPP_MISSING", severity="WRONG"
    )
    return {"batch": batch, "row": 2}


def a_repair(world: Any) -> dict[str, Any]:
    batch = _batch(world)["batch"]
    made = models.ImportRepair.objects.create(batch_id=batch, kind="SKIP", row_number=2, made_by=world.importer)
    return {"batch": batch, "repair": made.pk}


def a_merge(world: Any) -> dict[str, Any]:
    kept, gone = make_business(), make_business()
    asked = ask_merge(kind="BUSINESS", kept=kept, gone=gone, reason="pemilik yang sama", by=world.branch_head2)
    return {"pk": asked.pk}


def of_businesses(_world: Any) -> dict[str, Any]:
    return {"kind": "usaha"}


ROWS = [
    Row("import-repairs", "GET", ok("IA") | NOT_YET, args=own),
    Row("import-repairs", "POST", ok("IA", 422) | NOT_YET, args=own, data={"kind": "RULE", "column": "NPP"}),
    Row("import-repair-undo", "POST", ok("IA", 303) | NOT_YET, args=a_repair),
    Row("import-repair-row", "GET", ok("IA") | NOT_YET, args=a_bad_row),
    Row("import-repair-row", "POST", ok("IA", 303) | NOT_YET, args=a_bad_row, data={"skip": "1"}),
    Row("arrangement", "GET", ok("BS BH"), args=a_business),
    Row("arrangement", "POST", ok("BS BH", 422), args=a_business),
    Row("arrangement_end", "POST", ok("BS BH", 302), args=an_arrangement),
    Row("imports", "GET", ok(HISTORY)),
    Row("imports", "POST", ok("IA BS", 400)),  # no file
    Row("import-template", "GET", ok("IA BS BH"), args=a_template),
    Row("import-filled-template", "GET", ok("BS BH"), args=a_fillable_template),
    Row("import-filled-template", "POST", ok("BS BH"), args=a_fillable_template, data=EXPORT),
    Row("import-last-template", "GET", ok("IA BH"), args=of_a_brought_sheet),
    Row("import-last-template", "POST", ok("IA BH"), args=of_a_brought_sheet, data=EXPORT),
    Row("import-remembered", "GET", ok("IA BS")),
    Row("import-forget", "POST", ok("IA BS", 302), args=a_mapping),
    Row("import-withdraw", "POST", ok("IA BS", 302), args=a_meaning),
    Row("import-columns", "GET", ok("IA") | ok("BS", 404), args=waiting),
    Row("import-columns", "POST", ok("IA", 422) | ok("BS", 404), args=waiting),
    Row("import-words", "GET", ok("IA") | ok("BS", 404), args=own),
    Row("import-words", "POST", ok("IA", 422) | ok("BS", 404), args=own),
    Row("import", "GET", ok("IA") | NOT_YET, args=own),
    Row("import", "GET", ok("IA BH") | ok("BS", 404), args=submitted, position="submitted"),
    Row("import", "GET", ok("IA BH") | ok("BS", 404), args=committed, position="committed"),
    Row("import-sheets", "GET", ok("IA") | ok("BS", 404), args=own),
    Row("import-sheets", "POST", ok("IA", 422) | ok("BS", 404), args=own, data={"row": "0"}),
    Row("import-progress", "GET", ok("IA", 204) | NOT_YET, args=own),
    Row("import-rows", "GET", ok("IA BH") | ok("BS", 404), args=committed),
    Row("import-submit", "POST", ok("IA", 302) | NOT_YET, args=own),
    Row("import-commit", "POST", ok("IA", 302) | NOT_YET, args=own, data={"mode": "VALID_ROWS"}),
    Row(
        "import-commit",
        "POST",
        ok("IA BH", 302) | ok("BS", 404),
        args=submitted,
        data={"mode": "VALID_ROWS"},
        position="submitted",
    ),
    Row("import-rows", "GET", ok("IA BH") | ok("BS", 404), args=committed, data={"tab": "semua"}, position="all"),
    Row("import-row", "GET", ok("IA BH") | ok("BS", 404), args=lambda world: committed(world) | {"row": 2}),
    Row("import-effects", "GET", ok("BH") | ok("BS", 404), args=submitted),
    Row("import-explain", "POST", ok("BH", 302) | ok("BS", 404), args=held, data=EXPLANATION),
    Row("import-file", "GET", ok("IA BH") | ok("BS", 404), args=committed),
    Row("import-file", "POST", ok("IA BH") | ok("BS", 404), args=committed, data={"purpose": "pemeriksaan bulanan"}),
    Row("import-cancel", "POST", ok("IA", 302) | NOT_YET, args=own),
    Row("import-undo", "POST", ok("IA BH") | ok("BS", 404), args=committed, data=REASON),
    Row("import-reject", "GET", ok("IA") | NOT_YET, args=with_rejects),
    Row("businesses", "GET", ok(REGISTER)),
    Row("business", "GET", ok("PK CM PP BS BH AU") | ok("foreign OD CM_OPD", 404), args=a_business),
    Row("doubts", "GET", ok("BS BH")),
    Row("batch-doubts", "GET", ok("BS BH"), args=a_sheet_in_doubt),
    Row("doubt-settle", "POST", ok("BS BH", 303), args=a_doubt, data={"answer": "KEEP"}),
    Row("doubt-reveal", "POST", ok("BS BH"), args=a_doubt, data={"reason": "membandingkan dua kartu"}),
    Row("doubt-answers", "GET", ok("BS BH")),
    Row("doubt-forget", "POST", ok("BS BH", 303), args=an_answer),
    Row("merges", "GET", ok("BS BH")),
    Row("merge", "GET", ok("BS BH"), args=a_merge),
    Row("merge", "POST", ok("BS BH", 303), args=a_merge, data={"act": "approve"}),
    Row("merge-people", "GET", ok("BS BH")),
    Row("merge-people", "POST", ok("BS BH", 422)),
    Row("merge-ask", "GET", ok("BS BH", 404), args=of_businesses),  # two records are named in the query
    Row("merge-ask", "POST", ok("BS BH", 404), args=of_businesses),
    Row("merge-candidates", "GET", ok("BS BH"), args=a_business),
    Row("links", "GET", ok("BS BH")),
    Row("links", "POST", ok("BS BH", 302), data=a_link),
]
