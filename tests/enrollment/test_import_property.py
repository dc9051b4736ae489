"""For any sheet: counts add up to its rows, importing it twice changes nothing, and undo gives back what was there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.clock import today
from enrollment.importing.errors import FileRefused
from enrollment.models import Employer, ImportBatch, Membership
from enrollment.services import operator, undo_batch
from monitoring.models import ArrearsFact, CellFact, CoverageFact, EmployerFact, MovementFact, SectorFact
from monitoring.services.facts import rebuild_month
from tests.enrollment import sheets
from tests.enrollment.anysheet import AnySheet, any_sheet
from tests.factories import make_bpu, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
REGISTER = (
    "enrollment_business",
    "enrollment_businessemployerlink",
    "enrollment_employer",
    "enrollment_contributionmonth",
    "enrollment_participant",
    "enrollment_membership",
    "enrollment_announcedworker",
    "districts_workforcefigure",
)
# Facts are built anew, so their ids are nobody's.
FACTS = tuple(
    model._meta.db_table for model in (CellFact, CoverageFact, EmployerFact, SectorFact, MovementFact, ArrearsFact)
)
AS_OF = date(2026, 11, 15)
EXAMPLES = settings().max_examples // 5
FAULTS: list[dict[str, Any]] = [
    {}, {}, {}, {}, {"NIK": "123"}, {"NIK": 2171014506850000}, {"KPJ": None}, {"NPP": "ZZ999999"}, {"NPP": None},
    {"TGL_LAHIR": "31/02/1985"}, {"TGL_NA": "01-01-2020"}, {"UPAH": "4.500"}, {"SEGMEN": "BPU"}, {"JHT": "?"},
    {"KELURAHAN": "Belianan"}, {"KECAMATAN": "Batam Kota"}, {"NAMA_LENGKAP": "JOKO WIDAGDO"}, {"TGL_NA": "30-09-2026"},
    {"JENIS_KELAMIN": "?"}, {"NAMA_LENGKAP": "siti aminah"},
]  # fmt: skip
row = st.builds(
    lambda person, card, fault: sheets.WORKER | {"NIK": sheets.nik(person), "KPJ": sheets.kpj(card)} | fault,
    st.integers(1, 6),
    st.integers(1, 8),
    st.sampled_from(FAULTS),
)
columns = st.permutations(list(sheets.WORKER)).map(list)


def dump() -> dict[str, list[str]]:
    """Every register table, all columns of all rows, and every fact of every month."""
    with connection.cursor() as cursor:
        found = {}
        for table in REGISTER + FACTS:
            cursor.execute(
                f"SELECT (to_jsonb(t) - %s)::text FROM {table} t ORDER BY 1", [["id"] if table in FACTS else []]
            )
            found[table] = [text for (text,) in cursor.fetchall()]
        return found


def parts(batch: ImportBatch) -> tuple[int, ...]:
    return batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong


def ground() -> None:
    """A firm with a worker, somebody insured by herself, and the facts of the month the sheets are of."""
    employer = make_employer(npp="15000103", name="PT Contoh Jaya")
    make_worker(employer, nik=sheets.nik(1), kpj=sheets.kpj(1), name="SITI AMINAH")
    make_bpu(nik=sheets.nik(2), kpj=sheets.kpj(2), name="SITI AMINAH")
    rebuild_month(period=AS_OF.replace(day=1), as_of=today())


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(row, min_size=1, max_size=12), order=columns, as_csv=st.booleans())
def test_counts_add_up_twice_is_once_and_undo_is_complete(
    rows: list[sheets.Row], order: list[str], as_csv: bool
) -> None:
    with transaction.atomic():
        ground()
        ordered = [{name: one[name] for name in order} for one in rows]
        content = sheets.as_csv(ordered) if as_csv else sheets.workbook(ordered)
        before = dump()
        first = sheets.bring(content, name="a.csv" if as_csv else "a.xlsx", as_of=AS_OF)
        assert sum(parts(first)) == first.rows == len(rows)
        assert first.row_copies.count() == first.wrong + first.doubtful
        once = dump()
        second = sheets.bring(content, name="a.csv" if as_csv else "a.xlsx", as_of=AS_OF)
        assert second.new == second.changed == 0 and dump() == once
        assert (second.wrong, second.rows) == (first.wrong, first.rows)
        for batch in (second, first):
            if batch.state == "COMMITTED":
                told = undo_batch(batch=batch, by=operator(), reason="uji coba pembatalan")
                assert told["kept"] == told["failed"] == []
        assert dump() == before
        transaction.set_rollback(True)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheet=any_sheet())
def test_any_sheet_of_any_profile_adds_up_is_once_what_it_is_twice_and_goes_without_a_trace(sheet: AnySheet) -> None:
    with transaction.atomic():
        ground()
        before = dump()
        brought = {"name": sheet.name, "profile": sheet.profile, "as_of": AS_OF}
        try:
            with transaction.atomic():
                first = sheets.bring(sheet.content, **brought)
        except FileRefused:
            assert dump() == before
            transaction.set_rollback(True)
            return
        assert sum(parts(first)) == first.rows and first.rows + first.skipped >= len(sheet.rows)
        assert first.row_copies.count() == first.wrong + first.doubtful
        once = dump()
        second = sheets.bring(sheet.content, **brought)
        assert (second.new, second.changed) == (0, 0) and dump() == once
        assert (second.rows, second.wrong) == (first.rows, first.wrong)
        for batch in (second, first):
            if batch.state == "COMMITTED":
                told = undo_batch(batch=batch, by=operator(), reason="uji coba pembatalan")
                assert told["kept"] == told["failed"] == []
        assert dump() == before
        transaction.set_rollback(True)


def test_undo_keeps_what_a_later_batch_or_a_person_wrote_and_names_it() -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    first = sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2), sheets.worker(3)]))
    later = sheets.bring(sheets.workbook([sheets.worker(1, UPAH="6.000.000")]))
    Membership.objects.filter(kpj=sheets.kpj(2)).update(batch=None, row_number=None)
    told = undo_batch(batch=first, by=operator(), reason="uji coba pembatalan")
    kept = {(left["table"], left["reason"]): left["rows"] for left in told["kept"]}
    assert kept == {("enrollment_membership", "EDITED_SINCE"): 2, ("enrollment_participant", "IN_USE"): 2}
    assert told["reversed"] == 2 and told["failed"] == []
    assert set(Membership.objects.values_list("kpj", flat=True)) == {sheets.kpj(1), sheets.kpj(2)}
    undo_batch(batch=later, by=operator(), reason="uji coba pembatalan")
    assert Membership.objects.get(kpj=sheets.kpj(1)).wage == 5357982


def test_undo_of_employers_leaves_those_that_workers_rest_on() -> None:
    employers = sheets.bring(sheets.workbook([sheets.EMPLOYER, sheets.EMPLOYER | {"NPP": "16000001"}]))
    sheets.bring(sheets.workbook([sheets.worker(1)]))
    told = undo_batch(batch=employers, by=operator(), reason="uji coba pembatalan")
    assert {"table": "enrollment_employer", "reason": "IN_USE", "rows": 1} in told["kept"]
    assert Employer.objects.get().npp == "15000103"
