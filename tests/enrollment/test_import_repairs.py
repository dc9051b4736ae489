"""Repairs of a staged sheet: what each way does, that nothing else changes, and that all of it can be taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts import vault
from accounts.access import Forbidden
from accounts.models import AuditEvent, User
from enrollment.importing.columns import Column, Kind
from enrollment.importing.errors import Code
from enrollment.importing.mending import Setting, way, ways
from enrollment.importing.sheet import Formula
from enrollment.models import Employer, ImportBatch, ImportRepair, Membership
from enrollment.services.kinds import COMMIT, STAGE
from enrollment.services.repairs import Unrepairable, repair, repair_row, skip_row, take_repair_back
from tests.enrollment import sheets
from tests.enrollment.importing.test_cells import ON
from tests.factories import make_employer

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    ("kind", "code", "choice", "cell", "expected"),
    [
        (Kind.KPJ, Code.KPJ_FORMAT, "ZERO_PAD", 9000000012.0, "09000000012"),
        (Kind.KPJ, Code.KPJ_FORMAT, "ZERO_PAD", "900-0000-012", "09000000012"),
        (Kind.KPJ, Code.KPJ_FORMAT, "ZERO_PAD", 23000000012.0, "23000000012"),
        (Kind.KPJ, Code.KPJ_FORMAT, "ZERO_PAD", "240000", "240000"),  # five zeros were never there
        (Kind.KPJ, Code.KPJ_FORMAT, "ZERO_PAD", "90000000A2", "90000000A2"),
        (Kind.NIB, Code.NIB_FORMAT, "ZERO_PAD", 220004127835.0, "0220004127835"),
        (Kind.NPWP, Code.NPWP_FORMAT, "ZERO_PAD", 12345678215000.0, "012345678215000"),
        (Kind.KBLI, Code.KBLI_FORMAT, "ZERO_PAD", 1111.0, "01111"),
        (Kind.PHONE, Code.PHONE_FORMAT, "ZERO_PAD", 81270000000.0, "081270000000"),
        (Kind.DATE, Code.DATE_2_DIGIT_YEAR, "WHOLE_YEAR", "3/2/24", "3/2/2024"),
        (Kind.DATE, Code.DATE_2_DIGIT_YEAR, "WHOLE_YEAR", "3-Feb-90", "3-Feb-1990"),
        (Kind.BIRTH_DATE, Code.DATE_2_DIGIT_YEAR, "WHOLE_YEAR", "3/2/24", "3/2/1924"),
        (Kind.BIRTH_DATE, Code.DATE_2_DIGIT_YEAR, "WHOLE_YEAR", "3/2/05", "3/2/2005"),
        (Kind.DATE, Code.DATE_INVALID, "MONTH_FIRST", "03/28/2026", "28/03/2026"),
        (Kind.DATE, Code.DATE_INVALID, "MONTH_FIRST", "28/03/2026", "28/03/2026"),
        (Kind.AMOUNT, Code.AMOUNT_AMBIGUOUS, "THOUSANDS", "4.500", "4500"),
        (Kind.AMOUNT, Code.AMOUNT_AMBIGUOUS, "DECIMAL", "Rp 4,500", 4.5),
        (Kind.KPJ, Code.FORMULA_IN_ID, "SAVED_VALUE", Formula("23000000012"), "23000000012"),
        (Kind.KPJ, Code.FORMULA_IN_ID, "SAVED_VALUE", Formula(23000000012.0), Formula(23000000012.0)),
        (Kind.AMOUNT, Code.AMOUNT_INVALID, "CLEAR", "rahasia", None),
    ],
)
def test_each_way_mends_what_it_says_and_leaves_the_rest(
    kind: Kind, code: Code, choice: str, cell: Any, expected: Any
) -> None:
    column = Column("X", kind)
    chosen = way(choice, code, column)
    assert chosen is not None
    assert chosen.mend(cell, Setting(column, ON)) == expected


def test_a_serial_number_becomes_its_day() -> None:
    column = Column("X", Kind.DATE)
    chosen = way("SERIAL_DAY", Code.DATE_UNFORMATTED, column)
    assert chosen is not None
    assert str(chosen.mend(44927.0, Setting(column, ON))) == "2023-01-01"
    assert str(chosen.mend(44927.0 - 1462, Setting(column, ON, date1904=True))) == "2023-01-01"
    assert chosen.mend(99_999_999.0, Setting(column, ON)) == 99_999_999.0


def test_no_way_mends_what_excel_rounded_nor_empties_what_is_needed() -> None:
    from enrollment.importing.profiles import PROFILES

    workers = PROFILES["workers"]
    assert ways(Code.NIK_NUMERIC_CELL, workers.column("NIK")) == ways(Code.NIK_FORMAT, workers.column("NIK")) == []
    assert "CLEAR" not in {one.choice for one in ways(Code.DATE_INVALID, workers.column("TGL_LAHIR"))}
    assert "CLEAR" in {one.choice for one in ways(Code.DATE_INVALID, workers.column("TGL_NA"))}


def counts(batch: ImportBatch) -> tuple[int, ...]:
    batch.refresh_from_db()
    assert batch.rows == batch.new + batch.changed + batch.same + batch.doubtful + batch.wrong
    return batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong


def told(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return sorted(batch.problems.values_list("row_number", "column", "code"))


FAULTS = [
    {"KPJ": 9000000012, "TGL_KEPESERTAAN": "3/2/24"},
    {"KPJ": "900000013"},
    {"TGL_LAHIR": "31/02/1985"},
    {"TGL_LAHIR": "31/02/1985"},
    {"KECAMATAN": "Batam Kota"},
    {"NPP": None},
    {"NIK": "217103120585"},
    {"NIK": 2171014506850000},
    {"UPAH": "rahasia"},
]


@pytest.fixture
def batch(importer: User) -> ImportBatch:
    """Nine faulty rows from row 2 on, then a sound one."""
    make_employer(npp="15000103")
    rows = [sheets.worker(100 + place) | fault for place, fault in enumerate(FAULTS)]
    return sheets.upload(sheets.workbook([*rows, sheets.worker(1)], headings=list(sheets.WORKER)), by=importer)


def again(batch: ImportBatch) -> tuple[int, ...]:
    sheets.run(STAGE, batch)
    return counts(batch)


def test_repairs_are_judged_anew_traced_and_taken_back(batch: ImportBatch, importer: User) -> None:
    first, said = counts(batch), told(batch)
    assert first == (1, 0, 0, 0, 9)
    repair(batch=batch, kind="RULE", column="KPJ", code="KPJ_FORMAT", choice="ZERO_PAD", by=importer)
    assert again(batch) == (2, 0, 0, 0, 8)  # row 2 still has a year of two digits
    repair(
        batch=batch, kind="RULE", column="TGL_KEPESERTAAN", code="DATE_2_DIGIT_YEAR", choice="WHOLE_YEAR", by=importer
    )
    assert again(batch) == (3, 0, 0, 0, 7)
    repair(
        batch=batch,
        kind="VALUE",
        column="TGL_LAHIR",
        code="DATE_INVALID",
        before="31/02/1985",
        after="05/06/1985",
        by=importer,
    )
    assert again(batch) == (5, 0, 0, 0, 5)
    repair(batch=batch, kind="RULE", column="KELURAHAN", code="AREA_MISMATCH", choice="FROM_VILLAGE", by=importer)
    assert again(batch) == (6, 0, 0, 0, 4)
    repair(batch=batch, kind="VALUE", column="NPP", code="NPP_MISSING", before="", after="15000103", by=importer)
    assert again(batch) == (7, 0, 0, 0, 3)
    repair_row(batch=batch, row_number=8, cells={"NIK": sheets.nik(300)}, by=importer)
    assert again(batch) == (8, 0, 0, 0, 2)
    skip_row(batch=batch, row_number=10, by=importer)
    assert again(batch) == (8, 0, 0, 0, 2)
    assert (10, "", "ROW_SKIPPED") in told(batch) and (10, "UPAH", "AMOUNT_INVALID") in told(batch)
    traced = batch.problems.filter(code="REPAIRED").order_by("row_number", "column")
    assert [(p.row_number, p.column, p.params["was"]) for p in traced] == [
        (2, "KPJ", "KPJ_FORMAT"),
        (2, "TGL_KEPESERTAAN", "DATE_2_DIGIT_YEAR"),
        (3, "KPJ", "KPJ_FORMAT"),
        (4, "TGL_LAHIR", "DATE_INVALID"),
        (5, "TGL_LAHIR", "DATE_INVALID"),
        (6, "KECAMATAN", "AREA_MISMATCH"),
        (7, "NPP", "NPP_MISSING"),
        (8, "NIK", "NIK_FORMAT"),
    ]
    assert batch.warnings["codes"]["REPAIRED"] == 8 and batch.row_copies.count() == 2
    verbs = AuditEvent.objects.filter(verb="enrollment.repair")
    assert verbs.count() == 7 and "31/02" not in str(list(verbs.values_list("data", flat=True)))
    for one in ImportRepair.objects.filter(batch=batch):
        take_repair_back(repair=one, by=importer)
        sheets.run(STAGE, batch)
    assert (counts(batch), told(batch)) == (first, said)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)])
def test_any_repairs_in_any_order_add_up_and_go_back(batch: ImportBatch, importer: User, seed: int) -> None:
    first, said = counts(batch), told(batch)
    random = Random(seed)
    groups = {"batch": batch, "by": importer}
    verbs: list[Callable[[], object]] = [
        lambda: repair(kind="RULE", column="KPJ", code="KPJ_FORMAT", choice="ZERO_PAD", **groups),
        lambda: repair(kind="RULE", column="UPAH", code="AMOUNT_INVALID", choice="CLEAR", **groups),
        lambda: repair(kind="RULE", column="TGL_LAHIR", code="DATE_INVALID", choice="MONTH_FIRST", **groups),
        lambda: repair(kind="VALUE", column="NPP", code="NPP_MISSING", before="", after="15000103", **groups),
        lambda: repair_row(row_number=8, cells={"NIK": random.choice([sheets.nik(300), "12", ""])}, **groups),
        lambda: skip_row(row_number=random.choice([2, 5, 10]), **groups),
    ]
    for verb in random.sample(verbs, 4):
        try:
            verb()
        except Unrepairable:  # an earlier one has mended that row already
            continue
        sheets.run(STAGE, batch)
        assert sum(counts(batch)) == 10 and batch.row_copies.count() == batch.wrong
    made = list(ImportRepair.objects.filter(batch=batch))
    for one in random.sample(made, len(made)):
        take_repair_back(repair=one, by=importer)
        sheets.run(STAGE, batch)
        assert sum(counts(batch)) == 10
    assert (counts(batch), told(batch)) == (first, said)


def test_what_was_repaired_is_what_is_written(batch: ImportBatch, importer: User) -> None:
    from enrollment.services import commit_batch

    repair(batch=batch, kind="RULE", column="KPJ", code="KPJ_FORMAT", choice="ZERO_PAD", by=importer)
    sheets.run(STAGE, batch)
    commit_batch(batch=batch, by=importer)
    sheets.run(COMMIT, batch)
    assert counts(batch) == (2, 0, 0, 0, 8) and batch.state == "COMMITTED"
    assert Membership.objects.filter(kpj="00900000013").exists()


def test_the_reject_file_tells_the_original_and_the_mended_cell(batch: ImportBatch, importer: User) -> None:
    repair(batch=batch, kind="RULE", column="KPJ", code="KPJ_FORMAT", choice="ZERO_PAD", by=importer)
    sheets.run(STAGE, batch)
    repair_row(batch=batch, row_number=8, cells={"NIK": "2171"}, by=importer)
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert batch.reject_file is not None
    sheet = openpyxl.load_workbook(io.BytesIO(vault.read_file(batch.reject_file))).active
    rows = {row[list(sheets.WORKER).index("KPJ")]: row for row in sheet.iter_rows(values_only=True)}
    assert "KPJ di baris ini sudah diperbaiki dari “9000000012” menjadi “09000000012”." in rows["9000000012"][-1]
    assert "NIK di baris ini sudah diperbaiki dari “217103120585” menjadi “2171”." in rows[sheets.kpj(106)][-1]


def test_a_later_repair_of_the_same_cells_takes_the_place_of_the_first(batch: ImportBatch, importer: User) -> None:
    for text in ("01/06/1985", "05/06/1985"):
        repair(
            batch=batch,
            kind="VALUE",
            column="TGL_LAHIR",
            code="DATE_INVALID",
            before="31/02/1985",
            after=text,
            by=importer,
        )
        sheets.run(STAGE, batch)
        batch.refresh_from_db()
    for text in ("217101", sheets.nik(300)):
        repair_row(batch=batch, row_number=8, cells={"NIK": text}, by=importer)
        sheets.run(STAGE, batch)
        batch.refresh_from_db()
    assert ImportRepair.objects.filter(batch=batch, taken_back_at=None).count() == 2
    assert counts(batch) == (4, 0, 0, 0, 6)
    assert not batch.problems.filter(row_number__in=(4, 5), code="NIK_BIRTHDATE_MISMATCH").exists()


def test_what_cannot_be_repaired_is_refused_in_a_sentence(batch: ImportBatch, importer: User) -> None:
    with pytest.raises(Unrepairable, match="Minta file dengan kolom teks"):
        repair_row(batch=batch, row_number=9, cells={"NIK": "2171014506850000"}, by=importer)
    with pytest.raises(Unrepairable, match="tidak berlaku"):
        repair(batch=batch, kind="RULE", column="NIK", code="NIK_FORMAT", choice="ZERO_PAD", by=importer)
    with pytest.raises(Unrepairable, match="tidak salah"):
        repair_row(batch=batch, row_number=11, cells={"NIK": sheets.nik(301)}, by=importer)
    with pytest.raises(Unrepairable, match="tidak ada di file"):
        repair(batch=batch, kind="VALUE", column="AGAMA", code="NAME", before="a", after="b", by=importer)
    assert not ImportRepair.objects.exists() and counts(batch) == (1, 0, 0, 0, 9)


def test_only_the_uploader_repairs_and_only_a_preview(batch: ImportBatch, importer: User, branch_head: User) -> None:
    with pytest.raises(Forbidden):
        skip_row(batch=batch, row_number=2, by=branch_head)
    skip_row(batch=batch, row_number=2, by=importer)
    with pytest.raises(Forbidden):  # it is being read just now
        skip_row(batch=batch, row_number=3, by=importer)


def test_a_repair_withdraws_what_was_submitted(batch: ImportBatch, importer: User) -> None:
    from enrollment.services import submit_batch

    submit_batch(batch=batch, by=importer)
    skip_row(batch=batch, row_number=2, by=importer)
    batch.refresh_from_db()
    assert batch.submitted_at is None


def test_the_file_stays_as_it_came(batch: ImportBatch, importer: User) -> None:
    before = vault.read_file(batch.file)
    repair(batch=batch, kind="RULE", column="KPJ", code="KPJ_FORMAT", choice="ZERO_PAD", by=importer)
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert vault.read_file(batch.file) == before
    assert not ImportRepair.objects.filter(batch=batch).exclude(after=None).exists()


# The pages


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    return client_of(importer)


def test_the_groups_show_before_and_after_and_one_press_mends_them(batch: ImportBatch, office: Client) -> None:
    url = f"/impor/{batch.pk}/perbaikan/"
    text = office.get(url).content.decode()
    assert "9000000012 → <b>09000000012" in text and "900000013 → <b>00900000013" in text
    assert "Ambil kecamatan dari kelurahan" in text and "Minta file dengan kolom teks" in text
    assert f"/impor/{batch.pk}/" in office.get(f"/impor/{batch.pk}/").content.decode()
    press = {"kind": "RULE", "column": "KPJ", "code": "KPJ_FORMAT", "choice": "ZERO_PAD"}
    answer = office.post(url, press)
    assert (answer.status_code, answer["Location"]) == (303, url)
    waiting = office.get(url).content.decode()
    assert "Sedang dinilai lagi" in waiting and 'http-equiv="refresh"' in waiting
    assert office.get(f"/impor/{batch.pk}/kemajuan/", headers={"HX-Request": "true"}).status_code == 200
    sheets.run(STAGE, batch)
    done = office.get(f"/impor/{batch.pk}/kemajuan/", headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")
    after = office.get(url).content.decode()
    assert "2 sel diperbaiki" in after and "Batalkan perbaikan" in after
    made = ImportRepair.objects.get()
    assert office.post(f"{url}{made.pk}/batalkan/").status_code == 303
    sheets.run(STAGE, batch)
    assert counts(batch) == (1, 0, 0, 0, 9)
    assert "0 sel diperbaiki" in office.get(url).content.decode()


def test_a_bad_press_is_answered_with_the_page_and_a_sentence(batch: ImportBatch, office: Client) -> None:
    url = f"/impor/{batch.pk}/perbaikan/"
    same = {
        "kind": "VALUE",
        "column": "TGL_LAHIR",
        "code": "DATE_INVALID",
        "before": "31/02/1985",
        "after": "31/02/1985",
    }
    answer = office.post(url, same)
    assert answer.status_code == 422 and "isinya masih sama" in answer.content.decode()
    assert office.post(url, same | {"kind": "CELL"}).status_code == 404
    assert office.post(f"{url}999999/batalkan/").status_code == 404
    assert not ImportRepair.objects.exists()


def test_a_row_is_mended_in_the_list_and_one_comes_back_to_it(batch: ImportBatch, office: Client) -> None:
    listed = office.get(f"/impor/{batch.pk}/?tab=salah&kode=NIK_FORMAT").content.decode()
    assert f'action="/impor/{batch.pk}/baris/8/perbaiki/"' in listed and 'value="217103120585"' in listed
    url = f"/impor/{batch.pk}/baris/8/perbaiki/"
    unchanged = office.post(url, {"sel-NIK": "217103120585"})
    assert unchanged.status_code == 422 and "Tidak ada isi yang berubah" in unchanged.content.decode()
    typed = {"sel-NIK": sheets.nik(300), "sel-NAMA_LENGKAP": "bukan urusannya", "tab": "salah", "kode": "NIK_FORMAT"}
    answer = office.post(url, typed | {"page": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/impor/{batch.pk}/?tab=salah&kode=NIK_FORMAT&page=1")
    assert list(ImportRepair.objects.values_list("kind", "column", "row_number")) == [("CELL", "NIK", 8)]
    assert again(batch) == (2, 0, 0, 0, 8)
    assert office.get(url).status_code == 404  # nothing is wrong with it any more


def test_a_row_is_left_out_and_says_by_whom(batch: ImportBatch, office: Client, importer: User) -> None:
    answer = office.post(f"/impor/{batch.pk}/baris/10/perbaiki/", {"skip": "1", "tab": "x<", "kode": "<>"})
    assert answer["Location"] == f"/impor/{batch.pk}/"
    sheets.run(STAGE, batch)
    assert f"Baris ini dilewati oleh {importer}." in office.get(f"/impor/{batch.pk}/?tab=salah").content.decode()


def test_the_same_text_is_counted_and_a_rounded_nik_is_not_offered(batch: ImportBatch, office: Client) -> None:
    text = office.get(f"/impor/{batch.pk}/?tab=salah").content.decode()
    assert "· 2 baris sama" in text
    rounded = office.get(f"/impor/{batch.pk}/baris/9/perbaiki/").content.decode()
    assert "sel-NIK" not in rounded and "Lewati baris ini" in rounded
    assert Employer.objects.count() == 1
