"""What an import brought goes when its time is over; counts, hash, audit and the register stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts import audit, invariants, vault
from accounts.models import AuditEvent, User
from districts.clock import now
from enrollment.models import Employer, ImportBatch, ImportImage
from enrollment.purging import purge_imports
from permits.models import BulkCheck
from permits.purging import purge_answers
from permits.services.bulk import ask_list
from tests.enrollment import sheets
from tests.enrollment.test_import_web import staged

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
I6 = "I6 no upload older than its time"


def aged(batch: ImportBatch, days: int) -> ImportBatch:
    """The batch as if everything about it had happened so many days earlier."""
    back = timedelta(days=days)
    times = {name: getattr(batch, name) - back for name in ("uploaded_at", "committed_at") if getattr(batch, name)}
    ImportBatch.objects.filter(pk=batch.pk).update(**times)
    batch.refresh_from_db()
    return batch


def staged_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM enrollment_staged_employer")
        return int(cursor.fetchone()[0])


@pytest.fixture
def old(importer: User) -> ImportBatch:
    rows = [sheets.EMPLOYER, sheets.EMPLOYER | {"NPP": "1234567890123"}]
    return aged(sheets.bring(sheets.workbook(rows)), 91)


def test_a_committed_import_keeps_its_figures_and_loses_its_contents(
    old: ImportBatch, branch_head: User, client_of: ClientOf
) -> None:
    assert old.wrong == 1 and invariants.run()[I6] == []
    assert len(invariants.run()[I6]) == 0
    aged(old, 3)
    assert len(invariants.run()[I6]) == 1
    assert purge_imports()["purged"] == 1
    old.refresh_from_db()
    old.file.refresh_from_db()
    assert old.purged_at and old.file.purged_at and old.reject_file and not old.row_copies.exists()
    with pytest.raises(FileNotFoundError):
        vault.open_file(old.file)
    assert (old.rows, old.new, old.wrong, len(old.sha256)) == (2, 1, 1, 64)
    assert old.problems.exists() and not old.problems.exclude(params={}).exists()
    assert Employer.objects.count() == 1 and ImportImage.objects.filter(batch=old).exists()
    assert AuditEvent.objects.get(verb="enrollment.purge_batch").data["sha256"] == old.sha256
    assert audit.verify() is None and not any(invariants.run().values())
    head = client_of(branch_head)
    page = head.get(f"/impor/{old.pk}/").content.decode()
    assert "Berkas dihapus menurut jadwal" in page and "salah.xlsx" not in page
    assert head.get(f"/impor/{old.pk}/salah.xlsx").status_code == 404
    assert head.get(f"/impor/{old.pk}/berkas/").status_code == 403
    assert head.get(f"/impor/{old.pk}/baris/?tab=salah").status_code == 200
    assert "berkas dihapus menurut jadwal" in head.get("/impor/").content.decode()
    assert purge_imports() == {"dropped": 0, "purged": 0, "staged": 0, "history": 0}


def test_what_is_younger_stays(importer: User) -> None:
    batch = aged(sheets.bring(sheets.workbook([sheets.EMPLOYER])), 89)
    purge_imports()
    batch.refresh_from_db()
    assert batch.purged_at is None and vault.read_file(batch.file)


def test_a_preview_nobody_confirms_is_dropped_and_its_staging_goes(importer: User, client_of: ClientOf) -> None:
    batch = staged(client_of(importer), sheets.workbook([sheets.EMPLOYER]))
    assert staged_rows() == 1
    aged(batch, 15)
    assert purge_imports()["dropped"] == 1
    batch.refresh_from_db()
    assert (batch.state, staged_rows()) == ("CANCELLED", 0)
    batch.file.refresh_from_db()
    assert batch.purged_at and batch.file.purged_at


def test_a_cancelled_import_goes_the_next_day_and_leftovers_of_its_worker_too(
    importer: User, client_of: ClientOf
) -> None:
    office = client_of(importer)
    batch = staged(office, sheets.workbook([sheets.EMPLOYER]))
    office.post(f"/impor/{batch.pk}/hentikan/")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enrollment_staged_verdict VALUES (%s, 2, 'NEW', NULL, NULL, false, false)", [str(batch.pk)]
        )
    assert purge_imports() == {"dropped": 0, "purged": 0, "staged": 1, "history": 0}
    aged(batch, 2)
    assert purge_imports()["purged"] == 1


def test_answered_lists_go_as_well(officer: User) -> None:
    bulk = ask_list(texts=["9120000000017"], service="DOMISILI", by=officer)
    stored = vault.store_file(content=b"x", name="jawaban.xlsx", kind="REPORT", by=officer)
    BulkCheck.objects.filter(pk=bulk.pk).update(answers=stored, finished_at=now() - timedelta(days=89))
    assert purge_answers() == 0
    BulkCheck.objects.filter(pk=bulk.pk).update(finished_at=now() - timedelta(days=91))
    assert purge_answers() == 1
    stored.refresh_from_db()
    assert stored.purged_at is not None and purge_answers() == 0
