"""What an import changes here: its month's facts at once, the other months by the worker, once for several sheets."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts import vault, work
from accounts.models import WorkItem
from enrollment.importing import effects
from enrollment.models import ImportBatch, ImportImage
from enrollment.signals import batch_committed, batch_undone
from monitoring.facts import differences, month_mode
from monitoring.models import CoverageFact, FactBuild
from monitoring.selectors.reference import holidays
from monitoring.tasks import REFRESH
from tests.factories import LUBUK_BAJA, make_bpu, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

OCTOBER = date(2026, 10, 1)
ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def batch(importer):
    def made(profile: str = "workers", wrote: bool = True) -> ImportBatch:
        file = vault.store_file(content=b"-", name="berkas.xlsx", kind="UPLOAD", by=importer)
        committed = ImportBatch.objects.create(
            profile=profile,
            state="COMMITTED",
            file=file,
            sha256=file.sha256,
            as_of=date(2026, 10, 31),
            uploaded_by=importer,
            committed_by=importer,
            committed_at=timezone.now(),
        )
        if wrote:
            ImportImage.objects.create(batch=committed, table="enrollment_membership", inserted=[1])
        return committed

    return made


def people(month: date = OCTOBER) -> int | None:
    return CoverageFact.objects.filter(period=month, grain="city").values_list("people", flat=True).first()


def test_a_commit_rebuilds_its_month_inside_its_transaction(batch):
    make_worker(make_employer())
    committed = batch()
    batch_committed.send(ImportBatch, batch=committed, months=(OCTOBER,))
    build = FactBuild.objects.get()
    assert (build.period, build.batch_id, build.is_due, people()) == (OCTOBER, committed.pk, True, 1)
    assert WorkItem.objects.get(kind=REFRESH).target_id == str(committed.pk)


def test_a_sheet_that_changed_nothing_leaves_the_facts_as_they_were_counted(batch):
    make_worker(make_employer())
    first = batch()
    batch_committed.send(ImportBatch, batch=first, months=(OCTOBER,))
    batch_committed.send(ImportBatch, batch=batch(wrote=False), months=(OCTOBER,))
    assert FactBuild.objects.get().batch_id == first.pk
    assert WorkItem.objects.filter(kind=REFRESH).count() == 1


def test_a_month_that_was_never_counted_is_counted_whatever_the_sheet_changed(batch):
    make_worker(make_employer(paid_through=OCTOBER))
    batch_committed.send(ImportBatch, batch=batch(wrote=False), months=(OCTOBER,))
    assert people() == 1
    november = (date(2026, 11, 1),)
    batch_committed.send(ImportBatch, batch=batch(wrote=False), months=november)
    with time_machine.travel("2026-12-16T06:10:00+07:00", tick=True):  # due now, and counted otherwise
        again = batch(wrote=False)
        batch_committed.send(ImportBatch, batch=again, months=november)
    assert FactBuild.objects.get(period=november[0]).batch_id == again.pk


def test_an_undo_rebuilds_as_well(batch):
    membership = make_worker(make_employer())
    committed = batch()
    batch_committed.send(ImportBatch, batch=committed, months=(OCTOBER,))
    membership.delete()
    batch_undone.send(ImportBatch, batch=committed, months=(OCTOBER,))
    assert people() is None
    assert WorkItem.objects.filter(kind=REFRESH).count() == 2


def test_a_month_to_come_and_a_sheet_of_denominators(batch):
    batch_committed.send(ImportBatch, batch=batch("workforce"), months=(OCTOBER,))
    assert not FactBuild.objects.exists()
    batch_committed.send(ImportBatch, batch=batch(), months=(date(2027, 5, 1),))
    assert FactBuild.objects.get().period == date(2026, 11, 1)


def test_five_sheets_in_a_row_are_refreshed_once_and_wholly(batch):
    make_worker(make_employer())
    for _ in range(3):
        batch_committed.send(ImportBatch, batch=batch(), months=(OCTOBER,))
        # now() stands still inside a transaction; committed one after another they differ.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_workitem SET created_at = created_at - interval '1 second'")
    items = list(WorkItem.objects.filter(kind=REFRESH).order_by("created_at"))
    assert [work.run_now(item).result["months"] for item in items] == [0, 0, 24]
    assert FactBuild.objects.count() == 24
    for build in FactBuild.objects.all():
        assert differences(month_mode(build.period, on=ON, holidays=holidays())) == []


def test_the_day_after_the_due_date_only_what_is_stale_is_built(batch):
    make_worker(make_employer(paid_through=OCTOBER))
    item = work.ask(kind=REFRESH, target_id="due", by=None, params={"only_stale": True})
    assert work.run_now(item).result == {"months": 24}
    with time_machine.travel("2026-12-16T06:10:00+07:00", tick=True):
        item = work.ask(kind=REFRESH, target_id="due again", by=None, params={"only_stale": True})
        assert work.run_now(item).result == {"months": 2}
    assert (people(date(2026, 11, 1)), FactBuild.objects.get(period=date(2026, 11, 1)).is_due) == (None, True)


def test_the_preview_measures_coverage_of_the_batch_month(batch):
    make_worker(make_employer())
    make_bpu()
    figures = effects.measure(batch())["coverage"]
    assert (figures["month"], figures["active"], figures["workforce"]) == ("2026-10", 2, 606492)
    assert figures["districts"][LUBUK_BAJA]["active"] == 2
