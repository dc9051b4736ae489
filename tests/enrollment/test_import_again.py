"""A repair judges only the rows that something was said about, and the answer is that of reading the whole file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from accounts import vault
from accounts.models import User
from enrollment.importing import again, repairable, sandbox
from enrollment.importing.keptrows import keep_rows, kept_chunks
from enrollment.importing.pipeline import Source, stage
from enrollment.importing.sheet import BadDate, Chunk, ErrorCell, Formula
from enrollment.importing.targets import TARGETS
from enrollment.models import ImportBatch, ImportRepair
from enrollment.services.kinds import STAGE
from enrollment.services.repairs import Unrepairable, repair, repair_row, skip_row, take_repair_back
from tests.enrollment import sheets
from tests.enrollment.importing.test_cells import ON
from tests.factories import make_employer

pytestmark = pytest.mark.django_db

BAD_WORKERS: list[sheets.Row] = [
    {"KPJ": 9000000012, "TGL_KEPESERTAAN": "3/2/24"},
    {"KPJ": "900000013"},
    {"TGL_LAHIR": "31/02/1985"},
    {"TGL_LAHIR": "03/28/1985"},
    {"KECAMATAN": "Batam Kota"},
    {"NPP": None},
    {"NIK": "217103120585"},
    {"UPAH": "rahasia", "JENIS_KELAMIN": "X"},
    {"UPAH": "4.500"},
    {"KODE_CABANG": "Cabang Antah", "TGL_NA": "01-01-2020"},
    {"NIK": sheets.nik(1), "KPJ": sheets.kpj(1)},  # the last row once more
    {"NIK": sheets.nik(2), "KPJ": sheets.kpj(2), "NAMA_LENGKAP": "ORANG YANG LAIN SEKALI"},
]
BAD_BUSINESSES: list[sheets.Row] = [
    {"TELEPON": "81270000001", "KBLI": 1111},
    {"TELEPON": "81270000001"},
    {"NIB": 912000000025},
    {"KECAMATAN": "Batam Kota", "TELEPON": "081270000000"},
    {"KELURAHAN": "Entah Berantah"},
    {"NIB": "9120000000017"},
]
RULES = {
    "workers": [
        ("KPJ", "KPJ_FORMAT", "ZERO_PAD"), ("UPAH", "AMOUNT_INVALID", "CLEAR"), ("KELURAHAN", "AREA_MISMATCH",
        "FROM_VILLAGE"), ("TGL_KEPESERTAAN", "DATE_2_DIGIT_YEAR", "WHOLE_YEAR"),
        ("TGL_LAHIR", "DATE_INVALID", "MONTH_FIRST"), ("UPAH", "AMOUNT_AMBIGUOUS", "THOUSANDS"),
    ],
    "businesses": [
        ("TELEPON", "PHONE_FORMAT", "ZERO_PAD"), ("KBLI", "KBLI_FORMAT", "ZERO_PAD"), ("KELURAHAN", "AREA_MISMATCH",
        "FROM_VILLAGE"), ("NIB", "NIB_FORMAT", "ZERO_PAD"),
    ],
}  # fmt: skip


def workers(by: User) -> ImportBatch:
    make_employer(npp="15000103")
    rows = [sheets.worker(100 + place) | fault for place, fault in enumerate(BAD_WORKERS)]
    rows += [sheets.worker(serial) for serial in (1, 2, 3)]
    return sheets.upload(sheets.workbook(rows, headings=list(sheets.WORKER)), by=by)


def businesses(by: User) -> ImportBatch:
    rows = [
        sheets.BUSINESS | {"NIB": f"91200000010{place:02d}", "NAMA_USAHA": f"Toko {place}"} | fault
        for place, fault in enumerate(BAD_BUSINESSES)
    ]
    return sheets.upload(sheets.workbook([*rows, sheets.BUSINESS], headings=list(sheets.BUSINESS)), by=by)


def judged(batch: ImportBatch) -> dict[str, Any]:
    """Everything a reading leaves: counts, problems, copies, staged rows (what is sealed in the clear), verdicts."""
    batch.refresh_from_db()
    names = ("rows", "new", "changed", "same", "doubtful", "wrong", "skipped", "staged_rows", "as_of", "warnings")
    copies = batch.row_copies.order_by("row_number").values_list("row_number", "is_doubtful", "cells")
    told: dict[str, Any] = {name: getattr(batch, name) for name in names}
    told["problems"] = sorted(
        map(str, batch.problems.values_list("row_number", "column", "code", "severity", "params"))
    )
    told["copies"] = [(row, bad, vault.unseal(cells, "importrowcopy.cells")) for row, bad, cells in copies]
    for table in (TARGETS[batch.profile].staged, "enrollment_staged_verdict"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT to_jsonb(s) FROM {table} s WHERE batch_id = %s ORDER BY row_number", [str(batch.pk)]
            )
            told[table] = [_clear(json.loads(row)) for (row,) in cursor.fetchall()]
    return told


def _clear(row: dict[str, Any]) -> dict[str, Any]:
    for name, column in (("nik", "participant.nik"), ("owner_nik", "business.owner_nik"), ("phone", "business.phone")):
        if row.get(name):
            row[name] = vault.unseal(bytes.fromhex(row[name][2:]), column)
    return row


def read_whole(batch: ImportBatch) -> dict[str, Any]:
    """The same, once the file has been read from its first cell to its last."""
    batch.header["kept"] = {}
    with transaction.atomic(), vault.file_to_path(batch.file) as path:
        stage(batch, Source.of(batch, path))
    return judged(batch)


@contextmanager
def readings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How often a file is read in the block."""
    begun: list[int] = []
    read = sandbox.read

    def counted(*args: Any) -> Any:
        begun.append(1)
        return read(*args)

    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "read", counted)
        yield begun


def acts(batch: ImportBatch, by: User, random: Random) -> list[Callable[[], object]]:
    rows = list(batch.problems.exclude(severity="WARNING").values_list("row_number", flat=True).distinct())
    groups: dict[str, Any] = {"batch": batch, "by": by}
    made: list[Callable[[], object]] = [
        lambda rule=rule: repair(kind="RULE", column=rule[0], code=rule[1], choice=rule[2], **groups)
        for rule in RULES[batch.profile]
    ]
    made.append(lambda: skip_row(row_number=random.choice(rows), **groups))
    cell = {"workers": ("NIK", sheets.nik(3)), "businesses": ("TELEPON", "081270000000")}[batch.profile]
    made.append(lambda: repair_row(row_number=random.choice(rows), cells={cell[0]: cell[1]}, **groups))
    made.append(lambda: repair(kind="VALUE", column="NPP", code="NPP_MISSING", before="", after="15000103", **groups))
    return made


@pytest.mark.parametrize("sheet", [workers, businesses])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_any_repairs_judged_shortly_are_those_of_the_whole_file(
    importer: User, sheet: Callable[[User], ImportBatch], seed: int
) -> None:
    batch, random = sheet(importer), Random(seed)
    first = judged(batch)
    for act in random.sample(acts(batch, importer, random), 4):
        try:
            act()
        except Unrepairable:  # an earlier one has mended that row
            continue
        sheets.run(STAGE, batch)
    shortly = judged(batch)
    assert shortly == read_whole(batch)
    for one in ImportRepair.objects.filter(batch=batch, taken_back_at=None):
        take_repair_back(repair=one, by=importer)
        sheets.run(STAGE, batch)
    assert judged(batch) == first


def test_a_repair_and_its_taking_back_read_no_file(importer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = workers(importer)
    with readings(monkeypatch) as begun:
        made = repair(batch=batch, kind="RULE", column="KPJ", code="KPJ_FORMAT", choice="ZERO_PAD", by=importer)
        sheets.run(STAGE, batch)
        mended = judged(batch)
        take_repair_back(repair=made, by=importer)
        sheets.run(STAGE, batch)
        assert begun == []
    assert "KPJ_FORMAT" not in str(mended["problems"]).replace("'was': 'KPJ_FORMAT'", "")


def test_the_file_is_read_again_where_the_short_way_could_be_another(
    importer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A way that looks at whole columns, an employer that came meanwhile, staging that a crash has emptied."""
    batch = workers(importer)

    def skipped(row: int) -> int:
        with readings(monkeypatch) as begun:
            skip_row(batch=batch, row_number=row, by=importer)
            sheets.run(STAGE, batch)
        return len(begun)

    assert skipped(2) == 0
    with readings(monkeypatch) as begun:
        repair(batch=batch, kind="RULE", column="TGL_LAHIR", code="DATE_INVALID", choice="MONTH_FIRST", by=importer)
        sheets.run(STAGE, batch)
    assert len(begun) == 1 and skipped(3) == 0
    make_employer(npp="15000104")
    assert skipped(4) == 1 and skipped(6) == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM enrollment_staged_cells WHERE batch_id = %s AND row_number = 9", [str(batch.pk)])
    assert skipped(7) == 1


def test_more_rows_than_may_be_kept_are_read_again(importer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "MOST_KEPT", 3)
    batch = workers(importer)
    assert batch.header["kept"] == {}
    skip_row(batch=batch, row_number=2, by=importer)
    sheets.run(STAGE, batch)
    assert ("ROW_SKIPPED", 2) in set(batch.problems.values_list("code", "row_number"))


def test_a_warning_on_a_sound_row_has_example_cells(importer: User) -> None:
    batch = businesses(importer)
    [phones] = [one for one in repairable.repair_groups(batch) if one.code == "PHONE_FORMAT"]
    assert (phones.severity, phones.count) == ("WARNING", 2)
    assert [(one.row, one.before, one.after) for one in phones.offers[0].examples] == [
        (2, "81270000001", "081270000001"),
        (3, "81270000001", "081270000001"),
    ]


def test_kept_cells_come_back_as_they_were_read(importer: User) -> None:
    cells = ["=1+1", 1.0, 2.5, True, None, ON, Formula(None), Formula(ON), ErrorCell("#N/A"), BadDate("-1"), "\ud800\t"]
    batch = workers(importer)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM enrollment_staged_cells WHERE batch_id = %s", [str(batch.pk)])
        keep_rows(cursor, batch.pk, Chunk([7], [8], [[cell] for cell in cells], {}))
        back = list(kept_chunks(cursor, batch.pk))
    assert back == [Chunk([7], [8], [[cell] for cell in cells], {})]
    assert [type(column[0]) for column in back[0].columns] == [type(cell) for cell in cells]
