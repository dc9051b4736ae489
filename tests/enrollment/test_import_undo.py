"""Taking an import back, and stopping one: what stays is named, what rested on it told, reports get a new version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts import work
from accounts.models import User, WorkItem
from enrollment.models import Employer, ImportBatch, Membership
from enrollment.services import cancel_batch, commit_batch, undo_batch
from enrollment.services.kinds import CLOSE, COMMIT, UNDO
from monitoring.models import FactBuild, MonthlyReport
from monitoring.reporting.timetable import BUILD
from monitoring.services import make_report
from permits import services
from permits.models import Application
from tests.enrollment import sheets
from tests.enrollment.test_import_web import staged
from tests.factories import make_business, make_nik
from tests.permits.conftest import feed_register

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
REASON = "berkas bulan yang salah"


@pytest.fixture
def head(branch_head: User, client_of: ClientOf) -> Client:
    return client_of(branch_head)


def taken_back(batch: ImportBatch, client: Client) -> str:
    """Undone through the page; the result page afterwards."""
    client.post(f"/impor/{batch.pk}/batalkan/", {"reason": REASON, "sure": "1"})
    sheets.run(UNDO, batch)
    return client.get(f"/impor/{batch.pk}/").content.decode()


def test_what_stays_is_listed_with_its_line_and_what_wrote_it_since(head: Client) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    first = sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2), sheets.worker(3)]))
    sheets.bring(sheets.workbook([sheets.worker(1, UPAH="6.000.000")]), name="lebih-baru.xlsx")
    Membership.objects.filter(kpj=sheets.kpj(2)).update(batch=None, row_number=None)
    page = taken_back(first, head)
    first.refresh_from_db()
    left = {(one["table"], one["reason"]) for one in first.effect["undo"]["left"]}
    assert left == {("enrollment_membership", "EDITED_SINCE"), ("enrollment_participant", "IN_USE")}
    later = [one for one in first.effect["undo"]["left"] if one["since"]]
    assert [one["row"] for one in later] == [2]
    assert "lebih-baru.xlsx" in page and "Tetap, sudah diubah lagi" in page and "petugas" in page
    assert sheets.kpj(1) not in page


def test_rows_that_are_gone_are_named_as_failed(head: Client) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    first = sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2)]))
    Membership.objects.filter(kpj=sheets.kpj(1)).delete()
    assert "Gagal, barisnya sudah tidak ada" in taken_back(first, head)


@pytest.fixture
def released(officer: User) -> tuple[Application, ImportBatch]:
    """A held file that a sheet of employers and workers made ready."""
    feed_register()
    owner = make_nik(7)
    business = make_business(owner_nik=owner, npp="15000103", name="PT Contoh Jaya")
    check = services.check_business(business=business, service="DOMISILI", by=officer)
    held = services.hold(check=check, by=officer).application
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    batch = sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2)]))
    work.run_now(WorkItem.objects.get(kind="permits.release_held", target_id=str(batch.pk)))
    held.refresh_from_db()
    assert (held.state, held.ready_batch) == ("READY", batch)
    return held, batch


def test_what_it_released_is_listed_before_and_held_again_after(
    released: tuple[Application, ImportBatch], head: Client
) -> None:
    file, batch = released
    assert file.number in head.get(f"/impor/{batch.pk}/").content.decode()
    asked = head.post(f"/impor/{batch.pk}/batalkan/", {"reason": REASON}).content.decode()
    assert file.number in asked and "ditahan lagi" in asked
    taken_back(batch, head)
    work.run_now(WorkItem.objects.get(kind="permits.reopen_released", target_id=str(batch.pk)))
    file.refresh_from_db()
    assert file.state == "HELD" and file.history.filter(event="REOPENED", batch=batch).exists()


def frozen(period: date) -> MonthlyReport:
    report = make_report(period=period, area="", by=None)
    assert report.state == MonthlyReport.State.FROZEN
    return report


def test_a_frozen_month_gets_a_new_version_and_keeps_its_first(head: Client, settings: Any) -> None:
    settings.REPORT_SETTLE_SECONDS = 0
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    batch = sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2)]))
    ImportBatch.objects.filter(pk=batch.pk).update(committed_at=batch.uploaded_at)
    first = frozen(date(2026, 10, 1))
    asked = head.post(f"/impor/{batch.pk}/batalkan/", {"reason": REASON}).content.decode()
    assert first.number in asked and "versi baru" in asked
    taken_back(batch, head)
    item = WorkItem.objects.get(kind=BUILD)
    assert "dibatalkan" in item.params["reason"]
    work.run_now(item)
    versions = list(MonthlyReport.objects.filter(period=first.period).order_by("version"))
    assert [one.version for one in versions] == [1, 2]
    assert versions[0].sha256 == first.sha256 and versions[1].sha256 != first.sha256
    assert versions[1].reason == item.params["reason"]


def test_a_late_sheet_for_a_frozen_month_asks_once_for_its_new_version() -> None:
    frozen(date(2026, 10, 1))
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))  # the sheet of October
    sheets.bring(sheets.workbook([sheets.EMPLOYER | {"NAMA_PERUSAHAAN": "PT Contoh Jaya Abadi"}]))
    item = WorkItem.objects.get(kind=BUILD)
    assert item.params["after"] == 1 and "sesudah laporan terbit" in item.params["reason"]


def test_facts_follow_the_commit_and_the_undo(office_batch: ImportBatch) -> None:
    assert FactBuild.objects.get(period=date(2026, 10, 1)).batch_id == office_batch.pk
    undo_batch(batch=office_batch, by=office_batch.uploaded_by, reason=REASON)
    assert Employer.objects.count() == 0 and WorkItem.objects.filter(target_id=f"{office_batch.pk} undo").exists()


@pytest.fixture
def office_batch(importer: User, client_of: ClientOf) -> ImportBatch:
    """One employer, committed through the worker."""
    batch = staged(client_of(importer), sheets.workbook([sheets.EMPLOYER]))
    commit_batch(batch=batch, by=importer)
    sheets.run(COMMIT, batch)
    batch.refresh_from_db()
    assert batch.state == "COMMITTED" and batch.seconds
    return batch


def test_stopping_while_it_is_written_leaves_nothing(
    importer: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled between two steps of the worker: it notices, and every row it wrote is gone."""
    batch = staged(client_of(importer), sheets.workbook([sheets.EMPLOYER]))
    commit_batch(batch=batch, by=importer)
    wrote: list[int] = []

    def progress(claim: work.Claim, done: int, total: int, step: str = "") -> None:
        if step == "WRITE" and done:
            wrote.append(Employer.objects.count())
            work.cancel(claim.item, by=importer)
        claim_progress(claim, done, total, step)

    claim_progress = work.Claim.progress
    monkeypatch.setattr(work.Claim, "progress", progress)
    with pytest.raises(work.LeaseLost):
        sheets.run(COMMIT, batch)
    assert wrote == [1] and Employer.objects.count() == 0


def test_a_page_that_cannot_wait_leaves_the_closing_to_the_worker(
    importer: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from enrollment.services import imports

    batch = staged(client_of(importer), sheets.workbook([sheets.EMPLOYER]))
    commit_batch(batch=batch, by=importer)

    def busy(*_args: Any, **_named: Any) -> None:
        raise OperationalError("lock timeout")

    with monkeypatch.context() as patch:
        patch.setattr(imports, "close_cancelled", busy)
        assert cancel_batch(batch=batch, by=importer).state == "COMMITTING"
    work.run_now(WorkItem.objects.get(kind=CLOSE))
    batch.refresh_from_db()
    assert batch.state == "CANCELLED" and not Employer.objects.exists()
